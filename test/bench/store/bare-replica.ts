import { rmSync } from 'node:fs';
import { cp, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { openTillStore } from '../../../src-main/store/open-till-store.ts';
import { openEncrypted, tillFilePath } from '../../../src-main/store/till-file.ts';
import { sampleTill } from '../../support/sample-domain.ts';
import type { BenchLine } from '../bench-line.ts';
import { benchKey, filledReplica } from '../filled-replica.ts';

const cacheKibibytes = 64 * 1024;
const bench = path.join(import.meta.dirname, '../../../.cache/bench');

/** How many members the replica has that the writing parts work on. */
export const feedMemberCount = 100_000;
/** The till whose operations they post; no sample member knows it. */
export const ownTillIndex = 200;

/** A bare connection with the store's settings, to compare with. */
export function openBare(dataFolder: string): Database {
  const db = openEncrypted(tillFilePath(dataFolder), benchKey, { fileMustExist: true });
  db.pragma('synchronous = FULL');
  db.pragma('wal_autocheckpoint = 0');
  db.pragma(`cache_size = -${cacheKibibytes}`);
  return db;
}

/** Runs a part on a copy of the replica of 100 k members, which it may change. */
export async function onCopy(
  part: (dataFolder: string) => readonly BenchLine[] | Promise<readonly BenchLine[]>,
): Promise<readonly BenchLine[]> {
  const filled = filledReplica(feedMemberCount);
  const dataFolder = await mkdtemp(path.join(bench, 'copy-'));
  try {
    await cp(tillFilePath(filled), tillFilePath(dataFolder));
    const store = openTillStore({ dataFolder, key: benchKey });
    const { installId } = sampleTill(ownTillIndex);
    store.install.create({ installId, publicKey: 'public', privateKey: 'private' });
    store.close();
    return await part(dataFolder);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}
