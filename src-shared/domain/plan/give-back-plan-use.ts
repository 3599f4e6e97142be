import { floorRate } from '../../values/rounding.ts';
import { planIdOf } from '../price/price-line.ts';
import type { ReceiptRecord } from '../receipt/receipt.ts';
import type { MemberPlan, PlanChange } from './plan.ts';

/** A line of a receipt with what of it had come back before a refund, and has with it. */
export interface ReturnedPart {
  readonly lineNo: number;
  /** What the line was sold for. */
  readonly soldFen: number;
  readonly returnedBeforeFen: number;
  readonly returnedFen: number;
}

/**
 * What a refund gives back of the savings that were counted as used of paid plans (TR-09): goods that came back were not had
 * at the plan's price. Line by line by its share, cumulative and rounded down as everything of a refund is (PL-11, PL-13);
 * with the last of the goods all of it. A plan that was itself given back meanwhile was settled on what was used then, and
 * stays as it was.
 */
export function giveBackPlanUse(
  record: Pick<ReceiptRecord, 'benefits' | 'planUses'>,
  plans: readonly MemberPlan[] | undefined,
  parts: readonly ReturnedPart[],
): readonly PlanChange[] {
  const isAllBack = parts.every(({ soldFen, returnedFen }) => returnedFen === soldFen);
  return (record.planUses ?? []).flatMap(({ planSaleId, savedFen }): PlanChange[] => {
    const plan = plans?.find((each) => each.planSaleId === planSaleId);
    if (plan?.status !== 'active') return [];
    const sumOf = (backFen: (part: ReturnedPart) => number) =>
      parts.reduce((sumFen, part) => sumFen + savedOn(record, plan, part, backFen(part)), 0);
    const beforeFen = sumOf(({ returnedBeforeFen }) => returnedBeforeFen);
    const nowFen = isAllBack ? savedFen : sumOf(({ returnedFen }) => returnedFen);
    return nowFen > beforeFen
      ? [{ kind: 'give_back', planSaleId, savedFen: nowFen - beforeFen }]
      : [];
  });
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
