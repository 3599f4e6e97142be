import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { safe } from '@orpc/client';
import { beforeAll, expect, test, vi } from 'vitest';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { publishTo, startLiveTill } from '../support/live-till.ts';
import { callAdmin } from '../support/office-client.ts';
import { sampleValueRules } from '../support/sample-value.ts';
import { until } from '../support/until.ts';

// Whole tills start and stop here.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const pin = '579246';
const proof = { kind: 'pin', pin } as const;
const plainFile = path.join(import.meta.dirname, '../../resources/programmes/plain.json');

describeOffice('merges that are undone', (office) => {
  beforeAll(async () => {
    const plain = JSON.parse(readFileSync(plainFile, 'utf8')) as { version: number };
    const rules = sampleValueRules();
    const profiles = rules.profiles.filter(({ profileId }) => profileId === 'named');
    const value = { ...rules, profiles, profileIdByStore: {} };
    await publishTo(office(), { ...plain, version: plain.version + 1, value });
  });

  test('PL-14, PL-19: what the survivor bought with stored value that a merge brought comes back to whose it is', async () => {
    const till = await startLiveTill(office(), 'S-undone');
    const other = await startLiveTill(office(), 'S-undone');
    const enrol = async (phone: string, name: string) =>
      (await till.pos.member.enrol({ phone, name, pin })).memberId;
    const [payer, survivor] = [
      await enrol('13500061616', '张小雯'),
      await enrol('13500061617', '张三丰'),
    ];
    await till.sync();
    const { contractNo } = await till.pos.storedValue.topUp({
      topUpId: randomUUIDv7(),
      memberId: payer,
      packageId: 'p500',
      method: 'card',
      identity: 'id_card',
      termsConfirmed: true,
    });
    await till.sync();
    const act = { mergeId: randomUUIDv7(), actor: 'anna', reason: '同一人' };
    const merge = { ...act, fromMemberId: payer, intoMemberId: survivor };
    expect((await callAdmin(office(), '/members/merge', merge)).status).toBe(200);
    const valueOf = async (memberId: string) => {
      await till.sync();
      await other.sync();
      return other.pos.storedValue.get({ memberId });
    };
    const isBack = (memberId: string, contracts: object[]) =>
      until('the stored value is told', async () => {
        const read = await safe(valueOf(memberId));
        return read.error === null && read.data.contracts.length === contracts.length;
      });
    await isBack(survivor, [{}]);

    const goods = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 44_000 };
    const pay = { memberId: survivor, receiptNo: 'U1', amountFen: 44_000, proof };
    await till.pos.storedValue.pay({ paymentId: randomUUIDv7(), ...pay });
    const businessDate = businessDateAt(Date.now());
    const sold = { receiptNo: 'U1', businessDate, memberId: survivor, lines: [goods] };
    expect(await till.pos.receipt.post(sold)).toMatchObject({ status: 'posted' });
    await till.sync();
    const undo = await callAdmin(office(), '/members/unmerge', act);
    expect(undo.body).toEqual({ status: 'unmerged' });
    const readCases = async () =>
      (await callAdmin<{ cases: object[] }>(office(), `/cases?memberId=${survivor}`)).body.cases;
    const owed = {
      mergeId: act.mergeId,
      otherMemberId: payer,
      principalFen: 40_000,
      bonusFen: 4_000,
    };
    expect(await readCases()).toMatchObject([{ kind: 'spent_while_merged', evidence: owed }]);
    await isBack(payer, [{}]);

    const back = { refundNo: 'V1', receiptNo: 'U1', lines: [{ lineNo: 1, amountFen: 44_000 }] };
    expect(await till.pos.refund.post(back)).toMatchObject({ status: 'posted', moneyFen: 0 });
    await until('it is back', async () => {
      const { contracts } = await valueOf(payer);
      return contracts[0]?.principalLeftFen === 50_000 && contracts[0].bonusLeftFen === 5_000;
    });
    expect((await valueOf(survivor)).contracts).toEqual([]);
    // The statement of either adds up to what they have (art. 25).
    const statementOf = async (memberId: string) => {
      const { isComplete, entries } = await till.pos.storedValue.statement({ memberId });
      return { isComplete, moved: entries.map((each) => [each.kind, each.principalFen]) };
    };
    expect(await statementOf(survivor)).toEqual({ isComplete: true, moved: [] });
    expect(await statementOf(payer)).toEqual({
      isComplete: true,
      moved: [
        ['restore', 40_000],
        ['pay', -40_000],
        ['top_up', 50_000],
      ],
    });
    expect(await readCases()).toMatchObject([{ evidence: { ...owed, returnedFen: 44_000 } }]);
    // Nobody but whoever paid for it can have it given back in money.
    const quoteOf = (memberId: string) =>
      safe(till.pos.storedValue.quoteRefund({ memberId, contractNo }));
    expect((await quoteOf(survivor)).error).toMatchObject({ code: 'value_contract_not_found' });
    expect((await quoteOf(payer)).data?.contracts).toMatchObject([
      { contract: { paidFen: 50_000, principalLeftFen: 50_000 } },
    ]);
  });
});
