import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  measureGrowth,
  tierWindow,
  type TierMeasures,
} from '../../src-shared/domain/tier/measure-growth.ts';
import { periodEnd } from '../../src-shared/domain/tier/tier-period.ts';
import { holdsRule, missingOf, type Missing } from '../../src-shared/domain/tier/tier-rule.ts';
import type { Growth, TierPolicy, TierRule } from '../../src-shared/domain/tier/tier.ts';
import { sampleDay } from '../support/sample-domain.ts';

interface Vectors {
  readonly policy: TierPolicy;
  readonly windows: readonly {
    readonly name: string;
    readonly window: TierPolicy['window'];
    readonly onDay: string;
    readonly firstDay: string;
  }[];
  readonly periods: readonly {
    readonly name: string;
    readonly window: TierPolicy['window'];
    readonly sinceDay: string;
    readonly untilDay: string;
  }[];
  readonly rules: readonly {
    readonly name: string;
    readonly rule: TierRule;
    readonly measures: TierMeasures;
    readonly holds: boolean;
    readonly missing: readonly Missing[];
  }[];
  readonly measures: readonly {
    readonly name: string;
    readonly growth: Growth;
    readonly onDay: string;
    readonly measures: TierMeasures;
  }[];
}
const file = new URL('vectors/tiers.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors; // a wrong one fails its test

describe('the vectors of tiers (TR-01, TR-02, R035, R036)', () => {
  for (const { name, window, onDay, firstDay } of vectors.windows)
    test(`window: ${name}`, () => {
      expect(tierWindow({ window }, sampleDay(onDay))).toEqual({ firstDay, lastDay: onDay });
    });

  for (const { name, window, sinceDay, untilDay } of vectors.periods)
    test(`period: ${name}`, () => {
      expect(periodEnd({ window }, sampleDay(sinceDay))).toBe(untilDay);
    });

  for (const { name, rule, measures, holds, missing } of vectors.rules)
    test(`rule: ${name}`, () => {
      expect(holdsRule(rule, measures)).toBe(holds);
      expect(missingOf(rule, measures)).toEqual(missing);
    });

  for (const { name, growth, onDay, measures } of vectors.measures)
    test(`growth: ${name}`, () => {
      expect(measureGrowth(growth, vectors.policy, sampleDay(onDay))).toEqual(measures);
    });
});
