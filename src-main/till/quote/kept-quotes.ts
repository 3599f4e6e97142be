import type { QuoteWishes, ReceiptQuote } from '../../../src-shared/domain/quote/quote.ts';
import type { ReceiptLine } from '../../../src-shared/domain/receipt/receipt.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { MemberId } from '../../../src-shared/values/ids.ts';
import type { ActiveTill } from '../active-till.ts';

export const quoteLifeMs = 15 * 60_000;
/** More than all counters of a shop have open; the oldest goes first. */
const quotesMax = 500;

/** What somebody asked to be quoted. */
export interface Asked {
  readonly memberId: MemberId;
  readonly businessDate: BusinessDate;
  /** null: no redemption or payment can belong to it yet. */
  readonly receiptNo: string | null;
  readonly lines: readonly ReceiptLine[];
  readonly wishes: QuoteWishes;
  /** Coupons and points are left out: whoever asked knows too little of who stands there (ID-02). */
  readonly isClosed: boolean;
}

export interface KeptQuote {
  readonly quoteId: string;
  /** By the time of this till. */
  readonly validUntilMs: number;
  readonly asked: Asked;
  readonly quote: ReceiptQuote;
}

/** Quotes given lately, in memory only: they promise nothing that posting does not decide again. */
export interface KeptQuotes {
  keep(asked: Asked, quote: ReceiptQuote): KeptQuote;
  /** null where it is too old, or was given before the till restarted. */
  find(quoteId: string): KeptQuote | null;
}

export function createKeptQuotes({ clock, time }: Pick<ActiveTill, 'clock' | 'time'>): KeptQuotes {
  // In the order in which they were given, hence of their ends: by the running time of the machine, whatever its clock says.
  const kept = new Map<
    string,
    { readonly keptQuote: KeptQuote; readonly endsAtUptimeMs: number }
  >();

  function clearOut(): void {
    for (const [quoteId, { endsAtUptimeMs }] of kept) {
      if (endsAtUptimeMs > clock.uptimeMs() && kept.size <= quotesMax) return;
      kept.delete(quoteId);
    }
  }

  return {
    keep(asked, quote) {
      const quoteId = clock.newId();
      const validUntilMs = time.now().atMs + quoteLifeMs;
      const keptQuote = { quoteId, validUntilMs, asked, quote };
      kept.set(quoteId, { keptQuote, endsAtUptimeMs: clock.uptimeMs() + quoteLifeMs });
      clearOut();
      return keptQuote;
    },
    find(quoteId) {
      clearOut();
      return kept.get(quoteId)?.keptQuote ?? null;
    },
  };
}
