import type { MemberState } from '../member/member-state.ts';
import type { DraftOf } from '../operation/operation.ts';
import type { QuotedLine } from '../quote/quote.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { assert } from '../../values/assert.ts';
import type { ReceiptPayment, ValueEntry, ValueRight, ValueRules } from './stored-value.ts';

/** A payment with stored value. Amounts in fen; `listFen` is what the goods it pays for cost undiscounted (art. 19). */
export interface PaymentWish {
  readonly paymentId: string;
  readonly receiptNo: string;
  readonly amountFen: number;
  readonly listFen: number;
}

/**
 * What can be said of a payment before anybody is asked for the right to it. `proof` is how the member showed who they are:
 * `pin` now, or `known` as they did within this visit at level L2; above `pinAboveFen` only the PIN counts (SV-12). null
 * when nothing stands against it; refuses in the order value_not_offered, invalid_value, member_frozen, value_frozen,
 * value_pin_needed.
 */
export function checkPayment(input: {
  readonly rules: ValueRules | null;
  readonly state: Pick<MemberState, 'status' | 'value'>;
  readonly wish: PaymentWish;
  readonly proof: 'pin' | 'known' | 'none';
}): Refusal | null {
  const { rules, state, wish, proof } = input;
  if (rules === null) return refuse('value_not_offered');
  const { amountFen, listFen } = wish;
  if (!Number.isSafeInteger(amountFen) || amountFen <= 0) {
    return refuse('invalid_value', { field: 'amountFen' });
  }
  // Undiscounted goods never cost less than was paid for them.
  if (!Number.isSafeInteger(listFen) || listFen < amountFen) {
    return refuse('invalid_value', { field: 'listFen' });
  }
  if (state.status === 'frozen') return refuse('member_frozen');
  if (state.value?.isFrozen === true) return refuse('value_frozen');
  const isProven = proof === 'pin' || (proof === 'known' && amountFen <= rules.pinAboveFen);
  return isProven ? null : refuse('value_pin_needed');
}

/**
 * Decides a payment by the right that was found for it (SV-12): its entries are those the office keeps for it, because only the
 * office sees what other tills are about to take from the same contracts, or those that the till takes of its own share
 * (`decideValueShare`, SV-13). There is no other: the floor for value is 0 (OF-05).
 */
export function decidePayment(input: {
  readonly state: Pick<MemberState, 'memberId'>;
  readonly wish: PaymentWish;
  readonly right: ValueRight;
  readonly entries: readonly ValueEntry[];
}): { readonly draft: DraftOf<'payValue'>; readonly payment: ReceiptPayment } {
  const { state, wish, right, entries } = input;
  const { paymentId, receiptNo, amountFen } = wish;
  const payment = { paymentId, amountFen, ...paidParts(entries), entries, right };
  assert(
    payment.principalFen + payment.bonusFen === amountFen,
    'What is kept for a payment is the payment.',
  );
  const body = { paymentId, receiptNo, amountFen, right, value: entries };
  return { draft: { kind: 'payValue', body, memberId: state.memberId }, payment };
}

/**
 * Gives a payment back whose receipt is not posted (SV-02): every part to the contract it came from. A frozen wallet takes
 * it back as well. Refuses with payment_receipt_posted: what is sold is given back by a refund.
 */
export function decideCancelPayment(input: {
  readonly state: Pick<MemberState, 'memberId'>;
  readonly payment: ReceiptPayment;
  readonly receiptPosted: boolean;
}): Refusal | { readonly status: 'decided'; readonly draft: DraftOf<'cancelPayment'> } {
  const { payment, state } = input;
  if (input.receiptPosted) return refuse('payment_receipt_posted');
  const value = payment.entries.map(({ contractNo, principalFen, bonusFen, listFen }) => ({
    kind: 'cancel' as const,
    contractNo,
    principalFen: 0 - principalFen,
    bonusFen: 0 - bonusFen,
    listFen: 0 - listFen,
  }));
  const body = { paymentId: payment.paymentId, value };
  return { status: 'decided', draft: { kind: 'cancelPayment', body, memberId: state.memberId } };
}

type PaidLine = Pick<QuotedLine, 'category' | 'netFen'>;

/** What of a receipt stored value may pay, in fen: what is left to pay of all goods but those it does not buy (SV-11). */
export function payableByValue(rules: ValueRules | null, lines: readonly PaidLine[]): number {
  const excluded = rules?.excludedCategories ?? [];
  return lines
    .filter(({ category }) => !excluded.includes(category))
    .reduce((sum, { netFen }) => sum + netFen, 0);
}

/**
 * Nobody pays more with stored value than a receipt comes to: it is no money that could be given back as change. Refuses with
 * value_overpaid and what is due, where goods were taken out after the payment; and with value_not_for_goods and what it may
 * pay, where it would buy goods it does not buy (SV-11).
 */
export function checkPaidByValue(
  rules: ValueRules | null,
  payments: readonly Pick<ReceiptPayment, 'amountFen'>[],
  { lines, payableFen }: { readonly lines: readonly PaidLine[]; readonly payableFen: number },
): Refusal | null {
  const paidFen = payments.reduce((sum, { amountFen }) => sum + amountFen, 0);
  if (paidFen > payableFen) return refuse('value_overpaid', { maxFen: payableFen });
  const maxFen = payableByValue(rules, lines);
  return paidFen > maxFen ? refuse('value_not_for_goods', { maxFen }) : null;
}

/** What entries took, in fen, both positive. */
function paidParts(entries: readonly ValueEntry[]): {
  readonly principalFen: number;
  readonly bonusFen: number;
} {
  return {
    principalFen: entries.reduce((sum, entry) => sum - entry.principalFen, 0),
    bonusFen: entries.reduce((sum, entry) => sum - entry.bonusFen, 0),
  };
}
