import {
  bigint,
  boolean,
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
  /** Stores of one region share their members where the programme says so (OF-13); null: on its own. */
  region: text(),
});

export const activationTable = pgTable('activation', {
  activationCode: text('activation_code').primaryKey(),
  storeId: text('store_id').notNull(),
  /** null: the store keeps the name it has. */
  storeName: text('store_name'),
  /** null: the store keeps the region it has. */
  region: text(),
  terminalName: text('terminal_name').notNull(),
  createdAtMs: bigint('created_at_ms', { mode: 'number' }).notNull(),
  /** The install that used the code, or null. */
  installId: text('install_id'),
});

export const terminalTable = pgTable(
  'terminal',
  {
    terminalId: text('terminal_id').primaryKey(),
    storeId: text('store_id').notNull(),
    terminalName: text('terminal_name').notNull(),
    status: text().$type<'active' | 'revoked'>().notNull(),
    createdAtMs: bigint('created_at_ms', { mode: 'number' }).notNull(),
  },
  (table) => [index('terminal_by_store').on(table.storeId)],
);

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
    /**
     * When the office last had everything of this install; 0 while it says that there is more, null of one that does not say
     * (and cannot take member codes either).
     */
    wholeAtMs: bigint('whole_at_ms', { mode: 'number' }),
  },
  (table) => [
    uniqueIndex('install_by_no').on(table.installNo),
    index('install_by_terminal').on(table.terminalId),
  ],
);

/**
 * Lines of operations that an install's chain leaves beside it: head office had taken a copy of a till for the till after a
 * restore, until that came with the signature of head office on its own line (FR-22). What was posted of them stays posted.
 *
 * @public for drizzle-kit
 */
export const lineBesideTable = pgTable(
  'line_beside',
  {
    installId: text('install_id').notNull(),
    /** The hashes of its operations as JSON, from `fromSeq` on without a gap. */
    hashesJson: text('hashes_json').notNull(),
    fromSeq: bigint('from_seq', { mode: 'number' }).notNull(),
    /** The head of the line that was taken back for it, as head office had signed for it before. */
    signedSeq: bigint('signed_seq', { mode: 'number' }).notNull(),
    signedHash: text('signed_hash').notNull(),
    signature: text().notNull(),
    leftAtMs: bigint('left_at_ms', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.installId, table.signedHash] })],
);

/**
 * One row per member: the state as JSON text, and what is looked up by. No index covers what every sale changes, and pages have
 * room for the next state of a member: an update then touches one page, and no index (heap-only).
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
    /** The days on which points of the member expire, the first first: no job reads a million states to find a few. */
    expiryDays: text('expiry_days').notNull().default(''),
    /** The transaction that wrote the row last: the feed's position, looked up by `member_change`. */
    changedXid: xid8('changed_xid')
      .notNull()
      .default(sql`pg_current_xact_id()`),
    /** Whether points of the member wait for a person, or have waited. */
    hasHolds: boolean('has_holds')
      .notNull()
      // LIKE would cost as much as all the rest of an update.
      .generatedAlwaysAs(sql`strpos(state, '"holds":[{') > 0`),
  },
  (table) => [
    index('member_by_phone').on(table.phone),
    index('member_by_no').on(table.memberNo),
    index('member_by_partition').on(sql`right(member_id, 2)`, table.memberId),
    // Few members have points that wait for a person: only they are in it.
    index('member_with_holds')
      .on(table.memberId)
      .where(sql`has_holds`),
  ],
);

/**
 * Members in the order of their last change, each once: what an index on `changed_xid` would be, but for the rest of the row,
 * which such an index would have to be told of each time. Triggers keep it, whoever writes a member.
 *
 * @public for drizzle-kit
 */
export const memberChangeTable = pgTable(
  'member_change',
  {
    changedXid: xid8('changed_xid').notNull(),
    memberId: text('member_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.changedXid, table.memberId] })],
);

/**
 * What all members of a partition (the last two characters of their ids) come to: the sum of `member_hash`, modulo 2^48, up to
 * what was folded in. A trigger notes every write of a member, whoever writes, in `partition_change`.
 *
 * @public for drizzle-kit
 */
export const partitionSumTable = pgTable('partition_sum', {
  partition: text().primaryKey(),
  sum: bigint({ mode: 'number' }).notNull(),
});

/**
 * By how much each transaction changed a partition: rows of its own, so that no two writers wait for each other.
 *
 * @public for drizzle-kit
 */
export const partitionChangeTable = pgTable(
  'partition_change',
  {
    changedXid: xid8('changed_xid')
      .notNull()
      .default(sql`pg_current_xact_id()`),
    partition: text().notNull(),
    delta: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [index('partition_change_by_xid').on(table.changedXid)],
);

/**
 * Whom the tills of a scope hold (OF-13): `store:<storeId>` or `region:<region>`. Kept from the first programme on that asks for
 * such a scope; triggers put a new member into its home store's, and touch the rows of every member that is written.
 *
 * @public for drizzle-kit
 */
export const memberScopeTable = pgTable(
  'member_scope',
  {
    scope: text().notNull(),
    memberId: text('member_id').notNull(),
    /** When the member was served or looked up there last, within a day; null of one who is at home there. */
    seenAtMs: bigint('seen_at_ms', { mode: 'number' }),
    /** Of the member as it stands (`member_hash`): what a till of the scope has to come to. */
    hash: bigint({ mode: 'number' }).notNull(),
    /** The transaction that wrote the member last, or brought it into the scope: the position of the scope's feed. */
    changedXid: xid8('changed_xid')
      .notNull()
      .default(sql`pg_current_xact_id()`),
  },
  (table) => [
    primaryKey({ columns: [table.scope, table.memberId] }),
    index('member_scope_by_change').on(table.scope, table.changedXid, table.memberId),
    index('member_scope_by_member').on(table.memberId),
  ],
);

/**
 * What tills hold of everybody who is not in their scope (OF-13). Kept with the first scope, by triggers.
 *
 * @public for drizzle-kit
 */
export const directoryTable = pgTable(
  'directory',
  {
    memberId: text('member_id').primaryKey(),
    /** `DirectoryEntry` as JSON; '' of one that is gone. */
    entry: text().notNull(),
    /** The transaction that changed it last: most writes of a member do not. */
    changedXid: xid8('changed_xid')
      .notNull()
      .default(sql`pg_current_xact_id()`),
  },
  (table) => [index('directory_by_change').on(table.changedXid, table.memberId)],
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
    /** By how much it changed the member's debt. */
    debtPoints: bigint('debt_points', { mode: 'number' }).notNull().default(0),
    /** The transaction it came with: the audit's position, which skips nothing that commits late. */
    arrivedXid: xid8('arrived_xid')
      .notNull()
      .default(sql`pg_current_xact_id()`),
  },
  (table) => [
    // No key of install, terminalSeq and hash: what partitions the table would be in it, and one set aside has no id. The lock of
    // the install keeps it from coming twice (`takeOperations`).
    index('operation_by_install').on(table.installId, table.terminalSeq),
    uniqueIndex('operation_by_id').on(table.operationId),
    index('operation_by_member').on(table.memberId, table.receivedAtMs),
    index('operation_by_arrival').on(table.receivedAtMs),
    index('operation_by_xid').on(table.arrivedXid),
  ],
);

/**
 * Which operation earned first on a receipt: a receipt earns once ever, at whichever till (PL-17). What other installs sold
 * under the same number is in `receipt_reuse`.
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
    operationId: text('operation_id').notNull(),
    /** The transaction that changed last what is known of the receipt: the position of a store's receipts in the feed. */
    changedXid: xid8('changed_xid')
      .notNull()
      .default(sql`pg_current_xact_id()`),
  },
  (table) => [
    primaryKey({ columns: [table.storeId, table.businessDate, table.receiptNo] }),
    // Whoever brings goods back rarely knows the day.
    index('receipt_key_by_number').on(table.storeId, table.receiptNo, table.businessDate),
    index('receipt_key_by_change').on(
      table.storeId,
      table.changedXid,
      table.businessDate,
      table.receiptNo,
      table.installId,
    ),
  ],
);

/**
 * Receipts of a number that another install of the store has used for another receipt of that day (PL-10). Rare where tills do
 * not count alike.
 *
 * @public for drizzle-kit
 */
export const receiptReuseTable = pgTable(
  'receipt_reuse',
  {
    storeId: text('store_id').notNull(),
    businessDate: text('business_date').notNull(),
    receiptNo: text('receipt_no').notNull(),
    installId: text('install_id').notNull(),
    operationId: text('operation_id').notNull(),
    changedXid: xid8('changed_xid')
      .notNull()
      .default(sql`pg_current_xact_id()`),
  },
  (table) => [
    primaryKey({
      columns: [table.storeId, table.businessDate, table.receiptNo, table.installId],
    }),
    index('receipt_reuse_by_number').on(table.storeId, table.receiptNo, table.businessDate),
    index('receipt_reuse_by_change').on(
      table.storeId,
      table.changedXid,
      table.businessDate,
      table.receiptNo,
      table.installId,
    ),
  ],
);

/**
 * Refunds that a till took without knowing their receipt (OF-02), until head office has decided them.
 *
 * @public for drizzle-kit
 */
export const waitingRefundTable = pgTable(
  'waiting_refund',
  {
    operationId: text('operation_id').primaryKey(),
    storeId: text('store_id').notNull(),
    businessDate: text('business_date').notNull(),
    receiptNo: text('receipt_no').notNull(),
    /** Why it cannot be decided: left for a person. */
    refused: text(),
  },
  (table) => [
    index('waiting_refund_by_receipt').on(table.storeId, table.businessDate, table.receiptNo),
  ],
);

/**
 * Receipts that were attached to a member after the sale, for how many there are of an operator and to a member (FR-05).
 *
 * @public for drizzle-kit
 */
export const lateAttachTable = pgTable(
  'late_attach',
  {
    operationId: text('operation_id').primaryKey(),
    operatorId: text('operator_id').notNull(),
    memberId: text('member_id').notNull(),
    businessDate: text('business_date').notNull(),
    atMs: bigint('at_ms', { mode: 'number' }).notNull(),
    /** The receipt's number: a sale of it may come in later than the paper (PL-17). '' in one of before. */
    storeId: text('store_id').notNull().default(''),
    receiptNo: text('receipt_no').notNull().default(''),
  },
  (table) => [
    index('late_attach_by_receipt').on(table.storeId, table.receiptNo),
    index('late_attach_by_operator').on(table.operatorId, table.businessDate),
    index('late_attach_by_member').on(table.memberId, table.businessDate),
  ],
);

/**
 * Corrections by hand of all tills (PL-17): what a person answers for on a day, and the receipts that they made up for.
 *
 * @public for drizzle-kit
 */
export const adjustmentTable = pgTable(
  'adjustment',
  {
    operationId: text('operation_id').primaryKey(),
    /** Who approved it, or else who made it. */
    answersId: text('answers_id').notNull(),
    memberId: text('member_id').notNull(),
    businessDate: text('business_date').notNull(),
    atMs: bigint('at_ms', { mode: 'number' }).notNull(),
    points: bigint({ mode: 'number' }).notNull(),
    /** The decided lot moves as JSON. */
    lots: text().notNull(),
    /** How many of the points were held for review, whatever was decided since. */
    heldPoints: bigint('held_points', { mode: 'number' }).notNull().default(0),
    /** The receipt that it made up for; '' where it is for something else. */
    storeId: text('store_id').notNull(),
    receiptNo: text('receipt_no').notNull(),
    receiptDate: text('receipt_date').notNull(),
    /** The transaction it came with: its place among the receipts of its store in the feed. */
    changedXid: xid8('changed_xid')
      .notNull()
      .default(sql`pg_current_xact_id()`),
  },
  (table) => [
    index('adjustment_by_answers').on(table.answersId, table.businessDate),
    index('adjustment_by_receipt').on(table.storeId, table.receiptNo, table.receiptDate),
    index('adjustment_by_change')
      .on(table.storeId, table.changedXid, table.receiptDate, table.receiptNo, table.operationId)
      .where(sql`receipt_no <> ''`),
  ],
);

/**
 * What a rule of head office found and a person decides, once (R114, R115). Never deleted.
 *
 * @public for drizzle-kit
 */
export const reviewCaseTable = pgTable(
  'review_case',
  {
    caseId: text('case_id').primaryKey(),
    kind: text().notNull(),
    memberId: text('member_id').notNull(),
    operatorId: text('operator_id'),
    /** Ids, figures and days as JSON. */
    evidence: text().notNull(),
    state: text().$type<'open' | 'confirmed' | 'dismissed'>().notNull(),
    openedAtMs: bigint('opened_at_ms', { mode: 'number' }).notNull(),
    decidedBy: text('decided_by'),
    decidedAtMs: bigint('decided_at_ms', { mode: 'number' }),
    reason: text(),
  },
  (table) => [
    index('review_case_by_state').on(table.state, table.openedAtMs, table.caseId),
    index('review_case_by_member').on(table.memberId, table.openedAtMs),
  ],
);

/**
 * Documents of buyers of stored value, sealed (SV-06): apart from the profile, opened by the key file of the office only.
 *
 * @public for drizzle-kit
 */
export const identityRecordTable = pgTable(
  'identity_record',
  {
    /** Of the top-up it was shown for. */
    operationId: text('operation_id').primaryKey(),
    /** Whom it was sealed for; one that was merged away stays it. */
    memberId: text('member_id').notNull(),
    document: text().notNull(),
    sealed: text().notNull(),
    storeId: text('store_id').notNull(),
    businessDate: text('business_date').notNull(),
  },
  (table) => [index('identity_record_by_member').on(table.memberId)],
);

/**
 * Prize draws (CP-10). Never deleted: their records are kept for two years and more.
 *
 * @public for drizzle-kit
 */
export const drawTable = pgTable('draw', {
  drawId: text('draw_id').primaryKey(),
  /** Its days, stores, least amount and prizes as JSON. */
  terms: text().notNull(),
  /** Secret until it is drawn. */
  seed: text().notNull(),
  createdAtMs: bigint('created_at_ms', { mode: 'number' }).notNull(),
  /** What the world decided after the entries were in; null until it is drawn. */
  publicText: text('public_text'),
  entryCount: bigint('entry_count', { mode: 'number' }),
  /** As JSON. */
  winners: text(),
  drawnBy: text('drawn_by'),
  drawnAtMs: bigint('drawn_at_ms', { mode: 'number' }),
});

/**
 * Receipts that took part in a draw: each in one, once ever.
 *
 * @public for drizzle-kit
 */
export const drawEntryTable = pgTable(
  'draw_entry',
  {
    storeId: text('store_id').notNull(),
    businessDate: text('business_date').notNull(),
    receiptNo: text('receipt_no').notNull(),
    installId: text('install_id').notNull(),
    drawId: text('draw_id').notNull(),
    memberId: text('member_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.storeId, table.businessDate, table.receiptNo, table.installId] }),
    index('draw_entry_by_draw').on(table.drawId),
  ],
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
  (table) => [
    primaryKey({ columns: [table.memberId, table.operationId, table.entryNo] }),
    // Of a few bytes: the ledger grows by the day, so that its days lie together.
    index('entry_by_day').using('brin', table.businessDate),
  ],
);

/**
 * What only head office did to members (architecture, point 2). Its entries are in the ledger beside those of the tills.
 *
 * @public for drizzle-kit
 */
export const officeOperationTable = pgTable(
  'office_operation',
  {
    operationId: text('operation_id').primaryKey(),
    memberId: text('member_id').notNull(),
    kind: text().notNull(),
    /** The body as JSON. */
    body: text().notNull(),
    atMs: bigint('at_ms', { mode: 'number' }).notNull(),
    businessDate: text('business_date').notNull(),
    programmeVersion: bigint('programme_version', { mode: 'number' }).notNull(),
    actor: text().notNull(),
    /** By how much it changed the member's debt. */
    debtPoints: bigint('debt_points', { mode: 'number' }).notNull(),
  },
  (table) => [index('office_operation_by_member').on(table.memberId, table.atMs)],
);

/**
 * Coupons head office has issued, for what may still be issued (CP-01) and so that none is issued twice. Never deleted.
 *
 * @public for drizzle-kit
 */
export const couponIssueTable = pgTable(
  'coupon_issue',
  {
    couponId: text('coupon_id').primaryKey(),
    /** Who asked for it: the caller's id, or what it is for. */
    issueId: text('issue_id').notNull(),
    templateId: text('template_id').notNull(),
    memberId: text('member_id').notNull(),
    atMs: bigint('at_ms', { mode: 'number' }).notNull(),
  },
  (table) => [
    index('coupon_issue_by_issue').on(table.issueId),
    index('coupon_issue_by_member').on(table.templateId, table.memberId),
  ],
);

/**
 * Work that goes through all members, how far it has come, and what it did.
 *
 * @public for drizzle-kit
 */
export const jobTable = pgTable('job', {
  /** `<name>:<onDay>`: a job runs once for a day. */
  jobId: text('job_id').primaryKey(),
  name: text().notNull(),
  onDay: text('on_day').notNull(),
  status: text().$type<'running' | 'done'>().notNull(),
  /** The last member it has been through; '' before the first. */
  cursor: text().notNull(),
  seenCount: bigint('seen_count', { mode: 'number' }).notNull(),
  /** Members it did something to. */
  changedCount: bigint('changed_count', { mode: 'number' }).notNull(),
  noticeCount: bigint('notice_count', { mode: 'number' }).notNull(),
  startedAtMs: bigint('started_at_ms', { mode: 'number' }).notNull(),
  /** When it went through a stretch last; one that stands still has lost its process. */
  lastStepAtMs: bigint('last_step_at_ms', { mode: 'number' }),
  endedAtMs: bigint('ended_at_ms', { mode: 'number' }),
});

/**
 * What members are to be told, for whoever sends it (PL-20, TR-04).
 *
 * @public for drizzle-kit
 */
export const noticeTable = pgTable(
  'notice',
  {
    /** The day to tell it on. */
    onDay: text('on_day').notNull(),
    memberId: text('member_id').notNull(),
    kind: text().notNull(),
    /** What it is about, such as the day points expire on: told once a day, the end of a tier once. */
    reference: text().notNull(),
    /** Its numbers as JSON. */
    detail: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.onDay, table.memberId, table.kind, table.reference] }),
    uniqueIndex('notice_tier_ending_once')
      .on(table.memberId, table.reference)
      .where(sql`${table.kind} = 'tier_ending'`),
  ],
);

/**
 * Operations that the office would have decided otherwise (R102).
 *
 * @public for drizzle-kit
 */
export const auditDifferenceTable = pgTable('audit_difference', {
  operationId: text('operation_id').primaryKey(),
  memberId: text('member_id').notNull(),
  terminalId: text('terminal_id').notNull(),
  /** Which part differs. */
  part: text().notNull(),
  /** What the till recorded and what the office works out, as JSON. */
  recorded: text().notNull(),
  expected: text().notNull(),
  foundAtMs: bigint('found_at_ms', { mode: 'number' }).notNull(),
  /** Whether its till may have been behind. */
  standing: text().$type<'difference' | 'behind'>().notNull().default('difference'),
});

/** Points that members' phones carry to a store (ID-04), until its tills have told what became of them. */
export const carriedGrantTable = pgTable(
  'carried_grant',
  {
    grantId: text('grant_id').primaryKey(),
    memberId: text('member_id').notNull(),
    storeId: text('store_id').notNull(),
    endsAtMs: bigint('ends_at_ms', { mode: 'number' }).notNull(),
  },
  (table) => [index('carried_grant_by_store').on(table.storeId, table.endsAtMs)],
);

/**
 * Tills that may hold a state of a member that gives them more than the newest one (OF-04): until they have told that they have
 * seen what the transaction wrote, and all they did before, it stays kept for them.
 *
 * @public for drizzle-kit
 */
export const grantCutTable = pgTable(
  'grant_cut',
  {
    installId: text('install_id').notNull(),
    memberId: text('member_id').notNull(),
    cutXid: xid8('cut_xid')
      .notNull()
      .default(sql`pg_current_xact_id()`),
  },
  (table) => [
    primaryKey({ columns: [table.installId, table.memberId] }),
    index('grant_cut_by_member').on(table.memberId),
  ],
);

/**
 * Tills that may have spent what this database knows nothing of: those that worked when it became another one, restored, moved
 * or recovered. Nothing is given that they may have taken until each has told all it did and taken the states of now.
 *
 * @public for drizzle-kit
 */
export const awaitedInstallTable = pgTable(
  'awaited_install',
  {
    installId: text('install_id').primaryKey(),
    /** The transaction that noted that it was heard of; null until then. */
    heardXid: xid8('heard_xid'),
    /** Somebody decided not to wait for it. */
    isGivenUp: boolean('is_given_up').notNull().default(false),
  },
  (table) => [index('awaited_install_by_heard').on(table.heardXid)],
);

/**
 * Points that were given by the floor rule while tills are waited for: each member's are counted over the whole time.
 *
 * @public for drizzle-kit
 */
export const awaitedSpendTable = pgTable(
  'awaited_spend',
  {
    memberId: text('member_id').notNull(),
    redemptionId: text('redemption_id').notNull(),
    points: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.memberId, table.redemptionId] })],
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

/**
 * Members whom a person of the staff may not serve or decide about: themselves, and their family (FR-01, PL-17).
 *
 * @public for drizzle-kit
 */
export const staffMemberTable = pgTable(
  'staff_member',
  {
    staffId: text('staff_id').notNull(),
    memberId: text('member_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.staffId, table.memberId] })],
);

export const programmeTable = pgTable('programme', {
  version: bigint({ mode: 'number' }).primaryKey(),
  /** The document's own, or what an activation said later. */
  startsOnDay: text('starts_on_day').notNull(),
  document: text().notNull(),
  publishedAtMs: bigint('published_at_ms', { mode: 'number' }).notNull(),
  /** By the office key over start day and document; '' until an office with keys has seen it. */
  signature: text().notNull().default(''),
});

/**
 * Programmes that head office published to stop a campaign (R079): who did, and why. Never deleted.
 *
 * @public for drizzle-kit
 */
export const campaignStopTable = pgTable(
  'campaign_stop',
  {
    version: bigint({ mode: 'number' }).primaryKey(),
    campaignId: text('campaign_id').notNull(),
    /** The first day it runs no more, as it was asked for. */
    fromDay: text('from_day').notNull(),
    actor: text().notNull(),
    reason: text().notNull(),
    atMs: bigint('at_ms', { mode: 'number' }).notNull(),
  },
  (table) => [index('campaign_stop_by_campaign').on(table.campaignId)],
);

/**
 * Gifts of one delivery, given to the tills of a store at once: a repeat adds nothing.
 *
 * @public for drizzle-kit
 */
export const giftDeliveryTable = pgTable('gift_delivery', {
  deliveryId: text('delivery_id').primaryKey(),
  storeId: text('store_id').notNull(),
  sku: text().notNull(),
  quantity: integer().notNull(),
  /** null: shared by the tills of the store. */
  terminalId: text('terminal_id'),
  createdAtMs: bigint('created_at_ms', { mode: 'number' }).notNull(),
});

/**
 * What each till may hand over of a gift, all deliveries together, and what it did. No till hands over another one's, so
 * that no gift is promised twice while the line is down (PL-22, OF-01).
 *
 * @public for drizzle-kit
 */
export const giftAllotmentTable = pgTable(
  'gift_allotment',
  {
    terminalId: text('terminal_id').notNull(),
    sku: text().notNull(),
    allottedCount: integer('allotted_count').notNull(),
    handedCount: integer('handed_count').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.terminalId, table.sku] })],
);
