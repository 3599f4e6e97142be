import { addDays, type BusinessDate } from '../../values/business-date.ts';
import { floorDivide, floorRate } from '../../values/rounding.ts';
import type { MemberState } from '../member/member-state.ts';
import { balanceOf } from '../points/balance.ts';
import type { Programme } from '../programme/programme.ts';
import { allocatePayment } from '../stored-value/allocate-payment.ts';
import type { ValueRules } from '../stored-value/stored-value.ts';
import { contractsLess, spendableContracts } from '../stored-value/value-balance.ts';
import {
  addHoldings,
  type Holding,
  type HoldingAmounts,
  isNothingHeld,
  noHolding,
  partsFen,
  pointsHolding,
  subtractHoldings,
  takeOfParts,
  type ValuePart,
} from './holding.ts';
import {
  type GrantShare,
  heldBy,
  isCut,
  openHolding,
  shareOf,
  type StoreGrant,
} from './store-grant.ts';

/** What a grant is made of at most, by tier; a tier that is not there gets none (OF-04). */
export interface GrantRules {
  readonly tiers: readonly { readonly tierCode: string; readonly maxPoints: number }[];
}

/** What a programme lets tills take without head office. */
export interface GrantSizes extends GrantRules {
  /** How stored value is taken apart, and the most of it for one store (OF-04, SV-13); null: none. */
  readonly value: { readonly spendOrder: ValueRules['spendOrder']; readonly maxFen: number } | null;
}

/** The grants of a programme, or null where it gives none (OF-04). */
export function grantSizesOf({
  offline,
  value,
}: Pick<Programme, 'offline' | 'value'>): GrantSizes | null {
  if (offline.grants === 'off') return null;
  const maxFen = value?.offline.maxPaymentFen ?? 0;
  const ofValue = value === null || maxFen === 0 ? null : { spendOrder: value.spendOrder, maxFen };
  return { ...offline.grants, value: ofValue };
}

/** A store with the tills that may work: none that was revoked or has been silent for so long that nothing is kept for it. */
export interface GrantStore {
  readonly storeId: string;
  readonly storeName: string;
  readonly installIds: readonly string[];
}

const grantPart = { numerator: 3, denominator: 10 };
const valueGrantPart = { numerator: 1, denominator: 5 };
/** Points of a grant and of a share come in hundreds, stored value in whole yuan. */
const wholeAmount = 100;
/** A store where the member has not been served for so long gets none, but for the home store (OF-04). */
export const grantSeenDays = 90;
/** A member has grants at so many stores (OF-04). */
export const mostGrantStores = 3;

/** The size of a grant (OF-04): 0.3 of what is available, whole hundreds, at most the cap of the tier. */
export function grantPoints(
  availablePoints: number,
  tierCode: string,
  rules: GrantRules | null,
): number {
  const maxPoints = rules?.tiers.find((tier) => tier.tierCode === tierCode)?.maxPoints ?? 0;
  return Math.min(floorWhole(floorRate(Math.max(0, availablePoints), grantPart)), maxPoints);
}

/** The size of a grant of stored value (OF-04): a fifth of what can be spent, whole yuan, at most the cap. Amounts in fen. */
export function grantValueFen(availableFen: number, rules: GrantSizes | null): number {
  const maxFen = rules?.value?.maxFen ?? 0;
  return Math.min(floorWhole(floorRate(Math.max(0, availableFen), valueGrantPart)), maxFen);
}

/**
 * Sets the grants of a member as they should be now (OF-04), for whoever writes the state anyway: the home store and those
 * where the member was served within 90 days, three at most, the latest first; every till of a store gets the same share. What
 * a till had is kept for it until head office hears that it has seen this state (`keptPoints`), and nothing is given that is
 * kept for another: all open shares together never exceed what is available, of stored value contract by contract. A share of
 * a till that is not among `stores` any more is released (OF-04 c). Without `rules`, or of a member who is frozen or merged
 * away, all are taken back.
 */
export function renewGrants(
  state: MemberState,
  at: {
    readonly rules: GrantSizes | null;
    /** The home store and all stores that have a grant or are named in `seen`; others have no till. */
    readonly stores: readonly GrantStore[];
    /** Where the member was served just now. */
    readonly seen?: { readonly storeId: string; readonly onDay: BusinessDate };
    readonly businessDate: BusinessDate;
    readonly nowMs: number;
  },
): MemberState {
  const rules = state.status === 'active' && state.mergedInto === undefined ? at.rules : null;
  const { storeGrants: before = [], ...rest } = state;
  if (rules === null && before.length === 0) return state;
  const { availablePoints } = balanceOf(state, at);
  const contracts = state.value?.isFrozen === true ? [] : spendableContracts(state.value, at);
  const amounts = {
    points: grantPoints(availablePoints, state.tierCode, rules),
    valueFen: grantValueFen(
      contracts.reduce((sum, each) => sum + each.principalLeftFen + each.bonusLeftFen, 0),
      rules,
    ),
  };
  const wanted = new Map(
    rules === null ? [] : chooseStores(state, before, at).map((each) => [each.storeId, each]),
  );
  const stores = at.stores.toSorted((a, b) => placeOf(wanted, a) - placeOf(wanted, b));
  const working = stores.flatMap(({ storeId, storeName, installIds }) => {
    const grant = before.find((each) => each.storeId === storeId);
    const chosen = wanted.get(storeId);
    const seenOnDay = chosen?.seenOnDay ?? grant?.seenOnDay;
    if (seenOnDay === undefined) return [];
    const eachOf = (amount: number): number =>
      chosen === undefined ? 0 : floorWhole(floorDivide(amount, Math.max(1, installIds.length)));
    const wish = { points: eachOf(amounts.points), valueFen: eachOf(amounts.valueFen) };
    const shares = installIds.map((installId) => ({
      wish,
      share:
        grant?.shares.find((share) => share.installId === installId) ??
        shareOf(installId, noHolding, noHolding),
    }));
    const openLoans = grant?.openLoans;
    const loans = openLoans === undefined ? {} : { openLoans };
    return [{ storeId, storeName, seenOnDay, shares, ...loans }];
  });
  const opens = working.flatMap(({ shares }) => shares.map(({ share }) => openHolding(share)));
  let kept = opens.reduce(addHoldings, noHolding);
  const spendOrder = rules?.value?.spendOrder ?? 'proportional';
  /** So much that is kept for nobody, or what there is. */
  const takeFree = (wish: HoldingAmounts): Holding => {
    const points = Math.min(wish.points, Math.max(0, availablePoints - kept.points));
    if (wish.valueFen === 0) return pointsHolding(points);
    const free = contractsLess(contracts, kept.value);
    const payment = { amountFen: wish.valueFen, listFen: wish.valueFen, spendOrder };
    return { points, value: allocatePayment(free, payment).entries.map(partOfEntry) };
  };
  const after = working.flatMap(({ shares, ...store }): StoreGrant[] => {
    const renewed = shares.map(({ share, wish }) => {
      const next = renewShare(share, wish, takeFree);
      kept = addHoldings(subtractHoldings(kept, openHolding(share)), openHolding(next));
      return next;
    });
    const left = renewed.filter((share) => !isNothingHeld(openHolding(share)));
    const isRemembered = left.length > 0 || wanted.has(store.storeId);
    return isRemembered ? [{ ...store, shares: left }] : [];
  });
  return after.length === 0 ? rest : { ...rest, storeGrants: after };
}

/** Down at once, and what it was is kept; up only by what is free. */
function renewShare(
  share: GrantShare,
  wish: HoldingAmounts,
  takeFree: (wish: HoldingAmounts) => Holding,
): GrantShare {
  const held = heldBy(share);
  const open = openHolding(share);
  const lackFen = Math.max(0, wish.valueFen - partsFen(open.value));
  const free = takeFree({ points: Math.max(0, wish.points - open.points), valueFen: lackFen });
  const points =
    wish.points <= open.points
      ? wish.points
      : Math.max(held.points, floorWhole(open.points + free.points));
  const value =
    lackFen === 0
      ? takeOfParts(open.value, wish.valueFen)
      : addHoldings(open, { points: 0, value: free.value }).value;
  return shareOf(share.installId, { points, value }, open);
}

function partOfEntry(entry: ValuePart): ValuePart {
  const { contractNo, principalFen, bonusFen } = entry;
  return { contractNo, principalFen: 0 - principalFen, bonusFen: 0 - bonusFen };
}

/** Home first, then where the member was last: a store that is left out gives back what it has. */
function chooseStores(
  state: MemberState,
  before: readonly StoreGrant[],
  at: Pick<Parameters<typeof renewGrants>[1], 'stores' | 'seen' | 'businessDate'>,
): readonly { readonly storeId: string; readonly seenOnDay: BusinessDate }[] {
  const seen = new Map(before.map(({ storeId, seenOnDay }) => [storeId, seenOnDay]));
  const home = state.enrolledAtStoreId;
  if (!seen.has(home)) seen.set(home, state.enrolledOnDay);
  if (at.seen !== undefined) {
    const { storeId, onDay } = at.seen;
    const known = seen.get(storeId);
    if (known === undefined || known < onDay) seen.set(storeId, onDay);
  }
  const firstDay = addDays(at.businessDate, -grantSeenDays);
  const hasTills = new Set(
    at.stores.filter(({ installIds }) => installIds.length > 0).map(({ storeId }) => storeId),
  );
  return [...seen]
    .map(([storeId, seenOnDay]) => ({ storeId, seenOnDay }))
    .filter((each) => hasTills.has(each.storeId))
    .filter(({ storeId, seenOnDay }) => storeId === home || seenOnDay >= firstDay)
    .toSorted((a, b) => {
      if ((a.storeId === home) !== (b.storeId === home)) return a.storeId === home ? -1 : 1;
      const [first, second] = [`${a.seenOnDay}${a.storeId}`, `${b.seenOnDay}${b.storeId}`];
      return first === second ? 0 : first > second ? -1 : 1;
    })
    .slice(0, mostGrantStores);
}

/** The chosen ones in their order, then those that give back. */
function placeOf(wanted: ReadonlyMap<string, unknown>, { storeId }: GrantStore): number {
  const place = [...wanted.keys()].indexOf(storeId);
  return place === -1 ? wanted.size : place;
}

/**
 * Takes back what tills may take of a member, for somebody who wants more than is free (OF-04): points or stored value; those of
 * `isTaken` may take nothing of it by the new state; what they had is kept until they have seen it.
 */
export function revokeGrants(
  state: MemberState,
  wanted: 'points' | 'value',
  isTaken: (installId: string) => boolean,
): MemberState {
  return mapShares(state, (share) => {
    if (!isTaken(share.installId)) return [share];
    const held = heldBy(share);
    const left = wanted === 'points' ? { ...held, points: 0 } : { ...held, value: [] };
    return [shareOf(share.installId, left, openHolding(share))];
  });
}

/**
 * Forgets what was kept for tills that have seen a state with less (`hasSeen`), and shares of tills that nothing is kept for
 * any more (`isGone`): revoked, or silent for seven days (OF-04 c).
 */
export function settleGrants(
  state: MemberState,
  told: {
    readonly hasSeen: (installId: string) => boolean;
    readonly isGone: (installId: string) => boolean;
  },
): MemberState {
  return mapShares(state, (share) => {
    const { installId } = share;
    if (told.isGone(installId)) return [];
    return isCut(share) && told.hasSeen(installId)
      ? [shareOf(installId, heldBy(share), noHolding)]
      : [share];
  });
}

/** Takes contracts out of what tills may take of a member: they are somebody else's (PL-19). */
export function withoutContracts(
  state: MemberState,
  contractNos: ReadonlySet<string>,
): MemberState {
  if (contractNos.size === 0) return state;
  return mapShares(state, (share) => {
    const without = ({ points, value }: Holding): Holding => ({
      points,
      value: value.filter(({ contractNo }) => !contractNos.has(contractNo)),
    });
    const [held, open] = [heldBy(share), openHolding(share)];
    return without(open).value.length === open.value.length
      ? [share]
      : [shareOf(share.installId, without(held), without(open))];
  });
}

/** Tells whether something is kept for a till that may have seen a state with less. */
export function hasCuts({ storeGrants = [] }: Pick<MemberState, 'storeGrants'>): boolean {
  return storeGrants.some(({ shares }) => shares.some(isCut));
}

/**
 * The grants of two members who turned out to be one (PL-19). A till may still hold the two as they were, so that what it had
 * of either is kept for it until it has seen the one.
 */
export function joinGrants(
  state: MemberState,
  brought: readonly StoreGrant[],
): readonly StoreGrant[] {
  const joined = new Map((state.storeGrants ?? []).map((grant) => [grant.storeId, grant]));
  for (const grant of brought) {
    const own = joined.get(grant.storeId);
    const openLoans = [...(own?.openLoans ?? []), ...(grant.openLoans ?? [])];
    const loans = openLoans.length === 0 ? {} : { openLoans };
    const shares = grant.shares.map((share) => {
      const before = own?.shares.find(({ installId }) => installId === share.installId);
      const held = before === undefined ? noHolding : heldBy(before);
      const kept = before === undefined ? noHolding : openHolding(before);
      return shareOf(share.installId, held, addHoldings(kept, openHolding(share)));
    });
    const others = (own?.shares ?? []).filter(
      ({ installId }) => !shares.some((share) => share.installId === installId),
    );
    joined.set(grant.storeId, {
      ...(own ?? grant),
      shares: [...others, ...shares],
      ...loans,
    });
  }
  return [...joined.values()];
}

function mapShares(
  state: MemberState,
  change: (share: GrantShare) => readonly GrantShare[],
): MemberState {
  const { storeGrants, ...rest } = state;
  if (storeGrants === undefined) return state;
  const changed = storeGrants.map((grant) => ({ ...grant, shares: grant.shares.flatMap(change) }));
  const isSame = changed.every(({ shares }, index) => {
    const before = storeGrants[index]?.shares ?? [];
    return shares.length === before.length && shares.every((share, at) => share === before[at]);
  });
  return isSame ? state : { ...rest, storeGrants: changed };
}

function floorWhole(amount: number): number {
  return amount - (amount % wholeAmount);
}
