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

/** What this till made up by hand for a receipt of its store (PL-17), until a day; null where nothing. */
export function findMadeUp(
  till: ActiveTill,
  receipt: { readonly receiptNo: string; readonly businessDate: BusinessDate },
  untilDay: BusinessDate,
): KeptAdjustment | null {
  for (let onDay = receipt.businessDate; onDay <= untilDay; onDay = addDays(onDay, 1)) {
    const found = adjustmentsOfDay(till, onDay).find(
      ({ answersId, request }) =>
        answersId !== null &&
        request.receipt?.receiptNo === receipt.receiptNo &&
        request.receipt.businessDate === receipt.businessDate,
    );
    if (found !== undefined) return found;
  }
  return null;
}
