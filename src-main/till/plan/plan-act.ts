import type {
  PlanRefund,
  PlanRefundReason,
} from '../../../src-shared/domain/plan/decide-plan-refund.ts';
import type { MemberPlan } from '../../../src-shared/domain/plan/plan.ts';

/** Of the table of acts. */
export const planSaleActKind = 'planSale';
export const planRefundActKind = 'planRefund';

/** What a till keeps of a sale: a repeat is answered from it. */
export interface PlanSaleKept {
  readonly plan: MemberPlan;
}

/** What a till keeps of a refund: a repeat is answered from it. */
export interface PlanRefundKept {
  readonly refund: PlanRefund;
  readonly planSaleId: string;
  readonly reason: PlanRefundReason;
}
