import { decideHandOver, giveCouponId } from '../../src-shared/domain/coupon/decide-hand-over.ts';
import type { CouponTemplate } from '../../src-shared/domain/coupon/coupon.ts';
import { parseCouponCode, type SignedCouponCode } from '../../src-shared/scan/coupon-code.ts';
import { businessDateAt, minuteOfDayAt } from '../../src-shared/values/business-date.ts';
import type { Queryable } from '../store/database.ts';
import { type LockedMember, lockWithSurvivors, survivorOf } from '../store/member-store.ts';
import { postToLocked } from '../store/office-operation-store.ts';
import { couponIdOf } from './issue-coupons.ts';
import type { OfficeServices } from './office-services.ts';
import { isSignedHere } from './sign-coupon-code.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

/** One hand-over: the code that was shown, for whom, where and by whose hand. */
interface HandOver {
  readonly code: SignedCouponCode;
  readonly memberId: string;
  readonly storeId: string;
  readonly actor: string;
  readonly atMs: number;
  readonly templates: readonly CouponTemplate[];
  readonly programmeVersion: number;
}

/**
 * Passes a coupon to the member for whom its signed code is shown (CP-01): whoever has the code may use it, and head office
 * alone knows that nobody has. One act for each of the two members, under the locks of both: of two tills that ask at once one
 * gets it, and it is not kept for a receipt of the giver meanwhile. Safe to repeat.
 */
export function handOverCouponHandler(office: OfficeServices) {
  return syncCalls.coupons.handOver.handler(async ({ input, context }) => {
    const { database } = office.store;
    const { storeId } = await requireInstall(database, context);
    const atMs = office.nowMs();
    const code = parseCouponCode(input.code);
    if (code === null || !isSignedHere(office.couponKeys, code, atMs)) {
      return { status: 'refused' as const, reason: 'code_wrong' as const };
    }
    const programme = (await office.programmes(database)).onDay(businessDateAt(atMs));
    const { memberId, operatorId: actor } = input;
    const answer = await database.transaction((transaction) =>
      handOver(transaction, {
        code,
        memberId,
        storeId,
        actor,
        atMs,
        templates: programme?.coupons.templates ?? [],
        programmeVersion: programme?.version ?? 0,
      }),
    );
    if (answer.status === 'handed_over') {
      office.changes.notify();
      const { couponId } = code;
      office.log.info({ couponId, from: code.memberId, to: memberId, actor }, 'coupon handed over');
    }
    return answer;
  });
}

async function handOver(transaction: Queryable, wish: HandOver) {
  const { code, memberId, storeId, actor, atMs, templates, programmeVersion } = wish;
  const { couponId } = code;
  const locked = await lockWithSurvivors(transaction, [code.memberId, memberId]);
  const giver = survivorOf(locked, code.memberId);
  const receiver = survivorOf(locked, memberId);
  if (giver === null || receiver === null) return { status: 'member_unknown' as const };
  const [giverId, receiverId] = [giver.state.memberId, receiver.state.memberId];
  if (giverId === receiverId) {
    return { status: 'own' as const, couponId, member: toFeed(receiver) };
  }
  const newCouponId = couponIdOf('hand_over', couponId, receiverId);
  if (receiver.state.coupons?.some((each) => each.couponId === newCouponId) === true) {
    return { status: 'handed_over' as const, couponId: newCouponId, member: toFeed(receiver) };
  }
  const businessDate = businessDateAt(atMs);
  const decided = decideHandOver({
    giver: giver.state,
    receiver: receiver.state,
    couponId,
    newCouponId,
    templates,
    storeId,
    at: { businessDate, minuteOfDay: minuteOfDayAt(atMs), atMs },
  });
  if (decided.status === 'refused') return decided;
  const header = { atMs, businessDate, programmeVersion, actor };
  const { members } = await postToLocked(
    transaction,
    [
      {
        ...header,
        operationId: giveCouponId(newCouponId),
        kind: 'giveCoupon',
        body: { coupons: [decided.given], otherMemberId: receiverId },
        memberId: giverId,
      },
      {
        ...header,
        operationId: `receive:${newCouponId}`,
        kind: 'receiveCoupon',
        body: { coupons: [decided.received], otherMemberId: giverId },
        memberId: receiverId,
      },
    ],
    locked,
  );
  const member = toFeed(members.get(receiverId) ?? receiver);
  return { status: 'handed_over' as const, couponId: newCouponId, member };
}

function toFeed({ state, revision }: LockedMember) {
  return { memberId: state.memberId, revision, stateJson: JSON.stringify(state) };
}
