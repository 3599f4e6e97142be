import { expect, test } from 'vitest';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { sampleValueRules } from '../support/sample-value.ts';
import { confirmed } from './fake-sync.ts';
import { cashierPin, managerPin, openTestTill, plainProgramme, refusalOf } from './test-till.ts';

const today = businessDateAt(Date.now());
const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_000 };
const all = { receiptNo: 'R1', lines: [{ lineNo: 1, amountFen: 10_000 }] };
const pin = '579246';

/** A member who earned 100 points and gave them away again. */
async function openSpent() {
  const refund = { restoreGraceDays: 30, shortPoints: ['debt', 'deduct', 'waive'] as const };
  const till = await openTestTill({
    programme: { refund: { ...plainProgramme().refund, ...refund } },
  });
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin });
  await till.pos.receipt.post({ receiptNo: 'R1', businessDate: today, memberId, lines: [line] });
  till.line.feed(confirmed(till.line.store, memberId as MemberId));
  await till.pos.redemption.post({
    redemptionId: 'D1',
    memberId,
    receiptNo: 'R2',
    eligibleFen: 100_000,
    points: 100,
    proof: { kind: 'pin', pin },
  });
  return { till, memberId };
}

test('PL-12: a quote shows the three choices with their figures and records nothing', async () => {
  const { till } = await openSpent();
  const before = till.line.store.operation.head().terminalSeq;
  expect(await till.pos.refund.quote(all)).toMatchObject({
    takenBackPoints: 100,
    restoredPoints: 0,
    restoredValueFen: 0,
    moneyFen: 10_000,
    isVoid: true,
    shortPoints: 100,
    choices: [
      { choice: 'debt', debtPoints: 100, deductedFen: 0, moneyFen: 10_000, needsManager: false },
      { choice: 'deduct', debtPoints: 0, deductedFen: 100, moneyFen: 9900, needsManager: false },
      { choice: 'waive', debtPoints: 0, deductedFen: 0, needsManager: true },
    ],
    member: { debtPoints: 0 },
  });
  expect(till.line.store.operation.head().terminalSeq).toBe(before);
  const none = till.pos.refund.quote({ ...all, receiptNo: 'R9' });
  expect(await refusalOf(none)).toEqual({ code: 'receipt_not_found' });
});

test('PL-13, PL-14: a quote says of each line what it moves, and the lines add up to it', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin });
  await till.pos.receipt.post({ receiptNo: 'R1', businessDate: today, memberId, lines: [line] });
  till.line.feed(confirmed(till.line.store, memberId as MemberId));
  await till.pos.redemption.post({
    redemptionId: 'D1',
    memberId,
    receiptNo: 'R2',
    eligibleFen: 9_000,
    points: 100,
    proof: { kind: 'pin', pin },
  });
  const lines = [3_000, 6_000].map((amountFen, index) => ({
    ...line,
    lineNo: index + 1,
    amountFen,
  }));
  await till.pos.receipt.post({ receiptNo: 'R2', businessDate: today, memberId, lines });
  const asked = lines.map(({ lineNo, amountFen }) => ({ lineNo, amountFen }));
  const quoted = await till.pos.refund.quote({ receiptNo: 'R2', lines: asked });
  expect(quoted).toMatchObject({ takenBackPoints: 89, restoredPoints: 100, moneyFen: 8_900 });
  expect(quoted.lines).toEqual([
    { lineNo: 1, takenBackPoints: 30, restoredPoints: 33, restoredValueFen: 0, moneyFen: 2_967 },
    { lineNo: 2, takenBackPoints: 59, restoredPoints: 67, restoredValueFen: 0, moneyFen: 5_933 },
  ]);
  const [, second] = asked;
  const part = await till.pos.refund.quote({ receiptNo: 'R2', lines: [second!] });
  expect(part.lines).toMatchObject([{ lineNo: 2, moneyFen: part.moneyFen }]);
});

test('PL-12: points that are gone become a debt where nobody chose', async () => {
  const { till } = await openSpent();
  expect(await till.pos.refund.post({ refundNo: 'F1', ...all })).toMatchObject({
    takenBackPoints: 100,
    debtPoints: 100,
    isVoid: true,
    member: { debtPoints: 100 },
  });
});

test('PL-12: their value is kept from the money where that was chosen, and a repeat says so again', async () => {
  const { till } = await openSpent();
  const wish = { refundNo: 'F1', ...all, shortPoints: 'deduct' } as const;
  const posted = await till.pos.refund.post(wish);
  expect(posted).toMatchObject({
    moneyFen: 9900,
    debtPoints: 0,
    deductedFen: 100,
    member: { debtPoints: 0 },
  });
  expect(await till.pos.refund.post(wish)).toEqual({ ...posted, status: 'already_posted' });
  const other = till.pos.refund.post({ ...wish, shortPoints: 'debt' });
  expect(await refusalOf(other)).toEqual({ code: 'id_reused' });
});

test('PL-12: where no money is paid out nothing is kept, and nothing forgiven', async () => {
  const refund = { restoreGraceDays: 30, shortPoints: ['deduct', 'debt'] as const };
  const till = await openTestTill({ programme: { refund, value: sampleValueRules() } });
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin });
  const confirm = () => till.line.feed(confirmed(till.line.store, memberId as MemberId));
  await till.pos.storedValue.topUp({
    topUpId: 'T1',
    memberId,
    packageId: 'p1200',
    method: 'mobile',
    identity: 'id_card',
    termsConfirmed: true,
  });
  confirm();
  const proof = { kind: 'pin', pin } as const;
  const sell = async (receiptNo: string, valueFen: number) => {
    const paymentId = `P-${receiptNo}`;
    await till.pos.storedValue.pay({ paymentId, memberId, receiptNo, amountFen: valueFen, proof });
    const paid = { businessDate: today, memberId, lines: [line], paymentIds: [paymentId] };
    const { earnedPoints } = await till.pos.receipt.post({ receiptNo, ...paid });
    confirm();
    return earnedPoints;
  };
  const all2 = { lines: all.lines, shortPoints: 'deduct' } as const;
  const earnedPoints = (await sell('V1', 10_000)) + (await sell('V2', 9970));
  const sink = { redemptionId: 'D1', memberId, receiptNo: 'R2', eligibleFen: 100_000, proof };
  const spentPoints = Math.floor(earnedPoints / 100) * 100;
  await till.pos.redemption.post({ ...sink, points: spentPoints });
  confirm();
  const quoted = await till.pos.refund.quote({ receiptNo: 'V1', lines: all.lines });
  expect(quoted.shortPoints).toBeGreaterThan(0);
  expect(quoted.choices.map(({ choice }) => choice)).toEqual(['debt']);
  const posted = await till.pos.refund.post({ refundNo: 'F1', receiptNo: 'V1', ...all2 });
  expect(posted).toMatchObject({
    moneyFen: 0,
    deductedFen: 0,
    debtPoints: quoted.shortPoints,
    member: { debtPoints: quoted.shortPoints },
  });
  // 30 fen of money pay for 30 points.
  const second = await till.pos.refund.quote({ receiptNo: 'V2', lines: all.lines });
  expect(second).toMatchObject({
    moneyFen: 30,
    choices: [
      {
        choice: 'deduct',
        deductedFen: 30,
        debtPoints: second.shortPoints - 30,
        moneyFen: 0,
        needsManager: false,
      },
      { choice: 'debt', deductedFen: 0, debtPoints: second.shortPoints, moneyFen: 30 },
    ],
  });
  expect(await till.pos.refund.post({ refundNo: 'F2', receiptNo: 'V2', ...all2 })).toMatchObject({
    deductedFen: 30,
    debtPoints: second.shortPoints - 30,
    member: { debtPoints: quoted.shortPoints + second.shortPoints - 30 },
  });
});

test('PL-12, FR-20: only another manager waives, by their PIN', async () => {
  const { till } = await openSpent();
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const wish = { refundNo: 'F1', ...all, shortPoints: 'waive', note: '投诉' } as const;
  const wordless = { ...wish, note: ' ', approver: { staffId: 'manager-1', pin: managerPin } };
  expect(await refusalOf(till.pos.refund.post(wordless))).toMatchObject({ field: 'note' });
  expect(await refusalOf(screen.refund.post(wish))).toEqual({ code: 'approval_needed' });
  const approver = { staffId: 'manager-1', pin: managerPin };
  const wrong = screen.refund.post({ ...wish, approver: { ...approver, pin: '000000' } });
  expect(await refusalOf(wrong)).toMatchObject({ code: 'staff_pin_wrong' });
  const own = screen.refund.post({ ...wish, approver: { staffId: 'cashier-1', pin: cashierPin } });
  expect(await refusalOf(own)).toEqual({ code: 'approver_same_person' });
  const posted = await screen.refund.post({ ...wish, approver });
  expect(posted).toMatchObject({ debtPoints: 0, waivedPoints: 100 });
  // The till asks again after a lost answer, without the PIN that it does not keep.
  expect(await screen.refund.post(wish)).toEqual({ ...posted, status: 'already_posted' });
});

test('a repeat that names the date of the receipt is the same request', async () => {
  const { till } = await openSpent();
  const posted = await till.pos.refund.post({ refundNo: 'F1', ...all });
  const dated = { refundNo: 'F1', ...all, receiptDate: today };
  expect(await till.pos.refund.post(dated)).toEqual({ ...posted, status: 'already_posted' });
  const otherDay = till.pos.refund.post({ ...dated, receiptDate: addDays(today, -1) });
  expect(await refusalOf(otherDay)).toEqual({ code: 'id_reused' });
});

test('a choice that the programme has not is refused, and the refund is not', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
  await till.pos.receipt.post({ receiptNo: 'R1', businessDate: today, memberId, lines: [line] });
  const wish = { refundNo: 'F1', ...all, shortPoints: 'deduct' } as const;
  expect(await refusalOf(till.pos.refund.post(wish))).toEqual({
    code: 'refund_choice_not_allowed',
  });
  expect(await till.pos.refund.post({ refundNo: 'F1', ...all })).toMatchObject({
    status: 'posted',
  });
});

/** The record of the receipt as another till has it, said to be of another store. */
async function foreignRecord() {
  const { till, memberId } = await openSpent();
  const { record } = till.line.store.receipt.recent(1)[0]!;
  const key = { ...record.key, storeId: 'store-2', receiptNo: 'X1' };
  return { till, memberId, record: { ...record, key } };
}

test('R100: a receipt of another store is refunded from what head office says of it, in parts', async () => {
  const { till, record } = await foreignRecord();
  const asked: unknown[] = [];
  till.line.findReceipt = (wanted) => {
    asked.push(wanted);
    return Promise.resolve({ status: 'found', record });
  };
  const wanted = { storeId: 'store-2', receiptNo: 'X1' };
  const part = (refundNo: string, amountFen: number) =>
    till.pos.refund.post({ refundNo, ...wanted, lines: [{ lineNo: 1, amountFen }] });
  const lines = [{ lineNo: 1, amountFen: 4000 }];
  expect(await till.pos.refund.quote({ ...wanted, lines })).toMatchObject({
    takenBackPoints: 40,
    isVoid: false,
  });
  expect(asked[0]).toMatchObject(wanted);
  expect(await part('F1', 4000)).toMatchObject({ status: 'posted', takenBackPoints: 40 });
  // Head office has not heard of the first part when it is asked again.
  expect(await refusalOf(part('F2', 6001))).toMatchObject({
    code: 'refund_exceeds_sale',
    maxFen: 6000,
  });
  expect(await part('F2', 6000)).toMatchObject({ takenBackPoints: 60 });
  expect(await part('F1', 4000)).toMatchObject({ status: 'already_posted', takenBackPoints: 40 });
});

/** The line is down; how long ago the till heard from head office last. */
function cutOff(till: Awaited<ReturnType<typeof openSpent>>['till'], replicaAgeMs = 1000): void {
  till.line.online = false;
  till.line.replicaAgeMs = replicaAgeMs;
  till.line.announce();
}

test('PL-12: without a line a receipt of this store’s other till is refunded from the feed, with the choices', async () => {
  const { till, record } = await foreignRecord();
  const key = { ...record.key, storeId: 'store-1' };
  const { businessDate, receiptNo } = key;
  const installId = 'install-2';
  const feed = (refunds: typeof record.refunds) =>
    till.line.store.storeReceipt.keep([
      {
        businessDate,
        receiptNo,
        installId,
        recordJson: JSON.stringify({ ...record, key, installId, refunds }),
      },
    ]);
  feed([]);
  cutOff(till);
  const part = (refundNo: string, amountFen: number, shortPoints?: 'deduct') =>
    till.pos.refund.post({
      refundNo,
      receiptNo,
      lines: [{ lineNo: 1, amountFen }],
      ...(shortPoints === undefined ? {} : { shortPoints }),
    });
  const quoted = await till.pos.refund.quote({ ...all, receiptNo });
  expect(quoted).toMatchObject({ takenBackPoints: 100, shortPoints: 100, needsManager: false });
  expect(quoted.choices.map(({ choice }) => choice)).toEqual(['debt', 'deduct', 'waive']);
  expect(await part('F1', 4000, 'deduct')).toMatchObject({ takenBackPoints: 40, deductedFen: 40 });
  // The feed tells of a refund of the same number at the other till: both count, and this till's own only once.
  const theirs = { refundNo: 'F1', lines: [{ lineNo: 1, amountFen: 3000 }], restoredPoints: 0 };
  const ours = till.line.store.operation.find(till.line.store.operation.head().terminalSeq)!;
  const { operationId } = ours.operation;
  feed([
    { ...theirs, operationId: 'theirs', takenBackPoints: 30 },
    { ...theirs, operationId, lines: [{ lineNo: 1, amountFen: 4000 }], takenBackPoints: 40 },
  ]);
  expect(await refusalOf(part('F2', 3001))).toMatchObject({ maxFen: 3000 });
  expect(await part('F2', 3000)).toMatchObject({ takenBackPoints: 30, debtPoints: 30 });
  // A receipt of another store stays unknown.
  const elsewhere = till.pos.refund.quote({ ...all, receiptNo, storeId: 'store-2' });
  expect(await refusalOf(elsewhere)).toEqual({ code: 'refund_receipt_offline' });
});

test('what came back of a receipt of this till elsewhere is not refunded again', async () => {
  const { till } = await openSpent();
  const { record } = till.line.store.receipt.recent(1)[0]!;
  const { businessDate, receiptNo } = record.key;
  const refund = { refundNo: 'X', operationId: 'x', takenBackPoints: 100, restoredPoints: 0 };
  const refunds = [{ ...refund, lines: all.lines }];
  const recordJson = JSON.stringify({ ...record, refunds });
  const installId = 'install-1';
  till.line.store.storeReceipt.keep([{ businessDate, receiptNo, installId, recordJson }]);
  expect(await refusalOf(till.pos.refund.post({ refundNo: 'F1', ...all }))).toMatchObject({
    code: 'refund_exceeds_sale',
    maxFen: 0,
  });
});

test('R100: online head office is asked what came back of a receipt of this till; else what is known here counts', async () => {
  const { till } = await openSpent();
  const { record } = till.line.store.receipt.recent(1)[0]!;
  const part = { receiptNo: 'R1', lines: [{ lineNo: 1, amountFen: 6_000 }] };
  const lines = [{ lineNo: 1, amountFen: 5_000 }];
  const refund = { refundNo: 'X', operationId: 'x', takenBackPoints: 50, restoredPoints: 0, lines };
  const halfBack = { ...record, refunds: [refund] };
  const asked: unknown[] = [];
  till.line.findReceipt = (wanted) => {
    asked.push(wanted);
    return Promise.resolve({ status: 'found', record: halfBack });
  };
  const tooMuch = { code: 'refund_exceeds_sale', lineNo: 1, maxFen: 5_000 };
  expect(await refusalOf(till.pos.refund.quote(part))).toEqual(tooMuch);
  expect(await refusalOf(till.pos.refund.post({ refundNo: 'F1', ...part }))).toEqual(tooMuch);
  expect(asked[1]).toMatchObject({ ...record.key, memberId: record.memberId });
  // Another till's receipt of the same number says nothing of this one.
  const others = { ...halfBack, installId: 'install-2' };
  till.line.findReceipt = () => Promise.resolve({ status: 'found', record: others });
  expect(await till.pos.refund.quote(part)).toMatchObject({ takenBackPoints: 60 });
  till.line.findReceipt = () => Promise.resolve({ status: 'unreachable' });
  expect(await till.pos.refund.quote(part)).toMatchObject({ takenBackPoints: 60 });
  till.line.findReceipt = () => Promise.resolve({ status: 'found', record: halfBack });
  expect(await till.pos.refund.post({ refundNo: 'F1', ...part, lines })).toMatchObject({
    status: 'posted',
    takenBackPoints: 50,
  });
});

test('OF-02: what another till took back without knowing its receipt is not given out again until it is decided', async () => {
  const { till } = await openSpent();
  const { record } = till.line.store.receipt.recent(1)[0]!;
  const waiting = [{ operationId: 'x', lines: [{ lineNo: 1, amountFen: 6_000 }] }];
  const part = { receiptNo: 'R1', lines: [{ lineNo: 1, amountFen: 4_001 }] };
  const waits = { code: 'refund_awaits_office', lineNo: 1, maxFen: 4_000 };
  const found = { ...record, waiting };
  // Whether the sale has come there or not.
  for (const answer of [
    { status: 'not_found', waiting } as const,
    { status: 'found', record: found } as const,
  ]) {
    till.line.findReceipt = () => Promise.resolve(answer);
    expect(await refusalOf(till.pos.refund.quote(part))).toEqual(waits);
    expect(await refusalOf(till.pos.refund.post({ refundNo: 'F1', ...part }))).toEqual(waits);
    const { lines } = await till.pos.receipt.find({ receiptNo: 'R1' });
    expect(lines).toMatchObject([{ refundedFen: 0, waitingFen: 6_000, isBack: false }]);
  }
  // The feed of the store says so too, until head office has decided it.
  till.line.findReceipt = () => Promise.resolve({ status: 'unreachable' });
  const { businessDate, receiptNo } = record.key;
  const { installId = '' } = record;
  const fed = { businessDate, receiptNo, installId };
  till.line.store.storeReceipt.keep([{ ...fed, recordJson: JSON.stringify(found) }]);
  expect(await refusalOf(till.pos.refund.quote(part))).toEqual(waits);
  const lines = [{ lineNo: 1, amountFen: 4_000 }];
  expect(await till.pos.refund.quote({ ...part, lines })).toMatchObject({
    takenBackPoints: 40,
    moneyFen: 4_000,
  });
  const [{ lines: took } = { lines: [] }] = waiting;
  const refund = { refundNo: 'X', operationId: 'x', takenBackPoints: 60, restoredPoints: 0 };
  const refunds = [{ ...refund, lines: took }];
  till.line.findReceipt = () =>
    Promise.resolve({ status: 'found', record: { ...record, refunds } });
  const all4000 = { refundNo: 'F1', ...part, lines };
  expect(await till.pos.refund.post(all4000)).toMatchObject({ takenBackPoints: 40 });
});

test('PL-10: of receipts with one number the one of the member who is said to have it is refunded', async () => {
  const { till, record } = await foreignRecord();
  const { memberId: otherId } = await till.pos.member.enrol({ phone: '13812345670' });
  const key = { ...record.key, storeId: 'store-1', receiptNo: 'R1' };
  const ofInstall = (installId: string, memberId: string) => ({
    businessDate: key.businessDate,
    receiptNo: 'R1',
    installId,
    recordJson: JSON.stringify({
      ...record,
      key,
      operationId: `of-${installId}`,
      installId,
      memberId,
    }),
  });
  const { storeReceipt } = till.line.store;
  storeReceipt.keep([ofInstall('install-2', otherId)]);
  cutOff(till);
  // This till has an R1 of its own, which is meant unless somebody else's is.
  const own = await till.pos.refund.quote(all);
  expect(own.member.memberId).toBe(record.memberId);
  // On a screen somebody holds a paper, which may be either's.
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const ownId = till.line.store.receipt.find(key)?.record.operationId;
  expect(await refusalOf(screen.receipt.find({ receiptNo: 'R1' }))).toMatchObject({
    code: 'receipt_ambiguous',
    sales: [
      { saleOperationId: ownId, terminalName: '1号机', atMs: expect.any(Number) },
      { saleOperationId: 'of-install-2', terminalName: null, atMs: null },
    ],
  });
  const named = await screen.receipt.find({ receiptNo: 'R1', saleOperationId: ownId ?? '' });
  expect(named.memberId).toBe(record.memberId);
  const { memberId: firstId } = record;
  expect(await screen.receipt.find({ receiptNo: 'R1', memberId: firstId })).toMatchObject(named);
  // Of somebody who has none of that number nobody takes points back from another one.
  const { memberId: thirdId } = await till.pos.member.enrol({ phone: '13812345679' });
  const strange = { ...all, memberId: thirdId };
  const notTheirs = { code: 'receipt_of_other_member' };
  expect(await refusalOf(till.pos.refund.quote(strange))).toEqual(notTheirs);
  const posted = till.pos.refund.post({ refundNo: 'F9', ...strange });
  expect(await refusalOf(posted)).toEqual(notTheirs);
  const theirs = await till.pos.refund.quote({ ...all, memberId: otherId });
  expect(theirs).toMatchObject({ isVoid: false, member: { memberId: otherId } });
  const receiptNo = 'R2';
  const others = [ofInstall('install-2', otherId), ofInstall('install-3', record.memberId)];
  storeReceipt.keep(others.map((each) => ({ ...each, receiptNo })));
  const unsaid = till.pos.refund.quote({ ...all, receiptNo });
  expect(await refusalOf(unsaid)).toMatchObject({ code: 'receipt_ambiguous' });
  const said = await till.pos.refund.quote({ ...all, receiptNo, memberId: otherId });
  expect(said.member.memberId).toBe(otherId);
});

test('PL-10: of two sales of one number to one member in another store the one that is named comes back', async () => {
  const { till, record } = await foreignRecord();
  const saleOf = (index: number, amountFen: number) => ({
    ...record,
    operationId: `sale-${index}`,
    installId: `install-${index}`,
    lines: record.lines.map((line) => ({ ...line, amountFen })),
  });
  const records = [saleOf(2, 10_000), saleOf(3, 20_000)];
  const { businessDate } = record.key;
  const sales = records.map(({ operationId: saleOperationId, lines }) => {
    const amountFen = lines[0]?.amountFen ?? 0;
    const common = { businessDate, atMs: 0, terminalName: '收银一', maskedName: '张*' };
    return { saleOperationId, amountFen, ...common };
  });
  till.line.findReceipt = ({ saleOperationId: wantedId }) => {
    const named = records.find(({ operationId }) => operationId === wantedId);
    return Promise.resolve(
      named === undefined ? { status: 'ambiguous', sales } : { status: 'found', record: named },
    );
  };
  const wanted = { storeId: 'store-2', receiptNo: 'X1', memberId: record.memberId };
  const lines = [{ lineNo: 1, amountFen: 15_000 }];
  const unsaid = await refusalOf(till.pos.refund.quote({ ...wanted, lines }));
  expect(unsaid).toEqual({ code: 'receipt_ambiguous', sales });
  const named = { ...wanted, lines, saleOperationId: 'sale-3' };
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  expect(await screen.receipt.find({ ...wanted, saleOperationId: 'sale-3' })).toMatchObject({
    saleOperationId: 'sale-3',
    lines: [{ amountFen: 20_000 }],
  });
  expect(await till.pos.refund.quote(named)).toMatchObject({ moneyFen: 15_000 });
  expect(await till.pos.refund.post({ refundNo: 'F1', ...named })).toMatchObject({
    status: 'posted',
  });
  const posted = till.line.store.operation.listRefundsOf(record.key);
  expect(posted.map(({ body }) => body.saleOperationId)).toEqual(['sale-3']);
  // The other one has all its goods, and the same number of a refund is of one sale.
  const other = { ...named, saleOperationId: 'sale-2' };
  expect(await refusalOf(till.pos.refund.post({ refundNo: 'F1', ...other }))).toMatchObject({
    code: 'id_reused',
  });
  const tooMuch = { code: 'refund_exceeds_sale', lineNo: 1, maxFen: 10_000 };
  expect(await refusalOf(till.pos.refund.quote(other))).toEqual(tooMuch);
  // What head office answers for a sale that it does not know is another one.
  till.line.findReceipt = () => Promise.resolve({ status: 'found', record: records[0]! });
  expect(await refusalOf(till.pos.refund.quote(named))).toEqual({ code: 'receipt_not_found' });
});

test('PL-19: what came back for whom the member was merged into is back after the undo, too', async () => {
  const { till, record } = await foreignRecord();
  const { memberId: survivorId } = await till.pos.member.enrol({ phone: '13812345671' });
  const { memberId: otherId } = await till.pos.member.enrol({ phone: '13812345672' });
  const { store } = till.line;
  const key = { ...record.key, storeId: 'store-1', receiptNo: 'R7' };
  const { businessDate, receiptNo } = key;
  const feed = (installId: string, memberId: string) => {
    const recordJson = JSON.stringify({ ...record, key, installId, memberId });
    store.storeReceipt.keep([{ businessDate, receiptNo, installId, recordJson }]);
  };
  const memberId = record.memberId as MemberId;
  const state = confirmed(store, memberId);
  feed('install-2', memberId);
  cutOff(till);
  const mergedInto = { mergeId: 'm', otherMemberId: survivorId as MemberId, onDay: businessDate };
  till.line.feed({ ...state, mergedInto });
  const back = { ...all, receiptNo };
  const posted = await till.pos.refund.post({ refundNo: 'F1', ...back });
  expect(posted.member.memberId).toBe(survivorId);
  till.line.feed(state);
  const again = till.pos.refund.post({ refundNo: 'F2', ...back, memberId });
  expect(await refusalOf(again)).toMatchObject({ code: 'refund_exceeds_sale', maxFen: 0 });
  // Another till of the store may count alike (PL-10).
  feed('install-3', otherId);
  const others = await till.pos.refund.post({ refundNo: 'F3', ...back, memberId: otherId });
  expect(others).toMatchObject({ status: 'posted', member: { memberId: otherId } });
});

test('OF-02: after 72 hours without head office a refund of a known receipt needs a manager', async () => {
  const { till } = await openSpent();
  const day3Ms = 72 * 3_600_000;
  cutOff(till, day3Ms - 60_000);
  expect(await till.pos.refund.quote(all)).toMatchObject({ needsManager: false });
  cutOff(till, day3Ms + 60_000);
  const quoted = await till.pos.refund.quote(all);
  expect(quoted.needsManager).toBe(true);
  expect(quoted.choices.every(({ needsManager }) => needsManager)).toBe(true);
  const wish = { refundNo: 'F1', ...all };
  expect(await refusalOf(till.pos.refund.post(wish))).toEqual({ code: 'approval_needed' });
  const approver = { staffId: 'manager-1', pin: managerPin };
  expect(await till.pos.refund.post({ ...wish, approver })).toMatchObject({ status: 'posted' });
  const { operation } = till.line.store.operation.find(
    till.line.store.operation.head().terminalSeq,
  )!;
  expect(operation.body).toMatchObject({ refundNo: 'F1', approverId: 'manager-1' });
});

test('OF-02: without a line an unknown receipt needs a manager, and head office decides later', async () => {
  const { till, memberId } = await openSpent();
  till.line.online = false;
  till.line.announce();
  const wanted = { ...all, storeId: 'store-2', receiptNo: 'X1', receiptDate: today };
  const wish = { refundNo: 'F1', ...wanted };
  expect(await refusalOf(till.pos.refund.quote(wanted))).toEqual({
    code: 'refund_receipt_offline',
  });
  expect(await refusalOf(till.pos.refund.post(wish))).toEqual({ code: 'refund_receipt_offline' });
  const named = { ...wish, memberId };
  expect(await refusalOf(till.pos.refund.post(named))).toEqual({ code: 'approval_needed' });
  const approver = { staffId: 'manager-1', pin: managerPin };
  const posted = await till.pos.refund.post({ ...named, approver });
  expect(posted).toMatchObject({ status: 'posted', takenBackPoints: 0, isQueued: true });
  expect(await till.pos.refund.post(wish)).toEqual({ ...posted, status: 'already_posted' });
  const { terminalSeq } = till.line.store.operation.head();
  expect(till.line.store.operation.find(terminalSeq)?.operation).toMatchObject({
    kind: 'refund',
    memberId,
    body: {
      receipt: { storeId: 'store-2', businessDate: today, receiptNo: 'X1' },
      lines: all.lines,
      entries: [],
      unknownReceipt: true,
      approverId: 'manager-1',
    },
  });
  // Nobody here knows how much of the line there was, so that it is not given out again.
  const waits = { code: 'receipt_awaits_office' };
  const again = { ...named, refundNo: 'F2', approver };
  expect(await refusalOf(till.pos.refund.post(again))).toEqual(waits);
});

test('online, a receipt that head office does not know either is not found, whoever approves', async () => {
  const { till, memberId } = await openSpent();
  const wanted = { ...all, storeId: 'store-2', receiptNo: 'X9', receiptDate: today, memberId };
  const approver = { staffId: 'manager-1', pin: managerPin };
  const before = till.line.store.operation.head();
  const waiting = [{ operationId: 'x', lines: all.lines }];
  for (const answer of [
    { status: 'not_found' },
    { status: 'not_found', waiting },
    { status: 'store_unknown' },
  ] as const) {
    till.line.findReceipt = () => Promise.resolve(answer);
    for (const asked of [
      till.pos.refund.quote(wanted),
      till.pos.refund.post({ refundNo: 'F1', ...wanted }),
      till.pos.refund.post({ refundNo: 'F1', ...wanted, approver }),
    ])
      expect(await refusalOf(asked)).toEqual({ code: 'receipt_not_found' });
  }
  expect(till.line.store.operation.head()).toEqual(before);
  // It did not answer in time: the rules of the broken line hold.
  till.line.findReceipt = () => Promise.resolve({ status: 'unreachable' });
  const late = till.pos.refund.post({ refundNo: 'F1', ...wanted, approver });
  expect(await late).toMatchObject({ isQueued: true });
});

test('PL-09: a refund of what head office has acknowledged leaves what it has not where it is, pending', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
  const receipt = { receiptNo: 'R1', businessDate: today, memberId, lines: [line] };
  await till.pos.receipt.post(receipt);
  till.line.feed(confirmed(till.line.store, memberId as MemberId));
  const more = { ...receipt, receiptNo: 'R2', lines: [{ ...line, amountFen: 52_500 }] };
  await till.pos.receipt.post(more);
  const first = await till.pos.refund.post({ refundNo: 'F1', ...all });
  expect(first.member).toMatchObject({ availablePoints: 0, pendingPoints: 525 });
  const lines = [{ lineNo: 1, amountFen: 22_500 }];
  const second = await till.pos.refund.post({ refundNo: 'F2', receiptNo: 'R2', lines });
  expect(second.member).toMatchObject({ availablePoints: 0, pendingPoints: 300 });
});

test('PL-08: points that head office holds are what a refund takes back, not those of other receipts', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
  const receipt = { receiptNo: 'R1', businessDate: today, memberId, lines: [line] };
  await till.pos.receipt.post({ ...receipt, receiptNo: 'R0' });
  await till.pos.receipt.post(receipt);
  const state = confirmed(till.line.store, memberId as MemberId);
  const lots = state.lots.map((lot) => ({ ...lot, points: 100 }));
  const holdId = `receipt:store-1:${today}:R1`;
  const hold = { holdId, points: 100, reason: 'review' as const, sinceMs: 0, lots };
  till.line.feed({ ...state, lots, heldPoints: 100, holds: [hold] });
  expect(await till.pos.refund.quote(all)).toMatchObject({ takenBackPoints: 100, shortPoints: 0 });
  const half = { ...all, lines: [{ lineNo: 1, amountFen: 5000 }] };
  expect((await till.pos.refund.post({ refundNo: 'F1', ...half })).member).toMatchObject({
    availablePoints: 100,
    heldPoints: 50,
    debtPoints: 0,
  });
  expect((await till.pos.refund.post({ refundNo: 'F2', ...half })).member).toMatchObject({
    availablePoints: 100,
    heldPoints: 0,
    debtPoints: 0,
  });
});
