import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { Queryable } from './database.ts';

/** What moved in a store on a day, and what stands since the beginning. Points, signed as the ledger has them. */
export interface LiabilityRow {
  /**
   * Of the till that acted, or that took the goods of a refund which head office decided later. `office`: other acts of head
   * office, and the balances of imported lists.
   */
  readonly storeId: string;
  /** All entries before the day. With what moved on it, it comes to `balancePoints`. */
  readonly openingPoints: number;
  /** Balances of imported lists. */
  readonly importedPoints: number;
  readonly earnedPoints: number;
  readonly redeemedPoints: number;
  readonly restoredPoints: number;
  readonly takenBackPoints: number;
  readonly adjustedPoints: number;
  readonly expiredPoints: number;
  readonly writtenOffPoints: number;
  /** Between members: 0 over both sides of a merge. */
  readonly mergedPoints: number;
  /** By how much members' debts grew. */
  readonly debtPoints: number;
  /** All entries up to the end of the day: what is owed to members less what they owe. */
  readonly balancePoints: number;
  readonly balanceDebtPoints: number;
}

/** Adds up the ledger for a day and up to its end, by store (PL-24). Reads the whole ledger, in one snapshot. */
export function readLiability(
  queryable: Queryable,
  day: BusinessDate,
): Promise<readonly LiabilityRow[]> {
  const onDay = (kinds: readonly string[]): string =>
    `coalesce(sum(points) FILTER (WHERE business_date = $1 AND kind IN (${kinds
      .map((kind) => `'${kind}'`)
      .join(', ')})), 0)::int8`;
  return queryable.query<LiabilityRow>(
    `WITH moved AS (
       SELECT e.operation_id, e.entry_no, e.business_date, e.kind, e.points,
              coalesce(t.store_id, 'office') AS store_id,
              coalesce(f.debt_points, o.debt_points, 0) AS debt_points
         FROM entry e
         LEFT JOIN office_operation f ON f.operation_id = e.operation_id
         LEFT JOIN operation o ON o.operation_id =
              CASE WHEN f.kind = 'refund' THEN f.body::json ->> 'refundOperationId' ELSE e.operation_id END
         LEFT JOIN terminal t ON t.terminal_id = o.terminal_id
        WHERE e.business_date <= $1)
     SELECT store_id AS "storeId",
            coalesce(sum(points) FILTER (WHERE business_date < $1), 0)::int8 AS "openingPoints",
            ${onDay(['opening'])} AS "importedPoints",
            ${onDay(['earn', 'earn_bonus'])} AS "earnedPoints",
            ${onDay(['redeem'])} AS "redeemedPoints",
            ${onDay(['restore'])} AS "restoredPoints",
            ${onDay(['takeback'])} AS "takenBackPoints",
            ${onDay(['adjust'])} AS "adjustedPoints",
            ${onDay(['expire'])} AS "expiredPoints",
            ${onDay(['write_off'])} AS "writtenOffPoints",
            ${onDay(['merge_in', 'merge_out'])} AS "mergedPoints",
            coalesce(sum(debt_points) FILTER (WHERE business_date = $1 AND entry_no = 0), 0)::int8 AS "debtPoints",
            coalesce(sum(points), 0)::int8 AS "balancePoints",
            coalesce(sum(debt_points) FILTER (WHERE entry_no = 0), 0)::int8 AS "balanceDebtPoints"
       FROM moved GROUP BY store_id ORDER BY store_id`,
    [day],
  );
}
