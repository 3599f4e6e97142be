import { listOperations, type OperationRow } from '../store/operation-store.ts';
import { readTotals } from '../store/totals-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';

export function listOperationsHandler(office: OfficeServices) {
  return adminCalls.operation.list.handler(async ({ input }) => {
    const rows = await listOperations(office.store.database, input);
    return { operations: rows.map(toAdminOperation) };
  });
}

export function totalsHandler(office: OfficeServices) {
  return adminCalls.totals.handler(() => readTotals(office.store.database));
}

function toAdminOperation(row: OperationRow) {
  const { kind, memberId, terminalId, terminalSeq, atMs, verdict, reason, actor } = row;
  return {
    // One that was set aside has no id of its own here: its place in its chain names it.
    operationId: row.operationId ?? `${terminalId}:${terminalSeq}:${row.hash?.slice(0, 8) ?? ''}`,
    kind,
    memberId,
    terminalId,
    terminalSeq,
    atMs,
    status: verdict,
    reason,
    actor,
    body: readBody(row.json),
  };
}

/** The body; the whole text of one that could not be read. */
function readBody(json: string): unknown {
  try {
    const operation: unknown = JSON.parse(json);
    const hasBody = typeof operation === 'object' && operation !== null && 'body' in operation;
    return hasBody ? operation.body : json;
  } catch {
    return json;
  }
}
