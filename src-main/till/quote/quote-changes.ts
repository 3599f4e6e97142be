import type { QuoteChange } from '../../../src-shared/contract/till/quote.ts';
import type { QuotedLine, ReceiptQuote } from '../../../src-shared/domain/quote/quote.ts';
import { canonicalJson } from '../../../src-shared/values/canonical-json.ts';

/** What of a quote a receipt records, by the name that a change of it has; the prices, of the lines that both have. */
const recorded = {
  prices: ({ lines }, lineNos) =>
    lines
      .filter(({ lineNo }) => lineNos.has(lineNo))
      .map(({ lineNo, priceFen, priceRule }) => [lineNo, priceFen, priceRule]),
  promotions: ({ lines }) => offOfLines(lines, ({ promotionFen }) => promotionFen),
  coupons: ({ lines, coupons }) => [coupons, offOfLines(lines, ({ couponFen }) => couponFen)],
  points: ({ lines, points }) => [points, offOfLines(lines, ({ offsetFen }) => offsetFen)],
  payable: ({ payableFen }) => payableFen,
  earn: ({ parts, terms, heldPoints }) => [parts, terms, heldPoints],
} as const satisfies Partial<
  Record<QuoteChange, (quote: ReceiptQuote, lineNos: ReadonlySet<number>) => unknown>
>;

/**
 * Says in what two quotes of one receipt would record something different; [] where they would not. That a line is there in one
 * of them only is for the caller to say.
 */
export function quoteChanges(before: ReceiptQuote, now: ReceiptQuote): QuoteChange[] {
  const lineNos = lineNosOf(before).intersection(lineNosOf(now));
  return Object.entries(recorded)
    .filter(
      ([, part]) => canonicalJson(part(before, lineNos)) !== canonicalJson(part(now, lineNos)),
    )
    .map(([name]) => name as keyof typeof recorded);
}

function lineNosOf({ lines }: ReceiptQuote): Set<number> {
  return new Set(lines.map(({ lineNo }) => lineNo));
}

/** What is taken off, by line; lines of which nothing is are left out. */
function offOfLines(lines: readonly QuotedLine[], offFen: (line: QuotedLine) => number): unknown {
  return lines.filter((line) => offFen(line) !== 0).map((line) => [line.lineNo, offFen(line)]);
}
