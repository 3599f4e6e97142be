import { setImmediate as yieldToCashier } from 'node:timers/promises';
import { storeReceiptDays } from '../../src-shared/domain/receipt/receipt-history.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import type { TillStore } from '../store/till-store.ts';
import type { OfficeOutputs } from './office-client.ts';

/** Some 2 KB each: what a large store sells to members in the days that are kept, and a bound whatever head office sends. */
const storeReceiptMaxCount = 100_000;

type Page = OfficeOutputs['feed'];

/**
 * Keeps the receipts of the store that a page of the feed brings, in chunks between which a cashier is served, and drops those
 * that have grown old. The cursor moves on last: a crash before reads the page again, which changes nothing.
 */
export async function keepStoreReceipts(
  store: TillStore,
  { receipts: news, officeAtMs }: Pick<Page, 'receipts' | 'officeAtMs'>,
  { chunkCount, signal }: { readonly chunkCount: number; readonly signal: AbortSignal },
): Promise<void> {
  if (!news) return;
  for (let from = 0; from < news.receipts.length; from += chunkCount) {
    signal.throwIfAborted();
    store.storeReceipt.keep(news.receipts.slice(from, from + chunkCount));
    await yieldToCashier();
  }
  const beforeDay = addDays(businessDateAt(officeAtMs), -storeReceiptDays);
  store.transaction(() => {
    store.storeReceipt.keepMadeUp(news.madeUp ?? []);
    store.storeReceipt.prune({ beforeDay, maxCount: storeReceiptMaxCount });
    store.sync.write({ receiptCursor: news.cursor });
  });
}
