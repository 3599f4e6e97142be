import { expect, test } from 'vitest';
import { isRefused, readMember } from '../../src-main/till/find-member.ts';
import { closePayments, openPayments } from '../../src-main/till/stored-value/open-payments.ts';
import type { ActiveTill } from '../../src-main/till/active-till.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { sampleValueRules } from '../support/sample-value.ts';
import { confirmed } from './fake-sync.ts';
import {
  cashierPin,
  managerPin,
  openTestTill,
  plainProgramme,
  refusalOf,
  type TestTill,
} from './test-till.ts';

const pin = '579246';
const today = businessDateAt(Date.now());
const approver = { staffId: 'manager-1', pin: managerPin };

async function openShop(): Promise<TestTill> {
  return openTestTill({ programme: { value: sampleValueRules() } });
}

const topUpOf = (memberId: string, changes: object = {}) => ({
  topUpId: 'T1',
  memberId,
  packageId: 'p1200',
  method: 'mobile' as const,
  identity: 'id_card' as const,
  termsConfirmed: true as const,
  ...changes,
});

/** A member with 1,000 yuan of principal and 200 of bonus that the office has acknowledged. */
async function withValue(till: TestTill, phone = '13812345678'): Promise<string> {
  const { memberId } = await till.pos.member.enrol({ phone, pin });
  await till.pos.storedValue.topUp(topUpOf(memberId, { topUpId: `T-${phone}` }));
  till.line.feed(confirmed(till.line.store, memberId as MemberId));
  return memberId;
}

const payOf = (memberId: string, amountFen: number, changes: object = {}) => ({
  paymentId: `P-${String(amountFen)}`,
  memberId,
  receiptNo: 'R-now',
  amountFen,
  proof: { kind: 'pin', pin } as const,
  ...changes,
});

test('a top-up prints its voucher, is pending until head office has it, and posts once (SV-05, SV-13, R076)', async () => {
  const till = await openShop();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin });
  const posted = await till.pos.storedValue.topUp(topUpOf(memberId));
  expect(posted).toMatchObject({
    status: 'posted',
    paidFen: 100_000,
    bonusFen: 20_000,
    member: { valuePrincipalFen: 0, valueBonusFen: 0 },
  });
  const voucher = posted.voucher.join('\n');
  for (const said of ['¥1,000.00', '¥200.00', posted.contractNo, '商店有限公司', '7 日']) {
    expect(voucher).toContain(said);
  }
  expect(await till.pos.storedValue.topUp(topUpOf(memberId))).toEqual({
    ...posted,
    status: 'already_posted',
  });
  const other = topUpOf(memberId, { method: 'card' });
  expect(await refusalOf(till.pos.storedValue.topUp(other))).toMatchObject({ code: 'id_reused' });
  expect(await till.pos.storedValue.get({ memberId })).toMatchObject({
    pendingFen: 120_000,
    availableFen: 0,
    identityChecked: true,
    contracts: [{ contractNo: posted.contractNo, status: 'pending' }],
  });
  expect(await refusalOf(till.pos.storedValue.pay(payOf(memberId, 100)))).toMatchObject({
    code: 'value_too_little',
    maxFen: 0,
  });
  till.line.feed(confirmed(till.line.store, memberId as MemberId));
  expect(await till.pos.member.get({ memberId })).toMatchObject({
    valuePrincipalFen: 100_000,
    valueBonusFen: 20_000,
  });
});

test('a voucher and its refund rule in every language of the product', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  const screen = till.screen('en');
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  await screen.member.identify({ memberId, factor: { kind: 'pin', pin } });
  const repeat = await screen.storedValue.topUp(topUpOf(memberId, { topUpId: 'T-13812345678' }));
  expect(repeat.voucher.join('\n')).toContain('Issued by: Shop Ltd.');
  expect(repeat.voucher.join('\n')).not.toMatch(/[{}]/);
});

test('exactly one of package and amount is topped up', async () => {
  const till = await openShop();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin });
  for (const changes of [{ amountFen: 10_000 }, { packageId: undefined }]) {
    const call = till.pos.storedValue.topUp(topUpOf(memberId, changes));
    expect(await refusalOf(call)).toMatchObject({ code: 'value_amount_not_offered' });
  }
});

test('a payment takes principal and bonus in their ratio, and waits for its receipt (SV-02, PL-04)', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  const posted = await till.pos.storedValue.pay(payOf(memberId, 60_000, { listFen: 70_000 }));
  expect(posted).toMatchObject({ status: 'posted', principalFen: 50_000, bonusFen: 10_000 });
  const forgotten = payOf(memberId, 60_000, { listFen: 70_000, proof: undefined });
  expect(await till.pos.storedValue.pay(forgotten)).toEqual({
    ...posted,
    status: 'already_posted',
  });
  expect(await refusalOf(till.pos.storedValue.pay(payOf(memberId, 60_000)))).toMatchObject({
    code: 'id_reused',
  });
  const [operation] = (await till.pos.operation.list({ memberId, limit: 1 })).operations;
  expect(operation).toMatchObject({ kind: 'payValue' });
  const core = { store: till.line.store } as ActiveTill; // only its store is asked
  const member = readMember(core, memberId);
  if (isRefused(member)) throw new Error(member.code);
  const receipt = { member, receiptNo: 'R-now', businessDate: today };
  expect(openPayments(core, receipt)).toMatchObject([
    { paymentId: 'P-60000', amountFen: 60_000, principalFen: 50_000, bonusFen: 10_000 },
  ]);
  expect(openPayments(core, { ...receipt, receiptNo: 'R-other' })).toEqual([]);
  const waiting = { paymentId: 'P-60000', receiptNo: 'R-now', amountFen: 60_000 };
  expect(await till.pos.storedValue.get({ memberId })).toMatchObject({ openPayments: [waiting] });
  closePayments(core, ['P-60000']);
  expect(openPayments(core, receipt)).toEqual([]);
  expect(await till.pos.storedValue.get({ memberId })).toMatchObject({ openPayments: [] });
  const late = till.pos.storedValue.cancelPayment({ paymentId: 'P-60000' });
  expect(await refusalOf(late)).toMatchObject({ code: 'payment_receipt_posted' });
});

test('a receipt is never less than what paid for it, and its return gives both parts back (PL-04, PL-14)', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  const before = await till.pos.storedValue.get({ memberId });
  await till.pos.storedValue.pay(payOf(memberId, 60_000));
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 60_000 };
  const receipt = { receiptNo: 'R-now', businessDate: today, memberId, lines: [line] };
  const less = { ...receipt, lines: [{ ...line, amountFen: 59_999 }] };
  for (const wishes of [{}, { wishes: { couponIds: [] } }])
    expect(await refusalOf(till.pos.receipt.post({ ...less, ...wishes }))).toMatchObject({
      code: 'value_overpaid',
      maxFen: 59_999,
    });
  // 600 yuan, of which 100 were given on top: 500 points.
  expect(await till.pos.receipt.post(receipt)).toMatchObject({ earnedPoints: 500 });
  const late = till.pos.storedValue.cancelPayment({ paymentId: 'P-60000' });
  expect(await refusalOf(late)).toMatchObject({ code: 'payment_receipt_posted' });
  const returned = { receiptNo: 'R-now', lines: [{ lineNo: 1, amountFen: 30_000 }] };
  expect(await till.pos.refund.post({ refundNo: 'F1', ...returned })).toMatchObject({
    restoredValueFen: 30_000,
    takenBackPoints: 250,
  });
  expect(await till.pos.storedValue.get({ memberId })).toMatchObject({
    principalFen: 75_000,
    bonusFen: 15_000,
  });
  await till.pos.refund.post({ refundNo: 'F2', ...returned });
  const after = await till.pos.storedValue.get({ memberId });
  expect(after.contracts).toEqual(before.contracts);
});

test('stored value buys no gift cards, and pays for the rest of the basket (SV-11)', async () => {
  const value = sampleValueRules({ excludedCategories: ['gift_card'] });
  const till = await openTestTill({ programme: { value } });
  const memberId = await withValue(till);
  const food = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 20_000 };
  const card = { lineNo: 2, sku: 'G', category: 'gift_card', quantity: 1, amountFen: 10_000 };
  const receipt = { receiptNo: 'R-now', businessDate: today, memberId, lines: [food, card] };
  expect(await till.pos.quote.get({ memberId, lines: [food, card] })).toMatchObject({
    payableFen: 30_000,
    valuePayableFen: 20_000,
  });
  await till.pos.storedValue.pay(payOf(memberId, 20_001));
  const onlyCard = { ...receipt, lines: [{ ...card, amountFen: 30_000 }] };
  for (const wishes of [{}, { wishes: { couponIds: [] } }]) {
    expect(await refusalOf(till.pos.receipt.post({ ...receipt, ...wishes }))).toMatchObject({
      code: 'value_not_for_goods',
      maxFen: 20_000,
    });
    expect(await refusalOf(till.pos.receipt.post({ ...onlyCard, ...wishes }))).toMatchObject({
      code: 'value_not_for_goods',
      maxFen: 0,
    });
  }
  await till.pos.storedValue.cancelPayment({ paymentId: 'P-20001' });
  await till.pos.storedValue.pay(payOf(memberId, 20_000));
  expect(await till.pos.receipt.post(receipt)).toMatchObject({ status: 'posted' });
  // What it paid for stays so when a later programme lets it buy everything.
  const sold = { ...plainProgramme(), value };
  const later = { ...sold, version: sold.version + 1, value: sampleValueRules() };
  till.line.store.programme.replaceAll([sold, later]);
  till.line.announce();
  const back = { receiptNo: 'R-now', lines: [{ lineNo: 2, amountFen: 10_000 }] };
  expect(await till.pos.refund.quote(back)).toMatchObject({ moneyFen: 10_000 });
  expect(await till.pos.refund.post({ refundNo: 'F1', ...back })).toMatchObject({
    moneyFen: 10_000,
  });
});

test('a double click pays once', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => till.pos.storedValue.pay(payOf(memberId, 50_000))),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([
    'already_posted',
    'already_posted',
    'already_posted',
    'posted',
  ]);
  expect(await till.pos.storedValue.get({ memberId })).toMatchObject({ availableFen: 70_000 });
});

test('a till that stops between the right and the disk pays once when it is asked again (PL-10)', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  till.line.authoriseValue = async () => {
    await till.till.stop();
    const entry = { principalFen: -25_000, bonusFen: -5_000, listFen: 30_000 };
    return { status: 'authorised', entries: [{ kind: 'pay', contractNo: 'unused', ...entry }] };
  };
  await expect(till.pos.storedValue.pay(payOf(memberId, 30_000))).rejects.toThrow();

  const again = await openTestTill({ dataFolder: till.dataFolder });
  expect(await again.pos.storedValue.get({ memberId })).toMatchObject({ availableFen: 120_000 });
  const posted = await again.pos.storedValue.pay(payOf(memberId, 30_000));
  expect(posted).toMatchObject({ status: 'posted', principalFen: 25_000, bonusFen: 5_000 });
  await again.till.stop();

  const third = await openTestTill({ dataFolder: till.dataFolder });
  expect(await third.pos.storedValue.pay(payOf(memberId, 30_000))).toMatchObject({
    status: 'already_posted',
    principalFen: 25_000,
  });
  expect(await third.pos.storedValue.get({ memberId })).toMatchObject({ availableFen: 90_000 });
});

test('a cancelled payment comes back to the fen, and its id pays nothing more (PL-14)', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  const before = await till.pos.storedValue.get({ memberId });
  await till.pos.storedValue.pay(payOf(memberId, 33_333));
  const cancelled = await till.pos.storedValue.cancelPayment({ paymentId: 'P-33333' });
  expect(cancelled).toMatchObject({ status: 'cancelled', amountFen: 33_333 });
  expect(await till.pos.storedValue.cancelPayment({ paymentId: 'P-33333' })).toMatchObject({
    status: 'already_cancelled',
  });
  const after = await till.pos.storedValue.get({ memberId });
  expect(after.contracts).toEqual(before.contracts);
  expect(await refusalOf(till.pos.storedValue.pay(payOf(memberId, 33_333)))).toMatchObject({
    code: 'payment_cancelled',
  });
  const unknown = till.pos.storedValue.cancelPayment({ paymentId: 'nobody' });
  expect(await refusalOf(unknown)).toMatchObject({ code: 'payment_not_found' });
});

test('the PIN is checked before any balance is spoken of (SV-12)', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  const wrong = payOf(memberId, 999_999, { proof: { kind: 'pin', pin: '000000' } });
  expect(await refusalOf(till.pos.storedValue.pay(wrong))).toMatchObject({ code: 'pin_wrong' });
  const without = payOf(memberId, 100, { proof: undefined });
  expect(await refusalOf(till.pos.storedValue.pay(without))).toMatchObject({
    code: 'value_pin_needed',
  });
});

test('who typed the PIN at this screen pays up to 200 yuan without it, and more only with it (SV-12)', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const small = payOf(memberId, 20_000, { proof: undefined });
  expect(await refusalOf(screen.storedValue.pay(small))).toMatchObject({
    code: 'value_pin_needed',
  });
  await screen.member.identify({ memberId, factor: { kind: 'pin', pin } });
  expect(await screen.storedValue.pay(small)).toMatchObject({ status: 'posted' });
  const large = payOf(memberId, 20_001, { proof: undefined });
  expect(await refusalOf(screen.storedValue.pay(large))).toMatchObject({
    code: 'value_pin_needed',
  });
});

test('offline nothing is paid and nothing is paid back, and money is taken within limits (OF-05, SV-13)', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  till.line.online = false;
  till.line.announce();
  expect(await refusalOf(till.pos.storedValue.pay(payOf(memberId, 100)))).toMatchObject({
    code: 'value_offline',
  });
  const { contracts } = await till.pos.storedValue.quoteRefund({ memberId });
  const refund = {
    refundId: 'F1',
    memberId,
    contractNo: contracts[0]!.contract.contractNo,
    basis: 'seller' as const,
    refundFen: 100_000,
    payTo: 'same_name_account' as const,
    approver,
    proof: { kind: 'pin', pin } as const,
  };
  expect(await refusalOf(till.pos.storedValue.refund(refund))).toMatchObject({
    code: 'value_refund_offline',
  });
  const much = topUpOf(memberId, { topUpId: 'T2', packageId: undefined, amountFen: 110_000 });
  expect(await refusalOf(till.pos.storedValue.topUp(much))).toMatchObject({
    code: 'value_above_offline_limit',
    maxFen: 100_000,
  });
  const some = topUpOf(memberId, { topUpId: 'T3', packageId: undefined, amountFen: 100_000 });
  expect(await till.pos.storedValue.topUp(some)).toMatchObject({ status: 'posted' });
});

test('no answer from head office is no payment', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  till.line.authoriseValue = () => Promise.resolve({ status: 'unreachable' });
  expect(await refusalOf(till.pos.storedValue.pay(payOf(memberId, 100)))).toMatchObject({
    code: 'value_offline',
  });
  till.line.authoriseValue = () => Promise.resolve({ status: 'id_reused' });
  expect(await refusalOf(till.pos.storedValue.pay(payOf(memberId, 100)))).toMatchObject({
    code: 'id_reused',
  });
  till.line.authoriseValue = () => Promise.resolve({ status: 'awaits_tills' });
  expect(await refusalOf(till.pos.storedValue.pay(payOf(memberId, 100)))).toMatchObject({
    code: 'office_awaits_tills',
  });
  expect(await till.pos.storedValue.get({ memberId })).toMatchObject({ availableFen: 120_000 });
});

test('a wallet stopped while head office was asked pays nothing (SV-09)', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  let attemptId = '';
  till.line.authoriseValue = async (asked) => {
    ({ attemptId } = asked);
    await till.pos.storedValue.freeze({ freezeId: 'Z1', memberId, frozen: true });
    const entry = { principalFen: -100, bonusFen: 0, listFen: 100 };
    return { status: 'authorised', entries: [{ kind: 'pay', contractNo: 'x', ...entry }] };
  };
  const released: unknown[] = [];
  till.line.release = (act) => {
    released.push(act);
    return Promise.resolve();
  };
  const payment = payOf(memberId, 100);
  expect(await refusalOf(till.pos.storedValue.pay(payment))).toMatchObject({
    code: 'value_frozen',
  });
  expect(released).toEqual([{ actId: payment.paymentId, attemptId, memberId }]);
});

test('a refund shows both bases, records one of them, and is decided by two people (SV-03)', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  await till.pos.storedValue.pay(payOf(memberId, 60_000));
  const quoted = await till.pos.storedValue.quoteRefund({ memberId });
  const [{ contract, workings, lines } = expect.fail('no contract')] = quoted.contracts;
  expect(workings).toMatchObject([
    { basis: 'cooling_off', applies: false, refundFen: 0 },
    { basis: 'seller', consumedFen: 50_000, refundFen: 50_000 },
    { basis: 'consumer', consumedFen: 60_000, refundFen: 40_000 },
  ]);
  expect(lines.join('\n')).toContain('已消费 ¥600.00 × ¥1,000.00 ÷ ¥1,200.00 = ¥500.00');
  const wish = {
    refundId: 'F1',
    memberId,
    contractNo: contract.contractNo,
    basis: 'seller' as const,
    refundFen: 50_000,
    payTo: 'same_name_account' as const,
    approver,
    proof: { kind: 'pin', pin } as const,
  };
  const refusedWith = (changes: object) =>
    refusalOf(till.pos.storedValue.refund({ ...wish, ...changes }));
  expect(await refusedWith({ refundFen: 50_001 })).toMatchObject({
    code: 'value_refund_changed',
    maxFen: 50_000,
  });
  expect(await refusedWith({ payTo: 'cash' })).toMatchObject({ code: 'value_account_needed' });
  const cashier = { staffId: 'cashier-1', pin: cashierPin };
  expect(await refusedWith({ approver: cashier })).toMatchObject({ code: 'staff_role_needed' });
  const screen = till.screen();
  await screen.session.signIn(approver);
  // Nobody has typed the member's PIN here yet.
  const unproven = screen.storedValue.refund({ ...wish, proof: undefined });
  expect(await refusalOf(unproven)).toMatchObject({ code: 'value_pin_needed' });
  expect(await refusalOf(screen.storedValue.refund(wish))).toMatchObject({
    code: 'approver_same_person',
  });

  const posted = await till.pos.storedValue.refund(wish);
  expect(posted).toMatchObject({
    status: 'posted',
    refundFen: 50_000,
    member: { valuePrincipalFen: 0, valueBonusFen: 0 },
  });
  expect(await till.pos.storedValue.refund(wish)).toEqual({ ...posted, status: 'already_posted' });
  expect(await refusedWith({ refundId: 'F2' })).toMatchObject({ code: 'value_nothing_to_refund' });
  const { entries } = await till.pos.storedValue.get({ memberId });
  expect(entries.map(({ kind, paidOutFen }) => [kind, paidOutFen])).toEqual([
    ['refund', 50_000],
    ['pay', 0],
    ['top_up', 0],
  ]);
});

test('a lost wallet is stopped by anybody who knows the member, and let go by a manager (SV-09)', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  const stop = { freezeId: 'Z1', memberId, frozen: true };
  expect(await till.pos.storedValue.freeze(stop)).toMatchObject({ status: 'posted' });
  expect(await till.pos.storedValue.freeze(stop)).toMatchObject({ status: 'already_posted' });
  const again = { ...stop, freezeId: 'Z2' };
  expect(await till.pos.storedValue.freeze(again)).toMatchObject({ status: 'unchanged' });
  expect(await refusalOf(till.pos.storedValue.pay(payOf(memberId, 100)))).toMatchObject({
    code: 'value_frozen',
  });
  const go = { freezeId: 'Z3', memberId, frozen: false };
  expect(await refusalOf(till.pos.storedValue.freeze(go))).toMatchObject({
    code: 'staff_role_needed',
  });
  expect(await till.pos.storedValue.freeze({ ...go, approver })).toMatchObject({
    status: 'posted',
  });
  expect(await till.pos.storedValue.pay(payOf(memberId, 100))).toMatchObject({ status: 'posted' });
});

test('a screen that has heard no more than a phone number is told nothing of a wallet (ID-02)', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  expect(await screen.member.get({ memberId })).toMatchObject({
    valuePrincipalFen: null,
    valueBonusFen: null,
  });
  for (const call of [
    screen.storedValue.get({ memberId }),
    screen.storedValue.quoteRefund({ memberId }),
    screen.storedValue.offer({ memberId }),
    screen.storedValue.freeze({ freezeId: 'Z1', memberId, frozen: true }),
  ]) {
    expect(await refusalOf(call)).toMatchObject({ code: 'identification_needed' });
  }
});

test('without head office the statement says that it is not the whole one (art. 25)', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  expect(await till.pos.storedValue.statement({ memberId })).toMatchObject({
    isComplete: false,
    entries: [{ kind: 'top_up', principalFen: 100_000, bonusFen: 20_000 }],
  });
});

test('the offer says what may be topped up here and now', async () => {
  const till = await openShop();
  const memberId = await withValue(till);
  expect(await till.pos.storedValue.offer({ memberId })).toMatchObject({
    maxFen: 380_000,
    freeStepFen: 10_000,
    identityNeeded: false,
    limits: { maxBalanceFen: 500_000, walletFen: 120_000, coolingOffDays: 7 },
    offline: null,
  });
  till.line.online = false;
  till.line.announce();
  expect(await till.pos.storedValue.offer({ memberId })).toMatchObject({
    maxFen: 100_000,
    offline: { maxTopUpFen: 100_000, maxBalanceFen: 400_000 },
  });
});

test('a chain without stored value says so', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin });
  for (const call of [
    till.pos.storedValue.topUp(topUpOf(memberId)),
    till.pos.storedValue.pay(payOf(memberId, 100)),
  ]) {
    expect(await refusalOf(call)).toMatchObject({ code: 'value_not_offered' });
  }
});
