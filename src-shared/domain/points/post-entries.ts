import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import {
  addToLots,
  allocateEarliestExpiry,
  pointsOfDay,
  sumPoints,
  takeFromLots,
  takeNamed,
} from './lots.ts';
import type { EntryKind, ExplainedEntry, Lot, LotMove, PointsEntry } from './points-entry.ts';

/** How many entries a member state explains one by one; older ones are only a sum. */
export const explainedEntryCount = 20;

/** What the entries of one operation have in common. */
export interface Posting {
  /** Receipt, redemption, refund number or reason the entries belong to. */
  readonly reference: string;
  readonly programmeVersion: number;
  readonly businessDate: BusinessDate;
  readonly atMs: number;
  /** false at a till until the office has the operation: its earnings are then pending (PL-09). */
  readonly acknowledged: boolean;
}

/** The part of a member state that entries move. */
interface Purse {
  readonly lots: readonly Lot[];
  readonly pendingLots: readonly Lot[];
  readonly heldPoints: number;
  readonly debtPoints: number;
}

/**
 * Posts decided entries to a member's lots, pending lots and debt, and remembers them for explaining (PL-01, PL-02, PL-12).
 * Total: it never refuses and never throws, and keeps carriedPoints + sum(entries) = sum(lots) + heldPoints - debtPoints
 * whatever entries arrive. It does not know whether they were posted before: `applyOperation` does.
 */
export function postEntries(
  state: MemberState,
  entries: readonly PointsEntry[],
  posting: Posting,
): MemberState {
  if (entries.length === 0) return state;
  let purse: Purse = state;
  const explained = [...state.entries];
  for (const entry of entries) {
    const before = purse;
    purse = clampPending(postEntry(before, entry, posting));
    explain(explained, entry, purse.debtPoints - before.debtPoints, posting);
  }
  const carriedCount = Math.max(0, explained.length - explainedEntryCount);
  const carriedPoints = state.carriedPoints + sumPoints(explained.slice(0, carriedCount));
  return {
    ...state,
    lots: purse.lots,
    pendingLots: purse.pendingLots,
    heldPoints: purse.heldPoints,
    debtPoints: purse.debtPoints,
    entries: explained.slice(carriedCount),
    carriedPoints,
  };
}

function postEntry(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  if (entry.kind === 'debt') return purse;
  if (entry.kind === 'debt_settle') return settleDebt(purse, entry);
  if (entry.kind === 'hold') return holdPoints(purse, entry, posting);
  if (entry.kind === 'release') return releasePoints(purse, entry, posting);
  if (entry.kind === 'write_off') return writeOff(purse, entry, posting);
  if (entry.points < 0) return debit(purse, entry, posting);
  if (entry.kind === 'restore') return restore(purse, entry, posting);
  return credit(purse, entry, posting);
}

function credit(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  const moves = fitMoves(entry.lots, entry.points, posting.businessDate);
  const lots = addToLots(purse.lots, moves);
  const isEarned = entry.kind === 'earn' || entry.kind === 'earn_bonus';
  if (posting.acknowledged || !isEarned) return { ...purse, lots };
  return { ...purse, lots, pendingLots: addToLots(purse.pendingLots, moves) };
}

/** A debt is overspending: points given back pay it in full before any of them can be spent again. */
function restore(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  const paidPoints = Math.min(purse.debtPoints, entry.points);
  const moves = fitMoves(entry.lots, entry.points - paidPoints, posting.businessDate);
  return {
    ...purse,
    lots: addToLots(purse.lots, moves),
    debtPoints: purse.debtPoints - paidPoints,
  };
}

/** Re-labels points of the named lots, then of others, as held (PL-08). Its lots say how many. */
function holdPoints(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  const { lots, taken } = takeFromLots(purse.lots, {
    named: entry.lots,
    points: sumPoints(entry.lots),
    usableOnDay: posting.businessDate,
  });
  const heldPoints = purse.heldPoints + sumPoints(taken);
  return { ...purse, lots, pendingLots: takePending(purse.pendingLots, taken), heldPoints };
}

/** Held points become lots again, at most as many as are held. */
function releasePoints(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  const points = Math.min(purse.heldPoints, sumPoints(entry.lots));
  const moves = fitMoves(entry.lots, points, posting.businessDate);
  return { ...purse, lots: addToLots(purse.lots, moves), heldPoints: purse.heldPoints - points };
}

/** Ends a debt (positive) or held points (negative) that nobody will settle (OF-09, FR-23); any rest moves lots. */
function writeOff(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  if (entry.points >= 0) return restore(purse, entry, posting);
  const endedPoints = Math.min(purse.heldPoints, -entry.points);
  const rest = { ...entry, points: entry.points + endedPoints };
  const ended = { ...purse, heldPoints: purse.heldPoints - endedPoints };
  return rest.points === 0 ? ended : debit(ended, rest, posting);
}

function debit(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  const { lots, taken, shortPoints } = takeFromLots(purse.lots, {
    named: entry.lots,
    points: -entry.points,
    usableOnDay: posting.businessDate,
  });
  const debtPoints = purse.debtPoints + shortPoints;
  if (entry.kind !== 'takeback') return { ...purse, lots, debtPoints };
  // Earned and taken back before the office heard of either: what goes first is what was still pending.
  const own = taken.filter((move) =>
    entry.lots.some((lot) => lot.expiresOnDay === move.expiresOnDay),
  );
  return { ...purse, lots, pendingLots: takePending(purse.pendingLots, own), debtPoints };
}

/** Re-labels points of the named lots as paid debt: at most the debt, at most what the lots hold (PL-12). */
function settleDebt(purse: Purse, entry: PointsEntry): Purse {
  const { lots, taken } = takeNamed(purse.lots, { named: entry.lots, points: purse.debtPoints });
  return {
    ...purse,
    lots,
    pendingLots: takePending(purse.pendingLots, taken),
    debtPoints: purse.debtPoints - sumPoints(taken),
  };
}

function takePending(pendingLots: readonly Lot[], moves: readonly LotMove[]): readonly Lot[] {
  if (pendingLots.length === 0) return pendingLots;
  return takeNamed(pendingLots, { named: moves, points: sumPoints(moves) }).lots;
}

/** A spend may have eaten into pending points: pending is a part of the lots and never more than they hold. */
function clampPending(purse: Purse): Purse {
  if (purse.pendingLots.every((lot) => lot.points <= pointsOfDay(purse.lots, lot.expiresOnDay)))
    return purse;
  const pendingLots: Lot[] = [];
  for (const { expiresOnDay, points } of purse.pendingLots) {
    const part = Math.min(points, pointsOfDay(purse.lots, expiresOnDay));
    if (part > 0) pendingLots.push({ expiresOnDay, points: part });
  }
  return { ...purse, pendingLots };
}

/**
 * Brings moves to exactly so many points. What is too much goes from the latest expiring lots. What is missing, which no
 * decision of ours produces, goes to the latest one, or expires on the business date where none is named: a fact with a
 * mistake in it must not break the sum of a ledger.
 */
function fitMoves(
  moves: readonly LotMove[],
  points: number,
  businessDate: BusinessDate,
): readonly LotMove[] {
  if (sumPoints(moves) === points && moves.every((move) => move.points >= 0)) return moves;
  const byExpiry = addToLots([], moves);
  const missing = points - sumPoints(byExpiry);
  if (missing <= 0) return allocateEarliestExpiry(byExpiry, points);
  const expiresOnDay = byExpiry.at(-1)?.expiresOnDay ?? businessDate;
  return addToLots(byExpiry, [{ expiresOnDay, points: missing }]);
}

function explain(
  explained: ExplainedEntry[],
  entry: PointsEntry,
  debtPoints: number,
  posting: Posting,
): void {
  const common = {
    programmeVersion: posting.programmeVersion,
    businessDate: posting.businessDate,
    atMs: posting.atMs,
    reference: posting.reference,
  };
  const points = isLabel(entry.kind) ? 0 : entry.points;
  const { kind, ruleId } = entry;
  if (debtPoints === 0) {
    explained.push({ kind, points, ruleId, ...common });
  } else if (debtPoints < 0) {
    explained.push({ kind, points, debtPoints, ruleId, ...common });
  } else {
    explained.push({ kind, points, ruleId, ...common });
    explained.push({ kind: 'debt', points: 0, debtPoints, ruleId: 'debt', ...common });
  }
}

/** Kinds that only re-label: whatever number they carry, they move 0 points (PL-01). */
export function isLabel(kind: EntryKind): boolean {
  return kind === 'debt' || kind === 'debt_settle' || kind === 'hold' || kind === 'release';
}
