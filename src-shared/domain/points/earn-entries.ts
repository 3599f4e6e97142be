import { addDays, type BusinessDate } from '../../values/business-date.ts';
import { floorRate, shareByLargestRemainder } from '../../values/rounding.ts';
import type { Programme } from '../programme/programme.ts';
import type { EarnTerms } from '../receipt/receipt.ts';
import { sumPoints } from './lots.ts';
import type { LotMove, PointsEntry } from './points-entry.ts';
import { isOfRule, type EarningLine, type EarnPart } from './points-under-terms.ts';

/**
 * The entries of what a receipt earns: one per part (PL-07), each with the day from which its goods' points can be spent
 * (PL-09); then what waits for review (PL-08); then what pays a debt back (PL-12), at most the programme's share of what is
 * not held, so that a member with a debt still gains. What is held or pays a debt is what could be spent last.
 */
export function earnEntries(input: {
  readonly programme: Pick<Programme, 'earn'>;
  readonly terms: EarnTerms;
  readonly parts: readonly EarnPart[];
  /** All lines of the receipt, with what of each earns in fen. */
  readonly lines: readonly EarningLine[];
  readonly businessDate: BusinessDate;
  /** What the member owes before this receipt. */
  readonly debtPoints: number;
  readonly hold: { readonly holdId: string; readonly points: number } | null;
}): PointsEntry[] {
  const { programme, parts, hold } = input;
  const earned = parts.map((part): PointsEntry => ({
    kind: part.kind,
    points: part.points,
    ruleId: part.ruleId,
    lots: lotsOfPart(input, part),
  }));
  const earnedPoints = sumPoints(parts);
  const heldPoints = Math.min(hold?.points ?? 0, earnedPoints);
  const free = earnedPoints - heldPoints;
  const settledPoints = Math.min(
    input.debtPoints,
    floorRate(free, programme.earn.debtSettleShare),
    free,
  );
  const lots = usableLastFirst(earned.flatMap((entry) => entry.lots));
  const held = takeMoves(lots, 0, heldPoints);
  const settled = takeMoves(lots, heldPoints, settledPoints);
  return [
    ...earned,
    ...(hold === null || heldPoints === 0 ? [] : [label('hold', 'cap', held, hold.holdId)]),
    ...(settledPoints === 0 ? [] : [label('debt_settle', 'debt', settled)]),
  ];
}

/** Orders credited lots so that what can be spent last comes first. */
export function usableLastFirst(lots: readonly LotMove[]): LotMove[] {
  return lots.toSorted((a, b) => {
    const [one, other] = [a.usableFromDay ?? '', b.usableFromDay ?? ''];
    if (one === other) return 0;
    return one < other ? 1 : -1;
  });
}

/** So many points of moves, in their order, after skipping the first `skipPoints`; merged where the days are the same. */
export function takeMoves(
  moves: readonly LotMove[],
  skipPoints: number,
  points: number,
): readonly LotMove[] {
  let skip = skipPoints;
  let left = points;
  const taken = new Map<string, LotMove>();
  for (const move of moves) {
    const skipped = Math.min(skip, move.points);
    skip -= skipped;
    const part = Math.min(left, move.points - skipped);
    if (part <= 0) continue;
    left -= part;
    const key = `${move.expiresOnDay} ${move.usableFromDay ?? ''}`;
    taken.set(key, { ...move, points: (taken.get(key)?.points ?? 0) + part });
  }
  return [...taken.values()];
}

/** From when on points of a category can be spent; null at once. The first rule that names the category counts. */
export function usableFromDay(
  programme: Pick<Programme, 'earn'>,
  category: string,
  businessDate: BusinessDate,
): BusinessDate | null {
  const rule = programme.earn.usableAfterDays.find((each) => each.categories.includes(category));
  return rule === undefined || rule.days === 0 ? null : addDays(businessDate, rule.days);
}

function lotsOfPart(
  { programme, terms, lines, businessDate }: Parameters<typeof earnEntries>[0],
  part: EarnPart,
): readonly LotMove[] {
  const { expiresOnDay } = terms;
  if (programme.earn.usableAfterDays.length === 0) return [{ expiresOnDay, points: part.points }];
  const weights = lines.map((line) => (isOfRule(terms, part.ruleId, line) ? line.baseFen : 0));
  const byDay = new Map<BusinessDate | null, number>();
  shareByLargestRemainder(part.points, weights).forEach((points, index) => {
    if (points === 0) return;
    const day = usableFromDay(programme, lines[index]?.category ?? '', businessDate);
    byDay.set(day, (byDay.get(day) ?? 0) + points);
  });
  return [...byDay].map(([day, points]) => ({
    expiresOnDay,
    points,
    ...(day === null ? {} : { usableFromDay: day }),
  }));
}

function label(
  kind: 'hold' | 'debt_settle',
  ruleId: string,
  lots: readonly LotMove[],
  holdId?: string,
): PointsEntry {
  return { kind, points: 0, ruleId, lots, ...(holdId === undefined ? {} : { holdId }) };
}
