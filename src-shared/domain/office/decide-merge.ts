import { canonicalJson } from '../../values/canonical-json.ts';
import {
  addMonths,
  calendarDay,
  daysBetween,
  type BusinessDate,
} from '../../values/business-date.ts';
import type { MemberCoupon } from '../coupon/coupon.ts';
import type { ConsentState, MemberState, Purchases } from '../member/member-state.ts';
import { sumPoints } from '../points/lots.ts';
import type { Lot, PointsEntry } from '../points/points-entry.ts';
import { postEntries } from '../points/post-entries.ts';
import { clampWaiting } from '../points/waiting-lots.ts';
import { sumOf } from '../../values/sum-of.ts';
import type { Programme } from '../programme/programme.ts';
import type { SaleOf } from '../receipt/sale-of.ts';
import { postGrowth } from '../tier/post-growth.ts';
import type { Growth, GrowthEntry, TierTerm } from '../tier/tier.ts';
import { splitPurse } from './merge-purse.ts';
import type { Hold } from './office-operation.ts';
import type { MergedAssets, MergedStanding, MergeIn, MergeOut, Unmerge } from './merge.ts';
import { addSales, undoPurchases } from './undo-purchases.ts';

/** Why two members cannot be merged, or a merge not be undone. */
export type MergeRefusal =
  | 'same_member'
  /** One of them was merged into another already. */
  | 'already_merged'
  | 'merge_unknown'
  | 'undo_too_late'
  /** The survivor was itself merged since: that merge is undone first. */
  | 'survivor_merged';

export type DecidedMerge =
  | { readonly status: 'refused'; readonly code: MergeRefusal }
  | { readonly status: 'decided'; readonly mergeOut: MergeOut; readonly mergeIn: MergeIn };

interface MergeAct {
  readonly mergeId: string;
  readonly reason: string;
  readonly businessDate: BusinessDate;
}

/**
 * Decides a merge (PL-19): everything one member owns goes to the other, lots with their expiry; what cannot be added up is
 * decided: the higher tier until the next evaluation, the stricter consents, frozen if either is, growth inside the running
 * window only. The balance of both before is the balance of the survivor after. Refuses in the order same_member,
 * already_merged.
 */
export function decideMerge(
  { from, into }: { readonly from: MemberState; readonly into: MemberState },
  programme: Pick<Programme, 'tiers' | 'tierPolicy'>,
  { mergeId, reason, businessDate }: MergeAct,
): DecidedMerge {
  if (from.memberId === into.memberId) return { status: 'refused', code: 'same_member' };
  if (from.mergedInto !== undefined || into.mergedInto !== undefined) {
    return { status: 'refused', code: 'already_merged' };
  }
  const brought: MergedAssets = {
    lots: from.lots,
    waitingLots: from.waitingLots ?? [],
    heldPoints: from.heldPoints,
    debtPoints: from.debtPoints,
    holds: from.holds ?? [],
    coupons: from.coupons ?? [],
    plans: from.plans ?? [],
    ...(from.awaitedPlans === undefined ? {} : { awaitedPlans: from.awaitedPlans }),
    value: from.value ?? null,
    ...(from.storeGrants === undefined ? {} : { storeGrants: from.storeGrants }),
    ...(from.givenBack === undefined ? {} : { givenBack: from.givenBack }),
    growth: growthInWindow(from.growth, programme, businessDate),
  };
  const points = assetPoints(brought);
  return {
    status: 'decided',
    mergeOut: {
      mergeId,
      intoMemberId: into.memberId,
      reason,
      entries: [mergeEntry('merge_out', -points, brought)],
    },
    mergeIn: {
      mergeId,
      fromMemberId: from.memberId,
      brought,
      before: standingOf(into),
      after: joinStanding(from, into, programme, businessDate),
      reason,
      entries: [mergeEntry('merge_in', points, brought)],
    },
  };
}

/**
 * What moved since a merge of the one merged away: a refund whose receipt was theirs, points restored that they had paid with,
 * the cancel of a redemption that was theirs, a sale of goods, stored value or a plan to them or what was put right by hand for
 * them at a till that had not heard of the merge, or what head office held for review of that, and how it was decided.
 */
export interface MovedSince {
  readonly entries: readonly PointsEntry[];
  readonly growth: readonly GrowthEntry[];
  readonly businessDate: BusinessDate;
  /** What a `hold` entry among them began; absent: nothing. */
  readonly hold?: Hold;
  /** The sale that it was, or that goods came back of; absent: neither. */
  readonly sale?: SaleOf;
  /** Goods were sold to them: a receipt of the day (PL-08); absent: not. */
  readonly isSale?: true;
  /** The contract of stored value that was sold to them, and the sale of a plan; absent: neither was. */
  readonly contractNo?: string;
  readonly planSaleId?: string;
}

export type DecidedUnmerge =
  | { readonly status: 'refused'; readonly code: MergeRefusal }
  | { readonly status: 'decided'; readonly survivor: Unmerge; readonly returning: Unmerge };

/**
 * Decides the undo of a merge within the programme's days (PL-19). What was brought and is still there goes back: all the
 * points whose day has not passed, undecided holds, coupons, plans and contracts as they are now. What the survivor earned
 * since stays there, and what was spent since is the survivor's spending: where the lots left do not hold what goes back,
 * the survivor owes the rest. What moved since of the other one's receipts and redemptions (`moved`, in their order) is the
 * other one's: points taken back are not there to go back, those that were gone are their debt, and points given back, and
 * points and growth of sales that a till made to them all the same, go with them, what of it waits for review in its hold
 * (PL-08, PL-11, PL-12, PL-16). Of their debt what is still owed goes back. Tier, consents and standing return to what they
 * were unless something changed them since.
 * Refuses in the order merge_unknown, survivor_merged, undo_too_late.
 */
export function decideUnmerge(
  {
    from,
    into,
    mergeIn,
    moved,
  }: {
    readonly from: MemberState;
    readonly into: MemberState;
    readonly mergeIn: MergeIn;
    readonly moved: readonly MovedSince[];
  },
  programme: Pick<Programme, 'merge'>,
  { mergeId, reason, businessDate }: MergeAct,
): DecidedUnmerge {
  const merge = into.mergedFrom?.find((each) => each.mergeId === mergeId);
  if (merge === undefined || from.mergedInto?.mergeId !== mergeId) {
    return { status: 'refused', code: 'merge_unknown' };
  }
  if (into.mergedInto !== undefined) return { status: 'refused', code: 'survivor_merged' };
  if (daysBetween(merge.onDay, businessDate) > programme.merge.undoDays) {
    return { status: 'refused', code: 'undo_too_late' };
  }
  const { before, after } = mergeIn;
  const brought = withMoved(from, mergeIn.brought, moved);
  const stillThere = assetsStillThere(brought, into, { moved, onDay: businessDate });
  const debtPoints = debtToReturn(mergeIn.brought.debtPoints, brought.debtPoints, into);
  const returned = { ...stillThere, debtPoints };
  const movedGrowth = moved.flatMap(({ growth }) => growth);
  const sales = moved.filter(({ isSale }) => isSale === true);
  const purchases = addSales(from.purchases, sales);
  const points = assetPoints(returned);
  const common = { mergeId, returned, reason };
  return {
    status: 'decided',
    survivor: {
      ...common,
      side: 'survivor',
      otherMemberId: from.memberId,
      standing: {
        ...undoStanding(standingOf(into), before, after),
        purchases: undoPurchases(
          into.purchases ?? null,
          { before: before.purchases, after: after.purchases },
          sales,
        ),
      },
      entries: [mergeEntry('merge_out', -points, returned)],
    },
    returning: {
      ...common,
      side: 'returning',
      otherMemberId: into.memberId,
      ...(movedGrowth.length === 0 ? {} : { refundedGrowth: movedGrowth }),
      ...(sales.length === 0 || purchases === undefined ? {} : { purchases }),
      entries: [mergeEntry('merge_in', points, returned)],
    },
  };
}

/** What of the stored value and coupons that a merge brought is gone when it is undone, in fen; less what came back. */
export interface SpentWhileMerged {
  readonly principalFen: number;
  readonly bonusFen: number;
  /** Given back in money for their contracts. */
  readonly paidOutFen: number;
  /** Used or passed on. */
  readonly couponCount: number;
}

/** Works out what was spent between a merge and its undo; null where nothing was. */
export function spentWhileMerged(
  brought: Pick<MergedAssets, 'value' | 'coupons'>,
  returned: Pick<MergedAssets, 'value' | 'coupons'>,
): SpentWhileMerged | null {
  const gone = (brought.value?.contracts ?? []).map((before) => {
    const now = returned.value?.contracts.find((each) => each.contractNo === before.contractNo);
    return {
      principalFen: Math.max(0, before.principalLeftFen - (now?.principalLeftFen ?? 0)),
      bonusFen: Math.max(0, before.bonusLeftFen - (now?.bonusLeftFen ?? 0)),
      paidOutFen: (now?.refundedFen ?? before.refundedFen) - before.refundedFen,
    };
  });
  const goneIds = new Set(returned.coupons.filter(isGone).map(({ couponId }) => couponId));
  const spent = {
    principalFen: sumOf(gone, ({ principalFen }) => principalFen),
    bonusFen: sumOf(gone, ({ bonusFen }) => bonusFen),
    paidOutFen: sumOf(gone, ({ paidOutFen }) => paidOutFen),
    couponCount: brought.coupons.filter((each) => !isGone(each) && goneIds.has(each.couponId))
      .length,
  };
  return Object.values(spent).some((amount) => amount > 0) ? spent : null;
}

/** Used, or passed on to somebody else (CP-01). */
function isGone({ use, handedOver }: MemberCoupon): boolean {
  return use !== undefined || handedOver !== undefined;
}

/** What was brought as it would be if it had stayed where it was: with what moved of its receipts since. */
function withMoved(
  from: MemberState,
  brought: MergedAssets,
  moved: readonly MovedSince[],
): MergedAssets {
  const { lots, waitingLots, heldPoints, debtPoints, holds } = brought;
  let state: MemberState = { ...from, lots, waitingLots, heldPoints, debtPoints, holds };
  let growth = brought.growth ?? undefined;
  for (const { entries, businessDate, hold, sale, growth: grown } of moved) {
    const posting = { reference: '', programmeVersion: 0, atMs: 0, acknowledged: true };
    const about = {
      ...(hold === undefined ? {} : { hold }),
      ...(sale === undefined ? {} : { sale }),
    };
    state = postEntries(state, entries, { ...posting, ...about, businessDate });
    if (grown.length > 0) growth = postGrowth(growth, grown, businessDate);
  }
  const holdIds = new Set(holds.map(({ holdId }) => holdId));
  const added = (state.holds ?? []).filter(({ holdId }) => !holdIds.has(holdId));
  return {
    ...brought,
    lots: state.lots,
    waitingLots: state.waitingLots ?? [],
    holds: [...holds, ...added],
    debtPoints: state.debtPoints,
    growth: growth ?? null,
  };
}

/** What refunds made of it is the other one's in full, whoever's points paid it; of what was brought what is still owed. */
function debtToReturn(
  broughtPoints: number,
  afterPoints: number,
  into: Pick<MemberState, 'debtPoints'>,
): number {
  const refundedPoints = Math.max(0, afterPoints - broughtPoints);
  const stillOwedPoints = Math.max(0, into.debtPoints - refundedPoints);
  return refundedPoints + Math.min(afterPoints, broughtPoints, stillOwedPoints);
}

/** The points of what is brought or returned, as the ledger counts them: lots and held less debt. */
function assetPoints(assets: MergedAssets): number {
  return sumPoints(assets.lots) + assets.heldPoints - assets.debtPoints;
}

function mergeEntry(
  kind: 'merge_in' | 'merge_out',
  points: number,
  { lots }: MergedAssets,
): PointsEntry {
  return {
    kind,
    points,
    ruleId: 'merge',
    lots: lots.map(({ expiresOnDay, points: lotPoints }) => ({ expiresOnDay, points: lotPoints })),
  };
}

function assetsStillThere(
  brought: MergedAssets,
  into: MemberState,
  { moved, onDay }: { readonly moved: readonly MovedSince[]; readonly onDay: BusinessDate },
): MergedAssets {
  const holdIds = new Set(brought.holds.map(({ holdId }) => holdId));
  const holds = (into.holds ?? []).filter(({ holdId }) => holdIds.has(holdId));
  const couponIds = new Set(brought.coupons.map(({ couponId }) => couponId));
  const soldPlanIds = moved.flatMap(({ planSaleId }) => planSaleId ?? []);
  const awaitedIds = new Set(brought.awaitedPlans?.map(({ planSaleId }) => planSaleId));
  const awaitedPlans = (into.awaitedPlans ?? []).filter((each) => awaitedIds.has(each.planSaleId));
  const saleIds = new Set([...brought.plans.map(({ planSaleId }) => planSaleId), ...soldPlanIds]);
  const soldNos = moved.flatMap(({ contractNo }) => contractNo ?? []);
  const broughtNos = brought.value?.contracts.map(({ contractNo }) => contractNo) ?? [];
  const contractNos = new Set([...broughtNos, ...soldNos]);
  const waiting = new Set(into.waitingLots?.map((lot) => canonicalJson(lot)));
  // What waited of a lot whose day has passed stays with it.
  const isOpen = ({ expiresOnDay }: Lot): boolean => expiresOnDay >= onDay;
  const lots = brought.lots.filter(isOpen);
  return {
    lots,
    waitingLots: clampWaiting(
      brought.waitingLots.filter((lot) => isOpen(lot) && waiting.has(canonicalJson(lot))),
      lots,
    ),
    heldPoints: sumPoints(holds),
    debtPoints: brought.debtPoints,
    holds,
    coupons: (into.coupons ?? []).filter(({ couponId }) => couponIds.has(couponId)),
    plans: (into.plans ?? []).filter(({ planSaleId }) => saleIds.has(planSaleId)),
    ...(awaitedPlans.length === 0 ? {} : { awaitedPlans }),
    value:
      (brought.value === null && soldNos.length === 0) || into.value === undefined
        ? null
        : {
            ...splitPurse(into.value, ({ contractNo }) => contractNos.has(contractNo)),
            isFrozen: brought.value?.isFrozen ?? false,
            reservations: [],
          },
    growth: brought.growth,
  };
}

/** The standing of a member as it is. */
function standingOf(state: MemberState): MergedStanding {
  return {
    status: state.status,
    tierCode: state.tierCode,
    tierTerm: state.tierTerm ?? null,
    consents: state.consents,
    purchases: state.purchases ?? null,
    giftPackKeys: state.giftPackKeys ?? [],
    taskKeys: state.taskKeys ?? [],
    tags: state.tags ?? [],
  };
}

function joinStanding(
  from: MemberState,
  into: MemberState,
  { tiers }: Pick<Programme, 'tiers'>,
  onDay: BusinessDate,
): MergedStanding {
  const rankOf = (code: string): number => tiers.findIndex((tier) => tier.code === code);
  const isHigher = rankOf(from.tierCode) > rankOf(into.tierCode);
  return {
    // Who was frozen because the number went to somebody else is here with another one (ID-09).
    status:
      from.status === 'frozen' && from.phoneReleasedOnDay === undefined ? 'frozen' : into.status,
    tierCode: isHigher ? from.tierCode : into.tierCode,
    tierTerm: isHigher ? higherTerm(from, into, onDay) : (into.tierTerm ?? null),
    consents: stricterConsents(into.consents, from.consents),
    purchases: joinPurchases(into.purchases, from.purchases),
    giftPackKeys: joinTexts(into.giftPackKeys, from.giftPackKeys),
    taskKeys: joinTexts(into.taskKeys, from.taskKeys),
    tags: joinTexts(into.tags, from.tags),
  };
}

/** The higher tier keeps its own end: until the next evaluation. One that was for good stays so. */
function higherTerm(from: MemberState, into: MemberState, onDay: BusinessDate): TierTerm | null {
  if (from.tierTerm === undefined) return null;
  return {
    ...from.tierTerm,
    sinceDay: onDay,
    cause: { kind: 'merge' },
    before: { tierCode: into.tierCode, untilDay: into.tierTerm?.untilDay ?? null },
  };
}

/** An item that either withdrew is withdrawn; an item that only one was asked about stays as answered. */
function stricterConsents(
  own: readonly ConsentState[],
  others: readonly ConsentState[],
): readonly ConsentState[] {
  const byItem = new Map(own.map((consent) => [consent.item, consent]));
  for (const other of others) {
    const mine = byItem.get(other.item);
    if (mine === undefined) byItem.set(other.item, other);
    else byItem.set(other.item, stricterConsent(mine, other));
  }
  return [...byItem.values()].toSorted((a, b) => (a.item < b.item ? -1 : 1));
}

/** Dated as the later of both, so that no change of before undoes it. */
function stricterConsent(own: ConsentState, other: ConsentState): ConsentState {
  const setAtMs = Math.max(own.setAtMs, other.setAtMs);
  if (own.given !== other.given) return { ...(own.given ? other : own), setAtMs };
  return own.setAtMs >= other.setAtMs ? own : other;
}

/** Of the same day the counts add up: the caps are the person's (PL-08). */
function joinPurchases(own: Purchases | undefined, other: Purchases | undefined): Purchases | null {
  if (own === undefined || other === undefined) return own ?? other ?? null;
  const [later, earlier] = own.lastOnDay >= other.lastOnDay ? [own, other] : [other, own];
  const isSameDay = later.lastOnDay === earlier.lastOnDay;
  const days = [
    later.beforeLastOnDay,
    earlier.beforeLastOnDay,
    ...(isSameDay ? [] : [earlier.lastOnDay]),
  ];
  const beforeLastOnDay = days
    .filter((day) => day !== undefined)
    .toSorted()
    .at(-1);
  return {
    firstOnDay: own.firstOnDay < other.firstOnDay ? own.firstOnDay : other.firstOnDay,
    lastOnDay: later.lastOnDay,
    ...(beforeLastOnDay === undefined ? {} : { beforeLastOnDay }),
    lastDayReceiptCount: later.lastDayReceiptCount + (isSameDay ? earlier.lastDayReceiptCount : 0),
    lastDayPoints: later.lastDayPoints + (isSameDay ? earlier.lastDayPoints : 0),
  };
}

function joinTexts(
  own: readonly string[] | undefined,
  others: readonly string[] | undefined,
): readonly string[] {
  return [...new Set([...(own ?? []), ...(others ?? [])])];
}

/** Each part goes back to what it was, unless it changed since the merge. */
function undoStanding(
  now: MergedStanding,
  before: MergedStanding,
  after: MergedStanding,
): Omit<MergedStanding, 'purchases'> {
  const undo = <Part>(part: Part, was: Part, became: Part): Part =>
    canonicalJson(part) === canonicalJson(became) ? was : part;
  const isTierUntouched =
    now.tierCode === after.tierCode &&
    canonicalJson(now.tierTerm) === canonicalJson(after.tierTerm);
  return {
    status: undo(now.status, before.status, after.status),
    tierCode: isTierUntouched ? before.tierCode : now.tierCode,
    tierTerm: isTierUntouched ? before.tierTerm : now.tierTerm,
    consents: undo(now.consents, before.consents, after.consents),
    giftPackKeys: undo(now.giftPackKeys, before.giftPackKeys, after.giftPackKeys),
    taskKeys: undo(now.taskKeys ?? [], before.taskKeys ?? [], after.taskKeys ?? []),
    tags: undo(now.tags, before.tags, after.tags),
  };
}

function growthInWindow(
  growth: Growth | undefined,
  { tierPolicy: { window } }: Pick<Programme, 'tierPolicy'>,
  onDay: BusinessDate,
): Growth | null {
  if (growth === undefined) return null;
  const firstDay =
    window.kind === 'rolling_months'
      ? addMonths(onDay, -window.months)
      : `${calendarDay(onDay).year}-01-01`;
  const within = <Amounts extends Readonly<Record<BusinessDate, number>>>(
    byDay: Amounts,
  ): Amounts =>
    Object.fromEntries(Object.entries(byDay).filter(([day]) => day >= firstDay)) as Amounts; // fewer of the same keys
  return {
    spendFenByDay: within(growth.spendFenByDay),
    ...(growth.topUpFenByDay === undefined ? {} : { topUpFenByDay: within(growth.topUpFenByDay) }),
    ...(growth.taskPointsByDay === undefined
      ? {}
      : { taskPointsByDay: within(growth.taskPointsByDay) }),
  };
}
