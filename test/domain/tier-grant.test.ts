import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { decideEvaluation } from '../../src-shared/domain/tier/decide-evaluation.ts';
import { decideTierGrant, decideTierSink } from '../../src-shared/domain/tier/decide-tier-grant.ts';
import { postTier } from '../../src-shared/domain/tier/post-tier.ts';
import { rankOf } from '../../src-shared/domain/tier/tier-rank.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import { sampleDay } from '../support/sample-domain.ts';
import { sampleTiers, tierMember, tierProgramme } from '../support/sample-tiers.ts';

const programme = tierProgramme();
const businessDate = sampleDay('2026-03-14');

describe('a tier given by hand (TR-05)', () => {
  const grant = (state: MemberState, changes: object = {}) =>
    decideTierGrant({
      programme,
      state,
      tierCode: 'gold',
      untilDay: sampleDay('2026-06-30'),
      reason: '投诉补偿',
      approverId: 'm2',
      businessDate,
      ...changes,
    });

  test('has a reason, a second person and a last day, and brings no gift pack', () => {
    expect(grant(tierMember())).toEqual({
      status: 'decided',
      tier: {
        tierCode: 'gold',
        term: {
          sinceDay: '2026-03-14',
          untilDay: '2026-06-30',
          cause: { kind: 'manual', reason: '投诉补偿', approverId: 'm2' },
          before: { tierCode: 'regular', untilDay: null },
        },
      },
    });
  });

  test.each([
    ['a tier that is none', { tierCode: 'platinum' }, { code: 'tier_unknown' }],
    ['yesterday', { untilDay: '2026-03-13' }, { code: 'invalid_value', field: 'untilDay' }],
    [
      'more than two years',
      { untilDay: '2028-03-15' },
      { code: 'invalid_value', field: 'untilDay' },
    ],
    ['no reason', { reason: ' ' }, { code: 'invalid_value', field: 'reason' }],
    ['nobody else', { approverId: '' }, { code: 'invalid_value', field: 'approverId' }],
  ])('is refused for %s', (_name, changes, refusal) => {
    expect(grant(tierMember(), changes)).toMatchObject({ status: 'refused', ...refusal });
  });

  test.each(['2026-03-14', '2028-03-14'])('may end on %s', (untilDay) => {
    expect(grant(tierMember(), { untilDay })).toMatchObject({ tier: { term: { untilDay } } });
  });

  test('on top of another remembers what was before both', () => {
    const first = grant(tierMember());
    if (first.status !== 'decided') throw new Error('It was granted.');
    const state = postTier(tierMember(), first.tier);
    expect(grant(state, { tierCode: 'diamond' })).toMatchObject({
      tier: { term: { before: { tierCode: 'regular', untilDay: null } } },
    });
  });
});

describe('a tier for points (TR-08)', () => {
  const reward = { kind: 'tier', tierCode: 'gold', months: 3 } as const;
  const buy = (state: MemberState, months = 3) =>
    decideTierSink({
      programme,
      state,
      sinkId: 'gold_quarter',
      reward: { ...reward, months },
      businessDate,
    });

  test('lasts so many months, to the end of the month, with its gift pack', () => {
    expect(buy(tierMember())).toMatchObject({
      status: 'decided',
      tier: {
        tierCode: 'gold',
        term: { untilDay: '2026-06-30', cause: { kind: 'sink', sinkId: 'gold_quarter' } },
        giftPackKey: 'gold:2026-03-14',
      },
    });
  });

  test('is refused where the member has that tier as long, or a higher one', () => {
    const bought = buy(tierMember());
    if (bought.status !== 'decided') throw new Error('It was bought.');
    const gold = postTier(tierMember(), bought.tier);
    expect(buy(gold)).toMatchObject({ status: 'refused', code: 'tier_not_higher' });
    const longer = buy(gold, 6);
    expect(longer).toMatchObject({ tier: { term: { untilDay: '2026-09-30' } } });
    expect(longer).not.toHaveProperty('tier.giftPackKey');
    const diamond = tierMember({ tierCode: 'diamond' });
    expect(buy(diamond)).toMatchObject({ status: 'refused', code: 'tier_not_higher' });
    expect(buy(tierMember({ tierCode: 'gold' }))).toMatchObject({ code: 'tier_not_higher' });
  });
});

test('tiers without rules stay as people set them, until the day they said', () => {
  const tiers = sampleTiers.map(({ qualify: _qualify, ...tier }) => tier);
  const plain = { ...programme, tiers };
  const onDay = sampleDay('2030-01-01');
  const state = tierMember({ tierCode: 'gold' });
  expect(decideEvaluation({ programme: plain, state, onDay })).toBeNull();
});

test('the daily job leaves no member above what they earned for ever, however they came there (TR-04, TR-05)', () => {
  const day = sampleDay('2026-03-14');
  const policy = fc.record({
    downgrade: fc.constantFrom('one_level' as const, 'earned_level' as const),
    graceDays: fc.integer({ min: 0, max: 40 }),
    noticeDays: fc.integer({ min: 0, max: 40 }),
  });
  const start = fc.record({
    tierCode: fc.constantFrom(...sampleTiers.map(({ code }) => code)),
    hasEnd: fc.boolean(),
    spendFen: fc.integer({ min: 0, max: 4_000_000 }),
    isByHand: fc.boolean(),
  });
  fc.assert(
    fc.property(policy, start, ({ ...rules }, { tierCode, hasEnd, spendFen, isByHand }) => {
      const shop = tierProgramme(rules);
      const cause = isByHand
        ? ({ kind: 'manual', reason: 'r', approverId: 'm' } as const)
        : ({ kind: 'import' } as const);
      const before = { tierCode: 'regular', untilDay: null };
      const term = { sinceDay: day, untilDay: addDays(day, 40), cause, before };
      let state = tierMember({
        tierCode,
        growth: { spendFenByDay: { [day]: spendFen } },
        ...(hasEnd && tierCode !== 'regular' ? { tierTerm: term } : {}),
      });
      const tiersSeen: number[] = [];
      for (let week = 0; week < 300; week += 1) {
        const onDay = addDays(day, week * 7);
        const evaluated = decideEvaluation({ programme: shop, state, onDay });
        if (evaluated?.kind === 'change') {
          state = postTier(state, evaluated.tier);
          // What was decided is not decided again: a second run of the same day changes nothing.
          expect(decideEvaluation({ programme: shop, state, onDay })?.kind).not.toBe('change');
        }
        tiersSeen.push(rankOf(shop.tiers, state.tierCode));
      }
      expect(state.tierCode).toBe('regular');
      const highest = tiersSeen.indexOf(Math.max(...tiersSeen));
      expect(tiersSeen.slice(highest)).toEqual(tiersSeen.slice(highest).toSorted((a, b) => b - a));
    }),
    { numRuns: 60 },
  );
});
