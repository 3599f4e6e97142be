import type { MemberState } from '../member/member-state.ts';
import { amountsOf, type HoldingAmounts } from './holding.ts';
import { heldBy } from './store-grant.ts';

/** A till of the store that has a share of the member, as far as a state says. */
export interface Lender extends HoldingAmounts {
  readonly installId: string;
}

/** The other tills of a store that may lend of their shares of a member (OF-04), the largest first. */
export function findLenders(
  { storeGrants = [] }: Pick<MemberState, 'storeGrants'>,
  at: { readonly storeId: string; readonly installId: string },
): readonly Lender[] {
  return storeGrants
    .filter(({ storeId }) => storeId === at.storeId)
    .flatMap(({ shares }) => shares)
    .filter(({ installId }) => installId !== at.installId)
    .map((share) => ({ installId: share.installId, ...amountsOf(heldBy(share)) }))
    .filter(({ points, valueFen }) => points > 0 || valueFen > 0)
    .toSorted(
      (a, b) =>
        b.points - a.points || b.valueFen - a.valueFen || (a.installId < b.installId ? -1 : 1),
    );
}
