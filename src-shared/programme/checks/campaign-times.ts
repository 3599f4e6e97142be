import type { Campaign } from '../../domain/campaign/campaign.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { addDays, daysBetween, isOneOf, type SomeDays } from '../../values/business-date.ts';
import type { Problem } from '../problem.ts';

/**
 * Every campaign can run (R063): its hours are some time, one of its days is one that its conditions name, and it has no two
 * conditions of one kind that exclude each other.
 */
export function checkCampaignTimes({ campaigns }: Programme): readonly Problem[] {
  return campaigns.flatMap((campaign, campaignIndex) => {
    const findings: Problem[] = [];
    const kinds = new Set<string>();
    campaign.when.forEach((condition, index) => {
      const path = ['campaigns', campaignIndex, 'when', index];
      if (condition.kind === 'hours' && condition.fromMinute === condition.toMinute) {
        findings.push({ path: [...path, 'toMinute'], code: 'campaign_never_runs' });
      }
      if (kinds.has(condition.kind)) {
        const data = { name: condition.kind };
        findings.push({ path: [...path, 'kind'], code: 'condition_twice', data });
      }
      kinds.add(condition.kind);
    });
    const path = ['campaigns', campaignIndex, 'when'];
    return [...findings, ...checkSomeDay(campaign, someDaysOf(campaign), path)];
  });
}

/** A coupon with fixed days can be used on one of them (CP-01). */
export function checkCouponDays({ coupons }: Programme): readonly Problem[] {
  return coupons.templates.flatMap(({ validity, weekdays }, index) =>
    validity.kind === 'fixed' && weekdays !== undefined
      ? checkSomeDay(validity, { weekdays }, ['coupons', 'templates', index, 'weekdays'])
      : [],
  );
}

/** Of two conditions of one kind it is said that they are. */
function someDaysOf({ when }: Campaign): SomeDays {
  return {
    weekdays: when.find((condition) => condition.kind === 'weekdays')?.weekdays,
    daysOfMonth: when.find((condition) => condition.kind === 'days_of_month')?.days,
  };
}

/** By then every day of the month has been every weekday, the 29th of February among them. */
const allDaysCount = 366 * 40;

function checkSomeDay(
  { fromDay, toDay }: Pick<Campaign, 'fromDay' | 'toDay'>,
  days: SomeDays,
  path: readonly PropertyKey[],
): readonly Problem[] {
  const dayCount = Math.min(daysBetween(fromDay, toDay), allDaysCount);
  for (let index = 0; index <= dayCount; index += 1) {
    if (isOneOf(days, addDays(fromDay, index))) return [];
  }
  return [{ path, code: 'no_such_day', data: { fromDay, toDay } }];
}
