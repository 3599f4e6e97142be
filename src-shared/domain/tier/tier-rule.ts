import { assert } from '../../values/assert.ts';
import { measureOf, type TierMeasures } from './measure-growth.ts';
import type { TierMeasure, TierRule } from './tier.ts';

/** What of one measure is still to be reached; `amount` is the whole of it. Fen, days or points by the measure. */
export interface Missing {
  readonly measure: TierMeasure;
  readonly missing: number;
  readonly amount: number;
}

/** Whether a boolean expression holds for what was counted (TR-01). */
export function holdsRule(rule: TierRule, measures: TierMeasures): boolean {
  switch (rule.kind) {
    case 'at_least':
      return measureOf(measures, rule.measure) >= rule.amount;
    case 'all':
      return rule.of.every((each) => holdsRule(each, measures));
    case 'any':
      return rule.of.some((each) => holdsRule(each, measures));
  }
}

/**
 * What has to be added so that a rule holds, [] when it does: of alternatives the one whose longest way is the shortest part
 * of its amount, the first one of equals (the words "还差 ¥x" name one way, not all of them).
 */
export function missingOf(rule: TierRule, measures: TierMeasures): readonly Missing[] {
  switch (rule.kind) {
    case 'at_least': {
      const { measure, amount } = rule;
      const missing = amount - measureOf(measures, measure);
      return missing > 0 ? [{ measure, missing, amount }] : [];
    }
    case 'all':
      return largestPerMeasure(rule.of.flatMap((each) => missingOf(each, measures)));
    case 'any': {
      const [first, ...others] = rule.of.map((each) => missingOf(each, measures));
      assert(first !== undefined, 'A rule of alternatives has one at least.');
      return others.reduce((best, each) => (isShorter(each, best) ? each : best), first);
    }
  }
}

function largestPerMeasure(missing: readonly Missing[]): readonly Missing[] {
  const byMeasure = new Map<TierMeasure, Missing>();
  for (const each of missing) {
    const known = byMeasure.get(each.measure);
    if (known === undefined || each.missing > known.missing) byMeasure.set(each.measure, each);
  }
  return [...byMeasure.values()];
}

function isShorter(a: readonly Missing[], b: readonly Missing[]): boolean {
  return compareParts(longest(a), longest(b)) < 0;
}

function longest(missing: readonly Missing[]): Missing | null {
  const [first, ...others] = missing;
  if (first === undefined) return null;
  return others.reduce((far, each) => (compareParts(each, far) > 0 ? each : far), first);
}

/** Compares missing / amount without a fraction; nothing missing is the least. */
function compareParts(a: Missing | null, b: Missing | null): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  const left = BigInt(a.missing) * BigInt(b.amount);
  const right = BigInt(b.missing) * BigInt(a.amount);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
