import { statSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { checkpointStates, type CheckpointWork } from './checkpointer.ts';
import { openEncrypted } from './till-file.ts';

/**
 * The body of the checkpoint thread: now and then it moves the WAL into the file, so that no sale
 * has to. PASSIVE waits for nobody and makes nobody wait. The thread sleeps between its looks and
 * ends when it is asked to.
 */
const { filePath, key, lookEveryMs, worthwhileBytes, state } = workerData as CheckpointWork;
const { starting, running, stopped } = checkpointStates;
const passesMax = 4;

if (Atomics.compareExchange(state, 0, starting, running) === starting) {
  let db: Database | undefined;
  try {
    db = openEncrypted(filePath, Buffer.from(key), { fileMustExist: true });
    db.pragma('synchronous = FULL');
    while (Atomics.wait(state, 0, running, lookEveryMs) === 'timed-out') {
      if (walBytes() >= worthwhileBytes) catchUp(db);
    }
  } finally {
    db?.close();
    Atomics.store(state, 0, stopped);
    Atomics.notify(state, 0);
  }
}

/**
 * Only a WAL that is in the file to its last page is written from its beginning again. While a feed
 * comes in, each pass finds less left over by the one before, until it gets ahead in a pause.
 */
function catchUp(db: Database): void {
  for (let pass = 0; pass < passesMax; pass++) {
    const [result] = db.pragma('wal_checkpoint(PASSIVE)') as CheckpointResult[];
    if (result === undefined || result.checkpointed === result.log) return;
  }
}

/** What SQLite answers: pages in the WAL, and how many of them are in the file. */
interface CheckpointResult {
  readonly log: number;
  readonly checkpointed: number;
}

function walBytes(): number {
  return statSync(`${filePath}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
