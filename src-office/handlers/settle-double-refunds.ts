import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import type { MemberCoupon } from '../../src-shared/domain/coupon/coupon.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { GivenBack } from '../../src-shared/domain/office/given-back.ts';
import { type OperationOf, partsOf } from '../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import {
  settledRefundId,
  type SettledRefunds,
  settleRefunds,
} from '../../src-shared/domain/refund/settle-refunds.ts';
import type { CaseEvidence, ReviewCase } from '../../src-shared/domain/review/review-case.ts';
import { sumOf } from '../../src-shared/values/sum-of.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import { updateCases } from '../store/case-store.ts';
import type { Queryable } from '../store/database.ts';
import { findSaleOf } from '../store/find-earning.ts';
import { type LockedMember, lockWithSurvivors, survivorOf } from '../store/member-store.ts';
import { postToLocked } from '../store/office-operation-store.ts';
import { readReceiptHistory } from '../store/receipt-history-store.ts';
import { touchReceipts } from '../store/receipt-store.ts';
import { readTillsOf } from '../store/terminal-store.ts';
import { giveBack } from './give-back.ts';
import { passRestored } from './pass-restored.ts';

/** A refund that was just posted, and the member it was posted to. */
export interface PostedRefund {
  readonly refund: OperationOf<'refund'>;
  readonly memberId: string;
}

/**
 * Sets right what refunds of one receipt moved that did not know of each other, or of a review that had refused its points, as
 * an act of head office (R100, PL-08): points, stored value and coupons end as if the goods had come back once. Where more of
 * a line came back than was sold the money is out: that is a case of the receipt, one however often more comes back, with all
 * refunds by now. Safe to repeat.
 */
export async function settleDoubleRefunds(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  posted: readonly PostedRefund[],
  atMs: number,
): Promise<void> {
  const ofSale = new Map<string, OfSale>();
  // Refunds are few: one look each costs no batch anything.
  for (const { refund, memberId } of posted) {
    const found = await findSaleOf(transaction, refund.body, memberId);
    if (found.status !== 'found') continue;
    const { earning } = found;
    const key = `${memberId} ${earning.operationId}`;
    ofSale.set(key, { earning, latest: [...(ofSale.get(key)?.latest ?? []), refund] });
  }
  for (const each of ofSale.values()) await settleSale(transaction, programmes, each, atMs);
}

/** A sale, and its refunds that were just posted. */
interface OfSale {
  readonly earning: OperationOf<'earn'>;
  readonly latest: readonly OperationOf<'refund'>[];
}

async function settleSale(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  { earning, latest }: OfSale,
  atMs: number,
): Promise<void> {
  const refund = latest.at(-1);
  if (refund === undefined) return;
  const { receipt, refundNo } = refund.body;
  const record = await readReceiptHistory(transaction, earning);
  const double = moreThanSold(record);
  if (double !== null) {
    const { storeId, businessDate, receiptNo } = receipt;
    const opened: Omit<ReviewCase, 'evidence'> = {
      caseId: `refunds:${earning.operationId}`,
      kind: 'refunded_twice',
      memberId: earning.memberId,
      operatorId: null,
      openedAtMs: atMs,
    };
    const goodsIds = record.refunds.flatMap((each) =>
      each.lines.length === 0 || each.operationId === undefined ? [] : [each.operationId],
    );
    const tills = await readTillsOf(transaction, goodsIds);
    const evidence = { storeId, businessDate, receiptNo, ...double, tills };
    await updateCases(transaction, [{ ...opened, evidence }]);
  }
  const { businessDate } = refund;
  const locked = await lockWithSurvivors(transaction, [earning.memberId]);
  const member = survivorOf(locked, earning.memberId);
  const programme = programmes.onDay(businessDate);
  if (member === null || programme === null) return;
  const { state } = member;
  const othersCoupons = await lockOthersCoupons(transaction, state, record);
  const saleProgramme = programmes.ofVersion(record.programmeVersion);
  const asked = {
    programme,
    saleProgramme,
    state,
    record,
    latest,
    businessDate,
    othersCoupons,
  };
  const settled = settleRefunds(asked);
  if (settled !== null)
    await postSettled(transaction, { programme, refund, record, settled, locked, state, atMs });
  const restoredPoints = sumOf(record.refunds, (each) => each.restoredPoints);
  const latestPoints = sumOf(latest, ({ body }) => body.restoredPoints);
  const { operationId } = refund;
  const beforePoints = restoredPoints - latestPoints;
  const afterPoints = restoredPoints + (settled?.restoredPoints ?? 0);
  const restored = { record, beforePoints, afterPoints, operationId, refundNo, businessDate };
  await passRestored(transaction, programme, restored, atMs);
}

/** Posts what sets the refunds of a receipt right as an act of head office, named by the one that came in last. */
async function postSettled(
  transaction: Queryable,
  {
    programme,
    refund,
    record,
    settled,
    locked,
    state,
    atMs,
  }: {
    readonly programme: Programme;
    readonly refund: OperationOf<'refund'>;
    readonly record: ReceiptRecord;
    readonly settled: SettledRefunds;
    readonly locked: ReadonlyMap<string, LockedMember>;
    /** Of the receipt's member, before it. */
    readonly state: MemberState;
    readonly atMs: number;
  },
): Promise<void> {
  const { businessDate } = refund;
  const { receipt, refundNo } = refund.body;
  const operation: OfficeOperation = {
    operationId: `refunds:${refund.operationId}`,
    kind: 'refund',
    // The receipt keeps it among its refunds, as one of no goods.
    body: {
      refundNo,
      receipt,
      ...(record.operationId === undefined ? {} : { saleOperationId: record.operationId }),
      refundOperationId: settledRefundId(refund.operationId),
      lines: [],
      ...settled,
    },
    memberId: state.memberId,
    atMs,
    businessDate,
    programmeVersion: programme.version,
    actor: 'job:refunds',
  };
  await postToLocked(transaction, [operation], locked);
  const parts = partsOf(operation);
  await giveBack(transaction, [{ operation, reference: refundNo, parts, state }], atMs);
  await touchReceipts(transaction, [receipt]);
}

/** The coupons of those to whom some that were used on a receipt went back since, with the undo of a merge (PL-19). */
async function lockOthersCoupons(
  transaction: Queryable,
  { givenBack = [] }: MemberState,
  { benefits }: ReceiptRecord,
): Promise<readonly MemberCoupon[]> {
  const usedIds = new Set(benefits?.coupons.map(({ couponId }) => couponId));
  const hasUsed = ({ couponIds }: GivenBack): boolean => couponIds.some((id) => usedIds.has(id));
  const otherIds = givenBack.filter(hasUsed).map(({ memberId }) => memberId);
  if (otherIds.length === 0) return [];
  const others = await lockWithSurvivors(transaction, otherIds);
  return [...others.values()].flatMap(({ state }) => state.coupons ?? []);
}

/** The first line of which more came back than was sold, with the sums of all refunds; null where there is none. */
function moreThanSold({ lines, refunds }: ReceiptRecord): CaseEvidence | null {
  const withGoods = refunds.filter((refund) => refund.lines.length > 0);
  const back = withGoods.flatMap((refund) => refund.lines);
  const backOfLines = lines.map(({ lineNo, amountFen: soldFen }) => {
    const ofLine = back.filter((line) => line.lineNo === lineNo);
    return { lineNo, soldFen, backFen: sumOf(ofLine, ({ amountFen }) => amountFen) };
  });
  const [first, ...others] = backOfLines.filter(({ soldFen, backFen }) => backFen > soldFen);
  if (first === undefined) return null;
  return {
    ...first,
    refundCount: withGoods.length,
    refundedFen: sumOf(back, ({ amountFen }) => amountFen),
    excessFen: sumOf([first, ...others], ({ soldFen, backFen }) => backFen - soldFen),
  };
}
