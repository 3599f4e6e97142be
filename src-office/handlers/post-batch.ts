import { hash } from 'node:crypto';
import { operationSchema } from '../../src-shared/contract/operation-schema.ts';
import type { Verdict, VerdictReason } from '../../src-shared/contract/office/push.ts';
import { couponAllotmentSku } from '../../src-shared/domain/coupon/coupon-allotment.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import {
  applyOperation,
  referenceOf,
  withAppliedSeq,
} from '../../src-shared/domain/operation/apply-operation.ts';
import {
  entriesOf,
  type Operation,
  type OperationBodies,
  partsOf,
} from '../../src-shared/domain/operation/operation.ts';
import { isLabel } from '../../src-shared/domain/points/post-entries.ts';
import { saleOfEarning } from '../../src-shared/domain/receipt/is-same-sale.ts';
import type { ReceiptKey } from '../../src-shared/domain/receipt/receipt.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import { updateCases } from '../store/case-store.ts';
import type { Queryable } from '../store/database.ts';
import { countHandedGifts } from '../store/gift-store.ts';
import {
  addCards,
  lockAbsent,
  type LockedMember,
  lockWithSurvivors,
  survivorOf,
  writeMembers,
} from '../store/member-store.ts';
import {
  findTakenIds,
  findWaiting,
  insertEntries,
  insertOperations,
  type NewEntry,
  type NewOperation,
  updateVerdicts,
  type WaitingOperation,
} from '../store/operation-store.ts';
import { type IdentityRecord, insertIdentities } from '../store/identity-store.ts';
import {
  insertWaitingRefunds,
  type WaitingRefund,
  withCountingSales,
} from '../store/receipt-history-store.ts';
import { postOfficeOperations } from '../store/office-operation-store.ts';
import { claimReceipts, type ReceiptClaim, touchReceipts } from '../store/receipt-store.ts';
import { textKept } from '../store/row-text.ts';
import { noteSeenAt } from '../store/scope-store.ts';
import type { Install } from '../store/terminal-store.ts';
import { giveGiftPacks } from './give-gift-packs.ts';
import { type CapDay, holdAboveCaps, mayExceedCaps } from './hold-above-caps.ts';
import { type Buyer, buyerOf, holdNotDue } from './hold-not-due.ts';
import { holdForReview, type PostedOperation } from './hold-for-review.ts';
import { couponConflictsOf, type NotedConflict } from './coupon-conflicts.ts';
import { takeSinkCoupons } from './sink-coupons.ts';
import { withCosts } from './conflict-costs.ts';
import { openPostingCases, type WatchedCase, watchedCaseOf } from './open-posting-cases.ts';
import { renewChanged } from './store-grants.ts';
import { findRefundOwners } from './find-refund-owners.ts';
import { type PostedRefund, settleDoubleRefunds } from './settle-double-refunds.ts';
import { type CameBack, giveBack } from './give-back.ts';
import { watchPlanRefunds } from './watch-plan-refunds.ts';
import { flagFullWallets, type FullWallet, fullWalletOf } from './flag-full-wallets.ts';
import {
  parseOperation,
  type PushedOperation,
  readOperation,
  type ReadOperation,
} from '../../src-shared/contract/read-operation.ts';

/** An operation that is new here, in its turn. */
export interface NextOperation {
  readonly pushed: PushedOperation;
  readonly prevHash: string;
}

type Readable = Extract<ReadOperation, { readonly status: 'readable' }>;

interface NextRead extends NextOperation {
  readonly read: ReadOperation;
}

interface OpenMember {
  state: MemberState | null;
  readonly before: MemberState | null;
  readonly revision: number;
  /** What was held because the member was not there; [] once it is. */
  waiting: readonly Waiting[];
}

interface Waiting {
  readonly operation: Operation;
  readonly hash: string;
}

/** What a batch does beside its members. */
interface Ledger {
  readonly entries: NewEntry[];
  /** Days on which somebody earned, and those on which it may be above the caps (PL-08). */
  readonly earnedDays: CapDay[];
  readonly capDays: CapDay[];
  /** Who may have been given points that were not due (R063). */
  readonly buyers: Buyer[];
  /** For the rules that look at who did it (FR-01, FR-05). */
  readonly posted: PostedOperation[];
  readonly programmes: LoadedProgrammes;
  /** Coupons used twice: what head office notes of it (CP-09). */
  readonly conflicts: NotedConflict[];
  /** Wallets that hold more than they may (SV-13). */
  readonly fullWallets: FullWallet[];
  /** What stored value shows of the patterns of SV-11. */
  readonly watched: WatchedCase[];
  /** Whose the receipts are that goods came back of, by the refund (PL-19). */
  readonly ownerIds: ReadonlyMap<string, string>;
  /** What may be somebody else's since a merge was undone (PL-19). */
  readonly cameBack: CameBack[];
  readonly enrolledIds: string[];
  /** What became of operations that waited, by `waitingKey`. */
  readonly settled: Map<string, Waiting & { readonly outcome: Outcome }>;
}

interface Outcome {
  readonly verdict: NewOperation['verdict'];
  readonly reason: VerdictReason | null;
  readonly debtPoints: number;
}

/** What a batch came to. */
export interface PostedBatch {
  readonly verdicts: readonly Verdict[];
  /** Members that came into being. */
  readonly enrolledIds: readonly string[];
}

/**
 * Posts the next operations of one install, set-wise: its members are read once, changed in memory in the order of the
 * operations, and written once. The install must be locked. One operation never stops another. What was held for a member
 * that comes into being here is posted with it. With `setAside` nothing of them is believed and all are set aside.
 */
export async function postBatch(
  transaction: Queryable,
  install: Install,
  batch: readonly NextOperation[],
  options: {
    readonly setAside: boolean;
    readonly receivedAtMs: number;
    readonly programmes: LoadedProgrammes;
  },
): Promise<PostedBatch> {
  if (batch.length === 0) return { verdicts: [], enrolledIds: [] };
  const { setAside, receivedAtMs, programmes } = options;
  const parsed = batch.map((next) => ({ next, json: parseOperation(next.pushed.json) }));
  const claims = parsed.map(({ json }) => json.claims);
  // The database looks these up while the operations are checked here.
  const opening = Promise.all([
    openMembers(transaction, setAside ? [] : claims.map(({ memberId }) => memberId)),
    findTakenIds(transaction, claims.map(({ operationId }) => operationId).filter(isNotNull)),
  ]);
  const reads = parsed.map(({ next, json }): NextRead => {
    if (setAside) {
      return { ...next, read: { status: 'invalid', reason: 'unreadable', claims: json.claims } };
    }
    const read = readOperation(next.pushed, json, { install, headHash: next.prevHash, sha256 });
    return { ...next, read };
  });
  const [members, known] = await opening;

  const accepted = acceptNew(reads, known);
  const lateIds = await claimReceipts(
    transaction,
    install.installId,
    [...accepted.values()].flatMap(({ operation }) => toClaim(operation)),
  );
  const ownerIds = await findRefundOwners(
    transaction,
    [...accepted.values()].map(({ operation }) => operation),
  );
  await openOwners(transaction, members, [...ownerIds.values()]);
  const counting = await readCounting(transaction, [...accepted.values()], lateIds);
  const made: NewOperation[] = [];
  const ledger: Ledger = {
    entries: [],
    earnedDays: [],
    capDays: [],
    buyers: [],
    posted: [],
    conflicts: [],
    fullWallets: [],
    watched: [],
    ownerIds,
    cameBack: [],
    enrolledIds: [],
    programmes,
    settled: new Map(),
  };
  for (const next of reads) {
    const read = accepted.get(next);
    if (read === undefined) {
      made.push(toSetAside(next, receivedAtMs));
      continue;
    }
    if (lateIds.has(read.operation.operationId)) {
      made.push(toRow(next, read, passReceipt(members, read.operation)));
      continue;
    }
    const { operation } = read;
    const waiting = {
      operation: counting.get(operation.operationId) ?? operation,
      hash: next.pushed.hash,
    };
    const outcome = postOne(members, waiting, ledger);
    made.push(toRow(next, read, outcome));
  }
  // What waited for a member that came later in the same batch has its verdict only now.
  const rows = made.map((row) => {
    const { installId } = install;
    const key = waitingKey({ installId, terminalSeq: row.terminalSeq, hash: row.hash });
    const outcome = ledger.settled.get(key)?.outcome;
    ledger.settled.delete(key);
    return outcome === undefined ? row : { ...row, ...outcome };
  });

  const changed = [...members.values()].filter(({ state, before }) => state !== before);
  const at = { programmes, storeId: install.storeId, nowMs: receivedAtMs };
  await renewChanged(transaction, changed, at);

  // All at once, so that each is made ready here while the database works on the one before it.
  await Promise.all([
    insertOperations(transaction, install, rows, receivedAtMs),
    insertEntries(transaction, ledger.entries),
    insertWaitingRefunds(transaction, [...accepted.values()].flatMap(toWaitingRefund)),
    updateVerdicts(
      transaction,
      [...ledger.settled.values()].map(({ operation, hash, outcome }) => {
        const { installId, terminalSeq } = operation;
        return { installId, terminalSeq, hash, ...outcome };
      }),
    ),
    countHandedGifts(transaction, install.terminalId, handedGifts(accepted)),
    writeMembers(transaction, changedMembers(members)),
    addCards(transaction, newCards(members)),
    noteSeenAt(transaction, install.storeId, presentIds(members), receivedAtMs),
  ]);
  await insertIdentities(transaction, ledger.posted.flatMap(toIdentity));
  await touchReceipts(transaction, changedReceipts(accepted, ledger));
  await noteConflicts(transaction, programmes, ledger.conflicts, receivedAtMs);
  await takeSinkCoupons(transaction, programmes, ledger.posted, receivedAtMs);
  const days = { earned: ledger.earnedDays, suspect: ledger.capDays };
  await holdAboveCaps(transaction, programmes, days, receivedAtMs);
  await holdNotDue(transaction, programmes, ledger.buyers, receivedAtMs);
  await holdForReview(transaction, programmes, ledger.posted, receivedAtMs);
  await flagFullWallets(transaction, ledger.fullWallets, receivedAtMs);
  await openPostingCases(transaction, ledger.watched, receivedAtMs);
  await watchPlanRefunds(transaction, ledger.posted, receivedAtMs);
  const refunded = ledger.posted.flatMap(toRefunded);
  await settleDoubleRefunds(transaction, programmes, refunded, receivedAtMs);
  await giveBack(transaction, ledger.cameBack, receivedAtMs);
  await giveGiftPacks(transaction, programmes, members.values(), receivedAtMs);
  return { verdicts: rows.map(toVerdict), enrolledIds: ledger.enrolledIds };
}

/**
 * Notes coupons that were used twice with their members, and opens a case for each use that did not count (CP-09, R115). One that
 * had come to stand, as the goods of the other were back, and loses once more is the same case with what stands now.
 */
async function noteConflicts(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  conflicts: readonly NotedConflict[],
  openedAtMs: number,
): Promise<void> {
  if (conflicts.length === 0) return;
  await postOfficeOperations(
    transaction,
    conflicts.map(({ act }) => act),
  );
  const cases = await withCosts(transaction, programmes, conflicts);
  const latest = new Map(cases.map((each) => [each.caseId, { ...each, openedAtMs }]));
  await updateCases(transaction, [...latest.values()]);
}

/** Those that can be read and whose operationId is nobody else's. */
function acceptNew(
  reads: readonly NextRead[],
  known: ReadonlySet<string>,
): ReadonlyMap<NextRead, Readable> {
  const takenIds = new Set(known);
  const accepted = new Map<NextRead, Readable>();
  for (const next of reads) {
    const { read } = next;
    if (read.status === 'invalid' || takenIds.has(read.operation.operationId)) continue;
    takenIds.add(read.operation.operationId);
    accepted.set(next, read);
  }
  return accepted;
}

/** A gift is handed over by now, whatever became of the points. */
function handedGifts(accepted: ReadonlyMap<NextRead, Readable>): readonly string[] {
  return [...accepted.values()].flatMap(({ operation }) =>
    operation.kind === 'redeemSink' ? handedSkus(operation.body) : [],
  );
}

function handedSkus({ giftSku, allottedTemplateId }: OperationBodies['redeemSink']): string[] {
  return [
    ...(giftSku === undefined ? [] : [giftSku]),
    ...(allottedTemplateId === undefined ? [] : [couponAllotmentSku(allottedTemplateId)]),
  ];
}

function toClaim(operation: Operation): readonly ReceiptClaim[] {
  if (operation.kind !== 'earn') return [];
  const { operationId, body } = operation;
  return [{ receipt: body.receipt, operationId, sale: saleOfEarning(operation) }];
}

/** A buyer's document, as it was sealed at the till (SV-06). */
function toIdentity({ operation }: PostedOperation): IdentityRecord[] {
  if (operation.kind !== 'topUp' || operation.body.identity === undefined) return [];
  const { operationId, memberId, storeId, businessDate, personal } = operation;
  if (personal?.identitySealed === undefined) return [];
  const { document } = operation.body.identity;
  return [
    { operationId, memberId, document, sealed: personal.identitySealed, storeId, businessDate },
  ];
}

/** What only says that goods came back, head office decides by itself, and never takes more than was sold. */
function toRefunded({ operation, memberId }: PostedOperation): PostedRefund[] {
  if (operation.kind !== 'refund' || operation.body.unknownReceipt === true) return [];
  return [{ refund: operation, memberId }];
}

/** Receipts of which goods came back, and those that earned only now that their member is there. */
function changedReceipts(
  accepted: ReadonlyMap<NextRead, Readable>,
  { settled }: Ledger,
): readonly ReceiptKey[] {
  const late = [...settled.values()].map(({ operation }) => operation);
  const now = [...accepted.values()].map(({ operation }) => operation);
  return [
    ...now.flatMap(({ kind, body }) => (kind === 'refund' ? [body.receipt] : [])),
    ...late.flatMap(({ kind, body }) =>
      kind === 'refund' || kind === 'earn' ? [body.receipt] : [],
    ),
  ];
}

function toWaitingRefund({ operation }: Readable): readonly WaitingRefund[] {
  if (operation.kind !== 'refund' || operation.body.unknownReceipt !== true) return [];
  return [{ operationId: operation.operationId, receipt: operation.body.receipt }];
}

/**
 * Earns nothing on a receipt that another operation has earned on (PL-17). The state still notes that the operation was
 * here: the till then shows what the state says, without the points it had added itself.
 */
function passReceipt(members: ReadonlyMap<string, OpenMember>, operation: Operation): Outcome {
  noteSeq(members.get(operation.memberId), operation);
  return { verdict: 'held', reason: 'receipt_posted', debtPoints: 0 };
}

/** Refunds by their ids, as they name a sale that counts (`withCountingSales`). */
async function readCounting(
  transaction: Queryable,
  accepted: readonly Readable[],
  lateIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Operation>> {
  const operations = accepted.map(({ operation }) => operation);
  const refunds = operations.filter(({ kind }) => kind === 'refund');
  const arriving = operations.flatMap(({ kind, operationId }) =>
    kind === 'earn' && !lateIds.has(operationId) ? [operationId as string] : [],
  );
  const counting = await withCountingSales(transaction, refunds, new Set(arriving));
  return new Map(counting.map((refund) => [refund.operationId, refund]));
}

/** Notes in a state that an operation was here, without what it would do. */
function noteSeq(member: OpenMember | undefined, operation: Operation): void {
  if (member === undefined || member.state === null || operation.kind === 'enrol') return;
  const { installId, terminalSeq, businessDate } = operation;
  member.state = withAppliedSeq(member.state, { installId, terminalSeq, businessDate });
}

/** A verdict as the till hears it. */
export function toVerdict(row: {
  readonly terminalSeq: number;
  readonly verdict: NewOperation['verdict'];
  readonly reason: string | null;
}): Verdict {
  const { terminalSeq, verdict: outcome, reason } = row;
  if (reason === null) return { terminalSeq, outcome };
  return { terminalSeq, outcome, reason: reason as VerdictReason }; // only reasons are written there
}

async function openMembers(
  transaction: Queryable,
  claimedIds: readonly (string | null)[],
): Promise<Map<string, OpenMember>> {
  const memberIds = [...new Set(claimedIds.filter(isNotNull))];
  const locked = await lockWithSurvivors(transaction, memberIds);
  const absentIds = memberIds.filter((memberId) => !locked.has(memberId));
  const waiting: Waiting[] = [];
  if (absentIds.length > 0) {
    await lockAbsent(transaction, absentIds);
    const [found, held] = await Promise.all([
      lockWithSurvivors(transaction, absentIds),
      findWaiting(transaction, absentIds),
    ]);
    for (const [memberId, member] of found) locked.set(memberId, member);
    waiting.push(...held.flatMap(readWaiting));
  }
  const waitingOf = Map.groupBy(waiting, ({ operation }) => operation.memberId as string);
  const members = new Map(
    [...locked].map(
      ([memberId, { state, revision }]: [string, LockedMember]): [string, OpenMember] => [
        memberId,
        { state, before: state, revision, waiting: [] },
      ],
    ),
  );
  for (const memberId of memberIds) {
    if (members.has(memberId)) continue;
    const held = waitingOf.get(memberId) ?? [];
    members.set(memberId, { state: null, before: null, revision: 0, waiting: held });
  }
  return members;
}

/** Opens whoever of these and their survivors is not among the members of a batch. */
async function openOwners(
  transaction: Queryable,
  members: Map<string, OpenMember>,
  ownerIds: readonly string[],
): Promise<void> {
  const absentIds = ownerIds.filter((memberId) => !members.has(memberId));
  if (absentIds.length === 0) return;
  for (const [memberId, { state, revision }] of await lockWithSurvivors(transaction, absentIds)) {
    if (members.has(memberId)) continue;
    members.set(memberId, { state, before: state, revision, waiting: [] });
  }
}

/** [] for one that this office cannot read any more: it stays held. */
function readWaiting({ json, personal, hash }: WaitingOperation): readonly Waiting[] {
  const bare: unknown = JSON.parse(textKept(json));
  const whole =
    personal === null ? bare : { ...(bare as object), personal: JSON.parse(personal) as unknown };
  const parsed = operationSchema.safeParse(whole);
  return parsed.success ? [{ operation: parsed.data, hash }] : [];
}

function waitingKey(of: {
  readonly installId: string;
  readonly terminalSeq: number;
  readonly hash: string;
}): string {
  return `${of.installId}:${of.terminalSeq}:${of.hash}`;
}

function postOne(
  members: ReadonlyMap<string, OpenMember>,
  { operation, hash }: Waiting,
  ledger: Ledger,
): Outcome {
  const named = members.get(operation.memberId);
  if (named === undefined) throw new Error('A member of the batch was not opened.');
  // What comes for a member that was merged away belongs to the survivor, and what came back of a receipt to whose that is
  // (PL-19); whoever else the till may look for it at notes that it was here.
  const survivor = survivorOf(members, operation.memberId) ?? named;
  const ownerId = ledger.ownerIds.get(operation.operationId);
  const owner = ownerId === undefined ? survivor : (survivorOf(members, ownerId) ?? survivor);
  const member = operation.kind === 'enrol' ? named : owner;
  for (const other of new Set([named, survivor])) {
    if (other !== member) noteSeq(other, operation);
  }
  const before = member.state;
  const applied = applyOperation(before, operation, { acknowledged: true });
  const isPosted = applied.outcome !== 'held' && applied.state !== before;
  member.state = applied.state;
  if (applied.outcome === 'held') {
    // An enrolment that lost its personal part enrols nobody, whatever arrives later.
    if (applied.reason === 'personal_missing') {
      return { verdict: 'invalid', reason: 'unreadable', debtPoints: 0 };
    }
    if (applied.reason === 'member_unknown')
      member.waiting = [...member.waiting, { operation, hash }];
    return { verdict: 'held', reason: applied.reason, debtPoints: 0 };
  }
  if (isPosted) {
    enter(ledger, operation, { before, state: applied.state });
    ledger.conflicts.push(...couponConflictsOf(operation, before, applied.state));
  }
  if (before === null) ledger.enrolledIds.push(applied.state.memberId);
  const debtPoints = applied.state.debtPoints - (before?.debtPoints ?? 0);
  postWaiting(member, ledger);
  return { verdict: applied.outcome, reason: null, debtPoints };
}

/** Posts what waited for a member, now that it is there. */
function postWaiting(member: OpenMember, ledger: Ledger): void {
  const { waiting } = member;
  member.waiting = [];
  for (const each of waiting) {
    if (member.state === null) throw new Error('What waits for a member needs it.');
    const before = member.state;
    const { debtPoints } = before;
    const { state, verdict } = applyHeld(before, each.operation);
    if (verdict === 'held') continue;
    ledger.conflicts.push(...couponConflictsOf(each.operation, before, state));
    member.state = state;
    enter(ledger, each.operation, { before, state });
    const outcome = { verdict, reason: null, debtPoints: state.debtPoints - debtPoints };
    const { installId, terminalSeq } = each.operation;
    ledger.settled.set(waitingKey({ installId, terminalSeq, hash: each.hash }), {
      ...each,
      outcome,
    });
  }
}

/**
 * Applies what was held, and so is certainly not in the state: not even where the state knows a later operation of that
 * install, as when the install enrols a member after something else of it was held.
 */
function applyHeld(
  state: MemberState,
  operation: Operation,
): { readonly state: MemberState; readonly verdict: NewOperation['verdict'] } {
  const { installId, terminalSeq } = operation;
  const { [installId]: known, ...others } = state.appliedSeq;
  const applied = applyOperation({ ...state, appliedSeq: others }, operation, {
    acknowledged: true,
  });
  if (applied.outcome === 'held') return { state, verdict: 'held' };
  if (known === undefined || known.seq < terminalSeq) {
    return { state: applied.state, verdict: applied.outcome };
  }
  const appliedSeq = { ...applied.state.appliedSeq, [installId]: known };
  return { state: { ...applied.state, appliedSeq }, verdict: applied.outcome };
}

function enter(
  ledger: Ledger,
  operation: Operation,
  changed: { readonly before: MemberState | null; readonly state: MemberState },
): void {
  const { state } = changed;
  const { memberId } = state;
  ledger.entries.push(...toLedger(operation, memberId));
  const fullWallet = fullWalletOf(operation, state, ledger.programmes);
  if (fullWallet !== null) ledger.fullWallets.push(fullWallet);
  const watched = watchedCaseOf(operation, changed, ledger.programmes);
  if (watched !== null) ledger.watched.push(watched);
  ledger.posted.push({ operation, memberId });
  if (state.givenBack !== undefined && operation.kind !== 'enrol') {
    const reference = referenceOf(operation);
    ledger.cameBack.push({ operation, reference, parts: partsOf(operation), state });
  }
  const day = { memberId, businessDate: operation.businessDate };
  if (operation.kind === 'earn') ledger.earnedDays.push(day);
  if (mayExceedCaps(state, operation, ledger.programmes)) ledger.capDays.push(day);
  const buyer = buyerOf(operation, memberId, ledger.programmes);
  if (buyer !== null) ledger.buyers.push(buyer);
}

function toLedger(operation: Operation, memberId: string): NewEntry[] {
  const { operationId, programmeVersion, businessDate, atMs } = operation;
  return entriesOf(operation).map((entry, entryNo) => ({
    memberId,
    operationId,
    entryNo,
    // Some only re-label, whatever number they carry (PL-01).
    entry: isLabel(entry.kind) ? { ...entry, points: 0 } : entry,
    programmeVersion,
    businessDate,
    atMs,
  }));
}

function toRow(
  { pushed: { terminalSeq, hash } }: NextOperation,
  { operation, json, personal }: Readable,
  { verdict, reason, debtPoints }: Outcome,
): NewOperation {
  const { operationId, memberId, kind, atMs } = operation;
  return {
    terminalSeq,
    hash,
    operationId,
    memberId,
    kind,
    atMs,
    verdict,
    reason,
    json,
    personal,
    debtPoints,
  };
}

/** Kept whole, under the terminalSeq and hash it came with, so that the chain and the queue move on. */
function toSetAside(
  { pushed: { terminalSeq, hash, json }, read }: NextRead,
  receivedAtMs: number,
): NewOperation {
  const claims = read.status === 'readable' ? read.operation : read.claims;
  return {
    terminalSeq,
    hash,
    operationId: null,
    memberId: claims.memberId,
    kind: claims.kind ?? 'unknown',
    atMs: claims.atMs ?? receivedAtMs,
    verdict: 'invalid',
    reason: read.status === 'readable' ? 'id_reused' : read.reason,
    json,
    personal: null,
    debtPoints: 0,
  };
}

function changedMembers(members: ReadonlyMap<string, OpenMember>) {
  return [...members.values()].flatMap(({ state, before, revision }) =>
    state === null || state === before ? [] : [{ state, revision: revision + 1 }],
  );
}

/** Whom the tills of the store are told of from now on (OF-13). */
function presentIds(members: ReadonlyMap<string, OpenMember>): readonly string[] {
  return [...members.values()].flatMap(({ state }) => (state === null ? [] : [state.memberId]));
}

function newCards(members: ReadonlyMap<string, OpenMember>) {
  return [...members.values()].flatMap(({ state, before }) => {
    if (state === null || state.cards === before?.cards) return [];
    return state.cards.map((card) => ({ ...card, memberId: state.memberId }));
  });
}

function isNotNull<Value>(value: Value | null): value is Value {
  return value !== null;
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
