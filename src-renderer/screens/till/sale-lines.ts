import { readLineText } from '../../parts/line-text.ts';
import type { Sale, SaleLine } from './till-state.ts';

/** Goods that nobody named, and the category of what nobody sorted. */
export const handSku = 'MANUAL';
export const handCategory = 'general';

/** The line being typed, as it would be; null where it is not one yet. */
export function typedLine(sale: Sale): SaleLine | null {
  const typed = readLineText(sale.amountText);
  if (typed === null) return null;
  const lineNo = sale.lines.reduce((last, line) => Math.max(last, line.lineNo), 0) + 1;
  return { lineNo, sku: sale.sku ?? handSku, category: sale.category ?? handCategory, ...typed };
}

/** Every line of the sale, the one being typed as the last. */
export function linesOf(sale: Sale): readonly SaleLine[] {
  const typed = typedLine(sale);
  return typed === null ? sale.lines : [...sale.lines, typed];
}
