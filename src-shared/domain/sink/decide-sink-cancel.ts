import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import type { DraftOf } from '../operation/operation.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptRedemption } from '../receipt/receipt.ts';
import { decideCancel } from '../redemption/decide-cancel.ts';
import { refuse, type Refusal } from '../refusal.ts';

/**
 * Decides to undo a coupon taken for points, while it is unused (PL-23): the points go back to the lots they came from, the
 * coupon is void. Everything else that points are given for is final. `couponId` is null for those. Refuses in the order
 * sink_final, sink_coupon_used.
 */
export function decideSinkCancel(input: {
  readonly programme: Programme;
  readonly state: MemberState;
  readonly redemption: ReceiptRedemption;
  readonly couponId: string | null;
  readonly businessDate: BusinessDate;
}): Refusal | { readonly status: 'decided'; readonly draft: DraftOf<'cancelRedemption'> } {
  const { programme, state, redemption, couponId, businessDate } = input;
  if (couponId === null) return refuse('sink_final');
  const coupon = state.coupons?.find((each) => each.couponId === couponId);
  if (coupon?.status !== 'issued') return refuse('sink_coupon_used');
  const { memberId } = state;
  const receiptPosted = false;
  const decided = decideCancel({ programme, redemption, memberId, businessDate, receiptPosted });
  if (decided.status === 'refused') return decided;
  const body = { ...decided.draft.body, coupons: [{ kind: 'void', couponId } as const] };
  return { status: 'decided', draft: { ...decided.draft, body } };
}
