import type { FeedMember } from '../../src-shared/contract/office/feed-member.ts';
import type { SnapshotManifest } from '../../src-shared/contract/office/snapshots.ts';
import type { SignedHead } from '../../src-shared/contract/office/signed-head.ts';
import type { PushedOperation } from '../../src-shared/contract/read-operation.ts';
import type { FrameEnd } from '../../src-shared/scan/reader-frame.ts';
import type { ReaderSettings } from '../../src-shared/contract/till/reader-settings.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { SpendingRight } from '../../src-shared/domain/offline-rights/spending-right.ts';
import type { StretchAmounts } from '../../src-shared/domain/offline-rights/stretch-amounts.ts';
import type {
  Operation,
  OperationKind,
  OperationOf,
} from '../../src-shared/domain/operation/operation.ts';
import type { Programme, StaffRole } from '../../src-shared/domain/programme/programme.ts';
import type {
  ReceiptKey,
  ReceiptRecord,
  ReceiptRedemption,
} from '../../src-shared/domain/receipt/receipt.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { InstallId, MemberId, StoreId, TerminalId } from '../../src-shared/values/ids.ts';

/**
 * Everything the till keeps, by noun. One process per data folder holds it; every call is synchronous and a call that
 * writes is durable when it returns (WAL, synchronous=FULL). Several writes that belong together go through
 * `transaction`. Fails with StoreFailure; never repairs, recreates or deletes a file by itself.
 */
export interface TillStore {
  readonly install: InstallStore;
  readonly member: MemberStore;
  readonly memberHash: MemberHashStore;
  readonly directory: DirectoryStore;
  readonly operation: OperationStore;
  readonly receipt: ReceiptStore;
  readonly storeReceipt: StoreReceiptStore;
  readonly redemption: RedemptionStore;
  readonly refund: RefundStore;
  readonly act: ActStore;
  readonly staff: StaffStore;
  readonly programme: ProgrammeStore;
  readonly codeKey: CodeKeyStore;
  readonly openedCode: OpenedCodeStore;
  readonly carriedGrant: CarriedGrantStore;
  readonly gift: GiftStore;
  readonly readerSetting: ReaderSettingStore;
  readonly setup: SetupStore;
  readonly pinAttempt: PinAttemptStore;
  readonly offlineStretch: OfflineStretchStore;
  readonly lan: LanStore;
  readonly neighbour: NeighbourStore;
  readonly sync: SyncStore;
  readonly snapshot: SnapshotStore;
  readonly feed: FeedStore;
  /** Runs `work` in one BEGIN IMMEDIATE … COMMIT, or changes nothing. Not nested. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

/** Who this till is. Keys are PKCS#8/SPKI DER, base64url; they live only in the encrypted file. */
export interface Install {
  readonly installId: InstallId;
  readonly publicKey: string;
  readonly privateKey: string;
  /** null until head office has activated this install. */
  readonly activated: {
    readonly terminalId: TerminalId;
    readonly terminalName: string;
    readonly storeId: StoreId;
    readonly storeName: string;
    readonly installNo: number;
    readonly terminalToken: string;
    readonly officeKey: string;
    readonly officeUrl: string;
  } | null;
  readonly revoked: boolean;
  /** Why this machine is not the till that it was (FR-22); null: it is. */
  readonly lostAs: LostIdentity | null;
}

/**
 * Head office holds operations of this install that its data folder does not, since before this run or while it runs: an old copy
 * was put back, or another machine works with the same identity.
 */
export type LostIdentity = 'data_folder_old' | 'identity_shared';

export interface InstallStore {
  read(): Install | null;
  create(install: Pick<Install, 'installId' | 'publicKey' | 'privateKey'>): void;
  activate(activated: NonNullable<Install['activated']>): void;
  revoke(): void;
  /** For good: what made a machine one too many is not undone by a start. */
  lose(kind: LostIdentity): void;
  /** The next counter for a member number, never given twice; null when this install has used all. */
  takeMemberCounter(): number | null;
  /** The next counter for a receipt number typed at this till, never given twice. */
  takeReceiptCounter(): number;
}

/** A member as stored: the state stays text so that a look-up costs no more than its statement. */
export interface MemberRow {
  readonly memberId: MemberId;
  /** The view: base with this till's pending operations posted again. */
  readonly stateJson: string;
  /** false: stateJson is the office's state as it came. */
  readonly hasPending: boolean;
}

/** A member as a look-up gives it: `MemberFace` as text, and no more read than that. */
export interface MemberFaceRow {
  readonly memberId: MemberId;
  readonly faceJson: string;
  readonly hasPending: boolean;
}

export type MemberSearch =
  | { readonly by: 'phone_prefix'; readonly digits: string }
  | { readonly by: 'phone_last4'; readonly digits: string }
  /** Name, full pinyin (all readings of the surname) or initials, as a prefix (ID-07). */
  | { readonly by: 'name'; readonly text: string };

/** A member of the chain whom this till does not hold (OF-13). */
export interface DirectoryMember {
  readonly memberId: MemberId;
  readonly tierCode: string;
  readonly status: 'active' | 'frozen';
}

export interface DirectoryStore {
  /** Whoever has a phone, a member number or a card, as it is stored of a member: of several the one enrolled first. */
  findByNumber(number: string): DirectoryMember | null;
  findById(memberId: string): DirectoryMember | null;
  /** Takes entries as head office sent them, each in the place of the one before; '' takes a member away. */
  keep(entries: readonly { readonly memberId: string; readonly entryJson: string }[]): void;
  clear(): void;
}

export interface MemberStore {
  findById(memberId: MemberId): MemberRow | null;
  /** Oldest first: two tills may have enrolled one phone while offline. */
  findByPhone(phone: string): readonly MemberFaceRow[];
  findByCard(cardNo: string): MemberFaceRow | null;
  /** Whether digits are the beginning of a number of 13 digits in the in-store range (20 to 29) that somebody here has. */
  beginsInStoreCard(digits: string): boolean;
  search(search: MemberSearch, limit: number): readonly MemberFaceRow[];
  count(): number;
  /** The office's state, or null for a member enrolled here that the office has not sent back yet. */
  readBase(memberId: MemberId): MemberState | null;
  /**
   * The last terminalSeq of this till that is in the member's base: later ones are pending on it. Use it rather than
   * `base.appliedSeq`, which forgets an install that was quiet for long; 0 when there is none.
   */
  readAppliedSeq(memberId: MemberId): number;
  /** Writes the view after a local operation; also its search columns and cards. */
  writeView(view: MemberState): void;
  /**
   * Takes states from the office and posts this till's pending operations on them again (architecture, point 7).
   * One transaction per call; a state whose revision is not higher than the stored one is passed over, unless
   * `acceptLowerRevisions`. Returns the ids whose view changed.
   */
  applyBases(
    members: readonly FeedMember[],
    options: { readonly acceptLowerRevisions: boolean },
  ): readonly MemberId[];
}

/** One look at some members' rows. */
export interface HashScan {
  /** Rows that were not what was written: their hashes are what they are now. */
  readonly wrongCount: number;
  /** The last row was reached: the next look begins with the first. */
  readonly isPassOver: boolean;
}

/** Whether the members here are those of head office, as far as the rows themselves say. */
export interface MemberHashStore {
  /** Looks at the next rows, at most so many, and makes hashes and sums say what is in them. One transaction. */
  scan(limit: number): HashScan;
  /** The sum of each partition; null until every row was looked at once. */
  sums(): ReadonlyMap<string, number> | null;
  /** Every member of a partition that the office has sent, hashed anew from its row. */
  listPartition(partition: string): ReadonlyMap<string, number>;
  /** Forgets what the office said of members that it does not have. */
  dropBases(memberIds: readonly string[]): void;
}

export interface StoredVerdict {
  readonly terminalSeq: number;
  readonly outcome: 'posted' | 'posted_with_debt' | 'held' | 'invalid';
  readonly reason?: string;
}

export interface OperationRow {
  readonly operation: Operation;
  /** null while the office has not answered. */
  readonly verdict: StoredVerdict | null;
}

/** An operation as a list shows it; made without reading its body, which may be the very thing that is broken. */
export interface OperationSummary {
  readonly operationId: string;
  readonly kind: OperationKind;
  readonly memberId: MemberId;
  /** 0 where the operation cannot be read. */
  readonly atMs: number;
  readonly verdict: StoredVerdict | null;
}

export type ChainFindingKind =
  /** Its text is not what its hash says: somebody edited the row. */
  | 'row_edited'
  /** A row is not there, though later ones are. */
  | 'row_missing'
  /** It does not hang on the row before it. */
  | 'chain_broken'
  /** Everything fits together, but this till did not write it: the chain was made anew from here. */
  | 'row_rebuilt'
  /** It is of another install: the identity of this folder was exchanged, or the row was copied. */
  | 'other_install'
  /** The office signed for another operation at this place. */
  | 'signed_otherwise'
  /** What is kept as the office's signature is not the office's. */
  | 'signature_wrong'
  /** The office signed for this operation and for another one at its place: two machines worked with one identity. */
  | 'signed_twice'
  /** The chain once was longer: its last rows were deleted. */
  | 'tail_deleted'
  /** The note of where the chain ends was changed. */
  | 'head_changed';

export interface ChainFinding {
  readonly kind: ChainFindingKind;
  /** The first row it is about. */
  readonly terminalSeq: number;
}

export interface ChainCheck {
  readonly rowCount: number;
  /**
   * Empty: all is as this till wrote it. Edited rows, the first ones, and then the one finding behind which nothing can be
   * told any more.
   */
  readonly findings: readonly ChainFinding[];
  /** The last head that the office signed for, or null. */
  readonly signed: SignedHead | null;
}

export interface OperationStore {
  /** The last terminalSeq and hash of the chain; {0, genesisHash} before the first. */
  head(): { readonly terminalSeq: number; readonly hash: string };
  /** Of the operation at a place; genesisHash for 0, null after the last. */
  hashAt(terminalSeq: number): string | null;
  append(operation: Operation): void;
  /** Operations after `afterSeq` in order, as JSON text for the push, bounded by count and bytes (at least one). */
  listAfter(
    afterSeq: number,
    bounds: { readonly maxCount: number; readonly maxBytes: number },
  ): readonly {
    readonly terminalSeq: number;
    readonly hash: string;
    readonly prevHash: string;
    readonly json: string;
    /** false: this row was not written by this till (FR-22). */
    readonly isOurs: boolean;
  }[];
  /** Keeps the office's signature of a head it holds; one of an earlier head changes nothing. */
  keepSigned(head: SignedHead): void;
  /** The last head that the office signed for, or null. */
  signed(): SignedHead | null;
  /** Keeps the office's signature of an operation that is not this till's at a place of its chain. */
  keepOther(other: SignedHead): void;
  /** The last of those, or null. */
  other(): SignedHead | null;
  /** Looks through the chain from the row after `afterSeq` to its end, and tells what is wrong with it (FR-22). */
  verify(afterSeq: number): ChainCheck;
  countAfter(afterSeq: number): number;
  /** The latest time (`atMs`) of the operations after `afterSeq`, whatever their order; 0 where there are none. */
  newestAtMs(afterSeq: number): number;
  /** This member's operations after `afterSeq` that the office did not call invalid, in order. */
  listOfMemberAfter(memberId: MemberId, afterSeq: number): readonly Operation[];
  /** This till's refunds of a receipt, of whomever it was, that the office did not call invalid; in order. */
  listRefundsOf(receipt: ReceiptKey): readonly OperationOf<'refund'>[];
  /** Newest first. */
  list(filter: {
    readonly memberId?: MemberId;
    readonly limit: number;
  }): readonly OperationSummary[];
  find(terminalSeq: number): OperationRow | null;
  /** The office moved no points for it and never will: it was unreadable, or its receipt had earned at another till. */
  countsForNothing(terminalSeq: number): boolean;
  /** An adjustment by the id it was asked for with. Looks through all of them: a manager's act, and a rare one. */
  findAdjustment(adjustmentId: string): OperationRow | null;
  findById(operationId: string): OperationRow | null;
  /** Stores verdicts; `invalid` ones leave the view of their member (rebased in the same transaction). */
  setVerdicts(verdicts: readonly StoredVerdict[]): void;
  /** held and invalid ones, newest first. */
  listSetAside(limit: number): readonly OperationSummary[];
  countSetAside(): number;
}

export interface ReceiptStore {
  /** Inserts a posted receipt; `requestHash` tells a repeat from a reuse of the number. */
  insert(
    record: ReceiptRecord,
    stored: { readonly requestHash: string; readonly terminalSeq: number },
  ): void;
  find(key: ReceiptKey): StoredReceipt | null;
  /** The receipt of that number with the latest business date. */
  findLatest(storeId: StoreId, receiptNo: string): StoredReceipt | null;
  update(record: ReceiptRecord): void;
  recent(limit: number): readonly StoredReceipt[];
}
/** Receipts of this store of the last days, as the feed brought them, with what came back of them. */
export interface StoreReceiptStore {
  /** Takes receipts from the feed, all or none; the same one again takes the place of the one before. */
  keep(
    receipts: readonly {
      readonly businessDate: string;
      readonly receiptNo: string;
      readonly installId: string;
      readonly recordJson: string;
    }[],
  ): void;
  find(
    key: Pick<ReceiptKey, 'receiptNo' | 'businessDate'> & { readonly installId: string },
  ): ReceiptRecord | null;
  /** All of a number, of one day or else of any, the latest day first. */
  listByNumber(receiptNo: string, businessDate: BusinessDate | null): readonly ReceiptRecord[];
  /** Takes from the feed what was made up for by hand, all or none; the same again changes nothing. */
  keepMadeUp(
    receipts: readonly {
      readonly businessDate: string;
      readonly receiptNo: string;
      readonly adjustmentId: string;
      readonly memberId: string;
    }[],
  ): void;
  /** Whom a receipt was made up for by hand (PL-17), at whichever till of the store; null where nobody is known. */
  findMadeUpFor(key: Pick<ReceiptKey, 'receiptNo' | 'businessDate'>): string | null;
  count(): number;
  /** Drops those of before a day, and then the oldest of what is too many. */
  prune(bounds: { readonly beforeDay: BusinessDate; readonly maxCount: number }): void;
}

export interface StoredReceipt {
  readonly record: ReceiptRecord;
  readonly requestHash: string;
  readonly terminalSeq: number;
}

export interface StoredRedemption {
  readonly redemption: ReceiptRedemption;
  readonly memberId: MemberId;
  readonly receiptNo: string;
  readonly businessDate: BusinessDate;
  readonly right: SpendingRight;
  readonly requestHash: string;
  readonly terminalSeq: number;
  /** null while posted; set once cancelled. */
  readonly cancelledSeq: number | null;
  /** The receipt that closed it, or null. */
  readonly receipt: ReceiptKey | null;
}
/** What was posted and waits for its receipt, with when it was done. */
export type Unclosed<Stored> = Stored & { readonly atMs: number };

export interface RedemptionStore {
  insert(redemption: Omit<StoredRedemption, 'cancelledSeq' | 'receipt'>): void;
  find(redemptionId: string): StoredRedemption | null;
  /** Posted, not cancelled, not yet closed by a receipt: of this member and receipt number, since `sinceDay`. */
  listOpen(
    memberId: MemberId,
    receiptNo: string,
    sinceDay: BusinessDate,
  ): readonly StoredRedemption[];
  /**
   * What pays a receipt and is posted, neither cancelled nor closed by one: of every member, the oldest first, and nothing that
   * counts for nothing.
   */
  listUnclosed(limit: number): readonly Unclosed<StoredRedemption>[];
  markCancelled(redemptionId: string, cancelledSeq: number): void;
  closeWithReceipt(redemptionIds: readonly string[], receipt: ReceiptKey): void;
  /** This till's spends of the member after `afterSeq`, cancelled ones included, for `authorise` and the floor. */
  listOfMemberAfter(memberId: MemberId, afterSeq: number): readonly StoredRedemption[];
}

export interface StoredRefund {
  readonly refundNo: string;
  readonly requestHash: string;
  readonly terminalSeq: number;
  readonly memberId: MemberId;
  readonly takenBackPoints: number;
  readonly restoredPoints: number;
  readonly debtPoints: number;
}
export interface RefundStore {
  insert(refund: StoredRefund): void;
  find(refundNo: string): StoredRefund | null;
}

/** One act known by an id of its caller (a payment, a top-up, an adjustment); `record` is what its kind keeps of it. */
export interface StoredAct {
  readonly kind: string;
  readonly actId: string;
  readonly memberId: MemberId;
  /** null while it waits for somebody. */
  readonly terminalSeq: number | null;
  readonly requestHash: string;
  readonly state: 'waiting' | 'open' | 'done' | 'cancelled';
  /** "" where it belongs to no receipt. */
  readonly receiptNo: string;
  readonly businessDate: string;
  readonly record: unknown;
}
export interface ActStore {
  insert(act: StoredAct): void;
  find(kind: string, actId: string): StoredAct | null;
  listOfMember(memberId: MemberId, kind: string): readonly StoredAct[];
  /** Those begun on a business date. */
  listOfDay(kind: string, businessDate: string): readonly StoredAct[];
  /** Those that wait for somebody or for the line, the oldest first. */
  listWaiting(kind: string): readonly StoredAct[];
  /** Those that wait for their receipt: of every member, the oldest first, and nothing that counts for nothing. */
  listUnclosed(kind: string, limit: number): readonly Unclosed<StoredAct>[];
  /** Forgets one that waits, as if it had never been asked for; of any other nothing is forgotten. Tells whether it did. */
  forgetWaiting(kind: string, actId: string): boolean;
  update(
    kind: string,
    actId: string,
    change: Partial<Pick<StoredAct, 'terminalSeq' | 'state' | 'record'>>,
  ): void;
}

export interface StoredStaff {
  readonly staffId: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly pinVerifier: string;
  /** Members whom this person may not serve: themselves and their family (FR-01). */
  readonly memberIds: readonly string[];
}
export interface StaffStore {
  replaceAll(staff: readonly StoredStaff[]): void;
  list(): readonly StoredStaff[];
  find(staffId: string): StoredStaff | null;
}

export interface ProgrammeStore {
  replaceAll(programmes: readonly Programme[]): void;
  list(): readonly Programme[];
}

/** An Ed25519 public key (SPKI DER, base64url) of head office that signs coupon codes (CP-06) or member codes (ID-03). */
export interface CodeKey {
  readonly keyId: string;
  readonly publicKey: string;
}
export type CodePurpose = 'coupon' | 'member' | 'identity';
export interface CodeKeyStore {
  replaceAll(purpose: CodePurpose, keys: readonly CodeKey[]): void;
  list(purpose: CodePurpose): readonly CodeKey[];
}

/** A member code that was opened at this store as far as this till heard, by its `memberCodeId`. */
export interface OpenedCode {
  readonly codeId: string;
  /** `neighbour`: at another till of the store. */
  readonly openedBy: 'screen' | 'pos' | 'neighbour';
  readonly openedAtMs: number;
  /** What it was the proof for; null until then. */
  readonly actId: string | null;
}
export interface OpenedCodeStore {
  find(codeId: string): OpenedCode | null;
  insert(code: OpenedCode): void;
  /** Opened at this till itself since a moment, the newest first. */
  listOwnSince(sinceMs: number, limit: number): readonly OpenedCode[];
  /** Says what an opened code proves, once and for good. */
  markSpent(codeId: string, actId: string): void;
  /** Forgets codes opened before a moment. */
  prune(beforeMs: number): void;
}

/** Points of a member that their phone carried to this store (ID-04). */
export interface CarriedGrant {
  readonly grantId: string;
  readonly memberId: MemberId;
  readonly points: number;
  readonly endsAtMs: number;
}
export interface CarriedGrantStore {
  /** Keeps a grant; of one that is here already nothing changes. */
  keep(grant: CarriedGrant): void;
  /** A member's that are unused, the largest first; also those that have ended. */
  listUnused(memberId: MemberId): readonly CarriedGrant[];
  /** Whether a grant is here and no spend has used it up. */
  isUnused(grantId: string): boolean;
  markUsed(grantId: string, redemptionId: string): void;
  /** Forgets those that ended before a moment. */
  prune(beforeMs: number): void;
}

/**
 * Gifts this till may hand over. Only its own: what the office allotted to it less what it has handed over, so that a gift is
 * never promised at two tills while the line is down (PL-22, OF-01).
 */
export interface GiftStore {
  /** Takes the office's list, whole: all that was ever allotted to this till. */
  allot(gifts: readonly { readonly sku: string; readonly allottedCount: number }[]): void;
  countLeft(sku: string): number;
  handOver(sku: string): void;
}

/** What a manager set of the readers of this till, by the id of the reader. */
export interface ReaderSettingStore {
  /** null also for what cannot be read any more: the reader is then as most readers are. */
  find(readerId: string): ReaderSettings | null;
  list(): readonly { readonly readerId: string; readonly settings: ReaderSettings }[];
  /** What the reader had shown under other settings is forgotten. */
  write(readerId: string, settings: ReaderSettings): void;
  /** Forgets what it had shown, too. */
  remove(readerId: string): void;
  /** What ends the frames of a serial reader, as it has shown. */
  frameEnd(readerId: string): FrameEnd;
  writeFrameEnd(readerId: string, frameEnd: FrameEnd): void;
}

/** How far the first run is, once this till is activated. */
export interface SetupStore {
  /** null where it was never begun: the till was activated on the command line. */
  read(): 'recovery' | 'readers' | 'done' | null;
  write(step: 'recovery' | 'readers' | 'done'): void;
}

/** Wrong tries of a PIN, durable before they are answered. `subject` is `member:<id>` or `staff:<id>`. */
export interface PinAttempt {
  readonly failedCount: number;
  readonly lockedUntilMs: number | null;
}
export interface PinAttemptStore {
  read(subject: string): PinAttempt;
  write(subject: string, attempt: PinAttempt): void;
}

/** What this till has done without head office since the last complete sync (OF-06). */
export interface StoredStretch {
  readonly used: StretchAmounts;
  /** Spends of points by the floor rule. */
  readonly spendCount: number;
  /** Who extended its ceiling, and when; null until then. */
  readonly extension: { readonly staffId: string; readonly atMs: number } | null;
}
export interface OfflineStretchStore {
  read(): StoredStretch;
  /** Counts what an act takes; in its transaction. */
  add(use: StretchAmounts): void;
  extend(extension: NonNullable<StoredStretch['extension']>): void;
  /** Head office has everything: the next stretch begins with nothing. */
  end(): void;
}

/** How this till meets the others of its store. Keys are PEM; they live only in the encrypted file. */
export interface StoredLan {
  /** `host:port` to listen at; null: the LAN is off. */
  readonly listenAt: string | null;
  /** Addresses where other tills of the store may be, as `host:port`. */
  readonly peers: readonly string[];
  /** P-256; null until the first certificate was wanted. */
  readonly privateKey: string | null;
  /** X.509, as head office gave it for that key. */
  readonly certificate: string | null;
  /** What certificates of this store's terminals hang on (X.509), as head office told it. */
  readonly authority: string | null;
}
export interface LanStore {
  read(): StoredLan;
  write(change: Partial<StoredLan>): void;
}

/** Another terminal of this store, as head office told of it, and how far this till has its chain. */
export interface Neighbour {
  readonly installId: string;
  readonly terminalId: string;
  readonly terminalName: string;
  /** Ed25519 of the install, SPKI DER, base64url: what it signs operations with. */
  readonly publicKey: string;
  /** Where it was met last, as `host:port`. */
  readonly address: string | null;
  /** The last operation that it passed on to this till; 0 before the first of a chain. */
  readonly heldSeq: number;
  readonly heldHash: string;
}

/** Operations of a neighbour as it passed them on: with their texts and its signature head office can check them itself. */
export interface PassedBatch {
  readonly operations: readonly PushedOperation[];
  /** Ed25519 by the neighbour over `pushSignatureText`, base64url. */
  readonly signature: string;
}

/**
 * The other tills of the store and what they did that head office's states do not have yet (architecture, point 9). Their
 * operations are posted on the views here by the same rule as this till's own; as they came they are kept to be relayed.
 */
export interface NeighbourStore {
  list(): readonly Neighbour[];
  find(installId: string): Neighbour | null;
  /**
   * Takes head office's list, whole. What came from a terminal that is not on it any more leaves the views: it will never
   * reach head office. Returns the ids of members whose view changed.
   */
  replaceAll(
    terminals: readonly Omit<Neighbour, 'address' | 'heldSeq' | 'heldHash'>[],
  ): readonly MemberId[];
  noteAddress(installId: string, address: string): void;
  /** Keeps the next operations of a chain, and its new head, all or none. Returns the ids of members whose view changed. */
  keep(
    installId: string,
    passed: {
      /** Those of them that can be read. */
      readonly operations: readonly Operation[];
      readonly head: { readonly terminalSeq: number; readonly hash: string };
      readonly batch: PassedBatch;
    },
  ): readonly MemberId[];
  /** Takes operations out of the views that head office called invalid. Returns the ids of members whose view changed. */
  drop(installId: string, terminalSeqs: readonly number[]): readonly MemberId[];
  /** Operations of neighbours on this member that are not in its base. */
  listOfMember(memberId: MemberId): readonly Operation[];
  /**
   * Whose batches wait for head office, with the ends of the oldest and the newest one. Forgets those of which nothing is in a
   * view any more: head office has told of them.
   */
  listWaiting(): readonly {
    readonly installId: string;
    readonly oldestSeq: number;
    readonly newestSeq: number;
  }[];
  /** The oldest batches of a neighbour, in order: at least one where there is any. */
  readBatches(
    installId: string,
    bounds: { readonly maxCount: number; readonly maxChars: number },
  ): readonly PassedBatch[];
  /** Head office holds all of a neighbour's operations up to there: forgets the batches that end by then. */
  dropBatches(installId: string, heldSeq: number): void;
  /**
   * Head office holds another line of a neighbour than what it passed on, from there on: that leaves the views, nothing waits to
   * be relayed, and the chain begins anew with what it passes on next. Returns the ids of members whose view changed.
   */
  leaveLine(installId: string, fromSeq: number): readonly MemberId[];
}

export interface StoredSync {
  readonly cursor: string | null;
  /** The last terminalSeq the office holds; everything after it is still to be sent. */
  readonly ackedSeq: number;
  /** By head office's clock. */
  readonly lastSyncAtMs: number | null;
  /** Office clock minus this till's clock, learnt at the last answer. */
  readonly clockOffsetMs: number;
  readonly staffRevision: string | null;
  readonly programmeRevision: string | null;
  readonly giftRevision: string | null;
  /** Of the list of the terminals of this store. */
  readonly neighbourRevision: string | null;
  /** Where this till is in the receipts of its store. */
  readonly receiptCursor: string | null;
  /** Where this till is in the directory of members of other stores, and what numbers in it are hashed by; null together. */
  readonly directoryCursor: string | null;
  readonly directoryKey: string | null;
  /** The first full load of the directory has ended. */
  readonly directoryLoaded: boolean;
  /** The first full load of members has ended. */
  readonly loaded: boolean;
  /** Nothing that was set aside for this till may be taken: a restored head office waits for other tills (OF-04). */
  readonly sharesWait: boolean;
  /** Of a `ClockAnchor`; null together until head office has said the time. */
  readonly officeAnchorAtMs: number | null;
  readonly officeAnchorUptimeMs: number | null;
}
export interface SyncStore {
  read(): StoredSync;
  write(change: Partial<StoredSync>): void;
}

/** An image of head office whose signature was checked, and the key that opens it. */
export interface SnapshotImage {
  readonly manifest: SnapshotManifest;
  readonly key: Buffer;
}

/** An image on its way into a replica beside the one in use, which serves meanwhile. */
export interface SnapshotIntake {
  /** How much of the image is here; what is missing follows from there. */
  receivedBytes(): number;
  /** Takes the next bytes of it. */
  receive(chunk: Uint8Array): void;
  /**
   * Resolves when all of it is in the new replica. Rejects with PartDamaged, where the damaged part and what follows is
   * forgotten, so that another beginning fetches only that, or with StoreFailure.
   */
  readonly loaded: Promise<void>;
  loadedMemberCount(): number;
  /**
   * Puts the new replica in the place of the one in use, with everything of this till's own as it is at this moment; the feed
   * goes on from the image's cursor. All at once: whatever fails, and wherever the power goes, one of the two is whole and in
   * use. Fails with StoreFailure.
   */
  adopt(wish: { readonly cursor: string; readonly builtOnDay: BusinessDate }): void;
  /** Gives it up; the bytes that are here stay for another beginning. */
  cancel(): Promise<void>;
}

export interface SnapshotStore {
  /** Begins with an image, or goes on with what is here of it; one at a time. */
  begin(image: SnapshotImage): SnapshotIntake;
  /** Forgets images that nobody goes on with. */
  clear(): void;
}

/** An answer of the feed whose members wait in the thread that read it. */
export interface FeedPage {
  /** The answer as it came, its list of members empty; undefined: it is not JSON. Whoever asked checks its shape. */
  readonly rest: unknown;
  readonly memberCount: number;
  /**
   * Takes the members as `applyBases` does with `acceptLowerRevisions`, beside the counter: a write here waits for a few
   * of them at most. Resolves with the ids whose view changed, once all are on the disk. Rejects with StoreFailure, or with the
   * signal's reason; some are taken then, and the same page again changes nothing. Of another page than the last it is a bug.
   */
  apply(signal: AbortSignal): Promise<readonly MemberId[]>;
}

/** Pages of the feed, read and applied by a thread of their own; it begins with the first. */
export interface FeedStore {
  /** Reads an answer of the feed; the one before it is forgotten. Rejects with StoreFailure. */
  read(answer: { readonly body: Uint8Array; readonly isZstd: boolean }): Promise<FeedPage>;
}
