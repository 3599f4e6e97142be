import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { couponContract } from '../../../src-shared/contract/till/coupon.ts';
import type { HandOverRefusal } from '../../../src-shared/domain/coupon/decide-hand-over.ts';
import { refuse, type Refusal, type RefusalCode } from '../../../src-shared/domain/refusal.ts';
import { parseCouponCode, transferableFlag } from '../../../src-shared/scan/coupon-code.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, readMember } from '../find-member.ts';
import { checkNotOwn } from '../own-member.ts';
import { operatorId, type SignedIn } from '../session.ts';
import { scanCoupon } from './scan-coupon.ts';

type Input = InferContractRouterInputs<typeof couponContract>['takeOver'];
type Output = InferContractRouterOutputs<typeof couponContract>['takeOver'];

/** What head office answers, as the till says it. */
const refusals: Readonly<Record<HandOverRefusal, RefusalCode>> = {
  code_wrong: 'coupon_code_wrong',
  member_frozen: 'member_frozen',
  not_transferable: 'coupon_not_transferable',
  expired: 'coupon_ended',
  used: 'coupon_used',
};

/**
 * Hands a transferable coupon over to the member for whom its signed code is shown (CP-01): from then on it is theirs like any
 * other, and the code's own member has it no more. Only with head office, which alone knows that nobody has used it (CP-07 A).
 * Refuses in this order: what is wrong with the member, own_member, coupon_code_wrong, coupon_ended, coupon_not_transferable,
 * coupon_used as far as this till knows, coupon_hand_over_offline, what head office finds. Safe to repeat.
 */
export async function takeOverCoupon(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal> {
  const view = readMember(till, input.memberId);
  if (isRefused(view)) return view;
  if (view.state.status === 'frozen') return refuse('member_frozen');
  const own = checkNotOwn(till, session, view);
  if (own !== null) return own;
  const code = parseCouponCode(input.code);
  if (code === null) return refuse('coupon_code_wrong');
  const { status } = scanCoupon(till, code);
  if (status === 'forged') return refuse('coupon_code_wrong');
  if (status === 'expired') return refuse('coupon_ended');
  const giver = readMember(till, code.memberId);
  const { memberId } = view;
  if (!isRefused(giver) && giver.memberId === memberId) {
    return { status: 'own', couponId: code.couponId };
  }
  if (!code.flags.includes(transferableFlag)) return refuse('coupon_not_transferable');
  if (status === 'used') return refuse('coupon_used');
  if (!till.reference.isOnline()) return refuse('coupon_hand_over_offline');
  const { operator } = session;
  const answer = await till.sync.handOverCoupon({
    code: input.code,
    memberId,
    operatorId: operatorId(operator),
  });
  switch (answer.status) {
    case 'handed_over':
    case 'own':
      return answer;
    case 'refused':
      return refuse(refusals[answer.reason]);
    case 'member_unknown':
    case 'unreachable':
      return refuse('coupon_hand_over_offline');
  }
}
