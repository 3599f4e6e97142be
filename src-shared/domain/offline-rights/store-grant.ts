import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';

/** What one till of a store may take of a member without head office. */
export interface GrantShare {
  readonly installId: string;
  /** What the till may take by this state, less what it has taken. */
  readonly points: number;
  /** More than that, where an earlier state gave more and head office has not heard that the till has seen this one. */
  readonly keptPoints?: number;
}

/**
 * Points of a member that head office set aside for a store (OF-04). Its tills own their shares from the start, so that none
 * needs another one to spend (architecture, point 9). A grant is renewed by every sync of its till, since it lasts as long as
 * the till's replica is young (OF-02): no message and no row says so.
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

/** What head office has to keep for a till: all that any state allows which the till may still hold. */
export function openPoints({ points, keptPoints = 0 }: GrantShare): number {
  return Math.max(points, keptPoints);
}

/** What is set aside for stores other than this one, all their tills together (OF-04). */
export function grantsElsewhere(
  { storeGrants = [] }: Granted,
  storeId: string,
): readonly { readonly storeName: string; readonly points: number }[] {
  return storeGrants
    .filter((grant) => grant.storeId !== storeId)
    .map((grant) => ({ storeName: grant.storeName, points: openOf(grant) }))
    .filter(({ points }) => points > 0);
}

/** What is set aside for a store, all its tills together. */
export function openOf({ shares }: Pick<StoreGrant, 'shares'>): number {
  return shares.reduce((sum, share) => sum + openPoints(share), 0);
}

/** Points that are set aside for the tills that `isCounted`; by default for all of them. */
export function pointsForTills(
  state: Granted,
  isCounted: (installId: string) => boolean = () => true,
): number {
  return (state.storeGrants ?? [])
    .flatMap(({ shares }) => shares)
    .filter(({ installId }) => isCounted(installId))
    .reduce((sum, share) => sum + openPoints(share), 0);
}

/**
 * A state in which a till has taken points. Whatever else gave it the right, its share shrinks by as much: so a share never
 * allows more than was there when it was given, however long the answer of head office is on its way.
 */
export function withShareUsed<State extends Granted>(
  state: State,
  { installId, points }: { readonly installId: string; readonly points: number },
): State {
  const { storeGrants } = state;
  const isOwn = (share: GrantShare): boolean => share.installId === installId;
  if (points <= 0 || storeGrants?.some(({ shares }) => shares.some(isOwn)) !== true) return state;
  const used = storeGrants.map((grant) => {
    if (!grant.shares.some(isOwn)) return grant;
    const shares = grant.shares.map((share) =>
      isOwn(share)
        ? shareOf(installId, Math.max(0, share.points - points), openPoints(share) - points)
        : share,
    );
    return { ...grant, shares };
  });
  return { ...state, storeGrants: used };
}

/** A share; what is kept beyond it is there only where it is more. */
export function shareOf(installId: string, points: number, keptPoints: number): GrantShare {
  return keptPoints > points ? { installId, points, keptPoints } : { installId, points };
}
