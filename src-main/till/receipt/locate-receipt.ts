import type { OperationOf } from '../../../src-shared/domain/operation/operation.ts';
import {
  refundOf,
  withRefunds,
  withWaiting,
} from '../../../src-shared/domain/receipt/receipt-history.ts';
import type {
  ReceiptKey,
  ReceiptRecord,
  ReceiptRedemption,
  WaitingGoods,
} from '../../../src-shared/domain/receipt/receipt.ts';
import { isOfSale, isOtherSale, type SaleOf } from '../../../src-shared/domain/receipt/sale-of.ts';
import { type NumberedSale, refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { type BusinessDate, parseBusinessDate } from '../../../src-shared/values/business-date.ts';
import { sumOf } from '../../../src-shared/values/sum-of.ts';
import type { FindReceiptAnswer } from '../../sync/sync.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, isSameMember, listIdsOf, readMember } from '../find-member.ts';
import { maskedNameOf } from '../member-summary.ts';

/** Which receipt somebody holds in their hand. */
export interface WantedReceipt {
  /** Without it: this store's. */
  readonly storeId?: string | undefined;
  readonly receiptNo: string;
  /** Without it: the latest of that number. */
  readonly receiptDate?: BusinessDate | undefined;
  /** Whose it is said to be: tells apart receipts of tills that count alike. */
  readonly memberId?: string | undefined;
  /** The operation that posted it: tells apart even receipts of one member. */
  readonly saleOperationId?: string | undefined;
}

/** A receipt that counts, as it stands now. */
export interface LocatedReceipt {
  readonly status: 'found';
  /** Without redemptions that never counted, and with all that this till knows came back of it. */
  readonly record: ReceiptRecord;
  /** Posted here: the record as it is stored, to which a refund is added. null: of another till. */
  readonly stored: ReceiptRecord | null;
}

/** Nobody who can be reached knows it. */
export interface UnknownReceipt {
  readonly status: 'unknown';
  /** Head office could not be asked, so that it may well be there. */
  readonly isOffline: boolean;
}

/**
 * Finds a receipt of this till, with what head office says came back of it elsewhere, or asks there for one of another till
 * or store (R100); without an answer takes it as it is here, or as the feed last brought it of this store's other tills.
 * Tills of a store may count alike (PL-10): the sale that is named, or one of whom it is said to be, goes before any other.
 * Refuses a day that is none, and with those that it may be a number of several of which none is said.
 */
export async function locateReceipt(
  till: ActiveTill,
  wanted: WantedReceipt,
): Promise<Refusal | LocatedReceipt | UnknownReceipt> {
  const own = findOwnReceipt(till, wanted);
  if (own?.status === 'refused') return own;
  if (own !== null && isOfWanted(till, own.record, wanted)) return withOfficeRefunds(till, own);
  const elsewhere = await findElsewhere(till, wanted);
  if (own !== null) {
    const isTheirs = elsewhere.status === 'found' && isOfWanted(till, elsewhere.record, wanted);
    return isTheirs ? foreignReceipt(till, elsewhere.record) : own;
  }
  switch (elsewhere.status) {
    case 'found':
      return foreignReceipt(till, elsewhere.record);
    case 'ambiguous':
      return refuse(
        'receipt_ambiguous',
        elsewhere.sales.length === 0 ? {} : { sales: elsewhere.sales },
      );
    case 'not_found':
    case 'store_unknown':
    case 'unreachable':
      return { status: 'unknown', isOffline: elsewhere.status === 'unreachable' };
  }
}

async function findElsewhere(till: ActiveTill, wanted: WantedReceipt): Promise<FindReceiptAnswer> {
  const { receiptDate: businessDate, ...named } = wanted;
  const answer: FindReceiptAnswer = till.reference.isOnline()
    ? await till.sync.findReceipt({ ...named, businessDate })
    : { status: 'unreachable' };
  if (answer.status === 'found' || answer.status === 'ambiguous') return answer;
  const kept = findStoreReceipt(till, wanted);
  return kept.status === 'not_found' ? answer : kept;
}

/** A receipt of this till; null where it posted none such, or where head office let another operation earn on it. */
export function findOwnReceipt(
  till: ActiveTill,
  wanted: WantedReceipt,
): Refusal | LocatedReceipt | null {
  const { storeId, receiptNo, receiptDate } = wanted;
  const ownStoreId = till.terminal.storeId;
  const businessDate = receiptDate === undefined ? null : parseBusinessDate(receiptDate);
  if (receiptDate !== undefined && businessDate === null) return refuse('receipt_date_invalid');
  if (storeId !== undefined && storeId !== ownStoreId) return null;
  const found =
    businessDate === null
      ? till.store.receipt.findLatest(ownStoreId, receiptNo)
      : till.store.receipt.find({ storeId: ownStoreId, businessDate, receiptNo });
  if (found === null || till.store.operation.countsForNothing(found.terminalSeq)) return null;
  const { record: stored } = found;
  return { status: 'found', record: asItStands(till, stored), stored };
}

/** A receipt of this till without redemptions that never counted, and with what the feed says came back of it elsewhere. */
export function asItStands(till: ActiveTill, stored: ReceiptRecord): ReceiptRecord {
  const redemptions = stored.redemptions.filter(isSpent(till));
  const record = { ...stored, redemptions };
  const elsewhere = storeRecordOf(till, stored);
  return elsewhere === null ? record : withWhatCameBack(record, elsewhere);
}

/**
 * A receipt of this till with what came back of it at other tills that head office has heard of and the feed has not brought;
 * as it is here where head office cannot be asked or does not answer in time.
 */
async function withOfficeRefunds(till: ActiveTill, own: LocatedReceipt): Promise<LocatedReceipt> {
  if (!till.reference.isOnline()) return own;
  const { key, memberId: ownerId, operationId: saleOperationId } = own.record;
  const answer = await till.sync.findReceipt({ ...key, memberId: ownerId, saleOperationId });
  // The sale is still on its way there, and goods of it may have come back elsewhere (OF-02).
  if (answer.status === 'not_found') {
    return { ...own, record: withWaiting(own.record, answer.waiting ?? []) };
  }
  // Another till of the store may have sold under this number too (PL-10).
  if (answer.status !== 'found' || answer.record.installId !== till.installId) return own;
  return { ...own, record: withWhatCameBack(own.record, answer.record) };
}

/** A receipt with what another record of it says came back, and what of it waits for head office. */
export function withWhatCameBack(record: ReceiptRecord, other: ReceiptRecord): ReceiptRecord {
  return withWaiting(withRefunds(record, other.refunds), other.waiting ?? []);
}

/** A receipt of another till with the refunds that whoever said what it is may not have heard of yet. */
export function foreignReceipt(till: ActiveTill, record: ReceiptRecord): LocatedReceipt {
  const here = refundsHere(till, record);
  const known = here.filter(({ body }) => body.unknownReceipt !== true);
  const refunds = known.map((operation) => refundOf(operation.body, operation));
  const all = withWaiting(withRefunds(record, refunds), here.flatMap(toWaiting));
  const elsewhere = storeRecordOf(till, record);
  const located = elsewhere === null ? all : withWhatCameBack(all, elsewhere);
  return { status: 'found', record: located, stored: null };
}

/** Goods of a receipt that nobody here knows, taken back at this till, for head office to decide (OF-02). */
export function waitingHere(till: ActiveTill, key: ReceiptKey): readonly WaitingGoods[] {
  return till.store.operation.listRefundsOf(key).flatMap(toWaiting);
}

function toWaiting({ operationId, body }: OperationOf<'refund'>): WaitingGoods[] {
  return body.unknownReceipt === true ? [{ operationId, lines: body.lines }] : [];
}

/** Of another till of this store, as the feed brought it. */
function findStoreReceipt(
  till: ActiveTill,
  wanted: WantedReceipt,
): Extract<FindReceiptAnswer, { readonly status: 'found' | 'not_found' | 'ambiguous' }> {
  const { storeId, receiptNo, receiptDate = null } = wanted;
  if (storeId !== undefined && storeId !== till.terminal.storeId) return { status: 'not_found' };
  const all = till.store.storeReceipt
    .listByNumber(receiptNo, receiptDate)
    .filter(({ installId }) => installId !== till.installId);
  const latest = all.filter(({ key }) => key.businessDate === all[0]?.key.businessDate);
  const theirs = latest.filter((record) => isOfWanted(till, record, wanted));
  const [record, ...others] = latest.length > 1 ? theirs : latest;
  if (record !== undefined && others.length === 0) return { status: 'found', record };
  if (latest.length === 0) return { status: 'not_found' };
  const sales = (theirs.length === 0 ? latest : theirs).flatMap((each) =>
    toNumberedSale(till, each),
  );
  return { status: 'ambiguous', sales };
}

/**
 * All sales that somebody may mean who holds a paper of this number, where other tills of the store have sold under it too on
 * that day or later (PL-10): none is more likely than another, although this till sold one of them. null: there is only this one.
 */
export async function salesOfNumber(
  till: ActiveTill,
  own: ReceiptRecord,
  wanted: WantedReceipt,
): Promise<readonly NumberedSale[] | null> {
  const { storeId, receiptNo, businessDate } = own.key;
  const others = till.store.storeReceipt
    .listByNumber(receiptNo, wanted.receiptDate ?? null)
    .filter(
      ({ installId, key }) => installId !== till.installId && key.businessDate >= businessDate,
    )
    .filter((record) => isOfWanted(till, record, wanted));
  if (others.length === 0) return null;
  const { memberId } = wanted;
  const answer = till.reference.isOnline()
    ? await till.sync.findReceipt({ storeId, receiptNo, businessDate, memberId })
    : null;
  return answer?.status === 'ambiguous' && answer.sales.length > 1
    ? answer.sales
    : [own, ...others].flatMap((record) => toNumberedSale(till, record));
}

/** [] for one that an earlier till kept: nothing names it. */
function toNumberedSale(till: ActiveTill, record: ReceiptRecord): NumberedSale[] {
  const { key, operationId: saleOperationId, memberId, lines } = record;
  if (saleOperationId === undefined) return [];
  const view = readMember(till, memberId);
  const here = till.store.operation.findById(saleOperationId)?.operation;
  return [
    {
      saleOperationId,
      businessDate: key.businessDate,
      atMs: here?.atMs ?? null,
      terminalName: here === undefined ? null : till.terminal.terminalName,
      amountFen: sumOf(lines, ({ amountFen }) => amountFen),
      maskedName: isRefused(view) ? '' : maskedNameOf(view),
    },
  ];
}

/**
 * Refuses receipt_of_other_member where a receipt is said to be somebody's and is another one's: their points would move; and
 * receipt_not_found where it is not the sale that is named.
 */
export function checkOwner(
  till: ActiveTill,
  record: ReceiptRecord,
  wanted: WantedReceipt,
): Refusal | null {
  if (isOtherSale(record.operationId, saleWanted(till, wanted))) return refuse('receipt_not_found');
  return isOfWanted(till, record, wanted) ? null : refuse('receipt_of_other_member');
}

/** Whether a receipt is the sale that is named, and of whom it is said to be; any, and of whoever it is, where none is. */
function isOfWanted(till: ActiveTill, record: ReceiptRecord, wanted: WantedReceipt): boolean {
  if (isOtherSale(record.operationId, saleWanted(till, wanted))) return false;
  const { memberId: ownerId } = wanted;
  return ownerId === undefined || isSameMember(till, ownerId, record.memberId);
}

/** The sale that is named; none where head office let another till earn for it. */
function saleWanted(till: ActiveTill, { saleOperationId }: WantedReceipt): string | undefined {
  return saleOperationId === undefined || isLost(till, saleOperationId)
    ? undefined
    : saleOperationId;
}

/** A receipt of this store as the feed has brought it; null where it has not. */
function storeRecordOf(
  till: ActiveTill,
  { key, installId = till.installId }: ReceiptRecord,
): ReceiptRecord | null {
  if (key.storeId !== till.terminal.storeId) return null;
  return till.store.storeReceipt.find({ ...key, installId });
}

/**
 * What came back at this till, whether head office has heard of it or not. Where this store has one receipt of that number, also
 * for whoever the member was one with at the time (PL-19).
 */
function refundsHere(till: ActiveTill, record: ReceiptRecord): readonly OperationOf<'refund'>[] {
  const { key, memberId: ownerId } = record;
  const view = readMember(till, ownerId);
  const ownIds = new Set<string>([ownerId, ...(isRefused(view) ? [] : listIdsOf(till, view))]);
  return till.store.operation
    .listRefundsOf(key)
    .filter(({ body }) => isOfSale(asItCounts(till, body), record))
    .filter(({ memberId }) => ownIds.has(memberId) || isOnlyOne(till, record));
}

/** A sale of this till that head office let another till earn for is that till's. */
function asItCounts(till: ActiveTill, { receipt, saleOperationId }: SaleOf): SaleOf {
  return saleOperationId === undefined || isLost(till, saleOperationId)
    ? { receipt }
    : { receipt, saleOperationId };
}

function isLost({ store: { operation } }: ActiveTill, saleOperationId: string): boolean {
  const sale = operation.findById(saleOperationId);
  return sale !== null && operation.countsForNothing(sale.operation.terminalSeq);
}

/** Whether a receipt is of this store and no other of its number is known here (PL-10). */
function isOnlyOne(till: ActiveTill, { key, installId }: ReceiptRecord): boolean {
  const others = till.store.storeReceipt
    .listByNumber(key.receiptNo, key.businessDate)
    .filter((each) => each.installId !== installId);
  const isHere = key.storeId === till.terminal.storeId;
  return isHere && others.length === 0 && till.store.receipt.find(key) === null;
}

/** Why an unknown receipt is not there, in words (section j). */
export function unknownReceipt({ isOffline }: UnknownReceipt): Refusal {
  return refuse(isOffline ? 'refund_receipt_offline' : 'receipt_not_found');
}

/** Points of a redemption that head office set aside were never taken, so that there is nothing to give back. */
function isSpent(till: ActiveTill): (redemption: ReceiptRedemption) => boolean {
  return ({ redemptionId }) => {
    const stored = till.store.redemption.find(redemptionId);
    return stored === null || !till.store.operation.countsForNothing(stored.terminalSeq);
  };
}
