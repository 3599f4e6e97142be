import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import type { Moment } from '../../sync/till-time.ts';
import { checkNotMadeUp } from './check-not-credited.ts';

/** null while this till knows of no receipt under the number today: what is paid towards it comes before it. */
export function checkNotPosted(
  till: ActiveTill,
  receiptNo: string,
  { businessDate }: Moment,
): Refusal | null {
  const { storeId } = till.terminal;
  const key = { storeId, businessDate, receiptNo };
  const posted = till.store.receipt.find(key);
  return posted === null ? checkNotMadeUp(till, key) : refuse('receipt_already_posted');
}
