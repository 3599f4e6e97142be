import { answer } from '../answer.ts';
import { listCoupons } from '../coupon/list-coupons.ts';
import { takeOverCoupon } from '../coupon/take-over-coupon.ts';
import type { Implementers } from '../implementer.ts';

/** Coupons: `list` of a member, and `takeOver` of another member's. Using them is part of the receipt. */
export function couponHandlers({ signedIn }: Implementers) {
  return {
    list: signedIn.coupon.list.handler(({ input, context: { till, session } }) => {
      const { coupons } = answer(session, listCoupons(till, session, input.memberId));
      return { coupons };
    }),
    takeOver: signedIn.coupon.takeOver.handler(async ({ input, context: { till, session } }) =>
      answer(session, await takeOverCoupon(till, session, input)),
    ),
  };
}
