import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import type { Moment } from '../reference-data.ts';

/** null while this till has no receipt under the number today: what is paid towards it comes before it. */
export function checkNotPosted(
  till: ActiveTill,
  receiptNo: string,
  { businessDate }: Moment,
): Refusal | null {
  const { storeId } = till.terminal;
  const posted = till.store.receipt.find({ storeId, businessDate, receiptNo });
  return posted === null ? null : refuse('receipt_already_posted');
}
