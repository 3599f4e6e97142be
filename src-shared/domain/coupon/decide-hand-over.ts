import type { BusinessDate } from '../../values/business-date.ts';
import { dayHoursBeganOn } from '../../values/day-hours.ts';
import type { MemberState } from '../member/member-state.ts';
import { isKept } from './claim-coupons.ts';
import type { CouponChange, CouponTemplate } from './coupon.ts';

export const handOverRefusals = [
  'code_wrong',
  'member_frozen',
  'not_transferable',
  'expired',
  'used',
] as const;
/** `code_wrong`: not by head office; the others are found by `decideHandOver`. */
export type HandOverRefusal = (typeof handOverRefusals)[number];

/** The operationId of the act by which a coupon left its giver, by the coupon that the receiver got. */
export function giveCouponId(newCouponId: string): string {
  return `give:${newCouponId}`;
}

/**
 * Decides what becomes of two members' coupons when one of them passes on a coupon that may go from hand to hand (CP-01). It is
 * void for the giver, who keeps whom it went to; the receiver has it under an id of its own, with the days, the store and
 * the face value it had, so that it may come back, or both be merged, without one standing for the other. Refuses in this
 * order: the receiver is frozen; no such coupon may be passed on, or its giver is frozen; its last day is over; it is used,
 * passed on already, or kept by any till for a receipt that is about to be posted.
 */
export function decideHandOver(input: {
  readonly giver: MemberState;
  readonly receiver: MemberState;
  readonly couponId: string;
  /** What the receiver is to have; made from the coupon and the receiver, so that a repeat is the same. */
  readonly newCouponId: string;
  readonly templates: readonly CouponTemplate[];
  readonly storeId: string;
  readonly at: {
    readonly businessDate: BusinessDate;
    readonly minuteOfDay: number;
    readonly atMs: number;
  };
}):
  | { readonly status: 'refused'; readonly reason: HandOverRefusal }
  | {
      readonly status: 'decided';
      readonly given: CouponChange;
      readonly received: CouponChange;
    } {
  const { giver, receiver, couponId, newCouponId, templates, storeId, at } = input;
  const refused = (reason: HandOverRefusal) => ({ status: 'refused', reason }) as const;
  if (receiver.status === 'frozen') return refused('member_frozen');
  const had = giver.coupons?.find((each) => each.couponId === couponId);
  const template = templates.find(({ templateId }) => templateId === had?.templateId);
  if (had === undefined || template?.transferable !== true || giver.status === 'frozen')
    return refused('not_transferable');
  if (had.toDay < dayHoursBeganOn(template.hours, at)) return refused('expired');
  if (had.status !== 'issued' || isKept(had, at.atMs)) return refused('used');
  const { claim: _claim, ...coupon } = had;
  const { memberId } = receiver;
  const to = { couponId: newCouponId, memberId, storeId, atMs: at.atMs };
  return {
    status: 'decided',
    given: { kind: 'hand_over', couponId, to },
    received: { kind: 'issue', coupon: { ...coupon, couponId: newCouponId } },
  };
}
