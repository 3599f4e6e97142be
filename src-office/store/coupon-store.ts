import type { CouponUsed } from '../../src-shared/domain/coupon/coupon.ts';
import type { Queryable } from './database.ts';
import { textColumns } from './row-text.ts';

export interface IssuedCoupon {
  readonly couponId: string;
  readonly issueId: string;
  readonly templateId: string;
  readonly memberId: string;
  readonly atMs: number;
}

// Any number but that of other locks of ours.
const templateLockClass = 7_310_462;

/** Until the transaction ends nobody else counts the coupons of a template and issues one. */
export async function lockTemplate(queryable: Queryable, templateId: string): Promise<void> {
  await queryable.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [
    templateLockClass,
    templateId,
  ]);
}

/** What was issued under an id. */
export function listIssued(
  queryable: Queryable,
  issueId: string,
): Promise<readonly Pick<IssuedCoupon, 'couponId' | 'templateId' | 'memberId'>[]> {
  return queryable.query(
    `SELECT coupon_id AS "couponId", template_id AS "templateId", member_id AS "memberId"
       FROM coupon_issue WHERE issue_id = $1`,
    [issueId],
  );
}

/** How many coupons of a template there ever were, in all. */
export async function countIssued(queryable: Queryable, templateId: string): Promise<number> {
  const rows = await queryable.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM coupon_issue WHERE template_id = $1',
    [templateId],
  );
  return rows[0]?.count ?? 0;
}

/** How many coupons of a template each of these members ever had; members without one are not there. */
export async function countIssuedOfMembers(
  queryable: Queryable,
  templateId: string,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await queryable.query<{ memberId: string; count: number }>(
    `SELECT member_id AS "memberId", count(*)::int AS count FROM coupon_issue
      WHERE template_id = $1 AND member_id = ANY($2) GROUP BY member_id`,
    [templateId, memberIds],
  );
  return new Map(rows.map(({ memberId, count }) => [memberId, count]));
}

/** Notes coupons as issued; answers the ids of those that were not before. */
export async function insertIssued(
  queryable: Queryable,
  coupons: readonly IssuedCoupon[],
): Promise<ReadonlySet<string>> {
  if (coupons.length === 0) return new Set();
  const rows = await queryable.query<{ couponId: string }>(
    `INSERT INTO coupon_issue (coupon_id, issue_id, template_id, member_id, at_ms)
     SELECT c, i, t, m, a::int8
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS row(c, i, t, m, a)
     ON CONFLICT (coupon_id) DO NOTHING RETURNING coupon_id AS "couponId"`,
    textColumns(queryable, coupons, [
      ({ couponId }) => couponId,
      ({ issueId }) => issueId,
      ({ templateId }) => templateId,
      ({ memberId }) => memberId,
      ({ atMs }) => atMs,
    ]),
  );
  return new Set(rows.map(({ couponId }) => couponId));
}

/** Reads what gave back the points of coupons (PL-23), by coupon; nothing of those that were not undone. */
export async function readUndoings(
  queryable: Queryable,
  coupons: readonly { readonly memberId: string; readonly couponId: string }[],
): Promise<ReadonlyMap<string, CouponUsed>> {
  if (coupons.length === 0) return new Map();
  const rows = await queryable.query<CouponUsed & { couponId: string }>(
    `SELECT row.c AS "couponId", operation_id AS "operationId", o.at_ms AS "atMs",
            o.json::json ->> 'storeId' AS "storeId", o.json::json #>> '{body,redemptionId}' AS "receiptNo"
       FROM unnest($1::text[], $2::text[]) AS row(m, c)
       JOIN operation o ON o.member_id = row.m AND o.kind = 'cancelRedemption'
      WHERE o.json::jsonb #> '{body,coupons}' @> jsonb_build_array(jsonb_build_object('kind', 'void', 'couponId', row.c))`,
    textColumns(queryable, coupons, [({ memberId }) => memberId, ({ couponId }) => couponId]),
  );
  return new Map(rows.map(({ couponId, ...undoing }) => [couponId, undoing]));
}
