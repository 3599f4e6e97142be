import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { MemberId } from '../values/ids.ts';

/**
 * One row is one member: what a counter finds it by, and the state as text. The text columns come
 * last, so that a look-up by index never reads through them. SQLite's STRICT, WITHOUT ROWID and
 * CHECK stand in `migrations/till`.
 */
export const memberTable = sqliteTable(
  'member',
  {
    /** Local to this file; never leaves it. */
    id: integer('id').primaryKey(),
    memberId: text('member_id').$type<MemberId>().notNull(),
    phone: text('phone').notNull(),
    phoneLast4: text('phone_last4').notNull(),
    memberNo: text('member_no').notNull(),
    /** Of `base`; null while the office has not sent this member. */
    revision: integer('revision'),
    /** What the member is indexed by, as JSON: equal text means no index has to be touched. */
    foundBy: text('found_by').notNull(),
    /** What a counter shows, taken from the view: a look-up reads no further than here. */
    face: text('face').notNull(),
    /** The office's state as it came; null for a member enrolled here and not yet sent back. */
    base: text('base'),
    /** `base` with this till's pending operations; null when there are none. */
    view: text('view'),
  },
  (table) => [
    uniqueIndex('member_by_member_id').on(table.memberId),
    index('member_by_phone').on(table.phone),
    index('member_by_phone_last4').on(table.phoneLast4),
  ],
);

/**
 * The hash of each base (`memberHash`), beside the members so that rewriting one touches no long row. A base that has none yet
 * came with an image, or before this table did.
 */
export const memberHashTable = sqliteTable(
  'member_hash',
  {
    partition: text('partition').notNull(),
    /** `member.id`. */
    memberRow: integer('member_row').notNull(),
    hash: integer('hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.partition, table.memberRow] })],
);

/** The sum of the hashes of a partition, modulo 2^48, kept with every write of one. */
export const partitionSumTable = sqliteTable('partition_sum', {
  partition: text('partition').primaryKey(),
  sum: integer('sum').notNull(),
});

/** How far the first look at all bases is: until it is complete the sums say nothing. One row. */
export const hashScanTable = sqliteTable('hash_scan', {
  id: integer('id').primaryKey(),
  scannedRow: integer('scanned_row').notNull().default(0),
  complete: integer('complete', { mode: 'boolean' }).notNull().default(false),
});

/** Bound cards and member numbers. The key's order makes the card bound first the one found. */
export const cardTable = sqliteTable(
  'card',
  {
    cardNo: text('card_no').notNull(),
    boundAtMs: integer('bound_at_ms').notNull(),
    /** `member.id`. */
    memberRow: integer('member_row').notNull(),
  },
  (table) => [primaryKey({ columns: [table.cardNo, table.boundAtMs, table.memberRow] })],
);

/** Name, pinyin and initials, each spelling a row, for searches by prefix (ID-07). */
export const searchTokenTable = sqliteTable(
  'search_token',
  {
    token: text('token').notNull(),
    /** `member.id`. */
    memberRow: integer('member_row').notNull(),
  },
  (table) => [primaryKey({ columns: [table.token, table.memberRow] })],
);
