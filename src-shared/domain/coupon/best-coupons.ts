import type { CouponWorth } from './coupon-worth.ts';
import { shareCoupons } from './share-coupons.ts';

/** A coupon that could be used by itself. */
export interface UsableCoupon {
  readonly couponId: string;
  readonly templateId: string;
  readonly stackGroup: string;
  readonly worth: CouponWorth;
  /** Its place by last day, then id: which of two equal ones is used. */
  readonly rank: number;
}

/** More than any receipt with three coupons needs; bounds what a programme with many per receipt costs. */
const maxVisits = 20_000;

/** A coupon of the search: `place` among the candidates. */
interface Candidate {
  readonly coupon: UsableCoupon;
  readonly place: number;
}

interface Combination {
  readonly candidates: readonly Candidate[];
  readonly offFen: number;
  readonly points: number;
}

/** What the search is doing: where it stands and the best it has seen. */
interface Search {
  readonly candidates: readonly Candidate[];
  readonly pricesFen: readonly number[];
  readonly maxCoupons: number;
  /** What the goods of two candidates cost together, by place and place; filled where it is asked. */
  readonly pairFen: Map<number, number>;
  best: Combination;
  visits: number;
}

/**
 * The combination with the most money off; of those the one with the most points, then with the fewest coupons, then, coupon
 * by coupon, with the earliest last day and the lowest id. One per stack group, one multiplier, and no coupon that takes
 * nothing off. Points never outbid money, because a fen off is sure and a point is worth what the programme makes of it.
 * Exact for every combination of at most three of some 40 different coupons; beyond `maxVisits` tries the best of those.
 */
export function bestCoupons(
  coupons: readonly UsableCoupon[],
  pricesFen: readonly number[],
  maxCoupons: number,
): readonly UsableCoupon[] {
  const nothing: Combination = { candidates: [], offFen: 0, points: 0 };
  const search: Search = {
    candidates: oneOfEachKind(coupons).map((coupon, place) => ({ coupon, place })),
    pricesFen,
    maxCoupons,
    pairFen: new Map(),
    best: nothing,
    visits: 0,
  };
  visit(search, nothing, 0);
  return search.best.candidates.map(({ coupon }) => coupon);
}

/** Tells whether a coupon goes with others at all: one per stack group, and one multiplier (PL-07). */
export function stacksWith(
  coupon: UsableCoupon,
  others: readonly UsableCoupon[],
): 'yes' | 'same_group' | 'second_multiplier' {
  for (const other of others) {
    if (other.stackGroup === coupon.stackGroup) return 'same_group';
    if (other.worth.multiplier !== null && coupon.worth.multiplier !== null)
      return 'second_multiplier';
  }
  return 'yes';
}

/** Of coupons of one template with one face value, only the first by rank: they share a stack group. Richest first. */
function oneOfEachKind(coupons: readonly UsableCoupon[]): readonly UsableCoupon[] {
  const firsts = new Map<string, UsableCoupon>();
  for (const coupon of coupons) {
    const kind = `${coupon.templateId} ${coupon.worth.offFen}`;
    const first = firsts.get(kind);
    if (first === undefined || coupon.rank < first.rank) firsts.set(kind, coupon);
  }
  return [...firsts.values()].toSorted(
    (a, b) => b.worth.offFen - a.worth.offFen || b.worth.points - a.worth.points || a.rank - b.rank,
  );
}

function visit(search: Search, chosen: Combination, from: number): void {
  const { candidates, maxCoupons } = search;
  const placesLeft = maxCoupons - chosen.candidates.length;
  for (let place = from; place < candidates.length && placesLeft > 0; place += 1) {
    const candidate = candidates[place];
    if (candidate === undefined || search.visits >= maxVisits) return;
    const { worth } = candidate.coupon;
    // Richest first: no later one brings more money than this.
    if (chosen.offFen + worth.offFen * placesLeft < search.best.offFen) return;
    if (!stacks(candidate, chosen)) continue;
    search.visits += 1;
    const next = {
      candidates: [...chosen.candidates, candidate],
      offFen: chosen.offFen + worth.offFen,
      points: chosen.points + worth.points,
    };
    keepIfBetter(search, next);
    visit(search, next, place + 1);
  }
}

function stacks({ coupon }: Candidate, { candidates }: Combination): boolean {
  return candidates.every((other) => stacksWith(coupon, [other.coupon]) === 'yes');
}

/** The exact sum costs a sharing over all lines: it is made only where what the coupons can take at most would win. */
function keepIfBetter(search: Search, hoped: Combination): void {
  for (const atMostFen of [mostOffOfPairs, mostOffOfAll]) {
    if (!isBetter({ ...hoped, offFen: atMostFen(search, hoped) }, search.best)) return;
  }
  const exact = exactly(hoped, search.pricesFen);
  if (exact !== null && isBetter(exact, search.best)) search.best = exact;
}

/** No two coupons take more than their goods cost together. */
function mostOffOfPairs({ pairFen, candidates, pricesFen }: Search, hoped: Combination): number {
  let offFen = hoped.offFen;
  for (const one of hoped.candidates) {
    for (const other of hoped.candidates) {
      if (other.place <= one.place) continue;
      const pair = one.place * candidates.length + other.place;
      const goodsFen = pairFen.get(pair) ?? goodsOfAllFen([one, other], pricesFen);
      pairFen.set(pair, goodsFen);
      const ownFen = one.coupon.worth.offFen + other.coupon.worth.offFen;
      offFen = Math.min(offFen, hoped.offFen - ownFen + Math.min(ownFen, goodsFen));
    }
  }
  return offFen;
}

function mostOffOfAll({ pricesFen }: Search, { candidates, offFen }: Combination): number {
  return Math.min(offFen, goodsOfAllFen(candidates, pricesFen));
}

function goodsOfAllFen(candidates: readonly Candidate[], pricesFen: readonly number[]): number {
  const counted = new Set<number>();
  let goodsFen = 0;
  for (const { coupon } of candidates) {
    if (coupon.worth.offFen === 0) continue;
    for (const index of coupon.worth.lineIndexes) {
      if (counted.has(index)) continue;
      counted.add(index);
      goodsFen += pricesFen[index] ?? 0;
    }
  }
  return goodsFen;
}

/** What a combination takes off, or null where one of its coupons would be used up for nothing. */
function exactly(hoped: Combination, pricesFen: readonly number[]): Combination | null {
  const money = hoped.candidates.filter(({ coupon }) => coupon.worth.offFen > 0);
  // With goods enough for all of them together nobody is in anybody's way.
  if (money.every(({ coupon }) => coupon.worth.coveredFen >= hoped.offFen)) return hoped;
  const shares = shareCoupons(inRank(money), pricesFen);
  if (shares.some(({ offFen }) => offFen === 0)) return null;
  return { ...hoped, offFen: shares.reduce((sum, { offFen }) => sum + offFen, 0) };
}

function inRank(candidates: readonly Candidate[]): readonly CouponWorth[] {
  return candidates
    .toSorted((a, b) => a.coupon.rank - b.coupon.rank)
    .map(({ coupon }) => coupon.worth);
}

function isBetter(one: Combination, other: Combination): boolean {
  if (one.offFen !== other.offFen) return one.offFen > other.offFen;
  if (one.points !== other.points) return one.points > other.points;
  if (one.candidates.length !== other.candidates.length)
    return one.candidates.length < other.candidates.length;
  const otherRanks = ranks(other);
  for (const [index, rank] of ranks(one).entries()) {
    const otherRank = otherRanks[index] ?? 0;
    if (rank !== otherRank) return rank < otherRank;
  }
  return false;
}

function ranks({ candidates }: Combination): readonly number[] {
  return candidates.map(({ coupon }) => coupon.rank).toSorted((a, b) => a - b);
}
