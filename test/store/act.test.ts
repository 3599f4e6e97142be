import { expect, test } from 'vitest';
import { sampleMemberId, sampleToday } from '../support/sample-domain.ts';
import { makeTillStore } from './till-support.ts';

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
