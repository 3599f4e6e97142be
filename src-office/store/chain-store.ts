import type { Queryable } from './database.ts';
import { anyReceipt } from './receipt-store.ts';

/** An operation as it lies in the chain of its install. */
export interface ChainRow {
  readonly terminalSeq: number;
  readonly hash: string;
  readonly operationId: string | null;
  readonly memberId: string | null;
  readonly kind: string;
  readonly verdict: string;
  readonly reason: string | null;
  readonly json: string;
  readonly personal: string | null;
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
      `SELECT terminal_seq AS "terminalSeq", hash, operation_id AS "operationId", member_id AS "memberId", kind,
              verdict, reason, json, personal, received_at_ms AS "receivedAtMs"
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

/** So many operations at most are named by what has no operation to stand on. */
const namedCount = 1_000;

/** Operations that entries of the ledger name, and that are not there or never were posted. Opening points have none. */
export async function listEntriesWithoutOperation(
  queryable: Queryable,
): Promise<readonly string[]> {
  const rows = await queryable.query<{ operationId: string }>(
    `SELECT DISTINCT operation_id AS "operationId" FROM entry
      WHERE kind <> 'opening'
        AND NOT EXISTS (SELECT 1 FROM operation o
                         WHERE o.operation_id = entry.operation_id AND o.verdict IN ('posted', 'posted_with_debt'))
        AND NOT EXISTS (SELECT 1 FROM office_operation o WHERE o.operation_id = entry.operation_id)
      ORDER BY 1 LIMIT ${namedCount}`,
  );
  return rows.map(({ operationId }) => operationId);
}

/** Operations that receipts name, and that are not there or were set aside. '': it was known to be gone. */
export async function listReceiptsWithoutOperation(
  queryable: Queryable,
): Promise<readonly string[]> {
  const rows = await queryable.query<{ operationId: string }>(
    `SELECT DISTINCT operation_id AS "operationId" FROM ${anyReceipt} AS receipt
      WHERE operation_id <> ''
        AND NOT EXISTS (SELECT 1 FROM operation o
                         WHERE o.operation_id = receipt.operation_id AND o.verdict <> 'invalid')
      ORDER BY 1 LIMIT ${namedCount}`,
  );
  return rows.map(({ operationId }) => operationId);
}
