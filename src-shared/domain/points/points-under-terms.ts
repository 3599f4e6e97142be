import { floorRate } from '../../values/rounding.ts';
import type { EarnTerms } from '../receipt/receipt.ts';
import { floorExtra } from './rate.ts';

/** One earning of a receipt: it becomes one entry, so that a take-back and the printed receipt are exact (PL-07). */
export interface EarnPart {
  readonly kind: 'earn' | 'earn_bonus';
  readonly ruleId: string;
  readonly points: number;
}

/** What of a line earns, in fen. */
export interface EarningLine {
  readonly category: string;
  readonly baseFen: number;
}

/**
 * What some goods earn under the terms of a sale (PL-05 to PL-07): base = floor(eligible x rate), tier extra =
 * floor(base x (multiplier - 1)), campaign extra = floor(base of its categories x (multiplier - 1)), fixed bonuses from their
 * thresholds on. Rounded down once per receipt and rule. A sale asks with all its goods, a refund with those still kept, so both round alike (PL-11). Parts of 0
 * points are left out.
 */
export function pointsUnderTerms(terms: EarnTerms, lines: readonly EarningLine[]): EarnPart[] {
  const basePoints = floorRate(sumBaseFen(lines), terms.rate);
  const parts: EarnPart[] = [
    { kind: 'earn', ruleId: 'base', points: basePoints },
    {
      kind: 'earn_bonus',
      ruleId: `tier:${terms.tierCode}`,
      points: floorExtra(basePoints, terms.tierMultiplier),
    },
  ];
  if (terms.campaignId !== undefined && terms.campaignMultiplier !== undefined) {
    const ruleId = campaignRuleId(terms.campaignId);
    const campaignFen = sumBaseFen(lines, categoriesOf(terms, ruleId));
    const extra = floorExtra(floorRate(campaignFen, terms.rate), terms.campaignMultiplier);
    const points = Math.min(extra, terms.maxCampaignPoints ?? extra);
    parts.push({ kind: 'earn_bonus', ruleId, points });
  }
  for (const { ruleId, points, thresholdFen, categories } of terms.bonuses ?? []) {
    const countedFen = sumBaseFen(lines, categories);
    if (countedFen > 0 && countedFen >= thresholdFen) {
      parts.push({ kind: 'earn_bonus', ruleId, points });
    }
  }
  return parts.filter((part) => part.points > 0);
}

/** The rule id of a campaign's entry. */
export function campaignRuleId(campaignId: string): string {
  return `campaign:${campaignId}`;
}

/** The categories whose goods a part of the points came from; undefined where all goods count. */
export function categoriesOf(terms: EarnTerms, ruleId: string): readonly string[] | undefined {
  if (terms.campaignId !== undefined && ruleId === campaignRuleId(terms.campaignId)) {
    return terms.campaignCategories;
  }
  return terms.bonuses?.find((bonus) => bonus.ruleId === ruleId)?.categories;
}

function sumBaseFen(lines: readonly EarningLine[], categories?: readonly string[]): number {
  let sum = 0;
  for (const line of lines) {
    if (categories === undefined || categories.includes(line.category)) sum += line.baseFen;
  }
  return sum;
}
