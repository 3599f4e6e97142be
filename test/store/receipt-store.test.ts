import { expect, test } from 'vitest';
import type { StoredRedemption } from '../../src-main/store/till-store.ts';
import { storeId } from '../../src-shared/values/ids.ts';
import {
  sampleDay,
  sampleEarnDraft,
  sampleMemberId,
  sampleMemberState,
} from '../support/sample-domain.ts';
import { makeTillStore, openRaw, postOperation, receiptOf, storesOf } from './till-support.ts';

const monday = sampleDay('2026-03-09');
const tuesday = sampleDay('2026-03-10');

async function makeReceipts() {
  const { store, till } = await makeTillStore();
  const record = receiptOf(till.place(sampleEarnDraft(sampleMemberState(0), 1)));
  const onDay = (businessDate: typeof monday) => ({
    ...record,
    key: { ...record.key, businessDate },
  });
  return { store, record, onDay };
}

type NewRedemption = Omit<StoredRedemption, 'cancelledSeq' | 'receipt'>;

function redemption(terminalSeq: number, change: Partial<NewRedemption> = {}): NewRedemption {
  return {
    redemption: {
      redemptionId: `redemption-${terminalSeq}`,
      points: 300,
      offsetFen: 300,
      lots: [{ expiresOnDay: tuesday, points: 300 }],
    },
    memberId: sampleMemberId(0),
    receiptNo: 'R1',
    businessDate: monday,
    right: 'floor',
    requestHash: 'hash',
    terminalSeq,
    ...change,
  };
}

test('keeps a receipt by store, day and number', async () => {
  const { store, record } = await makeReceipts();
  store.receipt.insert(record, { requestHash: 'hash', terminalSeq: 1 });
  expect(store.receipt.find(record.key)).toEqual({ record, requestHash: 'hash', terminalSeq: 1 });
  expect(store.receipt.find({ ...record.key, storeId: 'other' })).toBeNull();
  expect(store.receipt.find({ ...record.key, businessDate: monday })).toBeNull();
  expect(() => store.receipt.insert(record, { requestHash: 'hash', terminalSeq: 2 })).toThrow(
    'UNIQUE',
  );
});

test('finds the latest receipt of a number by its day, not by its arrival', async () => {
  const { store, onDay, record } = await makeReceipts();
  store.receipt.insert(onDay(tuesday), { requestHash: 'b', terminalSeq: 1 });
  store.receipt.insert(onDay(monday), { requestHash: 'a', terminalSeq: 2 });
  expect(
    store.receipt.findLatest(storeId(record.key.storeId), record.key.receiptNo)?.requestHash,
  ).toBe('b');
  expect(store.receipt.findLatest(storeId('other'), record.key.receiptNo)).toBeNull();
  expect(store.receipt.recent(9).map((receipt) => receipt.requestHash)).toEqual(['a', 'b']);
  expect(store.receipt.recent(1)).toHaveLength(1);
});

test('updates a receipt that is there, and only such a one', async () => {
  const { store, record, onDay } = await makeReceipts();
  store.receipt.insert(record, { requestHash: 'hash', terminalSeq: 1 });
  const refund = { refundNo: 'F1', lines: [], takenBackPoints: 3, restoredPoints: 0 };
  store.receipt.update({ ...record, refunds: [refund] });
  expect(store.receipt.find(record.key)?.record.refunds).toEqual([refund]);
  expect(() => store.receipt.update(onDay(monday))).toThrow('posted here');
});

test('keeps a redemption open until it is cancelled or closed', async () => {
  const { store, record } = await makeReceipts();
  for (const seq of [1, 2, 3]) store.redemption.insert(redemption(seq));
  const openSeqs = () =>
    store.redemption.listOpen(sampleMemberId(0), 'R1', monday).map((each) => each.terminalSeq);
  expect(openSeqs()).toEqual([1, 2, 3]);
  store.redemption.markCancelled('redemption-2', 4);
  store.redemption.closeWithReceipt(['redemption-3'], record.key);
  expect(openSeqs()).toEqual([1]);
  expect(store.redemption.find('redemption-1')).toEqual({
    ...redemption(1),
    cancelledSeq: null,
    receipt: null,
  });
  expect(store.redemption.find('redemption-2')?.cancelledSeq).toBe(4);
  expect(store.redemption.find('redemption-3')?.receipt).toEqual(record.key);
  expect(store.redemption.find('redemption-9')).toBeNull();
});

test('neither cancels nor closes a redemption twice, nor one of several', async () => {
  const { store, record } = await makeReceipts();
  for (const seq of [1, 2]) store.redemption.insert(redemption(seq));
  store.redemption.markCancelled('redemption-1', 3);
  expect(() => store.redemption.markCancelled('redemption-1', 4)).toThrow('Only an open');
  const both = ['redemption-2', 'redemption-1'];
  expect(() => store.redemption.closeWithReceipt(both, record.key)).toThrow('Only an open');
  expect(store.redemption.find('redemption-2')?.receipt).toBeNull();
});

test('lists open redemptions of one member and receipt since a day', async () => {
  const { store } = await makeReceipts();
  store.redemption.insert(redemption(1));
  store.redemption.insert(redemption(2, { businessDate: tuesday }));
  store.redemption.insert(redemption(3, { receiptNo: 'R2' }));
  store.redemption.insert(redemption(4, { memberId: sampleMemberId(1) }));
  const seqs = (sinceDay: typeof monday) =>
    store.redemption.listOpen(sampleMemberId(0), 'R1', sinceDay).map((each) => each.terminalSeq);
  expect(seqs(monday)).toEqual([1, 2]);
  expect(seqs(tuesday)).toEqual([2]);
});

test('lists what no receipt has closed, of every member: by an index, without what counts for nothing', async () => {
  const { store, folder, till } = await makeTillStore();
  const earns = Array.from({ length: 6 }, (_, index) =>
    till.place(sampleEarnDraft(sampleMemberState(index), index + 1)),
  );
  for (const earn of earns) postOperation(store, earn);
  const [first, , , , , worthless] = earns;
  for (const seq of [1, 2, 3, 4, 6]) {
    store.redemption.insert(redemption(seq, { memberId: sampleMemberId(seq) }));
  }
  // A sink: no receipt closes it.
  store.redemption.insert(redemption(5, { receiptNo: '' }));
  store.redemption.markCancelled('redemption-2', 7);
  store.redemption.closeWithReceipt(['redemption-3'], receiptOf(earns[2]!).key);
  store.operation.setVerdicts([{ terminalSeq: worthless!.terminalSeq, outcome: 'invalid' }]);
  const listed = store.redemption.listUnclosed(9);
  expect(listed.map(({ terminalSeq }) => terminalSeq)).toEqual([1, 4]);
  expect(listed[0]).toEqual({
    ...redemption(1, { memberId: sampleMemberId(1) }),
    cancelledSeq: null,
    receipt: null,
    atMs: first!.atMs,
  });
  expect(store.redemption.listUnclosed(1)).toHaveLength(1);
  store.close();

  const ran: string[] = [];
  using db = openRaw(folder, { verbose: (statement) => void ran.push(String(statement)) });
  const raw = storesOf(db, folder);
  ran.length = 0;
  raw.redemption.listUnclosed(9);
  raw.act.listUnclosed('payValue', 9);
  const plans = [...ran].map((statement) =>
    db
      .prepare<[], { readonly detail: string }>(`EXPLAIN QUERY PLAN ${statement}`)
      .all()
      .map(({ detail }) => detail),
  );
  expect(plans).toEqual([
    [
      expect.stringContaining('USING INDEX redemption_unclosed'),
      'SEARCH operation USING INTEGER PRIMARY KEY (rowid=?)',
    ],
    [
      expect.stringContaining('USING INDEX act_open (kind=?)'),
      'SEARCH operation USING INTEGER PRIMARY KEY (rowid=?)',
    ],
  ]);
});

test('lists the spends of a member after an operation, cancelled ones included', async () => {
  const { store } = await makeReceipts();
  for (const seq of [1, 3, 5]) store.redemption.insert(redemption(seq));
  store.redemption.markCancelled('redemption-3', 4);
  const spends = store.redemption.listOfMemberAfter(sampleMemberId(0), 1);
  expect(spends.map((each) => [each.terminalSeq, each.cancelledSeq])).toEqual([
    [3, 4],
    [5, null],
  ]);
  expect(store.redemption.listOfMemberAfter(sampleMemberId(1), 0)).toEqual([]);
});

test('keeps a refund by its number', async () => {
  const { store } = await makeReceipts();
  const refund = {
    refundNo: 'F1',
    requestHash: 'hash',
    terminalSeq: 1,
    memberId: sampleMemberId(0),
    takenBackPoints: 10,
    restoredPoints: 5,
    debtPoints: 2,
  };
  store.refund.insert(refund);
  expect(store.refund.find('F1')).toEqual(refund);
  expect(store.refund.find('F2')).toBeNull();
  expect(() => store.refund.insert({ ...refund, terminalSeq: 2 })).toThrow('UNIQUE');
});

test('keeps the receipts of the store as they came last, of each install, and drops the oldest', async () => {
  const { store, onDay } = await makeReceipts();
  const days = ['2026-03-08', '2026-03-09', '2026-03-10', '2026-03-11'].map(sampleDay);
  const keep = (businessDate: (typeof days)[number], refunds: object[] = [], installId = 'i1') => {
    const recordJson = JSON.stringify({ ...onDay(businessDate), refunds });
    store.storeReceipt.keep([{ businessDate, receiptNo: 'R1', installId, recordJson }]);
  };
  for (const day of days) keep(day);
  keep(tuesday, [{ refundNo: 'F1' }]);
  keep(tuesday, [], 'i2');
  expect(store.storeReceipt.count()).toBe(5);
  const key = { receiptNo: 'R1', businessDate: tuesday, installId: 'i1' };
  expect(store.storeReceipt.find(key)?.refunds).toMatchObject([{ refundNo: 'F1' }]);
  expect(store.storeReceipt.find({ ...key, installId: 'i2' })?.refunds).toEqual([]);
  const listed = (day: typeof tuesday | null, receiptNo = 'R1') =>
    store.storeReceipt.listByNumber(receiptNo, day).map((each) => each.key.businessDate);
  expect(listed(null)).toEqual([days[3], days[2], days[2], days[1], days[0]]);
  expect(listed(tuesday)).toEqual([tuesday, tuesday]);
  expect(listed(null, 'R2')).toEqual([]);
  store.storeReceipt.prune({ beforeDay: monday, maxCount: 4 });
  expect(store.storeReceipt.count()).toBe(4);
  store.storeReceipt.prune({ beforeDay: monday, maxCount: 1 });
  expect(listed(null)).toEqual([days[3]]);
});
