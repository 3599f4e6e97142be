import type { Reservation } from '../member/member-state.ts';

/**
 * What points were spent by (OF-03): head office kept them for this spend; head office kept them for the member's phone, which
 * carried the right to this store (ID-04); head office had set them aside for this till (OF-04); or nobody did, and they were
 * few (OF-05).
 */
export const spendingRights = ['authorised', 'carried', 'grant', 'floor'] as const;
export type SpendingRight = (typeof spendingRights)[number];

/** The right to spend points, with the grant that it uses up: all of it, whatever the spend leaves of it. */
export interface RightToSpend {
  readonly right: SpendingRight;
  /** Of what the member's phone carried; with `authorised` where head office kept more than that. */
  readonly grantId?: string;
}

/** What head office keeps of a member for others than this spend: neither for itself nor for the grant that it uses up. */
export function reservedForOthers(
  reservations: readonly Reservation[],
  own: { readonly redemptionId: string; readonly grantId?: string | undefined },
): readonly Reservation[] {
  return reservations.filter(
    ({ redemptionId }) => redemptionId !== own.redemptionId && redemptionId !== own.grantId,
  );
}

/** As a body of an operation says it. */
export function grantOf({ grantId }: RightToSpend): { readonly grantId?: string } {
  return grantId === undefined ? {} : { grantId };
}
