import { expect, test } from 'vitest';
import { operationSchema } from '../../src-shared/contract/operation-schema.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import { planUntilDay } from '../../src-shared/domain/plan/plan-days.ts';
import type { OperationDraft } from '../../src-shared/domain/operation/operation.ts';
import type { PaidPlan } from '../../src-shared/domain/plan/plan.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { rateOf, samplePassed, sampleTill } from '../support/sample-domain.ts';
import { confirmed } from './fake-sync.ts';
import { managerPin, openTestTill, refusalOf } from './test-till.ts';

const today = businessDateAt(Date.now());
const hourMs = 3_600_000;
const plus: PaidPlan = {
  planId: 'plus',
  name: { 'zh-CN': '尊享会员', en: 'Plus', 'zh-TW': '尊享會員' },
  priceFen: 19_900,
  months: 12,
  priceShare: rateOf(9, 10),
  fullRefundDays: 7,
};
const approver = { staffId: 'manager-1', pin: managerPin };

async function openShop() {
  const till = await openTestTill({ programme: { plans: [plus] } });
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
  const sell = (planSaleId: string, planId = 'plus') =>
    till.pos.plan.sell({ planSaleId, memberId, planId });
  const refund = (planRefundId: string, changes: object = {}) =>
    till.pos.plan.refund({
      planRefundId,
      memberId,
      planSaleId: 'sale-1',
      reason: 'consumer',
      refundFen: 19_900,
      approver,
      ...changes,
    });
  return { till, memberId, sell, refund };
}

test('sells a plan once, and a renewal from the old end; neither earns points (TR-09, R046)', async () => {
  const { till, memberId, sell } = await openShop();
  const untilDay = planUntilDay(today, 12);
  const first = await sell('sale-1');
  expect(first).toMatchObject({
    status: 'posted',
    priceFen: 19_900,
    fromDay: today,
    untilDay,
    member: { availablePoints: 0, pendingPoints: 0 },
  });
  expect((await till.pos.member.standing({ memberId })).plans).toEqual([
    {
      planId: 'plus',
      name: '尊享会员',
      fromDay: today,
      untilDay,
      isProvisional: true,
      sales: [{ planSaleId: 'sale-1', fromDay: today, untilDay, paidFen: 19_900 }],
    },
  ]);
  expect(await sell('sale-1')).toMatchObject({ status: 'already_posted', untilDay });
  const operations = till.line.store.operation.head().terminalSeq;
  const renewal = await sell('sale-2');
  const renewedFrom = addDays(untilDay, 1);
  expect(renewal).toMatchObject({ status: 'posted', fromDay: renewedFrom });
  expect(till.line.store.operation.head().terminalSeq).toBe(operations + 1);
  till.line.feed(confirmed(till.line.store, memberId as MemberId));
  expect((await till.pos.member.standing({ memberId })).plans).toMatchObject([
    { fromDay: today, untilDay: planUntilDay(renewedFrom, 12), isProvisional: false },
  ]);
});

test('lists what is sold, and refuses what is not, and an id for another sale', async () => {
  const { till, sell } = await openShop();
  expect(await till.pos.plan.list()).toEqual({
    plans: [{ planId: 'plus', name: '尊享会员', priceFen: 19_900, months: 12, fullRefundDays: 7 }],
  });
  expect(await refusalOf(sell('sale-1', 'family'))).toMatchObject({ code: 'plan_unknown' });
  await sell('sale-1');
  expect(await refusalOf(sell('sale-1', 'family'))).toMatchObject({ code: 'id_reused' });
});

test('sells offline for 72 hours, then keeps the wish and sells under the same id when the line is back (OF-02)', async () => {
  const { till, sell } = await openShop();
  till.line.online = false;
  till.line.replicaAgeMs = 71 * hourMs;
  till.line.announce();
  expect(await sell('sale-1')).toMatchObject({ status: 'posted' });
  till.line.replicaAgeMs = 73 * hourMs;
  till.line.announce();
  const before = till.line.store.operation.head().terminalSeq;
  expect(await sell('sale-2')).toMatchObject({ status: 'requested' });
  expect(await sell('sale-2')).toMatchObject({ status: 'requested' });
  expect(till.line.store.operation.head().terminalSeq).toBe(before);
  till.line.online = true;
  till.line.announce();
  expect(await sell('sale-2')).toMatchObject({ status: 'posted' });
  expect(await sell('sale-2')).toMatchObject({ status: 'already_posted' });
});

test('shows what a plan gives back, then gives it back once, approved by a manager (TR-09)', async () => {
  const { till, memberId, sell, refund } = await openShop();
  await sell('sale-1');
  const asked = { memberId, planSaleId: 'sale-1', reason: 'consumer' } as const;
  expect(await till.pos.plan.quoteRefund(asked)).toEqual({
    status: 'quoted',
    basis: 'unused',
    refundFen: 19_900,
    lines: [
      { kind: 'paid', text: '已付会员费', amountFen: 19_900 },
      { kind: 'refund', text: '应退金额', amountFen: 19_900 },
    ],
  });
  const before = till.line.store.operation.head().terminalSeq;
  expect(await refund('refund-1')).toMatchObject({
    status: 'posted',
    basis: 'unused',
    refundFen: 19_900,
  });
  expect((await till.pos.member.standing({ memberId })).plans).toEqual([]);
  const repeat = await refund('refund-1', { approver: { ...approver, pin: '000000' } });
  expect(repeat).toMatchObject({ status: 'already_posted', refundFen: 19_900 });
  expect(till.line.store.operation.head().terminalSeq).toBe(before + 1);
  expect(till.line.store.operation.find(before + 1)?.operation.body).toMatchObject({
    planSaleId: 'sale-1',
    approverId: 'manager-1',
    refundFen: 19_900,
  });
  expect(await refusalOf(refund('refund-2'))).toMatchObject({ code: 'plan_refunded' });
});

test('asks less at the wish of a member whose prices were used, and by days where the shop failed (TR-09)', async () => {
  const { till, memberId, sell, refund } = await openShop();
  await sell('sale-1');
  const state = confirmed(till.line.store, memberId as MemberId);
  const plans = state.plans?.map((plan) => ({ ...plan, usedFen: 2500 }));
  till.line.feed({ ...state, ...(plans === undefined ? {} : { plans }) });
  const quote = async (reason: 'seller' | 'consumer') =>
    till.pos.plan.quoteRefund({ memberId, planSaleId: 'sale-1', reason });
  expect(await quote('consumer')).toMatchObject({
    basis: 'consumer',
    refundFen: 17_400,
    lines: [
      {},
      { text: '已享优惠（按原价计，含多得积分）', amountFen: -2500 },
      { amountFen: 17_400 },
    ],
  });
  const bySeller = await quote('seller');
  expect(bySeller.basis).toBe('seller');
  expect(bySeller.lines[1]?.text).toMatch(/^已过 1 天（共 36[56] 天）$/);
  expect(await refusalOf(refund('refund-1'))).toEqual({
    code: 'plan_refund_changed',
    maxFen: 17_400,
  });
  expect(await refund('refund-1', { refundFen: 17_400 })).toMatchObject({ status: 'posted' });
});

test('refuses a refund that nobody else approves, and one of another member (TR-09)', async () => {
  const { till, sell, refund } = await openShop();
  await sell('sale-1');
  const wrong = [
    [{ approver: { ...approver, pin: '000000' } }, 'staff_pin_wrong'],
    [{ approver: { ...approver, staffId: 'cashier-1' } }, 'staff_role_needed'],
    [{ approver: { ...approver, staffId: 'nobody' } }, 'staff_unknown'],
    [{ planSaleId: 'sale-2' }, 'plan_sale_not_found'],
  ] as const;
  for (const [changes, code] of wrong)
    expect(await refusalOf(refund('refund-1', changes))).toMatchObject({ code });
  const other = await till.pos.member.enrol({ phone: '13900000001' });
  expect(await refusalOf(refund('refund-1', { memberId: other.memberId }))).toMatchObject({
    code: 'plan_sale_not_found',
  });
});

test('keeps the wish to sell where the line was down for too long, and the wish to refund at once (OF-02)', async () => {
  const { till, memberId, sell, refund } = await openShop();
  await sell('sale-1');
  till.line.online = false;
  till.line.announce();
  const before = till.line.store.operation.head().terminalSeq;
  expect(await refund('refund-1')).toMatchObject({ status: 'requested' });
  till.line.replicaAgeMs = 100 * hourMs;
  till.line.announce();
  expect(await sell('sale-2')).toMatchObject({ status: 'requested' });
  expect(till.line.store.operation.head().terminalSeq).toBe(before);

  // Both wait where the screen shows them, to be done or withdrawn.
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: '571938' });
  expect(await refusalOf(screen.plan.requests({ memberId }))).toMatchObject({
    code: 'identification_impossible',
  });
  const manager = { kind: 'manager', ...approver } as const;
  await screen.member.identify({ memberId, factor: manager });
  const asked = { memberId, planId: 'plus', planName: '尊享会员', askedOnDay: today };
  expect((await screen.plan.requests({ memberId })).requests).toMatchObject([
    { ...asked, requestId: 'sale-2', kind: 'sale', refund: null, amountFen: 19_900 },
    {
      ...asked,
      requestId: 'refund-1',
      kind: 'refund',
      refund: { planSaleId: 'sale-1', reason: 'consumer' },
      amountFen: 19_900,
    },
  ]);
  const withdrawn = { memberId, requestId: 'sale-2', kind: 'sale' } as const;
  expect(await screen.plan.withdraw(withdrawn)).toEqual({ status: 'withdrawn' });
  expect(await screen.plan.withdraw(withdrawn)).toEqual({ status: 'nothing_waits' });
  till.line.online = true;
  till.line.announce();
  expect(await refund('refund-1')).toMatchObject({ status: 'posted' });
  expect((await screen.plan.requests({ memberId })).requests).toEqual([]);
  const posted = { memberId, requestId: 'refund-1', kind: 'refund' } as const;
  expect(await screen.plan.withdraw(posted)).toEqual({ status: 'nothing_waits' });
});

test('a plan that a neighbour sold is given back once head office has heard of the sale (OF-02)', async () => {
  const { till, memberId, sell, refund } = await openShop();
  // The same sale, as another till of the store has it.
  await sell('sale-0');
  const sold = till.line.store.operation.find(till.line.store.operation.head().terminalSeq);
  if (sold?.operation.kind !== 'sellPlan') throw new Error('That sold no plan.');
  const [change] = sold.operation.body.plans;
  if (change?.kind !== 'sell') throw new Error('That sold no plan.');
  const plan = { ...change.plan, planSaleId: 'sale-1' };
  const draft: OperationDraft = {
    kind: 'sellPlan',
    memberId: memberId as MemberId,
    body: { planSaleId: 'sale-1', plans: [{ kind: 'sell', plan }] },
  };
  const { neighbour } = till.line.store;
  const other = sampleTill(9);
  const { installId } = other;
  neighbour.replaceAll([{ installId, terminalId: 't-9', terminalName: '9号机', publicKey: 'key' }]);
  const operation = other.place(draft, { atMs: Date.now(), businessDate: today });
  neighbour.keep(installId, samplePassed(operation));

  expect(await refund('refund-1')).toMatchObject({ status: 'requested' });
  const known = confirmed(till.line.store, memberId as MemberId);
  till.line.feed({ ...known, plans: [...(known.plans ?? []), plan] });
  expect(await refund('refund-1')).toMatchObject({ status: 'posted', refundFen: 19_900 });
});

test('goods that come back give back what the plan saved on them, part by part (TR-09, PL-11)', async () => {
  const { till, memberId, sell } = await openShop();
  await sell('sale-1');
  const line = { sku: 'S', category: 'grocery', quantity: 1 };
  await till.pos.receipt.post({
    receiptNo: 'T-1',
    businessDate: today,
    memberId,
    lines: [
      { ...line, lineNo: 1, amountFen: 10_000 },
      { ...line, lineNo: 2, amountFen: 333 },
    ],
    wishes: { couponIds: [], points: 0 },
  });
  const refundFen = async () => {
    const asked = { memberId, planSaleId: 'sale-1', reason: 'consumer' } as const;
    return (await till.pos.plan.quoteRefund(asked)).refundFen;
  };
  // 10 % of 100.00 and, its price rounded down, 0.34 of 3.33.
  expect(await refundFen()).toBe(19_900 - 1034);
  const giveBack = (refundNo: string, lineNo: number, amountFen: number) =>
    till.pos.refund.post({ refundNo, receiptNo: 'T-1', lines: [{ lineNo, amountFen }] });
  await giveBack('F-1', 1, 4500);
  expect(await refundFen()).toBe(19_900 - 534);
  await giveBack('F-2', 2, 100);
  expect(await refundFen()).toBe(19_900 - 523);
  const { terminalSeq } = till.line.store.operation.head();
  const posted = till.line.store.operation.find(terminalSeq)?.operation;
  expect(operationSchema.parse(posted).body).toMatchObject({
    plans: [{ kind: 'give_back', planSaleId: 'sale-1', savedFen: 11 }],
  });
  await giveBack('F-3', 1, 4500);
  await giveBack('F-4', 2, 199);
  // As if it had never been used: all of it again within the days to think it over.
  expect(await refundFen()).toBe(19_900);
});

test('goods that come back after their plan pay out what its refund had kept for them (TR-09)', async () => {
  const { till, memberId, sell, refund } = await openShop();
  await sell('sale-1');
  const line = { lineNo: 1, sku: 'S', category: 'grocery', quantity: 1, amountFen: 20_000 };
  await till.pos.receipt.post({
    receiptNo: 'T-1',
    businessDate: today,
    memberId,
    lines: [line],
    wishes: { couponIds: [], points: 0 },
  });
  const half = { receiptNo: 'T-1', lines: [{ lineNo: 1, amountFen: 9000 }] };
  const first = await till.pos.refund.post({ ...half, refundNo: 'F-1' });
  expect(first).toMatchObject({ moneyFen: 9000 });
  expect(first).not.toHaveProperty('planChargeFen');
  // Of 20.00 saved, 10.00 are still used and kept of the fee.
  expect(await refund('refund-1', { refundFen: 18_900 })).toMatchObject({ status: 'posted' });
  const quoted = await till.pos.refund.quote(half);
  expect(quoted).toMatchObject({ moneyFen: 9000, planChargeFen: 1000 });
  const second = await till.pos.refund.post({ ...half, refundNo: 'F-2' });
  expect(second).toMatchObject({ moneyFen: 9000, planChargeFen: 1000 });
  expect(await till.pos.refund.post({ ...half, refundNo: 'F-2' })).toMatchObject({
    status: 'already_posted',
    planChargeFen: 1000,
  });
  const { terminalSeq } = till.line.store.operation.head();
  const posted = till.line.store.operation.find(terminalSeq)?.operation;
  expect(operationSchema.parse(posted)).toEqual(posted);
});
