import type { MovedSince } from '../../src-shared/domain/office/decide-merge.ts';
import type { OfficeOperationBodies } from '../../src-shared/domain/office/office-operation.ts';
import { type Operation, partsOf } from '../../src-shared/domain/operation/operation.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';
import type { Queryable } from './database.ts';
import { readEverMerged } from './member-past-store.ts';

/**
 * What moved since a merge of who was merged away, in the order in which it came: what came back of receipts that were
 * theirs, and of what they had taken for points or paid with them and then cancelled (PL-23), by tills, under whatever id,
 * and by head office; and sales to them and points they paid with, at tills that had not heard of the merge.
 */
export async function listMovedSince(
  queryable: Queryable,
  merge: {
    /** The member merged away, and who had been merged into it before. */
    readonly broughtByIds: readonly string[];
    readonly survivorId: string;
    readonly mergedAtMs: number;
  },
): Promise<readonly MovedSince[]> {
  const { broughtByIds, survivorId, mergedAtMs } = merge;
  // The survivor may have been merged and undone meanwhile: what came back then is under yet another id.
  const ids = (await readEverMerged(queryable, [survivorId])).get(survivorId) ?? [];
  const done = await queryable.query<{ atMs: number; json: string }>(
    `SELECT received_at_ms AS "atMs", json FROM operation
      WHERE member_id = ANY($1) AND received_at_ms >= $2 AND verdict IN ('posted', 'posted_with_debt')
        AND (kind IN ('refund', 'cancelRedemption') OR kind IN ('earn', 'redeem') AND member_id = ANY($3))
      ORDER BY received_at_ms, install_id, terminal_seq`,
    [ids, mergedAtMs, broughtByIds],
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
  const moves = [
    ...done.map(({ atMs, json }) => {
      const { kind, body, businessDate } = JSON.parse(json) as Operation; // checked when it came
      return { atMs, kind, body, businessDate };
    }),
    ...decided.map(({ atMs, body, businessDate }) => ({
      atMs,
      kind: 'refund' as const,
      body: JSON.parse(body) as OfficeOperationBodies['refund'], // written by this office
      businessDate,
    })),
  ].toSorted((a, b) => a.atMs - b.atMs);
  if (moves.length === 0) return [];
  // What a till gave for points without having heard of the merge is the survivor's, and so is that it was cancelled.
  const theirs = await queryable.query<{ receipt: string | null; redemptionId: string | null }>(
    `SELECT (json::json #> '{body,receipt}')::text AS receipt,
            json::json #>> '{body,redemptionId}' AS "redemptionId" FROM operation
      WHERE member_id = ANY($1) AND verdict IN ('posted', 'posted_with_debt')
        AND (kind IN ('earn', 'redeem') OR kind = 'redeemSink' AND received_at_ms <= $2)`,
    [broughtByIds, mergedAtMs],
  );
  const receipts = new Set(
    theirs.flatMap(({ receipt }) => (receipt === null ? [] : canonicalJson(JSON.parse(receipt)))),
  );
  const redemptionIds = new Set(theirs.map(({ redemptionId }) => redemptionId));
  return moves.flatMap((move): MovedSince[] => {
    const { kind, body, businessDate } = move;
    const isTheirs =
      'redemptionId' in body
        ? redemptionIds.has(body.redemptionId)
        : 'receipt' in body && receipts.has(canonicalJson(body.receipt));
    if (!isTheirs) return [];
    const { entries, growth, hold } = partsOf({ kind, body });
    return [{ entries, growth, businessDate, ...(hold === null ? {} : { hold }) }];
  });
}
