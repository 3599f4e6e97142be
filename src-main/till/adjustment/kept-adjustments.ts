import type { InferContractRouterInputs } from '@orpc/contract';
import type { adjustmentContract } from '../../../src-shared/contract/till/adjustment.ts';
import { missedReceiptCode } from '../../../src-shared/domain/points/decide-adjustment.ts';
import type { ReceiptKey } from '../../../src-shared/domain/receipt/receipt.ts';
import type { StaffRole } from '../../../src-shared/domain/programme/programme.ts';
import { addDays, type BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { ActiveTill } from '../active-till.ts';
import type { Operator } from '../session.ts';

export const adjustmentAct = 'adjustment';

export type AdjustmentInput = InferContractRouterInputs<typeof adjustmentContract>['post'];

/** What this till keeps of an adjustment: the request as it came, who asked, and who answers for it. */
export interface KeptAdjustment {
  readonly request: AdjustmentInput;
  readonly operator: Operator;
  readonly askedAtMs: number;
  readonly approverRoles: readonly StaffRole[];
  /** Who the points count for on their day; null while it waits. */
  readonly answersId: string | null;
}

/** Those that this till was asked for on a day, posted or waiting. */
export function adjustmentsOfDay(
  till: ActiveTill,
  businessDate: BusinessDate,
): readonly KeptAdjustment[] {
  // Only `postAdjustment` keeps acts of this kind.
  return till.store.act
    .listOfDay(adjustmentAct, businessDate)
    .map(({ record }) => record as KeptAdjustment);
}

/**
 * Whom a receipt of this store was made up for by hand (PL-17), until a day: at this till, or at another one as the feed has
 * told. null where nobody is known.
 */
export function findMadeUpFor(
  till: ActiveTill,
  receipt: Pick<ReceiptKey, 'receiptNo' | 'businessDate'>,
  untilDay: BusinessDate,
): string | null {
  for (let onDay = receipt.businessDate; onDay <= untilDay; onDay = addDays(onDay, 1)) {
    const found = adjustmentsOfDay(till, onDay).find(
      ({ answersId, request }) =>
        answersId !== null &&
        request.reasonCode === missedReceiptCode &&
        request.receipt?.receiptNo === receipt.receiptNo &&
        request.receipt.businessDate === receipt.businessDate,
    );
    if (found !== undefined) return found.request.memberId;
  }
  return till.store.storeReceipt.findMadeUpFor(receipt);
}
