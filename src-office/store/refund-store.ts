import type { RefundSince } from '../../src-shared/domain/office/decide-merge.ts';
import type { OfficeOperationBodies } from '../../src-shared/domain/office/office-operation.ts';
import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';
import type { Queryable } from './database.ts';
import { readEverMerged } from './member-past-store.ts';

type Returned = OperationOf<'refund'> | OperationOf<'cancelRedemption'>;

/**
 * What came back since a merge of receipts that the member had earned on who was merged away, and of what they had taken for
 * points or paid with them and then cancelled (PL-23), in the order in which it came: by tills, under whatever id, and by head
 * office for refunds that had waited for their receipt or were put right.
 */
export async function listRefundsSince(
  queryable: Queryable,
  merge: {
    /** The member merged away, and who had been merged into it before. */
    readonly broughtByIds: readonly string[];
    readonly survivorId: string;
    readonly mergedAtMs: number;
  },
): Promise<readonly RefundSince[]> {
  const { broughtByIds, survivorId, mergedAtMs } = merge;
  // The survivor may have been merged and undone meanwhile: what came back then is under yet another id.
  const ids = (await readEverMerged(queryable, [survivorId])).get(survivorId) ?? [];
  const refunded = await queryable.query<{ atMs: number; json: string }>(
    `SELECT received_at_ms AS "atMs", json FROM operation
      WHERE member_id = ANY($1) AND kind IN ('refund', 'cancelRedemption') AND received_at_ms >= $2
        AND verdict IN ('posted', 'posted_with_debt')
      ORDER BY received_at_ms, install_id, terminal_seq`,
    [ids, mergedAtMs],
  );
  const decided = await queryable.query<{
    atMs: number;
    body: string;
    businessDate: BusinessDate;
  }>(
    `SELECT at_ms AS "atMs", body, business_date AS "businessDate" FROM office_operation
      WHERE member_id = ANY($1) AND kind = 'refund' AND at_ms >= $2 ORDER BY at_ms, operation_id`,
    [ids, mergedAtMs],
  );
  const refunds = [
    ...refunded.map(({ atMs, json }) => {
      const { body, businessDate } = JSON.parse(json) as Returned; // checked when it came
      return { atMs, body, businessDate };
    }),
    ...decided.map(({ atMs, body, businessDate }) => ({
      atMs,
      body: JSON.parse(body) as OfficeOperationBodies['refund'], // written by this office
      businessDate,
    })),
  ].toSorted((a, b) => a.atMs - b.atMs);
  if (refunds.length === 0) return [];
  const brought = await queryable.query<{ receipt: string | null; redemptionId: string | null }>(
    `SELECT (json::json #> '{body,receipt}')::text AS receipt,
            json::json #>> '{body,redemptionId}' AS "redemptionId" FROM operation
      WHERE member_id = ANY($1) AND kind IN ('earn', 'redeem', 'redeemSink') AND received_at_ms <= $2
        AND verdict IN ('posted', 'posted_with_debt')`,
    [broughtByIds, mergedAtMs],
  );
  const receipts = new Set(
    brought.flatMap(({ receipt }) => (receipt === null ? [] : canonicalJson(JSON.parse(receipt)))),
  );
  const redemptionIds = new Set(brought.map(({ redemptionId }) => redemptionId));
  return refunds.flatMap(({ body, businessDate }): RefundSince[] => {
    if ('redemptionId' in body) {
      const { redemptionId, entries } = body;
      return redemptionIds.has(redemptionId) ? [{ entries, growth: [], businessDate }] : [];
    }
    const { receipt, entries, growth = [] } = body;
    return receipts.has(canonicalJson(receipt)) ? [{ entries, growth, businessDate }] : [];
  });
}
