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
 * floor(base x (multiplier - 1)), campaign extra = floor(base of its categories x (multiplier - 1)). Rounded down once per
 * receipt and rule. A sale asks with all its goods, a refund with those still kept, so both round alike (PL-11). Parts of 0
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
    const campaignBase = floorRate(sumBaseFen(linesOfCampaign(terms, lines)), terms.rate);
    parts.push({
      kind: 'earn_bonus',
      ruleId: campaignRuleId(terms.campaignId),
      points: floorExtra(campaignBase, terms.campaignMultiplier),
    });
  }
  return parts.filter((part) => part.points > 0);
}

/** The rule id of a campaign's entry. */
export function campaignRuleId(campaignId: string): string {
  return `campaign:${campaignId}`;
}

/** Tells whether the campaign of the terms covers a category; it covers all where it names none. */
export function isCampaignCategory(terms: EarnTerms, category: string): boolean {
  return terms.campaignCategories === undefined || terms.campaignCategories.includes(category);
}

function linesOfCampaign(terms: EarnTerms, lines: readonly EarningLine[]): readonly EarningLine[] {
  return lines.filter((line) => isCampaignCategory(terms, line.category));
}

function sumBaseFen(lines: readonly EarningLine[]): number {
  let sum = 0;
  for (const line of lines) sum += line.baseFen;
  return sum;
}
