import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { MemberId } from '../values/ids.ts';

/** Acts that are known by an id of their caller: a repeat finds its answer here, another request under the id is refused. */
export const actTable = sqliteTable(
  'act',
  {
    kind: text('kind').notNull(),
    actId: text('act_id').notNull(),
    memberId: text('member_id').$type<MemberId>().notNull(),
    /** Of the operation that posted it; null while it waits for somebody (an approval). */
    terminalSeq: integer('terminal_seq'),
    requestHash: text('request_hash').notNull(),
    /** `waiting` for a second person, `open` for its receipt, `done`, or `cancelled`. */
    state: text('state', { enum: ['waiting', 'open', 'done', 'cancelled'] }).notNull(),
    /** The receipt number it belongs to; "" for none. */
    receiptNo: text('receipt_no').notNull(),
    businessDate: text('business_date').notNull(),
    /** What its kind keeps of it, as JSON. */
    record: text('record').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.actId] }),
    index('act_by_member').on(table.memberId, table.kind, table.terminalSeq),
    index('act_open')
      .on(table.kind, table.terminalSeq)
      .where(sql`state = 'open'`),
  ],
);
