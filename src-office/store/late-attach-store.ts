import type { LateAttach } from '../../src-shared/domain/review/find-late-to-review.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import type { Queryable } from './database.ts';
import { columnText, textColumns } from './row-text.ts';

const windowDays = 30;

/** Notes receipts that were attached after the sale. Safe to repeat. */
export async function insertLateAttaches(
  queryable: Queryable,
  attaches: readonly LateAttach[],
): Promise<void> {
  if (attaches.length === 0) return;
  await queryable.query(
    `INSERT INTO late_attach (operation_id, operator_id, member_id, business_date, at_ms)
     SELECT o, p, m, d, a::int8
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS row(o, p, m, d, a)
     ON CONFLICT DO NOTHING`,
    textColumns(queryable, attaches, [
      ({ operationId }) => operationId,
      ({ operatorId }) => columnText(operatorId),
      ({ memberId }) => memberId,
      ({ businessDate }) => businessDate,
      ({ atMs }) => atMs,
    ]),
  );
}

/** All that count together with these: of their operators on their days, and to their members 30 days before and after. */
export function readLateAttachesAround(
  queryable: Queryable,
  attaches: readonly LateAttach[],
): Promise<readonly LateAttach[]> {
  return queryable.query<LateAttach>(
    `SELECT DISTINCT l.operation_id AS "operationId", l.operator_id AS "operatorId",
            l.member_id AS "memberId", l.business_date AS "businessDate", l.at_ms AS "atMs"
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS new(p, m, d, f, t)
       JOIN late_attach l ON (l.operator_id = new.p AND l.business_date = new.d)
                          OR (l.member_id = new.m AND l.business_date >= new.f COLLATE "C"
                              AND l.business_date <= new.t COLLATE "C")`,
    textColumns(queryable, attaches, [
      ({ operatorId }) => columnText(operatorId),
      ({ memberId }) => memberId,
      ({ businessDate }) => businessDate,
      ({ businessDate }) => addDays(businessDate, -windowDays),
      ({ businessDate }) => addDays(businessDate, windowDays),
    ]),
  );
}
