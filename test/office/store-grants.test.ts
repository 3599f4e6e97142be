import { safe } from '@orpc/client';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { type LiveTill, publishTo, startLinedTill, startLiveTill } from '../support/live-till.ts';
import { callAdmin } from '../support/office-client.ts';
import { sampleValueRules } from '../support/sample-value.ts';
import { until } from '../support/until.ts';

// Whole tills start and stop here.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });

const plainFile = path.join(import.meta.dirname, '../../resources/programmes/plain.json');
const pin = '579246';
const today = () => businessDateAt(Date.now());

interface AdminMember {
  readonly availablePoints: number;
  readonly debtPoints: number;
  readonly grants: readonly {
    readonly storeId: string;
    readonly points: number;
    readonly valueFen: number;
  }[];
}

describeOffice('store grants (OF-04)', (office) => {
  const memberOf = async (memberId: string) =>
    (await callAdmin<AdminMember>(office(), `/members/${memberId}`)).body;
  const spend = ({ pos }: LiveTill, memberId: string, id: string, points: number) =>
    safe(
      pos.redemption.post({
        redemptionId: id,
        memberId,
        receiptNo: id,
        eligibleFen: 10_000_000,
        points,
        proof: { kind: 'pin', pin },
      }),
    );
  const granted = { data: { right: 'grant' } };
  const authorised = { data: { right: 'authorised' } };
  const upTo = (code: string, maxPoints: number) => ({ error: { code, data: { maxPoints } } });

  beforeAll(async () => {
    const document = JSON.parse(await readFile(plainFile, 'utf8')) as {
      version: number;
      offline: object;
      tiers: { code: string }[];
    };
    const tiers = document.tiers.map(({ code }) => ({ tierCode: code, maxPoints: 2_000 }));
    const offline = { ...document.offline, grants: { tiers } };
    const rules = sampleValueRules();
    const profiles = rules.profiles.filter(({ profileId }) => profileId === 'named');
    const ofLine = { ...rules.offline, maxPaymentFen: 10_000 };
    const value = { ...rules, profiles, profileIdByStore: {}, offline: ofLine };
    await publishTo(office(), { ...document, version: document.version + 1, offline, value });
  });

  test('tills spend their shares without the line, nobody else does, and nobody owes but after seven silent days', async () => {
    const one = await startLinedTill(office(), 'S001');
    const two = await startLinedTill(office(), 'S001');
    const far = await startLinedTill(office(), 'S002');
    const tills = [one, two, far];
    const syncAll = async () => {
      for (const till of [...tills, ...tills]) await till.sync();
    };
    const shopper = async (phone: string, points: number) => {
      const { memberId } = await one.pos.member.enrol({ phone, pin });
      const goods = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: points * 100 };
      const key = { receiptNo: phone, businessDate: today() };
      await one.pos.receipt.post({ ...key, memberId, lines: [goods] });
      return memberId;
    };
    const [first, second, third] = [
      await shopper('13812345678', 5_000),
      await shopper('13912345678', 5_000),
      await shopper('13712345678', 3_000),
    ];
    await syncAll();
    const grants = [{ storeId: 'S001', points: 1_400, valueFen: 0 }];
    expect(await memberOf(first)).toMatchObject({ availablePoints: 5_000, grants });
    expect(await far.pos.member.get({ memberId: first })).toMatchObject({
      availablePoints: 3_600,
      grants: [{ storeName: '一号店', points: 1_400, valueFen: 0 }],
    });
    expect(await two.pos.member.get({ memberId: first })).toMatchObject({
      availablePoints: 5_000,
      grants: [],
    });

    // Whoever asks for too much hears what they would get: the shares of tills that answer are in it, and stay theirs.
    expect(await spend(far, first, 'F0', 5_100)).toMatchObject(upTo('points_above_limit', 5_000));
    expect(await memberOf(first)).toMatchObject({ availablePoints: 5_000, grants });

    // Without the line: what is set aside for the two is there for nobody else, and is all they have.
    await one.setLine(false);
    await two.setLine(false);
    expect(await two.pos.member.get({ memberId: first })).toMatchObject({ offlinePoints: 700 });
    expect(await spend(far, first, 'F1', 3_600)).toMatchObject(authorised);
    expect(await spend(far, first, 'F2', 100)).toMatchObject(upTo('points_above_limit', 0));
    expect(await spend(one, first, 'A1', 500)).toMatchObject(granted);
    expect(await spend(one, first, 'A2', 300)).toMatchObject(
      upTo('offline_points_above_limit', 200),
    );
    expect(await spend(one, first, 'A2', 200)).toMatchObject(granted);
    expect(await spend(two, first, 'B1', 700)).toMatchObject(granted);
    expect(await spend(two, first, 'B2', 100)).toMatchObject({
      error: { code: 'offline_limit_used' },
    });

    // Who spends elsewhere has it taken back from a till that answers, at once; the other one's stays.
    await one.setLine(true);
    await until('one till gave it back', async () => {
      const { data } = await spend(far, second, 'F4', 4_300);
      return data?.right === 'authorised';
    });
    expect(await spend(far, second, 'F3', 100)).toMatchObject(upTo('points_above_limit', 0));
    expect(await spend(two, second, 'B3', 700)).toMatchObject(granted);
    await two.setLine(true);
    await syncAll();
    for (const memberId of [first, second]) {
      expect(await memberOf(memberId)).toMatchObject({ availablePoints: 0, debtPoints: 0 });
      for (const { pos } of tills) {
        const seen = { availablePoints: 0, debtPoints: 0, offlinePoints: 0 };
        expect(await pos.member.get({ memberId })).toMatchObject(seen);
      }
    }

    // OF-04 c: after seven days nothing is kept for a till that says nothing, and what it took then is a debt.
    await one.setLine(false);
    await two.setLine(false);
    expect(await spend(one, third, 'A5', 400)).toMatchObject(granted);
    office().passMs(6 * 86_400_000);
    await far.sync();
    expect(await spend(far, third, 'F5', 3_000)).toMatchObject(upTo('points_above_limit', 2_200));
    await two.setLine(true);
    office().passMs(86_400_000 + 60_000);
    for (const till of [two, far, two]) await till.sync();
    expect(await spend(far, third, 'F6', 3_000)).toMatchObject(authorised);
    await one.setLine(true);
    await syncAll();
    expect(await memberOf(third)).toMatchObject({ availablePoints: 0, debtPoints: 400 });
  });

  test('OF-04, SV-13: a till pays 100 yuan of stored value without the line, nobody else does, and all agree after', async () => {
    const one = await startLinedTill(office(), 'S003');
    const far = await startLiveTill(office(), 'S002');
    const shopper = async (phone: string) => {
      const { memberId } = await one.pos.member.enrol({ phone, pin });
      const method = { method: 'card', identity: 'id_card', termsConfirmed: true } as const;
      await one.pos.storedValue.topUp({ topUpId: phone, memberId, packageId: 'p1200', ...method });
      return memberId;
    };
    const [first, second] = [await shopper('13612345678'), await shopper('13512345678')];
    const syncAll = async () => {
      for (const till of [one, far, one, far]) await till.sync();
    };
    await syncAll();
    const pay = ({ pos }: LiveTill, memberId: string, paymentId: string, amountFen: number) =>
      safe(
        pos.storedValue.pay({
          paymentId,
          memberId,
          receiptNo: paymentId,
          amountFen,
          proof: { kind: 'pin', pin },
        }),
      );
    const wallet = ({ pos }: LiveTill, memberId: string) => pos.storedValue.get({ memberId });
    const payUpTo = (code: string, maxFen: number) => ({ error: { code, data: { maxFen } } });

    // 20 % of 1,200 yuan would be 240: 100 are set aside, and are there for nobody else.
    expect(await memberOf(first)).toMatchObject({
      grants: [{ storeId: 'S003', points: 0, valueFen: 10_000 }],
    });
    expect(await wallet(far, first)).toMatchObject({ availableFen: 110_000, offlineFen: 0 });
    expect((await far.pos.member.get({ memberId: first })).grants).toMatchObject([
      { points: 0, valueFen: 10_000 },
    ]);
    await one.setLine(false);
    expect(await wallet(one, first)).toMatchObject({
      availableFen: 120_000,
      offlineFen: 10_000,
      right: 'grant',
    });
    expect(await pay(far, first, 'VF1', 110_000)).toMatchObject(authorised);
    expect(await pay(far, first, 'VF2', 100)).toMatchObject(payUpTo('value_too_little', 0));
    const goods = { memberId: first, receiptNo: 'VA1', amountFen: 10_000 };
    const unknown = await safe(one.pos.storedValue.pay({ ...goods, paymentId: 'VA0' }));
    expect(unknown.error).toMatchObject({ code: 'value_pin_needed' });
    expect(await pay(one, first, 'VA1', 10_001)).toMatchObject(
      payUpTo('value_above_grant', 10_000),
    );
    const paid = { amountFen: 10_000, principalFen: 8_333, bonusFen: 1_667, right: 'grant' };
    expect(await pay(one, first, 'VA1', 10_000)).toMatchObject({
      data: { ...paid, status: 'posted' },
    });
    expect(await pay(one, first, 'VA1', 10_000)).toMatchObject({
      data: { ...paid, status: 'already_posted' },
    });
    expect(await pay(one, first, 'VA2', 100)).toMatchObject(payUpTo('value_above_grant', 0));
    // It is part of the ceiling of the till (OF-06).
    const { offlineCeiling } = await one.pos.sync.state();
    expect(offlineCeiling?.kinds.find(({ kind }) => kind === 'valueFen')?.used).toBe(10_000);
    const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_000 };
    const receipt = { receiptNo: 'VA1', businessDate: today(), memberId: first, lines: [line] };
    expect(await one.pos.receipt.post(receipt)).toMatchObject({ status: 'posted' });
    await one.setLine(true);
    await syncAll();
    for (const till of [one, far]) {
      expect(await wallet(till, first)).toMatchObject({
        availableFen: 0,
        contracts: [{ principalLeftFen: 0, bonusLeftFen: 0, spentFen: 120_000 }],
      });
      expect(await till.pos.sync.state()).toMatchObject({ setAsideCount: 0 });
    }
    expect((await memberOf(first)).grants.filter(({ valueFen }) => valueFen > 0)).toEqual([]);

    // Who pays elsewhere has it taken back from a till that answers, and hears of it where they ask for too much.
    expect(await pay(far, second, 'VF4', 120_100)).toMatchObject(
      payUpTo('value_too_little', 120_000),
    );
    await until('the till gave it back', async () => {
      const { data } = await pay(far, second, 'VF3', 120_000);
      return data?.right === 'authorised';
    });
    await syncAll();
    expect(await wallet(one, second)).toMatchObject({ availableFen: 0, offlineFen: 0 });
    const loss = await callAdmin(office(), '/reports/offline-loss');
    expect(loss.body).toMatchObject({ grantValueFenPerMember: 30_000, keptValueLossFen: 0 });
  });
});
