import type { Programme } from '../../domain/programme/programme.ts';
import { tierWindow } from '../../domain/tier/measure-growth.ts';
import type { TierMeasure, TierRule } from '../../domain/tier/tier.ts';
import {
  addDays,
  type BusinessDate,
  calendarDay,
  daysBetween,
  endOfMonth,
} from '../../values/business-date.ts';
import type { Problem } from '../problem.ts';

/**
 * Every tier can be somebody's (TR-01): its rule can hold within the window, and there is a way to meet it that does not meet
 * the rule of a higher tier as well. Rules only ever grow truer with what is counted, so that it is enough to look at the
 * least that meets each of their alternatives. A tier without a rule is given by hand, as an import or a sink does. Nothing gives
 * the first one, and nothing comes with it: everybody has it.
 */
export function checkTierRules(programme: Programme): readonly Problem[] {
  const { sinks, tiers } = programme;
  const findings: Problem[] = [];
  const most = mostInWindow(programme);
  const [first] = tiers;
  if (first?.giftPack !== undefined) {
    findings.push({ path: ['tiers', 0, 'giftPack'], code: 'first_tier_given' });
  }
  sinks.forEach(({ reward }, index) => {
    if (reward.kind !== 'tier' || reward.tierCode !== first?.code) return;
    findings.push({ path: ['sinks', index, 'reward', 'tierCode'], code: 'first_tier_given' });
  });
  tiers.forEach((tier, index) => {
    if (tier.qualify === undefined) return;
    const path = ['tiers', index, 'qualify'];
    if (index === 0) {
      findings.push({ path, code: 'first_tier_given' });
      return;
    }
    const possible = waysToMeet(tier.qualify).filter((way) => isPossible(way, most));
    if (possible.length === 0) {
      findings.push({ path, ...neverHolds(most) });
      return;
    }
    const easier = tiers
      .slice(index + 1)
      .find(({ qualify }) => qualify !== undefined && possible.every((way) => meets(way, qualify)));
    if (easier === undefined) return;
    findings.push({ path, code: 'nobody_stays', data: { name: easier.code } });
  });
  return findings;
}

/** So much of each measure: as the least that one alternative of a rule asks for, absent means 0. */
type Way = Readonly<Partial<Record<TierMeasure, number>>>;

/** Far more than a rule of people has; beyond it the rest is not looked at. */
const maxWays = 1000;
/** Four years from the end of any month on have every month of a leap year among them. */
const monthsOfLeapCycle = 48;
const someMonthEnd = '2023-12-31' as BusinessDate;
const daysIntoMonth = 14;

function waysToMeet(rule: TierRule): readonly Way[] {
  switch (rule.kind) {
    case 'at_least':
      return [{ [rule.measure]: rule.amount }];
    case 'any':
      return rule.of.flatMap(waysToMeet).slice(0, maxWays);
    case 'all': {
      let ways: readonly Way[] = [{}];
      for (const part of rule.of) {
        const partWays = waysToMeet(part);
        ways = ways
          .flatMap((way) => partWays.map((partWay) => greaterOfBoth(way, partWay)))
          .slice(0, maxWays);
      }
      return ways;
    }
  }
}

function greaterOfBoth(a: Way, b: Way): Way {
  const both: Partial<Record<TierMeasure, number>> = { ...a };
  for (const [measure, amount] of Object.entries(b) as [TierMeasure, number][]) {
    both[measure] = Math.max(both[measure] ?? 0, amount);
  }
  return both;
}

function meets(way: Way, rule: TierRule): boolean {
  switch (rule.kind) {
    case 'at_least':
      return (way[rule.measure] ?? 0) >= rule.amount;
    case 'all':
      return rule.of.every((part) => meets(way, part));
    case 'any':
      return rule.of.some((part) => meets(way, part));
  }
}

/** The most of each measure that a member can reach within the window of the tiers; absent where nothing bounds it. */
function mostInWindow(programme: Programme): Way {
  const { dayCount, monthCount, yearCount } = longestWindow(programme);
  const times = { once: 1, day: dayCount, month: monthCount, year: yearCount };
  const tasks = programme.tasks ?? [];
  return {
    visit_days: dayCount,
    task_points: tasks.reduce(
      (sum, { taskPoints, repeats }) => sum + taskPoints * times[repeats],
      0,
    ),
    ...(programme.value === null ? { top_up_fen: 0 } : {}),
  };
}

/** The days, calendar months and calendar years that a window touches at most; a leap year is among those looked at. */
function longestWindow({ tierPolicy }: Programme): {
  readonly dayCount: number;
  readonly monthCount: number;
  readonly yearCount: number;
} {
  const longest = { dayCount: 0, monthCount: 0, yearCount: 0 };
  let onDay = someMonthEnd;
  for (let month = 0; month < monthsOfLeapCycle; month += 1) {
    onDay = endOfMonth(addDays(onDay, 1));
    // A rolling window has the most days and months where it ends within a month, one of a year on the last day of it.
    for (const lastDay of [onDay, addDays(onDay, -daysIntoMonth)]) {
      const window = tierWindow(tierPolicy, lastDay);
      const [first, last] = [calendarDay(window.firstDay), calendarDay(window.lastDay)];
      const years = last.year - first.year;
      const counts = {
        dayCount: daysBetween(window.firstDay, window.lastDay) + 1,
        monthCount: years * 12 + last.month - first.month + 1,
        yearCount: years + 1,
      };
      longest.dayCount = Math.max(longest.dayCount, counts.dayCount);
      longest.monthCount = Math.max(longest.monthCount, counts.monthCount);
      longest.yearCount = Math.max(longest.yearCount, counts.yearCount);
    }
  }
  return longest;
}

function isPossible(way: Way, most: Way): boolean {
  return (Object.entries(way) as [TierMeasure, number][]).every(
    ([measure, amount]) => amount <= (most[measure] ?? amount),
  );
}

function neverHolds({ visit_days = 0, task_points = 0, top_up_fen }: Way): Omit<Problem, 'path'> {
  const data = { days: visit_days, points: task_points };
  const isWithoutValue = top_up_fen !== undefined;
  return { code: isWithoutValue ? 'rule_never_holds_without_value' : 'rule_never_holds', data };
}
