import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { MemberId, OperationId } from '../values/ids.ts';

/** Every operation of this install, in the order of its chain, with what the office said about it. */
export const operationTable = sqliteTable(
  'operation',
  {
    terminalSeq: integer('terminal_seq').primaryKey(),
    operationId: text('operation_id').$type<OperationId>().notNull(),
    memberId: text('member_id').$type<MemberId>().notNull(),
    kind: text('kind').notNull(),
    prevHash: text('prev_hash').notNull(),
    hash: text('hash').notNull(),
    /** null while the office has not answered. */
    outcome: text('outcome', { enum: ['posted', 'posted_with_debt', 'held', 'invalid'] }),
    reason: text('reason'),
    /** The operation as it was made and as it is pushed. */
    json: text('json').notNull(),
    /** Over place and hash, by a key that is not in the file: a chain that somebody else made has none (FR-22). */
    mac: text('mac').notNull().default(''),
  },
  (table) => [
    uniqueIndex('operation_by_operation_id').on(table.operationId),
    index('operation_by_member').on(table.memberId, table.terminalSeq),
    index('operation_set_aside')
      .on(table.terminalSeq)
      .where(sql`outcome IN ('held', 'invalid')`),
  ],
);
