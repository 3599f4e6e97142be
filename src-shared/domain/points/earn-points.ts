import { shareByLargestRemainder } from '../../values/rounding.ts';
import { bestMultiplier, isBonus } from '../campaign/find-campaigns.ts';
import type { Campaign } from '../campaign/campaign.ts';
import type { GoodsScope } from '../price/price.ts';
import type { Programme, Rate } from '../programme/programme.ts';
import type { ReceiptFacts } from '../quote/quote.ts';
import type { EarnTerms } from '../receipt/receipt.ts';
import { expiryDay } from './expiry-day.ts';
import { sumPoints } from './lots.ts';
import {
  campaignRuleId,
  couponRuleId,
  isOfRule,
  pointsUnderTerms,
  type EarningLine,
  type EarnPart,
} from './points-under-terms.ts';
import { addRates, compareRates, rateOne, smallerRate, subtractRates } from './rate.ts';

/** What a receipt earns, part by part and line by line, and the terms a later refund needs. */
export interface ComputedEarn {
  readonly terms: EarnTerms;
  readonly parts: readonly EarnPart[];
  /** Parallel to the lines; sums to the points of the parts. */
  readonly linePoints: readonly number[];
}

/** What chosen coupons give in points. */
export interface PointsCoupon {
  readonly couponId: string;
  readonly templateId: string;
  readonly gives:
    | { readonly kind: 'points'; readonly points: number }
    | { readonly kind: 'multiplier'; readonly multiplier: Rate; readonly scope: GoodsScope };
}

/**
 * Works out what a receipt earns (PL-05 to PL-07), in points: the better of tier and plan (TR-07), the best multiplier of
 * campaigns and coupons in one exclusive group, fixed bonuses, the cap on the total multiplier. A coupon's multiplier counts
 * only where it gives more than the best campaign does. Pure sum: the same input gives the same result at till and office.
 */
export function computeEarn(input: {
  readonly programme: Programme;
  readonly facts: Pick<ReceiptFacts, 'tierCode' | 'planIds' | 'businessDate'>;
  /** Those that run. */
  readonly campaigns: readonly Campaign[];
  readonly coupons: readonly PointsCoupon[];
  readonly lines: readonly EarningLine[];
}): ComputedEarn {
  const { lines } = input;
  let best = { ...standingTerms(input), ...campaignTerms(input) };
  let bestParts = pointsUnderTerms(best, lines);
  for (const coupon of input.coupons) {
    const terms = couponTerms(input, coupon);
    if (terms === null) continue;
    const parts = pointsUnderTerms(terms, lines);
    if (sumPoints(parts) > sumPoints(bestParts)) [best, bestParts] = [terms, parts];
  }
  return { terms: best, parts: bestParts, linePoints: sharePoints(best, bestParts, lines) };
}

/**
 * Of coupons that are not used on a receipt, the multipliers that would give its goods no more than what counts there without
 * any of them.
 */
export function losingMultipliers(
  input: Parameters<typeof computeEarn>[0],
  others: readonly PointsCoupon[],
): readonly PointsCoupon[] {
  const { lines } = input;
  const without = { ...standingTerms(input), ...campaignTerms(input) };
  const bestPoints = sumPoints(pointsUnderTerms(without, lines));
  return others.filter((coupon) => {
    const terms = couponTerms(input, coupon);
    return terms !== null && sumPoints(pointsUnderTerms(terms, lines)) <= bestPoints;
  });
}

type Input = Parameters<typeof computeEarn>[0];

/** Everything but the multiplier of campaigns and coupons. A tier no longer in the programme has 1. */
function standingTerms({ programme, facts, campaigns, coupons }: Input): EarnTerms {
  const { rate, maxMultiplier, expiry } = programme.earn;
  const tier = programme.tiers.find((each) => each.code === facts.tierCode);
  let standing: { readonly multiplier: Rate; readonly planId?: string } = {
    multiplier: tier?.multiplier ?? rateOne,
  };
  for (const { planId, multiplier } of programme.plans) {
    if (multiplier === undefined || !facts.planIds.includes(planId)) continue;
    if (compareRates(multiplier, standing.multiplier) > 0) standing = { multiplier, planId };
  }
  const bonuses = [
    ...campaigns.filter(isBonus).map(({ campaignId, reward, maxPointsPerReceipt }) => ({
      ruleId: campaignRuleId(campaignId),
      points: Math.min(reward.points, maxPointsPerReceipt ?? reward.points),
      thresholdFen: reward.thresholdFen,
      ...(reward.categories === undefined ? {} : { categories: reward.categories }),
    })),
    // A coupon's threshold was tested before it was chosen (CP-02); what is kept of the sale does not lose it (CP-04).
    ...coupons.flatMap(({ templateId, gives }) =>
      gives.kind === 'points'
        ? [{ ruleId: couponRuleId(templateId), points: gives.points, thresholdFen: 0 }]
        : [],
    ),
  ];
  return {
    rate,
    tierCode: facts.tierCode,
    tierMultiplier: smallerRate(standing.multiplier, maxMultiplier),
    ...(standing.planId === undefined ? {} : { planId: standing.planId }),
    ...(bonuses.length === 0 ? {} : { bonuses }),
    expiresOnDay: expiryDay(expiry, facts.businessDate),
  };
}

function campaignTerms(input: Input): Partial<EarnTerms> {
  const campaign = bestMultiplier(input.campaigns, input.lines);
  if (campaign === null) return {};
  const { multiplier, categories } = campaign.reward;
  return {
    campaignId: campaign.campaignId,
    campaignMultiplier: cappedMultiplier(input, multiplier),
    ...(categories === undefined ? {} : { campaignCategories: categories }),
    ...(campaign.maxPointsPerReceipt === undefined
      ? {}
      : { maxCampaignPoints: campaign.maxPointsPerReceipt }),
  };
}

function couponTerms(input: Input, { templateId, gives }: PointsCoupon): EarnTerms | null {
  if (gives.kind !== 'multiplier') return null;
  const { multiplier, scope } = gives;
  return {
    ...standingTerms(input),
    campaignMultiplier: cappedMultiplier(input, multiplier),
    multiplierTemplateId: templateId,
    ...(Object.keys(scope).length === 0 ? {} : { multiplierScope: scope }),
  };
}

/** The cap on the total multiplier lowers the campaign first and then the tier (PL-07). */
function cappedMultiplier(input: Input, multiplier: Rate): Rate {
  const { maxMultiplier } = input.programme.earn;
  const { tierMultiplier } = standingTerms(input);
  return smallerRate(multiplier, addRates(subtractRates(maxMultiplier, tierMultiplier), rateOne));
}

/** Shares each part over the lines it came from by largest remainder (PL-06). */
function sharePoints(
  terms: EarnTerms,
  parts: readonly EarnPart[],
  lines: readonly EarningLine[],
): number[] {
  const points = lines.map(() => 0);
  for (const part of parts) {
    const weights = lines.map((line) => (isOfRule(terms, part.ruleId, line) ? line.baseFen : 0));
    shareByLargestRemainder(part.points, weights).forEach((share, index) => {
      points[index] = (points[index] ?? 0) + share;
    });
  }
  return points;
}
