import { createHash } from 'node:crypto';
import { safe } from '@orpc/client';
import { describe, expect, test } from 'vitest';
import {
  operationHashInput,
  personalHashInput,
} from '../../src-shared/domain/operation/hash-input.ts';
import { genesisHash } from '../../src-shared/domain/operation/operation.ts';
import {
  addDays,
  type BusinessDate,
  businessDateAt,
} from '../../src-shared/values/business-date.ts';
import { operationSchema } from '../../src-shared/contract/operation-schema.ts';
import {
  cashierPin,
  managerPin,
  openTestTill,
  plainProgramme,
  refusalOf,
  setWall,
} from './test-till.ts';

const today = businessDateAt(Date.now());
const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_000 };
const dayMs = 86_400_000;

test('earns, explains, and repeats the same figures whatever happened since', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
  const receipt = { receiptNo: 'R1', businessDate: today, memberId, lines: [line] };
  const first = await till.pos.receipt.post(receipt);
  expect(first).toMatchObject({
    status: 'posted',
    earnedPoints: 100,
    entries: [{ kind: 'earn', points: 100, ruleId: 'base', reason: '消费积分' }],
    member: { availablePoints: 0, pendingPoints: 100 },
  });
  await till.pos.refund.post({
    refundNo: 'F1',
    receiptNo: 'R1',
    lines: [{ lineNo: 1, amountFen: 5_000 }],
  });
  const { member: _before, ...figures } = first;
  const { member: _after, ...repeated } = await till.pos.receipt.post(receipt);
  expect(repeated).toEqual({ ...figures, status: 'already_posted' });
  const otherMember = { ...receipt, memberId: 'somebody' };
  expect(await refusalOf(till.pos.receipt.post(otherMember))).toEqual({ code: 'id_reused' });
  // The same number on another day is another receipt.
  const yesterday = addDays(today, -1);
  expect(await till.pos.receipt.post({ ...receipt, businessDate: yesterday })).toMatchObject({
    status: 'posted',
  });
});

test('keeps the order of its sales where its clock is corrected, and no clock that was wrong (OF-08, OF-11)', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
  const nowMs = Date.now();
  let receiptCount = 0;
  const sellAt = async (atMs: number): Promise<number> => {
    till.clock.nowMs = () => atMs;
    receiptCount += 1;
    const receiptNo = `R${receiptCount}`;
    const businessDate = businessDateAt(atMs);
    await till.pos.receipt.post({ receiptNo, businessDate, memberId, lines: [line] });
    const [newest] = (await till.pos.operation.list({ memberId, limit: 1 })).operations;
    return newest?.atMs ?? 0;
  };
  const second = 1000;
  expect(await sellAt(nowMs + 20 * second)).toBe(nowMs + 20 * second);
  // The clock was 4 s ahead: nothing comes before what this till has done already.
  expect(await sellAt(nowMs + 16 * second)).toBe(nowMs + 20 * second + 1);
  expect(await sellAt(nowMs + 17 * second)).toBe(nowMs + 20 * second + 2);
  expect(await sellAt(nowMs + 21 * second)).toBe(nowMs + 21 * second);
  // It was days ahead: a till that was stuck there would lose every order among tills.
  const twoDays = 2 * 86_400 * second;
  expect(await sellAt(nowMs + twoDays)).toBe(nowMs + twoDays);
  expect(await sellAt(nowMs + 22 * second)).toBe(nowMs + 22 * second);
});

describe.each([true, false])('a till whose clock is set while it runs, online: %s', (online) => {
  test.each([-2, 731])('sells today by its running time, %i days away (OF-11)', async (days) => {
    const programme = plainProgramme();
    const till = await openTestTill({ online, programme });
    const later = { ...programme, version: programme.version + 1 };
    const startsOnDay = addDays(today, 2);
    till.line.store.programme.replaceAll([programme, { ...later, startsOnDay }]);
    till.line.announce();
    const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });

    setWall(till, days * dayMs);
    const quote = await till.pos.quote.get({ memberId, lines: [line] });
    expect(quote.programmeVersion).toBe(programme.version);
    const goods = { memberId, lines: [line] };
    const sale = { receiptNo: 'R1', businessDate: today, ...goods };
    await till.pos.receipt.post({ ...sale, quoteId: quote.quoteId });
    const { store } = till.line;
    const { operation } = store.operation.find(store.operation.head().terminalSeq)!;
    expect(businessDateAt(operation.atMs)).toBe(today);
    expect(operation.rawAtMs - operation.atMs).toBeCloseTo(days * dayMs, -4);
    expect(operation.programmeVersion).toBe(programme.version);

    // What the wrong clock calls today is not today.
    const wrong = businessDateAt(Date.now() + days * dayMs);
    const refused = () => till.pos.receipt.post({ receiptNo: 'R2', businessDate: wrong, ...goods });
    if (days > 0) expect(await refusalOf(refused())).toEqual({ code: 'receipt_date_invalid' });
  });
});

describe('a machine that was started anew with a wrong clock and without the line (OF-11)', () => {
  async function startAnew(wallMs: number) {
    const till = await openTestTill({ online: false });
    await till.pos.member.enrol({ phone: '13812345678' });
    const { dataFolder } = till;
    await till.till.stop();
    const anew = await openTestTill({
      online: false,
      dataFolder,
      machine: { wallMs, upMs: 0 },
    });
    const memberId = (await anew.pos.member.find({ query: '13812345678', limit: 1 })).members[0]!
      .memberId;
    let count = 0;
    const sell = async (businessDate: BusinessDate) => {
      count += 1;
      const receiptNo = `R${String(count)}`;
      await anew.pos.receipt.post({ receiptNo, businessDate, memberId, lines: [line] });
      const { operation } = anew.line.store.operation.find(
        anew.line.store.operation.head().terminalSeq,
      )!;
      return operation.businessDate;
    };
    const standing = async () => (await anew.pos.sync.state()).clock;
    return { ...anew, sell, standing };
  }

  test('never sells before what head office said last, and says from when on the time may be', async () => {
    const till = await startAnew(-2 * dayMs);
    expect(await till.sell(today)).toBe(today);
    const { lastSyncAtMs } = till.line.store.sync.read();
    const standing = await till.standing();
    expect(standing).toMatchObject({ state: 'behind' });
    expect(standing.atMs).toBeGreaterThanOrEqual(lastSyncAtMs!);
    expect(standing.atMs).toBeLessThan(lastSyncAtMs! + 10 * 60_000);
    expect(standing.aheadMs).toBeCloseTo(-2 * dayMs, -6);
    // Somebody sets it right.
    till.clock.nowMs = () => Date.now();
    expect(await till.standing()).toMatchObject({ state: 'unconfirmed', aheadMs: 0 });
    expect(await till.sell(today)).toBe(today);
  });

  test('sells by a clock that may be right, says that nobody has confirmed it, and by head office’s once heard', async () => {
    const till = await startAnew(3 * dayMs);
    const later = addDays(today, 3);
    expect(await till.standing()).toMatchObject({ state: 'unconfirmed', aheadMs: 0 });
    expect(await till.sell(later)).toBe(later);
    till.line.time.learn({ officeAtMs: Date.now(), startedAt: performance.now(), heldMs: 0 });
    expect(await till.standing()).toMatchObject({ state: 'off' });
    expect(await till.sell(today)).toBe(today);
    till.clock.nowMs = () => Date.now();
    expect(await till.standing()).toMatchObject({ state: 'right' });
  });
});

test('refuses receipts that cannot be', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
  const receipt = { receiptNo: 'R1', businessDate: today, memberId, lines: [line] };
  const refused = (change: object) => refusalOf(till.pos.receipt.post({ ...receipt, ...change }));
  expect(await refused({ businessDate: '2026-02-30' as BusinessDate })).toEqual({
    code: 'receipt_date_invalid',
  });
  expect(await refused({ businessDate: addDays(today, 2) })).toEqual({
    code: 'receipt_date_invalid',
  });
  expect(await refused({ memberId: 'nobody' })).toEqual({ code: 'member_not_found' });
  expect(await refused({ lines: [] })).toEqual({ code: 'receipt_empty' });
  expect(await refused({ lines: [line, line] })).toEqual({
    code: 'receipt_line_repeated',
    lineNo: 1,
  });
  expect(till.line.store.operation.head().terminalSeq).toBe(1);
});

test('a refund is posted once, follows its own receipt, and never exceeds the sale', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
  const receipt = { receiptNo: 'R1', businessDate: today, memberId, lines: [line] };
  await till.pos.receipt.post(receipt);
  const refund = (refundNo: string, amountFen: number, lineNo = 1) => ({
    refundNo,
    receiptNo: 'R1',
    lines: [{ lineNo, amountFen }],
  });
  expect(await refusalOf(till.pos.refund.post(refund('F0', 10_001)))).toEqual({
    code: 'refund_exceeds_sale',
    lineNo: 1,
    maxFen: 10_000,
  });
  const first = await till.pos.refund.post(refund('F1', 4_000));
  expect(first).toMatchObject({ status: 'posted', takenBackPoints: 40, debtPoints: 0 });
  expect(await till.pos.refund.post(refund('F1', 4_000))).toEqual({
    ...first,
    status: 'already_posted',
  });
  expect(await refusalOf(till.pos.refund.post(refund('F1', 4_001)))).toEqual({ code: 'id_reused' });
  expect(await refusalOf(till.pos.refund.post(refund('F2', 6_001)))).toMatchObject({
    maxFen: 6_000,
  });
  expect(await refusalOf(till.pos.refund.post(refund('F2', 1, 9)))).toEqual({
    code: 'refund_line_unknown',
    lineNo: 9,
  });
  expect(
    await refusalOf(till.pos.refund.post({ refundNo: 'F2', receiptNo: 'R1', lines: [] })),
  ).toEqual({ code: 'refund_empty' });
  expect(await refusalOf(till.pos.refund.post({ ...refund('F2', 1), receiptNo: 'R9' }))).toEqual({
    code: 'receipt_not_found',
  });
  const otherDay = { ...refund('F2', 1), receiptDate: addDays(today, -1) };
  expect(await refusalOf(till.pos.refund.post(otherDay))).toEqual({ code: 'receipt_not_found' });
  expect(await till.pos.refund.post({ ...refund('F2', 6_000), receiptDate: today })).toMatchObject({
    takenBackPoints: 60,
    member: { pendingPoints: 0 },
  });
});

test('without a date a refund means the latest receipt of that number', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
  const receipt = { receiptNo: 'R1', memberId, lines: [line] };
  await till.pos.receipt.post({ ...receipt, businessDate: today });
  const older = {
    ...receipt,
    businessDate: addDays(today, -1),
    lines: [{ ...line, amountFen: 500 }],
  };
  await till.pos.receipt.post(older);
  const all = { refundNo: 'F1', receiptNo: 'R1', lines: [{ lineNo: 1, amountFen: 10_000 }] };
  expect(await till.pos.refund.post(all)).toMatchObject({ takenBackPoints: 100 });
});

test('screens find receipts, see what was refunded, and get numbers of their own', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', name: '张三丰' });
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const [first, second] = [await screen.receipt.nextNumber(), await screen.receipt.nextNumber()];
  expect(first.businessDate).toBe(today);
  expect(second.receiptNo).not.toBe(first.receiptNo);
  const gift = { ...line, lineNo: 2, quantity: 1, amountFen: 0 };
  await screen.receipt.post({
    ...first,
    memberId,
    lines: [{ ...line, quantity: 0.1 + 0.2 }, gift],
  });
  const { receiptNo } = first;
  const returned = [
    { lineNo: 1, amountFen: 100 },
    { lineNo: 2, amountFen: 0 },
  ];
  await screen.refund.post({ refundNo: 'F1', receiptNo, lines: returned });
  const expected = {
    receiptNo,
    maskedName: '张*丰',
    earnedPoints: 100,
    redeemedPoints: 0,
    moneyFen: 10_000,
    lines: [
      { lineNo: 1, quantity: '0.3', refundedFen: 100, isBack: false },
      { lineNo: 2, refundedFen: 0, isBack: true },
    ],
  };
  expect(await screen.receipt.find({ receiptNo })).toMatchObject(expected);
  expect(await screen.receipt.recent({ limit: 5 })).toMatchObject({ receipts: [expected] });
  expect(await refusalOf(screen.receipt.find({ receiptNo: 'nope' }))).toEqual({
    code: 'receipt_not_found',
  });
});

test('every operation is readable by the office, in an unbroken chain, with its personal part apart', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin: '579246' });
  await till.pos.receipt.post({ receiptNo: 'R1', businessDate: today, memberId, lines: [line] });
  await till.pos.member.editProfile({ memberId, name: '张三丰' });
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const sent = till.line.store.operation.listAfter(0, { maxCount: 10, maxBytes: 1_000_000 });
  let prevHash = genesisHash;
  for (const [index, each] of sent.entries()) {
    const operation = operationSchema.parse(JSON.parse(each.json));
    expect(operation).toMatchObject({ terminalSeq: index + 1, prevHash, operatorId: 'pos' });
    const { hash, ...unhashed } = operation;
    expect(sha256(operationHashInput(unhashed as never))).toBe(hash);
    if (operation.personal !== undefined) {
      expect(sha256(personalHashInput(operation.personal))).toBe(operation.personalHash);
      const { personal: _personal, ...rest } = operation;
      expect(JSON.stringify(rest)).not.toMatch(/13812345678|张三丰|scrypt/);
    }
    prevHash = hash;
  }
  expect(sent).toHaveLength(3);
  expect(till.line.nudges).toBe(3);
});

test('PL-18, FR-20: an original receipt is attached within seven days, by a manager, once ever', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
  const daysAgo = (days: number) => ({
    receiptNo: `L${days}`,
    businessDate: addDays(today, -days),
    memberId,
    lines: [line],
  });
  const manager = { staffId: 'manager-1', pin: managerPin };
  const attach = (days: number, late = manager) =>
    till.pos.receipt.post({ ...daysAgo(days), late });
  expect(await refusalOf(attach(8))).toEqual({ code: 'receipt_late_too_old' });
  // What is brought has been sold: no paper is of tomorrow, however a register's clock goes.
  expect(await refusalOf(attach(-1))).toEqual({ code: 'receipt_date_invalid' });
  expect(await refusalOf(attach(7, { ...manager, pin: '000000' }))).toMatchObject({
    code: 'staff_pin_wrong',
  });
  const cashier = { staffId: 'cashier-1', pin: cashierPin };
  expect(await refusalOf(attach(7, cashier))).toEqual({ code: 'staff_role_needed' });
  const posted = await attach(7);
  expect(posted).toMatchObject({ status: 'posted', earnedPoints: 100 });
  const operation = till.line.store.operation.find(till.line.store.operation.head().terminalSeq);
  expect(operation?.operation).toMatchObject({ body: { late: { approverId: 'manager-1' } } });
  expect(await till.pos.receipt.post(daysAgo(7))).toMatchObject({ status: 'already_posted' });

  // PL-17: the same paper under another day is found out by its number and its goods; other goods are another receipt.
  const sameNumber = { ...daysAgo(6), receiptNo: 'L7', late: manager };
  expect(await refusalOf(till.pos.receipt.post(sameNumber))).toEqual({
    code: 'receipt_of_other_day',
    maskedName: '138****5678',
    store: '南京路店',
    onDay: addDays(today, -7),
  });
  const otherGoods = { ...sameNumber, lines: [{ ...line, sku: 'other' }] };
  expect(await till.pos.receipt.post(otherGoods)).toMatchObject({ status: 'posted' });

  const { record } = till.line.store.receipt.recent(1)[0]!;
  till.line.findReceipt = () => Promise.resolve({ status: 'found', record });
  expect(await refusalOf(attach(6))).toMatchObject({ code: 'receipt_credited' });
  till.line.findReceipt = () => Promise.resolve({ status: 'ambiguous', sales: [] });
  expect(await refusalOf(attach(5))).toEqual({ code: 'receipt_already_posted' });
});

const lateOf = { staffId: 'manager-1', pin: managerPin };

/** A till with two members, the second of whom brings papers. */
async function openPapers() {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', name: '张三丰' });
  const { memberId: bringerId } = await till.pos.member.enrol({ phone: '13912345670' });
  const sold = { receiptNo: 'P1', businessDate: addDays(today, -1), memberId, lines: [line] };
  const attach = (receiptNo: string, late: object = lateOf) =>
    till.pos.receipt.post({
      ...sold,
      receiptNo,
      memberId: bringerId,
      late: { ...lateOf, ...late },
    });
  const cutOff = () => {
    till.line.online = false;
    till.line.announce();
  };
  return { till, sold, attach, cutOff };
}

test('PL-17: who has had the points of a paper is named, masked, with day and store, and only to a manager', async () => {
  const { till, sold, attach } = await openPapers();
  await till.pos.receipt.post(sold);
  const credited = { code: 'receipt_credited', maskedName: '张*丰', store: '南京路店' };
  expect(await refusalOf(attach('P1'))).toEqual({ ...credited, onDay: sold.businessDate });
  const untold = await refusalOf(attach('P1', { pin: '000000' }));
  expect(untold).not.toHaveProperty('maskedName');
  const { error } = await safe(attach('P1'));
  expect((error as Error).message).toBe(
    `已于 ${sold.businessDate} 在 南京路店 给 张*丰 积分。请核对单号，有异议在其明细提出`,
  );
});

test('PL-17: a paper that the feed knows of another till is refused at once, with the line down or up', async () => {
  const { till, sold, attach, cutOff } = await openPapers();
  await till.pos.receipt.post(sold);
  const { record } = till.line.store.receipt.recent(1)[0]!;
  const { businessDate } = sold;
  const [receiptNo, installId] = ['N1', 'install-2'];
  const recordJson = JSON.stringify({ ...record, key: { ...record.key, receiptNo }, installId });
  till.line.store.storeReceipt.keep([{ businessDate, receiptNo, installId, recordJson }]);
  const asked: unknown[] = [];
  till.line.findReceipt = (wanted) => {
    asked.push(wanted);
    return Promise.resolve({ status: 'not_found' });
  };
  const named = { code: 'receipt_credited', maskedName: '张*丰', onDay: businessDate };
  expect(await refusalOf(attach('N1'))).toMatchObject(named);
  cutOff();
  expect(await refusalOf(attach('N1'))).toMatchObject(named);
  expect(asked).toEqual([]);
  expect(await attach('N2')).toMatchObject({ status: 'posted', earnedPoints: 100 });
});

test('PL-17: a paper of another store earns where head office says that it has not, and never offline', async () => {
  const { till, attach, cutOff } = await openPapers();
  const asked: unknown[] = [];
  till.line.findReceipt = (wanted) => {
    asked.push(wanted);
    const isStore = wanted.storeId === 'store-2';
    return Promise.resolve({ status: isStore ? 'not_found' : 'store_unknown' });
  };
  const ofStore = (storeId: string) => ({ storeId });
  expect(await refusalOf(attach('S1', ofStore('store-9')))).toEqual({
    code: 'receipt_store_unknown',
  });
  const posted = await attach('S1', ofStore('store-2'));
  expect(posted).toMatchObject({ status: 'posted', earnedPoints: 100 });
  expect(asked.at(-1)).toMatchObject({ storeId: 'store-2', receiptNo: 'S1' });
  const { operation } = till.line.store.operation.find(
    till.line.store.operation.head().terminalSeq,
  )!;
  expect(operation.body).toMatchObject({ receipt: { storeId: 'store-2', receiptNo: 'S1' } });
  expect(await attach('S1', ofStore('store-2'))).toMatchObject({ status: 'already_posted' });
  cutOff();
  expect(await refusalOf(attach('S2', ofStore('store-2')))).toEqual({
    code: 'receipt_late_offline',
  });
  // Under the number of that store's paper this store may have one of its own.
  expect(await attach('S1')).toMatchObject({ status: 'posted' });
});
