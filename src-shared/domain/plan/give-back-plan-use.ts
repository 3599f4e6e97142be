import { floorRate } from '../../values/rounding.ts';
import { sumOf } from '../../values/sum-of.ts';
import { planIdOf } from '../price/price-line.ts';
import type { ReceiptRecord } from '../receipt/receipt.ts';
import type { MemberPlan, PlanChange } from './plan.ts';

/** A line of a receipt with what of it had come back before a refund, and has with it. */
export interface ReturnedPart {
  readonly lineNo: number;
  /** What the line was sold for. */
  readonly soldFen: number;
  /** What of it earned. */
  readonly baseFen: number;
  readonly returnedBeforeFen: number;
  readonly returnedFen: number;
}

/**
 * What a refund gives back of the savings that were counted as used of paid plans (TR-09): goods that came back were not had at
 * the plan's price, and the points it gave on them are taken back. Line by line by its share, cumulative and rounded down as
 * everything of a refund is (PL-11, PL-13); with the last of the goods all of it. Of a plan that was itself given back meanwhile
 * only where it kept something of its price for what was used: that is paid out with the goods (`chargedForGoodsFen`).
 */
export function giveBackPlanUse(
  record: Pick<ReceiptRecord, 'benefits' | 'planUses'>,
  plans: readonly MemberPlan[] | undefined,
  parts: readonly ReturnedPart[],
): readonly PlanChange[] {
  const isAllBack = parts.every(({ soldFen, returnedFen }) => returnedFen === soldFen);
  return (record.planUses ?? []).flatMap(
    ({ planSaleId, savedFen, pointsFen = 0 }): PlanChange[] => {
      const plan = plans?.find((each) => each.planSaleId === planSaleId);
      if (plan === undefined || (plan.status === 'refunded' && plan.chargedFen === undefined))
        return [];
      const backOf = (backFen: (part: ReturnedPart) => number) =>
        sumOf(parts, (part) => savedOn(record, plan, part, backFen(part))) +
        pointsPart(pointsFen, parts, backFen);
      const beforeFen = backOf(({ returnedBeforeFen }) => returnedBeforeFen);
      const nowFen = isAllBack ? savedFen : backOf(({ returnedFen }) => returnedFen);
      if (nowFen <= beforeFen) return [];
      const givenBack = { kind: 'give_back', planSaleId, savedFen: nowFen - beforeFen } as const;
      const chargedFen = chargedForFen(plan, givenBack.savedFen);
      return [chargedFen === 0 ? givenBack : { ...givenBack, chargedFen }];
    },
  );
}

/** What plans that were given back had kept of their price for what goods give back: paid out in money beside them. */
export function chargedForGoodsFen(changes: readonly PlanChange[]): number {
  return sumOf(changes, (change) => (change.kind === 'give_back' ? (change.chargedFen ?? 0) : 0));
}

/** What the plan's own refund had charged for a part of its use; where more than that is used of it besides, nothing. */
function chargedForFen({ usedFen, chargedFen = 0 }: MemberPlan, givenBackFen: number): number {
  const stillUsedFen = Math.max(0, usedFen - givenBackFen);
  return Math.min(givenBackFen, Math.max(0, chargedFen - stillUsedFen));
}

/** The share of what the points were worth, by what of the goods that earn has come back. */
function pointsPart(
  pointsFen: number,
  parts: readonly ReturnedPart[],
  backFen: (part: ReturnedPart) => number,
): number {
  const allFen = sumOf(parts, ({ baseFen }) => baseFen);
  if (pointsFen === 0 || allFen === 0) return 0;
  const numerator = sumOf(parts, (part) =>
    part.soldFen === 0
      ? 0
      : floorRate(part.baseFen, { numerator: backFen(part), denominator: part.soldFen }),
  );
  return floorRate(pointsFen, { numerator, denominator: allFen });
}

/** The share of a line's saving that belongs to a part of it. */
function savedOn(
  { benefits }: Pick<ReceiptRecord, 'benefits'>,
  { planId }: MemberPlan,
  { lineNo, soldFen }: ReturnedPart,
  backFen: number,
): number {
  const line = benefits?.lines.find((each) => each.lineNo === lineNo);
  if (line === undefined || soldFen === 0) return 0;
  const { priceRule, amountFen, priceFen } = line;
  if (planIdOf(priceRule) !== planId) return 0;
  return floorRate(amountFen - priceFen, { numerator: backFen, denominator: soldFen });
}
