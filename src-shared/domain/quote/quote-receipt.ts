import { floorRate, shareByLargestRemainder } from '../../values/rounding.ts';
import { sumOf } from '../../values/sum-of.ts';
import { barReaches } from '../campaign/campaign-bar.ts';
import { isBonus, isMultiplier, whyBarred } from '../campaign/find-campaigns.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { chooseCoupons, type ChosenCoupon, type CouponChoice } from '../coupon/choose-coupons.ts';
import type { WhyNot } from '../coupon/coupon.ts';
import { capEarn } from '../points/cap-earn.ts';
import {
  computeEarn,
  type ComputedEarn,
  losingMultipliers,
  type PointsCoupon,
} from '../points/earn-points.ts';
import { sumPoints } from '../points/lots.ts';
import { campaignRuleId, couponRuleId } from '../points/points-under-terms.ts';
import { bestPromotion } from '../price/best-promotion.ts';
import { coversGoods } from '../price/covers-goods.ts';
import type { PriceRule } from '../price/price.ts';
import { discountsOf, priceLine } from '../price/price-line.ts';
import type { Programme } from '../programme/programme.ts';
import { checkLines } from '../receipt/check-lines.ts';
import type { ReceiptLine } from '../receipt/receipt.ts';
import { maxRedeemPoints } from '../redemption/decide-redemption.ts';
import { steppedPoints } from '../redemption/stepped-points.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type {
  Benefit,
  QuotedLine,
  QuoteWishes,
  ReceiptFacts,
  ReceiptQuote,
  UnusedBenefit,
} from './quote.ts';

/** What a quote is made of: everything it depends on, so that the same input gives the same bytes anywhere (R102). */
export interface QuoteInput {
  readonly programme: Programme;
  readonly facts: ReceiptFacts;
  readonly lines: readonly ReceiptLine[];
  /** null: nobody asked for benefits; the till's prices stand, and only points are earned. */
  readonly wishes: QuoteWishes | null;
}

/**
 * What a member gets on a receipt, and why (CP-02): the best price of each line, the best promotion, coupons, points that
 * pay, and from what is left the points earned (PL-04 to PL-07); for every benefit not used, why not (CP-03). Amounts in fen,
 * every share exact by largest remainder with ties to the lower line number (PL-06). Points are lowered to what is possible
 * (PL-21); a coupon that would bring nothing is kept. Lines come back in the order of their numbers. Records nothing. Refuses
 * in the order invalid_value, receipt_empty, receipt_line_repeated.
 */
export function quoteReceipt(
  input: QuoteInput,
): Refusal | { readonly status: 'quoted'; readonly quote: ReceiptQuote } {
  const refusal = checkLines(input.lines, { isFrozen: false }) ?? checkWishes(input.wishes);
  if (refusal !== null) return refusal;
  const lines = input.lines.map(bareLine).toSorted((a, b) => a.lineNo - b.lineNo);
  const sorted = { ...input, lines };
  const priced = priceLines(sorted);
  // A points coupon shows only at the end that it brings nothing: then it is kept, and the choice made again without it.
  let kept: KeptCoupons = new Map();
  for (;;) {
    const { quote, useless, losing } = buildQuote(sorted, priced, kept);
    if (useless.size === 0) return { status: 'quoted', quote };
    // Most often the others that lose on the same goods can be kept with it; where that changes the goods' prices, one by one.
    const together = buildQuote(sorted, priced, new Map([...kept, ...losing(), ...useless]));
    if (together.useless.size === 0 && isSameMoney(together.quote, quote))
      return { status: 'quoted', quote: together.quote };
    kept = new Map([...kept, ...useless]);
  }
}

/** The same coupons take the same off: every line costs what it did. */
function isSameMoney(one: ReceiptQuote, other: ReceiptQuote): boolean {
  const offs = ({ coupons }: ReceiptQuote) => coupons.filter(({ offFen }) => offFen > 0);
  const [ones, others] = [offs(one), offs(other)];
  return (
    ones.length === others.length &&
    ones.every(({ couponId, offFen }, index) => {
      const twin = others[index];
      return twin?.couponId === couponId && twin.offFen === offFen;
    })
  );
}

/** A line that was decided before is decided from what the till handed over. */
function bareLine({
  lineNo,
  sku,
  category,
  quantity,
  amountFen,
  listFen,
}: ReceiptLine): ReceiptLine {
  const list = listFen === undefined ? {} : { listFen };
  return { lineNo, sku, category, quantity, amountFen, ...list };
}

function checkWishes(wishes: QuoteWishes | null): Refusal | null {
  if (wishes === null || (Number.isSafeInteger(wishes.points) && wishes.points >= 0)) return null;
  return refuse('invalid_value', { field: 'points' });
}

/** A line after member price and promotion. */
interface PricedLine extends ReceiptLine, Pick<QuotedLine, 'priceFen' | 'priceRule'> {
  readonly promotionFen: number;
}

interface Priced {
  readonly lines: readonly PricedLine[];
  readonly benefits: readonly Benefit[];
  readonly unused: readonly UnusedBenefit[];
}

function priceLines({ programme, facts, lines, wishes }: QuoteInput): Priced {
  if (wishes === null) {
    const atTill = lines.map((line): PricedLine => ({
      ...line,
      priceFen: line.amountFen,
      priceRule: { kind: 'till' },
      promotionFen: 0,
    }));
    return { lines: atTill, benefits: [], unused: [] };
  }
  const losing: PriceRule[] = [];
  const priced = lines.map((line) => {
    const { losing: ofLine, ...price } = priceLine(programme, facts, line);
    losing.push(...ofLine);
    return { ...line, ...price };
  });
  const promotion = bestPromotion(programme.promotions, facts, priced);
  const used: Benefit[] =
    promotion.promotionId === null
      ? []
      : [
          {
            kind: 'promotion',
            ruleId: `promotion:${promotion.promotionId}`,
            savedFen: promotion.offFen,
          },
        ];
  return {
    lines: priced.map((line, index) => ({
      ...line,
      promotionFen: promotion.lineOffFen[index] ?? 0,
    })),
    benefits: [...priceBenefits(priced), ...used],
    unused: [
      ...unusedPrices(losing, priced, discountsOf(programme, facts)),
      ...promotion.unused.map(({ promotionId, whyNot }) => ({
        kind: 'promotion' as const,
        id: promotionId,
        whyNot,
      })),
    ],
  };
}

/** One benefit per rule, in the order in which the lines met them. */
function priceBenefits(lines: readonly Omit<PricedLine, 'promotionFen'>[]): Benefit[] {
  const benefits = new Map<string, Benefit>();
  for (const { priceRule, priceFen, amountFen } of lines) {
    const found = priceBenefit(priceRule);
    if (found === null) continue;
    const before = benefits.get(found.ruleId)?.savedFen ?? 0;
    benefits.set(found.ruleId, { ...found, savedFen: before + amountFen - priceFen });
  }
  return [...benefits.values()];
}

/** Prices that count for no line (CP-03), each once: they lose, or there are no goods that such a discount is for. */
function unusedPrices(
  losing: readonly PriceRule[],
  lines: readonly Pick<PricedLine, 'priceRule'>[],
  discounts: readonly { readonly priceRule: PriceRule }[],
): readonly UnusedBenefit[] {
  const byText = (rules: readonly PriceRule[]) =>
    new Map(rules.flatMap(namedPrice).map((price) => [`${price.kind}:${price.id}`, price]));
  const used = byText(lines.map(({ priceRule }) => priceRule));
  const lost = byText(losing);
  const all = byText([...losing, ...discounts.map(({ priceRule }) => priceRule)]);
  return [...all]
    .filter(([text]) => !used.has(text))
    .map(([text, price]) => ({
      ...price,
      whyNot: { code: lost.has(text) ? 'better_chosen' : 'no_goods' },
    }));
}

/** What a price of ours is told by where it is not used; the till's own is none. */
function namedPrice(rule: PriceRule): readonly Pick<UnusedBenefit, 'kind' | 'id'>[] {
  switch (rule.kind) {
    case 'till':
      return [];
    case 'member_price':
      return [{ kind: 'member_price', id: rule.sku }];
    case 'tier':
      return [{ kind: 'tier_price', id: rule.tierCode }];
    case 'plan':
      return [{ kind: 'plan_price', id: rule.planId }];
  }
}

function priceBenefit(rule: PricedLine['priceRule']): Omit<Benefit, 'savedFen'> | null {
  switch (rule.kind) {
    case 'till':
      return null;
    case 'member_price':
      return { kind: 'member_price', ruleId: 'member_price' };
    case 'tier':
      return { kind: 'tier_price', ruleId: `tier:${rule.tierCode}` };
    case 'plan':
      return { kind: 'plan_price', ruleId: `plan:${rule.planId}` };
  }
}

type KeptCoupons = ReadonlyMap<string, WhyNot>;

/**
 * Coupons, points and earnings on priced lines. `useless` are chosen coupons that bring nothing, `losing` multipliers beside
 * them that would bring nothing on these lines either.
 */
function buildQuote(
  input: QuoteInput,
  priced: Priced,
  kept: KeptCoupons,
): {
  readonly quote: ReceiptQuote;
  readonly useless: KeptCoupons;
  readonly losing: () => KeptCoupons;
} {
  const { programme, facts } = input;
  const choice = chooseCouponsOf(input, priced, kept);
  const couponed = priced.lines.map((line, index): CouponedLine => {
    const couponFen = sumOf(choice.chosen, ({ lineOffFen }) => lineOffFen[index] ?? 0);
    const goodsFen = line.priceFen - line.promotionFen - couponFen;
    const isEarning = !programme.earn.excludedCategories.includes(line.category);
    return { ...line, couponFen, goodsFen, isEarning };
  });
  const payment = payWithPoints(input, couponed);
  const lines = paidLines(input, couponed, payment);
  const campaigns = programme.campaigns.filter(({ campaignId }) =>
    facts.campaignIds.includes(campaignId),
  );
  const coupons = choice.chosen.flatMap((coupon) => pointsCouponOf(programme, coupon));
  const sale = { programme, facts, campaigns, coupons, lines };
  const earned = computeEarn(sale);
  const useless = new Map<string, WhyNot>();
  for (const coupon of coupons) {
    if (!isEarned(coupon, earned)) useless.set(coupon.couponId, uselessness(coupon, lines));
  }
  const { points, offsetFen, maxPoints, eligibleFen } = payment;
  const quote: ReceiptQuote = {
    lines: lines.map((line, index) => ({ ...line, points: earned.linePoints[index] ?? 0 })),
    benefits: [
      ...priced.benefits,
      ...choice.chosen.map(couponBenefit),
      ...(points === 0 ? [] : [{ kind: 'points', ruleId: 'redeem', savedFen: offsetFen } as const]),
    ],
    unused: [
      ...priced.unused,
      ...unusedCoupons(input, choice),
      ...unusedCampaigns(campaigns, earned, lines),
      ...unusedPoints(input, couponed, payment),
      ...barredCampaigns(programme, facts),
    ],
    coupons: choice.chosen.map(({ couponId, templateId, offFen }) => ({
      couponId,
      templateId,
      offFen,
    })),
    points,
    offsetFen,
    maxPoints,
    eligibleFen,
    grossFen: sumOf(lines, (line) => line.amountFen),
    payableFen: sumOf(lines, (line) => line.netFen),
    terms: earned.terms,
    parts: earned.parts,
    ...heldOf(input, earned),
  };
  const losing = (): KeptCoupons =>
    new Map(
      losingMultipliers(sale, waitingMultipliers(input, choice)).map((coupon) => [
        coupon.couponId,
        uselessness(coupon, lines),
      ]),
    );
  return { quote, useless, losing };
}

/** Multipliers that are not chosen and were wished, or might be the best. */
function waitingMultipliers(
  { programme, facts, wishes }: QuoteInput,
  { chosen }: CouponChoice,
): readonly PointsCoupon[] {
  if (wishes === null) return [];
  const { couponIds } = wishes;
  return facts.coupons.flatMap(({ couponId, templateId }) => {
    const isWaiting = !chosen.some((each) => each.couponId === couponId);
    const isWished = couponIds === 'best' || couponIds.includes(couponId);
    const effect = programme.coupons.templates.find(
      (each) => each.templateId === templateId,
    )?.effect;
    if (!isWaiting || !isWished || effect?.kind !== 'multiplier') return [];
    const { multiplier } = effect;
    return pointsCouponOf(programme, {
      couponId,
      templateId,
      offFen: 0,
      lineOffFen: [],
      multiplier,
    });
  });
}

/** What is above a daily cap, as far as is known here (PL-08). */
function heldOf(
  { programme, facts }: QuoteInput,
  { parts }: ComputedEarn,
): Pick<ReceiptQuote, 'heldPoints' | 'holdReason'> {
  const { dayReceiptCount, dayEarnedPoints } = facts;
  const earnedPoints = sumPoints(parts);
  const capped = capEarn({ programme, dayReceiptCount, dayEarnedPoints, earnedPoints });
  if (capped === null) return { heldPoints: 0 };
  return { heldPoints: capped.heldPoints, holdReason: capped.reason };
}

function couponBenefit({ templateId, offFen }: ChosenCoupon): Benefit {
  return { kind: 'coupon', ruleId: couponRuleId(templateId), savedFen: offFen };
}

function chooseCouponsOf(
  { programme, facts, wishes }: QuoteInput,
  { lines }: Priced,
  kept: KeptCoupons,
): CouponChoice {
  if (wishes === null) return { chosen: [], unused: [] };
  return chooseCoupons({
    templates: programme.coupons.templates,
    coupons: facts.coupons,
    lines: lines.map(({ lineNo, sku, category, quantity, priceFen, promotionFen }) => ({
      lineNo,
      sku,
      category,
      quantity,
      priceFen: priceFen - promotionFen,
    })),
    at: facts,
    maxPerReceipt: programme.coupons.maxPerReceipt,
    wish: wishes.couponIds,
    canUse: ({ couponId }) =>
      facts.barredCoupons?.find((bar) => bar.couponId === couponId)?.whyNot ??
      kept.get(couponId) ??
      null,
    ...(facts.floorCouponIds === undefined ? {} : { floorCouponIds: facts.floorCouponIds }),
    earnRate: programme.earn.rate,
  });
}

interface CouponedLine extends PricedLine {
  readonly couponFen: number;
  /** What is left to pay after coupons. */
  readonly goodsFen: number;
  /** Of a category that earns. */
  readonly isEarning: boolean;
}

interface PointsPayment {
  readonly points: number;
  readonly offsetFen: number;
  readonly maxPoints: number;
  readonly eligibleFen: number;
  /** Parallel to the lines: what earlier redemptions and these points pay of each. */
  readonly lineOffsetFen: readonly number[];
}

/**
 * Earlier redemptions of the receipt were shared over all goods; points may have paid for goods that were put back since. The
 * points of now pay for goods that earn: nobody turns points into gift cards.
 */
function payWithPoints(
  { programme, facts, wishes }: QuoteInput,
  lines: readonly CouponedLine[],
): PointsPayment {
  const goodsFen = lines.map((line) => line.goodsFen);
  const redeemedFen = Math.min(facts.redeemedFen, sumOf(goodsFen, Number));
  const redeemed = shareByLargestRemainder(redeemedFen, goodsFen);
  const eligibleFen = sumOf(lines, (line) => (line.isEarning ? line.goodsFen : 0));
  const maxPoints = maxRedeemPoints({
    programme,
    eligibleFen,
    alreadyOffsetFen: redeemedFen,
    availablePoints: facts.availablePoints,
  });
  const points = steppedPoints(Math.min(wishes?.points ?? 0, maxPoints), programme);
  const offsetFen = floorRate(points, programme.redeem.fenPerPoint);
  const offsets = shareByLargestRemainder(
    offsetFen,
    lines.map((line, index) => (line.isEarning ? line.goodsFen - (redeemed[index] ?? 0) : 0)),
  );
  const lineOffsetFen = lines.map((_, index) => (redeemed[index] ?? 0) + (offsets[index] ?? 0));
  return { points, offsetFen, maxPoints, eligibleFen, lineOffsetFen };
}

/** A line with everything but its points. */
type PaidLine = Omit<QuotedLine, 'points'>;

/** What is left to pay, who paid it with stored value, and what of it earns (PL-04). */
function paidLines(
  { programme, facts }: QuoteInput,
  lines: readonly CouponedLine[],
  { lineOffsetFen }: PointsPayment,
): PaidLine[] {
  const netFen = lines.map((line, index) => line.goodsFen - (lineOffsetFen[index] ?? 0));
  const bonus = shareOfTender(facts.paidBonusFen, netFen);
  const afterBonusFen = netFen.map((fen, index) => fen - (bonus[index] ?? 0));
  const principal = programme.earn.valuePrincipalEarns
    ? []
    : shareOfTender(facts.paidPrincipalFen ?? 0, afterBonusFen);
  return lines.map(({ goodsFen: _goodsFen, isEarning, ...line }, index) => ({
    ...line,
    offsetFen: lineOffsetFen[index] ?? 0,
    valueBonusFen: bonus[index] ?? 0,
    netFen: netFen[index] ?? 0,
    baseFen: isEarning ? (afterBonusFen[index] ?? 0) - (principal[index] ?? 0) : 0,
  }));
}

/** Stored value may have paid more than is left, when goods were put back: what is beyond belongs to no line. */
function shareOfTender(paidFen: number, netFen: readonly number[]): number[] {
  return shareByLargestRemainder(Math.min(paidFen, sumOf(netFen, Number)), netFen);
}

function pointsCouponOf(
  programme: Programme,
  { couponId, templateId, points, multiplier }: ChosenCoupon,
): PointsCoupon[] {
  if (points !== undefined) return [{ couponId, templateId, gives: { kind: 'points', points } }];
  if (multiplier === undefined) return [];
  const template = programme.coupons.templates.find((each) => each.templateId === templateId);
  const scope = template?.scope ?? {};
  return [{ couponId, templateId, gives: { kind: 'multiplier', multiplier, scope } }];
}

function isEarned({ templateId }: PointsCoupon, { parts }: ComputedEarn): boolean {
  return parts.some(({ ruleId }) => ruleId === couponRuleId(templateId));
}

/** Why a points coupon that brings nothing had better be kept: nothing of its goods earns, or a better multiplier counts. */
function uselessness({ gives }: PointsCoupon, lines: readonly PaidLine[]): WhyNot {
  const isBeaten =
    gives.kind === 'multiplier' &&
    lines.some((line) => line.baseFen > 0 && coversGoods(gives.scope, line));
  return { code: isBeaten ? 'better_chosen' : 'no_goods' };
}

function unusedCoupons(
  { facts, wishes }: QuoteInput,
  { unused }: CouponChoice,
): readonly UnusedBenefit[] {
  const wished = wishes === null || wishes.couponIds === 'best' ? [] : wishes.couponIds;
  const strangers = wished.filter((id) => facts.coupons.every(({ couponId }) => couponId !== id));
  return [
    ...unused.map(({ couponId, whyNot }) => ({ kind: 'coupon' as const, id: couponId, whyNot })),
    ...[...new Set(strangers)].map((id) => ({
      kind: 'coupon' as const,
      id,
      whyNot: { code: 'not_for_member' } as const,
    })),
  ];
}

function unusedCampaigns(
  campaigns: readonly Campaign[],
  earned: ComputedEarn,
  lines: readonly PaidLine[],
): UnusedBenefit[] {
  const usedIds = new Set(earned.parts.map(({ ruleId }) => ruleId));
  return campaigns
    .filter(({ campaignId }) => !usedIds.has(campaignRuleId(campaignId)))
    .map((campaign) => ({
      kind: 'campaign',
      id: campaign.campaignId,
      whyNot: whyNoCampaign(campaign, earned, lines),
    }));
}

/** What the member can still get comes first; else in the order of the programme. */
function barredCampaigns(
  { campaigns }: Programme,
  { barredCampaigns: barred = [] }: ReceiptFacts,
): UnusedBenefit[] {
  const told = barred.flatMap(({ campaignId, by }) => {
    const campaign = campaigns.find((each) => each.campaignId === campaignId);
    return campaign === undefined
      ? []
      : [{ kind: 'campaign' as const, id: campaignId, ...whyBarred(campaign, by) }];
  });
  return barReaches.flatMap((reach) => told.filter((each) => each.reach === reach));
}

function whyNoCampaign(
  campaign: Campaign,
  { terms }: ComputedEarn,
  lines: readonly PaidLine[],
): WhyNot {
  const { categories } = campaign.reward;
  const goodsFen = sumOf(lines, (line) =>
    (categories?.includes(line.category) ?? true) ? line.baseFen : 0,
  );
  if (goodsFen === 0) return { code: 'no_goods' };
  if (isMultiplier(campaign) && terms.campaignId !== campaign.campaignId)
    return { code: 'better_chosen' };
  const thresholdFen = isBonus(campaign) ? campaign.reward.thresholdFen : 0;
  return goodsFen < thresholdFen
    ? { code: 'missing_fen', missingFen: thresholdFen - goodsFen }
    : { code: 'no_goods' };
}

/** Spoken of where points were wished and did not all pay, or where nobody may pay with the ones there are. */
function unusedPoints(
  { programme, facts, wishes }: QuoteInput,
  lines: readonly CouponedLine[],
  { points, maxPoints }: PointsPayment,
): UnusedBenefit[] {
  if (wishes === null) return [];
  const isShort = wishes.points > points;
  const isBarred = facts.pointsBar !== undefined && maxPoints === 0;
  if (!isShort && !isBarred) return [];
  const benefit = { kind: 'points', id: 'points' } as const;
  // Whoever may use how many: these goods take none.
  if (lines.every(({ isEarning }) => !isEarning))
    return [{ ...benefit, whyNot: { code: 'not_by_points' } }];
  const { minPoints, stepPoints } = programme.redeem;
  const whyNot: WhyNot =
    isShort && wishes.points <= maxPoints
      ? { code: 'points_steps', minPoints, stepPoints }
      : (facts.pointsBar ?? { code: 'max_points', maxPoints });
  return [{ ...benefit, whyNot }];
}
