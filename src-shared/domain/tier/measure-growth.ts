import { addDays, addMonths, endOfYear, type BusinessDate } from '../../values/business-date.ts';
import type { Growth, TierMeasure, TierPolicy } from './tier.ts';

const monthsPerYear = 12;

/** What a member has reached within a window; fen, days and points by the name. */
export interface TierMeasures {
  readonly spendFen: number;
  readonly visitDays: number;
  readonly topUpFen: number;
  readonly taskPoints: number;
}

/** First and last day that count. */
export interface TierWindow {
  readonly firstDay: BusinessDate;
  readonly lastDay: BusinessDate;
}

/**
 * The days that count towards tiers on a day (TR-01). Rolling: from the day after the same day so many months before, where
 * a month too short for it ends on its last day; so 12 months to 28 February 2025 begin on 29 February 2024, and those to
 * 29 February 2024 on 1 March 2023. Calendar year: from 1 January.
 */
export function tierWindow(policy: Pick<TierPolicy, 'window'>, onDay: BusinessDate): TierWindow {
  const { window } = policy;
  switch (window.kind) {
    case 'rolling_months':
      return { firstDay: addDays(addMonths(onDay, -window.months), 1), lastDay: onDay };
    case 'calendar_year':
      return { firstDay: addDays(endOfYear(addMonths(onDay, -monthsPerYear)), 1), lastDay: onDay };
  }
}

/** Counts what a member has reached in the window of a day (TR-01): spend and top-ups net, visits by distinct dates. */
export function measureGrowth(
  growth: Growth | undefined,
  policy: Pick<TierPolicy, 'window' | 'visitMinFen'>,
  onDay: BusinessDate,
): TierMeasures {
  return measureWindow(growth, policy, tierWindow(policy, onDay));
}

/** Counts what a member has reached between two days, both included (TR-01). A date is a visit from `visitMinFen` net on. */
export function measureWindow(
  growth: Growth | undefined,
  { visitMinFen }: Pick<TierPolicy, 'visitMinFen'>,
  window: TierWindow,
): TierMeasures {
  // A date whose goods all came back is no visit, even where none asks for a least spend; one of which more came back than is
  // known here, as after a merge that was undone, takes nothing from the others.
  const spends = amountsIn(growth?.spendFenByDay, window).filter((fen) => fen > 0);
  return {
    spendFen: sum(spends),
    visitDays: spends.filter((fen) => fen >= visitMinFen).length,
    topUpFen: sum(amountsIn(growth?.topUpFenByDay, window)),
    taskPoints: sum(amountsIn(growth?.taskPointsByDay, window)),
  };
}

/** The figure a rule speaks of. */
export function measureOf(measures: TierMeasures, measure: TierMeasure): number {
  switch (measure) {
    case 'spend_fen':
      return measures.spendFen;
    case 'visit_days':
      return measures.visitDays;
    case 'top_up_fen':
      return measures.topUpFen;
    case 'task_points':
      return measures.taskPoints;
  }
}

function amountsIn(
  byDay: Readonly<Record<BusinessDate, number>> | undefined,
  { firstDay, lastDay }: TierWindow,
): number[] {
  const amounts: number[] = [];
  for (const [onDay, amount] of Object.entries(byDay ?? {}))
    if (onDay >= firstDay && onDay <= lastDay) amounts.push(amount);
  return amounts;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
