import { cpSync, rmSync } from 'node:fs';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import type { KeyHolder } from '../../src-main/till/start-till.ts';

/** A replica as a first start makes it, before anybody is activated: what each till of a simulation begins with. */
export interface BlankReplica {
  readonly key: Buffer;
  readonly keyHolder: KeyHolder;
  putInto(folder: string): void;
  remove(): void;
}

/** Makes it once: all migrations again for every till would be a third of what a till costs. */
export function makeBlankReplica(folder: string): BlankReplica {
  const key = Buffer.alloc(32, 7);
  openTillStore({ dataFolder: folder, key }).close();
  return {
    key,
    keyHolder: { read: () => key, create: () => key, restore: () => Promise.resolve() },
    putInto: (till) => cpSync(folder, till, { recursive: true }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
