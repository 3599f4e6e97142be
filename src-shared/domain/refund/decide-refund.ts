import type { BusinessDate } from '../../values/business-date.ts';
import { floorRate } from '../../values/rounding.ts';
import { sumOf } from '../../values/sum-of.ts';
import { giveBackCoupons } from '../coupon/give-back-coupons.ts';
import type { MemberState } from '../member/member-state.ts';
import type { Hold } from '../office/office-operation.ts';
import type { DraftOf, OperationBodies } from '../operation/operation.ts';
import {
  chargedForGoodsFen,
  giveBackPlanUse,
  type ReturnedPart,
} from '../plan/give-back-plan-use.ts';
import { takeMoves, usableLastFirst } from '../points/earn-entries.ts';
import { sumPoints } from '../points/lots.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import { type EarnPart, pointsUnderTerms } from '../points/points-under-terms.ts';
import { postEntries } from '../points/post-entries.ts';
import { findHold, saleHoldId } from '../points/sale-hold.ts';
import type { Programme, ShortPointsChoice } from '../programme/programme.ts';
import type { DecidedLine, ReceiptRecord, ReceiptRefund } from '../receipt/receipt.ts';
import { saleOfReceipt } from '../receipt/sale-of.ts';
import { restoreMoves } from '../redemption/restore-moves.ts';
import { refuse, type Refusal } from '../refusal.ts';
import {
  type PartRounding,
  restoreValue,
  returnedPayableFen,
  sumValueFen,
  type ReturnedLine,
} from '../stored-value/restore-value.ts';
import { decideRevert } from '../tier/decide-revert.ts';
import { growthOfRefund } from '../tier/growth-of-receipt.ts';
import { owedFenOf, payableFenOf, returnedMoneyFen } from './tenders.ts';

/** Part of a line that is refunded; the amount is of the line before points offset. Goods given free come back with 0. */
export interface RefundLine {
  readonly lineNo: number;
  readonly amountFen: number;
}

/** What was chosen for points that are to be taken back and are gone (PL-12). */
export interface ShortPointsWish {
  readonly choice: ShortPointsChoice;
  /** The manager who waives; their PIN was checked. */
  readonly approverId?: string;
  /** Why it was waived. */
  readonly note?: string;
}

/** What a refund moves, in figures. */
export interface DecidedRefund {
  readonly status: 'decided';
  readonly draft: DraftOf<'refund'>;
  /** For the receipt's record. */
  readonly refund: ReceiptRefund;
  readonly takenBackPoints: number;
  readonly restoredPoints: number;
  /** Debt this refund leaves beyond what the member owed before; 0 where another choice was made. */
  readonly debtPoints: number;
  /** Of `takenBackPoints`, what is gone and for which one of the choices of PL-12 is made. */
  readonly shortPoints: number;
  /** What is kept from the refund money for them. */
  readonly deductedFen: number;
  /** What could be kept from the refund money for them, and what they would not owe then. */
  readonly deductible: KeptValue;
  /** What is paid out in money, the way it was paid, before anything is kept from it (PL-14). */
  readonly moneyFen: number;
  /** Paid out in money beside it: what a plan that was given back before had charged for these goods (TR-09). */
  readonly planChargeFen: number;
}

/** A value in fen, and the points that it is the value of. */
interface KeptValue {
  readonly points: number;
  readonly fen: number;
}

/**
 * Decides a refund in full or in parts (PL-11 to PL-16), under the terms of the sale and not those of today: points earned on
 * what goes back are taken back by the cumulative rule, those still held for review first, and without what a review refused;
 * points redeemed on it are restored, stored value goes back where it came from, coupons with the last of the goods, growth and
 * the tier it gave on the day of the sale; what paid plans saved on it is no longer used, and is paid out where a plan's own
 * refund had charged for it. Money is what is left, to the fen
 * (PL-14). Points that are gone become a debt, or what `shortPoints` says where the programme allows it, and never stop a
 * lawful refund; nor does a frozen membership. Several mentions of one line count together; goods given free are back once a
 * refund names them. A whole receipt that comes back on its day at its till is a void (PL-15). Whether the refund was posted
 * before, and whether who waives may, is the caller's question; `record.refunds` are those before this one. Refuses in the
 * order invalid_value, refund_empty, refund_line_unknown, refund_exceeds_sale, refund_awaits_office, refund_choice_not_allowed.
 * What waits for head office (OF-02) is not given out again, and moves nothing here: head office decides it.
 */
export function decideRefund(input: {
  readonly programme: Programme;
  /** That of the sale, which says what stored value may have bought (SV-11); null and absent: unknown here, so as `programme`. */
  readonly saleProgramme?: Programme | null;
  readonly state: MemberState;
  readonly record: ReceiptRecord;
  readonly refundNo: string;
  readonly lines: readonly RefundLine[];
  readonly businessDate: BusinessDate;
  /** Absent: what the programme names first that needs no manager. */
  readonly shortPoints?: ShortPointsWish;
  /** The receipt was posted at the till that refunds it. */
  readonly isSameTill?: boolean;
  /** Down: as a till decided it before parts came to the fen. */
  readonly rounding?: PartRounding;
}): Refusal | DecidedRefund {
  const { programme, state, record, refundNo, businessDate, rounding } = input;
  for (const { amountFen, lineNo } of input.lines) {
    if (Number.isSafeInteger(amountFen) && amountFen >= 0) continue;
    return refuse('invalid_value', { field: 'amountFen', lineNo });
  }
  const lines = mergeLines(input.lines);
  if (!lines.some((line) => movesSomething(record, line))) return refuse('refund_empty');
  const refusal = checkLines(record, lines);
  if (refusal !== null) return refusal;

  const kept = keptLines(record, lines);
  const isWhole = record.refunds.length === 0 && isAllBack(kept);
  const isVoid = isWhole && input.isSameTill === true && isSameDay(input);
  const ruleId = isVoid ? 'void' : 'refund';
  const takenBackPoints = takebackPoints(record, state, kept);
  const restoredPoints = restorePoints(record, kept);
  const entries = [
    ...restoreEntries({ programme, record, businessDate, points: restoredPoints, ruleId }),
    ...takeBackEntries(record, state, { points: takenBackPoints, ruleId }),
  ];
  const after = postEntries(state, entries, {
    reference: refundNo,
    programmeVersion: record.programmeVersion,
    businessDate,
    atMs: 0,
    acknowledged: false,
  });
  const value = restoreValue({
    payments: record.payments ?? [],
    restored: record.refunds.flatMap((refund) => refund.value ?? []),
    ...returnedForValue(input, kept),
    rounding,
  });
  const moneyFen = returnedMoneyFen({
    before: returnedLines(record, keptLines(record, [])),
    after: returnedLines(record, kept),
    owedFen: rounding === 'down' ? 0 : owedFen(record),
    value,
    rounding,
  });
  const shortPoints = Math.max(0, after.debtPoints - state.debtPoints);
  const deductible = keptFor(shortPoints, moneyFen, programme);
  const coupons = giveBackCoupons(record, isAllBack(kept), state, { programme, businessDate });
  const growth = growthOfRefund(record, lines);
  const tier = decideRevert({ programme, state, ...saleOfReceipt(record), growth, businessDate });
  const plans = giveBackPlanUse(record, state.plans, returnedParts(kept, lines));
  const wish = input.shortPoints ?? { choice: defaultChoice(programme) };
  if (!isAllowed(programme, wish.choice)) return refuse('refund_choice_not_allowed');

  const figures = { takenBackPoints, restoredPoints };
  const chosen = shortPoints === 0 ? null : chosenFor(record, shortPoints, deductible, wish);
  const deductedFen = chosen?.shortPoints.deductedFen ?? 0;
  const draft: DraftOf<'refund'> = {
    kind: 'refund',
    body: {
      refundNo,
      ...saleOfReceipt(record),
      lines,
      ...figures,
      moneyFen: moneyFen - deductedFen,
      entries: [...entries, ...(chosen?.entries ?? [])],
      ...(chosen === null ? {} : { shortPoints: chosen.shortPoints }),
      ...(value.length === 0 ? {} : { value }),
      ...(coupons.length === 0 ? {} : { coupons }),
      ...(growth.length === 0 ? {} : { growth }),
      ...(tier === null ? {} : { tier }),
      ...(plans.length === 0 ? {} : { plans }),
      ...(isVoid ? { isVoid: true } : {}),
    },
    memberId: state.memberId,
    ...(chosen === null || wish.note === undefined ? {} : { personal: { note: wish.note } }),
  };
  return {
    status: 'decided',
    draft,
    refund: { refundNo, lines, ...figures, moneyFen, ...(value.length === 0 ? {} : { value }) },
    ...figures,
    debtPoints: shortPoints - sumPoints(chosen?.entries ?? []),
    shortPoints,
    deductedFen,
    deductible,
    moneyFen,
    planChargeFen: chargedForGoodsFen(plans),
  };
}

/** The choices of PL-12 that a programme allows; a debt is always possible, since a lawful refund is never refused. */
export function allowedChoices(programme: Pick<Programme, 'refund'>): readonly ShortPointsChoice[] {
  const { shortPoints } = programme.refund;
  return shortPoints.includes('debt') ? shortPoints : [...shortPoints, 'debt'];
}

function isAllowed(programme: Programme, choice: ShortPointsChoice): boolean {
  return allowedChoices(programme).includes(choice);
}

/** Nobody waives by saying nothing. */
function defaultChoice(programme: Programme): ShortPointsChoice {
  return allowedChoices(programme).find((choice) => choice !== 'waive') ?? 'debt';
}

/**
 * What is kept of the money for points that are gone: the value of so many of them as the money pays for in full, so that
 * none is forgiven for nothing. What the others are worth stays a debt.
 */
function keptFor(points: number, moneyFen: number, { redeem }: Programme): KeptValue {
  const { fenPerPoint } = redeem;
  const pointsPerFen = { numerator: fenPerPoint.denominator, denominator: fenPerPoint.numerator };
  const fen = floorRate(Math.min(points, floorRate(moneyFen, pointsPerFen)), fenPerPoint);
  // The fewest points of that value: those that add less than a fen to it are not paid for.
  return { fen, points: 0 - floorRate(0 - fen, pointsPerFen) };
}

/** What is deducted or waived of a debt ends at once, in an entry of its own. */
function chosenFor(
  record: ReceiptRecord,
  points: number,
  deductible: KeptValue,
  { choice, approverId }: ShortPointsWish,
): {
  readonly entries: readonly PointsEntry[];
  readonly shortPoints: NonNullable<OperationBodies['refund']['shortPoints']>;
} {
  const endedPoints = { debt: 0, deduct: deductible.points, waive: points }[choice];
  const lots = [{ expiresOnDay: record.terms.expiresOnDay, points: endedPoints }];
  const entry: PointsEntry = {
    kind: 'write_off',
    points: endedPoints,
    ruleId: `refund:${choice}`,
    lots,
  };
  return {
    entries: endedPoints === 0 ? [] : [entry],
    shortPoints: {
      choice,
      points,
      deductedFen: choice === 'deduct' ? deductible.fen : 0,
      ...(approverId === undefined || choice !== 'waive' ? {} : { approverId }),
    },
  };
}

function isSameDay({
  record,
  businessDate,
}: {
  readonly record: ReceiptRecord;
  readonly businessDate: BusinessDate;
}): boolean {
  return record.key.businessDate === businessDate;
}

/** Every piece of the goods, those given free too: only then are coupons returned (PL-14). */
function isAllBack(kept: readonly KeptLine[]): boolean {
  return kept.every((line) => line.isBack);
}

function returnedParts(kept: readonly KeptLine[], refunded: readonly RefundLine[]): ReturnedPart[] {
  const nowFenOf = amountsOf(refunded);
  return kept.map(({ lineNo, amountFen: soldFen, baseFen, keptFen }) => {
    const nowFen = nowFenOf.get(lineNo) ?? 0;
    const returnedFen = soldFen - keptFen;
    return { lineNo, soldFen, baseFen, returnedBeforeFen: returnedFen - nowFen, returnedFen };
  });
}

/**
 * What came back of the lines that stored value may buy (SV-11): on gift cards it paid nothing, so that it neither becomes
 * money by the return of other goods nor more of it goes back than the goods of one refund came to. Of all lines where none are
 * excluded, or where it paid more than the others came to; and so of earlier tills, which rounded down.
 */
function returnedForValue(
  { programme, saleProgramme, record, rounding }: Parameters<typeof decideRefund>[0],
  kept: readonly KeptLine[],
): { readonly lines: readonly ReturnedLine[]; readonly maxFen?: number } {
  const excluded = (saleProgramme ?? programme).value?.excludedCategories ?? [];
  const buyable = kept.filter(({ category }) => !excluded.includes(category));
  const paidFen = 0 - sumValueFen((record.payments ?? []).flatMap(({ entries }) => entries));
  const isEarlier = rounding === 'down' || sumOf(buyable, payableFenOf(record)) < paidFen;
  if (isEarlier || buyable.length === kept.length) return { lines: returnedLines(record, kept) };
  const grownFen = [kept, keptLines(record, [])].map((lines) =>
    returnedPayableFen(returnedLines(record, lines)),
  );
  const maxFen = Math.max(0, (grownFen[0] ?? 0) - (grownFen[1] ?? 0));
  return { lines: returnedLines(record, buyable), maxFen };
}

function returnedLines(record: ReceiptRecord, kept: readonly KeptLine[]): ReturnedLine[] {
  const payableFen = payableFenOf(record);
  return kept.map((line) => ({
    payableFen: payableFen(line),
    soldFen: line.amountFen,
    returnedFen: line.amountFen - line.keptFen,
  }));
}

/** What the refunds of a receipt left owing, each as its goods had come back by then. Fen. */
function owedFen(record: ReceiptRecord): number {
  const { refunds } = record;
  const returned = [...refunds.keys(), refunds.length].map((count) => {
    const then = { ...record, refunds: refunds.slice(0, count) };
    return returnedLines(then, keptLines(then, []));
  });
  return owedFenOf(refunds, returned);
}

/** A line with what of it stays sold after this refund, in fen before points offset. */
interface KeptLine extends DecidedLine {
  readonly keptFen: number;
  /** All of it has come back; goods given free once a refund has named them. */
  readonly isBack: boolean;
}

/** Several mentions of one line as one. */
export function mergeLines(lines: readonly RefundLine[]): RefundLine[] {
  return [...amountsOf(lines)].map(([lineNo, amountFen]) => ({ lineNo, amountFen }));
}

function amountsOf(lines: readonly RefundLine[]): ReadonlyMap<number, number> {
  const amounts = new Map<number, number>();
  for (const { lineNo, amountFen } of lines) {
    amounts.set(lineNo, (amounts.get(lineNo) ?? 0) + amountFen);
  }
  return amounts;
}

/** What of a sold line came back before some refund: the amount, and whether it was all. */
export function returnedBefore(
  record: Pick<Goods, 'refunds'>,
  { lineNo, amountFen }: Pick<DecidedLine, 'lineNo' | 'amountFen'>,
): { readonly refundedFen: number; readonly isBack: boolean } {
  const returned = record.refunds
    .flatMap(({ lines }) => lines)
    .filter((line) => line.lineNo === lineNo);
  const sumFen = returned.reduce((sum, line) => sum + line.amountFen, 0);
  // Never more than was sold, though two tills may each have taken all of it.
  const refundedFen = Math.min(amountFen, sumFen);
  return { refundedFen, isBack: returned.length > 0 && refundedFen === amountFen };
}

/** Whether every piece of a receipt's goods has come back, those given free too. */
export function isWholeBack({ lines, refunds }: Pick<ReceiptRecord, 'lines' | 'refunds'>): boolean {
  return refunds.length > 0 && lines.every((line) => returnedBefore({ refunds }, line).isBack);
}

/** What was sold, and what of it came back. */
interface Goods {
  readonly lines: readonly RefundLine[];
  readonly refunds: readonly Pick<ReceiptRefund, 'lines'>[];
}

/**
 * What of a receipt can have come back with goods that a till took without seeing it (OF-02), after `record.refunds`: of each
 * line no more than is left of it. What is more than a line was ever sold for, as where a till names the sum on the first one,
 * is of the other lines, in their order. `excessFen` is what went out beyond that.
 */
export function boundedToSale(
  record: Goods,
  refunded: readonly RefundLine[],
): { readonly lines: readonly RefundLine[]; readonly excessFen: number } {
  const askedFen = amountsOf(refunded);
  const named = record.lines.map((line) => {
    const leftFen = line.amountFen - returnedBefore(record, line).refundedFen;
    const ofLineFen = Math.min(line.amountFen, askedFen.get(line.lineNo) ?? 0);
    return { lineNo: line.lineNo, leftFen, ofLineFen, amountFen: Math.min(leftFen, ofLineFen) };
  });
  const sumFen = sumOf(refunded, ({ amountFen }) => amountFen);
  let otherFen = sumFen - sumOf(named, ({ ofLineFen }) => ofLineFen);
  const lines = named.map(({ lineNo, leftFen, amountFen }) => {
    const addedFen = Math.min(otherFen, leftFen - amountFen);
    otherFen -= addedFen;
    return { lineNo, amountFen: amountFen + addedFen };
  });
  const excessFen = sumFen - sumOf(lines, ({ amountFen }) => amountFen);
  return { lines: lines.filter(({ amountFen }) => amountFen > 0), excessFen };
}

/** What of each line waits for head office, as that will decide it (OF-02). Fen. */
export function waitingFenByLine(
  record: Pick<Goods, 'lines'> & Pick<ReceiptRecord, 'refunds' | 'waiting'>,
): ReadonlyMap<number, number> {
  const { lines, waiting = [] } = record;
  const decidedIds = new Set(record.refunds.map(({ operationId }) => operationId));
  const refunds: Pick<ReceiptRefund, 'lines'>[] = [...record.refunds];
  for (const each of waiting) {
    if (!decidedIds.has(each.operationId))
      refunds.push(boundedToSale({ lines, refunds }, each.lines));
  }
  return amountsOf(refunds.slice(record.refunds.length).flatMap((each) => each.lines));
}

/** Money, or goods given free that have not come back yet. */
function movesSomething(record: ReceiptRecord, { lineNo, amountFen }: RefundLine): boolean {
  if (amountFen > 0) return true;
  const line = record.lines.find((each) => each.lineNo === lineNo);
  return line?.amountFen === 0 && !returnedBefore(record, line).isBack;
}

function checkLines(record: ReceiptRecord, lines: readonly RefundLine[]): Refusal | null {
  const soldLines = new Map(record.lines.map((line) => [line.lineNo, line]));
  const waitingFen = waitingFenByLine(record);
  for (const { lineNo, amountFen } of lines) {
    const line = soldLines.get(lineNo);
    if (line === undefined) return refuse('refund_line_unknown', { lineNo });
    const maxFen = line.amountFen - returnedBefore(record, line).refundedFen;
    if (amountFen > maxFen) return refuse('refund_exceeds_sale', { lineNo, maxFen });
    const freeFen = maxFen - (waitingFen.get(lineNo) ?? 0);
    if (amountFen > freeFen) return refuse('refund_awaits_office', { lineNo, maxFen: freeFen });
  }
  return null;
}

function keptLines(record: ReceiptRecord, refunded: readonly RefundLine[]): KeptLine[] {
  const nowFenOf = amountsOf(refunded);
  return record.lines.map((line) => {
    const before = returnedBefore(record, line);
    const nowFen = nowFenOf.get(line.lineNo);
    const keptFen = line.amountFen - before.refundedFen - (nowFen ?? 0);
    return { ...line, keptFen, isBack: before.isBack || (nowFen !== undefined && keptFen === 0) };
  });
}

/**
 * PL-11: take back = credited - already taken - keep. With nothing kept this is exactly what was given. What a review refused
 * was never the member's.
 */
function takebackPoints(
  record: ReceiptRecord,
  state: MemberState,
  kept: readonly KeptLine[],
): number {
  const creditedPoints = sumPoints(record.entries.filter((entry) => entry.points > 0));
  const keepPoints = sumPoints(partsOfKept(record, kept));
  const gonePoints = alreadyTakenPoints(record) + refusedPoints(record, state);
  return Math.max(0, creditedPoints - gonePoints - keepPoints);
}

function partsOfKept({ terms }: ReceiptRecord, kept: readonly KeptLine[]): readonly EarnPart[] {
  const keptBase = kept.map((line) => ({
    sku: line.sku,
    category: line.category,
    baseFen: shareOfLine(line.baseFen, line.keptFen, line),
  }));
  return pointsUnderTerms(terms, keptBase);
}

/**
 * What came back of a receipt until now, in fen of its lines as sold, whether that was all of it, and the points that its terms
 * give for what was kept, part by part (PL-11).
 */
export function returnedOf(record: ReceiptRecord): {
  readonly returnedFen: number;
  readonly isAllBack: boolean;
  readonly keptParts: readonly EarnPart[];
} {
  const kept = keptLines(record, []);
  return {
    returnedFen: kept.reduce((sum, { amountFen, keptFen }) => sum + amountFen - keptFen, 0),
    isAllBack: isAllBack(kept),
    keptParts: partsOfKept(record, kept),
  };
}

function alreadyTakenPoints(record: ReceiptRecord): number {
  return record.refunds.reduce((sum, each) => sum + each.takenBackPoints, 0);
}

/** What a review refused of the points of a receipt (PL-08). */
export function refusedPoints(record: ReceiptRecord, state: MemberState): number {
  return holdOf(record, state)?.refusedPoints ?? 0;
}

function holdOf(record: ReceiptRecord, { holds = [] }: MemberState): Hold | undefined {
  return findHold(holds, saleHoldId(saleOfReceipt(record)));
}

/** PL-13: by the line's share of the offset, cumulative and rounded down; nothing kept gives back all. */
function restorePoints(record: ReceiptRecord, kept: readonly KeptLine[]): number {
  const redeemedPoints = sumPoints(record.redemptions);
  const alreadyRestoredPoints = record.refunds.reduce((sum, each) => sum + each.restoredPoints, 0);
  if (kept.every((line) => line.keptFen === 0)) {
    return Math.max(0, redeemedPoints - alreadyRestoredPoints);
  }
  const offsetFen = kept.reduce((sum, line) => sum + line.offsetFen, 0);
  if (offsetFen === 0) return 0;
  const returnedFen = kept.reduce(
    (sum, line) => sum + shareOfLine(line.offsetFen, line.amountFen - line.keptFen, line),
    0,
  );
  const restored = floorRate(redeemedPoints, { numerator: returnedFen, denominator: offsetFen });
  return Math.max(0, restored - alreadyRestoredPoints);
}

/** The part of a line's base or offset that belongs to a part of its amount, rounded down. */
function shareOfLine(fen: number, partFen: number, { amountFen }: DecidedLine): number {
  if (amountFen === 0) return 0;
  return floorRate(fen, { numerator: partFen, denominator: amountFen });
}

function restoreEntries(input: {
  readonly programme: Programme;
  readonly record: ReceiptRecord;
  readonly businessDate: BusinessDate;
  readonly points: number;
  readonly ruleId: string;
}): PointsEntry[] {
  const { record, points, ruleId } = input;
  if (points === 0) return [];
  const lots = restoreMoves({
    programme: input.programme,
    redemptions: record.redemptions,
    alreadyRestoredPoints: record.refunds.reduce((sum, each) => sum + each.restoredPoints, 0),
    points,
    businessDate: input.businessDate,
  });
  return [{ kind: 'restore', points, ruleId, lots }];
}

/**
 * The entries that take points of a receipt back: what of it still waits for review first (PL-08), then the sale's own lots; what
 * is no longer in them posting takes from the others, or leaves as debt (PL-12).
 */
export function takeBackEntries(
  record: ReceiptRecord,
  state: MemberState,
  { points, ruleId }: { readonly points: number; readonly ruleId: string },
): PointsEntry[] {
  return [
    ...releaseEntries(record, state, points),
    ...takebackEntries(record, state, { points, ruleId }),
  ];
}

/** What of the receipt still waits for review is what is taken back first (PL-08): it becomes lots again for that. */
function releaseEntries(
  record: ReceiptRecord,
  state: MemberState,
  takenBackPoints: number,
): PointsEntry[] {
  const hold = holdOf(record, state);
  const points = Math.min(hold?.points ?? 0, takenBackPoints);
  if (hold === undefined || points === 0) return [];
  const own = record.entries.filter((entry) => entry.kind === 'hold').flatMap(({ lots }) => lots);
  // Head office may have held more than the till did, or all of it: then the hold says out of which lots.
  const held = sumPoints(own) < hold.points ? (hold.lots ?? []) : own;
  if (sumPoints(held) < hold.points) return []; // Posting finds what a hold of before its lots were kept still has.
  const lots = takeMoves(held, sumPoints(held) - hold.points, points);
  return [{ kind: 'release', points: 0, ruleId: 'refund', lots, holdId: hold.holdId }];
}

/** Names the sale's own lots, what could be spent last first. */
function takebackEntries(
  record: ReceiptRecord,
  state: MemberState,
  { points, ruleId }: { readonly points: number; readonly ruleId: string },
): PointsEntry[] {
  if (points === 0) return [];
  const credited = record.entries.filter((entry) => entry.points > 0).flatMap(({ lots }) => lots);
  const gonePoints = alreadyTakenPoints(record) + refusedPoints(record, state);
  const lots = takeMoves(usableLastFirst(credited), gonePoints, points);
  return [{ kind: 'takeback', points: -points, ruleId, lots }];
}
