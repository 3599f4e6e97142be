import type { PointsEntry } from '../../src-shared/domain/points/points-entry.ts';
import type { ReceiptKey } from '../../src-shared/domain/receipt/receipt.ts';
import { addDays, type BusinessDate } from '../../src-shared/values/business-date.ts';
import type { Queryable } from './database.ts';
import { textColumns } from './row-text.ts';

/** A member and a business day. */
export interface MemberDay {
  readonly memberId: string;
  readonly businessDate: BusinessDate;
}

/** A row of the ledger that counts for the caps of a day. */
export interface EarningRow extends MemberDay {
  readonly operationId: string;
  readonly kind: 'earn' | 'earn_bonus' | 'hold';
  readonly points: number;
  readonly atMs: number;
  readonly lots: PointsEntry['lots'];
  /** null for an act of head office. */
  readonly receipt: ReceiptKey | null;
}

/** What members have earned on days, and what of it was held. */
export async function readDayEarnings(
  queryable: Queryable,
  days: readonly MemberDay[],
): Promise<readonly EarningRow[]> {
  if (days.length === 0) return [];
  const rows = await queryable.query<
    Omit<EarningRow, 'lots' | 'receipt'> & { lots: string; receipt: string | null }
  >(
    `SELECT e.member_id AS "memberId", e.business_date AS "businessDate", e.operation_id AS "operationId",
            e.kind, e.points, e.at_ms AS "atMs", e.lots, (o.json::json #> '{body,receipt}')::text AS receipt
       FROM unnest($1::text[], $2::text[]) AS day(m, d)
       JOIN entry e ON e.member_id = day.m AND e.business_date = day.d AND e.kind IN ('earn', 'earn_bonus', 'hold')
       LEFT JOIN operation o ON o.operation_id = e.operation_id AND o.kind = 'earn'`,
    textColumns(queryable, days, [({ memberId }) => memberId, ({ businessDate }) => businessDate]),
  );
  return rows.map((row) => ({
    ...row,
    lots: JSON.parse(row.lots) as PointsEntry['lots'], // written by this office
    receipt: row.receipt === null ? null : (JSON.parse(row.receipt) as ReceiptKey), // checked when it came
  }));
}

/** The days that the cap of 30 days looks back on, beside the day itself. */
const daysBefore = 29;
/** A till's clock may be wrong, and its operations are named by it. */
const clockMarginDays = 5;

/**
 * What members earned in the 30 days that end on each of these: before that day, and with it. Operations of tills are named by
 * the time they were made at, so that the ledger is read from there on and not from its beginning.
 */
export function readEarnedSums(
  queryable: Queryable,
  days: readonly MemberDay[],
): Promise<readonly (MemberDay & { readonly beforePoints: number; readonly points: number })[]> {
  return queryable.query(
    `SELECT day.m AS "memberId", day.d AS "businessDate", sum(e.points)::int8 AS points,
            coalesce(sum(e.points) FILTER (WHERE e.business_date < day.d COLLATE "C"), 0)::int8 AS "beforePoints"
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS day(m, d, f, o)
       JOIN entry e ON e.member_id = day.m AND e.operation_id >= day.o COLLATE "C"
                   AND e.kind IN ('earn', 'earn_bonus')
                   AND e.business_date >= day.f COLLATE "C" AND e.business_date <= day.d COLLATE "C"
      GROUP BY day.m, day.d`,
    textColumns(queryable, days, [
      ({ memberId }) => memberId,
      ({ businessDate }) => businessDate,
      ({ businessDate }) => addDays(businessDate, -daysBefore),
      ({ businessDate }) => firstOperationId(addDays(businessDate, -daysBefore - clockMarginDays)),
    ]),
  );
}

/** No operation that was made on a day or later has an id before this one (UUIDv7). */
function firstOperationId(day: BusinessDate): string {
  const hex = Date.parse(`${day}T00:00:00Z`).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
