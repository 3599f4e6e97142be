import type { MemberState } from './member-state.ts';

/** Who asked head office to keep something, as it is kept. */
interface Keeper {
  readonly installId: string;
  readonly attemptId?: string;
}

/**
 * A state in which nothing is kept for one act of one till any more: points, stored value and coupons (OF-03, CP-07); of an
 * attempt that is named, only what that asked for last.
 */
export function withoutKept(
  state: MemberState,
  act: Keeper & { readonly actId: string },
): MemberState {
  const { actId, installId, attemptId } = act;
  const isOwn = (id: string, by: Keeper): boolean =>
    id === actId &&
    by.installId === installId &&
    (attemptId === undefined || by.attemptId === attemptId);
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
