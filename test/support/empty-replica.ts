import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openTillStore } from '../../src-main/store/open-till-store.ts';

/** What a first start leaves in a data folder, before anybody is activated. */
const names = ['till.db', 'till.begun'] as const;
/** Where the station keeps the key of its replica. */
const keyName = 'replica-key';

/** The key of every empty replica. */
export const emptyReplicaKey = Buffer.alloc(32, 7);

/**
 * Puts a replica as a first start makes it, and its key, into a data folder that has none: all migrations again for every till
 * would be a third of what a till costs, and proves nothing when it is repeated. It is made once in a process.
 */
export function putEmptyReplica(dataFolder: string): void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  made ??= makeEmptyReplica();
  for (const [name, bytes] of made) {
    writeFileSync(path.join(dataFolder, name), bytes, { mode: 0o600 });
  }
}

let made: readonly (readonly [string, Buffer])[] | null = null;

function makeEmptyReplica(): readonly (readonly [string, Buffer])[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'membership-empty-replica-'));
  try {
    openTillStore({ dataFolder: folder, key: emptyReplicaKey }).close();
    const files = names.map((name) => [name, readFileSync(path.join(folder, name))] as const);
    return [...files, [keyName, emptyReplicaKey]];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
