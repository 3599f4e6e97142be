import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { databaseFolder } from '../../src-office/store/open-store.ts';
import { migrate } from '../../src-office/store/migrate.ts';
import { openPglite } from '../../src-office/store/pglite-database.ts';

const root = path.join(import.meta.dirname, '../..');
const cache = path.join(root, '.cache');

/**
 * Puts a PGlite database with the office's tables and nothing in them into a data folder that has none: initdb takes seconds
 * of the processor and a thousand syncs, and proves nothing when it is repeated. It is made once, as an office makes it, and
 * copied. Every office still takes an epoch and keys of its own.
 */
export async function putEmptyDatabase(dataFolder: string): Promise<void> {
  const folder = path.join(dataFolder, databaseFolder);
  if (await isFilled(folder)) return;
  await cp(await emptyDatabase(), folder, { recursive: true });
}

async function emptyDatabase(): Promise<string> {
  const folder = path.join(cache, `pglite-${await versionOfTables()}`);
  if (await isFilled(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(`${folder}-new-`);
  const database = await openPglite(draft, () => undefined);
  await migrate(database);
  await database.close();
  // Two test files may make it at the same time; the first one done counts.
  await rename(draft, folder).catch(async (error: unknown) => {
    if (!(await isFilled(folder))) throw error;
    await rm(draft, { recursive: true });
  });
  return folder;
}

async function versionOfTables(): Promise<string> {
  const hash = createHash('sha256');
  hash.update(await readFile(path.join(root, 'node_modules/@electric-sql/pglite/package.json')));
  const migrations = path.join(root, 'migrations/office');
  for (const name of (await readdir(migrations)).toSorted()) {
    if (name.endsWith('.sql')) hash.update(await readFile(path.join(migrations, name)));
  }
  return hash.digest('hex').slice(0, 8);
}

async function isFilled(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.length > 0;
}
