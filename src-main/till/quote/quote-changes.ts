import type { QuoteChange } from '../../../src-shared/contract/till/quote.ts';
import type { QuotedLine, ReceiptQuote } from '../../../src-shared/domain/quote/quote.ts';
import { canonicalJson } from '../../../src-shared/values/canonical-json.ts';

/** What of a quote a receipt records, by the name that a change of it has. */
const recorded = {
  prices: ({ lines }) => eachLine(lines, ({ priceFen, priceRule }) => [priceFen, priceRule]),
  promotions: ({ lines }) => eachLine(lines, ({ promotionFen }) => promotionFen),
  coupons: ({ lines, coupons }) => [coupons, eachLine(lines, ({ couponFen }) => couponFen)],
  points: ({ lines, points }) => [points, eachLine(lines, ({ offsetFen }) => offsetFen)],
  payable: ({ payableFen }) => payableFen,
  earn: ({ parts, terms, heldPoints }) => [parts, terms, heldPoints],
} as const satisfies Partial<Record<QuoteChange, (quote: ReceiptQuote) => unknown>>;

/** Says in what two quotes of one receipt would record something different; [] where they would not. */
export function quoteChanges(before: ReceiptQuote, now: ReceiptQuote): QuoteChange[] {
  return Object.entries(recorded)
    .filter(([, part]) => canonicalJson(part(before)) !== canonicalJson(part(now)))
    .map(([name]) => name as keyof typeof recorded);
}

function eachLine(lines: readonly QuotedLine[], part: (line: QuotedLine) => unknown): unknown[] {
  return lines.map((line) => [line.lineNo, part(line)]);
}
