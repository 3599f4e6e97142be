import { expect, test } from 'vitest';
import { genesisHash, type Operation } from '../../src-shared/domain/operation/operation.ts';
import { sampleEarnDraft, sampleMemberId, sampleMemberState } from '../support/sample-domain.ts';
import { storeBase, makeTillStore } from './till-support.ts';

/** A store with `count` earnings of two members, turn by turn. */
async function makeOperations(count: number) {
  const { store, till } = await makeTillStore();
  const states = [sampleMemberState(0), sampleMemberState(1)] as const;
  for (const state of states) storeBase(store, state, 1);
  const operations: Operation[] = [];
  for (let index = 0; index < count; index++) {
    const operation = till.place(sampleEarnDraft(states[index % 2 === 0 ? 0 : 1], index));
    store.operation.append(operation);
    operations.push(operation);
  }
  return { store, operations, till };
}

test('the chain begins at the genesis hash and its head is the last operation', async () => {
  const { store, till } = await makeTillStore();
  expect(store.operation.head()).toEqual({ terminalSeq: 0, hash: genesisHash });
  const operation = till.place(sampleEarnDraft(sampleMemberState(0), 1));
  store.operation.append(operation);
  expect(store.operation.head()).toEqual({ terminalSeq: 1, hash: operation.hash });
});

test('refuses an operation that leaves a gap, comes again or hangs on another', async () => {
  const { store, till, operations } = await makeOperations(2);
  const [, second] = operations;
  const third = till.place(sampleEarnDraft(sampleMemberState(0), 7));
  const fourth = till.place(sampleEarnDraft(sampleMemberState(0), 8));
  expect(() => store.operation.append(fourth)).toThrow('no gaps');
  expect(() => store.operation.append(second!)).toThrow('no gaps');
  expect(() => store.operation.append({ ...third, prevHash: genesisHash })).toThrow('hangs');
  expect(() => store.operation.append({ ...third, operationId: second!.operationId })).toThrow(
    'UNIQUE',
  );
  expect(store.operation.head().terminalSeq).toBe(2);
});

test('lists operations for the push in order, bounded by count and by bytes, at least one', async () => {
  const { store, operations } = await makeOperations(6);
  const all = store.operation.listAfter(0, { maxCount: 100, maxBytes: 1e9 });
  expect(all.map((row): unknown => JSON.parse(row.json))).toEqual(operations);
  expect(all.map((row) => row.terminalSeq)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(all[3]).toMatchObject({ hash: operations[3]!.hash, prevHash: operations[2]!.hash });
  const seqs = (afterSeq: number, maxCount: number, maxBytes: number) =>
    store.operation.listAfter(afterSeq, { maxCount, maxBytes }).map((row) => row.terminalSeq);
  expect(seqs(2, 3, 1e9)).toEqual([3, 4, 5]);
  expect(seqs(2, 100, 1)).toEqual([3]);
  expect(seqs(0, 100, all[0]!.json.length + all[1]!.json.length)).toEqual([1, 2]);
  expect(seqs(6, 100, 1e9)).toEqual([]);
  // The statement is free again after an early end.
  expect(seqs(0, 100, 1)).toEqual([1]);
});

test('counts what comes after an operation', async () => {
  const { store } = await makeOperations(5);
  expect([0, 2, 5, 9].map((seq) => store.operation.countAfter(seq))).toEqual([5, 3, 0, 0]);
});

test('lists the operations of one member after one, without the invalid ones', async () => {
  const { store, operations } = await makeOperations(6);
  const seqs = (afterSeq: number) =>
    store.operation.listOfMemberAfter(sampleMemberId(0), afterSeq).map((each) => each.terminalSeq);
  expect(seqs(0)).toEqual([1, 3, 5]);
  expect(seqs(1)).toEqual([3, 5]);
  store.operation.setVerdicts([
    { terminalSeq: 3, outcome: 'invalid' },
    { terminalSeq: 5, outcome: 'held' },
  ]);
  expect(seqs(0)).toEqual([1, 5]);
  expect(store.operation.listOfMemberAfter(sampleMemberId(0), 0)[0]).toEqual(operations[0]);
});

test('lists the newest first, of all or of one member, and finds one', async () => {
  const { store, operations } = await makeOperations(5);
  const seqsOf = (rows: readonly { readonly operationId: string }[]) =>
    rows.map((row) => operations.find((each) => each.operationId === row.operationId)?.terminalSeq);
  expect(seqsOf(store.operation.list({ limit: 3 }))).toEqual([5, 4, 3]);
  expect(seqsOf(store.operation.list({ memberId: sampleMemberId(1), limit: 9 }))).toEqual([4, 2]);
  expect(store.operation.list({ limit: 1 })[0]).toEqual({
    operationId: operations[4]!.operationId,
    kind: operations[4]!.kind,
    memberId: operations[4]!.memberId,
    atMs: operations[4]!.atMs,
    verdict: null,
  });
  expect(store.operation.find(2)).toEqual({ operation: operations[1], verdict: null });
  expect(store.operation.find(6)).toBeNull();
  expect(store.operation.findById(operations[3]!.operationId)?.operation).toEqual(operations[3]);
  expect(store.operation.findById('none')).toBeNull();
});

test('keeps verdicts, and shows what is set aside', async () => {
  const { store } = await makeOperations(5);
  store.operation.setVerdicts([
    { terminalSeq: 1, outcome: 'posted' },
    { terminalSeq: 2, outcome: 'posted_with_debt' },
    { terminalSeq: 3, outcome: 'held', reason: 'receipt_posted' },
    { terminalSeq: 4, outcome: 'invalid', reason: 'id_reused' },
    // Head office has the member by now, and posted it then.
    { terminalSeq: 5, outcome: 'held', reason: 'member_unknown' },
  ]);
  const verdicts = store.operation.list({ limit: 9 }).map((row) => row.verdict);
  expect(verdicts).toEqual([
    { terminalSeq: 5, outcome: 'held', reason: 'member_unknown' },
    { terminalSeq: 4, outcome: 'invalid', reason: 'id_reused' },
    { terminalSeq: 3, outcome: 'held', reason: 'receipt_posted' },
    { terminalSeq: 2, outcome: 'posted_with_debt' },
    { terminalSeq: 1, outcome: 'posted' },
  ]);
  const setAside = store.operation.listSetAside(9).map((row) => row.verdict?.terminalSeq);
  expect(setAside).toEqual([4, 3]);
  expect(store.operation.listSetAside(1)).toHaveLength(1);
  expect(store.operation.countSetAside()).toBe(2);
  store.operation.setVerdicts([{ terminalSeq: 3, outcome: 'posted' }]);
  expect(store.operation.countSetAside()).toBe(1);
  expect(store.operation.find(3)?.verdict).toEqual({ terminalSeq: 3, outcome: 'posted' });
});

test('a verdict about an unknown operation takes the whole answer back', async () => {
  const { store } = await makeOperations(1);
  const verdicts = [1, 2].map((terminalSeq) => ({ terminalSeq, outcome: 'posted' as const }));
  expect(() => store.operation.setVerdicts(verdicts)).toThrow('operation of this till');
  expect(store.operation.find(1)?.verdict).toBeNull();
});
