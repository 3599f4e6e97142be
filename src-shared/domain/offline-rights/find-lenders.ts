import type { MemberState } from '../member/member-state.ts';

/** A till of the store that has a share of the member, as far as a state says. */
export interface Lender {
  readonly installId: string;
  readonly points: number;
}

/** The other tills of a store that may lend of their shares of a member (OF-04), the largest first. */
export function findLenders(
  { storeGrants = [] }: Pick<MemberState, 'storeGrants'>,
  at: { readonly storeId: string; readonly installId: string },
): readonly Lender[] {
  return storeGrants
    .filter(({ storeId }) => storeId === at.storeId)
    .flatMap(({ shares }) => shares)
    .filter(({ installId, points }) => installId !== at.installId && points > 0)
    .map(({ installId, points }) => ({ installId, points }))
    .toSorted((a, b) => b.points - a.points || (a.installId < b.installId ? -1 : 1));
}
