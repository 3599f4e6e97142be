import type { MemberState } from './member-state.ts';

/** A state in which nothing is kept for one act of one till any more: points, stored value and coupons (OF-03, CP-07). */
export function withoutKept(
  state: MemberState,
  act: { readonly actId: string; readonly installId: string },
): MemberState {
  const { actId } = act;
  const isOwn = (id: string, { installId }: { readonly installId: string }): boolean =>
    id === actId && installId === act.installId;
  const { value, coupons } = state;
  return {
    ...state,
    reservations: state.reservations.filter((each) => !isOwn(each.redemptionId, each)),
    ...(value === undefined
      ? {}
      : {
          value: {
            ...value,
            reservations: value.reservations.filter((each) => !isOwn(each.reservationId, each)),
          },
        }),
    ...(coupons === undefined
      ? {}
      : {
          coupons: coupons.map(({ claim, ...coupon }) =>
            claim === undefined || isOwn(claim.claimId, claim) ? coupon : { ...coupon, claim },
          ),
        }),
  };
}
