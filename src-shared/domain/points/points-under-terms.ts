import { floorRate } from '../../values/rounding.ts';
import { coversGoods } from '../price/covers-goods.ts';
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
  readonly sku: string;
  readonly category: string;
  readonly baseFen: number;
}

/**
 * What some goods earn under the terms of a sale (PL-05 to PL-07): base = floor(eligible x rate), tier or plan extra =
 * floor(base x (multiplier - 1)), campaign or coupon extra = floor(base of its goods x (multiplier - 1)), fixed bonuses from
 * their thresholds on. Rounded down once per receipt and rule. A sale asks with all its goods, a refund with those still
 * kept, so both round alike (PL-11). Parts of 0 points are left out.
 */
export function pointsUnderTerms(terms: EarnTerms, lines: readonly EarningLine[]): EarnPart[] {
  const basePoints = floorRate(sumBaseFen(lines), terms.rate);
  const parts: EarnPart[] = [
    { kind: 'earn', ruleId: 'base', points: basePoints },
    {
      kind: 'earn_bonus',
      ruleId: standingRuleId(terms),
      points: floorExtra(basePoints, terms.tierMultiplier),
    },
  ];
  const ruleId = multiplierRuleId(terms);
  if (ruleId !== null && terms.campaignMultiplier !== undefined) {
    const goodsFen = sumBaseFen(lines.filter((line) => isOfRule(terms, ruleId, line)));
    const extra = floorExtra(floorRate(goodsFen, terms.rate), terms.campaignMultiplier);
    const points = Math.min(extra, terms.maxCampaignPoints ?? extra);
    parts.push({ kind: 'earn_bonus', ruleId, points });
  }
  for (const { ruleId: bonusRuleId, points, thresholdFen, categories } of terms.bonuses ?? []) {
    const countedFen = sumBaseFen(lines.filter((line) => isOfCategories(categories, line)));
    if (countedFen > 0 && countedFen >= thresholdFen) {
      parts.push({ kind: 'earn_bonus', ruleId: bonusRuleId, points });
    }
  }
  return parts.filter((part) => part.points > 0);
}

/** The rule id of a campaign's entry. */
export function campaignRuleId(campaignId: string): string {
  return `campaign:${campaignId}`;
}

/** The rule id of what a paid plan's multiplier gives. */
export function planRuleId(planId: string): string {
  return `plan:${planId}`;
}

/** The rule id of what a coupon gives. */
export function couponRuleId(templateId: string): string {
  return `coupon:${templateId}`;
}

/** Tells whether a line's goods are of those a part of the points came from. */
export function isOfRule(
  terms: EarnTerms,
  ruleId: string,
  line: Pick<EarningLine, 'sku' | 'category'>,
): boolean {
  if (ruleId === multiplierRuleId(terms)) {
    return (
      isOfCategories(terms.campaignCategories, line) &&
      coversGoods(terms.multiplierScope ?? {}, line)
    );
  }
  const bonus = terms.bonuses?.find((each) => each.ruleId === ruleId);
  return isOfCategories(bonus?.categories, line);
}

/** The better of tier and plan (TR-07). */
function standingRuleId({ planId, tierCode }: EarnTerms): string {
  return planId === undefined ? `tier:${tierCode}` : planRuleId(planId);
}

/** The one multiplier of the exclusive group; null where none ran. */
function multiplierRuleId({ campaignId, multiplierTemplateId }: EarnTerms): string | null {
  if (multiplierTemplateId !== undefined) return couponRuleId(multiplierTemplateId);
  return campaignId === undefined ? null : campaignRuleId(campaignId);
}

function isOfCategories(
  categories: readonly string[] | undefined,
  { category }: Pick<EarningLine, 'category'>,
): boolean {
  return categories?.includes(category) ?? true;
}

function sumBaseFen(lines: readonly EarningLine[]): number {
  let sum = 0;
  for (const line of lines) sum += line.baseFen;
  return sum;
}
