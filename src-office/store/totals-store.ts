import type { Queryable } from './database.ts';

export interface Totals {
  readonly members: number;
  /** Without those set aside as invalid. */
  readonly operations: number;
  readonly entries: number;
  readonly sumEntryPoints: number;
  readonly sumLotPoints: number;
  readonly sumHeldPoints: number;
  readonly sumDebtPoints: number;
}

/**
 * Adds up the ledger and, apart from it, the states: sumEntryPoints = sumLotPoints + sumHeldPoints - sumDebtPoints, or the
 * books are wrong. One snapshot, so that it holds while tills push. Reads every row.
 */
export async function readTotals(queryable: Queryable): Promise<Totals> {
  const rows = await queryable.query<Totals>(
    `SELECT members.*, entries.*, (SELECT count(*) FROM operation WHERE verdict <> 'invalid') AS operations
       FROM (SELECT count(*) AS members,
                    coalesce(sum(lots), 0)::int8 AS "sumLotPoints",
                    coalesce(sum((s ->> 'heldPoints')::int8), 0)::int8 AS "sumHeldPoints",
                    coalesce(sum((s ->> 'debtPoints')::int8), 0)::int8 AS "sumDebtPoints"
               FROM (SELECT state::json AS s, (SELECT coalesce(sum((lot ->> 'points')::int8), 0)
                              FROM json_array_elements(state::json -> 'lots') AS lot) AS lots
                       FROM member) AS states) AS members,
            (SELECT count(*) AS entries, coalesce(sum(points), 0)::int8 AS "sumEntryPoints"
               FROM entry) AS entries`,
  );
  const totals = rows[0];
  if (totals === undefined) throw new Error('The totals came back empty.');
  return totals;
}
