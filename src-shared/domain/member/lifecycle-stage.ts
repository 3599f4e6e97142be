import { daysBetween, type BusinessDate } from '../../values/business-date.ts';
import type { LifecycleRules, LifecycleStage } from './lifecycle.ts';
import type { Purchases } from './member-state.ts';

/**
 * Where a member stands on a day (AN-02): `prospect` has never bought, `new` bought for the first time a short while ago,
 * `sleeping` and `lost` have stayed away, `won_back` came again after such a stay.
 */
export function lifecycleStage(
  purchases: Purchases | undefined,
  rules: LifecycleRules,
  onDay: BusinessDate,
): LifecycleStage {
  if (purchases === undefined) return 'prospect';
  const { firstOnDay, lastOnDay, beforeLastOnDay } = purchases;
  const awayDays = daysBetween(lastOnDay, onDay);
  if (awayDays > rules.lostDays) return 'lost';
  if (awayDays > rules.activeDays) return 'sleeping';
  if (beforeLastOnDay === undefined) {
    return daysBetween(firstOnDay, onDay) <= rules.newDays ? 'new' : 'active';
  }
  return daysBetween(beforeLastOnDay, lastOnDay) > rules.activeDays ? 'won_back' : 'active';
}
