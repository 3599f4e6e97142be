import { randomUUIDv7 } from 'node:crypto';
import { safe } from '@orpc/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readPlainProgramme } from '../../src-office/plain-programme.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { Refusal } from '../../src-shared/domain/refusal.ts';
import { describeOffice } from '../support/describe-office.ts';
import { type LinedTill, type LiveTill, openLinedTill, publishTo } from '../support/live-till.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';
import { sampleTemplate } from '../support/sample-coupons.ts';
import { sampleValueRules } from '../support/sample-value.ts';
import { until } from '../support/until.ts';

// Whole tills start and stop here.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });

const pin = '579246';
const proof = { kind: 'pin', pin } as const;
const always = { kind: 'after_issue', days: 30 } as const;
const storeId = 'S-merged';
const businessDate = businessDateAt(Date.now());

let phones = 13_500_070_000;
let numbers = 0;

describeOffice('what comes back of receipts whose members were merged (PL-19)', (office) => {
  /** Three of one store, which every test has: what it does is about members of its own. */
  let tills: readonly [LinedTill, LinedTill, LinedTill];

  beforeAll(async () => {
    const { version, ...plain } = readPlainProgramme() as {
      readonly version: number;
      readonly earn: object;
    };
    const ten = { kind: 'cash', offFen: 1_000 } as const;
    const templates = [
      sampleTemplate('ten', ten, { validity: always }),
      sampleTemplate(
        'friend',
        { ...ten, offFen: 6_000 },
        {
          validity: always,
          offlineMode: 'online_only',
          transferable: true,
        },
      ),
    ];
    const coupons = { maxPerReceipt: 3, giveBackGraceDays: 7, templates };
    const earn = {
      ...plain.earn,
      caps: { receiptsPerDay: 10, pointsPerDay: 5_000 },
      usableAfterDays: [{ categories: ['clothing'], days: 7 }],
    };
    const rules = sampleValueRules();
    const profiles = rules.profiles.filter(({ profileId }) => profileId === 'named');
    const value = { ...rules, profiles, profileIdByStore: {} };
    await publishTo(office(), { ...plain, version: version + 1, earn, coupons, value });
    tills = [
      await openLinedTill(office(), storeId),
      await openLinedTill(office(), storeId),
      await openLinedTill(office(), storeId),
    ];
  });
  afterAll(async () => {
    for (const till of tills) await till.stop();
  });

  const lineOf = (lineNo: number, amountFen: number) => ({
    lineNo,
    sku: `a${lineNo}`,
    category: 'food',
    quantity: 1,
    amountFen,
  });
  const numberOf = (letter: string) => `${letter}${(numbers += 1)}`;
  /** Twice: what one of them sent, the others have then. */
  const syncAll = async (...tills: readonly LiveTill[]) => {
    for (const till of [...tills, ...tills]) await till.sync();
  };
  const sell = (
    till: LiveTill,
    memberId: string,
    receiptNo: string,
    amountsFen: number[],
    wishes?: object,
  ) =>
    till.pos.receipt.post({
      receiptNo,
      businessDate,
      memberId,
      lines: amountsFen.map((amountFen, index) => lineOf(index + 1, amountFen)),
      ...(wishes === undefined
        ? {}
        : { wishes: { couponIds: 'best' as const, points: 0, ...wishes }, proof }),
    });
  const refund = (till: LiveTill, receiptNo: string, lineNo: number, amountFen: number) =>
    till.pos.refund.post({ refundNo: numberOf('F'), receiptNo, lines: [{ lineNo, amountFen }] });
  /** 500.00 of principal and 50.00 of bonus. */
  const topUp = (till: LiveTill, memberId: string) =>
    till.pos.storedValue.topUp({
      topUpId: randomUUIDv7(),
      memberId,
      packageId: 'p500',
      method: 'card',
      identity: 'id_card',
      termsConfirmed: true,
    });
  const merge = async (fromMemberId: string, intoMemberId: string) => {
    const act = { mergeId: randomUUIDv7(), actor: 'anna', reason: '同一人' };
    const { body } = await callAdmin(office(), '/members/merge', {
      ...act,
      fromMemberId,
      intoMemberId,
    });
    expect(body).toEqual({ status: 'merged' });
    return async () => {
      expect((await callAdmin(office(), '/members/unmerge', act)).body).toEqual({
        status: 'unmerged',
      });
    };
  };
  const issue = async (templateId: string, memberId: string) => {
    const wish = {
      issueId: randomUUIDv7(),
      templateId,
      memberIds: [memberId],
      actor: 'anna',
      reason: 'test',
    };
    expect((await callAdmin(office(), '/coupons/issue', wish)).status).toBe(200);
  };
  const couponsOf = async (memberId: string) =>
    (
      await callAdmin<{ coupons: { templateId: string; status: string; code: string | null }[] }>(
        office(),
        `/coupons?memberId=${memberId}`,
      )
    ).body.coupons;
  const casesOf = async (memberId: string) =>
    (
      await callAdmin<{ cases: { kind: string; evidence: object }[] }>(
        office(),
        `/cases?memberId=${memberId}`,
      )
    ).body.cases;
  const pointsOf = async (memberId: string) => {
    await office().settle();
    const { body } = await callAdmin<{
      availablePoints: number;
      pendingPoints: number;
      debtPoints: number;
    }>(office(), `/members/${memberId}`);
    return body.availablePoints + body.pendingPoints - body.debtPoints;
  };
  /** What the audit finds by now of some members. */
  const differencesOf = async (...memberIds: readonly string[]) => {
    // It comes to everything in turn, and to this one, of a tier that nobody has, last.
    const till = await OfficeTill.activate(office());
    const lastId = randomUUIDv7();
    phones += 1;
    await till.push([till.enrol(lastId, String(phones))]);
    let differences: readonly { memberId: string }[] = [];
    await until('the audit has come to it', async () => {
      const { body } = await callAdmin<{ differences: { memberId: string }[] }>(
        office(),
        '/audit/differences',
      );
      ({ differences } = body);
      return differences.some(({ memberId }) => memberId === lastId);
    });
    return differences.filter(({ memberId }) => memberIds.includes(memberId));
  };
  /** Which of the sales of a number came to so much, as the till lists them. */
  const saleOf = async (till: LiveTill, receiptNo: string, amountFen: number) => {
    const error: unknown = await till.pos.receipt.find({ receiptNo }).catch((no: unknown) => no);
    const { data } = error as { readonly data?: Pick<Refusal, 'sales'> };
    return data?.sales?.find((sale) => sale.amountFen === amountFen)?.saleOperationId;
  };
  const codeOf = async (call: Promise<unknown>) =>
    ((await safe(call)).error as { code?: string } | null)?.code;

  const heldOf = async (memberId: string) =>
    (await callAdmin<{ heldPoints: number }>(office(), `/members/${memberId}`)).body.heldPoints;
  const decideHeld = async (memberId: string, decision: 'granted' | 'refused') => {
    const { body } = await callAdmin<{ holds: { memberId: string; holdId: string }[] }>(
      office(),
      '/holds?limit=1000',
    );
    const hold = body.holds.find((each) => each.memberId === memberId);
    const decided = { memberId, decision, actor: 'anna', reason: '核实' };
    const path = `/holds/${encodeURIComponent(hold?.holdId ?? '')}`;
    expect((await callAdmin(office(), path, decided)).status).toBe(200);
  };
  const enrol = async (till: LiveTill, name: string) => {
    phones += 1;
    return (await till.pos.member.enrol({ phone: String(phones), name, pin })).memberId;
  };

  /** Two members with 800 points each, and the tills with their lines up, however the test before has ended. */
  async function openShop() {
    for (const till of tills) await till.setLine(true);
    const brought = await enrol(tills[0], '张小雯');
    const survivor = await enrol(tills[0], '张三丰');
    for (const memberId of [brought, survivor])
      await sell(tills[0], memberId, numberOf('E'), [80_000]);
    await syncAll(...tills);
    return { tills, brought, survivor };
  }

  /** Two lines of 60.00, a coupon of 10.00 and 400 points: of each line 55.00 are left, of which 2.00 points paid. */
  async function sellToBrought({ tills, brought }: Awaited<ReturnType<typeof openShop>>) {
    await issue('ten', brought);
    await syncAll(...tills);
    const receiptNo = numberOf('K');
    await until('the coupon is at the till', async () => {
      await tills[1].sync();
      return (await tills[1].pos.coupon.list({ memberId: brought })).coupons.length === 1;
    });
    const sold = await sell(tills[1], brought, receiptNo, [6_000, 6_000], { points: 400 });
    expect(sold).toMatchObject({ status: 'posted' });
    await syncAll(...tills);
    return receiptNo;
  }

  test('a till offline during a merge and its undo counts what came back: no line comes back twice', async () => {
    const shop = await openShop();
    const { tills, brought, survivor } = shop;
    const [away, , third] = tills;
    const receiptNo = await sellToBrought(shop);
    await away.setLine(false);
    const undo = await merge(brought, survivor);
    await syncAll(tills[1], third);
    expect(await refund(third, receiptNo, 1, 5_500)).toMatchObject({
      status: 'posted',
      restoredPoints: 200,
    });
    await third.sync();
    await undo();
    await away.setLine(true);
    await syncAll(...tills);
    for (const till of tills)
      expect(await codeOf(refund(till, receiptNo, 1, 5_500))).toBe('refund_exceeds_sale');
    // What the feed has brought is enough.
    await away.setLine(false);
    expect(await codeOf(refund(away, receiptNo, 1, 5_500))).toBe('refund_exceeds_sale');
    await away.setLine(true);
    expect(await refund(away, receiptNo, 2, 5_500)).toMatchObject({
      restoredPoints: 200,
      restoredCoupons: 1,
    });
    await syncAll(...tills);
    expect([await pointsOf(brought), await pointsOf(survivor)]).toEqual([800, 800]);
    expect(await couponsOf(brought)).toMatchObject([{ status: 'issued' }]);
    expect(await casesOf(brought)).toEqual([]);
  });

  test('a line that comes back twice all the same, under both members, is a case', async () => {
    const shop = await openShop();
    const { tills, brought, survivor } = shop;
    const [away, , third] = tills;
    const receiptNo = await sellToBrought(shop);
    await away.setLine(false);
    const undo = await merge(brought, survivor);
    await third.sync();
    await refund(third, receiptNo, 1, 5_500);
    await third.sync();
    await undo();
    expect(await refund(away, receiptNo, 1, 5_500)).toMatchObject({ status: 'posted' });
    await away.setLine(true);
    await syncAll(...tills);
    expect(await casesOf(brought)).toMatchObject([
      { kind: 'refunded_twice', evidence: { receiptNo, lineNo: 1, refundCount: 2 } },
    ]);
  });

  /** 300.00 to the survivor, of which the one merged away had paid 5.00 with 500 points before. */
  async function sellPaidBefore({
    tills,
    brought,
    survivor,
  }: Awaited<ReturnType<typeof openShop>>) {
    const [till] = tills;
    const receiptNo = numberOf('K');
    const eligibleFen = 30_000;
    const wish = { redemptionId: randomUUIDv7(), memberId: brought, receiptNo, eligibleFen };
    await till.pos.redemption.post({ ...wish, points: 500, proof });
    await till.sync();
    const undo = await merge(brought, survivor);
    await syncAll(...tills);
    expect(await sell(till, survivor, receiptNo, [30_000])).toMatchObject({ status: 'posted' });
    await syncAll(...tills);
    return { receiptNo, undo };
  }

  test('points paid with before a merge are known to the receipt after it: nothing is put right', async () => {
    const shop = await openShop();
    const { survivor } = shop;
    const [till] = shop.tills;
    const { receiptNo } = await sellPaidBefore(shop);
    for (const back of [15_000, 15_000]) {
      expect(await refund(till, receiptNo, 1, back)).toMatchObject({ restoredPoints: 250 });
      await till.sync();
    }
    expect(await pointsOf(survivor)).toBe(1_600);
    expect(await casesOf(survivor)).toEqual([]);
  });

  test('PL-13: points paid with before a merge come back to who paid them, in parts at several tills', async () => {
    const shop = await openShop();
    const { tills, brought, survivor } = shop;
    const [till, ...others] = tills;
    const { receiptNo, undo } = await sellPaidBefore(shop);
    await refund(till, receiptNo, 1, 6_000);
    await till.sync();
    await undo();
    // 100 of the 500 points are back; of 295.00 paid otherwise the survivor keeps 236.
    expect([await pointsOf(brought), await pointsOf(survivor)]).toEqual([400, 800 + 236]);
    await syncAll(...tills);
    for (const other of others) await other.setLine(false);
    await refund(till, receiptNo, 1, 12_000);
    await refund(others[0], receiptNo, 1, 9_000);
    await refund(others[1], receiptNo, 1, 3_000);
    for (const other of others.toReversed()) await other.setLine(true);
    await syncAll(...tills);
    expect([await pointsOf(brought), await pointsOf(survivor)]).toEqual([800, 800]);
    expect([...(await casesOf(brought)), ...(await casesOf(survivor))]).toEqual([]);
  });

  test('PL-13: points paid with before a merge come back once though two tills take the same goods', async () => {
    const shop = await openShop();
    const { tills, brought, survivor } = shop;
    const [till, away] = tills;
    const { receiptNo, undo } = await sellPaidBefore(shop);
    await undo();
    await syncAll(...tills);
    await away.setLine(false);
    await refund(till, receiptNo, 1, 30_000);
    await refund(away, receiptNo, 1, 15_000);
    await till.sync();
    expect([await pointsOf(brought), await pointsOf(survivor)]).toEqual([800, 800]);
    await away.setLine(true);
    await syncAll(...tills);
    expect([await pointsOf(brought), await pointsOf(survivor)]).toEqual([800, 800]);
    expect(await casesOf(survivor)).toMatchObject([{ kind: 'refunded_twice' }]);
  });

  test('PL-08: what the caps hold of a sale to the one merged away waits with them after the undo', async () => {
    const { tills, brought, survivor } = await openShop();
    const [, ...others] = tills;
    for (const other of others) {
      await other.setLine(false);
      await sell(other, brought, numberOf('K'), [300_000]);
    }
    const undo = await merge(brought, survivor);
    for (const other of others) await other.setLine(true);
    await syncAll(...tills);
    // The survivor's day has its own 800 points and 3,000 of each sale, of which 5,000 are free.
    expect([await pointsOf(survivor), await heldOf(survivor)]).toEqual([1_600 + 4_200, 1_800]);
    await undo();
    await syncAll(...tills);
    expect([await pointsOf(survivor), await heldOf(survivor)]).toEqual([800, 0]);
    expect([await pointsOf(brought), await heldOf(brought)]).toEqual([5_000, 1_800]);
    await decideHeld(brought, 'granted');
    expect([await pointsOf(brought), await heldOf(brought)]).toEqual([6_800, 0]);
  });

  test('PL-08, PL-19: what the caps held of two members as one is free after the undo, as far as each is below', async () => {
    const { tills, brought, survivor } = await openShop();
    const [till, ...others] = tills;
    for (const [index, other] of others.entries()) {
      await other.setLine(false);
      await sell(other, index === 0 ? brought : survivor, numberOf('K'), [300_000]);
    }
    const undo = await merge(brought, survivor);
    for (const other of others) await other.setLine(true);
    await syncAll(...tills);
    expect([await pointsOf(survivor), await heldOf(survivor)]).toEqual([1_600 + 4_200, 1_800]);
    await undo();
    await syncAll(...tills);
    expect([await pointsOf(survivor), await heldOf(survivor)]).toEqual([3_800, 0]);
    expect([await pointsOf(brought), await heldOf(brought)]).toEqual([3_800, 0]);
    // What is above the caps of one alone waits as ever.
    await sell(till, survivor, numberOf('K'), [150_000]);
    await till.sync();
    expect([await pointsOf(survivor), await heldOf(survivor)]).toEqual([5_000, 300]);
  });

  test('PL-08, PL-19: what a till held of two members as one is free after the undo, and refused points are not', async () => {
    const { tills, brought, survivor } = await openShop();
    const [till] = tills;
    const undo = await merge(brought, survivor);
    await syncAll(...tills);
    await sell(till, survivor, numberOf('K'), [400_000]);
    await till.sync();
    expect([await pointsOf(survivor), await heldOf(survivor)]).toEqual([5_000, 600]);
    await undo();
    expect([await pointsOf(survivor), await heldOf(survivor)]).toEqual([4_800, 0]);
    expect([await pointsOf(brought), await heldOf(brought)]).toEqual([800, 0]);

    const again = await merge(brought, survivor);
    await syncAll(...tills);
    await sell(till, survivor, numberOf('K'), [10_000]);
    await till.sync();
    expect([await pointsOf(survivor), await heldOf(survivor)]).toEqual([5_600, 100]);
    await decideHeld(survivor, 'refused');
    await again();
    expect([await pointsOf(survivor), await heldOf(survivor)]).toEqual([4_800, 0]);
  });

  test('PL-08: what waited of the one merged away and was granted meanwhile is theirs after the undo', async () => {
    const { tills, brought, survivor } = await openShop();
    const [till] = tills;
    await sell(till, brought, numberOf('K'), [600_000]);
    await till.sync();
    expect([await pointsOf(brought), await heldOf(brought)]).toEqual([5_000, 1_800]);
    const undo = await merge(brought, survivor);
    await decideHeld(survivor, 'granted');
    expect([await pointsOf(survivor), await heldOf(survivor)]).toEqual([800 + 6_800, 0]);
    await undo();
    expect([await pointsOf(survivor), await pointsOf(brought)]).toEqual([800, 6_800]);
  });

  test('what a till took back for the survivor and tells after the undo is of whose the receipt is', async () => {
    const shop = await openShop();
    const { tills, brought, survivor } = shop;
    const [till, away] = tills;
    const receiptNo = await sellToBrought(shop);
    const undo = await merge(brought, survivor);
    await syncAll(...tills);
    await away.setLine(false);
    await refund(away, receiptNo, 1, 5_500);
    await undo();
    await away.setLine(true);
    await syncAll(...tills);
    expect(await pointsOf(survivor)).toBe(800);
    expect(await codeOf(refund(till, receiptNo, 1, 5_500))).toBe('refund_exceeds_sale');
    expect(await refund(till, receiptNo, 2, 5_500)).toMatchObject({
      restoredPoints: 200,
      restoredCoupons: 1,
    });
    await syncAll(...tills);
    expect([await pointsOf(brought), await pointsOf(survivor)]).toEqual([800, 800]);
    expect(await couponsOf(brought)).toMatchObject([{ status: 'issued' }]);
    expect([...(await casesOf(brought)), ...(await casesOf(survivor))]).toEqual([]);
  });

  test('what a till sold that had not heard of the merge is of whom it was sold to after its undo', async () => {
    const { tills, brought, survivor } = await openShop();
    const [till, away] = tills;
    await away.setLine(false);
    const receiptNo = numberOf('K');
    await sell(away, brought, receiptNo, [6_000, 6_000], { points: 400 });
    const { contractNo } = await topUp(away, brought);
    const undo = await merge(brought, survivor);
    await away.setLine(true);
    await syncAll(...tills);
    await refund(till, receiptNo, 1, 6_000);
    await till.sync();
    await undo();
    await syncAll(...tills);
    // 400 points paid 4.00 of 120.00, of which 58.00 are kept.
    expect([await pointsOf(brought), await pointsOf(survivor)]).toEqual([800 - 200 + 58, 800]);
    expect(await refund(till, receiptNo, 2, 6_000)).toMatchObject({ restoredPoints: 200 });
    await syncAll(...tills);
    expect([await pointsOf(brought), await pointsOf(survivor)]).toEqual([800, 800]);
    const valueOf = (memberId: string) => till.pos.storedValue.get({ memberId });
    expect((await valueOf(brought)).contracts).toMatchObject([
      { contractNo, principalLeftFen: 50_000, bonusLeftFen: 5_000 },
    ]);
    expect((await valueOf(survivor)).contracts).toEqual([]);
  });

  test('R102: what was paid and cancelled while members were merged is right to the audit after the undo', async () => {
    const { tills, brought, survivor } = await openShop();
    const [till, away] = tills;
    await topUp(away, brought);
    await syncAll(away);
    const pay = async (memberId: string) => {
      const payment = { memberId, receiptNo: numberOf('K'), amountFen: 10_000, proof };
      const paymentId = randomUUIDv7();
      await away.pos.storedValue.pay({ paymentId, ...payment });
      return paymentId;
    };
    const before = await pay(brought);
    await away.sync();
    const undo = await merge(brought, survivor);
    await syncAll(till, away);
    const meanwhile = await pay(survivor);
    await away.sync();
    await away.setLine(false);
    await away.pos.storedValue.cancelPayment({ paymentId: before });
    await undo();
    await away.setLine(true);
    await syncAll(till, away);
    await away.pos.storedValue.cancelPayment({ paymentId: meanwhile });
    await away.sync();
    const value = await till.pos.storedValue.get({ memberId: brought });
    expect(value.contracts).toMatchObject([{ principalLeftFen: 50_000, bonusLeftFen: 5_000 }]);
    expect(await differencesOf(brought, survivor)).toEqual([]);
  });

  test('R102, PL-08: parts of a receipt that waits for review are right to the audit, many at once too', async () => {
    const [till] = tills;
    const memberId = await enrol(till, '王五');
    const receiptNo = numberOf('K');
    // 8,000 points, of which 3,000 wait: the 1,000 that could be spent last, and 2,000 others.
    const lines = [{ ...lineOf(1, 100_000), category: 'clothing' }, lineOf(2, 700_000)];
    await till.pos.receipt.post({ receiptNo, businessDate, memberId, lines });
    await till.sync();
    await till.setLine(false);
    for (const _part of [1, 2, 3]) await refund(till, receiptNo, 2, 60_000);
    await till.setLine(true);
    await till.sync();
    expect(await heldOf(memberId)).toBe(3_000 - 3 * 600);
    expect(await differencesOf(memberId)).toEqual([]);
  });

  test('a coupon that a merge brought is back once all goods are, at any tills, in any order', async () => {
    const { tills, brought, survivor } = await openShop();
    const [till, ...others] = tills;
    await issue('ten', brought);
    const undo = await merge(brought, survivor);
    await syncAll(...tills);
    const receiptNo = numberOf('K');
    const sold = await sell(till, survivor, receiptNo, [5_000, 5_000, 5_000], {});
    expect(sold).toMatchObject({ status: 'posted' });
    await syncAll(...tills);
    for (const other of others) await other.setLine(false);
    await undo();
    await refund(till, receiptNo, 1, 4_666);
    await refund(others[0], receiptNo, 2, 4_667);
    await refund(others[1], receiptNo, 3, 4_667);
    for (const other of others.toReversed()) await other.setLine(true);
    await syncAll(...tills);
    expect([await pointsOf(brought), await pointsOf(survivor)]).toEqual([800, 800]);
    expect(await couponsOf(brought)).toMatchObject([{ status: 'issued' }]);

    // All goods at two tills, each of which says that the coupon comes back: it does once, and so says the case.
    const undoAgain = await merge(brought, survivor);
    await syncAll(...tills);
    const againNo = numberOf('K');
    await sell(till, survivor, againNo, [5_000, 5_000, 5_000], {});
    await syncAll(...tills);
    for (const other of others) await other.setLine(false);
    await undoAgain();
    for (const other of others) {
      const lines = [4_666, 4_667, 4_667].map((amountFen, index) => ({
        lineNo: index + 1,
        amountFen,
      }));
      const back = { refundNo: numberOf('F'), receiptNo: againNo, lines };
      expect(await other.pos.refund.post(back)).toMatchObject({ restoredCoupons: 1 });
      await other.setLine(true);
      await other.sync();
    }
    expect(await couponsOf(brought)).toMatchObject([{ status: 'issued' }]);
    const spent = (await casesOf(survivor)).filter(({ kind }) => kind === 'spent_while_merged');
    const counts = { couponCount: 1, returnedCoupons: 1 };
    expect(spent).toMatchObject([{ evidence: counts }, { evidence: counts }]);
  });

  test('a coupon that a merge brought and that was passed on is in the case of what is gone', async () => {
    const { tills, brought, survivor } = await openShop();
    const [till] = tills;
    const memberId = await enrol(till, '李四');
    await issue('friend', brought);
    await till.sync();
    const [coupon] = await couponsOf(brought);
    const undo = await merge(brought, survivor);
    await till.sync();
    await till.pos.coupon.takeOver({ code: coupon?.code ?? '', memberId });
    await undo();
    expect(await couponsOf(brought)).toMatchObject([{ status: 'void' }]);
    expect(await casesOf(survivor)).toMatchObject([
      { kind: 'spent_while_merged', evidence: { otherMemberId: brought, couponCount: 1 } },
    ]);
  });

  test.for(['one member', 'one member, by a third till', 'two who are merged'] as const)(
    'PL-10, PL-13, PL-14: of what two tills sold under one number to %s each gives back what was paid for it',
    async (whose) => {
      const { tills, brought, survivor } = await openShop();
      const [one, two] = tills;
      const isOneMember = whose !== 'two who are merged';
      const buyers = isOneMember ? [survivor, survivor] : [survivor, brought];
      for (const memberId of new Set(buyers)) await topUp(one, memberId);
      await syncAll(...tills);
      const leftFen = async () => {
        const { contracts } = await one.pos.storedValue.get({ memberId: survivor });
        return contracts.map((each) => each.principalLeftFen + each.bonusLeftFen);
      };
      const receiptNo = numberOf('Q');
      const firstPaymentId = numberOf('P');
      // A third till tells them apart by their sums; where those are the same, what paid for them makes them two (PL-14).
      const isThird = whose === 'one member, by a third till';
      const sales = [
        { till: one, soldFen: isThird ? 10_000 : 20_000 },
        { till: two, soldFen: isThird ? 30_000 : 20_000 },
      ];
      for (const [index, { till, soldFen }] of sales.entries()) {
        const memberId = buyers[index] ?? survivor;
        const wishes = { couponIds: 'best', points: 300 } as const;
        const pay = { memberId, receiptNo, amountFen: soldFen - 300, proof };
        const lines = [lineOf(5, soldFen)];
        const paymentId = memberId === survivor && index > 0 ? randomUUIDv7() : firstPaymentId;
        await till.pos.storedValue.pay({ paymentId, ...pay });
        const sale = { receiptNo, businessDate, memberId, lines, wishes, proof };
        expect(await till.pos.receipt.post(sale)).toMatchObject({ status: 'posted' });
      }
      await syncAll(...tills);
      if (!isOneMember) await merge(brought, survivor);
      await syncAll(...tills);
      // A till that sold neither, as one that was installed anew, asks which is meant.
      for (const { till: seller, soldFen } of sales) {
        const till = isThird ? tills[2] : seller;
        const saleOperationId = isThird ? await saleOf(till, receiptNo, soldFen) : undefined;
        const named = saleOperationId === undefined ? {} : { saleOperationId };
        if (isThird) {
          const { lines } = await till.pos.receipt.find({ receiptNo, ...named });
          expect(lines).toMatchObject([{ lineNo: 5, amountFen: soldFen }]);
        } else {
          // A register means its own till's sale; on a screen it is asked for.
          expect(await codeOf(till.pos.receipt.find({ receiptNo }))).toBe('receipt_ambiguous');
        }
        const back = { receiptNo, ...named, lines: [{ lineNo: 5, amountFen: soldFen }] };
        const postBack = () => till.pos.refund.post({ refundNo: numberOf('F'), ...back });
        expect(await postBack()).toMatchObject({
          restoredPoints: 300,
          restoredValueFen: soldFen - 300,
          moneyFen: 0,
        });
        await syncAll(...tills);
        expect(await codeOf(postBack())).toBe('refund_exceeds_sale');
      }
      const memberCount = new Set(buyers).size;
      expect(await pointsOf(survivor)).toBe(isOneMember ? 800 : 1_600);
      expect(await leftFen()).toEqual(Array(memberCount).fill(55_000));
      expect(await casesOf(survivor)).toEqual([]);
      expect(await differencesOf(survivor, brought)).toEqual([]);
    },
  );
});
