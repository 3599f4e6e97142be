import {
  decideCouponUse,
  floorCouponIdsOf,
  isCouponOnlineOnly,
  offlineModeOf,
  type OfflineCouponFacts,
} from '../../../src-shared/domain/coupon/decide-coupon-use.ts';
import { isKeptElsewhere } from '../../../src-shared/domain/coupon/claim-coupons.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import { ceilingOf } from '../../../src-shared/domain/offline-rights/decide-ceiling.ts';
import type { Operation } from '../../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import type { SpendLimits } from '../../../src-shared/domain/quote/facts-of.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { CouponClaimAnswer } from '../coupon/claim-coupons.ts';
import type { CarriedGrant } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import type { MemberView } from '../find-member.ts';
import { offlinePointsNow } from '../offline-right.ts';
import { stretchNow } from '../offline-ceiling.ts';
import { pinVerifierOf } from '../pin-checks.ts';

/**
 * What of a member's points and coupons may be used at this till now, and of the rest why not: nothing by who can show neither
 * a PIN nor a code (ID-02), without the line points by what the phone carried or by the floor rule (OF-03) and coupons by
 * their mode (CP-07). A quote needs no PIN yet, only a member who has one; posting asks for it.
 */
export function spendLimits(
  till: ActiveTill,
  view: MemberView,
  at: {
    readonly programme: Programme;
    readonly businessDate: BusinessDate;
    readonly isOnline: boolean;
    /** They have shown who they are. */
    readonly isIdentified: boolean;
    /** What their phone carried here. */
    readonly grant: CarriedGrant | null;
    /** What head office has said of the coupons of this receipt. */
    readonly claim?: CouponClaimAnswer;
  },
): SpendLimits {
  const canProve = at.isIdentified || pinVerifierOf(view.state) !== null;
  const barredCoupons = barCoupons(till, view, { ...at, canProve });
  const coupons = isAnsweredOnline(at)
    ? { barredCoupons }
    : {
        barredCoupons,
        floorCouponIds: floorCouponIdsOf(view.state.coupons ?? [], at.programme.coupons.templates),
      };
  if (!canProve) {
    return { maxPoints: 0, pointsBar: { code: 'identification_needed' }, ...coupons };
  }
  if (at.isOnline) return coupons;
  const maxPoints = offlinePointsNow(till, view, at.programme, at.grant);
  return { maxPoints, pointsBar: { code: 'offline_limit' }, ...coupons };
}

function barCoupons(
  till: ActiveTill,
  { memberId, state }: MemberView,
  given: {
    readonly programme: Programme;
    readonly businessDate: BusinessDate;
    readonly isOnline: boolean;
    readonly canProve: boolean;
    readonly claim?: CouponClaimAnswer;
  },
): NonNullable<SpendLimits['barredCoupons']> {
  const coupons = (state.coupons ?? []).filter(({ status }) => status === 'issued');
  if (coupons.length === 0) return [];
  const { templates } = given.programme.coupons;
  const { claim } = given;
  const { atMs } = till.time.now();
  const line = isAnsweredOnline(given) ? 'online' : offlineFacts(till, given.programme, memberId);
  const isOnlineOnly = isCouponOnlineOnly(state.couponConflicts, given.businessDate);
  return coupons.flatMap((coupon) => {
    const template = templates.find(({ templateId }) => templateId === coupon.templateId);
    if (template === undefined) return [];
    const { couponId } = coupon;
    if (claim?.status === 'refused' && claim.couponId === couponId) {
      return [{ couponId, whyNot: { code: claim.reason } }];
    }
    if (isKeptElsewhere(coupon, till.installId, atMs)) {
      return [{ couponId, whyNot: { code: 'used' as const } }];
    }
    const whyNot = decideCouponUse({
      coupon,
      template,
      storeId: till.terminal.storeId,
      isIdentified: given.canProve,
      isOnlineOnly,
      line,
    });
    return whyNot === null ? [] : [{ couponId, whyNot }];
  });
}

/** A question that was not answered is the line being down, whatever it says. */
function isAnsweredOnline(at: {
  readonly isOnline: boolean;
  readonly claim?: CouponClaimAnswer;
}): boolean {
  return at.isOnline && at.claim?.status !== 'unreachable';
}

/** What this till has taken without the office, and whether a floor coupon of the member is among what it does not have yet. */
function offlineFacts(
  till: ActiveTill,
  programme: Programme,
  memberId: MemberState['memberId'],
): OfflineCouponFacts {
  const { ackedSeq } = till.store.sync.read();
  const floorUsed = till.store.operation
    .listOfMemberAfter(memberId, ackedSeq)
    .flatMap(usedTemplateIds)
    .some((templateId) => {
      const template = programme.coupons.templates.find((each) => each.templateId === templateId);
      return template !== undefined && offlineModeOf({}, template) === 'floor';
    });
  const stretch = stretchNow(till.store);
  return {
    replicaAgeMs: till.reference.replicaAgeMs(),
    floorUsed,
    usedCount: stretch.used.couponCount,
    usedFen: stretch.used.couponFen,
    ceiling: ceilingOf(programme, stretch),
  };
}

function usedTemplateIds(operation: Operation): readonly string[] {
  if (operation.kind !== 'earn') return [];
  return (operation.body.benefits?.coupons ?? []).map(({ templateId }) => templateId);
}
