import { canonicalJson } from '../../values/canonical-json.ts';
import { addDays, type BusinessDate } from '../../values/business-date.ts';
import type { MemberState, WaitingLot } from '../member/member-state.ts';
import { joinGrants, withoutContracts } from '../offline-rights/renew-grants.ts';
import { joinPlans } from '../plan/post-plans.ts';
import { addToLots, sumPoints, takeFromLots } from '../points/lots.ts';
import { explainedEntryCount } from '../points/post-entries.ts';
import { clampWaiting } from '../points/waiting-lots.ts';
import type { EntryKind, ExplainedEntry } from '../points/points-entry.ts';
import { emptyPurse } from '../stored-value/post-value.ts';
import { postGrowth } from '../tier/post-growth.ts';
import type { Growth } from '../tier/tier.ts';
import { givenBackAfter, givenBackIn } from './given-back.ts';
import type { MergedAssets, MergedStanding } from './merge.ts';
import type { OfficeOperationOf } from './office-operation.ts';
import { joinPurses, splitPurse } from './merge-purse.ts';

/** Points given back where no lot is left live as long as PL-13 says of those that expired meanwhile. */
const paidBackKeptDays = 30;

/** The survivor of a merge takes over what the other brings (PL-19). */
export function postMergeIn(
  state: MemberState,
  operation: OfficeOperationOf<'mergeIn'>,
): MemberState {
  const { mergeId, fromMemberId, after, brought } = operation.body;
  const merge = { mergeId, otherMemberId: fromMemberId, onDay: operation.businessDate };
  const { givenBack, ...joined } = withStanding(addAssets(state, brought), after);
  const mergedFrom = [...(state.mergedFrom ?? []), merge];
  const ownIds = new Set([state.memberId, ...mergedFrom.map((each) => each.otherMemberId)]);
  const given = [...(givenBack ?? []), ...(brought.givenBack ?? [])];
  const toOthers = givenBackAfter(given, joined, ownIds);
  return {
    ...remember(joined, operation, 'merge_in'),
    ...(toOthers.length === 0 ? {} : { givenBack: toOthers }),
    mergedFrom,
  };
}

/** The other member owns nothing any more and points to the survivor. Identity, consents and PIN stay, for an undo. */
export function postMergeOut(
  state: MemberState,
  operation: OfficeOperationOf<'mergeOut'>,
): MemberState {
  const { mergeId, intoMemberId } = operation.body;
  const {
    waitingLots: _waitingLots,
    holds: _holds,
    coupons: _coupons,
    plans: _plans,
    awaitedPlans: _awaitedPlans,
    value: _value,
    storeGrants: _storeGrants,
    ...rest
  } = state;
  const bare: MemberState = {
    ...rest,
    lots: [],
    pendingLots: [],
    heldPoints: 0,
    debtPoints: 0,
    reservations: [],
  };
  return {
    ...remember(bare, operation, 'merge_out'),
    mergedInto: { mergeId, otherMemberId: intoMemberId, onDay: operation.businessDate },
  };
}

/** Either side of a merge that is undone. */
export function postUnmerge(
  state: MemberState,
  operation: OfficeOperationOf<'unmerge'>,
): MemberState {
  const { body } = operation;
  const { returned } = body;
  if (body.side === 'survivor') {
    const left = withStanding(
      subtractAssets(state, returned, operation.businessDate),
      body.standing,
    );
    const { mergedFrom = [], ...rest } = remember(left, operation, 'merge_out');
    const others = mergedFrom.filter(({ mergeId }) => mergeId !== body.mergeId);
    const { mergeId, otherMemberId: memberId } = body;
    const given = givenBackIn({ mergeId, memberId, sinceMs: operation.atMs }, returned);
    return {
      ...rest,
      ...(others.length === 0 ? {} : { mergedFrom: others }),
      ...(given === null ? {} : { givenBack: [...(rest.givenBack ?? []), given] }),
    };
  }
  // Growth was never taken from this side: only counted at the other as well.
  const { refundedGrowth = [] } = body;
  const added = addAssets(state, { ...returned, growth: null });
  const back =
    refundedGrowth.length === 0
      ? added
      : { ...added, growth: postGrowth(added.growth, refundedGrowth, operation.businessDate) };
  const { mergedInto: _mergedInto, ...rest } = remember(back, operation, 'merge_in');
  return body.purchases === undefined ? rest : { ...rest, purchases: body.purchases };
}

function addAssets(state: MemberState, assets: MergedAssets): MemberState {
  const { heldPoints, debtPoints } = state;
  const waitingLots = joinWaiting(state.waitingLots, assets.waitingLots);
  const holds = [...(state.holds ?? []), ...assets.holds];
  const coupons = joinById(state.coupons, assets.coupons, ({ couponId }) => couponId);
  const growth = addGrowth(state.growth, assets.growth, 1);
  const storeGrants = joinGrants(state, assets.storeGrants ?? []);
  return {
    ...joinPlans(state, assets),
    lots: addToLots(state.lots, assets.lots),
    heldPoints: heldPoints + assets.heldPoints,
    debtPoints: debtPoints + assets.debtPoints,
    ...(waitingLots.length === 0 ? {} : { waitingLots }),
    ...(holds.length === 0 ? {} : { holds }),
    ...(storeGrants.length === 0 ? {} : { storeGrants }),
    ...(coupons.length === 0 ? {} : { coupons }),
    ...(growth === undefined ? {} : { growth }),
    ...(assets.value === null
      ? {}
      : { value: joinPurses(state.value ?? emptyPurse, assets.value) }),
  };
}

/**
 * What the lots do not hold any more becomes debt. A debt that goes and was paid by points of this side gives them back, to the
 * lot that lasts longest; all else is known to be there.
 */
function subtractAssets(
  state: MemberState,
  assets: MergedAssets,
  onDay: BusinessDate,
): MemberState {
  const { lots: leftLots, shortPoints } = takeFromLots(state.lots, {
    named: assets.lots,
    points: sumPoints(assets.lots),
    usableOnDay: onDay,
  });
  const owedPoints = state.debtPoints + shortPoints - assets.debtPoints;
  const lastDay = [...state.lots, ...assets.lots].reduce(
    (day, { expiresOnDay }) => (expiresOnDay > day ? expiresOnDay : day),
    addDays(onDay, paidBackKeptDays),
  );
  const lots = addToLots(leftLots, [{ expiresOnDay: lastDay, points: -owedPoints }]);
  const contractNos = new Set(assets.value?.contracts.map(({ contractNo }) => contractNo));
  const { waitingLots, holds, coupons, plans, awaitedPlans, growth, value, ...rest } =
    withoutContracts(state, contractNos);
  const ownWaiting = (waitingLots ?? []).filter(
    (lot) => !assets.waitingLots.some((each) => isSameWaiting(each, lot)),
  );
  // What the survivor has spent since may have been what goes back: then what waited pays for it.
  const leftWaiting = clampWaiting(ownWaiting, lots);
  const leftHolds = without(holds, assets.holds, ({ holdId }) => holdId);
  const leftCoupons = without(coupons, assets.coupons, ({ couponId }) => couponId);
  const leftPlans = without(plans, assets.plans, ({ planSaleId }) => planSaleId);
  const leftAwaited = without(
    awaitedPlans,
    assets.awaitedPlans ?? [],
    ({ planSaleId }) => planSaleId,
  );
  const leftGrowth = addGrowth(growth, assets.growth, -1);
  const leftValue =
    value === undefined
      ? undefined
      : splitPurse(value, ({ contractNo }) => !contractNos.has(contractNo));
  return {
    ...rest,
    lots,
    heldPoints: state.heldPoints - assets.heldPoints,
    debtPoints: Math.max(0, owedPoints),
    ...(leftWaiting.length === 0 ? {} : { waitingLots: leftWaiting }),
    ...(leftHolds.length === 0 ? {} : { holds: leftHolds }),
    ...(leftCoupons.length === 0 ? {} : { coupons: leftCoupons }),
    ...(leftPlans.length === 0 ? {} : { plans: leftPlans }),
    ...(leftAwaited.length === 0 ? {} : { awaitedPlans: leftAwaited }),
    ...(leftGrowth === undefined ? {} : { growth: leftGrowth }),
    ...(leftValue === undefined || leftValue.contracts.length === 0 ? {} : { value: leftValue }),
  };
}

function withStanding(state: MemberState, standing: MergedStanding): MemberState {
  const {
    tierTerm: _tierTerm,
    purchases: _purchases,
    giftPackKeys: _giftPackKeys,
    taskKeys: _taskKeys,
    tags: _tags,
    ...rest
  } = state;
  const { status, tierCode, tierTerm, consents, purchases, giftPackKeys, tags } = standing;
  const { taskKeys = [] } = standing;
  return {
    ...rest,
    status,
    tierCode,
    consents,
    ...(tierTerm === null ? {} : { tierTerm }),
    ...(purchases === null ? {} : { purchases }),
    ...(giftPackKeys.length === 0 ? {} : { giftPackKeys }),
    ...(taskKeys.length === 0 ? {} : { taskKeys }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

/** Notes the merge among the entries, and keeps the sum: what is no longer listed is carried. */
function remember(
  state: MemberState,
  operation: OfficeOperationOf<'mergeIn' | 'mergeOut' | 'unmerge'>,
  kind: EntryKind,
): MemberState {
  const { programmeVersion, businessDate, atMs, body } = operation;
  const added = body.entries.map((entry): ExplainedEntry => ({
    kind,
    points: entry.points,
    ruleId: entry.ruleId,
    programmeVersion,
    businessDate,
    atMs,
    reference: body.mergeId,
  }));
  const entries = [...state.entries, ...added];
  const carriedCount = Math.max(0, entries.length - explainedEntryCount);
  return {
    ...state,
    entries: entries.slice(carriedCount),
    carriedPoints: state.carriedPoints + sumPoints(entries.slice(0, carriedCount)),
  };
}

function joinWaiting(
  waiting: readonly WaitingLot[] | undefined,
  added: readonly WaitingLot[],
): readonly WaitingLot[] {
  if (added.length === 0) return waiting ?? [];
  return [...(waiting ?? []), ...added].toSorted((a, b) =>
    a.usableFromDay < b.usableFromDay ? -1 : 1,
  );
}

function isSameWaiting(a: WaitingLot, b: WaitingLot): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function joinById<Item>(
  items: readonly Item[] | undefined,
  added: readonly Item[],
  idOf: (item: Item) => string,
): readonly Item[] {
  const ids = new Set(items?.map(idOf));
  return [...(items ?? []), ...added.filter((item) => !ids.has(idOf(item)))];
}

function without<Item>(
  items: readonly Item[] | undefined,
  taken: readonly Item[],
  idOf: (item: Item) => string,
): readonly Item[] {
  const ids = new Set(taken.map(idOf));
  return (items ?? []).filter((item) => !ids.has(idOf(item)));
}

/** Adds (or with -1 subtracts) growth day by day; days that come to 0 go. */
function addGrowth(
  growth: Growth | undefined,
  other: Growth | null,
  sign: 1 | -1,
): Growth | undefined {
  if (other === null) return growth;
  const spendFenByDay = addByDay(growth?.spendFenByDay, other.spendFenByDay, sign);
  const topUpFenByDay = addByDay(growth?.topUpFenByDay, other.topUpFenByDay, sign);
  const taskPointsByDay = addByDay(growth?.taskPointsByDay, other.taskPointsByDay, sign);
  const sums = [spendFenByDay, topUpFenByDay, taskPointsByDay];
  if (sums.every((byDay) => Object.keys(byDay).length === 0)) return undefined;
  return {
    spendFenByDay,
    ...(Object.keys(topUpFenByDay).length === 0 ? {} : { topUpFenByDay }),
    ...(Object.keys(taskPointsByDay).length === 0 ? {} : { taskPointsByDay }),
  };
}

type ByDay = Readonly<Record<BusinessDate, number>>;

function addByDay(byDay: ByDay = {}, other: ByDay = {}, sign: 1 | -1): ByDay {
  const sums = new Map(Object.entries(byDay) as [BusinessDate, number][]);
  for (const [onDay, amount] of Object.entries(other) as [BusinessDate, number][]) {
    sums.set(onDay, (sums.get(onDay) ?? 0) + sign * amount);
  }
  return Object.fromEntries(
    [...sums].filter(([, amount]) => amount !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
