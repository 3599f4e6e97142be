import type { ReceiptKey } from '../../../src-shared/domain/receipt/receipt.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import { findMadeUpFor } from '../adjustment/kept-adjustments.ts';
import { isRefused, readMember } from '../find-member.ts';
import { maskedWhoOf } from '../member-summary.ts';

/** A receipt that has earned: under which key, and for whom. */
interface CreditedReceipt {
  readonly key: ReceiptKey;
  readonly memberId: string;
}

/**
 * Refuses a receipt that has been credited, whatever the channel (PL-17): one that earned at this till, that the feed of the
 * store brought, that was made up for by hand at a till of it, or that head office knows. What is known here is said at once,
 * with or without a line. Of another store nothing is known here, so that head office has to answer: its tills and its feed
 * would find the second credit out only after the member has spent it. Refuses in the order receipt_credited,
 * receipt_already_posted where several tills have the number and nobody can say whose the paper is, receipt_store_unknown,
 * receipt_late_offline.
 */
export async function checkNotCredited(till: ActiveTill, key: ReceiptKey): Promise<Refusal | null> {
  const here = checkNotCreditedHere(till, key);
  if (here !== null) return here;
  const { storeId, receiptNo, businessDate } = key;
  const found = till.reference.isOnline()
    ? await till.sync.findReceipt({ storeId, receiptNo, businessDate })
    : { status: 'unreachable' as const };
  switch (found.status) {
    case 'found':
      return refuseCredited(till, 'receipt_credited', found.record);
    case 'ambiguous':
      return refuse('receipt_already_posted');
    case 'store_unknown':
      return refuse('receipt_store_unknown');
    case 'unreachable':
      return isOwnStore(till, key) ? null : refuse('receipt_late_offline');
    case 'not_found':
      return found.madeUpFor === undefined
        ? null
        : refuseCredited(till, 'receipt_credited', { key, memberId: found.madeUpFor });
  }
}

/** As `checkNotCredited`, by what is known here: at once, so that nothing comes between the answer and what follows. */
export function checkNotCreditedHere(till: ActiveTill, key: ReceiptKey): Refusal | null {
  const [earned] = listEarned(till, key);
  const credited = earned ?? findMadeUp(till, key);
  return credited === null ? null : refuseCredited(till, 'receipt_credited', credited);
}

/**
 * Refuses to sell, or to pay towards, a receipt that a till of this store is known to have made up for by hand (PL-17), with
 * receipt_already_posted: whoever sells is not told whose it is.
 */
export function checkNotMadeUp(till: ActiveTill, key: ReceiptKey): Refusal | null {
  return findMadeUp(till, key) === null ? null : refuse('receipt_already_posted');
}

/** Says for whom a receipt has earned, masked as everywhere, on which day and where. */
export function refuseCredited(
  till: ActiveTill,
  code: 'receipt_credited' | 'receipt_of_other_day',
  { key, memberId }: CreditedReceipt,
): Refusal {
  const view = readMember(till, memberId);
  const maskedName = isRefused(view) ? '' : maskedWhoOf(view);
  const store = isOwnStore(till, key) ? till.terminal.storeName : key.storeId;
  return refuse(code, { maskedName, store, onDay: key.businessDate });
}

/** What has earned under a receipt's key and counts, as this till or the feed of its store knows. */
export function listEarned(till: ActiveTill, key: ReceiptKey) {
  const own = till.store.receipt.find(key);
  const counts = own !== null && !till.store.operation.countsForNothing(own.terminalSeq);
  const others = isOwnStore(till, key)
    ? till.store.storeReceipt.listByNumber(key.receiptNo, key.businessDate)
    : [];
  return [...(counts ? [own.record] : []), ...others];
}

function findMadeUp(till: ActiveTill, key: ReceiptKey): CreditedReceipt | null {
  if (!isOwnStore(till, key)) return null;
  const memberId = findMadeUpFor(till, key, till.time.now().businessDate);
  return memberId === null ? null : { key, memberId };
}

function isOwnStore(till: ActiveTill, { storeId }: ReceiptKey): boolean {
  return storeId === till.terminal.storeId;
}
