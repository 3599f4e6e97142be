import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import { storeId } from '../../src-shared/values/ids.ts';
import {
  sampleCardNo,
  sampleEarnDraft,
  sampleMemberId,
  sampleMemberState,
  samplePhone,
  sampleToday,
} from '../support/sample-domain.ts';
import { watchCompiles } from './compile-watch.ts';
import {
  openRaw,
  postOperation,
  receiptOf,
  storeBase,
  storesOf,
  testKey,
  makeTillStore,
} from './till-support.ts';

test('the watch notices a statement that SQLite compiles again', () => {
  using db = openMemory();
  db.exec(
    "CREATE TABLE word (text TEXT); CREATE INDEX i ON word (text); INSERT INTO word VALUES ('ab')",
  );
  const watch = watchCompiles(db);
  const like = db.prepare('SELECT text FROM word WHERE text LIKE ?');
  const range = db.prepare('SELECT text FROM word WHERE text >= +? AND text < +?');
  watch.arm();
  for (const prefix of ['a', 'b', 'a']) {
    like.all(`${prefix}%`);
    range.all(prefix, `${prefix}~`);
  }
  expect(watch.ran()).toHaveLength(2);
  expect(watch.recompiled()).toEqual(['SELECT text FROM word WHERE text LIKE ?']);
});

test('no statement of the store is ever compiled again', async () => {
  const { folder, store: opened, till } = await makeTillStore();
  for (let index = 0; index < 300; index++) storeBase(opened, sampleMemberState(index), 1);
  opened.close();

  using db = openRaw(folder);
  const watch = watchCompiles(db);
  const store = storesOf(db, folder);
  watch.arm();
  for (let index = 0; index < 40; index++) {
    const state = sampleMemberState(index);
    store.member.findById(state.memberId);
    store.member.findByPhone(samplePhone(index));
    store.member.findByCard(sampleCardNo(index));
    store.member.findByCard(state.memberNo);
    store.member.search(
      { by: 'phone_prefix', digits: samplePhone(index).slice(0, 1 + (index % 11)) },
      8,
    );
    store.member.search({ by: 'phone_last4', digits: samplePhone(index).slice(-4) }, 8);
    store.member.search({ by: 'name', text: ['wang', 'lim', '王', 'ouyang'][index % 4]! }, 20);
    const earn = till.place(sampleEarnDraft(state, index));
    postOperation(store, earn);
    store.receipt.insert(receiptOf(earn), { requestHash: 'h', terminalSeq: earn.terminalSeq });
    store.receipt.update(receiptOf(earn));
    store.receipt.find(receiptOf(earn).key);
    store.receipt.findLatest(storeId('store-0'), receiptOf(earn).key.receiptNo);
    store.receipt.recent(5);
    const redemption = {
      redemption: { redemptionId: `redemption-${index}`, points: 100, offsetFen: 100, lots: [] },
      memberId: state.memberId,
      receiptNo: `R${index}`,
      businessDate: sampleToday,
      right: 'floor',
      requestHash: 'h',
      terminalSeq: earn.terminalSeq,
    } as const;
    store.redemption.insert(redemption);
    store.redemption.find(`redemption-${index}`);
    store.redemption.listOpen(state.memberId, `R${index}`, sampleToday);
    store.redemption.listOfMemberAfter(state.memberId, index);
    store.redemption.listUnclosed(1 + index);
    store.act.listUnclosed('payValue', 1 + index);
    if (index % 2 === 0)
      store.redemption.markCancelled(`redemption-${index}`, earn.terminalSeq + 1);
    else store.redemption.closeWithReceipt([`redemption-${index}`], receiptOf(earn).key);
    store.operation.head();
    store.operation.listAfter(index, { maxCount: 10, maxBytes: 10_000 });
    store.operation.listOfMemberAfter(state.memberId, 0);
    store.operation.list({ limit: 3 });
    store.operation.list({ limit: 3, memberId: state.memberId });
    store.operation.find(earn.terminalSeq);
    store.operation.findById(earn.operationId);
    store.operation.setVerdicts([
      { terminalSeq: earn.terminalSeq, outcome: index % 3 ? 'posted' : 'invalid' },
    ]);
    store.operation.listSetAside(5);
    store.operation.countSetAside();
    store.operation.countAfter(index);
    storeBase(store, { ...state, memberNo: sampleMemberState(index + 1000).memberNo }, 2);
    store.member.readBase(sampleMemberId(index));
    store.member.readAppliedSeq(sampleMemberId(index));
    store.member.count();
    store.refund.insert({
      refundNo: `F${index}`,
      requestHash: 'h',
      terminalSeq: earn.terminalSeq,
      memberId: state.memberId,
      takenBackPoints: 1,
      restoredPoints: 0,
      debtPoints: 0,
    });
    store.refund.find(`F${index}`);
    store.staff.find(`staff-${index}`);
    store.staff.list();
    store.programme.list();
    store.pinAttempt.write(`member:${index % 3}`, { failedCount: index, lockedUntilMs: null });
    store.pinAttempt.read(`member:${index}`);
    store.install.takeMemberCounter();
    store.install.takeReceiptCounter();
    store.sync.write({ ackedSeq: index });
    store.sync.read();
  }
  expect(watch.ran().length).toBeGreaterThan(35);
  expect(watch.recompiled()).toEqual([]);
});

test('statistics that would make SQLite compile again are dropped at the next opening', async () => {
  const { folder, store } = await makeTillStore();
  for (let index = 0; index < 50; index++) storeBase(store, sampleMemberState(index), 1);
  store.close();
  using raw = openRaw(folder);
  raw.exec('ANALYZE');
  expect(raw.prepare('SELECT count(*) FROM sqlite_stat4').pluck().get()).toBeGreaterThan(0);
  raw.close();

  openTillStore({ dataFolder: folder, key: testKey }).close();
  using again = openRaw(folder);
  expect(again.prepare("SELECT name FROM sqlite_schema WHERE name = 'sqlite_stat4'").all()).toEqual(
    [],
  );
});

function openMemory(): Database.Database & Disposable {
  const db = new Database(':memory:');
  return Object.assign(db, { [Symbol.dispose]: () => void db.close() });
}
