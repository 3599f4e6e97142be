import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import {
  addHoldings,
  amountsOf,
  commonHolding,
  hasAll,
  type Holding,
  isNothingHeld,
  mostOfHoldings,
  noHolding,
  subtractHoldings,
  type ValuePart,
} from './holding.ts';

/** What one till of a store may take of a member without head office: points, and stored value of contracts. */
export interface GrantShare {
  readonly installId: string;
  /** What the till may take by this state, less what it has taken. */
  readonly points: number;
  /** More than that, where an earlier state gave more and head office has not heard that the till has seen this one. */
  readonly keptPoints?: number;
  /** As `points`; absent: none. */
  readonly value?: readonly ValuePart[];
  /** As `keptPoints`. */
  readonly keptValue?: readonly ValuePart[];
}

/**
 * Points and stored value of a member that head office set aside for a store (OF-04). Its tills own their shares from the start,
 * so that none needs another one to spend (architecture, point 9). A grant is renewed by every sync of its till, since it lasts
 * as long as the till's replica is young (OF-02): no message and no row says so.
 */
export interface StoreGrant {
  readonly storeId: string;
  readonly storeName: string;
  /** The last day on which the member was served there. */
  readonly seenOnDay: BusinessDate;
  readonly shares: readonly GrantShare[];
  /** Loans among the tills of which only one half was posted. */
  readonly openLoans?: readonly OpenLoan[];
}

/** A share that went from one till to another, as far as one of the two has told of it. */
export interface OpenLoan {
  readonly loanId: string;
  /** Whose half it is that was posted. */
  readonly half: 'lent' | 'borrowed';
  readonly fromInstallId: string;
  readonly toInstallId: string;
  readonly points: number;
  /** Absent: none. */
  readonly value?: readonly ValuePart[];
  readonly onDay: BusinessDate;
}

/** Loans to a till that it has not written into its own chain. */
export function loansNotTaken(
  { storeGrants = [] }: Granted,
  installId: string,
): readonly OpenLoan[] {
  return storeGrants
    .flatMap(({ openLoans = [] }) => openLoans)
    .filter(({ half, toInstallId }) => half === 'lent' && toInstallId === installId);
}

type Granted = Pick<MemberState, 'storeGrants'>;

/** What a share allows, or a loan is about. */
export function heldBy({ points, value = [] }: Pick<GrantShare, 'points' | 'value'>): Holding {
  return { points, value };
}

/** What head office has to keep for a till: all that any state allows which the till may still hold. */
export function openHolding(share: GrantShare): Holding {
  const { keptPoints = 0, keptValue = [] } = share;
  return mostOfHoldings(heldBy(share), { points: keptPoints, value: keptValue });
}

/** Whether more is kept for a till than its newest state allows: until it has seen that one. */
export function isCut({ keptPoints, keptValue }: GrantShare): boolean {
  return keptPoints !== undefined || keptValue !== undefined;
}

/** What is set aside for stores other than this one, all their tills together (OF-04). */
export function grantsElsewhere(
  { storeGrants = [] }: Granted,
  storeId: string,
): readonly { readonly storeName: string; readonly points: number; readonly valueFen: number }[] {
  return storeGrants
    .filter((grant) => grant.storeId !== storeId)
    .map((grant) => ({ storeName: grant.storeName, ...amountsOf(openOf(grant)) }))
    .filter(({ points, valueFen }) => points > 0 || valueFen > 0);
}

/** What is set aside for a store, all its tills together. */
export function openOf({ shares }: Pick<StoreGrant, 'shares'>): Holding {
  return shares.reduce((sum, share) => addHoldings(sum, openHolding(share)), noHolding);
}

/** What is set aside for the tills that `isCounted`; by default for all of them. */
export function holdingForTills(
  state: Granted,
  isCounted: (installId: string) => boolean = () => true,
): Holding {
  const shares = (state.storeGrants ?? []).flatMap((grant) => grant.shares);
  return openOf({ shares: shares.filter(({ installId }) => isCounted(installId)) });
}

/**
 * What is set aside and one till may not take: the shares of the others that `isCounted`, and of its own what it was lent and has
 * not written down.
 */
export function holdingForOthers(
  state: Granted,
  ownInstallId: string,
  isCounted: (installId: string) => boolean = () => true,
): Holding {
  const others = holdingForTills(
    state,
    (installId) => installId !== ownInstallId && isCounted(installId),
  );
  const own = holdingForTills(state, (installId) => installId === ownInstallId);
  return addHoldings(others, commonHolding(own, notTakenBy(state, ownInstallId)));
}

function notTakenBy(state: Granted, installId: string): Holding {
  return loansNotTaken(state, installId).map(heldBy).reduce(addHoldings, noHolding);
}

/**
 * A state in which a till has taken something. Whatever else gave it the right, its share shrinks by as much: so a share never
 * allows more than was there when it was given, however long the answer of head office is on its way. What it was lent and has
 * not written down cannot be what it took: its chain tells of a loan before it tells what was taken by it.
 */
export function withShareUsed<State extends Granted>(
  state: State,
  { installId, taken }: { readonly installId: string; readonly taken: Holding },
): State {
  const { storeGrants } = state;
  const isOwn = (share: GrantShare): boolean => share.installId === installId;
  const isShared = storeGrants?.some(({ shares }) => shares.some(isOwn)) === true;
  if (isNothingHeld(taken) || !isShared) return state;
  const lent = notTakenBy(state, installId);
  const leftOf = (holding: Holding): Holding => {
    const untouched = commonHolding(holding, lent);
    return addHoldings(subtractHoldings(subtractHoldings(holding, untouched), taken), untouched);
  };
  const used = storeGrants.map((grant) => {
    if (!grant.shares.some(isOwn)) return grant;
    const shares = grant.shares.map((share) =>
      isOwn(share) ? shareOf(installId, leftOf(heldBy(share)), leftOf(openHolding(share))) : share,
    );
    return { ...grant, shares };
  });
  return { ...state, storeGrants: used };
}

/** A share; what is kept beyond it is there only where it is more. */
export function shareOf(installId: string, held: Holding, kept: Holding): GrantShare {
  const { points, value } = held;
  const isPointsCut = kept.points > points;
  const isValueCut = !hasAll({ points: kept.points, value }, kept);
  return {
    installId,
    points,
    ...(isPointsCut ? { keptPoints: kept.points } : {}),
    ...(value.length === 0 ? {} : { value }),
    ...(isValueCut ? { keptValue: kept.value } : {}),
  };
}
