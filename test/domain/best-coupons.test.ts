import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestCoupons, type UsableCoupon } from '../../src-shared/domain/coupon/best-coupons.ts';
import { shareCoupons } from '../../src-shared/domain/coupon/share-coupons.ts';
import { rateOf } from '../support/sample-domain.ts';

/** What a combination brings; money first, then points, then few coupons, then early ones. */
interface Tried {
  readonly coupons: readonly UsableCoupon[];
  readonly order: readonly number[];
}

/** Few prices and amounts, so that coupons are in each other's way and combinations are worth the same. */
const prices = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 });
const drafts = fc.array(
  fc.record({
    lines: fc.array(fc.nat(4), { minLength: 1, maxLength: 5 }),
    offFen: fc.integer({ min: 0, max: 8 }),
    points: fc.integer({ min: 1, max: 3 }),
    isMultiplier: fc.boolean(),
    group: fc.nat(4),
  }),
  { maxLength: 7 },
);

test('finds the combination that trying them all finds (CP-02)', () => {
  fc.assert(
    fc.property(prices, drafts, fc.integer({ min: 0, max: 4 }), (pricesFen, given, maxCoupons) => {
      const coupons = given.map((draft, rank) => usable(draft, rank, pricesFen));
      expect(inRank(bestCoupons(coupons, pricesFen, maxCoupons))).toEqual(
        best(coupons, pricesFen, maxCoupons),
      );
    }),
    { numRuns: 2_000 },
  );
});

test('finds it among twenty coupons of own groups, on the same goods, on some of them and on one', () => {
  const pricesFen = Array.from({ length: 30 }, (_, index) => 990 + index * 137);
  const coupons = Array.from({ length: 20 }, (_, rank) => {
    const lines = pricesFen
      .map((_, index) => index)
      .filter((index) => index % (1 + (rank % 5)) < 2);
    const draft = { lines, points: 1, isMultiplier: false, group: rank };
    return usable({ ...draft, offFen: 20_000 + rank * 977 }, rank, pricesFen);
  });
  const found = bestCoupons(coupons, pricesFen, 3);
  expect(inRank(found)).toEqual(best(coupons, pricesFen, 3));
});

function usable(
  draft: {
    readonly lines: readonly number[];
    readonly offFen: number;
    readonly points: number;
    readonly isMultiplier: boolean;
    readonly group: number;
  },
  rank: number,
  pricesFen: readonly number[],
): UsableCoupon {
  const lineIndexes = [...new Set(draft.lines)].filter((index) => index < pricesFen.length);
  const coveredFen = lineIndexes.reduce((sum, index) => sum + (pricesFen[index] ?? 0), 0);
  const offFen = Math.min(draft.offFen, coveredFen);
  const isMultiplier = offFen === 0 && draft.isMultiplier;
  return {
    couponId: `c${rank}`,
    templateId: `t${rank}`,
    stackGroup: `g${draft.group}`,
    rank,
    worth: {
      lineIndexes: lineIndexes.toSorted((a, b) => a - b),
      coveredFen,
      offFen,
      points: offFen === 0 ? draft.points : 0,
      multiplier: isMultiplier ? rateOf(2) : null,
    },
  };
}

function best(
  coupons: readonly UsableCoupon[],
  pricesFen: readonly number[],
  maxCoupons: number,
): readonly UsableCoupon[] {
  let found: Tried = { coupons: [], order: [0, 0, 0] };
  for (const combination of combinations(coupons, maxCoupons)) {
    const tried = tryOut(combination, pricesFen);
    if (tried !== null && isBefore(tried.order, found.order)) found = tried;
  }
  return found.coupons;
}

function combinations(
  coupons: readonly UsableCoupon[],
  most: number,
): readonly (readonly UsableCoupon[])[] {
  const [first, ...others] = coupons;
  if (first === undefined || most === 0) return [[]];
  const without = combinations(others, most);
  return [...combinations(others, most - 1).map((rest) => [first, ...rest]), ...without];
}

/** null where they do not go together, or one of them would be used up for nothing. */
function tryOut(coupons: readonly UsableCoupon[], pricesFen: readonly number[]): Tried | null {
  if (new Set(coupons.map(({ stackGroup }) => stackGroup)).size < coupons.length) return null;
  if (coupons.filter(({ worth }) => worth.multiplier !== null).length > 1) return null;
  const money = coupons.map(({ worth }) => worth).filter(({ offFen }) => offFen > 0);
  const shares = shareCoupons(money, pricesFen).map(({ offFen }) => offFen);
  if (shares.includes(0)) return null;
  const offFen = shares.reduce((sum, each) => sum + each, 0);
  const points = coupons.reduce((sum, { worth }) => sum + worth.points, 0);
  return { coupons, order: [-offFen, -points, coupons.length, ...coupons.map(({ rank }) => rank)] };
}

function isBefore(one: readonly number[], other: readonly number[]): boolean {
  const index = one.findIndex((value, at) => value !== other[at]);
  return index !== -1 && (one[index] ?? 0) < (other[index] ?? 0);
}

function inRank(coupons: readonly UsableCoupon[]): readonly UsableCoupon[] {
  return coupons.toSorted((a, b) => a.rank - b.rank);
}
