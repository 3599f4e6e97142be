import type { MemberStanding } from '../../src-shared/contract/till/member.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { MemberPlan } from '../../src-shared/domain/plan/plan.ts';
import type { Refusal } from '../../src-shared/domain/refusal.ts';
import type { Language, Programme } from '../../src-shared/domain/programme/programme.ts';
import { decideEvaluation } from '../../src-shared/domain/tier/decide-evaluation.ts';
import { isHeldDown } from '../../src-shared/domain/tier/granted-tier.ts';
import { measureGrowth } from '../../src-shared/domain/tier/measure-growth.ts';
import {
  missingForNextTier,
  missingToKeep,
} from '../../src-shared/domain/tier/missing-for-tier.ts';
import { withTierOn } from '../../src-shared/domain/tier/with-tier-on.ts';
import { addDays, type BusinessDate } from '../../src-shared/values/business-date.ts';
import type { ActiveTill } from './active-till.ts';
import { isRefused, type MemberView, readMember } from './find-member.ts';
import { checkKnown } from './identify.ts';
import type { SignedIn } from './session.ts';

/** A coupon is near its end so many days before it. */
const couponEndingDays = 7;

/**
 * What a counter says of a member's tier, paid plans and coupons (TR-01 to TR-04, TR-09, R008): what has been reached and how
 * long it lasts, what the next tier lacks, and, from the days of notice on, what it takes to keep this one. What only this
 * till knows yet is provisional.
 */
export function memberStanding(
  till: ActiveTill,
  session: SignedIn,
  memberId: string,
): Refusal | { readonly status: 'read'; readonly standing: MemberStanding } {
  const member = readMember(till, memberId);
  if (isRefused(member)) return member;
  const unknown = checkKnown(till, session, member, 'seeAssets');
  if (unknown !== null) return unknown;
  return { status: 'read', standing: standingOf(till, member, session.language) };
}

function standingOf(till: ActiveTill, member: MemberView, language: Language): MemberStanding {
  const { businessDate } = till.time.now();
  const programme = till.reference.programmeAt(businessDate);
  const onDay = (state: MemberState) =>
    programme === null ? state : withTierOn(programme, state, businessDate);
  const state = onDay(member.state);
  const readBase = member.hasPending ? till.store.member.readBase(member.memberId) : member.state;
  const base = readBase === null ? null : onDay(readBase);
  const nameOf = (code: string) =>
    programme?.tiers.find((tier) => tier.code === code)?.name[language] ?? code;
  const next = programme === null ? null : missingForNextTier(programme, state, businessDate);
  const keep = programme === null ? null : missingToKeep(programme, state, businessDate);
  const untilDay = tierEnd(programme, state, businessDate);
  const isNoticeTime =
    programme !== null &&
    untilDay !== null &&
    businessDate >= addDays(untilDay, -programme.tierPolicy.noticeDays);
  return {
    growth:
      programme === null
        ? noGrowth
        : measureGrowth(state.growth, programme.tierPolicy, businessDate),
    tierUntilDay: untilDay,
    tierIsProvisional: isProvisional(state, base),
    tierIsHeld: isHeldDown(state, businessDate),
    nextTier:
      next === null
        ? null
        : {
            tier: next.tierCode,
            tierName: nameOf(next.tierCode),
            missing: next.missing.map(({ measure, missing }) => ({ measure, missing })),
          },
    keepTier:
      keep === null || !isNoticeTime
        ? null
        : {
            byDay: keep.byDay,
            missing: keep.missing?.map(({ measure, missing }) => ({ measure, missing })) ?? null,
          },
    plans: plansOf(state, base, businessDate).map((plan) => ({
      ...plan,
      name:
        programme?.plans.find(({ planId }) => planId === plan.planId)?.name[language] ??
        plan.planId,
    })),
    coupons: couponsOf(state, businessDate),
  };
}

/** The last day of a tier; of one that can be earned and has none yet, the one that head office is about to give it (TR-05). */
function tierEnd(
  programme: Programme | null,
  state: MemberState,
  onDay: BusinessDate,
): BusinessDate | null {
  const { tierCode, tierTerm } = state;
  if (tierTerm !== undefined) return tierTerm.untilDay;
  if (programme === null) return null;
  const evaluation = decideEvaluation({ programme, state, onDay });
  const isEnd = evaluation?.kind === 'change' && evaluation.tier.tierCode === tierCode;
  return isEnd ? (evaluation.tier.term?.untilDay ?? null) : null;
}

const noGrowth = { spendFen: 0, visitDays: 0, topUpFen: 0, taskPoints: 0 };

function couponsOf({ coupons = [] }: MemberState, businessDate: BusinessDate) {
  const lastNearDay = addDays(businessDate, couponEndingDays);
  const unused = coupons.filter(
    ({ status, toDay }) => status === 'issued' && toDay >= businessDate,
  );
  const endDays = unused.map(({ toDay }) => toDay).filter((toDay) => toDay <= lastNearDay);
  return {
    count: unused.length,
    endingCount: endDays.length,
    endsOnDay: endDays.toSorted().at(0) ?? null,
  };
}

/** Whether head office has another tier, or, of somebody enrolled here, none beyond the first yet. */
function isProvisional({ tierCode, tierTerm }: MemberState, base: MemberState | null): boolean {
  if (base === null) return tierTerm !== undefined;
  return tierCode !== base.tierCode || tierTerm?.untilDay !== base.tierTerm?.untilDay;
}

/** One per plan: from its first day that is not over to the end of the last renewal. */
function plansOf(state: MemberState, base: MemberState | null, businessDate: BusinessDate) {
  const byPlan = new Map<string, MemberPlan[]>();
  for (const plan of state.plans ?? []) {
    if (plan.status !== 'active' || plan.untilDay < businessDate) continue;
    byPlan.set(plan.planId, [...(byPlan.get(plan.planId) ?? []), plan]);
  }
  const confirmed = new Set(base?.plans?.map(({ planSaleId }) => planSaleId));
  return [...byPlan].map(([planId, plans]) => {
    const sales = plans.toSorted((a, b) => (a.fromDay < b.fromDay ? -1 : 1));
    return {
      planId,
      fromDay: sales.at(0)?.fromDay ?? businessDate,
      untilDay: sales.at(-1)?.untilDay ?? businessDate,
      isProvisional: sales.some(({ planSaleId }) => !confirmed.has(planSaleId)),
      sales: sales.map(({ planSaleId, fromDay, untilDay, paidFen }) => ({
        planSaleId,
        fromDay,
        untilDay,
        paidFen,
      })),
    };
  });
}
