import type { BusinessDate } from '../../values/business-date.ts';
import { shareByLargestRemainder } from '../../values/rounding.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { bestMultiplier, isBonus } from '../campaign/find-campaigns.ts';
import type { Programme } from '../programme/programme.ts';
import type { DecidedLine, EarnTerms, ReceiptLine } from '../receipt/receipt.ts';
import { expiryDay } from './expiry-day.ts';
import {
  campaignRuleId,
  categoriesOf,
  pointsUnderTerms,
  type EarnPart,
} from './points-under-terms.ts';
import { addRates, rateOne, smallerRate, subtractRates } from './rate.ts';

/** What a receipt earns, line by line and part by part, and the terms a later refund needs. */
export interface ComputedEarn {
  readonly lines: readonly DecidedLine[];
  readonly terms: EarnTerms;
  readonly parts: readonly EarnPart[];
}

/**
 * Works out what a receipt earns (PL-04 to PL-07), in points. `campaigns` are those that run. `offsetFen` is what points already paid of it: it is shared
 * over the lines in proportion to their amounts, never more than a line, and earns nothing. Amounts must be whole and not
 * negative. Pure sum: the same input gives the same result at till and office.
 */
export function computeEarn(input: {
  readonly programme: Programme;
  readonly tierCode: string;
  readonly campaigns: readonly Campaign[];
  readonly businessDate: BusinessDate;
  readonly lines: readonly ReceiptLine[];
  readonly offsetFen: number;
}): ComputedEarn {
  const { programme } = input;
  const earning = shareOffset(input.lines, input.offsetFen, programme.earn.excludedCategories);
  const terms = termsOf(input, earning);
  const parts = pointsUnderTerms(terms, earning);
  return { lines: sharePoints(earning, parts, terms), terms, parts };
}

type OffsetLine = Omit<DecidedLine, 'points'>;

function shareOffset(
  lines: readonly ReceiptLine[],
  offsetFen: number,
  excludedCategories: readonly string[],
): OffsetLine[] {
  const amounts = lines.map((line) => line.amountFen);
  const totalFen = amounts.reduce((sum, amountFen) => sum + amountFen, 0);
  // Points may have paid for goods that were put back before the receipt was closed.
  const offsets = shareByLargestRemainder(Math.min(offsetFen, totalFen), amounts);
  return lines.map((line, index) => {
    const lineOffsetFen = offsets[index] ?? 0;
    const isExcluded = excludedCategories.includes(line.category);
    return {
      ...line,
      offsetFen: lineOffsetFen,
      baseFen: isExcluded ? 0 : line.amountFen - lineOffsetFen,
    };
  });
}

/**
 * Caps the total multiplier by lowering the campaign first and then the tier (PL-07). A tier no longer in the programme
 * has 1.
 */
function termsOf(
  input: {
    readonly programme: Programme;
    readonly tierCode: string;
    readonly campaigns: readonly Campaign[];
    readonly businessDate: BusinessDate;
  },
  lines: readonly OffsetLine[],
): EarnTerms {
  const { rate, maxMultiplier, expiry } = input.programme.earn;
  const tier = input.programme.tiers.find((each) => each.code === input.tierCode);
  const tierMultiplier = smallerRate(tier?.multiplier ?? rateOne, maxMultiplier);
  const bonuses = input.campaigns.filter(isBonus).map(({ campaignId, reward }) => ({
    ruleId: campaignRuleId(campaignId),
    points: reward.points,
    thresholdFen: reward.thresholdFen,
    ...(reward.categories === undefined ? {} : { categories: reward.categories }),
  }));
  const terms = {
    rate,
    tierCode: input.tierCode,
    tierMultiplier,
    ...(bonuses.length === 0 ? {} : { bonuses }),
    expiresOnDay: expiryDay(expiry, input.businessDate),
  };
  const campaign = bestMultiplier(input.campaigns, lines);
  if (campaign === null) return terms;
  const mostForCampaign = addRates(subtractRates(maxMultiplier, tierMultiplier), rateOne);
  const { multiplier, categories } = campaign.reward;
  return {
    ...terms,
    campaignId: campaign.campaignId,
    campaignMultiplier: smallerRate(multiplier, mostForCampaign),
    ...(categories === undefined ? {} : { campaignCategories: categories }),
    ...(campaign.maxPointsPerReceipt === undefined
      ? {}
      : { maxCampaignPoints: campaign.maxPointsPerReceipt }),
  };
}

/** Shares each part over the lines it came from by largest remainder (PL-06). */
function sharePoints(
  lines: readonly OffsetLine[],
  parts: readonly EarnPart[],
  terms: EarnTerms,
): DecidedLine[] {
  const points = lines.map(() => 0);
  for (const part of parts) {
    const categories = categoriesOf(terms, part.ruleId);
    const weights = lines.map((line) =>
      categories === undefined || categories.includes(line.category) ? line.baseFen : 0,
    );
    shareByLargestRemainder(part.points, weights).forEach((share, index) => {
      points[index] = (points[index] ?? 0) + share;
    });
  }
  return lines.map((line, index) => ({ ...line, points: points[index] ?? 0 }));
}
