import type { InferContractRouterOutputs } from '@orpc/contract';
import type { couponContract } from '../../../src-shared/contract/till/coupon.ts';
import { couponTimeProblem } from '../../../src-shared/domain/coupon/coupon-time.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { minuteOfDayAt } from '../../../src-shared/values/business-date.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, readMember } from '../find-member.ts';
import { checkKnown, isProven } from '../identify.ts';
import { spendLimits } from '../quote/spend-limits.ts';
import type { SignedIn } from '../session.ts';
import { reasonText } from './coupon-reason.ts';

type Output = InferContractRouterOutputs<typeof couponContract>['list'];

/**
 * A member's coupons, those that end first first, with why not for each that cannot be used here now (CP-03): its state,
 * days, store and hours, then the right to use it. Shows them to nobody who may not see what the member has (ID-02).
 */
export function listCoupons(
  till: ActiveTill,
  session: SignedIn,
  memberId: string,
): Refusal | ({ readonly status: 'listed' } & Output) {
  const moment = till.time.now();
  const { businessDate } = moment;
  const view = readMember(till, memberId);
  if (isRefused(view)) return view;
  const unknown = checkKnown(till, session, view, 'seeAssets');
  if (unknown !== null) return unknown;
  const programme = till.reference.programmeAt(businessDate);
  if (programme === null) return { status: 'listed', coupons: [] };
  const { barredCoupons = [] } = spendLimits(till, view, {
    programme,
    businessDate,
    isOnline: till.reference.isOnline(),
    isIdentified: isProven(till, session, view.memberId),
    grant: null,
  });
  const at = {
    storeId: till.terminal.storeId,
    businessDate,
    minuteOfDay: minuteOfDayAt(moment.atMs),
  };
  const coupons = (view.state.coupons ?? []).toSorted((a, b) => (a.toDay < b.toDay ? -1 : 1));
  return {
    status: 'listed',
    coupons: coupons.map(({ couponId, templateId, status, fromDay, toDay, ...coupon }) => {
      const template = programme.coupons.templates.find((each) => each.templateId === templateId);
      const whyNot =
        couponTimeProblem({ ...coupon, status, fromDay, toDay }, template ?? {}, at) ??
        (template === undefined ? ({ code: 'not_for_member' } as const) : null) ??
        barredCoupons.find((bar) => bar.couponId === couponId)?.whyNot ??
        null;
      return {
        couponId,
        templateId,
        name: template?.name[session.language] ?? templateId,
        status,
        fromDay,
        toDay,
        usable: whyNot === null,
        whyNot: whyNot?.code ?? null,
        reason: whyNot === null ? null : reasonText(till, session.language, whyNot),
      };
    }),
  };
}
