import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import {
  decideEvaluation,
  type TierEvaluation,
} from '../../src-shared/domain/tier/decide-evaluation.ts';
import {
  measureGrowth,
  tierWindow,
  type TierMeasures,
} from '../../src-shared/domain/tier/measure-growth.ts';
import { periodEnd } from '../../src-shared/domain/tier/tier-period.ts';
import { holdsRule, missingOf, type Missing } from '../../src-shared/domain/tier/tier-rule.ts';
import type { Growth, TierPolicy, TierRule } from '../../src-shared/domain/tier/tier.ts';
import { sampleDay } from '../support/sample-domain.ts';
import { tierMember, tierProgramme } from '../support/sample-tiers.ts';

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
  readonly evaluations: readonly {
    readonly name: string;
    readonly policy: Partial<TierPolicy>;
    readonly state: Partial<MemberState>;
    readonly onDay: string;
    readonly expected: TierEvaluation | null;
  }[];
}
const file = new URL('vectors/tiers.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors; // a wrong one fails its test

describe('the vectors of tiers (TR-01 to TR-05, TR-08, R035, R036, R038)', () => {
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

  for (const { name, policy, state, onDay, expected } of vectors.evaluations)
    test(`evaluation: ${name}`, () => {
      const programme = tierProgramme(policy);
      const member = tierMember(state);
      expect(decideEvaluation({ programme, state: member, onDay: sampleDay(onDay) })).toEqual(
        expected,
      );
    });
});
