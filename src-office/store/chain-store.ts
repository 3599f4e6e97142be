import type { Queryable } from './database.ts';

/** An operation as it lies in the chain of its install. */
export interface ChainRow {
  readonly terminalSeq: number;
  readonly hash: string;
  readonly verdict: string;
  readonly json: string;
  readonly receivedAtMs: number;
}

const fetchCount = 500;

/** All that an install sent, in the order of its chain and then of arrival; one page in memory at a time. */
export async function* readChain(
  transaction: Queryable,
  installId: string,
): AsyncGenerator<ChainRow> {
  let afterSeq = 0;
  for (;;) {
    const rows = await transaction.query<ChainRow>(
      `SELECT terminal_seq AS "terminalSeq", hash, verdict, json, received_at_ms AS "receivedAtMs"
         FROM operation
        WHERE install_id = $1 AND terminal_seq > $2 AND terminal_seq <= $2::int8 + $3
        ORDER BY terminal_seq, received_at_ms, hash`,
      [installId, afterSeq, fetchCount],
    );
    if (rows.length === 0 && !(await hasRowAfter(transaction, installId, afterSeq))) return;
    yield* rows;
    afterSeq += fetchCount;
  }
}

async function hasRowAfter(
  transaction: Queryable,
  installId: string,
  afterSeq: number,
): Promise<boolean> {
  const rows = await transaction.query(
    'SELECT 1 FROM operation WHERE install_id = $1 AND terminal_seq > $2 LIMIT 1',
    [installId, afterSeq],
  );
  return rows.length > 0;
}
