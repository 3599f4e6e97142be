import type { BusinessDate } from '../../values/business-date.ts';
import { shareByLargestRemainder } from '../../values/rounding.ts';
import type { Programme } from '../programme/programme.ts';
import type { DecidedLine, EarnTerms, ReceiptLine } from '../receipt/receipt.ts';
import { findBestCampaign, type CampaignOccasion } from './best-campaign.ts';
import { expiryDay } from './expiry-day.ts';
import {
  campaignRuleId,
  isCampaignCategory,
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
 * Works out what a receipt earns (PL-04 to PL-07), in points. `offsetFen` is what points already paid of it: it is shared
 * over the lines in proportion to their amounts, never more than a line, and earns nothing. Amounts must be whole and not
 * negative. Pure sum: the same input gives the same result at till and office.
 */
export function computeEarn(input: {
  readonly programme: Programme;
  readonly tierCode: string;
  readonly birthday?: string;
  readonly businessDate: BusinessDate;
  readonly lines: readonly ReceiptLine[];
  readonly offsetFen: number;
}): ComputedEarn {
  const { programme, businessDate } = input;
  const earning = shareOffset(input.lines, input.offsetFen, programme.earn.excludedCategories);
  const occasion: CampaignOccasion = {
    businessDate,
    lines: earning,
    ...(input.birthday === undefined ? {} : { birthday: input.birthday }),
  };
  const terms = termsOf(programme, input.tierCode, occasion);
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
function termsOf(programme: Programme, tierCode: string, occasion: CampaignOccasion): EarnTerms {
  const { rate, maxMultiplier, expiry } = programme.earn;
  const tier = programme.tiers.find((each) => each.code === tierCode);
  const tierMultiplier = smallerRate(tier?.multiplier ?? rateOne, maxMultiplier);
  const campaign = findBestCampaign(programme.campaigns, occasion);
  const terms = {
    rate,
    tierCode,
    tierMultiplier,
    expiresOnDay: expiryDay(expiry, occasion.businessDate),
  };
  if (campaign === null) return terms;
  const mostForCampaign = addRates(subtractRates(maxMultiplier, tierMultiplier), rateOne);
  return {
    ...terms,
    campaignId: campaign.campaignId,
    campaignMultiplier: smallerRate(campaign.multiplier, mostForCampaign),
    ...(campaign.categories === undefined ? {} : { campaignCategories: campaign.categories }),
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
    const isCampaign =
      terms.campaignId !== undefined && part.ruleId === campaignRuleId(terms.campaignId);
    const weights = lines.map((line) =>
      isCampaign && !isCampaignCategory(terms, line.category) ? 0 : line.baseFen,
    );
    shareByLargestRemainder(part.points, weights).forEach((share, index) => {
      points[index] = (points[index] ?? 0) + share;
    });
  }
  return lines.map((line, index) => ({ ...line, points: points[index] ?? 0 }));
}
