import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decideDraw,
  drawableFromDay,
  drawProblem,
  oddsLines,
} from '../../src-shared/domain/draw/decide-draw.ts';
import type { Draw } from '../../src-shared/domain/draw/draw.ts';
import { sampleDay } from '../support/sample-domain.ts';

const draw: Draw = {
  drawId: 'd1',
  name: '会员日抽奖',
  fromDay: sampleDay('2026-03-01'),
  toDay: sampleDay('2026-03-10'),
  storeIds: [],
  minAmountFen: 100,
  prizes: [
    { prizeId: 'tv', name: '电视', quantity: 1, worthFen: 300_000 },
    { prizeId: 'rice', name: '大米', quantity: 3, worthFen: 5_005 },
  ],
};

test('CP-10: the terms of a draw are checked before anybody takes part', () => {
  const with_ = (change: Partial<Draw>) => drawProblem({ ...draw, ...change });
  const prize = (worthFen: number) => [{ prizeId: 'car', name: '车', quantity: 1, worthFen }];
  expect(with_({})).toBeNull();
  expect(with_({ prizes: prize(5_000_000) })).toBeNull();
  expect(with_({ prizes: prize(5_000_001) })).toContain('50,000 yuan');
  expect(with_({ prizes: [] })).not.toBeNull();
  expect(with_({ prizes: [...prize(1), ...prize(2)] })).not.toBeNull();
  expect(with_({ toDay: sampleDay('2026-02-28') })).not.toBeNull();
  expect(drawableFromDay(draw)).toBe('2026-03-18');
});

test('CP-10, R083: odds and prizes are printed as they stand', () => {
  expect(oddsLines(draw, 120)).toEqual([
    '会员日抽奖（2026-03-01 至 2026-03-10）',
    '电视 ×1，价值 ¥3000.00，中奖概率 1/120',
    '大米 ×3，价值 ¥50.05，中奖概率 3/120',
    '每张小票参与一次，每位会员至多中一次',
  ]);
  expect(oddsLines(draw, 0)[1]).toContain('尚无参与小票');
});

test('CP-10: the lowest scores win the best prizes, nobody wins twice, and the order of entries is no matter', () => {
  const entry = (entryKey: string, memberId: string, score: string) => ({
    entryKey,
    memberId,
    score,
  });
  const entries = [
    entry('r1', 'a', '05'),
    entry('r2', 'b', '02'),
    entry('r3', 'b', '01'),
    entry('r4', 'c', '05'),
  ];
  expect(decideDraw(draw, entries).map(({ prizeId, entryKey }) => [prizeId, entryKey])).toEqual([
    ['tv', 'r3'],
    ['rice', 'r1'],
    ['rice', 'r4'],
  ]);
  const anyEntry = fc.record({
    entryKey: fc.string({ minLength: 1, maxLength: 8 }),
    memberId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    score: fc.constantFrom('1', '2', '3', '4'),
  });
  fc.assert(
    fc.property(fc.uniqueArray(anyEntry, { selector: ({ entryKey }) => entryKey }), (some) => {
      const winners = decideDraw(draw, some);
      const members = new Set(some.map(({ memberId }) => memberId));
      expect(winners).toHaveLength(Math.min(4, members.size));
      expect(new Set(winners.map(({ memberId }) => memberId)).size).toBe(winners.length);
      expect(decideDraw(draw, some.toReversed())).toEqual(winners);
    }),
  );
});
