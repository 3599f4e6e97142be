import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { decideEvaluation } from '../../src-shared/domain/tier/decide-evaluation.ts';
import { decideTierGrant, decideTierSink } from '../../src-shared/domain/tier/decide-tier-grant.ts';
import { standsAgain } from '../../src-shared/domain/tier/granted-tier.ts';
import {
  missingForNextTier,
  missingToKeep,
} from '../../src-shared/domain/tier/missing-for-tier.ts';
import { postTier } from '../../src-shared/domain/tier/post-tier.ts';
import { rankOf } from '../../src-shared/domain/tier/tier-rank.ts';
import { withTierOn } from '../../src-shared/domain/tier/with-tier-on.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import { sampleDay } from '../support/sample-domain.ts';
import { sampleTiers, tierMember, tierProgramme } from '../support/sample-tiers.ts';
import { TierShop } from '../support/tier-shop.ts';

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

/** Runs the daily evaluation of a day over a shop's member. */
function evaluate(shop: TierShop, day: string): void {
  const evaluated = decideEvaluation({ programme, state: shop.state, onDay: sampleDay(day) });
  if (evaluated?.kind === 'change') shop.state = postTier(shop.state, evaluated.tier);
}

/** Sets a member's tier by hand, to 30 June, or gives it for points, to the same day. */
function give(shop: TierShop, tierCode: string, day: string, way: 'by hand' | 'for points'): void {
  const { state } = shop;
  const given =
    way === 'by hand'
      ? decideTierGrant({
          programme,
          state,
          tierCode,
          untilDay: sampleDay('2026-06-30'),
          reason: 'r',
          approverId: 'm2',
          businessDate: sampleDay(day),
        })
      : decideTierSink({
          programme,
          state,
          sinkId: 's',
          reward: { kind: 'tier', tierCode, months: 3 },
          businessDate: sampleDay(day),
        });
  if (given.status !== 'decided') throw new Error(`It was refused: ${given.code}.`);
  shop.state = postTier(state, given.tier);
}

describe.each(['by hand', 'for points'] as const)(
  'the receipt below a tier given %s (TR-03, TR-05, TR-08)',
  (way) => {
    const openShop = () => {
      const shop = new TierShop(programme, tierMember());
      shop.sell('A', '2026-03-10', 250_000);
      give(shop, 'gold', '2026-03-14', way);
      return shop;
    };

    test('leaves nothing to stand after it when it goes back', () => {
      const shop = openShop();
      shop.refund('A', '2026-03-15', 250_000);
      expect(shop.state).toMatchObject({ tierCode: 'gold', tierTerm: { untilDay: '2026-06-30' } });
      evaluate(shop, '2026-06-30');
      expect(shop.state.tierCode).toBe('gold');
      evaluate(shop, '2026-07-01');
      expect(shop.state.tierCode).toBe('regular');
      expect(shop.state).not.toHaveProperty('tierTerm');
    });

    test('stands again after it as it was, and is lost with its refund then too', () => {
      const shop = openShop();
      const { tierTerm } = new TierShop(programme, openShop().state).state;
      const earned = tierTerm?.before.term;
      expect(earned).toMatchObject({ cause: { kind: 'receipt', receiptNo: 'A' } });
      evaluate(shop, '2026-07-01');
      expect(shop.state).toMatchObject({ tierCode: 'silver', tierTerm: earned });
      // Soon after: the grant was short.
      const short = openShop();
      const { tierTerm: granted } = short.state;
      if (granted === undefined) throw new Error('It was granted.');
      const tierUntil = { ...granted, untilDay: sampleDay('2026-03-20') };
      short.state = { ...short.state, tierTerm: tierUntil };
      evaluate(short, '2026-03-21');
      expect(short.refund('A', '2026-03-25', 250_000)).toMatchObject({ tierCode: 'regular' });
    });

    test('keeps what it gave where it goes back in part, late or under another policy', () => {
      const shop = openShop();
      expect(shop.refund('A', '2026-03-15', 50_000)).toBeNull();
      expect(shop.refund('A', '2026-04-10', 100_000)).toBeNull();
      const keeping = new TierShop(tierProgramme({ onRefund: 'keep' }), openShop().state);
      keeping.records.set('A', shop.records.get('A') ?? never());
      expect(keeping.refund('A', '2026-03-15', 100_000)).toBeNull();
    });

    test('is lost together with a rise on top of the grant, in either order', () => {
      for (const [first, second] of [
        ['A', 'B'],
        ['B', 'A'],
      ] as const) {
        const shop = openShop();
        shop.sell('B', '2026-03-16', 2_800_000);
        expect(shop.state.tierCode).toBe('diamond');
        const amounts = { A: 250_000, B: 2_800_000 };
        shop.refund(first, '2026-03-17', amounts[first]);
        shop.refund(second, '2026-03-18', amounts[second]);
        expect(shop.state.tierCode).toBe('gold');
        evaluate(shop, '2026-07-01');
        expect(shop.state.tierCode).toBe('regular');
      }
    });

    test('stays where the grant was stored before it kept what stands below', () => {
      const shop = openShop();
      const { tierTerm } = shop.state;
      if (tierTerm === undefined) throw new Error('It was granted.');
      const { term: _term, ...bare } = tierTerm.before;
      shop.state = { ...shop.state, tierTerm: { ...tierTerm, before: bare } };
      expect(shop.refund('A', '2026-03-15', 250_000)).toBeNull();
      evaluate(shop, '2026-07-01');
      expect(shop.state).toMatchObject({
        tierCode: 'silver',
        tierTerm: { untilDay: '2027-03-31', cause: { kind: 'evaluation' } },
      });
    });
  },
);

describe('the tier that counts on a day', () => {
  const tierOn = (shop: TierShop, day: string) =>
    withTierOn(programme, shop.state, sampleDay(day)).tierCode;

  test.each(['by hand', 'for points'] as const)(
    'is what stood below one given %s as soon as its last day is over (TR-05, TR-08)',
    (way) => {
      const shop = new TierShop(programme, tierMember());
      shop.sell('A', '2026-03-10', 250_000);
      give(shop, 'gold', '2026-03-14', way);
      expect(tierOn(shop, '2026-06-30')).toBe('gold');
      expect(tierOn(shop, '2026-07-01')).toBe('silver');
    },
  );

  test('is the one given, where it has been earned meanwhile', () => {
    const shop = new TierShop(programme, tierMember());
    give(shop, 'gold', '2026-03-14', 'by hand');
    shop.sell('A', '2026-03-15', 800_000);
    expect(tierOn(shop, '2026-07-01')).toBe('gold');
  });

  test('is an earned one until head office has evaluated it, days of grace and all (TR-04)', () => {
    const shop = new TierShop(programme, tierMember());
    shop.sell('A', '2026-03-10', 250_000);
    expect(withTierOn(programme, shop.state, sampleDay('2028-01-01'))).toBe(shop.state);
  });
});

function never(): never {
  throw new Error('It was sold.');
}

describe('a tier set down by hand (TR-05)', () => {
  const openShop = (tierCode = 'silver') => {
    const shop = new TierShop(programme, tierMember());
    shop.sell('A', '2026-03-10', 850_000);
    give(shop, tierCode, '2026-03-14', 'by hand');
    return shop;
  };

  test.each(['silver', 'regular'])(
    'to %s lasts to its last day, whatever is bought',
    (tierCode) => {
      const shop = openShop(tierCode);
      for (const day of ['2026-03-14', '2026-03-15', '2026-06-30']) {
        expect(shop.sell(`B${day}`, day, 2_500_000)).toBeNull();
        evaluate(shop, day);
        expect(shop.state).toMatchObject({ tierCode, tierTerm: { untilDay: '2026-06-30' } });
      }
      evaluate(shop, '2026-07-01');
      expect(shop.state).toMatchObject({
        tierCode: 'diamond',
        tierTerm: { sinceDay: '2026-07-01', cause: { kind: 'evaluation' } },
      });
    },
  );

  test('gives way after its last day to what was there before, as it was', () => {
    const plain = new TierShop(programme, tierMember());
    plain.sell('A', '2026-03-10', 850_000);
    const shop = openShop();
    // A sale before the night of the evaluation makes no new period of it.
    expect(shop.sell('B', '2026-07-01', 100)).toBeNull();
    evaluate(shop, '2026-07-01');
    expect(shop.state).toMatchObject({ tierCode: 'gold', tierTerm: plain.state.tierTerm });
  });

  test('gives way no day early, and to what was there before on that one’s last day too', () => {
    const shop = openShop();
    const { tierTerm } = shop.state;
    if (tierTerm === undefined) throw new Error('It was set.');
    const againOn = (day: string, untilDay: string) => {
      const before = { tierCode: 'gold', untilDay: sampleDay(untilDay) };
      const state = { ...shop.state, tierTerm: { ...tierTerm, before } };
      return standsAgain(state, sampleDay(day))?.term?.untilDay;
    };
    expect(againOn('2026-06-30', '2026-07-01')).toBeUndefined();
    expect(againOn('2026-07-01', '2026-07-01')).toBe('2026-07-01');
    expect(againOn('2026-07-02', '2026-07-01')).toBeUndefined();
  });

  test('gives way to what is earned where what was there before has ended too', () => {
    const shop = openShop();
    const { tierTerm } = shop.state;
    if (tierTerm === undefined) throw new Error('It was set.');
    const ended = { tierCode: 'gold', untilDay: sampleDay('2026-05-31') };
    shop.state = { ...shop.state, tierTerm: { ...tierTerm, before: ended } };
    expect(shop.sell('B', '2026-07-01', 100)).toMatchObject({ tierCode: 'gold' });
    expect(shop.state.tierTerm?.untilDay).toBe('2027-07-31');
  });

  test('is lifted only by hand: not for points, nor by a sale of a till that had not heard of it', () => {
    const shop = openShop();
    expect(() => {
      give(shop, 'gold', '2026-03-15', 'for points');
    }).toThrow('tier_held');
    const unheard = new TierShop(programme, tierMember());
    unheard.sell('A', '2026-03-10', 850_000);
    const rise = unheard.sell('B', '2026-03-15', 2_500_000);
    if (rise === null) throw new Error('It raised the member.');
    expect(postTier(shop.state, rise)).toBe(shop.state);
    give(shop, 'gold', '2026-03-16', 'by hand');
    expect(shop.state.tierCode).toBe('gold');
    expect(shop.state.tierTerm?.cause).not.toHaveProperty('direction');
  });

  test('holds who has only earned more, and stays down when it is set again', () => {
    const shop = new TierShop(programme, tierMember());
    give(shop, 'diamond', '2026-03-09', 'by hand');
    shop.sell('A', '2026-03-10', 850_000);
    give(shop, 'silver', '2026-03-14', 'by hand');
    give(shop, 'silver', '2026-03-15', 'by hand');
    expect(shop.sell('B', '2026-03-16', 100)).toBeNull();
    evaluate(shop, '2026-03-16');
    expect(shop.state.tierCode).toBe('silver');
    evaluate(shop, '2026-07-01');
    expect(shop.state.tierCode).toBe('gold');
  });

  test('holds who has earned more than two tills knew of, and who had more without earning it', () => {
    // Each till saw a half of the spend, and the night's evaluation has not been.
    const spendFenByDay = { '2026-03-10': 850_000 };
    const halves = new TierShop(programme, tierMember({ growth: { spendFenByDay } }));
    give(halves, 'silver', '2026-03-14', 'by hand');
    evaluate(halves, '2026-03-15');
    expect(halves.state.tierCode).toBe('silver');

    const brought = new TierShop(programme, tierMember({ tierCode: 'gold' }));
    give(brought, 'silver', '2026-03-14', 'by hand');
    give(brought, 'silver', '2026-03-15', 'by hand');
    expect(brought.sell('A', '2026-03-16', 850_000)).toBeNull();
  });

  test('lets no rise of a tier given upwards wait', () => {
    const shop = new TierShop(programme, tierMember());
    give(shop, 'silver', '2026-03-14', 'by hand');
    expect(shop.sell('A', '2026-03-15', 850_000)).toMatchObject({ tierCode: 'gold' });
  });

  test('is not told to be near the next tier, nor near its end', () => {
    const { state } = openShop();
    const onDay = sampleDay('2026-06-20');
    expect(missingForNextTier(programme, state, onDay)).toBeNull();
    expect(missingToKeep(programme, state, onDay)).toBeNull();
    expect(decideEvaluation({ programme, state, onDay })).toBeNull();
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
