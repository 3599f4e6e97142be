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
  /** Whom the till named that sold it, before merges are followed; null for an act of head office. */
  readonly soldToId: string | null;
  /** When head office heard of it, or did it. */
  readonly heardAtMs: number;
  /** What refunds have taken back by now of all that its sale earned. */
  readonly takenBackPoints: number;
}

/** What members have earned on days, what of it was held, and what refunds of whatever day have taken back of it. */
export async function readDayEarnings(
  queryable: Queryable,
  days: readonly MemberDay[],
): Promise<readonly EarningRow[]> {
  if (days.length === 0) return [];
  const rows = await queryable.query<
    Omit<EarningRow, 'lots' | 'receipt'> & { lots: string; receipt: string | null }
  >(
    `WITH day AS (SELECT m, d FROM unnest($1::text[], $2::text[]) AS row(m, d)),
          taken AS (
            SELECT e.member_id AS m, s.operation_id AS sale_id,
                   CASE WHEN s.operation_id IS NULL THEN r.body -> 'receipt' END AS receipt, -sum(e.points)::int8 AS points
              FROM (SELECT DISTINCT m FROM day) AS member
              JOIN entry e ON e.member_id = member.m AND e.kind = 'takeback'
              LEFT JOIN operation o ON o.operation_id = e.operation_id AND o.kind = 'refund'
              LEFT JOIN office_operation f ON f.operation_id = e.operation_id AND f.kind = 'refund'
             CROSS JOIN LATERAL (SELECT coalesce(o.json::jsonb -> 'body', f.body::jsonb) AS body) AS r
              LEFT JOIN operation s ON s.operation_id = r.body ->> 'saleOperationId' AND s.kind = 'earn'
                                   AND s.verdict IN ('posted', 'posted_with_debt')
             GROUP BY 1, 2, 3)
     SELECT e.member_id AS "memberId", e.business_date AS "businessDate", e.operation_id AS "operationId",
            e.kind, e.points, e.at_ms AS "atMs", e.lots, (o.json::json #> '{body,receipt}')::text AS receipt,
            o.member_id AS "soldToId", coalesce(o.received_at_ms, e.at_ms) AS "heardAtMs",
            (coalesce(named.points, 0) + coalesce(numbered.points, 0))::int8 AS "takenBackPoints"
       FROM day
       JOIN entry e ON e.member_id = day.m AND e.business_date = day.d AND e.kind IN ('earn', 'earn_bonus', 'hold')
       LEFT JOIN operation o ON o.operation_id = e.operation_id AND o.kind = 'earn'
       LEFT JOIN taken AS named ON named.m = e.member_id AND named.sale_id = o.operation_id
       LEFT JOIN taken AS numbered ON numbered.m = e.member_id AND numbered.receipt = o.json::jsonb #> '{body,receipt}'`,
    textColumns(queryable, days, [({ memberId }) => memberId, ({ businessDate }) => businessDate]),
  );
  return rows.map((row) => ({
    ...row,
    lots: JSON.parse(row.lots) as PointsEntry['lots'], // written by this office
    receipt: row.receipt === null ? null : (JSON.parse(row.receipt) as ReceiptKey), // checked when it came
  }));
}

/** The business days of which head office holds, or has heard that a till holds, points of these members since a moment. */
export async function readHeldDays(
  queryable: Queryable,
  memberIds: readonly string[],
  sinceMs: number,
): Promise<readonly BusinessDate[]> {
  const rows = await queryable.query<{ businessDate: BusinessDate }>(
    `SELECT DISTINCT e.business_date AS "businessDate" FROM entry e
       LEFT JOIN operation o ON o.operation_id = e.operation_id AND o.kind = 'earn'
      WHERE e.member_id = ANY($1) AND e.kind = 'hold' AND coalesce(o.received_at_ms, e.at_ms) >= $2
      ORDER BY e.business_date`,
    [memberIds, sinceMs],
  );
  return rows.map(({ businessDate }) => businessDate);
}

/** The days that the cap of 30 days looks back on, beside the day itself. */
export const daysBefore = 29;
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

/** A bonus in the ledger of a member after a moment, by its rule, the programme it was given under, and its day. */
export interface LaterBonus {
  readonly memberId: string;
  readonly afterMs: number;
  readonly ruleId: string;
  readonly programmeVersion: number;
  readonly businessDate: BusinessDate;
}

/** Bonuses that members earned after moments, each once; of a moment its day tells from where on the ledger is read. */
export function readLaterBonuses(
  queryable: Queryable,
  moments: readonly (MemberDay & { readonly atMs: number })[],
): Promise<readonly LaterBonus[]> {
  return queryable.query(
    `SELECT DISTINCT moment.m AS "memberId", moment.a::int8 AS "afterMs", e.rule_id AS "ruleId",
            e.programme_version AS "programmeVersion", e.business_date AS "businessDate"
       FROM unnest($1::text[], $2::text[], $3::text[]) AS moment(m, a, o)
       JOIN entry e ON e.member_id = moment.m AND e.operation_id >= moment.o COLLATE "C"
                   AND e.kind = 'earn_bonus' AND e.at_ms > moment.a::int8`,
    textColumns(queryable, moments, [
      ({ memberId }) => memberId,
      ({ atMs }) => atMs,
      ({ businessDate }) => firstOperationId(addDays(businessDate, -clockMarginDays)),
    ]),
  );
}

/** No operation that was made on a day or later has an id before this one (UUIDv7). */
function firstOperationId(day: BusinessDate): string {
  const hex = Date.parse(`${day}T00:00:00Z`).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
