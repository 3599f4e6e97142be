import type { PointsEntry } from '../../src-shared/domain/points/points-entry.ts';
import type { ReceiptKey } from '../../src-shared/domain/receipt/receipt.ts';
import type { Queryable } from './database.ts';
import { textColumns } from './row-text.ts';

/** A member and a business day. */
export interface MemberDay {
  readonly memberId: string;
  readonly businessDate: string;
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
