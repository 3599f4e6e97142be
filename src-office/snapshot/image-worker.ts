import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { constants, zstdCompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { snapshotPartNonce, zstdLevel } from '../../src-shared/contract/office-wire.ts';
import type { SnapshotManifest } from '../../src-shared/contract/office/snapshots.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { foundByOf, memberContentOf, tokensOf } from '../../src-shared/replica/member-content.ts';
import {
  createSnapshotTable,
  snapshotColumnNames,
  type SnapshotTable,
} from '../../src-shared/replica/snapshot-format.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { MemberRow } from '../store/member-store.ts';

/**
 * The body of the thread that makes one image. Members come in the order of their ids and leave at once, in parts; what has to
 * be sorted over all of them, cards and spellings, waits in a file that is unreadable for everybody, this office included once
 * the thread has ended. At any time one part and the cache of that file are in memory.
 */

export interface ImageWork {
  readonly imagePath: string;
  readonly sortPath: string;
  readonly snapshotId: string;
  readonly key: Uint8Array;
  readonly partPlainBytes: number;
}

export type ToImageWorker =
  | { readonly kind: 'members'; readonly members: readonly MemberRow[] }
  | { readonly kind: 'end' };

export type FromImageWorker =
  /** The members of one message are in: the next may come. */
  | { readonly kind: 'taken' }
  | {
      readonly kind: 'done';
      readonly parts: SnapshotManifest['parts'];
      readonly bytes: number;
      readonly memberCount: number;
    };

const sortCacheKibibytes = 64 * 1024;
const partPageBytes = 32 * 1024;
/** Roughly, for the size of a part: what a row costs beside its texts. */
const rowOverheadBytes = 24;
/** Of a card's or spelling's row, roughly. */
const shortRowBytes = 32;
const tagBytes = 16;

const work = workerData as ImageWork;
const port = parentPort;
assert(port !== null, 'This file is the body of a thread.');

const image = openSync(work.imagePath, 'wx', 0o600);
const parts: SnapshotManifest['parts'] = [];
let imageBytes = 0;
let memberCount = 0;

const sorting = openSorting(work.sortPath);
const addCard = sorting.prepare('INSERT OR IGNORE INTO card VALUES (?, ?, ?)');
const addToken = sorting.prepare('INSERT OR IGNORE INTO search_token VALUES (?, ?)');
let part = openMemberPart();

port.on('message', (message: ToImageWorker) => {
  if (message.kind === 'members') {
    sorting.exec('BEGIN');
    for (const member of message.members) takeMember(member);
    sorting.exec('COMMIT');
    tell({ kind: 'taken' });
    return;
  }
  finish();
});

function tell(message: FromImageWorker): void {
  port?.postMessage(message);
}

/** Nothing of it has to outlive this thread, and its key does not. */
function openSorting(sortPath: string): Database.Database {
  const db = new Database(sortPath);
  db.pragma("cipher = 'aegis'");
  // The types are those of better-sqlite3, which has no keys.
  (db as Database.Database & { key(key: Buffer): number }).key(randomBytes(32));
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma(`cache_size = -${sortCacheKibibytes}`);
  db.pragma('temp_store = MEMORY');
  const keyOf = (table: 'card' | 'search_token'): string =>
    createSnapshotTable('main', table).replace(
      /\)$/,
      `, PRIMARY KEY (${snapshotColumnNames(table)})) WITHOUT ROWID`,
    );
  db.exec(`${keyOf('card')}; ${keyOf('search_token')}`);
  return db;
}

function openMemberPart() {
  const db = new Database(':memory:');
  db.pragma(`page_size = ${partPageBytes}`);
  db.exec(`${createSnapshotTable('main', 'member')}; BEGIN`);
  const insert = db.prepare('INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  return { db, insert, bytes: 0 };
}

function takeMember({ memberId, revision, stateJson }: MemberRow): void {
  memberCount += 1;
  const id = memberCount;
  const state = JSON.parse(stateJson) as MemberState; // written by this office
  const found = foundByOf(state);
  const { phone, phoneLast4, memberNo, foundBy, face } = memberContentOf(state, found);
  part.insert.run(id, memberId, phone, phoneLast4, memberNo, revision, foundBy, face, stateJson);
  for (const [cardNo, boundAtMs] of found.cards) addCard.run(cardNo, boundAtMs, id);
  for (const token of tokensOf(found.name)) addToken.run(token, id);
  part.bytes +=
    Buffer.byteLength(stateJson) +
    Buffer.byteLength(face) +
    Buffer.byteLength(foundBy) +
    memberId.length +
    phone.length +
    memberNo.length +
    rowOverheadBytes;
  if (part.bytes >= work.partPlainBytes) {
    endMemberPart();
    part = openMemberPart();
  }
}

function endMemberPart(): void {
  part.db.exec('COMMIT');
  const plain = part.db.serialize();
  part.db.close();
  writePart('member', plain);
}

function finish(): void {
  if (part.bytes > 0) endMemberPart();
  else part.db.close();
  writeSorted('card');
  writeSorted('search_token');
  sorting.close();
  rmSync(work.sortPath);
  fsyncSync(image);
  closeSync(image);
  tell({ kind: 'done', parts, bytes: imageBytes, memberCount });
  port?.close();
}

/** Copies a sorted table into parts, each of which begins where the one before ended. */
function writeSorted(table: 'card' | 'search_token'): void {
  const names = snapshotColumnNames(table);
  const rowsOfPart = Math.max(1, Math.floor(work.partPlainBytes / shortRowBytes));
  const readLast = `SELECT ${names} FROM part.${table} ORDER BY rowid DESC LIMIT 1`;
  let after: readonly unknown[] | null = null;
  for (;;) {
    sorting.exec("ATTACH ':memory:' AS part KEY ''");
    sorting.exec(createSnapshotTable('part', table));
    const marks = names.replaceAll(/\w+/g, '?');
    const where = after === null ? '' : `WHERE (${names}) > (${marks})`;
    const copied = sorting
      .prepare(
        `INSERT INTO part.${table} SELECT ${names} FROM main.${table} ${where} ORDER BY ${names} LIMIT ?`,
      )
      .run(...(after ?? []), rowsOfPart).changes;
    if (copied > 0) {
      after = sorting.prepare<[], readonly unknown[]>(readLast).raw().get() ?? null;
      writePart(table, sorting.serialize({ attached: 'part' }));
    }
    sorting.exec('DETACH part');
    if (copied < rowsOfPart) return;
  }
}

/** Packs and seals a part and puts it behind the others. */
function writePart(table: SnapshotTable, plain: Buffer): void {
  const packed = zstdCompressSync(plain, {
    params: { [constants.ZSTD_c_compressionLevel]: zstdLevel },
  });
  const nonce = snapshotPartNonce(parts.length);
  const cipher = createCipheriv('aes-256-gcm', work.key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(work.snapshotId));
  const pieces = [cipher.update(packed), cipher.final(), cipher.getAuthTag()];
  const sum = createHash('sha256');
  let bytes = 0;
  for (const piece of pieces) {
    sum.update(piece);
    bytes += piece.length;
    for (let written = 0; written < piece.length;) written += writeSync(image, piece, written);
  }
  parts.push({ table, bytes, plainBytes: plain.length, sha256: sum.digest('hex') });
  imageBytes += bytes;
}
