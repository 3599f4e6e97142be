import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { BusinessDate } from '../values/business-date.ts';
import type { MemberId } from '../values/ids.ts';

/** Receipts posted at this till; the row id is the terminalSeq of the operation that posted it. */
export const receiptTable = sqliteTable(
  'receipt',
  {
    terminalSeq: integer('terminal_seq').primaryKey(),
    storeId: text('store_id').notNull(),
    receiptNo: text('receipt_no').notNull(),
    businessDate: text('business_date').$type<BusinessDate>().notNull(),
    /** Tells a repeat from a reuse of the number. */
    requestHash: text('request_hash').notNull(),
    /** ReceiptRecord as JSON. */
    record: text('record').notNull(),
  },
  (table) => [
    uniqueIndex('receipt_by_number').on(table.storeId, table.receiptNo, table.businessDate),
  ],
);

/**
 * Receipts of this till's store of the last days, as the office last sent them: those of its other tills, and its own of
 * which goods came back elsewhere.
 */
export const storeReceiptTable = sqliteTable(
  'store_receipt',
  {
    id: integer('id').primaryKey(),
    businessDate: text('business_date').$type<BusinessDate>().notNull(),
    receiptNo: text('receipt_no').notNull(),
    /** Of the till that posted it: two tills may count alike (PL-10). */
    installId: text('install_id').notNull(),
    /** ReceiptRecord as JSON, as it came. */
    record: text('record').notNull(),
  },
  (table) => [
    uniqueIndex('store_receipt_by_number').on(table.receiptNo, table.businessDate, table.installId),
    index('store_receipt_by_day').on(table.businessDate),
  ],
);

/** Receipts of the store that were made up for by hand, at whichever till, as far as the office has told (PL-17). */
export const madeUpReceiptTable = sqliteTable(
  'made_up_receipt',
  {
    /** The operation that did. */
    adjustmentId: text('adjustment_id').primaryKey(),
    businessDate: text('business_date').$type<BusinessDate>().notNull(),
    receiptNo: text('receipt_no').notNull(),
    memberId: text('member_id').notNull(),
  },
  (table) => [index('made_up_receipt_by_number').on(table.receiptNo, table.businessDate)],
);

/** Redemptions posted at this till: open, cancelled, or closed by a receipt. */
export const redemptionTable = sqliteTable(
  'redemption',
  {
    terminalSeq: integer('terminal_seq').primaryKey(),
    redemptionId: text('redemption_id').notNull(),
    memberId: text('member_id').$type<MemberId>().notNull(),
    receiptNo: text('receipt_no').notNull(),
    businessDate: text('business_date').$type<BusinessDate>().notNull(),
    right: text('right', { enum: ['authorised', 'carried', 'grant', 'floor'] }).notNull(),
    requestHash: text('request_hash').notNull(),
    cancelledSeq: integer('cancelled_seq'),
    /** ReceiptKey as JSON, of the receipt that closed it. */
    receipt: text('receipt'),
    /** ReceiptRedemption as JSON. */
    redemption: text('redemption').notNull(),
  },
  (table) => [
    uniqueIndex('redemption_by_id').on(table.redemptionId),
    index('redemption_by_member').on(table.memberId, table.terminalSeq),
    index('redemption_unclosed')
      .on(table.terminalSeq)
      .where(sql`cancelled_seq IS NULL AND receipt IS NULL AND receipt_no <> ''`),
  ],
);

/** Refunds posted at this till. */
export const refundTable = sqliteTable(
  'refund',
  {
    terminalSeq: integer('terminal_seq').primaryKey(),
    refundNo: text('refund_no').notNull(),
    memberId: text('member_id').$type<MemberId>().notNull(),
    requestHash: text('request_hash').notNull(),
    takenBackPoints: integer('taken_back_points').notNull(),
    restoredPoints: integer('restored_points').notNull(),
    debtPoints: integer('debt_points').notNull(),
  },
  (table) => [uniqueIndex('refund_by_number').on(table.refundNo)],
);
