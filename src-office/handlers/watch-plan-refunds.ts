import type { ReviewCase } from '../../src-shared/domain/review/review-case.ts';
import { sumOf } from '../../src-shared/values/sum-of.ts';
import { updateCases } from '../store/case-store.ts';
import type { Queryable } from '../store/database.ts';
import { readPlanRefunds } from '../store/member-past-store.ts';
import type { PostedOperation } from './hold-for-review.ts';

/**
 * Opens a case for each sale of a paid plan that was given back more than once, by tills that did not hear of each other
 * (OF-02): the money is out, so it names the first and the last with their tills, and the sum of all. One case of a sale, however
 * often it is given back. Safe to repeat.
 */
export async function watchPlanRefunds(
  transaction: Queryable,
  posted: readonly PostedOperation[],
  atMs: number,
): Promise<void> {
  const refunds = posted.flatMap(({ operation, memberId }) =>
    operation.kind === 'refundPlan' ? [{ operation, memberId }] : [],
  );
  if (refunds.length === 0) return;
  const known = await readPlanRefunds(transaction, {
    memberIds: refunds.flatMap(({ operation, memberId }) => [operation.memberId, memberId]),
    planSaleIds: refunds.map(({ operation }) => operation.body.planSaleId),
  });
  const ofSale = Map.groupBy(known, ({ planSaleId }) => planSaleId);
  const memberOf = new Map(
    refunds.map(({ operation, memberId }) => [operation.body.planSaleId, memberId]),
  );
  const cases = [...memberOf].flatMap(([planSaleId, memberId]): ReviewCase[] => {
    const all = ofSale.get(planSaleId) ?? [];
    const [first, last] = [all[0], all.at(-1)];
    if (first === undefined || last === undefined || first === last) return [];
    const { operationId, storeId, terminalId, refundFen } = last;
    const evidence = {
      planSaleId,
      refundCount: all.length,
      refundedFen: sumOf(all, (each) => each.refundFen),
      firstOperationId: first.operationId,
      firstStoreId: first.storeId,
      firstTerminalId: first.terminalId,
      firstFen: first.refundFen,
      operationId,
      storeId,
      terminalId,
      refundFen,
    };
    return [
      {
        caseId: `plan:${planSaleId}`,
        kind: 'plan_refunded_twice',
        memberId,
        operatorId: null,
        evidence,
        openedAtMs: atMs,
      },
    ];
  });
  await updateCases(transaction, cases);
}
