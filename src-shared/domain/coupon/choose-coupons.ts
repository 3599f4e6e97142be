import type { Rate } from '../programme/programme.ts';
import { bestCoupons, stacksWith, type UsableCoupon } from './best-coupons.ts';
import { couponTimeProblem, type CouponMoment } from './coupon-time.ts';
import { couponWorth, type CouponLine } from './coupon-worth.ts';
import type { CouponTemplate, MemberCoupon, WhyNot } from './coupon.ts';
import { shareCoupons } from './share-coupons.ts';

/** A coupon that is used on a receipt. */
export interface ChosenCoupon {
  readonly couponId: string;
  readonly templateId: string;
  /** Money off; 0 for points coupons. */
  readonly offFen: number;
  /** Parallel to the lines of the input; sums to `offFen`. */
  readonly lineOffFen: readonly number[];
  /** Fixed points on top. */
  readonly points?: number;
  /** Competes with the campaigns: the best multiplier counts (PL-07). */
  readonly multiplier?: Rate;
}

/** A coupon that is not used on a receipt, and why (CP-03). */
export interface UnusedCoupon {
  readonly couponId: string;
  readonly whyNot: WhyNot;
}

export interface CouponChoice {
  /** By last day, then id. */
  readonly chosen: readonly ChosenCoupon[];
  /** In the order of the input. */
  readonly unused: readonly UnusedCoupon[];
}

export interface CouponQuestion {
  readonly templates: readonly CouponTemplate[];
  readonly coupons: readonly MemberCoupon[];
  /** `priceFen` after member price and promotion (CP-02). */
  readonly lines: readonly CouponLine[];
  readonly at: CouponMoment;
  readonly maxPerReceipt: number;
  /** `best`, or exactly these in this order of preference. */
  readonly wish: 'best' | readonly string[];
  /** Whether the right to use it is there (identification, CP-07), asked last and only of coupons that would work. */
  readonly canUse?: (coupon: MemberCoupon, template: CouponTemplate) => WhyNot | null;
  /** Of these one is used, because head office is not asked (CP-07). */
  readonly floorCouponIds?: readonly string[];
  /** Points per fen, to compare multipliers with fixed points; 1 per yuan unless given. */
  readonly earnRate?: Rate;
}

const onePointPerYuan: Rate = { numerator: 1, denominator: 100 };

/**
 * Chooses the coupons of a receipt and says of every other one why not (CP-02, CP-03). Each coupon is checked by itself in
 * this order: its template is in the programme, its state, days, store, weekday and hours, its goods and threshold, the
 * right to use it. Of those that pass, `best` takes the combination of `bestCoupons`; a list takes what it names as long as
 * stack groups, `maxPerReceipt` and the goods allow. The same result whatever the order of coupons, templates and lines.
 */
export function chooseCoupons(question: CouponQuestion): CouponChoice {
  const sorted = sortLines(question.lines);
  const { usable, problems } = checkCoupons(question, sorted.lines);
  const pricesFen = sorted.lines.map(({ priceFen }) => priceFen);
  const chosen = (
    question.wish === 'best'
      ? bestCoupons(usable, pricesFen, question.maxPerReceipt)
      : wishedCoupons(question.wish, usable, pricesFen, question.maxPerReceipt)
  ).toSorted((a, b) => a.rank - b.rank);
  const shares = shareCoupons(
    chosen.map(({ worth }) => worth),
    pricesFen,
  );
  const reasonOf = (couponId: string): WhyNot => {
    const problem = problems.get(couponId);
    if (problem !== undefined) return problem;
    const coupon = usable.find((each) => each.couponId === couponId);
    return coupon === undefined ? { code: 'no_goods' } : notChosen(question, coupon, chosen);
  };
  return {
    chosen: chosen.map(({ couponId, templateId, worth }, index) => ({
      couponId,
      templateId,
      offFen: shares[index]?.offFen ?? 0,
      lineOffFen: sorted.inInputOrder(shares[index]?.lineOffFen ?? []),
      ...(worth.points > 0 && worth.multiplier === null ? { points: worth.points } : {}),
      ...(worth.multiplier === null ? {} : { multiplier: worth.multiplier }),
    })),
    unused: question.coupons
      .filter(({ couponId }) => !chosen.some((each) => each.couponId === couponId))
      .map(({ couponId }) => ({ couponId, whyNot: reasonOf(couponId) })),
  };
}

/** The lines by number, so that ties do not depend on the order of input, and the way back. */
function sortLines(lines: readonly CouponLine[]): {
  readonly lines: readonly CouponLine[];
  readonly inInputOrder: (values: readonly number[]) => readonly number[];
} {
  const order = lines
    .map((line, index) => ({ line, index }))
    .toSorted((a, b) => a.line.lineNo - b.line.lineNo);
  return {
    lines: order.map(({ line }) => line),
    inInputOrder: (values) => {
      const back = lines.map(() => 0);
      order.forEach(({ index }, position) => {
        back[index] = values[position] ?? 0;
      });
      return back;
    },
  };
}

function checkCoupons(
  question: CouponQuestion,
  lines: readonly CouponLine[],
): {
  readonly usable: readonly UsableCoupon[];
  readonly problems: ReadonlyMap<string, WhyNot>;
} {
  const { at, canUse, earnRate = onePointPerYuan } = question;
  const templates = new Map(question.templates.map((each) => [each.templateId, each]));
  const problems = new Map<string, WhyNot>();
  const usable: UsableCoupon[] = [];
  const byRank = question.coupons.toSorted(byLastDay);
  for (const [rank, coupon] of byRank.entries()) {
    const { couponId, templateId } = coupon;
    const template = templates.get(templateId);
    const time = couponTimeProblem(coupon, template ?? {}, at);
    if (template === undefined) {
      problems.set(couponId, time ?? { code: 'not_for_member' });
      continue;
    }
    const worth = time ?? couponWorth(coupon, template, lines, earnRate);
    const problem = 'code' in worth ? worth : (canUse?.(coupon, template) ?? null);
    if (problem !== null) problems.set(couponId, problem);
    else if (!('code' in worth)) {
      const isFloor = question.floorCouponIds?.includes(couponId) === true;
      usable.push({ couponId, templateId, stackGroup: template.stackGroup, isFloor, worth, rank });
    }
  }
  return { usable, problems };
}

function byLastDay(a: MemberCoupon, b: MemberCoupon): number {
  if (a.toDay !== b.toDay) return a.toDay < b.toDay ? -1 : 1;
  if (a.couponId === b.couponId) return 0;
  return a.couponId < b.couponId ? -1 : 1;
}

function wishedCoupons(
  wish: readonly string[],
  usable: readonly UsableCoupon[],
  pricesFen: readonly number[],
  maxPerReceipt: number,
): readonly UsableCoupon[] {
  let chosen: readonly UsableCoupon[] = [];
  for (const couponId of new Set(wish)) {
    const coupon = usable.find((each) => each.couponId === couponId);
    if (coupon === undefined || chosen.length >= maxPerReceipt) continue;
    if (stacksWith(coupon, chosen) !== 'yes') continue;
    const together = [...chosen, coupon].toSorted((a, b) => a.rank - b.rank);
    if (isWorthIt(together, pricesFen)) chosen = together;
  }
  return chosen;
}

/** None of them would be used up for nothing. */
function isWorthIt(coupons: readonly UsableCoupon[], pricesFen: readonly number[]): boolean {
  const money = coupons.filter(({ worth }) => worth.offFen > 0).map(({ worth }) => worth);
  return shareCoupons(money, pricesFen).every(({ offFen }) => offFen > 0);
}

function notChosen(
  { wish, maxPerReceipt }: CouponQuestion,
  coupon: UsableCoupon,
  chosen: readonly UsableCoupon[],
): WhyNot {
  const stacks = stacksWith(coupon, chosen);
  if (stacks !== 'yes') return { code: stacks === 'second_floor' ? 'offline_limit' : 'stacks_not' };
  if (wish !== 'best' && !wish.includes(coupon.couponId)) return { code: 'not_wished' };
  return { code: chosen.length >= maxPerReceipt ? 'too_many' : 'below_payable' };
}
