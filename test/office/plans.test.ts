import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { planUntilDay } from '../../src-shared/domain/plan/plan-days.ts';
import type { PaidPlan } from '../../src-shared/domain/plan/plan.ts';
import type { Task } from '../../src-shared/domain/task/task.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { publishTo, startLinedTill, startLiveTill } from '../support/live-till.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';
import { rateOf } from '../support/sample-domain.ts';
import { until } from '../support/until.ts';
import { refusalOf } from '../till/test-till.ts';

// Whole tills start and stop here.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const plainFile = path.join(import.meta.dirname, '../../resources/programmes/plain.json');
const managerPin = '830164';
const plus: PaidPlan = {
  planId: 'plus',
  name: { 'zh-CN': '尊享会员', en: 'Plus', 'zh-TW': '尊享會員' },
  priceFen: 19_800,
  months: 12,
  priceShare: rateOf(9, 10),
  fullRefundDays: 7,
};

const survey: Task = {
  taskId: 'survey',
  name: { 'zh-CN': '问卷', en: 'Survey', 'zh-TW': '問卷' },
  taskPoints: 20,
  repeats: 'once',
};

function sell(till: OfficeTill, memberId: string, planSaleId: string) {
  const soldOnDay = businessDateAt(Date.now());
  const term = { fromDay: soldOnDay, untilDay: addDays(soldOnDay, 364) };
  const sold = { planSaleId, planId: 'plus', ...term, paidFen: 19_800, soldOnDay };
  const plan = { ...sold, usedFen: 0, status: 'active' as const };
  return till.write('sellPlan', memberId, { planSaleId, plans: [{ kind: 'sell', plan }] });
}

function refund(till: OfficeTill, memberId: string, planSaleId: string, refundFen = 19_800) {
  return till.write('refundPlan', memberId, {
    planSaleId,
    basis: 'unused',
    refundFen,
    approverId: 'manager-1',
    plans: [{ kind: 'refund', planSaleId }],
  });
}

describeOffice('paid plans and tasks of several tills', (office) => {
  let approver: { readonly staffId: string; readonly pin: string };
  beforeAll(async () => {
    const plain = JSON.parse(readFileSync(plainFile, 'utf8')) as { version: number };
    await publishTo(office(), {
      ...plain,
      version: plain.version + 1,
      plans: [plus],
      tasks: [survey],
    });
    const manager = { name: '王店长', role: 'manager', pin: managerPin };
    const { body } = await callAdmin<{ staffId: string }>(office(), '/staff', manager);
    approver = { staffId: body.staffId, pin: managerPin };
  });

  const readCases = async (memberId: string): Promise<readonly object[]> =>
    (await callAdmin<{ cases: object[] }>(office(), `/cases?memberId=${memberId}`)).body.cases;

  test('TR-09, R040: sold at two tills at once a plan runs for both periods; a task counts once, with a case', async () => {
    const [one, two] = [
      await startLinedTill(office(), 'S-both'),
      await startLinedTill(office(), 'S-both'),
    ];
    const { memberId } = await one.pos.member.enrol({ phone: '13500051515' });
    await one.sync();
    await two.sync();
    const today = businessDateAt(Date.now());
    const [first, second] = [planUntilDay(today, 12), planUntilDay(today, 24)];
    const afterFirst = addDays(first, 1);
    for (const till of [one, two]) await till.setLine(false);
    for (const [till, checkId] of [
      [one, 'one'],
      [two, 'two'],
    ] as const) {
      const sold = await till.pos.plan.sell({
        memberId,
        planSaleId: randomUUIDv7(),
        planId: 'plus',
      });
      expect(sold).toMatchObject({ status: 'posted', fromDay: today, untilDay: first });
      const checked = await till.pos.task.checkOff({ memberId, checkId, taskId: 'survey' });
      expect(checked).toMatchObject({ status: 'posted', taskPoints: 20 });
    }
    for (const till of [one, two]) {
      await till.setLine(true);
      await till.sync();
    }
    for (const till of [one, two]) {
      await until('the plans are told', async () => {
        await till.sync();
        const { plans, growth } = await till.pos.member.standing({ memberId });
        const days = plans.flatMap(({ sales }) =>
          sales.map(({ fromDay, untilDay }) => `${fromDay} ${untilDay}`),
        );
        const isTold = days.join() === [`${today} ${first}`, `${afterFirst} ${second}`].join();
        return isTold && growth.taskPoints === 20;
      });
    }
    expect(await readCases(memberId)).toMatchObject([
      {
        kind: 'task_checked_twice',
        state: 'open',
        evidence: { taskId: 'survey', taskPoints: 20, storeId: 'S-both' },
      },
    ]);
  });

  test('OF-02: a till without a line keeps the wish, and with it hears what others used or gave back', async () => {
    const one = await startLiveTill(office(), 'S-plan');
    const two = await startLinedTill(office(), 'S-plan');
    const { memberId } = await one.pos.member.enrol({ phone: '13500031313' });
    const sale = { memberId, planSaleId: randomUUIDv7() };
    await one.pos.plan.sell({ ...sale, planId: 'plus' });
    await one.sync();
    await two.sync();
    const back = (planRefundId: string, refundFen: number) => ({
      ...sale,
      planRefundId,
      reason: 'consumer' as const,
      refundFen,
      approver,
    });
    await two.setLine(false);
    expect(await two.pos.plan.refund(back('two', 19_800))).toMatchObject({ status: 'requested' });

    // Some of it is used meanwhile, at a till that the other one does not hear of.
    const goods = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, listFen: 10_000 };
    await one.pos.receipt.post({
      receiptNo: 'P1',
      businessDate: businessDateAt(Date.now()),
      memberId,
      lines: [{ ...goods, amountFen: 10_000 }],
      wishes: {},
    });
    await one.sync();
    const { refundFen } = await one.pos.plan.quoteRefund({ ...sale, reason: 'consumer' });
    expect(refundFen).toBeLessThan(19_800);
    await two.setLine(true);
    expect(await refusalOf(two.pos.plan.refund(back('two', 19_800)))).toMatchObject({
      code: 'plan_refund_changed',
      maxFen: refundFen,
    });

    await two.setLine(false);
    expect(await one.pos.plan.refund(back('one', refundFen))).toMatchObject({ status: 'posted' });
    await one.sync();
    await two.setLine(true);
    expect(await refusalOf(two.pos.plan.refund(back('two', refundFen)))).toMatchObject({
      code: 'plan_refunded',
    });
    await two.sync();
    expect(await readCases(memberId)).toEqual([]);

    // What was kept of the fee for these goods comes with them at either till (TR-09).
    const goodsBack = await two.pos.refund.post({
      refundNo: 'P1-back',
      receiptNo: 'P1',
      lines: [{ lineNo: 1, amountFen: 9_000 }],
    });
    expect(goodsBack).toMatchObject({ planChargeFen: 19_800 - refundFen });
    await two.sync();
    const { body } = await callAdmin(office(), '/audit/differences');
    expect(body).toMatchObject({ differences: [] });
  });

  test('OF-02: one that two tills paid back is a case with both of them and the sum, once', async () => {
    const [one, two] = [
      await OfficeTill.activate(office(), 'S001'),
      await OfficeTill.activate(office(), 'S002'),
    ];
    const [memberId, otherId] = [randomUUIDv7(), randomUUIDv7()];
    const [sale, other] = [randomUUIDv7(), randomUUIDv7()];
    await one.push([one.enrol(memberId, '13500041414'), one.enrol(otherId, '13500041415')]);
    const sales = [sale, other].map((planSaleId) => sell(one, memberId, planSaleId));
    await one.push([...sales, refund(one, memberId, sale)]);
    expect(await readCases(memberId)).toEqual([]);
    await two.push([refund(two, memberId, sale, 8_850), refund(two, memberId, other)]);
    const evidence = { planSaleId: sale, firstStoreId: 'S001', firstFen: 19_800, storeId: 'S002' };
    expect(await readCases(memberId)).toMatchObject([
      {
        kind: 'plan_refunded_twice',
        state: 'open',
        operatorId: null,
        evidence: { ...evidence, refundFen: 8_850, refundCount: 2, refundedFen: 28_650 },
      },
    ]);
    // Once more, after the member was merged into another, and after that was undone: the same sale.
    const act = { mergeId: randomUUIDv7(), actor: 'anna', reason: 'one person' };
    const merge = { ...act, fromMemberId: memberId, intoMemberId: otherId };
    expect((await callAdmin(office(), '/members/merge', merge)).status).toBe(200);
    await one.push([refund(one, otherId, other)]);
    expect(await readCases(otherId)).toMatchObject([
      { kind: 'plan_refunded_twice', evidence: { planSaleId: other, refundedFen: 39_600 } },
    ]);
    expect((await callAdmin(office(), '/members/unmerge', act)).status).toBe(200);
    await two.push([refund(two, memberId, other)]);
    expect(await readCases(otherId)).toMatchObject([
      { state: 'open', evidence: { planSaleId: other, refundCount: 3, refundedFen: 59_400 } },
    ]);
  });

  test('TR-09, PL-19: one given back for a survivor, whose merge is undone meanwhile, is over for whose it is', async () => {
    const till = await OfficeTill.activate(office(), 'S001');
    const [memberId, survivorId] = [randomUUIDv7(), randomUUIDv7()];
    const planSaleId = randomUUIDv7();
    await till.push([
      till.enrol(memberId, '13500041418'),
      till.enrol(survivorId, '13500041419'),
      sell(till, memberId, planSaleId),
    ]);
    const shop = await startLinedTill(office(), 'S001');
    await shop.sync();
    const planCountOf = async (id: string) =>
      (await shop.pos.member.standing({ memberId: id })).plans.length;
    expect(await planCountOf(memberId)).toBe(1);
    const act = { mergeId: randomUUIDv7(), actor: 'anna', reason: 'one person' };
    const merge = { ...act, fromMemberId: memberId, intoMemberId: survivorId };
    expect((await callAdmin(office(), '/members/merge', merge)).status).toBe(200);
    expect((await callAdmin(office(), '/members/unmerge', act)).status).toBe(200);
    await till.push([refund(till, survivorId, planSaleId)]);
    await shop.sync();
    const again = {
      memberId,
      planSaleId,
      planRefundId: randomUUIDv7(),
      reason: 'seller' as const,
      refundFen: 19_800,
      approver,
    };
    expect(await refusalOf(shop.pos.plan.refund(again))).toMatchObject({ code: 'plan_refunded' });
    for (const id of [memberId, survivorId]) expect(await planCountOf(id)).toBe(0);
    expect(await readCases(survivorId)).toEqual([]);
  });
});
