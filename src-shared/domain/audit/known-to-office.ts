import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState, Purchases } from '../member/member-state.ts';
import type { Operation } from '../operation/operation.ts';
import type { Programme, StaffRole } from '../programme/programme.ts';
import type { ReceiptRecord } from '../receipt/receipt.ts';

/** What head office knows when it audits an operation. */
export interface KnownToOffice {
  /** The day of the audit: what ended long before it is forgotten. */
  readonly today: BusinessDate;
  /** The member by now, merges followed; null where there is none. */
  readonly state: MemberState | null;
  /** Of a receipt with a campaign that looks at purchases: those before it (`purchasesBefore`); absent: none. */
  readonly boughtBefore?: Purchases;
  /** Of a refund: its receipt, with the refunds that came before this one; null where head office has none. */
  readonly record: ReceiptRecord | null;
  /** Of a refund: the programme that its receipt was sold under; absent: unknown. */
  readonly saleProgramme?: Programme | null;
  /** Of a cancellation: what it cancels; null where head office has none. */
  readonly cancelled: Operation | null;
  /** Of somebody who works or worked here; null for a cash register, and for nobody that head office knows. */
  readonly roleOf: (staffId: string) => StaffRole | null;
}
