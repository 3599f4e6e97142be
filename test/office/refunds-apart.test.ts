import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import { sumOf } from '../../src-shared/values/sum-of.ts';
import { describeOffice } from '../support/describe-office.ts';
import { type LiveTill, publishTo, startLinedTill, startLiveTill } from '../support/live-till.ts';
import { callAdmin } from '../support/office-client.ts';
import { until } from '../support/until.ts';

// Whole tills start and stop here.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const resources = path.join(import.meta.dirname, '../../resources/programmes');
const read = (name: string) =>
  JSON.parse(readFileSync(path.join(resources, name), 'utf8')) as Programme;
const pin = '579246';
const proof = { kind: 'pin', pin } as const;
const businessDate = businessDateAt(Date.now());

describeOffice('goods that come back at tills that do not hear of each other', (office) => {
  beforeAll(async () => {
    const [plain, sample] = [read('plain.json'), read('sample-grocery.json')];
    const templates = sample.coupons.templates.filter(
      ({ templateId }) => templateId === 'voucher_10',
    );
    const coupons = { ...sample.coupons, templates };
    const tiers = sample.tiers.slice(0, 2).map(({ code, name, multiplier }, rank) => ({
      code,
      name,
      multiplier,
      ...(rank === 0
        ? {}
        : { qualify: { kind: 'at_least', measure: 'spend_fen', amount: 200_000 } }),
    }));
    const { value, tierPolicy } = sample;
    await publishTo(office(), { ...plain, version: 2, coupons, value, tiers, tierPolicy });
  });

  const issueTo = async (memberId: string) => {
    const act = { actor: 'anna', reason: 'a present' };
    const issue = {
      issueId: randomUUIDv7(),
      templateId: 'voucher_10',
      memberIds: [memberId],
      ...act,
    };
    expect((await callAdmin(office(), '/coupons/issue', issue)).status).toBe(200);
  };
  const readCoupons = async (memberId: string) => {
    const { body } = await callAdmin<{ coupons: { status: string }[] }>(
      office(),
      `/coupons?memberId=${memberId}`,
    );
    return body.coupons;
  };
  const readCosts = async () => {
    const now = businessDateAt(office().nowMs());
    const days = `fromDay=${addDays(now, -1)}&toDay=${addDays(now, 1)}`;
    const { body } = await callAdmin<{ costs: { offFen: number }[] }>(
      office(),
      `/reports/coupon-conflicts?${days}`,
    );
    return body.costs;
  };

  /** What its till decided otherwise than head office; not what it could not have known better (`behind`). */
  const readDifferences = async () => {
    const { body } = await callAdmin<{ differences: { standing: string }[] }>(
      office(),
      '/audit/differences',
    );
    return body.differences.filter(({ standing }) => standing !== 'behind');
  };

  test('PL-14, CP-04: the coupon is back with the last of the goods, and stored value as it was paid', async () => {
    const one = await startLiveTill(office(), 'S-apart');
    const two = await startLinedTill(office(), 'S-apart');
    const { memberId } = await one.pos.member.enrol({ phone: '13500071717', pin });
    await one.sync();
    await one.pos.storedValue.topUp({
      topUpId: randomUUIDv7(),
      memberId,
      packageId: 'p900',
      method: 'card',
      identity: 'id_card',
      termsConfirmed: true,
    });
    await issueTo(memberId);
    const couponsAt = async (till: typeof one) => {
      await till.sync();
      const { coupons } = await till.pos.coupon.list({ memberId });
      return coupons.filter(({ status }) => status === 'issued');
    };
    await until('the coupon is here', async () => (await couponsAt(one)).length === 1);

    const line = { sku: 'A', category: 'food', quantity: 1, listFen: 5_001, amountFen: 5_001 };
    const lines = [
      { lineNo: 1, ...line },
      { lineNo: 2, ...line },
    ];
    const receiptNo = 'K1';
    const pay = { memberId, receiptNo, amountFen: 4_000, proof };
    await one.pos.storedValue.pay({ paymentId: randomUUIDv7(), ...pay });
    const [coupon] = await couponsAt(one);
    const wishes = { couponIds: [coupon?.couponId ?? ''] };
    await one.pos.receipt.post({ receiptNo, businessDate, memberId, lines, wishes, proof });
    await until('both know of the sale', async () => {
      await one.sync();
      return (await couponsAt(two)).length === 0;
    });
    await two.setLine(false);
    for (const [index, till] of [one, two].entries()) {
      const { lines: sold } = await till.pos.receipt.find({ receiptNo });
      const { lineNo = 0, amountFen = 0 } = sold[index] ?? {};
      const back = { refundNo: `F${lineNo}`, receiptNo, lines: [{ lineNo, amountFen }] };
      expect(await till.pos.refund.post(back)).toMatchObject({ status: 'posted' });
    }
    await one.sync();
    expect(await couponsAt(one)).toEqual([]);
    await two.setLine(true);
    await two.sync();
    for (const till of [one, two]) {
      await until('the coupon is back', async () => (await couponsAt(till)).length === 1);
      const { contracts } = await till.pos.storedValue.get({ memberId });
      expect(contracts).toMatchObject([{ principalLeftFen: 90_000, bonusLeftFen: 6_000 }]);
    }

    // The same goods once more, at a till that has not heard: the money is out, the stored value is there once.
    const again = { receiptNo: 'K2', businessDate, memberId, lines: lines.slice(0, 1) };
    const { amountFen, ...paying } = { ...pay, receiptNo: 'K2' };
    await one.pos.storedValue.pay({ paymentId: randomUUIDv7(), ...paying, amountFen });
    await one.pos.receipt.post(again);
    await one.sync();
    await two.sync();
    await two.setLine(false);
    for (const till of [one, two]) {
      const back = { refundNo: randomUUIDv7(), lines: [{ lineNo: 1, amountFen: 5_001 }] };
      await till.pos.refund.post({ ...back, receiptNo: 'K2' });
    }
    await one.sync();
    await two.setLine(true);
    await two.sync();
    await until('it is there once', async () => {
      await one.sync();
      const { contracts } = await one.pos.storedValue.get({ memberId });
      return contracts[0]?.principalLeftFen === 90_000 && contracts[0].bonusLeftFen === 6_000;
    });
    const { body } = await callAdmin<{ cases: object[] }>(office(), `/cases?memberId=${memberId}`);
    expect(body.cases).toMatchObject([{ kind: 'refunded_twice', evidence: { receiptNo: 'K2' } }]);

    // Both sell under one number, of two days, and both take the coupon: the goods of who lost it do not bring it back (PL-10).
    const tomorrow = addDays(businessDate, 1);
    const saleDays = [
      { till: one, receiptDate: businessDate },
      { till: two, receiptDate: tomorrow },
    ];
    const useAtBoth = async (saleNo: string) => {
      await until('both may use it', async () => {
        await one.sync();
        return (await couponsAt(two)).length === 1;
      });
      await two.setLine(false);
      for (const { till, receiptDate } of saleDays) {
        const sale = { receiptNo: saleNo, businessDate: receiptDate, memberId, lines };
        const posted = await till.pos.receipt.post({ ...sale, wishes, proof });
        expect(posted).toMatchObject({ status: 'posted' });
      }
      await one.sync();
      await two.setLine(true);
      await two.sync();
    };
    await useAtBoth('K3');
    const refundAll = async ({
      till,
      receiptDate,
      receiptNo: saleNo = 'K3',
    }: (typeof saleDays)[number] & { readonly receiptNo?: string }) => {
      const wanted = { receiptNo: saleNo, receiptDate };
      const found = await till.pos.receipt.find(wanted);
      const goods = found.lines.map(({ lineNo, amountFen: fen }) => ({ lineNo, amountFen: fen }));
      const back = { refundNo: randomUUIDv7(), ...wanted, lines: goods };
      const quoted = await till.pos.refund.quote({ ...wanted, lines: goods });
      const posted = await till.pos.refund.post(back);
      expect(posted.status).toBe('posted');
      expect(posted.restoredCoupons ?? 0).toBe(quoted.restoredCoupons);
      await till.sync();
      return quoted.restoredCoupons;
    };
    const statusOf = async () => (await readCoupons(memberId)).map(({ status }) => status);
    const [stands, lost] = saleDays;
    const cost = { templateId: 'voucher_10', paidBy: 'campaign', conflictCount: 1 };
    await until('head office has noted it', async () => (await readCosts()).length > 0);
    expect(await readCosts()).toMatchObject([{ ...cost, offFen: 1_000 }]);
    await two.sync();
    // A till that has heard of it says that no coupon comes back, and with the goods what it took off is paid by nobody (CP-09).
    expect(await refundAll(lost!)).toBe(0);
    expect(await statusOf()).toEqual(['used']);
    expect(await readCosts()).toMatchObject([{ ...cost, offFen: 0 }]);
    expect(await refundAll(stands!)).toBe(1);
    expect(await statusOf()).toEqual(['issued']);

    // Where the goods of the use that stands come back first, the other one has the coupon, and costs nobody anything.
    await useAtBoth('K4');
    expect(await readCosts()).toMatchObject([{ ...cost, conflictCount: 2, offFen: 1_000 }]);
    await one.sync();
    expect(await refundAll({ ...stands!, receiptNo: 'K4' })).toBe(0);
    expect(await statusOf()).toEqual(['used']);
    expect(await readCosts()).toMatchObject([{ ...cost, conflictCount: 2, offFen: 0 }]);
    await two.sync();
    expect(await refundAll({ ...lost!, receiptNo: 'K4' })).toBe(1);
    expect(await statusOf()).toEqual(['issued']);
    expect(await readDifferences()).toEqual([]);
  });

  test('SV-11: beside a gift card the goods that stored value bought give it back whole, and no money', async () => {
    const till = await startLiveTill(office(), 'S-card');
    const { memberId } = await till.pos.member.enrol({ phone: '13500071718', pin });
    await till.sync();
    await till.pos.storedValue.topUp({
      topUpId: randomUUIDv7(),
      memberId,
      packageId: 'p900',
      method: 'card',
      identity: 'id_card',
      termsConfirmed: true,
    });
    await till.sync();
    const receiptNo = 'G1';
    const pay = { memberId, receiptNo, amountFen: 10_000, proof };
    await till.pos.storedValue.pay({ paymentId: randomUUIDv7(), ...pay });
    const line = { quantity: 1, amountFen: 10_000 };
    const lines = [
      { lineNo: 1, sku: 'C', category: 'gift_card', ...line, amountFen: 100_000 },
      { lineNo: 2, sku: 'A', category: 'food', ...line },
    ];
    await till.pos.receipt.post({ receiptNo, businessDate, memberId, lines });
    const back = (lineNo: number, amountFen: number) =>
      till.pos.refund.post({ refundNo: `B${lineNo}`, receiptNo, lines: [{ lineNo, amountFen }] });
    expect(await back(2, 10_000)).toMatchObject({ moneyFen: 0, restoredValueFen: 10_000 });
    const ofCard = await back(1, 100_000);
    expect(ofCard).toMatchObject({ moneyFen: 100_000 });
    expect(ofCard.restoredValueFen ?? 0).toBe(0);
    await till.sync();
    const { contracts } = await till.pos.storedValue.get({ memberId });
    expect(contracts).toMatchObject([{ principalLeftFen: 90_000, bonusLeftFen: 6_000 }]);
  });

  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_002 };
  /** Sells with the one coupon that the member has there. */
  const sellWithCoupon = async ({ pos }: LiveTill, memberId: string, receiptNo: string) => {
    const { coupons } = await pos.coupon.list({ memberId });
    const couponIds = coupons
      .filter(({ status }) => status === 'issued')
      .map(({ couponId }) => couponId);
    const sale = { receiptNo, businessDate, memberId, lines: [line], wishes: { couponIds }, proof };
    const { benefits } = await pos.receipt.post(sale);
    expect(benefits?.coupons).toMatchObject([{ offFen: 1_000 }]);
  };
  const takeBack = ({ pos }: LiveTill, receiptNo: string) =>
    pos.refund.post({
      refundNo: `${receiptNo}-back`,
      receiptNo,
      lines: [{ lineNo: 1, amountFen: 9_002 }],
    });
  test('CP-09: a use that loses again, to one that is heard of later, costs what it took off', async () => {
    const tills = await Promise.all(
      ['S-one', 'S-two', 'S-two'].map((id) => startLinedTill(office(), id)),
    );
    const [one, two, three] = tills;
    if (one === undefined || two === undefined || three === undefined) expect.fail('Three.');
    const { memberId } = await one.pos.member.enrol({ phone: '13500071721', pin });
    await one.sync();
    await issueTo(memberId);
    for (const till of tills) {
      await till.sync();
      await till.setLine(false);
    }
    await sellWithCoupon(one, memberId, 'L1');
    await sellWithCoupon(two, memberId, 'L2');
    await sellWithCoupon(three, memberId, 'L3');
    const costFen = async () => sumOf(await readCosts(), ({ offFen }) => offFen);
    const before = await costFen();
    const comeBack = async (till: typeof one) => {
      await till.setLine(true);
      await till.sync();
    };
    await comeBack(one);
    await comeBack(three);
    expect(await costFen()).toBe(before + 1_000);
    await one.sync();
    await takeBack(one, 'L1');
    await one.sync();
    expect(await costFen()).toBe(before);
    await comeBack(two);
    expect(await readCoupons(memberId)).toMatchObject([{ use: { receiptNo: 'L2' } }]);
    expect(await costFen()).toBe(before + 1_000);
    const { body } = await callAdmin(office(), `/cases?memberId=${memberId}`);
    const evidence = { standsReceiptNo: 'L2', lostReceiptNo: 'L3' };
    expect(body).toMatchObject({ cases: [{ kind: 'coupon_conflict', state: 'open', evidence }] });
  });

  test('CP-04, PL-19: a use that lost, of a survivor, holds another’s coupon no longer than its goods are out', async () => {
    const [one, two] = [
      await startLinedTill(office(), 'S-one'),
      await startLinedTill(office(), 'S-two'),
    ];
    const { memberId } = await one.pos.member.enrol({ phone: '13500071722', pin });
    const { memberId: survivorId } = await one.pos.member.enrol({ phone: '13500071723', pin });
    await one.sync();
    await issueTo(memberId);
    await one.sync();
    await one.setLine(false);
    await sellWithCoupon(one, memberId, 'M1');
    const act = { mergeId: randomUUIDv7(), actor: 'anna', reason: 'one person' };
    const merge = { ...act, fromMemberId: memberId, intoMemberId: survivorId };
    expect((await callAdmin(office(), '/members/merge', merge)).status).toBe(200);
    await two.sync();
    await sellWithCoupon(two, survivorId, 'M2');
    await two.sync();
    await one.setLine(true);
    await one.sync();
    expect((await callAdmin(office(), '/members/unmerge', act)).status).toBe(200);
    for (const till of [one, two]) await till.sync();
    expect(await takeBack(two, 'M2')).toMatchObject({ restoredCoupons: 0 });
    await two.sync();
    expect(await readCoupons(memberId)).toMatchObject([
      { status: 'used', use: { receiptNo: 'M1' } },
    ]);
    expect(await takeBack(one, 'M1')).toMatchObject({ restoredCoupons: 1 });
    await one.sync();
    expect(await readCoupons(memberId)).toMatchObject([{ status: 'issued' }]);
    expect(await readDifferences()).toEqual([]);
  });

  test('TR-02, TR-03: the tier that their receipt reached falls once head office knows of all that came back', async () => {
    const one = await startLiveTill(office(), 'S-tier');
    const two = await startLinedTill(office(), 'S-tier');
    const { memberId } = await one.pos.member.enrol({ phone: '13500071719', pin });
    const line = { sku: 'A', category: 'food', quantity: 1, amountFen: 150_000 };
    const lines = [1, 2].map((lineNo) => ({ lineNo, ...line }));
    const receiptNo = 'T1';
    await one.pos.receipt.post({ receiptNo, businessDate, memberId, lines });
    const tierAt = async (till: typeof one) => {
      await till.sync();
      return (await till.pos.member.get({ memberId })).tier;
    };
    await until('both know of the tier', async () => (await tierAt(one)) === 'silver');
    await until('both know of the tier', async () => (await tierAt(two)) === 'silver');
    await two.setLine(false);
    for (const [index, till] of [one, two].entries()) {
      const back = { refundNo: `T${index}`, lines: [{ lineNo: index + 1, amountFen: 75_000 }] };
      const posted = await till.pos.refund.post({ ...back, receiptNo });
      expect(posted).toMatchObject({ status: 'posted' });
    }
    expect(await tierAt(one)).toBe('silver');
    await two.setLine(true);
    await two.sync();
    for (const till of [one, two]) {
      await until('it fell', async () => (await tierAt(till)) === 'regular');
    }
  });
});
