import { refuse, type Refusal } from '../refusal.ts';
import type { ReceiptLine } from './receipt.ts';

/** Above this a receipt is a typing error: ten thousand million yuan, in fen. Keeps every sum exact. */
export const maxReceiptFen = 1_000_000_000_000;

const decimal = /^\d{1,12}(?:\.\d{1,6})?$/;

/**
 * null for lines a receipt can be made of. Refuses in the order invalid_value, member_frozen, receipt_empty,
 * receipt_line_repeated.
 */
export function checkLines(
  lines: readonly ReceiptLine[],
  { isFrozen }: { readonly isFrozen: boolean },
): Refusal | null {
  for (const line of lines) {
    const field = findInvalidField(line);
    if (field !== null) return refuse('invalid_value', { field, lineNo: line.lineNo });
  }
  const totalFen = lines.reduce((sum, line) => sum + line.amountFen, 0);
  if (totalFen > maxReceiptFen) return refuse('invalid_value', { field: 'amountFen' });
  if (isFrozen) return refuse('member_frozen');
  if (lines.length === 0) return refuse('receipt_empty');
  const seen = new Set<number>();
  for (const { lineNo } of lines) {
    if (seen.has(lineNo)) return refuse('receipt_line_repeated', { lineNo });
    seen.add(lineNo);
  }
  return null;
}

type CheckedField = 'lineNo' | 'amountFen' | 'listFen' | 'quantity';

function findInvalidField(line: ReceiptLine): CheckedField | null {
  if (!Number.isSafeInteger(line.lineNo) || line.lineNo < 0) return 'lineNo';
  if (!isAmount(line.amountFen)) return 'amountFen';
  // Item discounts only lower a price: a list price below it is a mistake that a tier's discount would make worse.
  if (line.listFen !== undefined && (!isAmount(line.listFen) || line.listFen < line.amountFen))
    return 'listFen';
  return decimal.test(line.quantity) ? null : 'quantity';
}

function isAmount(fen: number): boolean {
  return Number.isSafeInteger(fen) && fen >= 0 && fen <= maxReceiptFen;
}
