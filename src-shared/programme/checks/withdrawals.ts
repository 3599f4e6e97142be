import { compareRates } from '../../domain/points/rate.ts';
import type { CouponEffect, CouponTemplate } from '../../domain/coupon/coupon.ts';
import type { MemberState } from '../../domain/member/member-state.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { walletFen } from '../../domain/stored-value/value-balance.ts';
import type { Problem } from '../problem.ts';
import { narrowedFields } from './coupon-reach.ts';

/**
 * Something that a programme in force gives members and the next one no longer honours: it may not be published while somebody
 * still has it.
 */
export interface Withdrawal {
  readonly problem: Problem;
  /** Stands in the state, as JSON text, of everybody who has it, and of others. */
  readonly stateText: string;
  /** Whether this member still has it when the programme begins. */
  isHeldBy(state: MemberState): boolean;
}

/** What `programme` takes away that `before` gives; [] where members keep all they may have. */
export function withdrawalsFrom(programme: Programme, before: Programme): readonly Withdrawal[] {
  const { startsOnDay } = programme;
  return [
    ...droppedTiers(programme, before),
    ...before.coupons.templates.flatMap((template) =>
      templateProblems(programme, template).map((problem) => ({
        problem,
        stateText: `"templateId":${JSON.stringify(template.templateId)}`,
        isHeldBy: ({ coupons }: MemberState) =>
          (coupons ?? []).some(
            ({ templateId, status, toDay }) =>
              templateId === template.templateId && status === 'issued' && toDay >= startsOnDay,
          ),
      })),
    ),
    ...droppedPlans(programme, before),
    ...droppedValue(programme, before),
  ];
}

function droppedTiers({ tiers }: Programme, before: Programme): readonly Withdrawal[] {
  const kept = new Set(tiers.map(({ code }) => code));
  return before.tiers
    .filter(({ code }) => !kept.has(code))
    .map(({ code }) => ({
      problem: { path: ['tiers'], code: 'tier_dropped', data: { name: code } },
      stateText: `"tierCode":${JSON.stringify(code)}`,
      isHeldBy: ({ tierCode }) => tierCode === code,
    }));
}

function droppedPlans({ plans, startsOnDay }: Programme, before: Programme): readonly Withdrawal[] {
  const kept = new Set(plans.map(({ planId }) => planId));
  return before.plans
    .filter(({ planId }) => !kept.has(planId))
    .map((dropped) => ({
      problem: { path: ['plans'], code: 'plan_dropped', data: { name: dropped.planId } },
      stateText: `"planId":${JSON.stringify(dropped.planId)}`,
      isHeldBy: (state) =>
        (state.plans ?? []).some(
          ({ planId, status, untilDay }) =>
            planId === dropped.planId && status === 'active' && untilDay >= startsOnDay,
        ),
    }));
}

/** What is left in wallets has to be paid out for as long as it is there (SV-03, SV-10). */
function droppedValue({ value }: Programme, before: Programme): readonly Withdrawal[] {
  if (value !== null || before.value === null) return [];
  return [
    {
      problem: { path: ['value'], code: 'value_dropped' },
      stateText: '"value":{',
      isHeldBy: (state) => walletFen(state.value) > 0,
    },
  ];
}

function templateProblems(programme: Programme, before: CouponTemplate): readonly Problem[] {
  const { templates } = programme.coupons;
  const { templateId } = before;
  const data = { name: templateId };
  const index = templates.findIndex((template) => template.templateId === templateId);
  const now = templates[index];
  const path = ['coupons', 'templates'];
  if (now === undefined) return [{ path, code: 'template_dropped', data }];
  const problems: Problem[] = [];
  if (isLess(now.effect, before.effect)) {
    problems.push({ path: [...path, index, 'effect'], code: 'coupon_worth_less', data });
  }
  for (const field of narrowedFields(now, before)) {
    problems.push({ path: [...path, index, field], code: 'coupon_narrower', data });
  }
  if (before.transferable && !now.transferable) {
    problems.push({ path: [...path, index, 'transferable'], code: 'coupon_bound', data });
  }
  return problems;
}

/** Whether a coupon gives less than it did when it was issued, or asks for more; another kind is never the same. */
function isLess(now: CouponEffect, before: CouponEffect): boolean {
  switch (now.kind) {
    case 'threshold_off':
      return (
        before.kind !== now.kind ||
        now.thresholdFen > before.thresholdFen ||
        now.offFen < before.offFen
      );
    case 'cash':
      return before.kind !== now.kind || now.offFen < before.offFen;
    case 'percent':
      return (
        before.kind !== now.kind ||
        now.thresholdFen > before.thresholdFen ||
        now.maxOffFen < before.maxOffFen ||
        compareRates(now.payShare, before.payShare) > 0
      );
    case 'item':
      return before.kind !== now.kind || now.sku !== before.sku;
    case 'buy_gift':
      return (
        before.kind !== now.kind ||
        now.buyQuantity > before.buyQuantity ||
        now.giftSku !== before.giftSku
      );
    case 'add_on':
      return (
        before.kind !== now.kind ||
        now.thresholdFen > before.thresholdFen ||
        now.sku !== before.sku ||
        now.payFen > before.payFen
      );
    case 'bonus_points':
      return (
        before.kind !== now.kind ||
        now.thresholdFen > before.thresholdFen ||
        now.points < before.points
      );
    case 'multiplier':
      return before.kind !== now.kind || compareRates(now.multiplier, before.multiplier) < 0;
  }
}
