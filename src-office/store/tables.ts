import {
  bigint,
  customType,
  index,
  integer,
  pgSequence,
  pgTable,
  primaryKey,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';

/**
 * The office's tables, the same on PostgreSQL and PGlite. `migrations/office` is made from this file. Everything about a
 * member is keyed by member_id, so that the tables can be distributed by it.
 */

/** Text compared by bytes: an index on it survives a change of the machine's collation, and sorts as JavaScript does. */
const text = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });
/** A transaction id that never wraps around; text in JavaScript. */
const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' });

/**
 * Single values about this database: its epoch, what the epoch was made from, the revisions of the lists.
 *
 * @public for drizzle-kit
 */
export const metaTable = pgTable('meta', {
  name: text().primaryKey(),
  value: text().notNull(),
});

export const storeTable = pgTable('store', {
  storeId: text('store_id').primaryKey(),
  storeName: text('store_name').notNull(),
});

export const activationTable = pgTable('activation', {
  activationCode: text('activation_code').primaryKey(),
  storeId: text('store_id').notNull(),
  /** null: the store keeps the name it has. */
  storeName: text('store_name'),
  terminalName: text('terminal_name').notNull(),
  createdAtMs: bigint('created_at_ms', { mode: 'number' }).notNull(),
  /** The install that used the code, or null. */
  installId: text('install_id'),
});

export const terminalTable = pgTable('terminal', {
  terminalId: text('terminal_id').primaryKey(),
  storeId: text('store_id').notNull(),
  terminalName: text('terminal_name').notNull(),
  status: text().$type<'active' | 'revoked'>().notNull(),
  createdAtMs: bigint('created_at_ms', { mode: 'number' }).notNull(),
});

/**
 * Numbers of installs, also taken by imports: no two of them can mint the same member number.
 *
 * @public for drizzle-kit
 */
export const installNoSequence = pgSequence('install_no', { startWith: 1, minValue: 1 });

export const installTable = pgTable(
  'install',
  {
    installId: text('install_id').primaryKey(),
    terminalId: text('terminal_id').notNull(),
    publicKey: text('public_key').notNull(),
    installNo: integer('install_no').notNull(),
    /** The last terminalSeq held, and its hash: the head of this install's chain. */
    headSeq: bigint('head_seq', { mode: 'number' }).notNull(),
    headHash: text('head_hash').notNull(),
    lastSeenAtMs: bigint('last_seen_at_ms', { mode: 'number' }),
  },
  (table) => [
    uniqueIndex('install_by_no').on(table.installNo),
    index('install_by_terminal').on(table.terminalId),
  ],
);

/**
 * One row per member: the state as JSON text, and what is looked up by.
 *
 * @public for drizzle-kit
 */
export const memberTable = pgTable(
  'member',
  {
    memberId: text('member_id').primaryKey(),
    memberNo: text('member_no').notNull(),
    phone: text().notNull(),
    state: text().notNull(),
    revision: bigint({ mode: 'number' }).notNull(),
    /** The transaction that wrote the row last: the feed's position. */
    changedXid: xid8('changed_xid')
      .notNull()
      .default(sql`pg_current_xact_id()`),
  },
  (table) => [
    index('member_by_change').on(table.changedXid, table.memberId),
    index('member_by_phone').on(table.phone),
    index('member_by_no').on(table.memberNo),
  ],
);

/**
 * What else names a member. Not unique: two tills may have bound one card while offline.
 *
 * @public for drizzle-kit
 */
export const identifierTable = pgTable(
  'identifier',
  {
    kind: text().$type<'card'>().notNull(),
    value: text().notNull(),
    memberId: text('member_id').notNull(),
    boundAtMs: bigint('bound_at_ms', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.value, table.kind, table.memberId] })],
);

/**
 * Every operation that ever arrived, the ones set aside included. A second operation at a used terminalSeq (a till put
 * back from an old disk image) has another hash and is a row of its own.
 *
 * @public for drizzle-kit
 */
export const operationTable = pgTable(
  'operation',
  {
    installId: text('install_id').notNull(),
    terminalSeq: bigint('terminal_seq', { mode: 'number' }).notNull(),
    hash: text().notNull(),
    /** null where it cannot be read, or is another operation's. */
    operationId: text('operation_id'),
    memberId: text('member_id'),
    terminalId: text('terminal_id').notNull(),
    kind: text().notNull(),
    atMs: bigint('at_ms', { mode: 'number' }).notNull(),
    verdict: text().$type<'posted' | 'posted_with_debt' | 'held' | 'invalid'>().notNull(),
    reason: text(),
    /** Without the personal part; as it came where it cannot be read. */
    json: text().notNull(),
    /** The detachable part: set to null, the chain stays whole. */
    personal: text(),
    receivedAtMs: bigint('received_at_ms', { mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.installId, table.terminalSeq, table.hash] }),
    uniqueIndex('operation_by_id').on(table.operationId),
    index('operation_by_member').on(table.memberId, table.receivedAtMs),
    index('operation_by_arrival').on(table.receivedAtMs),
  ],
);

/**
 * Which operation earned on a receipt: a receipt earns once ever, at whichever till (PL-17).
 *
 * @public for drizzle-kit
 */
export const receiptKeyTable = pgTable(
  'receipt_key',
  {
    storeId: text('store_id').notNull(),
    businessDate: text('business_date').notNull(),
    receiptNo: text('receipt_no').notNull(),
    installId: text('install_id').notNull(),
    terminalSeq: bigint('terminal_seq', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.storeId, table.businessDate, table.receiptNo] })],
);

/**
 * The full ledger. Never updated.
 *
 * @public for drizzle-kit
 */
export const entryTable = pgTable(
  'entry',
  {
    memberId: text('member_id').notNull(),
    operationId: text('operation_id').notNull(),
    entryNo: integer('entry_no').notNull(),
    kind: text().notNull(),
    points: bigint({ mode: 'number' }).notNull(),
    ruleId: text('rule_id').notNull(),
    /** The decided lot moves as JSON. */
    lots: text().notNull(),
    programmeVersion: bigint('programme_version', { mode: 'number' }).notNull(),
    businessDate: text('business_date').notNull(),
    atMs: bigint('at_ms', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.memberId, table.operationId, table.entryNo] })],
);

export const staffTable = pgTable('staff', {
  staffId: text('staff_id').primaryKey(),
  name: text().notNull(),
  role: text().$type<'cashier' | 'supervisor' | 'manager'>().notNull(),
  /** null: works at every store. */
  storeId: text('store_id'),
  pinVerifier: text('pin_verifier').notNull(),
  status: text().$type<'active' | 'revoked'>().notNull(),
  createdAtMs: bigint('created_at_ms', { mode: 'number' }).notNull(),
});

export const programmeTable = pgTable('programme', {
  version: bigint({ mode: 'number' }).primaryKey(),
  startsOnDay: text('starts_on_day').notNull(),
  document: text().notNull(),
  publishedAtMs: bigint('published_at_ms', { mode: 'number' }).notNull(),
});
