import { closeSync, fsyncSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { SnapshotManifest } from '../../src-shared/contract/office/snapshots.ts';
import { snapshotColumnNames } from '../../src-shared/replica/snapshot-format.ts';
import { assert } from '../../src-shared/values/assert.ts';
import { storeFailureOf } from './failure-words.ts';
import { makeReplicaFile } from './make-replica-file.ts';
import { freeNow, openPart, PartDamaged } from './open-part.ts';
import { type StoreFailureCode, StoreFailure } from './store-failure.ts';
import { attachEncrypted } from './till-file.ts';

/**
 * The body of the thread that loads an image into a new encrypted file, part by part as they arrive: a part is opened in memory
 * and its rows are appended; what is readable is never on the disk. The file counts for nothing until it is adopted, so it
 * needs no journal; it is on the disk when the thread says that it is done.
 */

export interface SnapshotWork {
  readonly imagePath: string;
  readonly nextPath: string;
  readonly key: Uint8Array;
  readonly imageKey: Uint8Array;
  readonly manifest: SnapshotManifest;
  readonly migrationsFolder: string;
}

/** So many bytes of the image are in its file. */
export interface ToSnapshotWorker {
  readonly receivedBytes: number;
}

export type FromSnapshotWorker =
  | { readonly kind: 'progress'; readonly memberCount: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'damaged'; readonly partIndex: number }
  | { readonly kind: 'failed'; readonly code: StoreFailureCode; readonly message: string };

const cacheKibibytes = 32 * 1024;

const work = workerData as SnapshotWork;
const { manifest, imagePath, nextPath, migrationsFolder } = work;
const key = Buffer.from(work.key);
const port = parentPort;
assert(port !== null, 'This file is the body of a thread.');

/** The part to be loaded next is opened while the one before it is loaded. */
interface OpenedPart {
  readonly part: SnapshotManifest['parts'][number];
  readonly plain: Promise<Buffer>;
}

let receivedBytes = 0;
let openedCount = 0;
let startOfNext = 0;
let memberCount = 0;
let wake: (() => void) | null = null;

port.on('message', (message: ToSnapshotWorker) => {
  ({ receivedBytes } = message);
  wake?.();
});

try {
  makeReplicaFile(nextPath, { key, migrationsFolder, isDurable: false });
  await loadAll();
  finish();
} catch (error) {
  tellFailure(error);
}
port.close();

function tell(message: FromSnapshotWorker): void {
  port?.postMessage(message);
}

function tellFailure(error: unknown): void {
  if (error instanceof PartDamaged) return tell({ kind: 'damaged', partIndex: error.partIndex });
  const failure = storeFailureOf(error, nextPath);
  if (!(failure instanceof StoreFailure)) throw error;
  tell({ kind: 'failed', code: failure.code, message: failure.message });
}

async function loadAll(): Promise<void> {
  let opened = await openNext({ waits: true });
  while (opened !== null) {
    const { part } = opened;
    const plain = await opened.plain;
    const ahead = await openNext({ waits: false });
    const rowCount = appendRows(plain, part.table);
    if (part.table === 'member') memberCount += rowCount;
    tell({ kind: 'progress', memberCount });
    opened = ahead ?? (await openNext({ waits: true }));
  }
}

/** Begins to open the next part; null after the last, and where it is not here yet and nobody waits. */
async function openNext({ waits }: { readonly waits: boolean }): Promise<OpenedPart | null> {
  const index = openedCount;
  const part = manifest.parts[index];
  if (part === undefined) return null;
  while (startOfNext + part.bytes > receivedBytes) {
    if (!waits) return null;
    await moreToCome();
  }
  const sealed = readImage(startOfNext, part.bytes);
  openedCount += 1;
  startOfNext += part.bytes;
  const { snapshotId } = manifest;
  const plain = openPart(sealed, { part, index, snapshotId, key: work.imageKey });
  plain.catch(() => undefined); // whoever loads it hears of it
  return { part, plain };
}

function moreToCome(): Promise<void> {
  return new Promise((resolve) => {
    wake = resolve;
  });
}

function readImage(position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  const file = openSync(imagePath, 'r');
  try {
    for (let read = 0; read < length;) {
      const count = readSync(file, bytes, read, length - read, position + read);
      if (count === 0) throw new PartDamaged(openedCount);
      read += count;
    }
  } finally {
    closeSync(file);
  }
  return bytes;
}

/** The part is the connection's own database, the replica is beside it: rows go over inside of SQLite. */
function appendRows(plain: Buffer, table: SnapshotManifest['parts'][number]['table']): number {
  const db = new Database(plain);
  freeNow(plain); // SQLite has a copy
  try {
    db.pragma('temp_store = MEMORY');
    attachEncrypted(db, nextPath, { schema: 'next', key });
    db.pragma('next.journal_mode = OFF');
    db.pragma('next.synchronous = OFF');
    db.pragma('next.locking_mode = EXCLUSIVE');
    db.pragma(`next.cache_size = -${cacheKibibytes}`);
    const names = snapshotColumnNames(table);
    db.exec('BEGIN');
    const { changes } = db
      .prepare(
        `INSERT INTO next.${table} (${names}) SELECT ${names} FROM main.${table} ORDER BY rowid`,
      )
      .run();
    db.exec('COMMIT');
    return changes;
  } finally {
    db.close();
  }
}

function finish(): void {
  assert(memberCount === manifest.memberCount, 'An image holds as many members as it says.');
  const file = openSync(nextPath, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  tell({ kind: 'done' });
}
