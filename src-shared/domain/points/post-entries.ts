import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState, PendingLot, WaitingLot } from '../member/member-state.ts';
import type { Hold } from '../office/office-operation.ts';
import { receiptKeyText } from '../receipt/receipt.ts';
import { isOtherSale, type SaleOf } from '../receipt/sale-of.ts';
import { addHold, takeFromHolds } from './holds.ts';
import { pendingPointsOfDay } from './pending-points.ts';
import {
  addToLots,
  allocateEarliestExpiry,
  pointsOfDay,
  sumPoints,
  takeFromLots,
  takeNamed,
} from './lots.ts';
import type { EntryKind, ExplainedEntry, Lot, LotMove, PointsEntry } from './points-entry.ts';
import { findHold, saleHoldId } from './sale-hold.ts';
import {
  addWaiting,
  clampWaiting,
  takeWaiting,
  waitingOn,
  waitingPointsOfDay,
} from './waiting-lots.ts';

/** How many entries a member state explains one by one; older ones are only a sum. */
export const explainedEntryCount = 20;
/** Sales whose pending points a state tells apart (PL-09). */
const toldApartCount = 20;

/** What the entries of one operation have in common. */
export interface Posting {
  /** Receipt, redemption, refund or adjustment number the entries belong to. */
  readonly reference: string;
  /** The sale that they earn on, or of which goods come back. */
  readonly sale?: SaleOf;
  readonly programmeVersion: number;
  readonly businessDate: BusinessDate;
  readonly atMs: number;
  /** false at a till until the office has the operation: its earnings are then pending (PL-09). */
  readonly acknowledged: boolean;
  /** What a `hold` entry among them begins (PL-08); its points are those that the entry finds. */
  readonly hold?: Hold;
}

/** The part of a member state that entries move. */
interface Purse {
  readonly lots: readonly Lot[];
  readonly pendingLots: readonly PendingLot[];
  readonly waitingLots: readonly WaitingLot[];
  readonly holds: readonly Hold[];
  readonly heldPoints: number;
  readonly debtPoints: number;
}

/**
 * Posts decided entries to a member's lots, pending and waiting lots, holds and debt, and remembers them for explaining
 * (PL-01, PL-02, PL-08, PL-09, PL-12). Total: it never refuses and never throws, and keeps carriedPoints + sum(entries) =
 * sum(lots) + heldPoints - debtPoints whatever entries arrive. It does not know whether they were posted before:
 * `applyOperation` does.
 */
export function postEntries(
  state: MemberState,
  entries: readonly PointsEntry[],
  posting: Posting,
): MemberState {
  if (entries.length === 0) return state;
  let purse = purseOf(state);
  const explained = [...state.entries];
  for (const entry of withHeldFirst(entries, state, posting)) {
    const before = purse;
    purse = clamp(postEntry(before, entry, posting), posting);
    explain(explained, entry, { before, after: purse, posting });
  }
  const carriedCount = Math.max(0, explained.length - explainedEntryCount);
  const carriedPoints = state.carriedPoints + sumPoints(explained.slice(0, carriedCount));
  const { waitingLots: _waitingLots, holds: _holds, ...rest } = state;
  const { waitingLots, holds, ...moved } = purse;
  return {
    ...rest,
    ...moved,
    // Absent means none.
    ...(waitingLots.length === 0 ? {} : { waitingLots }),
    ...(holds.length === 0 ? {} : { holds }),
    entries: explained.slice(carriedCount),
    carriedPoints,
  };
}

/**
 * Points that a refund takes back are those of its sale that still wait for review, before any that can be spent (PL-08):
 * what its till could not know of, since head office holds them, is released here.
 */
function withHeldFirst(
  entries: readonly PointsEntry[],
  { holds = [] }: MemberState,
  { sale }: Posting,
): readonly PointsEntry[] {
  const at = entries.findIndex(({ kind }) => kind === 'takeback');
  const takeback = entries[at];
  if (takeback === undefined || sale === undefined) return entries;
  const hold = findHold(holds, saleHoldId(sale));
  if (hold === undefined) return entries;
  const { holdId } = hold;
  const known = entries.filter(
    (entry) =>
      entry.kind === 'release' &&
      entry.holdId !== undefined &&
      findHold(holds, entry.holdId) === hold,
  );
  const knownPoints = sumPoints(known.flatMap(({ lots }) => lots));
  const points = Math.min(hold.points, 0 - takeback.points) - knownPoints;
  if (points <= 0) return entries;
  const lots = allocateEarliestExpiry(addToLots([], hold.lots ?? takeback.lots), points);
  const { ruleId } = takeback;
  return entries.toSpliced(at, 0, { kind: 'release', points: 0, ruleId, lots, holdId });
}

function purseOf(state: MemberState): Purse {
  const { lots, pendingLots, heldPoints, debtPoints, waitingLots = [], holds = [] } = state;
  return { lots, pendingLots, waitingLots, holds, heldPoints, debtPoints };
}

function postEntry(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  if (entry.kind === 'debt') return purse;
  if (entry.kind === 'debt_settle') return settleDebt(purse, entry, posting);
  if (entry.kind === 'hold') return holdPoints(purse, entry, posting);
  if (entry.kind === 'release') return releasePoints(purse, entry, posting);
  if (entry.kind === 'write_off') return writeOff(purse, entry, posting);
  if (entry.points < 0) return debit(purse, entry, posting);
  if (entry.kind === 'restore') return restore(purse, entry, posting);
  return credit(purse, entry, posting);
}

function credit(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  const moves = fitMoves(entry.lots, entry.points, posting.businessDate);
  const isEarned = entry.kind === 'earn' || entry.kind === 'earn_bonus';
  return addMoves(purse, moves, { ...posting, isPending: isEarned && !posting.acknowledged });
}

/** Points that wait for their day are pending there and not in `pendingLots`: they must not count twice. */
function addMoves(
  purse: Purse,
  moves: readonly LotMove[],
  at: Pick<Posting, 'businessDate' | 'sale'> & { readonly isPending: boolean },
): Purse {
  const atOnce = moves.filter(
    ({ usableFromDay }) => usableFromDay === undefined || usableFromDay <= at.businessDate,
  );
  return {
    ...purse,
    lots: addToLots(purse.lots, moves),
    pendingLots: at.isPending ? addPending(purse.pendingLots, atOnce, at.sale) : purse.pendingLots,
    waitingLots: addWaiting(purse.waitingLots, moves, at),
  };
}

/** What left the lots was pending or waiting first, as its moves say: of this sale, where one is named. */
function withoutTaken(
  purse: Purse,
  taken: readonly LotMove[],
  { sale }: Pick<Posting, 'sale'>,
): Purse {
  const atOnce = taken.filter(({ usableFromDay }) => usableFromDay === undefined);
  return {
    ...purse,
    pendingLots: takePending(purse.pendingLots, atOnce, sale),
    waitingLots: takeWaiting(purse.waitingLots, taken),
  };
}

/** A debt is overspending: points given back pay it in full before any of them can be spent again. */
function restore(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  const paidPoints = Math.min(purse.debtPoints, entry.points);
  const moves = fitMoves(entry.lots, entry.points - paidPoints, posting.businessDate);
  const after = addMoves(purse, moves, { ...posting, isPending: false });
  return { ...after, debtPoints: purse.debtPoints - paidPoints };
}

/** Re-labels points of the named lots, then of others, as held (PL-08). Its lots say how many. */
function holdPoints(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  const { lots, taken } = takeFromLots(purse.lots, {
    named: entry.lots,
    points: sumPoints(entry.lots),
    usableOnDay: posting.businessDate,
  });
  const points = sumPoints(taken);
  const fallback = { reason: 'review', sinceMs: posting.atMs } as const;
  // The till named what a sale earned before the operation had an id.
  const holdId =
    posting.sale === undefined
      ? (entry.holdId ?? posting.hold?.holdId ?? posting.reference)
      : saleHoldId(posting.sale);
  const hold: Hold = { ...(posting.hold ?? fallback), holdId, points, lots: addToLots([], taken) };
  return {
    ...withoutTaken(purse, taken, posting),
    lots,
    holds: addHold(purse.holds, hold),
    heldPoints: purse.heldPoints + points,
  };
}

/** Held points become lots again, at most as many as the hold still has. */
function releasePoints(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  const { takenPoints, ...left } = takeHeld(purse, entry, {
    points: sumPoints(entry.lots),
    isRefused: false,
    posting,
  });
  const moves = fitMoves(entry.lots, takenPoints, posting.businessDate);
  return addMoves({ ...purse, ...left }, moves, { ...posting, isPending: false });
}

/** Ends a debt (positive) or held points (negative) that nobody will settle (OF-09, FR-23); any rest moves lots. */
function writeOff(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  if (entry.points >= 0) return restore(purse, entry, posting);
  const { takenPoints, ...left } = takeHeld(purse, entry, {
    points: -entry.points,
    isRefused: true,
    posting,
  });
  const rest = { ...entry, points: entry.points + takenPoints };
  const ended = { ...purse, ...left };
  return rest.points === 0 ? ended : debit(ended, rest, posting);
}

function takeHeld(
  purse: Purse,
  { holdId }: PointsEntry,
  wish: { readonly points: number; readonly isRefused: boolean; readonly posting: Posting },
): Pick<Purse, 'holds' | 'heldPoints'> & { readonly takenPoints: number } {
  const { points, isRefused, posting } = wish;
  const { holds, takenPoints } = takeFromHolds(purse.holds, {
    points,
    holdId,
    isRefused,
    atMs: posting.atMs,
  });
  return { holds, heldPoints: purse.heldPoints - takenPoints, takenPoints };
}

function debit(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  const { lots, taken, shortPoints } = takeFromLots(purse.lots, {
    named: entry.lots,
    points: -entry.points,
    usableOnDay: posting.businessDate,
  });
  const debtPoints = purse.debtPoints + shortPoints;
  if (entry.kind !== 'takeback') return { ...purse, lots, debtPoints };
  // Earned and taken back before the office heard of either: what goes first is what was still pending or waiting, of
  // that sale: what another one earned stays pending until the office has it (PL-09).
  const own = taken.filter((move) =>
    entry.lots.some((lot) => lot.expiresOnDay === move.expiresOnDay),
  );
  return { ...withoutTaken(purse, own, posting), lots, debtPoints };
}

/** Re-labels points of the named lots as paid debt: at most the debt, at most what the lots hold (PL-12). */
function settleDebt(purse: Purse, entry: PointsEntry, posting: Posting): Purse {
  const { lots, taken } = takeNamed(purse.lots, { named: entry.lots, points: purse.debtPoints });
  const debtPoints = purse.debtPoints - sumPoints(taken);
  return { ...withoutTaken(purse, taken, posting), lots, debtPoints };
}

function addPending(
  pendingLots: readonly PendingLot[],
  moves: readonly LotMove[],
  sale: SaleOf | undefined,
): readonly PendingLot[] {
  const isOwn = (lot: PendingLot) => isPendingOf(lot, sale);
  const own = addToLots(pendingLots.filter(isOwn), moves);
  const named = sale === undefined ? own : own.map((lot) => ({ ...lot, ...nameOf(sale) }));
  return foldOldest([...pendingLots.filter((lot) => !isOwn(lot)), ...named]);
}

function nameOf({ receipt, saleOperationId }: SaleOf): Omit<PendingLot, keyof Lot> {
  const receiptKey = receiptKeyText(receipt);
  return { receiptKey, ...(saleOperationId === undefined ? {} : { saleOperationId }) };
}

/** Whether a sale earned a lot; without a sale whether something else did, or one of long before the last. */
function isPendingOf(lot: PendingLot, sale: SaleOf | undefined): boolean {
  if (sale === undefined) return lot.receiptKey === undefined;
  const isSameReceipt = lot.receiptKey === receiptKeyText(sale.receipt);
  return isSameReceipt && !isOtherSale(lot.saleOperationId, sale.saleOperationId);
}

/** So that a state stays small however long a till is alone, only the sales of last are told apart. */
function foldOldest(pendingLots: readonly PendingLot[]): readonly PendingLot[] {
  const told = pendingLots.filter(({ receiptKey }) => receiptKey !== undefined);
  const [oldest, ...others] = new Set(told.map(tellingOf));
  if (oldest === undefined || others.length < toldApartCount) return pendingLots;
  const isFolded = (lot: PendingLot) => lot.receiptKey === undefined || tellingOf(lot) === oldest;
  const folded = addToLots(
    [],
    pendingLots.filter(isFolded).map(({ expiresOnDay, points }) => ({ expiresOnDay, points })),
  );
  return [...folded, ...pendingLots.filter((lot) => !isFolded(lot))];
}

/** What tells the sale of a lot from others. */
function tellingOf({ receiptKey, saleOperationId = '' }: PendingLot): string {
  return `${saleOperationId} ${receiptKey}`;
}

function takePending(
  pendingLots: readonly PendingLot[],
  moves: readonly LotMove[],
  sale: SaleOf | undefined,
): readonly PendingLot[] {
  const isTold = pendingLots.some((lot) => isPendingOf(lot, sale));
  let left = moves;
  return pendingLots.flatMap((lot) => {
    const isOwn = isPendingOf(lot, isTold ? sale : undefined);
    if (sale !== undefined && !isOwn) return [lot];
    const { taken } = takeNamed([lot], { named: left, points: sumPoints(left) });
    const points = sumPoints(taken);
    if (points === 0) return [lot];
    left = left.map((move) =>
      move.expiresOnDay === lot.expiresOnDay ? { ...move, points: move.points - points } : move,
    );
    return points === lot.points ? [] : [{ ...lot, points: lot.points - points }];
  });
}

/**
 * A spend may have eaten into pending or waiting points: both are parts of the lots and together never more than they hold.
 * What has become usable waits no more.
 */
function clamp(purse: Purse, posting: Posting): Purse {
  if (purse.pendingLots.length === 0 && purse.waitingLots.length === 0) return purse;
  const waitingLots = clampWaiting(waitingOn(purse.waitingLots, posting.businessDate), purse.lots);
  const pendingLots: PendingLot[] = [];
  for (const lot of purse.pendingLots) {
    const { expiresOnDay, points } = lot;
    const free =
      pointsOfDay(purse.lots, expiresOnDay) -
      waitingPointsOfDay(waitingLots, expiresOnDay) -
      pendingPointsOfDay(pendingLots, expiresOnDay);
    const part = Math.min(points, free);
    if (part > 0) pendingLots.push(part === points ? lot : { ...lot, points: part });
  }
  return { ...purse, pendingLots, waitingLots };
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
  {
    before,
    after,
    posting,
  }: { readonly before: Purse; readonly after: Purse; readonly posting: Posting },
): void {
  const debtPoints = after.debtPoints - before.debtPoints;
  const heldPoints = after.heldPoints - before.heldPoints;
  const common = {
    programmeVersion: posting.programmeVersion,
    businessDate: posting.businessDate,
    atMs: posting.atMs,
    reference: posting.reference,
  };
  const { kind, ruleId } = entry;
  explained.push({
    kind,
    points: isLabel(kind) ? 0 : entry.points,
    ...(debtPoints < 0 ? { debtPoints } : {}),
    ...(heldPoints === 0 ? {} : { heldPoints }),
    ruleId,
    ...common,
  });
  if (debtPoints > 0)
    explained.push({ kind: 'debt', points: 0, debtPoints, ruleId: 'debt', ...common });
}

/** Kinds that only re-label: whatever number they carry, they move 0 points (PL-01). */
export function isLabel(kind: EntryKind): boolean {
  return kind === 'debt' || kind === 'debt_settle' || kind === 'hold' || kind === 'release';
}
