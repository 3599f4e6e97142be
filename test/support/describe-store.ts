import { afterAll, beforeAll, describe } from 'vitest';
import { openStore, type Store } from '../../src-office/store/open-store.ts';
import { putEmptyDatabase } from './empty-database.ts';
import { sharedPostgres } from './shared-postgres.ts';
import { makeTempDir, type TempDir } from './temp-dir.ts';

/** Runs one suite against the office's store on PGlite and on PostgreSQL: both must keep the same promises. */
export function describeStore(name: string, suite: (store: () => Store) => void): void {
  describe.each(['PGlite', 'PostgreSQL'] as const)(`${name} on %s`, (engine) => {
    let folder: TempDir;
    let store: Store;

    beforeAll(async () => {
      folder = await makeTempDir('store');
      if (engine === 'PGlite') await putEmptyDatabase(folder.path);
      const location =
        engine === 'PGlite'
          ? { kind: 'folder' as const, folder: folder.path }
          : {
              kind: 'server' as const,
              url: await (await sharedPostgres()).createDatabase(name.replaceAll(' ', '_')),
            };
      store = await openStore(location, () => {});
    });
    afterAll(async () => {
      await store.close();
      await folder.remove();
    });
    suite(() => store);
  });
}
