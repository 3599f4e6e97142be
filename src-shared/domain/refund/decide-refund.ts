import type { BusinessDate } from '../../values/business-date.ts';
import { floorRate } from '../../values/rounding.ts';
import type { MemberState } from '../member/member-state.ts';
import type { DraftOf } from '../operation/operation.ts';
import { sumPoints } from '../points/lots.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import { pointsUnderTerms } from '../points/points-under-terms.ts';
import { postEntries } from '../points/post-entries.ts';
import type { Programme } from '../programme/programme.ts';
import type { DecidedLine, ReceiptRecord } from '../receipt/receipt.ts';
import { restoreMoves } from '../redemption/restore-moves.ts';
import { refuse, type Refusal } from '../refusal.ts';

/** Part of a line that is refunded; the amount is of the line before points offset. */
export interface RefundLine {
  readonly lineNo: number;
  readonly amountFen: number;
}

/**
 * Decides a refund in full or in parts (PL-11 to PL-13), under the terms of the sale and not those of today: points earned on
 * what goes back are taken back by the cumulative rule, points redeemed on it are restored. Points that are gone leave a
 * debt and never stop a lawful refund; nor does a frozen membership. Several mentions of one line count together. Whether
 * the refund was posted before is the caller's question; `record.refunds` are those before this one. Refuses in the order
 * invalid_value, refund_empty, refund_line_unknown, refund_exceeds_sale.
 */
export function decideRefund(input: {
  readonly programme: Programme;
  readonly state: MemberState;
  readonly record: ReceiptRecord;
  readonly refundNo: string;
  readonly lines: readonly RefundLine[];
  readonly businessDate: BusinessDate;
}):
  | Refusal
  | {
      readonly status: 'decided';
      readonly draft: DraftOf<'refund'>;
      readonly takenBackPoints: number;
      readonly restoredPoints: number;
      /** Debt this refund leaves beyond what the member owed before. */
      readonly debtPoints: number;
    } {
  const { programme, state, record, refundNo, businessDate } = input;
  for (const { amountFen, lineNo } of input.lines) {
    if (Number.isSafeInteger(amountFen) && amountFen >= 0) continue;
    return refuse('invalid_value', { field: 'amountFen', lineNo });
  }
  if (input.lines.every((line) => line.amountFen === 0)) return refuse('refund_empty');
  const lines = mergeLines(input.lines);
  const refusal = checkLines(record, lines);
  if (refusal !== null) return refusal;

  const kept = keptLines(record, lines);
  const takenBackPoints = takebackPoints(record, kept);
  const restoredPoints = restorePoints(record, kept);
  const entries = [
    ...restoreEntries({ programme, record, businessDate, points: restoredPoints }),
    ...takebackEntries(record, takenBackPoints),
  ];
  const after = postEntries(state, entries, {
    reference: refundNo,
    programmeVersion: record.programmeVersion,
    businessDate,
    atMs: 0,
    acknowledged: false,
  });
  const body = { refundNo, receipt: record.key, lines, takenBackPoints, restoredPoints, entries };
  return {
    status: 'decided',
    draft: { kind: 'refund', body, memberId: state.memberId },
    takenBackPoints,
    restoredPoints,
    debtPoints: Math.max(0, after.debtPoints - state.debtPoints),
  };
}

/** A line with what of it stays sold after this refund, in fen before points offset. */
interface KeptLine extends DecidedLine {
  readonly keptFen: number;
}

function mergeLines(lines: readonly RefundLine[]): RefundLine[] {
  const amounts = new Map<number, number>();
  for (const { lineNo, amountFen } of lines) {
    amounts.set(lineNo, (amounts.get(lineNo) ?? 0) + amountFen);
  }
  return [...amounts].map(([lineNo, amountFen]) => ({ lineNo, amountFen }));
}

function checkLines(record: ReceiptRecord, lines: readonly RefundLine[]): Refusal | null {
  for (const { lineNo, amountFen } of lines) {
    const line = record.lines.find((each) => each.lineNo === lineNo);
    if (line === undefined) return refuse('refund_line_unknown', { lineNo });
    const maxFen = line.amountFen - refundedFen(record, lineNo);
    if (amountFen > maxFen) return refuse('refund_exceeds_sale', { lineNo, maxFen });
  }
  return null;
}

function keptLines(record: ReceiptRecord, refunded: readonly RefundLine[]): KeptLine[] {
  return record.lines.map((line) => {
    const nowFen = refunded.find((each) => each.lineNo === line.lineNo)?.amountFen ?? 0;
    return { ...line, keptFen: line.amountFen - refundedFen(record, line.lineNo) - nowFen };
  });
}

function refundedFen(record: ReceiptRecord, lineNo: number): number {
  let sum = 0;
  for (const refund of record.refunds) {
    for (const line of refund.lines) if (line.lineNo === lineNo) sum += line.amountFen;
  }
  return sum;
}

/** PL-11: take back = credited - already taken - keep. With nothing kept this is exactly what was given. */
function takebackPoints(record: ReceiptRecord, kept: readonly KeptLine[]): number {
  const creditedPoints = sumPoints(record.entries.filter((entry) => entry.points > 0));
  const alreadyTakenPoints = record.refunds.reduce((sum, each) => sum + each.takenBackPoints, 0);
  const keptBase = kept.map((line) => ({
    sku: line.sku,
    category: line.category,
    baseFen: shareOfLine(line.baseFen, line.keptFen, line),
  }));
  const keepPoints = sumPoints(pointsUnderTerms(record.terms, keptBase));
  return Math.max(0, creditedPoints - alreadyTakenPoints - keepPoints);
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
}): PointsEntry[] {
  const { record, points } = input;
  if (points === 0) return [];
  const lots = restoreMoves({
    programme: input.programme,
    redemptions: record.redemptions,
    alreadyRestoredPoints: record.refunds.reduce((sum, each) => sum + each.restoredPoints, 0),
    points,
    businessDate: input.businessDate,
  });
  return [{ kind: 'restore', points, ruleId: 'refund', lots }];
}

/** Names the sale's own lot; what is no longer in it posting takes from the others, or leaves as debt (PL-12). */
function takebackEntries(record: ReceiptRecord, points: number): PointsEntry[] {
  if (points === 0) return [];
  const lots = [{ expiresOnDay: record.terms.expiresOnDay, points }];
  return [{ kind: 'takeback', points: -points, ruleId: 'refund', lots }];
}
