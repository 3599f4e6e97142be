import type { InferContractRouterInputs } from '@orpc/contract';
import type { receiptContract } from '../../../src-shared/contract/till/receipt.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import type { ReceiptKey } from '../../../src-shared/domain/receipt/receipt.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { StoredReceipt } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { requestHash } from '../post-operation.ts';
import type { Moment } from '../../sync/till-time.ts';
import { isReceiptDay } from './receipt-day.ts';

export type ReceiptInput = InferContractRouterInputs<typeof receiptContract>['post'];

/** A receipt as it was asked to be posted. */
export interface ReceiptRequest {
  readonly input: ReceiptInput;
  readonly key: ReceiptKey;
  readonly programme: Programme;
  readonly moment: Moment;
  /** Tells a repeat from another receipt under the number, in whatever order its lines come. */
  readonly hash: string;
}

/** Reads which receipt this is and what rules it; refuses with receipt_date_invalid. */
export function readRequest(
  till: ActiveTill,
  input: ReceiptInput,
): Refusal | { readonly status: 'read'; readonly request: ReceiptRequest } {
  const moment = till.time.now();
  const { businessDate, receiptNo } = input;
  const programme = till.reference.programmeAt(businessDate);
  if (!isReceiptDay(businessDate, moment) || programme === null)
    return refuse('receipt_date_invalid');
  const storeId = input.late?.storeId ?? till.terminal.storeId;
  const key = { storeId, businessDate, receiptNo };
  return { status: 'read', request: { input, key, programme, moment, hash: hashOf(input) } };
}

/** Whether a stored receipt was posted by this request, or by one of before lines were sorted for the hash. */
export function isRepeat(stored: StoredReceipt, { input, hash }: ReceiptRequest): boolean {
  const { memberId, lines } = input;
  return stored.requestHash === hash || stored.requestHash === requestHash({ memberId, lines });
}

function hashOf({ memberId, lines, quoteId, wishes }: ReceiptInput): string {
  return requestHash({
    memberId,
    lines: lines.toSorted((a, b) => a.lineNo - b.lineNo),
    ...(quoteId === undefined ? {} : { quoteId }),
    ...(wishes === undefined ? {} : { wishes }),
  });
}
