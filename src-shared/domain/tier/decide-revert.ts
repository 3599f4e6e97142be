import { daysBetween, type BusinessDate } from '../../values/business-date.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptKey } from '../receipt/receipt.ts';
import { isOtherSale } from '../receipt/sale-of.ts';
import type { TierState } from './decide-upgrade.ts';
import { isGranted } from './granted-tier.ts';
import { measureWindow, tierWindow } from './measure-growth.ts';
import { postGrowth } from './post-growth.ts';
import { earnedRank, rankOf, tierAt } from './tier-rank.ts';
import { holdsRule } from './tier-rule.ts';
import type { Growth, GrowthEntry, TierChange, TierTerm } from './tier.ts';

/**
 * Decides whether a refund takes a tier back (TR-03): only the refund of the receipt that raised the member, within
 * `revertDays` of it, and only where what is left since the window of that receipt no longer reaches the tier. The member
 * then has again what they had before, as it was; or, where a part of the receipt is enough for a tier between the two, that
 * one. A tier that was granted on top stays to its last day; what is taken back then is what stands after it. Otherwise (null)
 * the tier stays to the end of its period, where the next evaluation finds less. `growth` is what the refund takes back; `keep`
 * as policy never takes a tier back.
 */
export function decideRevert(input: {
  readonly programme: Pick<Programme, 'tiers' | 'tierPolicy'>;
  readonly state: TierState;
  readonly receipt: Pick<ReceiptKey, 'receiptNo' | 'businessDate'> & Partial<ReceiptKey>;
  /** The sale on it, where it is known. */
  readonly saleOperationId?: string | undefined;
  readonly growth: readonly GrowthEntry[];
  readonly businessDate: BusinessDate;
}): TierChange | null {
  const { programme, state, receipt, businessDate } = input;
  const { tierPolicy } = programme;
  const { tierTerm, tierCode } = state;
  if (tierPolicy.onRefund === 'keep' || tierTerm === undefined) return null;
  if (isGranted(tierTerm)) return revertBelow(input, tierTerm);
  if (tierTerm.cause.kind !== 'receipt') return null;
  const { receiptNo, onDay, storeId, saleOperationId } = tierTerm.cause;
  if (receiptNo !== receipt.receiptNo || onDay !== receipt.businessDate) return null;
  // Stores count alike, and so do tills of one.
  if (storeId !== undefined && storeId !== receipt.storeId) return null;
  if (isOtherSale(saleOperationId, input.saleOperationId)) return null;
  const growth = postGrowth(state.growth, input.growth, businessDate);
  const shop = { programme, growth, businessDate };
  if (!isLost(shop, tierCode, tierTerm)) return null;

  const back = leftOf(shop, tierTerm.before);
  return between(shop, state, tierTerm, back) ?? changeTo(state, back, businessDate);
}

/** Takes back what stands below a granted tier, which itself stays. */
function revertBelow(
  input: Parameters<typeof decideRevert>[0],
  granted: TierTerm,
): TierChange | null {
  const { term, tierCode: earnedCode } = granted.before;
  if (term === undefined) return null;
  const { tierCode } = input.state;
  const below = { ...input.state, tierCode: earnedCode, tierTerm: term };
  const reverted = decideRevert({ ...input, state: below });
  if (reverted === null) return null;
  const left = { tierCode: reverted.tierCode, untilDay: reverted.term?.untilDay ?? null };
  const before = reverted.term === null ? left : { ...left, term: reverted.term };
  return { tierCode, term: { ...granted, before }, over: [tierCode] };
}

/** What is left of what a member had before: without the rises that are lost as well, also below what was granted on top. */
function leftOf(shop: Shop, before: TierTerm['before']): TierTerm['before'] {
  const { tierCode, term } = before;
  if (term === undefined) return before;
  if (isLost(shop, tierCode, term)) return leftOf(shop, term.before);
  return isGranted(term)
    ? { ...before, term: { ...term, before: leftOf(shop, term.before) } }
    : before;
}

interface Shop {
  readonly programme: Pick<Programme, 'tiers' | 'tierPolicy'>;
  readonly growth: Growth;
  readonly businessDate: BusinessDate;
}

/** Whether a receipt raised the member to this tier so lately that it falls with it, and nothing else reaches it by now. */
function isLost({ programme, growth, businessDate }: Shop, tierCode: string, term: TierTerm) {
  const { tiers, tierPolicy } = programme;
  if (term.cause.kind !== 'receipt') return false;
  if (daysBetween(term.cause.onDay, businessDate) > tierPolicy.revertDays) return false;
  const rule = tiers.find(({ code }) => code === tierCode)?.qualify;
  if (rule === undefined) return false;
  return !holdsRule(
    rule,
    measureWindow(growth, tierPolicy, sinceWindow(tierPolicy, term, businessDate)),
  );
}

/** What the receipt was counted with, and everything since. */
function sinceWindow(
  tierPolicy: Programme['tierPolicy'],
  { sinceDay }: TierTerm,
  businessDate: BusinessDate,
) {
  return { ...tierWindow(tierPolicy, sinceDay), lastDay: businessDate };
}

/** A tier above what is given back that the rest of the receipt still reaches; it ends as the lost one would have. */
function between(
  { programme, growth, businessDate }: Shop,
  state: TierState,
  lost: TierTerm,
  back: TierTerm['before'],
): TierChange | null {
  const { tiers, tierPolicy } = programme;
  const measures = measureWindow(growth, tierPolicy, sinceWindow(tierPolicy, lost, businessDate));
  const rank = earnedRank(tiers, measures);
  const backRank = rankOf(tiers, back.tierCode);
  if (rank <= backRank || rank >= rankOf(tiers, state.tierCode)) return null;
  const term = { ...lost, before: back };
  return { tierCode: tierAt(tiers, rank).code, term, over: [state.tierCode] };
}

function changeTo(
  { tierCode, tierTerm }: TierState,
  back: TierTerm['before'],
  businessDate: BusinessDate,
): TierChange {
  const over = [tierCode];
  if (back.term !== undefined) return { tierCode: back.tierCode, term: back.term, over };
  if (back.untilDay === null) return { tierCode: back.tierCode, term: null, over };
  const term = {
    sinceDay: businessDate,
    untilDay: back.untilDay,
    cause: { kind: 'revert' },
    before: { tierCode, untilDay: tierTerm?.untilDay ?? null },
  } as const;
  return { tierCode: back.tierCode, term, over };
}
