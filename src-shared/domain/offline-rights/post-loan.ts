import { daysBetween } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import { addHoldings, commonHolding, noHolding, subtractHoldings } from './holding.ts';
import {
  type GrantShare,
  heldBy,
  type OpenLoan,
  openHolding,
  type StoreGrant,
  shareOf,
} from './store-grant.ts';

/** A part of a till's share that another till of the store takes over (OF-04), as one of the two says. */
export interface ShareLoan extends OpenLoan {
  readonly storeId: string;
}

/** As long as an operation may come after the one that it belongs to, and a while more. */
const openLoanKeptDays = 60;

/**
 * A state in which a share has gone from one till of a store to another. Both tills write it into their chains, the lender
 * before the borrower, and each half may be posted first: the first one moves the share and is remembered until the second one
 * comes, which changes nothing. All shares together are never more than before. The borrower takes nothing of a loan before its
 * own half is written: so its chain tells head office of the loan before it tells what was taken by it.
 */
export function postLoan(state: MemberState, loan: ShareLoan): MemberState {
  const { storeGrants } = state;
  const grant = storeGrants?.find(({ storeId }) => storeId === loan.storeId);
  if (storeGrants === undefined || grant === undefined) return state;
  const changed = grant.openLoans?.some(({ loanId }) => loanId === loan.loanId)
    ? withoutLoan(grant, loan)
    : withLoan(grant, loan);
  return { ...state, storeGrants: storeGrants.map((each) => (each === grant ? changed : each)) };
}

function withoutLoan(grant: StoreGrant, { loanId }: ShareLoan): StoreGrant {
  const { openLoans = [], ...rest } = grant;
  return withOpenLoans(
    rest,
    openLoans.filter((each) => each.loanId !== loanId),
  );
}

function withLoan(grant: StoreGrant, loan: ShareLoan): StoreGrant {
  const { storeId: _storeId, ...open } = loan;
  const { fromInstallId, toInstallId, onDay } = loan;
  const { openLoans = [], shares, ...rest } = grant;
  const shareBy = (id: string): GrantShare =>
    shares.find(({ installId }) => installId === id) ?? shareOf(id, noHolding, noHolding);
  const [from, to] = [shareBy(fromInstallId), shareBy(toInstallId)];
  const moved = commonHolding(heldBy(loan), openHolding(from));
  const lent = shareOf(
    fromInstallId,
    subtractHoldings(heldBy(from), moved),
    subtractHoldings(openHolding(from), moved),
  );
  const taken = shareOf(
    toInstallId,
    addHoldings(heldBy(to), moved),
    addHoldings(openHolding(to), moved),
  );
  const others = shares.filter((share) => share !== from && share !== to);
  const kept = openLoans.filter((each) => daysBetween(each.onDay, onDay) <= openLoanKeptDays);
  return withOpenLoans({ ...rest, shares: [...others, lent, taken] }, [...kept, open]);
}

function withOpenLoans(
  grant: Omit<StoreGrant, 'openLoans'>,
  openLoans: readonly OpenLoan[],
): StoreGrant {
  return openLoans.length === 0 ? grant : { ...grant, openLoans };
}
