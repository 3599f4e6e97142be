import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { constants, zstdDecompressSync } from 'node:zlib';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { z } from 'zod';
import { type FeedMember, feedMemberSchema } from '../../src-shared/contract/office/feed-member.ts';
import { answerPlainMaxBytes, zstdWindowLogMax } from '../../src-shared/contract/office-wire.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { createBaseSlices } from './base-slices.ts';
import { storeFailureOf } from './failure-words.ts';
import { feedPlaces, feedStates, type FeedWork } from './feed-thread.ts';
import { createInstallStore } from './install-store.ts';
import { createMemberHashes } from './member-hashes.ts';
import { createMemberRebase } from './member-rebase.ts';
import { createMemberWriter } from './member-writer.ts';
import { openForWriting } from './open-for-writing.ts';
import { inRowOrder, type PreparedBase, prepareBase } from './prepare-base.ts';
import { type StoreFailureCode, StoreFailure } from './store-failure.ts';
import { createTransactions } from './transaction.ts';
import { feedTurn } from './write-turn.ts';

/**
 * The body of the thread that takes in the feed beside the counter: it reads a page, works out what is to be written of each
 * member, and writes a few at a time through a connection of its own. The counter's connection reads meanwhile, and whenever it
 * wants to write, this thread ends its transaction with the member it is at and lets it.
 */

export type ToFeedWorker =
  | { readonly kind: 'read'; readonly body: Uint8Array; readonly isZstd: boolean }
  | { readonly kind: 'apply' }
  | { readonly kind: 'stop' };

export type FromFeedWorker =
  | { readonly kind: 'read'; readonly rest: unknown; readonly memberCount: number }
  /** Not all of them, where it was given up. */
  | { readonly kind: 'applied'; readonly changed: readonly MemberId[] }
  /** `code` is null for what is no failure of the file. */
  | { readonly kind: 'failed'; readonly code: StoreFailureCode | null; readonly message: string };

/** Members of one transaction, as long as nobody else wants to write. */
const sliceCount = 64;
const membersSchema = z.array(feedMemberSchema);

const { filePath, key, turns, control } = workerData as FeedWork;
const { starting, running, stopped } = feedStates;
const port = parentPort;
assert(port !== null, 'This file is the body of a thread.');

let members: readonly FeedMember[] = [];
let replica: ReturnType<typeof openReplica> | null = null;

if (Atomics.compareExchange(control, feedPlaces.state, starting, running) === starting) {
  port.on('message', (message: ToFeedWorker) => {
    try {
      answer(message);
    } catch (error) {
      tellFailure(error);
    }
  });
} else {
  port.close();
}

function answer(message: ToFeedWorker): void {
  switch (message.kind) {
    case 'read':
      return tell({ kind: 'read', ...read(message) });
    case 'apply': {
      replica ??= openReplica();
      const changed = apply(replica);
      return tell({ kind: 'applied', changed });
    }
    case 'stop':
      return stop();
  }
}

/** Keeps the members of an answer, where they are as the contract says, and gives back the rest of it. */
function read({ body, isZstd }: Extract<ToFeedWorker, { kind: 'read' }>) {
  members = [];
  const page = parse(body, isZstd);
  if (typeof page !== 'object' || page === null || !('members' in page)) {
    return { rest: page, memberCount: 0 };
  }
  const checked = membersSchema.safeParse(page.members);
  if (!checked.success) return { rest: page, memberCount: 0 };
  members = inRowOrder(checked.data);
  return { rest: { ...page, members: [] }, memberCount: members.length };
}

function parse(body: Uint8Array, isZstd: boolean): unknown {
  const params = { [constants.ZSTD_d_windowLogMax]: zstdWindowLogMax };
  try {
    const plain = isZstd
      ? zstdDecompressSync(body, { maxOutputLength: answerPlainMaxBytes, params })
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    return JSON.parse(plain.toString('utf8')) as unknown;
  } catch {
    return undefined; // not the office's, whatever it was
  }
}

function openReplica() {
  const db = openForWriting(filePath, Buffer.from(key));
  // A transaction of this thread need not be on the disk when it ends: whole slices are synced before they count (`syncLog`),
  // and not while the counter waits for its turn. What the counter writes after it is synced together with it.
  db.pragma('synchronous = NORMAL');
  const install = createInstallStore(drizzle(db));
  const hashes = createMemberHashes(db);
  const rebase = createMemberRebase(db, createMemberWriter(db, hashes));
  return {
    db,
    slices: createBaseSlices({ install, hashes, rebase }),
    transactions: createTransactions(db),
    turn: feedTurn(turns),
  };
}

type Replica = ReturnType<typeof openReplica>;

function apply(opened: Replica): readonly MemberId[] {
  const changed: MemberId[] = [];
  for (let from = 0; from < members.length && !isGivenUp(); from += sliceCount) {
    const bases = members.slice(from, from + sliceCount).map(prepareBase);
    changed.push(...applySlice(opened, bases));
  }
  members = [];
  return changed;
}

function applySlice({ slices, transactions, turn }: Replica, bases: readonly PreparedBase[]) {
  const changed: MemberId[] = [];
  for (let at = 0; at < bases.length && !isGivenUp();) {
    const taken = turn.during((isCounterWaiting) => {
      const mustStop = (): boolean => isCounterWaiting() || isGivenUp();
      return transactions.run(() =>
        slices.apply(at === 0 ? bases : bases.slice(at), { acceptLowerRevisions: true, mustStop }),
      );
    });
    at += taken.takenCount;
    changed.push(...taken.changed);
  }
  syncLog();
  return changed;
}

/** Brings what was written to the disk now: left to pile up, it would be a sale that waits for it. */
function syncLog(): void {
  const log = openSync(`${filePath}-wal`, 'r+');
  try {
    fdatasyncSync(log);
  } finally {
    closeSync(log);
  }
}

function isGivenUp(): boolean {
  return Atomics.load(control, feedPlaces.isGivenUp) === 1;
}

function stop(): void {
  try {
    replica?.db.close();
  } finally {
    Atomics.store(control, feedPlaces.state, stopped);
    Atomics.notify(control, feedPlaces.state);
    port?.close();
  }
}

function tell(message: FromFeedWorker): void {
  port?.postMessage(message);
}

function tellFailure(error: unknown): void {
  const failure = storeFailureOf(error, filePath);
  const code = failure instanceof StoreFailure ? failure.code : null;
  const message =
    failure instanceof StoreFailure || !(failure instanceof Error)
      ? String(failure instanceof Error ? failure.message : failure)
      : (failure.stack ?? failure.message);
  tell({ kind: 'failed', code, message });
}
