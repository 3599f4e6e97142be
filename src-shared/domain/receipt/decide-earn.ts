import type { MemberState } from '../member/member-state.ts';
import type { DraftOf, OperationOf } from '../operation/operation.ts';
import { runningCampaigns } from '../campaign/running-campaigns.ts';
import { earnEntries } from '../points/earn-entries.ts';
import { computeEarn } from '../points/earn-points.ts';
import { sumPoints } from '../points/lots.ts';
import type { Programme } from '../programme/programme.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { ReceiptKey, ReceiptLine, ReceiptRecord, ReceiptRedemption } from './receipt.ts';

/** Above this a receipt is a typing error: ten thousand million yuan, in fen. Keeps every sum exact. */
export const maxReceiptFen = 1_000_000_000_000;

const decimal = /^\d{1,12}(?:\.\d{1,6})?$/;

/**
 * Decides what a receipt earns (PL-04 to PL-07) and how much of it pays a debt back (PL-12). `redemptions` are those of this
 * receipt that stand. A receipt that earns 0 points is still an operation: it closes its redemptions and can be refunded.
 * Whether the receipt was posted before is the caller's question. Refuses in the order invalid_value, member_frozen,
 * receipt_empty, receipt_line_repeated.
 */
export function decideEarn(input: {
  readonly programme: Programme;
  readonly state: MemberState;
  readonly receipt: ReceiptKey;
  /** Of the store's clock, 0 to 1439. */
  readonly minuteOfDay: number;
  readonly lines: readonly ReceiptLine[];
  readonly redemptions: readonly ReceiptRedemption[];
}):
  | Refusal
  | {
      readonly status: 'decided';
      readonly draft: DraftOf<'earn'>;
      /** Points this receipt earns, those that settle a debt included. */
      readonly earnedPoints: number;
    } {
  const { programme, state, receipt, redemptions } = input;
  const refusal = checkLines(state, input.lines);
  if (refusal !== null) return refusal;

  const { businessDate, storeId } = receipt;
  const running = runningCampaigns(programme, state, {
    storeId,
    businessDate,
    minuteOfDay: input.minuteOfDay,
  });
  const computed = computeEarn({
    programme,
    tierCode: state.tierCode,
    campaigns: programme.campaigns.filter(({ campaignId }) => running.includes(campaignId)),
    businessDate,
    lines: input.lines,
    offsetFen: redemptions.reduce((sum, redemption) => sum + redemption.offsetFen, 0),
  });
  const body = {
    receipt,
    lines: computed.lines,
    terms: computed.terms,
    redemptionIds: redemptions.map((redemption) => redemption.redemptionId),
    entries: earnEntries({
      programme,
      terms: computed.terms,
      parts: computed.parts,
      lines: computed.lines,
      businessDate,
      debtPoints: state.debtPoints,
      hold: null,
    }),
  };
  return {
    status: 'decided',
    draft: { kind: 'earn', body, memberId: state.memberId },
    earnedPoints: sumPoints(computed.parts),
  };
}

/** What a till keeps of a posted receipt for refunds; `redemptions` are those the receipt closed, in order of posting. */
export function receiptRecordOf(
  operation: OperationOf<'earn'>,
  redemptions: readonly ReceiptRedemption[],
): ReceiptRecord {
  const { receipt, lines, terms, entries } = operation.body;
  return {
    key: receipt,
    memberId: operation.memberId,
    programmeVersion: operation.programmeVersion,
    lines,
    terms,
    entries,
    redemptions,
    refunds: [],
  };
}

function checkLines(state: MemberState, lines: readonly ReceiptLine[]): Refusal | null {
  for (const line of lines) {
    const field = findInvalidField(line);
    if (field !== null) return refuse('invalid_value', { field, lineNo: line.lineNo });
  }
  const totalFen = lines.reduce((sum, line) => sum + line.amountFen, 0);
  if (totalFen > maxReceiptFen) return refuse('invalid_value', { field: 'amountFen' });
  if (state.status === 'frozen') return refuse('member_frozen');
  if (lines.length === 0) return refuse('receipt_empty');
  const seen = new Set<number>();
  for (const { lineNo } of lines) {
    if (seen.has(lineNo)) return refuse('receipt_line_repeated', { lineNo });
    seen.add(lineNo);
  }
  return null;
}

function findInvalidField(line: ReceiptLine): 'lineNo' | 'amountFen' | 'quantity' | null {
  if (!Number.isSafeInteger(line.lineNo) || line.lineNo < 0) return 'lineNo';
  if (!Number.isSafeInteger(line.amountFen) || line.amountFen < 0) return 'amountFen';
  if (line.amountFen > maxReceiptFen) return 'amountFen';
  return decimal.test(line.quantity) ? null : 'quantity';
}
