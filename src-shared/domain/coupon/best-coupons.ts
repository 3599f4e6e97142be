import type { CouponWorth } from './coupon-worth.ts';
import { takeOff } from './share-coupons.ts';

/** A coupon that could be used by itself. */
export interface UsableCoupon {
  readonly couponId: string;
  readonly templateId: string;
  readonly stackGroup: string;
  /** Of these a receipt takes one where head office is not asked (CP-07). */
  readonly isFloor?: boolean;
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
  /** Whether it takes money off a line. */
  readonly takesFrom: readonly boolean[];
}

interface Combination {
  readonly candidates: readonly Candidate[];
  readonly offFen: number;
  readonly points: number;
}

/** A combination on the way, whose coupons may be in each other's way. */
interface Hoped extends Combination {
  /** What two of its coupons would take at least beyond what their goods cost together. */
  readonly excessFen: number;
  /** What the goods cost that its coupons take money off. */
  readonly goodsFen: number;
}

/** What some coupons, one after another, leave of the lines; `after` has what is left after one more, by its place. */
interface Rest {
  readonly leftFen: readonly number[];
  readonly after: Map<number, Rest>;
}

/** What the search is doing: where it stands and the best it has seen. */
interface Search {
  readonly candidates: readonly Candidate[];
  readonly pricesFen: readonly number[];
  readonly maxCoupons: number;
  /** What two candidates would take beyond their goods, by place and place; filled where it is asked. */
  readonly pairExcessFen: (number | undefined)[][];
  /** How many coupons of the combination that is being added to take money off a line. */
  readonly takers: number[];
  /** The receipt before any coupon, and from there what other combinations have left of it. */
  readonly untouched: Rest;
  best: Combination;
  visits: number;
}

/**
 * The combination with the most money off; of those the one with the most points, then with the fewest coupons, then, coupon
 * by coupon, with the earliest last day and the lowest id. One per stack group, one multiplier, one floor coupon, and no coupon
 * that takes nothing off. Points never outbid money: a fen off is sure, a point is worth what the programme makes of it. Exact
 * for every combination of at most three of some 40 different coupons; beyond `maxVisits` tries the best of those.
 */
export function bestCoupons(
  coupons: readonly UsableCoupon[],
  pricesFen: readonly number[],
  maxCoupons: number,
): readonly UsableCoupon[] {
  const candidates = oneOfEachKind(coupons).map((coupon, place) => {
    const takesFrom = pricesFen.map(() => false);
    if (coupon.worth.offFen > 0)
      for (const index of coupon.worth.lineIndexes) takesFrom[index] = true;
    return { coupon, place, takesFrom };
  });
  const nothing: Hoped = { candidates: [], offFen: 0, points: 0, excessFen: 0, goodsFen: 0 };
  const search: Search = {
    candidates,
    pricesFen,
    maxCoupons,
    pairExcessFen: candidates.map(() => []),
    takers: pricesFen.map(() => 0),
    untouched: { leftFen: pricesFen, after: new Map() },
    best: nothing,
    visits: 0,
  };
  visit(search, nothing, 0);
  return search.best.candidates.map(({ coupon }) => coupon);
}

/** Why two coupons are not used on one receipt. */
type Clash = 'same_group' | 'second_multiplier' | 'second_floor';

/** Tells whether a coupon goes with others at all: one per stack group, one multiplier (PL-07), one floor coupon (CP-07). */
export function stacksWith(coupon: UsableCoupon, others: readonly UsableCoupon[]): 'yes' | Clash {
  for (const other of others) {
    const clash = clashOf(coupon, other);
    if (clash !== null) return clash;
  }
  return 'yes';
}

function clashOf(one: UsableCoupon, other: UsableCoupon): Clash | null {
  if (other.stackGroup === one.stackGroup) return 'same_group';
  if (other.worth.multiplier !== null && one.worth.multiplier !== null) return 'second_multiplier';
  return other.isFloor === true && one.isFloor === true ? 'second_floor' : null;
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

function visit(search: Search, chosen: Hoped, from: number): void {
  const { candidates, maxCoupons } = search;
  const placesLeft = maxCoupons - chosen.candidates.length;
  for (let place = from; place < candidates.length && placesLeft > 0; place += 1) {
    const candidate = candidates[place];
    if (candidate === undefined || search.visits >= maxVisits) return;
    const { worth } = candidate.coupon;
    // Richest first: no later one brings more money than this.
    if (chosen.offFen + worth.offFen * placesLeft < search.best.offFen) return;
    if (chosen.candidates.some(({ coupon }) => clashOf(candidate.coupon, coupon) !== null))
      continue;
    search.visits += 1;
    if (placesLeft === 1 && !canBeat(search, chosen, candidate)) continue;
    const next = add(search, chosen, candidate);
    keepIfBetter(search, next);
    if (placesLeft === 1) continue;
    countTakers(search, candidate, 1);
    visit(search, next, place + 1);
    countTakers(search, candidate, -1);
  }
}

/** Looks at the last coupon of a combination without making it: most of those that the search meets are of this kind. */
function canBeat(search: Search, chosen: Hoped, candidate: Candidate): boolean {
  const { best } = search;
  const points = chosen.points + candidate.coupon.worth.points;
  const count = chosen.candidates.length + 1;
  // Where the money is the same only points win, then fewer coupons, then their ranks.
  const winsTies =
    points > best.points || (points === best.points && count <= best.candidates.length);
  const enoughFen = winsTies ? best.offFen : best.offFen + 1;
  const hopedFen = chosen.offFen + candidate.coupon.worth.offFen;
  return (
    hopedFen >= enoughFen &&
    hopedFen - excessWith(search, chosen, candidate) >= enoughFen &&
    chosen.goodsFen + moreGoodsFen(search, candidate) >= enoughFen
  );
}

function add(search: Search, chosen: Hoped, candidate: Candidate): Hoped {
  const { offFen, points } = candidate.coupon.worth;
  return {
    candidates: [...chosen.candidates, candidate],
    offFen: chosen.offFen + offFen,
    points: chosen.points + points,
    excessFen: excessWith(search, chosen, candidate),
    goodsFen: chosen.goodsFen + moreGoodsFen(search, candidate),
  };
}

function excessWith(search: Search, chosen: Hoped, candidate: Candidate): number {
  let { excessFen } = chosen;
  for (const other of chosen.candidates)
    excessFen = Math.max(excessFen, excessOfPair(search, other, candidate));
  return excessFen;
}

/** No two coupons take more than their goods cost together; `one` comes before `other`. */
function excessOfPair(search: Search, one: Candidate, other: Candidate): number {
  const row = search.pairExcessFen[one.place] ?? [];
  const known = row[other.place];
  if (known !== undefined) return known;
  const ownFen = one.coupon.worth.offFen + other.coupon.worth.offFen;
  const excessFen = Math.max(0, ownFen - goodsOfPairFen(one, other, search.pricesFen));
  row[other.place] = excessFen;
  return excessFen;
}

function goodsOfPairFen(one: Candidate, other: Candidate, pricesFen: readonly number[]): number {
  let goodsFen = 0;
  for (const [index, priceFen] of pricesFen.entries()) {
    if (one.takesFrom[index] === true || other.takesFrom[index] === true) goodsFen += priceFen;
  }
  return goodsFen;
}

/** What the goods of a coupon cost that no coupon of the combination takes money off yet. */
function moreGoodsFen({ takers, pricesFen }: Search, { coupon }: Candidate): number {
  if (coupon.worth.offFen === 0) return 0;
  let goodsFen = 0;
  for (const index of coupon.worth.lineIndexes) {
    if (takers[index] === 0) goodsFen += pricesFen[index] ?? 0;
  }
  return goodsFen;
}

function countTakers({ takers }: Search, { coupon }: Candidate, by: 1 | -1): void {
  if (coupon.worth.offFen === 0) return;
  for (const index of coupon.worth.lineIndexes) takers[index] = (takers[index] ?? 0) + by;
}

/** The exact sum costs a sharing over all lines: it is made only where what the coupons can take at most would win. */
function keepIfBetter(search: Search, hoped: Hoped): void {
  const mostFen = Math.min(hoped.offFen - hoped.excessFen, hoped.goodsFen);
  if (!isBetter({ ...hoped, offFen: mostFen }, search.best)) return;
  const exact = exactly(search, hoped);
  if (exact !== null && isBetter(exact, search.best)) search.best = exact;
}

/**
 * What a combination takes off, or null where one of its coupons would be used up for nothing: as `shareCoupons` does it, the
 * one whose goods cost least first. Of the last one nobody asks what it leaves, and what those before it leave is kept.
 */
function exactly({ untouched }: Search, hoped: Hoped): Combination | null {
  const money = hoped.candidates.filter(({ coupon }) => coupon.worth.offFen > 0);
  // With goods enough for all of them together nobody is in anybody's way.
  if (money.every(({ coupon }) => coupon.worth.coveredFen >= hoped.offFen)) return hoped;
  let rest = untouched;
  let before: Candidate | null = null;
  let offFen = 0;
  for (const candidate of money.toSorted(byNarrowness)) {
    if (before !== null) rest = restAfter(rest, before);
    const takenFen = Math.min(candidate.coupon.worth.offFen, goodsLeftFen(rest, candidate));
    if (takenFen === 0) return null;
    offFen += takenFen;
    before = candidate;
  }
  return { ...hoped, offFen };
}

function byNarrowness({ coupon: a }: Candidate, { coupon: b }: Candidate): number {
  return a.worth.coveredFen - b.worth.coveredFen || a.rank - b.rank;
}

function goodsLeftFen({ leftFen }: Rest, { coupon }: Candidate): number {
  let goodsFen = 0;
  for (const index of coupon.worth.lineIndexes) goodsFen += leftFen[index] ?? 0;
  return goodsFen;
}

function restAfter(rest: Rest, { coupon, place }: Candidate): Rest {
  const known = rest.after.get(place);
  if (known !== undefined) return known;
  const leftFen = [...rest.leftFen];
  takeOff(coupon.worth, leftFen);
  const next = { leftFen, after: new Map<number, Rest>() };
  rest.after.set(place, next);
  return next;
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
