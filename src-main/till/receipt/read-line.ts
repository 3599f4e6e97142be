import type { z } from 'zod';
import type { receiptLineSchema } from '../../../src-shared/contract/till/receipt-line.ts';
import type { ReceiptLine } from '../../../src-shared/domain/receipt/receipt.ts';

const quantityDecimals = 6;

/** Weighed goods come as a decimal; it is kept as text, because no float may enter a hash. */
export function readLine(line: z.infer<typeof receiptLineSchema>): ReceiptLine {
  const { lineNo, sku, category, amountFen, listFen } = line;
  const quantity = String(Number(line.quantity.toFixed(quantityDecimals)));
  const list = listFen === undefined ? {} : { listFen };
  return { lineNo, sku, category, quantity, amountFen, ...list };
}
