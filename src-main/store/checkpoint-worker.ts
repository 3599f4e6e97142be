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

if (Atomics.compareExchange(state, 0, starting, running) === starting) {
  let db: Database | undefined;
  try {
    db = openEncrypted(filePath, Buffer.from(key), { fileMustExist: true });
    db.pragma('synchronous = FULL');
    const checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
    while (Atomics.wait(state, 0, running, lookEveryMs) === 'timed-out') {
      if (walBytes() >= worthwhileBytes) checkpoint.all();
    }
  } finally {
    db?.close();
    Atomics.store(state, 0, stopped);
    Atomics.notify(state, 0);
  }
}

function walBytes(): number {
  return statSync(`${filePath}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
