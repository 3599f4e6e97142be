import type { Database } from 'better-sqlite3';
import type { SignedHead } from '../../src-shared/contract/office/signed-head.ts';
import { genesisHash, type Operation } from '../../src-shared/domain/operation/operation.ts';
import { isOfSale } from '../../src-shared/domain/receipt/sale-of.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { InstallId, MemberId } from '../../src-shared/values/ids.ts';
import { createChainVerifier } from './verify-chain.ts';
import type { MemberRebase } from './member-rebase.ts';
import type {
  OperationRow,
  OperationStore,
  OperationSummary,
  StoredVerdict,
} from './till-store.ts';
import type { Transactions } from './transaction.ts';

interface SelectedOperation {
  readonly terminalSeq: number;
  readonly json: string;
  readonly outcome: StoredVerdict['outcome'] | null;
  readonly reason: string | null;
}

interface SelectedSummary extends Omit<OperationSummary, 'verdict'> {
  readonly terminalSeq: number;
  readonly outcome: StoredVerdict['outcome'] | null;
  readonly reason: string | null;
}

const operationAtMs = "iif(json_valid(json), json ->> '$.atMs', 0)";
const worthless = "(outcome IS 'invalid' OR reason IS 'receipt_posted')";
const summaryColumns =
  'terminal_seq AS terminalSeq, operation_id AS operationId, kind, member_id AS memberId, ' +
  `${operationAtMs} AS atMs, outcome, reason`;
const columns = 'terminal_seq AS terminalSeq, json, outcome, reason';
// Head office posts what it held for want of a member as soon as it has the member: then nobody needs to look at it.
const setAside =
  "outcome IN ('held', 'invalid') AND NOT (reason IS 'member_unknown' AND EXISTS " +
  '(SELECT 1 FROM member WHERE member.member_id = operation.member_id AND base IS NOT NULL))';

/** All but those that count for nothing: `terminal_seq`, and `at_ms`, which is 0 where an operation cannot be read. */
export const countingOperations = `(SELECT terminal_seq, ${operationAtMs} AS at_ms FROM operation WHERE NOT ${worthless})`;

/** Keeps the chain of operations; an operation that does not follow the last one is a bug and throws. */
export function createOperationStore(
  db: Database,
  { rebase, transactions }: { rebase: MemberRebase; transactions: Transactions },
): OperationStore {
  const head = db.prepare<[], { readonly terminalSeq: number; readonly hash: string }>(
    'SELECT terminal_seq AS terminalSeq, hash FROM operation ORDER BY terminal_seq DESC LIMIT 1',
  );
  const insert = db.prepare(
    'INSERT INTO operation (terminal_seq, operation_id, member_id, kind, prev_hash, hash, json, mac) ' +
      "VALUES (?, ?, ?, ?, ?, ?, ?, chain_mac('row', ?, ?))",
  );
  const moveHead = db.prepare(
    "UPDATE chain_head SET terminal_seq = ?, mac = chain_mac('head', ?, ?)",
  );
  const keepSigned = db.prepare(
    'UPDATE chain_head SET signed_seq = ?, signed_hash = ?, signature = ? WHERE signed_seq <= ?',
  );
  const readSigned = db.prepare<[], SignedHead>(
    'SELECT signed_seq AS terminalSeq, signed_hash AS hash, signature FROM chain_head WHERE signed_seq > 0',
  );
  const keepOther = db.prepare(
    'UPDATE chain_head SET other_seq = ?, other_hash = ?, other_signature = ?',
  );
  const readOther = db.prepare<[], SignedHead>(
    'SELECT other_seq AS terminalSeq, other_hash AS hash, other_signature AS signature FROM chain_head WHERE other_seq > 0',
  );
  const hashAt = db
    .prepare<[number], string>('SELECT hash FROM operation WHERE terminal_seq = ?')
    .pluck();
  const listAfter = db.prepare<
    [number, number],
    Omit<ReturnType<OperationStore['listAfter']>[number], 'isOurs'> & { readonly isOurs: 0 | 1 }
  >(
    'SELECT terminal_seq AS terminalSeq, hash, prev_hash AS prevHash, json, ' +
      "mac = chain_mac('row', terminal_seq, hash) AS isOurs FROM operation " +
      'WHERE terminal_seq > ? ORDER BY terminal_seq LIMIT +?',
  );
  const lastSeq = db
    .prepare<[], number>('SELECT coalesce(max(terminal_seq), 0) FROM operation')
    .pluck();
  const newestAt = db
    .prepare<[number], number>(
      "SELECT coalesce(max(iif(json_valid(json), json ->> '$.atMs', 0)), 0) FROM operation " +
        'WHERE terminal_seq > ?',
    )
    .pluck();
  const listOfMemberAfter = db.prepare<[string, number], { readonly json: string }>(
    'SELECT json FROM operation ' +
      "WHERE member_id = +? AND terminal_seq > +? AND outcome IS NOT 'invalid' ORDER BY terminal_seq",
  );
  // By the refunds, which are few among all operations.
  const listRefundsOfNumber = db.prepare<[string], { readonly json: string }>(
    'SELECT json FROM refund JOIN operation USING (terminal_seq) ' +
      "WHERE outcome IS NOT 'invalid' AND json_valid(json) " +
      "AND json ->> '$.body.receipt.receiptNo' = +? ORDER BY terminal_seq",
  );
  const listNewest = db.prepare<[number], SelectedSummary>(
    `SELECT ${summaryColumns} FROM operation ORDER BY terminal_seq DESC LIMIT +?`,
  );
  const listNewestOfMember = db.prepare<[string, number], SelectedSummary>(
    `SELECT ${summaryColumns} FROM operation WHERE member_id = +? ORDER BY terminal_seq DESC LIMIT +?`,
  );
  const find = db.prepare<[number], SelectedOperation>(
    `SELECT ${columns} FROM operation WHERE terminal_seq = ?`,
  );
  const findWorthless = db
    .prepare<[number], number>(`SELECT 1 FROM operation WHERE terminal_seq = ? AND ${worthless}`)
    .pluck();
  const findById = db.prepare<[string], SelectedOperation>(
    `SELECT ${columns} FROM operation WHERE operation_id = +?`,
  );
  const findAdjustment = db.prepare<[string], SelectedOperation>(
    `SELECT ${columns} FROM operation WHERE kind = 'adjust' AND json_valid(json) ` +
      "AND json ->> '$.body.adjustmentId' = +?",
  );
  // From columns, not from the JSON: the very operation that is set aside may be the one that cannot be read.
  const findOwner = db.prepare<
    [number],
    { readonly memberId: MemberId; readonly installId: InstallId }
  >(
    'SELECT operation.member_id AS memberId, install.install_id AS installId ' +
      'FROM operation, install WHERE operation.terminal_seq = ?',
  );
  const setVerdict = db.prepare(
    'UPDATE operation SET outcome = ?, reason = ? WHERE terminal_seq = ?',
  );
  const listSetAside = db.prepare<[number], SelectedSummary>(
    `SELECT ${summaryColumns} FROM operation WHERE ${setAside} ORDER BY terminal_seq DESC LIMIT +?`,
  );
  const countSetAside = db
    .prepare<[], number>(`SELECT count(*) FROM operation WHERE ${setAside}`)
    .pluck();

  const chain = createChainVerifier(db);
  const readHead = () => head.get() ?? { terminalSeq: 0, hash: genesisHash };

  function storeVerdict(verdict: StoredVerdict): void {
    const row = find.get(verdict.terminalSeq);
    assert(row !== undefined, 'A verdict is about an operation of this till.');
    setVerdict.run(verdict.outcome, verdict.reason ?? null, verdict.terminalSeq);
    const overlayChanges = (row.outcome === 'invalid') !== (verdict.outcome === 'invalid');
    if (!overlayChanges) return;
    const owner = findOwner.get(verdict.terminalSeq);
    assert(owner !== undefined, 'An operation is made after the install.');
    rebase.rebase(owner.memberId, owner.installId);
  }

  return {
    head: readHead,
    hashAt: (terminalSeq) => (terminalSeq === 0 ? genesisHash : (hashAt.get(terminalSeq) ?? null)),
    append(operation) {
      const last = readHead();
      assert(operation.terminalSeq === last.terminalSeq + 1, 'The chain has no gaps.');
      assert(operation.prevHash === last.hash, 'An operation hangs on the one before.');
      insert.run(
        operation.terminalSeq,
        operation.operationId,
        operation.memberId,
        operation.kind,
        operation.prevHash,
        operation.hash,
        JSON.stringify(operation),
        operation.terminalSeq,
        operation.hash,
      );
      moveHead.run(operation.terminalSeq, operation.terminalSeq, operation.hash);
    },
    keepSigned: ({ terminalSeq, hash, signature }) => {
      keepSigned.run(terminalSeq, hash, signature, terminalSeq);
    },
    signed: () => readSigned.get() ?? null,
    keepOther: ({ terminalSeq, hash, signature }) => {
      keepOther.run(terminalSeq, hash, signature);
    },
    other: () => readOther.get() ?? null,
    verify: (afterSeq) => chain.verify(afterSeq),
    listAfter(afterSeq, { maxCount, maxBytes }) {
      const listed: ReturnType<OperationStore['listAfter']>[number][] = [];
      let bytes = 0;
      for (const row of listAfter.iterate(afterSeq, maxCount)) {
        bytes += Buffer.byteLength(row.json);
        if (bytes > maxBytes && listed.length > 0) break;
        listed.push({ ...row, isOurs: row.isOurs === 1 });
      }
      return listed;
    },
    // Nothing is ever deleted and the chain has no gaps, so nothing has to be counted.
    countAfter: (afterSeq) => Math.max(0, (lastSeq.get() ?? 0) - afterSeq),
    newestAtMs: (afterSeq) => newestAt.get(afterSeq) ?? 0,
    listOfMemberAfter: (memberId, afterSeq) =>
      listOfMemberAfter.all(memberId, afterSeq).map((row) => parse(row.json)),
    listRefundsOf: (receipt) =>
      listRefundsOfNumber.all(receipt.receiptNo).flatMap((row) => {
        const operation = parse(row.json);
        const isOf = operation.kind === 'refund' && isOfSale(operation.body, { key: receipt });
        return isOf ? [operation] : [];
      }),
    list({ memberId, limit }) {
      const rows =
        memberId === undefined ? listNewest.all(limit) : listNewestOfMember.all(memberId, limit);
      return rows.map((row) => toSummary(row));
    },
    find: (terminalSeq) => toRowOrNull(find.get(terminalSeq)),
    countsForNothing: (terminalSeq) => findWorthless.get(terminalSeq) !== undefined,
    findAdjustment: (adjustmentId) => toRowOrNull(findAdjustment.get(adjustmentId)),
    findById: (operationId) => toRowOrNull(findById.get(operationId)),
    setVerdicts: (verdicts) => transactions.join(() => verdicts.forEach(storeVerdict)),
    listSetAside: (limit) => listSetAside.all(limit).map((row) => toSummary(row)),
    countSetAside: () => countSetAside.get() ?? 0,
  };
}

function parse(json: string): Operation {
  return JSON.parse(json) as Operation; // Written by `append`.
}

function toRowOrNull(row: SelectedOperation | undefined): OperationRow | null {
  return row === undefined ? null : toOperationRow(row);
}

function toOperationRow({ terminalSeq, json, outcome, reason }: SelectedOperation): OperationRow {
  return { operation: parse(json), verdict: toVerdict({ terminalSeq, outcome, reason }) };
}

function toSummary({
  terminalSeq,
  outcome,
  reason,
  ...summary
}: SelectedSummary): OperationSummary {
  return { ...summary, verdict: toVerdict({ terminalSeq, outcome, reason }) };
}

function toVerdict({
  terminalSeq,
  outcome,
  reason,
}: Omit<SelectedOperation, 'json'>): StoredVerdict | null {
  if (outcome === null) return null;
  return { terminalSeq, outcome, ...(reason === null ? {} : { reason }) };
}
