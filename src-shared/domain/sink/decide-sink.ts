import { type BusinessDate, isOneOf } from '../../values/business-date.ts';
import { couponAllotmentSku, isAllotted } from '../coupon/coupon-allotment.ts';
import { issueCoupon, issueProblem } from '../coupon/issue-coupon.ts';
import type { MemberState } from '../member/member-state.ts';
import { ageBandOf, ageTable } from '../offline-rights/age-table.ts';
import type { DraftOf } from '../operation/operation.ts';
import {
  grantOf,
  reservedForOthers,
  type SpendingRight,
} from '../offline-rights/spending-right.ts';
import { balanceOf, spendableLots } from '../points/balance.ts';
import { allocateEarliestExpiry } from '../points/lots.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import type { Programme } from '../programme/programme.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { decideTierSink } from '../tier/decide-tier-grant.ts';
import type { TierChange } from '../tier/tier.ts';
import { withTierOn } from '../tier/with-tier-on.ts';
import type { Sink } from './sink.ts';

export interface SinkWish {
  readonly programme: Programme;
  readonly state: MemberState;
  readonly sinkId: string;
  readonly redemptionId: string;
  readonly storeId: string;
  readonly businessDate: BusinessDate;
  readonly nowMs: number;
  /** Of the coupon, where the sink gives one. */
  readonly couponId: string;
  /** Of the gift, or of the coupons of a template, that this till may still hand over: its allotment (PL-22, CP-08). */
  readonly giftsLeft: (sku: string) => number;
  readonly right: SpendingRight;
  readonly grantId?: string;
  /** Since the last complete sync; null: there was none. */
  readonly replicaAgeMs: number | null;
  /** The office vouches for points that this till does not know of. */
  readonly authorisedBeyondView?: boolean;
}

type Reward = Pick<
  DraftOf<'redeemSink'>['body'],
  'coupons' | 'tier' | 'giftSku' | 'allottedTemplateId' | 'couponClaim'
>;

/**
 * Decides to give points for a gift, a cause, a coupon or a tier (PL-22, PL-23, TR-08): the sink's price, all of it, from
 * the lots that expire first. The right to spend and the member's identification were checked before. A gift comes out of
 * this till's allotment only, online as offline, so that no two tills promise the same one. So does a coupon of a template that
 * has only so many; where that is used up the member gets a note that head office turns into one (CP-08). Refuses in the order
 * sink_unknown, member_frozen, sink_other_day (R082), offline_replica_old (a gift, OF-02), gift_none_left, sink_coupon_ended,
 * tier_unknown, tier_held, tier_not_higher, points_not_enough.
 */
export function decideSink(
  wish: SinkWish,
):
  | Refusal
  | { readonly status: 'decided'; readonly sink: Sink; readonly draft: DraftOf<'redeemSink'> } {
  const { programme, state, sinkId, redemptionId, right, businessDate } = wish;
  const sink = programme.sinks.find((each) => each.sinkId === sinkId);
  if (sink === undefined) return refuse('sink_unknown');
  if (state.status === 'frozen') return refuse('member_frozen');
  if (!isOneOf(sink, businessDate)) return refuse('sink_other_day');
  const isKept = right === 'authorised';
  const isGift = sink.reward.kind === 'gift';
  if (isGift && !isKept && ageTable.gifts[ageBandOf(wish.replicaAgeMs)] === 'none') {
    return refuse('offline_replica_old');
  }
  const rewarded = decideReward(wish, sink);
  if (rewarded.status === 'refused') return rewarded;
  const { points } = sink;
  const availablePoints = pointsAtHand(wish);
  if (points > availablePoints) return refuse('points_not_enough', { maxPoints: availablePoints });

  const entry: PointsEntry = {
    kind: 'redeem',
    points: -points,
    ruleId: `sink:${sinkId}`,
    lots: allocateEarliestExpiry(spendableLots(state, businessDate), points),
  };
  const body = {
    redemptionId,
    sinkId,
    points,
    right,
    ...grantOf(wish),
    entries: [entry],
    ...rewarded.reward,
  };
  return {
    status: 'decided',
    sink,
    draft: { kind: 'redeemSink', body, memberId: state.memberId },
  };
}

function decideReward(
  wish: SinkWish,
  { sinkId, reward }: Sink,
): Refusal | { readonly status: 'decided'; readonly reward: Reward } {
  const { programme, state, businessDate } = wish;
  switch (reward.kind) {
    case 'charity':
      return { status: 'decided', reward: {} };
    case 'gift': {
      if (wish.giftsLeft(reward.sku) <= 0) return refuse('gift_none_left');
      return { status: 'decided', reward: { giftSku: reward.sku } };
    }
    case 'coupon': {
      const rewarded = couponOf(wish, reward.templateId);
      if (rewarded === null) return refuse('sink_coupon_ended');
      return { status: 'decided', reward: rewarded };
    }
    case 'tier': {
      const decided = decideTierSink({ programme, state, sinkId, reward, businessDate });
      return decided.status === 'refused'
        ? decided
        : { status: 'decided', reward: { tier: decided.tier satisfies TierChange } };
    }
  }
}

/** null where the template has ended or the member has had all of theirs; how many there are in all only the office knows. */
function couponOf(wish: SinkWish, templateId: string): Reward | null {
  const { programme, state, couponId, businessDate, nowMs, storeId } = wish;
  const template = programme.coupons.templates.find((each) => each.templateId === templateId);
  if (template === undefined) return null;
  const had = (state.coupons ?? []).filter((coupon) => coupon.templateId === templateId);
  const known = { businessDate, issuedCount: 0, memberIssuedCount: had.length };
  if (issueProblem(template, known) !== null) return null;
  const { tierCode } = withTierOn(programme, state, businessDate);
  const isShared = isAllotted(template);
  if (isShared && wish.giftsLeft(couponAllotmentSku(templateId)) <= 0) {
    return { couponClaim: { couponId, templateId, tierCode } };
  }
  const isBound = template.offlineMode === 'store_bound';
  const coupon = issueCoupon(template, {
    couponId,
    tierCode,
    businessDate,
    atMs: nowMs,
    ...(isBound ? { storeId } : {}),
  });
  return {
    coupons: [{ kind: 'issue', coupon }],
    ...(isShared ? { allottedTemplateId: templateId } : {}),
  };
}

/** What is kept for it, or for the phone that carried its right, is not in its way. */
function pointsAtHand(wish: SinkWish): number {
  const { state, authorisedBeyondView } = wish;
  if (authorisedBeyondView === true) return Number.MAX_SAFE_INTEGER;
  const reservations = reservedForOthers(state.reservations, wish);
  return balanceOf({ ...state, reservations }, wish).availablePoints;
}
