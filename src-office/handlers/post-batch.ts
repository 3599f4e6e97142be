import type { Verdict, VerdictReason } from '../../src-shared/contract/office/push.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import { entriesOf, type Operation } from '../../src-shared/domain/operation/operation.ts';
import type { Queryable } from '../store/database.ts';
import { addCards, lockMembers, writeMembers } from '../store/member-store.ts';
import {
  findTakenIds,
  insertEntries,
  insertOperations,
  type NewEntry,
  type NewOperation,
} from '../store/operation-store.ts';
import type { Install } from '../store/terminal-store.ts';
import {
  parseOperation,
  type PushedOperation,
  readOperation,
  type ReadOperation,
} from './read-operation.ts';

/** An operation that is new here, in its turn. */
export interface NextOperation {
  readonly pushed: PushedOperation;
  readonly prevHash: string;
}

interface NextRead extends NextOperation {
  readonly read: ReadOperation;
}

interface OpenMember {
  state: MemberState | null;
  readonly before: MemberState | null;
  readonly revision: number;
}

interface Outcome {
  readonly verdict: NewOperation['verdict'];
  readonly reason: VerdictReason | null;
}

/**
 * Posts the next operations of one install, set-wise: its members are read once, changed in memory in the order of the
 * operations, and written once. The install must be locked. One operation never stops another. With `setAside` nothing of
 * them is believed and all are set aside.
 */
export async function postBatch(
  transaction: Queryable,
  install: Install,
  batch: readonly NextOperation[],
  options: { readonly setAside: boolean; readonly receivedAtMs: number },
): Promise<readonly Verdict[]> {
  if (batch.length === 0) return [];
  const { setAside, receivedAtMs } = options;
  const parsed = batch.map((next) => ({ next, json: parseOperation(next.pushed.json) }));
  const claims = parsed.map(({ json }) => json.claims);
  // The database looks these up while the operations are checked here.
  const opening = Promise.all([
    openMembers(transaction, setAside ? [] : claims.map(({ memberId }) => memberId)),
    findTakenIds(transaction, claims.map(({ operationId }) => operationId).filter(isNotNull)),
  ]);
  const reads = parsed.map(({ next, json }): NextRead => {
    if (setAside) {
      return { ...next, read: { status: 'invalid', reason: 'unreadable', claims: json.claims } };
    }
    return { ...next, read: readOperation(next.pushed, json, install, next.prevHash) };
  });
  const [members, known] = await opening;

  const takenIds = new Set(known);
  const rows: NewOperation[] = [];
  const entries: NewEntry[] = [];
  for (const next of reads) {
    const { read } = next;
    if (read.status === 'invalid' || takenIds.has(read.operation.operationId)) {
      rows.push(toSetAside(next, receivedAtMs));
      continue;
    }
    takenIds.add(read.operation.operationId);
    const outcome = postOne(members, read.operation, entries);
    rows.push(toRow(next, read, outcome));
  }

  // All at once, so that each is made ready here while the database works on the one before it.
  await Promise.all([
    insertOperations(transaction, install, rows, receivedAtMs),
    insertEntries(transaction, entries),
    writeMembers(transaction, changedMembers(members)),
    addCards(transaction, newCards(members)),
  ]);
  return rows.map(toVerdict);
}

/** A verdict as the till hears it. */
export function toVerdict(row: {
  readonly terminalSeq: number;
  readonly verdict: NewOperation['verdict'];
  readonly reason: string | null;
}): Verdict {
  const { terminalSeq, verdict: outcome, reason } = row;
  if (reason === null) return { terminalSeq, outcome };
  return { terminalSeq, outcome, reason: reason as VerdictReason }; // only reasons are written there
}

async function openMembers(
  transaction: Queryable,
  claimedIds: readonly (string | null)[],
): Promise<ReadonlyMap<string, OpenMember>> {
  const memberIds = [...new Set(claimedIds.filter(isNotNull))];
  const stored = await lockMembers(transaction, memberIds);
  const byId = new Map(stored.map((row) => [row.memberId, row]));
  return new Map(
    memberIds.map((memberId): [string, OpenMember] => {
      const row = byId.get(memberId);
      if (row === undefined) return [memberId, { state: null, before: null, revision: 0 }];
      const state = JSON.parse(row.stateJson) as MemberState; // written by this office
      return [memberId, { state, before: state, revision: row.revision }];
    }),
  );
}

function postOne(
  members: ReadonlyMap<string, OpenMember>,
  operation: Operation,
  entries: NewEntry[],
): Outcome {
  const member = members.get(operation.memberId);
  if (member === undefined) throw new Error('A member of the batch was not opened.');
  const applied = applyOperation(member.state, operation, { acknowledged: true });
  const isPosted = applied.outcome !== 'held' && applied.state !== member.state;
  member.state = applied.state;
  if (applied.outcome === 'held') {
    // An enrolment that lost its personal part enrols nobody, whatever arrives later.
    if (applied.reason === 'personal_missing') return { verdict: 'invalid', reason: 'unreadable' };
    return { verdict: 'held', reason: applied.reason };
  }
  if (isPosted) entries.push(...toLedger(operation));
  return { verdict: applied.outcome, reason: null };
}

function toLedger(operation: Operation): NewEntry[] {
  const { memberId, operationId, programmeVersion, businessDate, atMs } = operation;
  return entriesOf(operation).map((entry, entryNo) => ({
    memberId,
    operationId,
    entryNo,
    // These two only re-label, whatever number they carry (PL-01).
    entry: entry.kind === 'debt' || entry.kind === 'debt_settle' ? { ...entry, points: 0 } : entry,
    programmeVersion,
    businessDate,
    atMs,
  }));
}

function toRow(
  { pushed: { terminalSeq, hash } }: NextOperation,
  { operation, json, personal }: Extract<ReadOperation, { readonly status: 'readable' }>,
  { verdict, reason }: Outcome,
): NewOperation {
  const { operationId, memberId, kind, atMs } = operation;
  return {
    terminalSeq,
    hash,
    operationId,
    memberId,
    kind,
    atMs,
    verdict,
    reason,
    json,
    personal,
  };
}

/** Kept whole, under the terminalSeq and hash it came with, so that the chain and the queue move on. */
function toSetAside(
  { pushed: { terminalSeq, hash, json }, read }: NextRead,
  receivedAtMs: number,
): NewOperation {
  const claims = read.status === 'readable' ? read.operation : read.claims;
  return {
    terminalSeq,
    hash,
    operationId: null,
    memberId: claims.memberId,
    kind: claims.kind ?? 'unknown',
    atMs: claims.atMs ?? receivedAtMs,
    verdict: 'invalid',
    reason: read.status === 'readable' ? 'id_reused' : read.reason,
    json,
    personal: null,
  };
}

function changedMembers(members: ReadonlyMap<string, OpenMember>) {
  return [...members.values()].flatMap(({ state, before, revision }) =>
    state === null || state === before ? [] : [{ state, revision: revision + 1 }],
  );
}

function newCards(members: ReadonlyMap<string, OpenMember>) {
  return [...members.values()].flatMap(({ state, before }) => {
    if (state === null || state.cards === before?.cards) return [];
    return state.cards.map((card) => ({ ...card, memberId: state.memberId }));
  });
}

function isNotNull<Value>(value: Value | null): value is Value {
  return value !== null;
}
