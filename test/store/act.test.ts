import { expect, test } from 'vitest';
import {
  sampleEarnDraft,
  sampleMemberId,
  sampleMemberState,
  sampleToday,
} from '../support/sample-domain.ts';
import { makeTillStore, postOperation } from './till-support.ts';

const act = {
  kind: 'payment',
  actId: 'p1',
  memberId: sampleMemberId(1),
  terminalSeq: 3,
  requestHash: 'hash',
  state: 'open',
  receiptNo: 'R1',
  businessDate: sampleToday,
  record: { amountFen: 500 },
} as const;

test('an act is found by its kind and the id its caller gave it', async () => {
  const { store } = await makeTillStore();
  store.act.insert(act);
  expect(store.act.find('payment', 'p1')).toEqual(act);
  expect(store.act.find('top_up', 'p1')).toBeNull();
  expect(store.act.listOfMember(sampleMemberId(1), 'payment')).toEqual([act]);
  expect(() => store.act.insert(act)).toThrow();
  store.close();
});

test('an act changes its state and what is kept of it', async () => {
  const { store } = await makeTillStore();
  store.act.insert({ ...act, terminalSeq: null, state: 'waiting' });
  store.act.update('payment', 'p1', { terminalSeq: 9, state: 'done', record: { amountFen: 7 } });
  expect(store.act.find('payment', 'p1')).toMatchObject({
    terminalSeq: 9,
    state: 'done',
    record: { amountFen: 7 },
  });
  store.close();
});

test('acts that wait for their receipt are listed by kind, of every member, with their time', async () => {
  const { store, till } = await makeTillStore();
  const earns = [0, 1, 2, 3, 4].map((index) =>
    till.place(sampleEarnDraft(sampleMemberState(index), index + 1)),
  );
  for (const earn of earns) postOperation(store, earn);
  const open = (terminalSeq: number, change: object = {}) => ({
    ...act,
    actId: `p${terminalSeq}`,
    memberId: sampleMemberId(terminalSeq),
    terminalSeq,
    ...change,
  });
  for (const each of [open(2), open(1), open(3, { state: 'done' }), open(4, { kind: 'sink' })]) {
    store.act.insert(each);
  }
  store.act.insert(open(5));
  store.operation.setVerdicts([{ terminalSeq: 5, outcome: 'held', reason: 'receipt_posted' }]);
  expect(store.act.listUnclosed('payment', 9)).toEqual([
    { ...open(1), atMs: earns[0]!.atMs },
    { ...open(2), atMs: earns[1]!.atMs },
  ]);
  expect(store.act.listUnclosed('payment', 1)).toHaveLength(1);
});
