import type { InferContractRouterInputs } from '@orpc/contract';
import type { adjustmentContract } from '../../../src-shared/contract/till/adjustment.ts';
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
 * Whether this till has made up for a receipt of its store by hand (PL-17), until a day.
 */
export function isMadeUpFor(
  till: ActiveTill,
  receipt: { readonly receiptNo: string; readonly businessDate: BusinessDate },
  untilDay: BusinessDate,
): boolean {
  for (let onDay = receipt.businessDate; onDay <= untilDay; onDay = addDays(onDay, 1)) {
    const isOne = adjustmentsOfDay(till, onDay).some(
      ({ answersId, request }) =>
        answersId !== null &&
        request.receipt?.receiptNo === receipt.receiptNo &&
        request.receipt.businessDate === receipt.businessDate,
    );
    if (isOne) return true;
  }
  return false;
}
