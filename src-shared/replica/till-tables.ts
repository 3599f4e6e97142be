import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { InstallId, MemberId, StoreId, TerminalId } from '../values/ids.ts';

/** Who this till is: one row, or none before the first start has ended. */
export const installTable = sqliteTable('install', {
  id: integer('id').primaryKey(),
  installId: text('install_id').$type<InstallId>().notNull(),
  publicKey: text('public_key').notNull(),
  privateKey: text('private_key').notNull(),
  /** This and all down to `officeUrl` are null together until the office has activated the till. */
  terminalId: text('terminal_id').$type<TerminalId>(),
  terminalName: text('terminal_name'),
  storeId: text('store_id').$type<StoreId>(),
  storeName: text('store_name'),
  installNo: integer('install_no'),
  terminalToken: text('terminal_token'),
  officeKey: text('office_key'),
  officeUrl: text('office_url'),
  revoked: integer('revoked', { mode: 'boolean' }).notNull().default(false),
  /** The last counter given out. */
  memberCounter: integer('member_counter').notNull().default(0),
  receiptCounter: integer('receipt_counter').notNull().default(0),
  /** Head office holds another line of operations under this identity: this machine does nothing more (FR-22). */
  lostAs: text('lost_as', { enum: ['data_folder_old', 'identity_shared'] }),
});

/** Where the chain of operations ends, known apart from its rows: a tail that was deleted is missed (FR-22). One row. */
export const chainHeadTable = sqliteTable('chain_head', {
  id: integer('id').primaryKey(),
  terminalSeq: integer('terminal_seq').notNull(),
  mac: text('mac').notNull(),
  /** The last head that the office signed for; 0 before the first. */
  signedSeq: integer('signed_seq').notNull().default(0),
  signedHash: text('signed_hash').notNull().default(''),
  signature: text('signature').notNull().default(''),
  /** An operation that is not this till's, and that the office signed for at a place of its chain; 0 where there was none. */
  otherSeq: integer('other_seq').notNull().default(0),
  otherHash: text('other_hash').notNull().default(''),
  otherSignature: text('other_signature').notNull().default(''),
});

/** Staff who may sign in here, as the office last sent them. */
export const staffTable = sqliteTable('staff', {
  staffId: text('staff_id').primaryKey(),
  name: text('name').notNull(),
  role: text('role', { enum: ['cashier', 'supervisor', 'manager'] }).notNull(),
  pinVerifier: text('pin_verifier').notNull(),
  /** Of the person and their family, as JSON: they may not serve these (FR-01). */
  memberIds: text('member_ids', { mode: 'json' }).$type<readonly string[]>().notNull().default([]),
});

/** Programme documents, as the office last sent them. */
export const programmeTable = sqliteTable('programme', {
  version: integer('version').primaryKey(),
  document: text('document').notNull(),
});

/** Public keys of head office that codes are signed with, as it last sent them. */
export const codeKeyTable = sqliteTable(
  'code_key',
  {
    purpose: text('purpose', { enum: ['coupon', 'member', 'identity'] }).notNull(),
    keyId: text('key_id').notNull(),
    publicKey: text('public_key').notNull(),
  },
  (table) => [primaryKey({ columns: [table.purpose, table.keyId] })],
);

/** Member codes that were opened here, or at another till of the store that said so: each counts once (ID-03). */
export const openedCodeTable = sqliteTable(
  'opened_code',
  {
    codeId: text('code_id').primaryKey(),
    openedBy: text('opened_by', { enum: ['screen', 'pos', 'neighbour'] }).notNull(),
    openedAtMs: integer('opened_at_ms').notNull(),
    /** What it was the proof for, at the cash register. */
    actId: text('act_id'),
  },
  (table) => [index('opened_code_by_time').on(table.openedAtMs)],
);

/** Points that members' phones carried here to be spent without the line (ID-04). */
export const carriedGrantTable = sqliteTable(
  'carried_grant',
  {
    grantId: text('grant_id').primaryKey(),
    memberId: text('member_id').$type<MemberId>().notNull(),
    points: integer('points').notNull(),
    endsAtMs: integer('ends_at_ms').notNull(),
    /** The spend that used it up. */
    redemptionId: text('redemption_id'),
  },
  (table) => [index('carried_grant_by_member').on(table.memberId)],
);

/** What this till may hand over of a gift, all deliveries together, and what it did (PL-22). */
export const giftAllotmentTable = sqliteTable('gift_allotment', {
  sku: text('sku').primaryKey(),
  allottedCount: integer('allotted_count').notNull(),
  handedCount: integer('handed_count').notNull(),
});

/** What a manager set of the readers of this till. */
export const readerSettingTable = sqliteTable('reader_setting', {
  readerId: text('reader_id').primaryKey(),
  settings: text('settings').notNull(),
});

/** What ends the frames of a serial reader, as it has shown; no row where that is not known. */
export const readerLineTable = sqliteTable('reader_line', {
  readerId: text('reader_id').primaryKey(),
  frameEnd: text('frame_end', { enum: ['mark', 'silence'] }).notNull(),
});

/** How far the first run of this till is; no row for one that was activated on the command line. */
export const setupTable = sqliteTable('setup', {
  id: integer('id').primaryKey(),
  step: text('step', { enum: ['recovery', 'readers', 'done'] }).notNull(),
});

/** Wrong tries of PINs, and of what members say to be known; and how many lists of members somebody has had (ID-06). */
export const pinAttemptTable = sqliteTable('pin_attempt', {
  /** `member:<id>`, `staff:<id>`, `answer:<member's id>` or `lists:<operator>`. */
  subject: text('subject').primaryKey(),
  failedCount: integer('failed_count').notNull(),
  lockedUntilMs: integer('locked_until_ms'),
});

/** What this till has done without head office since the last complete sync (OF-06): always one row. */
export const offlineStretchTable = sqliteTable('offline_stretch', {
  id: integer('id').primaryKey(),
  pointsWorthFen: integer('points_worth_fen').notNull().default(0),
  valueFen: integer('value_fen').notNull().default(0),
  couponFen: integer('coupon_fen').notNull().default(0),
  couponCount: integer('coupon_count').notNull().default(0),
  adjustedPoints: integer('adjusted_points').notNull().default(0),
  newMemberCount: integer('new_member_count').notNull().default(0),
  topUpFen: integer('top_up_fen').notNull().default(0),
  /** Spends of points by the floor rule. */
  spendCount: integer('spend_count').notNull().default(0),
  /** The manager who extended it; null together. */
  extendedBy: text('extended_by'),
  extendedAtMs: integer('extended_at_ms'),
});

/** Where this till stands with the office: always one row. */
export const syncTable = sqliteTable('sync', {
  id: integer('id').primaryKey(),
  cursor: text('cursor'),
  ackedSeq: integer('acked_seq').notNull().default(0),
  lastSyncAtMs: integer('last_sync_at_ms'),
  clockOffsetMs: integer('clock_offset_ms').notNull().default(0),
  staffRevision: text('staff_revision'),
  programmeRevision: text('programme_revision'),
  loaded: integer('loaded', { mode: 'boolean' }).notNull().default(false),
  giftRevision: text('gift_revision'),
  receiptCursor: text('receipt_cursor'),
  /** What head office said the time was, and how long the machine had run then; null together. */
  officeAnchorAtMs: integer('office_anchor_at_ms'),
  officeAnchorUptimeMs: integer('office_anchor_uptime_ms'),
  neighbourRevision: text('neighbour_revision'),
  directoryCursor: text('directory_cursor'),
  /** What numbers in the directory are hashed by, hex. */
  directoryKey: text('directory_key'),
  directoryLoaded: integer('directory_loaded', { mode: 'boolean' }).notNull().default(false),
  sharesWait: integer('shares_wait', { mode: 'boolean' }).notNull().default(false),
});

/** Members of the chain whom this till does not hold, as head office last told them (OF-13). */
export const directoryTable = sqliteTable(
  'directory',
  {
    id: integer('id').primaryKey(),
    memberId: text('member_id').$type<MemberId>().notNull(),
    /** DirectoryEntry as JSON. */
    entry: text('entry').notNull(),
  },
  (table) => [uniqueIndex('directory_by_member').on(table.memberId)],
);

/** What they are found by: hashes of phones, member numbers and cards. */
export const directoryNumberTable = sqliteTable(
  'directory_number',
  {
    numberHash: integer('number_hash').notNull(),
    directoryRow: integer('directory_row').notNull(),
  },
  (table) => [primaryKey({ columns: [table.numberHash, table.directoryRow] })],
);

/** How this till meets the others of its store on the LAN: always one row. */
export const lanTable = sqliteTable('lan', {
  id: integer('id').primaryKey(),
  /** `host:port`; null: it is off. */
  listenAt: text('listen_at'),
  /** Addresses of other tills, as `host:port`. */
  peers: text('peers', { mode: 'json' }).$type<readonly string[]>().notNull().default([]),
  /** P-256, PEM; made before the first certificate is asked for. */
  privateKey: text('private_key'),
  /** X.509, PEM, as head office gave it. */
  certificate: text('certificate'),
  /** What certificates of this store's terminals hang on; with the list of them. */
  authority: text('authority'),
});

/** The other terminals of this store, as head office last told them. */
export const neighbourTable = sqliteTable('neighbour', {
  installId: text('install_id').primaryKey(),
  terminalId: text('terminal_id').notNull(),
  terminalName: text('terminal_name').notNull(),
  publicKey: text('public_key').notNull(),
  /** Where it was met last. */
  address: text('address'),
  /** The last operation of its chain that it passed on to this till; 0 before the first. */
  heldSeq: integer('held_seq').notNull().default(0),
  heldHash: text('held_hash').notNull().default(''),
});

/** Operations of neighbours that are not in the office's states yet. */
export const neighbourOperationTable = sqliteTable(
  'neighbour_operation',
  {
    installId: text('install_id').notNull(),
    terminalSeq: integer('terminal_seq').notNull(),
    memberId: text('member_id').$type<MemberId>().notNull(),
    json: text('json').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.installId, table.terminalSeq] }),
    index('neighbour_operation_by_member').on(table.memberId),
  ],
);

/** What neighbours passed on, as it came and was signed, until head office has it. */
export const neighbourBatchTable = sqliteTable(
  'neighbour_batch',
  {
    installId: text('install_id').notNull(),
    toSeq: integer('to_seq').notNull(),
    fromSeq: integer('from_seq').notNull(),
    /** JSON of them all. */
    operations: text('operations').notNull(),
    /** By the install's key, over the hashes of all of them. */
    signature: text('signature').notNull(),
  },
  (table) => [primaryKey({ columns: [table.installId, table.toSeq] })],
);
