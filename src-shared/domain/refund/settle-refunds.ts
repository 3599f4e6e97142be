import { addDays, type BusinessDate } from '../../values/business-date.ts';
import { floorRate } from '../../values/rounding.ts';
import { sumOf } from '../../values/sum-of.ts';
import type { MemberState } from '../member/member-state.ts';
import type { CouponChange, MemberCoupon } from '../coupon/coupon.ts';
import { isUseOf, usesOf } from '../coupon/coupon-uses.ts';
import { saleOf } from '../coupon/give-back-coupons.ts';
import type { OperationOf } from '../operation/operation.ts';
import { takeMoves, usableLastFirst } from '../points/earn-entries.ts';
import { sumPoints } from '../points/lots.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptRecord, ReceiptRefund } from '../receipt/receipt.ts';
import { saleOfReceipt } from '../receipt/sale-of.ts';
import { type PartRounding, sumValueFen } from '../stored-value/restore-value.ts';
import type { ValueEntry } from '../stored-value/stored-value.ts';
import { restoreMoves } from '../redemption/restore-moves.ts';
import { decideRevert } from '../tier/decide-revert.ts';
import type { TierChange } from '../tier/tier.ts';
import {
  decideRefund,
  type RefundLine,
  refusedPoints,
  returnedBefore,
  takeBackEntries,
} from './decide-refund.ts';

/** A refund as it came in. */
type LatestRefund = Pick<OperationOf<'refund'>, 'operationId'> & {
  readonly body: Pick<OperationOf<'refund'>['body'], 'entries'>;
};

/** What sets a receipt's refunds right. Both sums are what is to be added to those of its refunds, so either may be negative. */
export interface SettledRefunds {
  readonly takenBackPoints: number;
  readonly restoredPoints: number;
  readonly entries: readonly PointsEntry[];
  /** Stored value that is to be added to that of its refunds, or taken back; absent: none. */
  readonly value?: readonly ValueEntry[];
  /** Coupons that only all of them together give back; absent: none. */
  readonly coupons?: readonly CouponChange[];
  /** The tier that what all of them together left no longer reaches (TR-03); absent: as it is. */
  readonly tier?: TierChange;
}

/** The rules that the ledger names for it: goods came back at several tills, or a till had not heard of a review. */
export const refundedTwiceRuleId = 'refund:twice';
export const refundRefusedRuleId = 'refund:refused';

/**
 * Sets right what refunds of one receipt moved that did not know of each other (R100, PL-11, PL-13), or of a review that had
 * refused its points before they came in (PL-08): all of them together restore and take back what one refund of all the goods
 * would have, each piece of them once, and nothing that was never the member's. What was restored beyond that is taken from the
 * lots that got it, else it is a debt; what was taken back too often is given back, less what was forgiven twice (PL-12);
 * what only all of them together would have moved is moved, and so are the coupons of a receipt that is back (CP-04) and the
 * tier that what is left of it no longer reaches (TR-02, TR-03). Stored
 * value that came back beyond what was paid with it, or beyond one refund, is as that one would have it (PL-14).
 * `record.refunds` are all refunds, with what was set right before; `latest` are those that came in last, after everything that
 * is in the state. null where nothing is to be set right, as after refunds of which each knew those before it and every review.
 */
export function settleRefunds(input: {
  readonly programme: Programme;
  /** That of the sale, as `decideRefund` has it. */
  readonly saleProgramme?: Programme | null;
  readonly state: MemberState;
  readonly record: ReceiptRecord;
  readonly latest: readonly LatestRefund[];
  readonly businessDate: BusinessDate;
  /** Coupons of those to whom some of the receipt's went back since, with the undo of a merge (PL-19); absent: of nobody. */
  readonly othersCoupons?: readonly MemberCoupon[];
}): SettledRefunds | null {
  const { programme, state, record, businessDate, othersCoupons = [] } = input;
  if (record.refunds.length < 2 && refusedPoints(record, state) === 0) return null;
  const latest = input.latest.flatMap(({ body }) => body.entries);
  // A review that came between earlier refunds refused what they had left: what those took back then is right.
  const least = decideOnce(input, state);
  const most = decideOnce(input, { ...state, holds: [] });
  if (least.status === 'refused' || most.status === 'refused') return null;
  const taken = sumOf(record.refunds, (each) => each.takenBackPoints);
  const takenBefore = taken - sumOf(refundsOf(input), (each) => each.takenBackPoints);
  const restored = sumOf(record.refunds, (each) => each.restoredPoints);
  const mostTaken = Math.min(most.takenBackPoints, Math.max(least.takenBackPoints, takenBefore));
  const takenBackPoints = Math.min(mostTaken, Math.max(least.takenBackPoints, taken)) - taken;
  const restoredPoints = most.restoredPoints - restored;
  const value = settledValue(record, onceValue(input, most.draft.body.value));
  const had = [...(state.coupons ?? []), ...othersCoupons];
  const coupons = couponsStillUsed(record, had, most.draft.body.coupons ?? []);
  const writtenOffPoints =
    forgivenPoints(record, taken + takenBackPoints) - sumWrittenOff(record.refunds);
  const movedPoints = writtenOffPoints - takenBackPoints;
  // What the tills took back of the spend is more than the goods were worth where more of them came back than was sold.
  const tier =
    moreThanSold(record).length > 0
      ? null
      : decideRevert({ programme, state, ...saleOfReceipt(record), growth: [], businessDate });
  const isRight = takenBackPoints === 0 && restoredPoints === 0 && writtenOffPoints === 0;
  if (isRight && value.length + coupons.length === 0 && tier === null) return null;
  const isTwice = restoredPoints < 0 || taken > most.takenBackPoints || takenBackPoints >= 0;
  const ruleId = isTwice ? refundedTwiceRuleId : refundRefusedRuleId;
  const givenBackPoints = Math.max(0, movedPoints);
  const lotsBack = restoreMoves({
    programme,
    redemptions: record.redemptions,
    alreadyRestoredPoints: restored,
    points: Math.max(0, restoredPoints),
    businessDate,
  });
  const entries: readonly PointsEntry[] = [
    { kind: 'restore', points: sumPoints(lotsBack), ruleId, lots: lotsBack },
    {
      kind: 'restore',
      points: givenBackPoints,
      ruleId,
      lots: earnedLots(input, { points: givenBackPoints, takenPoints: taken + takenBackPoints }),
    },
    ...takeBackEntries(record, state, {
      points: Math.max(0, 0 - movedPoints),
      ruleId,
    }),
    surplusEntry(latest, Math.max(0, 0 - restoredPoints)),
  ];
  const moving = entries.filter(({ kind, points }) => kind === 'release' || points !== 0);
  return {
    takenBackPoints,
    restoredPoints,
    entries: moving,
    ...(value.length === 0 ? {} : { value }),
    ...(coupons.length === 0 ? {} : { coupons }),
    ...(tier === null ? {} : { tier }),
  };
}

/**
 * What of the points that one refund of all the goods takes back (`oncePoints`) is forgiven (PL-12), whatever order its refunds
 * came in: what each forgave. Of those of goods that came back more than once, by the goods, who forgave the most for them
 * first, and no more than one till did: it knew what was there, so that nothing is forgiven twice and nobody owes what money
 * was kept for.
 */
function forgivenPoints(record: ReceiptRecord, oncePoints: number): number {
  const contestedNos = new Set(moreThanSold(record));
  const isContested = ({ lines }: ReceiptRefund) =>
    lines.some(({ lineNo }) => contestedNos.has(lineNo));
  const ofGoods = record.refunds.filter(({ lines }) => lines.length > 0);
  const contested = ofGoods.filter(isContested);
  const ofTills = Map.groupBy(contested, ({ installId }) => installId ?? '');
  const mostOfTill = Math.max(0, ...[...ofTills.values()].map(sumWrittenOff));
  const points = Math.min(mostOfTill, forgivenByGoods(record, contested));
  const uncontested = ofGoods.filter((refund) => !isContested(refund));
  return Math.min(oncePoints, sumWrittenOff(uncontested) + points);
}

/** Each piece of the goods once: for the refund that forgave the most for its goods. */
function forgivenByGoods({ lines }: ReceiptRecord, refunds: readonly ReceiptRefund[]): number {
  const forgiving = refunds
    .map((refund) => ({
      refund,
      points: sumWrittenOff([refund]),
      fen: sumOf(refund.lines, ({ amountFen }) => amountFen),
    }))
    .filter(({ points, fen }) => points > 0 && fen > 0)
    .toSorted(
      (a, b) =>
        b.points * a.fen - a.points * b.fen ||
        b.fen - a.fen ||
        ((a.refund.operationId ?? '') < (b.refund.operationId ?? '') ? -1 : 1),
    );
  const leftFen = new Map(lines.map(({ lineNo, amountFen }) => [lineNo, amountFen]));
  return sumOf(forgiving, ({ refund, points, fen }) => {
    const numerator = sumOf(refund.lines, ({ lineNo, amountFen }) => {
      const left = leftFen.get(lineNo) ?? 0;
      leftFen.set(lineNo, Math.max(0, left - amountFen));
      return Math.min(left, amountFen);
    });
    return floorRate(points, { numerator, denominator: fen });
  });
}

function sumWrittenOff(refunds: readonly ReceiptRefund[]): number {
  return sumOf(refunds, ({ writtenOffPoints = 0 }) => writtenOffPoints);
}

/** The lines of which more came back than was sold. */
function moreThanSold({ lines, refunds }: ReceiptRecord): readonly number[] {
  const back = refunds.flatMap((refund) => refund.lines);
  return lines.flatMap(({ lineNo, amountFen }) => {
    const ofLine = back.filter((line) => line.lineNo === lineNo);
    return sumOf(ofLine, (line) => line.amountFen) > amountFen ? [lineNo] : [];
  });
}

/** Of what one refund restores now, and what one of an earlier till would have, the more: neither was too much. */
function onceValue(
  input: Parameters<typeof settleRefunds>[0],
  now: readonly ValueEntry[] = [],
): readonly ValueEntry[] {
  const earlier = decideOnce(input, input.state, 'down');
  const { value = [] } = earlier.status === 'refused' ? {} : earlier.draft.body;
  return sumValueFen(value) > sumValueFen(now) ? value : now;
}

/**
 * What takes the stored value that refunds restored to what one of all the goods would have (`once`), where they restored more
 * in all, or more to the principal or the bonus of a contract than had left it. [] where they did not: what is short by a
 * fen of rounding was paid out in money.
 */
function settledValue(
  { payments = [], refunds }: ReceiptRecord,
  once: readonly ValueEntry[],
): readonly ValueEntry[] {
  const restored = refunds.flatMap(({ value = [] }) => value);
  const paid = payments.flatMap(({ entries }) => entries);
  const contractNos = [...new Set([...restored, ...once].map(({ contractNo }) => contractNo))];
  const isAbovePaid = contractNos.some((contractNo) => {
    const back = sumOfContract([...restored, ...paid], contractNo);
    return back.principalFen > 0 || back.bonusFen > 0;
  });
  if (!isAbovePaid && sumValueFen(restored) <= sumValueFen(once)) return [];
  return contractNos.flatMap((contractNo): ValueEntry[] => {
    const due = sumOfContract(once, contractNo);
    const back = sumOfContract(restored, contractNo);
    const principalFen = due.principalFen - back.principalFen;
    const bonusFen = due.bonusFen - back.bonusFen;
    const listFen = due.listFen - back.listFen;
    if (principalFen === 0 && bonusFen === 0 && listFen === 0) return [];
    return [{ kind: 'restore', contractNo, principalFen, bonusFen, listFen }];
  });
}

function sumOfContract(
  entries: readonly ValueEntry[],
  contractNo: string,
): Pick<ValueEntry, 'principalFen' | 'bonusFen' | 'listFen'> {
  const own = entries.filter((entry) => entry.contractNo === contractNo);
  return {
    principalFen: sumOf(own, ({ principalFen }) => principalFen),
    bonusFen: sumOf(own, ({ bonusFen }) => bonusFen),
    listFen: sumOf(own, ({ listFen }) => listFen),
  };
}

/** Of the coupons that a whole refund gives back, those that this receipt still holds. */
function couponsStillUsed(
  record: ReceiptRecord,
  coupons: readonly MemberCoupon[],
  back: readonly CouponChange[],
): readonly CouponChange[] {
  const sale = saleOf(record);
  const used = coupons.filter(
    (coupon) => coupon.status !== 'void' && usesOf(coupon).some((use) => isUseOf(use, sale)),
  );
  const usedIds = new Set(used.map(({ couponId }) => couponId));
  return back.filter((change) => change.kind === 'give_back' && usedIds.has(change.couponId));
}

/** Names what sets right, among the refunds of a receipt, by the refund that came in last. */
export function settledRefundId(operationId: string): string {
  return `${operationId}:settled`;
}

/** The receipt's record of those that came in last, and of what set them right. */
function refundsOf({ record, latest }: Parameters<typeof settleRefunds>[0]) {
  const latestIds = new Set<string | undefined>(
    latest.flatMap(({ operationId }) => [operationId, settledRefundId(operationId)]),
  );
  return record.refunds.filter(({ operationId }) => latestIds.has(operationId));
}

/** All goods that came back, each piece once, as one refund. */
function decideOnce(
  { programme, saleProgramme = null, record, businessDate }: Parameters<typeof settleRefunds>[0],
  state: MemberState,
  rounding: PartRounding = 'up',
): ReturnType<typeof decideRefund> {
  const lines = record.lines.flatMap((line): RefundLine[] => {
    const { refundedFen, isBack } = returnedBefore(record, line);
    return refundedFen > 0 || isBack ? [{ lineNo: line.lineNo, amountFen: refundedFen }] : [];
  });
  return decideRefund({
    programme,
    saleProgramme,
    state,
    record: { ...record, refunds: [] },
    refundNo: '',
    lines,
    businessDate,
    shortPoints: { choice: 'debt' },
    rounding,
  });
}

/**
 * Points of the sale that come back as they were earned: what is left of it once `takenPoints` are taken back, and waited for
 * its day, does again (PL-09). Such as have expired meanwhile live as restored ones do (PL-13).
 */
function earnedLots(
  { programme, record, state, businessDate }: Parameters<typeof settleRefunds>[0],
  { points, takenPoints }: { readonly points: number; readonly takenPoints: number },
): PointsEntry['lots'] {
  const { entries, terms } = record;
  const credited = entries.filter((entry) => entry.points > 0).flatMap(({ lots }) => lots);
  const goneOrAside = [takenPoints + refusedPoints(record, state), asidePoints(entries)];
  const left = takeMoves(usableLastFirst(credited), Math.max(...goneOrAside), sumPoints(credited));
  const waits = left.flatMap((lot) => {
    const { usableFromDay, expiresOnDay } = lot;
    if (usableFromDay === undefined || usableFromDay <= businessDate) return [];
    const waiting = (state.waitingLots ?? []).filter(
      (each) => each.usableFromDay === usableFromDay && each.expiresOnDay === expiresOnDay,
    );
    return [{ ...lot, points: Math.max(0, lot.points - sumPoints(waiting)) }];
  });
  const graceDay = addDays(businessDate, programme.refund.restoreGraceDays);
  const expiresOnDay = terms.expiresOnDay < businessDate ? graceDay : terms.expiresOnDay;
  return takeMoves([...waits, { expiresOnDay, points }], 0, points);
}

/** What of a sale never was among its lots, since it was held or paid a debt; both begin with what could be spent last. */
function asidePoints(entries: readonly PointsEntry[]): number {
  const aside = entries.filter(({ kind }) => kind === 'hold' || kind === 'debt_settle');
  return sumPoints(aside.flatMap(({ lots }) => lots));
}

/** Takes points that were restored too often from where the refunds that came in last put them. */
function surplusEntry(latest: readonly PointsEntry[], points: number): PointsEntry {
  const lots = latest.filter(({ kind }) => kind === 'restore').flatMap((entry) => entry.lots);
  return {
    kind: 'adjust',
    points: 0 - points,
    ruleId: refundedTwiceRuleId,
    lots: takeMoves(lots, 0, points),
  };
}
