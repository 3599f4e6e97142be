import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPackGiven } from '../../src-shared/domain/tier/gift-pack.ts';
import { growthOfRefund } from '../../src-shared/domain/tier/growth-of-receipt.ts';
import { measureGrowth, tierWindow } from '../../src-shared/domain/tier/measure-growth.ts';
import {
  missingForNextTier,
  missingToKeep,
} from '../../src-shared/domain/tier/missing-for-tier.ts';
import { postGrowth } from '../../src-shared/domain/tier/post-growth.ts';
import { postTier } from '../../src-shared/domain/tier/post-tier.ts';
import { rankOf } from '../../src-shared/domain/tier/tier-rank.ts';
import { holdsRule } from '../../src-shared/domain/tier/tier-rule.ts';
import type { TierPolicy } from '../../src-shared/domain/tier/tier.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import { sampleDay } from '../support/sample-domain.ts';
import { sampleTiers, tierMember, tierProgramme } from '../support/sample-tiers.ts';
import { TierShop } from '../support/tier-shop.ts';

const programme = tierProgramme();

describe('a rise (TR-02)', () => {
  test('comes with the receipt that reaches the tier, to the month end 12 months later', () => {
    const shop = openShop();
    expect(shop.sell('A', '2026-03-01', 799_999)?.tierCode).toBe('silver');
    const change = shop.sell('B', '2026-03-14', 1);
    expect(change).toMatchObject({
      tierCode: 'gold',
      term: {
        sinceDay: '2026-03-14',
        untilDay: '2027-03-31',
        cause: { kind: 'receipt', receiptNo: 'B', onDay: '2026-03-14' },
        before: { tierCode: 'silver', untilDay: '2027-03-31' },
      },
      giftPackKey: 'gold:2026-03-14',
    });
    expect(shop.state.tierCode).toBe('gold');
  });

  test('passes over a tier that one receipt leaves behind, with the gift pack of the one reached', () => {
    const change = openShop().sell('A', '2026-03-14', 3_000_000);
    expect(change).toMatchObject({ tierCode: 'diamond', giftPackKey: 'diamond:2026-03-14' });
  });

  test('does not come twice, nor from spend that has left the window', () => {
    const shop = openShop();
    shop.sell('A', '2026-03-14', 200_000);
    expect(shop.sell('B', '2026-03-15', 100)).toBeNull();
    const late = openShop();
    late.sell('A', '2025-03-14', 199_999);
    expect(late.sell('B', '2026-03-14', 199_999)).toBeNull();
    expect(late.sell('C', '2026-03-14', 1)?.tierCode).toBe('silver');
  });

  test('counts receipts of one date as one visit (TR-01)', () => {
    const shop = openShop(tierProgramme({ visitMinFen: 3000 }));
    for (let day = 1; day <= 23; day += 1) {
      shop.sell(`A${day}`, `2026-01-${String(day).padStart(2, '0')}`, 8700);
      shop.sell(`B${day}`, `2026-01-${String(day).padStart(2, '0')}`, 8700);
    }
    expect(shop.state.tierCode).toBe('silver'); // 23 visits, 4,002 yuan
    expect(shop.sell('C', '2026-01-24', 2999)).toBeNull(); // too little for a visit
    expect(shop.sell('D', '2026-01-24', 1)?.tierCode).toBe('gold');
  });

  test('counts nothing for a day of which more came back than was bought, and takes nothing from the others', () => {
    const [one, other] = [sampleDay('2026-03-13'), sampleDay('2026-03-14')];
    const growth = { spendFenByDay: { [one]: -500, [other]: 3_000 } };
    expect(measureGrowth(growth, programme.tierPolicy, other)).toMatchObject({
      spendFen: 3_000,
      visitDays: 1,
    });
  });

  test('leaves a tier alone that the programme does not know', () => {
    const shop = openShop();
    shop.state = tierMember({ tierCode: 'platinum' });
    expect(shop.sell('A', '2026-03-14', 900_000)).toBeNull();
  });
});

describe('the refund of the receipt that raised a member (TR-03)', () => {
  test('gives back within 30 days exactly what was before', () => {
    const shop = openShop();
    shop.sell('A', '2026-03-01', 200_000);
    const before = shop.state;
    shop.sell('B', '2026-03-14', 600_000);
    shop.refund('B', '2026-04-13', 600_000);
    const { giftPackKeys, ...rest } = shop.state;
    expect(rest).toEqual(before);
    expect(giftPackKeys).toEqual(['gold:2026-03-14']); // it was given
  });

  test('changes nothing after 30 days, but counts at the next evaluation', () => {
    const shop = openShop();
    shop.sell('A', '2026-03-14', 800_000);
    expect(shop.refund('A', '2026-04-14', 800_000)).toBeNull();
    expect(shop.state.tierCode).toBe('gold');
    expect(measureGrowth(shop.state.growth, programme.tierPolicy, sampleDay('2026-04-14'))).toEqual(
      {
        spendFen: 0,
        visitDays: 0,
        topUpFen: 0,
        taskPoints: 0,
      },
    );
  });

  test('is the receipt’s own: one of another store with that number and day takes nothing back', () => {
    const shop = openShop();
    shop.sell('A', '2026-03-14', 800_000);
    const { tierTerm } = shop.state;
    if (tierTerm?.cause.kind !== 'receipt') throw new Error('A receipt raised the member.');
    const raisedAt = (storeId: string) => ({ ...tierTerm, cause: { ...tierTerm.cause, storeId } });
    shop.state = { ...shop.state, tierTerm: raisedAt('S02') };
    expect(shop.refund('A', '2026-03-15', 1)).toBeNull();
    shop.state = { ...shop.state, tierTerm: raisedAt('S01') };
    expect(shop.refund('A', '2026-03-15', 1)?.tierCode).toBe('silver');
  });

  test('PL-10: is the sale’s own, where two tills sold under one number', () => {
    const shop = openShop();
    shop.sell('A', '2026-03-14', 800_000);
    const { tierTerm } = shop.state;
    if (tierTerm?.cause.kind !== 'receipt') throw new Error('A receipt raised the member.');
    const cause = { ...tierTerm.cause, saleOperationId: 'one' };
    shop.state = { ...shop.state, tierTerm: { ...tierTerm, cause } };
    expect(shop.refund('A', '2026-03-15', 1, 'other')).toBeNull();
    expect(shop.refund('A', '2026-03-15', 1, 'one')?.tierCode).toBe('silver');
  });

  test('changes nothing where what is left, or what was bought since, is enough', () => {
    const shop = openShop();
    shop.sell('A', '2026-03-14', 800_001);
    expect(shop.refund('A', '2026-03-15', 1)).toBeNull();
    shop.sell('B', '2026-03-16', 300_000);
    expect(shop.refund('A', '2026-03-17', 300_000)).toBeNull();
    expect(shop.state.tierCode).toBe('gold');
  });

  test('changes nothing where another receipt of the same day is what goes back', () => {
    const shop = openShop();
    shop.sell('A', '2026-03-14', 100_000);
    shop.sell('B', '2026-03-14', 700_000);
    expect(shop.state.tierCode).toBe('gold');
    expect(shop.refund('A', '2026-03-15', 100_000)).toBeNull();
    expect(shop.state.tierCode).toBe('gold'); // the next evaluation finds less
  });

  test('does not forget spend that only the window of the receipt still held', () => {
    const shop = openShop();
    shop.sell('A', '2025-03-15', 700_000);
    shop.sell('B', '2026-03-14', 100_100);
    expect(shop.state.tierCode).toBe('gold');
    expect(shop.refund('B', '2026-03-20', 100)).toBeNull();
  });

  test('goes only as far down as the rest of the receipt asks, step by step', () => {
    const shop = openShop();
    shop.sell('A', '2026-03-14', 800_000);
    expect(shop.refund('A', '2026-03-15', 500_000)).toMatchObject({
      tierCode: 'silver',
      term: { sinceDay: '2026-03-14', untilDay: '2027-03-31' },
    });
    expect(shop.refund('A', '2026-03-16', 300_000)).toMatchObject({
      tierCode: 'regular',
      term: null,
    });
    expect(shop.state).not.toHaveProperty('tierTerm');
  });

  test.each([
    ['ABC', 'regular'],
    ['BAC', 'regular'],
    ['BCA', 'regular'],
    ['CAB', 'regular'],
    ['CBA', 'regular'],
    // What B leaves of silver, which A had raised to, the next evaluation finds.
    ['ACB', 'silver'],
  ])('of three rises, refunded in the order %s, leaves the member %s', (order, left) => {
    const shop = openShop();
    const amountFen: Record<string, number> = { A: 200_000, B: 600_000, C: 2_200_000 };
    for (const [receiptNo, amount] of Object.entries(amountFen))
      shop.sell(receiptNo, '2026-03-14', amount);
    expect(shop.state.tierCode).toBe('diamond');
    for (const receiptNo of order) shop.refund(receiptNo, '2026-03-20', amountFen[receiptNo] ?? 0);
    expect(shop.state.tierCode).toBe(left);
  });

  test('keeps the tier where the policy says so, and where another receipt was the cause', () => {
    const keeping = openShop(tierProgramme({ onRefund: 'keep' }));
    keeping.sell('A', '2026-03-14', 800_000);
    expect(keeping.refund('A', '2026-03-14', 800_000)).toBeNull();
    const shop = openShop();
    shop.sell('A', '2026-03-14', 700_000);
    shop.sell('B', '2026-03-15', 100_000);
    expect(shop.refund('A', '2026-03-16', 700_000)).toBeNull();
    expect(shop.state.tierCode).toBe('gold');
  });
});

describe('a gift pack (TR-06)', () => {
  test('comes once for upgrade, refund and upgrade on another day', () => {
    const shop = openShop();
    expect(shop.sell('A', '2026-03-14', 800_000)?.giftPackKey).toBe('gold:2026-03-14');
    shop.refund('A', '2026-03-20', 800_000);
    const again = shop.sell('B', '2026-03-25', 800_000);
    expect(again?.tierCode).toBe('gold');
    expect(again).not.toHaveProperty('giftPackKey');
    expect(shop.state.giftPackKeys).toEqual(['gold:2026-03-14']);
  });

  test('is one where two tills found the same rise on different days, in either order', () => {
    const [a, b] = ['2026-03-14', '2026-03-20'].map((day) => openShop().sell('A', day, 800_000));
    for (const changes of [
      [a, b],
      [b, a],
    ]) {
      let state = tierMember();
      for (const change of changes) if (change) state = postTier(state, change);
      expect(state.giftPackKeys).toHaveLength(1);
    }
  });

  test('is another one in the next period, and of another tier', () => {
    expect(isPackGiven(['gold:2026-03-14'], 'gold:2027-03-31')).toBe(true);
    expect(isPackGiven(['gold:2026-03-14'], 'gold:2027-04-01')).toBe(false);
    expect(isPackGiven(['gold:2027-03-31'], 'gold:2026-03-14')).toBe(true);
    expect(isPackGiven(['gold:2026-03-14'], 'diamond:2026-03-14')).toBe(false);
    expect(isPackGiven([], 'gold:2026-03-14')).toBe(false);
  });
});

describe('rises that two tills decided without knowing of each other', () => {
  test('leave the higher tier, in whatever order they arrive', () => {
    const silver = openShop().sell('A', '2026-03-14', 200_000);
    const gold = openShop().sell('B', '2026-03-13', 800_000);
    for (const changes of [
      [silver, gold],
      [gold, silver],
    ]) {
      let state = tierMember();
      for (const change of changes) if (change) state = postTier(state, change);
      expect(state.tierCode).toBe('gold');
      expect(state.tierTerm?.cause).toMatchObject({ receiptNo: 'B' });
    }
  });
});

describe('what is missing', () => {
  test('for the next tier is said in the measure that is nearest', () => {
    const shop = openShop();
    expect(missingForNextTier(programme, shop.state, sampleDay('2026-03-14'))).toEqual({
      tierCode: 'silver',
      missing: [{ measure: 'spend_fen', missing: 200_000, amount: 200_000 }],
    });
    shop.sell('A', '2026-03-14', 3_000_000);
    expect(missingForNextTier(programme, shop.state, sampleDay('2026-03-14'))).toBeNull();
  });

  test('to keep a tier is counted in the window of its last day, and in grace beyond it (TR-04)', () => {
    const shop = openShop();
    expect(missingToKeep(programme, shop.state, sampleDay('2026-03-14'))).toBeNull();
    shop.sell('A', '2026-03-14', 200_000); // to 2027-03-31, whose window begins on 2026-04-01
    shop.sell('B', '2026-04-01', 50_000);
    const missing = (day: string) => missingToKeep(programme, shop.state, sampleDay(day));
    const lacking = (missingFen: number) => [
      { measure: 'spend_fen', missing: missingFen, amount: 200_000 },
    ];
    expect(missing('2026-04-01')).toMatchObject({
      byDay: '2027-03-31',
      missing: lacking(150_000),
    });
    shop.sell('C', '2027-04-30', 30_000);
    expect(missing('2027-04-30')).toMatchObject({
      byDay: '2027-04-30',
      missing: lacking(120_000),
    });
    shop.sell('D', '2027-05-01', 30_000); // after the days of grace
    expect(missing('2027-05-01')?.missing).toEqual(lacking(120_000));
  });
});

describe('any history of receipts and refunds', () => {
  const day = fc.integer({ min: 0, max: 900 }).map((n) => addDays(sampleDay('2023-12-01'), n));
  const window: fc.Arbitrary<TierPolicy['window']> = fc.oneof(
    fc.record({
      kind: fc.constant('rolling_months' as const),
      months: fc.integer({ min: 1, max: 24 }),
    }),
    fc.record({ kind: fc.constant('calendar_year' as const) }),
  );

  test('has a window that only ever moves forward, one day at a time, over 29 February too', () => {
    fc.assert(
      fc.property(day, window, (onDay, each) => {
        const today = tierWindow({ window: each }, onDay);
        const tomorrow = tierWindow({ window: each }, addDays(onDay, 1));
        expect(tomorrow.firstDay >= today.firstDay).toBe(true);
        expect(today.firstDay <= onDay).toBe(true);
      }),
    );
  });

  test('counts the same in whatever order its days are posted', () => {
    const entry = fc.record({
      measure: fc.constantFrom('spend_fen' as const, 'top_up_fen' as const, 'task_points' as const),
      onDay: day,
      amount: fc.integer({ min: -1000, max: 1000 }),
    });
    const shuffled = fc
      .array(entry, { maxLength: 20 })
      .chain((entries) =>
        fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
      );
    const lastDay = sampleDay('2026-05-20');
    fc.assert(
      fc.property(shuffled, ([entries, others]) => {
        const oneByOne = others.reduce(
          (growth, each) => postGrowth(growth, [each], lastDay),
          postGrowth(undefined, [], lastDay),
        );
        expect(oneByOne).toEqual(postGrowth(undefined, entries, lastDay));
      }),
    );
  });

  const act = fc.record({
    dayCount: fc.integer({ min: 0, max: 20 }),
    amountFen: fc.integer({ min: 1, max: 900_000 }),
    refundOf: fc.option(fc.nat({ max: 20 })),
    share: fc.integer({ min: 1, max: 4 }),
  });
  const acts = fc.array(act, { maxLength: 25 });

  test('never gives a second gift pack of a tier within its period (TR-06)', () => {
    fc.assert(
      fc.property(acts, (history) => {
        const keys = runHistory(openShop(), history).flatMap((change) => change?.giftPackKey ?? []);
        keys.forEach((key, index) => {
          expect(isPackGiven(keys.slice(0, index), key)).toBe(false);
        });
      }),
    );
  });

  test('has after each rise a tier whose rule holds, and never falls by a purchase (TR-02)', () => {
    fc.assert(
      fc.property(acts, (history) => {
        const shop = openShop();
        runHistory(shop, history, (rankBefore, isSale, today) => {
          const rank = rankOf(sampleTiers, shop.state.tierCode);
          if (isSale) expect(rank).toBeGreaterThanOrEqual(rankBefore);
          else expect(rank).toBeLessThanOrEqual(rankBefore);
          const rule = sampleTiers[rank]?.qualify;
          if (rank <= rankBefore || rule === undefined) return;
          const measures = measureGrowth(shop.state.growth, programme.tierPolicy, today);
          expect(holdsRule(rule, measures)).toBe(true);
        });
      }),
    );
  });

  test('undoes rise after rise when receipts go back in 30 days, the last one first, in any parts (PL-16, TR-03)', () => {
    const sale = fc.record({
      amountFen: fc.integer({ min: 1, max: 1_500_000 }),
      parts: fc.array(fc.integer({ min: 1, max: 900_000 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(sale, { minLength: 1, maxLength: 5 }), (sales) => {
        const shop = openShop();
        const before = sales.map(({ amountFen }, index) => {
          const { state } = shop;
          shop.sell(`N${index}`, '2026-03-14', amountFen);
          return state;
        });
        for (const [index, { amountFen, parts }] of [...sales.entries()].toReversed()) {
          let leftFen = amountFen;
          for (const partFen of [...parts, amountFen].map((part) => Math.min(part, leftFen))) {
            if (partFen > 0) shop.refund(`N${index}`, '2026-04-01', partFen);
            leftFen -= partFen;
          }
          const { giftPackKeys: _packs, growth, ...rest } = shop.state;
          const { giftPackKeys: _none, growth: growthBefore, ...restBefore } = before[index]!;
          expect(rest).toEqual(restBefore);
          expect(growth).toEqual(growthBefore ?? { spendFenByDay: {} });
        }
      }),
    );
  });

  test('takes growth back on the day of the sale and nowhere else (PL-16)', () => {
    const shop = openShop();
    shop.sell('A', '2025-12-20', 50_000);
    shop.sell('B', '2026-01-05', 70_000);
    const record = shop.records.get('A');
    if (record === undefined) throw new Error('It was sold.');
    expect(growthOfRefund(record, [{ lineNo: 1, amountFen: 20_000 }])).toEqual([
      { measure: 'spend_fen', onDay: '2025-12-20', amount: -20_000 },
    ]);
    shop.refund('A', '2026-01-06', 50_000);
    expect(shop.state.growth).toEqual({ spendFenByDay: { '2026-01-05': 70_000 } });
  });

  test('takes nothing back for a receipt that never counted', () => {
    const shop = openShop();
    shop.sell('A', '2025-12-20', 50_000);
    const record = shop.records.get('A');
    if (record === undefined) throw new Error('It was sold.');
    const { growth: _growth, ...old } = record;
    expect(growthOfRefund(old, [{ lineNo: 1, amountFen: 50_000 }])).toEqual([]);
  });
});

function openShop(of = programme): TierShop {
  return new TierShop(of, tierMember());
}

/** Runs sales and refunds day by day; refunds are of what is left of an earlier receipt, in parts. */
function runHistory(
  shop: TierShop,
  history: readonly {
    readonly dayCount: number;
    readonly amountFen: number;
    readonly refundOf: number | null;
    readonly share: number;
  }[],
  afterEach: (
    rankBefore: number,
    isSale: boolean,
    today: ReturnType<typeof sampleDay>,
  ) => void = () => undefined,
) {
  let today = sampleDay('2026-01-01');
  const leftFen: number[] = [];
  return history.map(({ dayCount, amountFen, refundOf, share }) => {
    today = addDays(today, dayCount);
    const rankBefore = rankOf(sampleTiers, shop.state.tierCode);
    const index = refundOf === null || leftFen.length === 0 ? null : refundOf % leftFen.length;
    const left = index === null ? 0 : (leftFen[index] ?? 0);
    if (index === null || left === 0) {
      leftFen.push(amountFen);
      const change = shop.sell(`N${leftFen.length - 1}`, today, amountFen);
      afterEach(rankBefore, true, today);
      return change;
    }
    const backFen = Math.ceil(left / share);
    leftFen[index] = left - backFen;
    const change = shop.refund(`N${index}`, today, backFen);
    afterEach(rankBefore, false, today);
    return change;
  });
}
