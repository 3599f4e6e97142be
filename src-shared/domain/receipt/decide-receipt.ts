import type { BusinessDate } from '../../values/business-date.ts';
import { floorRate } from '../../values/rounding.ts';
import type { CouponChange } from '../coupon/coupon.ts';
import type { MemberState } from '../member/member-state.ts';
import type { Hold } from '../office/office-operation.ts';
import type { DraftOf, OperationOf } from '../operation/operation.ts';
import { grantOf, type RightToSpend } from '../offline-rights/spending-right.ts';
import { activePlans } from '../plan/active-plans.ts';
import type { PlanUse } from '../plan/plan.ts';
import { saleHoldId } from '../points/sale-hold.ts';
import { earnEntries } from '../points/earn-entries.ts';
import { sumPoints } from '../points/lots.ts';
import { planRuleId } from '../points/points-under-terms.ts';
import { floorExtra, rateOne } from '../points/rate.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import { planIdOf } from '../price/price-line.ts';
import type { Programme } from '../programme/programme.ts';
import { quoteReceipt } from '../quote/quote-receipt.ts';
import type { QuotedLine, QuoteWishes, ReceiptFacts, ReceiptQuote } from '../quote/quote.ts';
import { decideRedemption } from '../redemption/decide-redemption.ts';
import type { Refusal } from '../refusal.ts';
import type { ReceiptPayment } from '../stored-value/stored-value.ts';
import { decideUpgrade } from '../tier/decide-upgrade.ts';
import { growthOfReceipt } from '../tier/growth-of-receipt.ts';
import type { GrowthEntry } from '../tier/tier.ts';
import { checkLines } from './check-lines.ts';
import type {
  DecidedLine,
  KeptBenefits,
  ReceiptBenefits,
  ReceiptKey,
  ReceiptLine,
  ReceiptRecord,
  ReceiptRedemption,
} from './receipt.ts';

/** How the points that pay in the same act may be spent. */
export interface SpendRight extends RightToSpend {
  readonly redemptionId: string;
  /** The office vouches for points that this till does not know of. */
  readonly authorisedBeyondView: boolean;
}

/**
 * Decides a receipt: the quote of the same facts, lines and wishes, as one operation with everything it moves (PL-04 to
 * PL-07, PL-12, PL-21, CP-02). `redemptions` and `payments` are those of this receipt that stand; the facts were made of them.
 * `spend` is needed where points pay in the same act. A receipt that earns 0 points is still an operation: it closes its
 * redemptions and can be refunded. Whether the receipt was posted before is the caller's question. Refuses in the order
 * invalid_value, member_frozen, receipt_empty, receipt_line_repeated, then as a redemption.
 */
export function decideReceipt(input: {
  readonly programme: Programme;
  readonly state: MemberState;
  readonly receipt: ReceiptKey;
  readonly facts: ReceiptFacts;
  readonly lines: readonly ReceiptLine[];
  /** null: nobody asked for benefits; only points are earned. */
  readonly wishes: QuoteWishes | null;
  readonly redemptions: readonly ReceiptRedemption[];
  readonly payments?: readonly ReceiptPayment[];
  /** When it is posted: what points can be spent on that day. */
  readonly moment: { readonly businessDate: BusinessDate; readonly atMs: number };
  readonly spend?: SpendRight;
}):
  | Refusal
  | {
      readonly status: 'decided';
      readonly draft: DraftOf<'earn'>;
      readonly quote: ReceiptQuote;
      /** Points this receipt earns, those that settle a debt included. */
      readonly earnedPoints: number;
    } {
  const { programme, state, receipt, facts, wishes, payments = [] } = input;
  const refusal = checkLines(input.lines, { isFrozen: state.status === 'frozen' });
  if (refusal !== null) return refusal;
  const quoted = quoteReceipt(input);
  if (quoted.status === 'refused') return quoted;
  const { quote } = quoted;
  const redeemed = decideSpend(input, quote);
  if (redeemed?.status === 'refused') return redeemed;

  const parts = receiptParts({ programme, receipt, facts, wishes, quote });
  const hold = parts.hold === null ? null : { ...parts.hold, sinceMs: input.moment.atMs };
  const tier = decideUpgrade({
    programme,
    state,
    growth: parts.growth,
    businessDate: input.moment.businessDate,
    receiptNo: receipt.receiptNo,
    receiptDate: receipt.businessDate,
    storeId: receipt.storeId,
  });
  const plans = planUsesOf(input, quote);
  const paymentIds = payments.map(({ paymentId }) => paymentId);
  const body = {
    receipt,
    lines: parts.lines,
    terms: quote.terms,
    redemptionIds: input.redemptions.map(({ redemptionId }) => redemptionId),
    // First, so that nothing pays with what it has only just earned.
    entries: [...(redeemed?.entries ?? []), ...parts.entries],
    ...(wishes === null ? { facts } : { benefits: benefitsOf(facts, wishes, quote) }),
    ...(redeemed === null ? {} : { redemption: redeemed.redemption }),
    ...(paymentIds.length === 0 ? {} : { paymentIds }),
    ...(parts.coupons.length === 0 ? {} : { coupons: parts.coupons }),
    ...(parts.growth.length === 0 ? {} : { growth: parts.growth }),
    ...(tier === null ? {} : { tier }),
    ...(plans.length === 0 ? {} : { plans }),
    ...(hold === null ? {} : { hold }),
  };
  return {
    status: 'decided',
    draft: { kind: 'earn', body, memberId: state.memberId },
    quote,
    earnedPoints: sumPoints(quote.parts),
  };
}

/**
 * What a receipt posts beside the points that pay: everything that follows from its quote alone, and so can be worked out
 * again anywhere (R102).
 */
export function receiptParts(of: {
  readonly programme: Programme;
  readonly receipt: ReceiptKey;
  readonly facts: ReceiptFacts;
  readonly wishes: QuoteWishes | null;
  readonly quote: ReceiptQuote;
}): {
  readonly lines: readonly DecidedLine[];
  readonly entries: readonly PointsEntry[];
  readonly coupons: readonly CouponChange[];
  readonly growth: readonly GrowthEntry[];
  /** What waits for review from the start (PL-08). */
  readonly hold: Omit<Hold, 'sinceMs'> | null;
} {
  const { programme, receipt, facts, wishes, quote } = of;
  const hold = holdOf(receipt, quote);
  return {
    lines: quote.lines.map((line) => decidedLineOf(line, wishes)),
    entries: earnEntries({
      programme,
      terms: quote.terms,
      parts: quote.parts,
      lines: quote.lines,
      businessDate: receipt.businessDate,
      debtPoints: facts.debtPoints,
      hold: hold === null ? null : { holdId: hold.holdId, points: hold.points },
    }),
    coupons: quote.coupons.map(({ couponId }) => ({
      kind: 'use' as const,
      couponId,
      receiptNo: receipt.receiptNo,
    })),
    growth: growthOfReceipt(receipt.businessDate, quote.lines),
    hold,
  };
}

/** What a till keeps of a posted receipt for refunds; `closed` is what the receipt closed, in order of posting. */
export function receiptRecordOf(
  operation: OperationOf<'earn'>,
  closed: {
    readonly redemptions: readonly ReceiptRedemption[];
    readonly payments?: readonly ReceiptPayment[];
  },
): ReceiptRecord {
  const { receipt, lines, terms, entries, benefits, growth, tier, plans = [] } = operation.body;
  const { redemptions, payments = [] } = closed;
  const planUses = plans.filter((change) => change.kind === 'use');
  return {
    key: receipt,
    operationId: operation.operationId,
    installId: operation.installId,
    memberId: operation.memberId,
    programmeVersion: operation.programmeVersion,
    lines,
    terms,
    entries: entries.filter(({ kind }) => kind !== 'redeem'),
    redemptions: [...redemptions, ...ownRedemption(operation)],
    refunds: [],
    ...(benefits === undefined ? {} : { benefits: keptBenefits(benefits) }),
    ...(payments.length === 0 ? {} : { payments }),
    ...(growth === undefined ? {} : { growth }),
    ...(tier === undefined ? {} : { tier }),
    ...(planUses.length === 0 ? {} : { planUses }),
  };
}

function keptBenefits({ facts, lines, coupons, payableFen }: ReceiptBenefits): KeptBenefits {
  const usedIds = new Set(coupons.map(({ couponId }) => couponId));
  const used = facts.coupons.filter(({ couponId }) => usedIds.has(couponId));
  return { facts: { coupons: used }, lines, coupons, payableFen };
}

/** The points that paid in the same act, as a redemption that stands; [] where none did. */
export function ownRedemption({ body }: Pick<OperationOf<'earn'>, 'body'>): ReceiptRedemption[] {
  if (body.redemption === undefined) return [];
  const { redemptionId, points, offsetFen } = body.redemption;
  const lots = body.entries.filter(({ kind }) => kind === 'redeem').flatMap((entry) => entry.lots);
  return [{ redemptionId, points, offsetFen, lots }];
}

type Input = Parameters<typeof decideReceipt>[0];

/** Takes the points that pay now, by the one rule of redemptions. null where none do. */
function decideSpend(input: Input, quote: ReceiptQuote) {
  const { programme, state, receipt, facts, moment, spend } = input;
  if (quote.points === 0 || spend === undefined) return null;
  const lineOffsetsFen = quote.lines.reduce((sum, line) => sum + line.offsetFen, 0);
  const decided = decideRedemption({
    programme,
    state,
    storeId: facts.storeId,
    businessDate: moment.businessDate,
    nowMs: moment.atMs,
    redemptionId: spend.redemptionId,
    receiptNo: receipt.receiptNo,
    eligibleFen: quote.eligibleFen,
    points: quote.points,
    alreadyOffsetFen: lineOffsetsFen - quote.offsetFen,
    right: spend.right,
    ...grantOf(spend),
    authorisedBeyondView: spend.authorisedBeyondView,
  });
  if (decided.status === 'refused') return decided;
  const { redemptionId, points, offsetFen, right, entries } = decided.draft.body;
  return {
    status: 'decided',
    entries,
    redemption: { redemptionId, points, offsetFen, right, ...grantOf(decided.draft.body) },
  } as const;
}

/** A quoted line as a receipt keeps it for refunds. */
function decidedLineOf(line: QuotedLine, wishes: QuoteWishes | null): DecidedLine {
  const { lineNo, sku, category, quantity, listFen, offsetFen, baseFen, points } = line;
  const soldFen = line.priceFen - line.promotionFen - line.couponFen;
  return {
    lineNo,
    sku,
    category,
    quantity,
    amountFen: wishes === null ? line.amountFen : soldFen,
    ...(listFen === undefined ? {} : { listFen }),
    offsetFen,
    baseFen,
    points,
  };
}

function benefitsOf(facts: ReceiptFacts, wishes: QuoteWishes, quote: ReceiptQuote) {
  const { lines, coupons, payableFen } = quote;
  return { facts, wishes, lines, coupons, payableFen };
}

/**
 * What each paid plan's prices and discount saved, and what the points are worth that its multiplier gave beyond those of the
 * tier: counts against its refund (TR-09).
 */
export function planUsesOf(
  {
    programme,
    state,
    receipt,
  }: Pick<Input, 'programme' | 'receipt'> & { readonly state: Pick<MemberState, 'plans'> },
  quote: ReceiptQuote,
): PlanUse[] {
  const savedFen = new Map<string, number>();
  for (const { priceRule, amountFen, priceFen } of quote.lines) {
    const planId = planIdOf(priceRule);
    if (planId === null) continue;
    savedFen.set(planId, (savedFen.get(planId) ?? 0) + amountFen - priceFen);
  }
  const { planId: pointsPlanId } = quote.terms;
  const pointsFen = planPointsFen(programme, quote);
  if (pointsPlanId !== undefined && pointsFen > 0)
    savedFen.set(pointsPlanId, (savedFen.get(pointsPlanId) ?? 0) + pointsFen);
  const inForce = activePlans(state.plans, receipt.businessDate);
  return [...savedFen].flatMap(([planId, saved]): PlanUse[] => {
    const plan = inForce.find((each) => each.planId === planId);
    if (plan === undefined) return [];
    const ofPoints = planId === pointsPlanId && pointsFen > 0 ? { pointsFen } : {};
    return [{ kind: 'use', planSaleId: plan.planSaleId, savedFen: saved, ...ofPoints }];
  });
}

function planPointsFen(programme: Programme, { parts, terms }: ReceiptQuote): number {
  const { planId, tierCode } = terms;
  if (planId === undefined) return 0;
  const pointsOf = (wanted: string) => sumPoints(parts.filter(({ ruleId }) => ruleId === wanted));
  const tier = programme.tiers.find(({ code }) => code === tierCode);
  const tierPoints = floorExtra(pointsOf('base'), tier?.multiplier ?? rateOne);
  const points = Math.max(0, pointsOf(planRuleId(planId)) - tierPoints);
  return floorRate(points, programme.redeem.fenPerPoint);
}

function holdOf(
  receipt: ReceiptKey,
  { heldPoints, holdReason }: ReceiptQuote,
): Omit<Hold, 'sinceMs'> | null {
  if (heldPoints === 0 || holdReason === undefined) return null;
  return { holdId: saleHoldId({ receipt }), points: heldPoints, reason: holdReason };
}
