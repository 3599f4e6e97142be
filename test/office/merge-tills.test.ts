import { safe } from '@orpc/client';
import { randomUUIDv7 } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { readPlainProgramme } from '../../src-office/plain-programme.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { publishTo, startLiveTill } from '../support/live-till.ts';
import { callAdmin } from '../support/office-client.ts';
import { sampleValueRules } from '../support/sample-value.ts';
import { until } from '../support/until.ts';

// A whole till starts and stops here.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });

const pin = '579246';
const proof = { kind: 'pin', pin } as const;

describeOffice('a merge between a payment and its receipt (PL-19)', (office) => {
  test('what was paid before pays the receipt after it, comes back with the goods, and is not cancelled', async () => {
    const { version, ...plain } = readPlainProgramme() as { readonly version: number };
    const usual = sampleValueRules().profiles[0]!;
    const value = sampleValueRules({ profiles: [usual], profileIdByStore: {} });
    await publishTo(office(), { ...plain, version: version + 1, value });
    const till = await startLiveTill(office());
    const { pos } = till;
    const businessDate = businessDateAt(Date.now());
    const linesOf = (amountFen: number) => [
      { lineNo: 1, sku: '6901234567892', category: 'food', amountFen, quantity: 1 },
    ];
    const { memberId } = await pos.member.enrol({ phone: '13812340001', pin });
    const other = await pos.member.enrol({ phone: '13812340002', pin });
    const before = { memberId, receiptNo: 'M1', businessDate, lines: linesOf(200_000) };
    await pos.receipt.post(before);
    await pos.storedValue.topUp({
      topUpId: 'T1',
      memberId,
      packageId: 'p500',
      method: 'card',
      identity: 'id_card',
      termsConfirmed: true,
    });
    await till.sync();
    await until('what was paid in is confirmed', async () => {
      await till.sync();
      return (await pos.storedValue.get({ memberId })).availableFen > 0;
    });
    const { availableFen: walletFen } = await pos.storedValue.get({ memberId });
    const paid = { paymentId: 'P1', memberId, receiptNo: 'M2', amountFen: 20_000, proof };
    await pos.storedValue.pay(paid);
    const wish = { redemptionId: 'X1', memberId, receiptNo: 'M2', eligibleFen: 50_000 };
    await pos.redemption.post({ ...wish, points: 1_000, proof });
    await till.sync();

    const merge = { fromMemberId: memberId, intoMemberId: other.memberId, mergeId: randomUUIDv7() };
    await callAdmin(office(), '/members/merge', { ...merge, actor: 'anna', reason: '同一人' });
    await until('the till has heard of it', async () => {
      await till.sync();
      return (await pos.member.get({ memberId })).memberId === other.memberId;
    });
    const waiting = { paymentId: 'P1', receiptNo: 'M2', amountFen: 20_000 };
    const wallet = await pos.storedValue.get({ memberId: other.memberId });
    expect(wallet.openPayments).toEqual([waiting]);

    const sale = {
      memberId: other.memberId,
      receiptNo: 'M2',
      businessDate,
      lines: linesOf(50_000),
    };
    await pos.receipt.post(sale);
    const refused = await safe(pos.storedValue.cancelPayment({ paymentId: 'P1' }));
    expect(refused).toMatchObject({ error: { code: 'payment_receipt_posted' } });
    expect(await safe(pos.redemption.cancel({ redemptionId: 'X1' }))).toMatchObject({
      error: { code: 'redemption_receipt_posted' },
    });
    const back = await pos.refund.post({
      refundNo: 'F1',
      receiptNo: 'M2',
      lines: [{ lineNo: 1, amountFen: 50_000 }],
    });
    expect(back).toMatchObject({ restoredPoints: 1_000, restoredValueFen: 20_000 });
    await till.sync();
    await until('all is back on one wallet', async () => {
      await till.sync();
      const { availableFen } = await pos.storedValue.get({ memberId: other.memberId });
      return availableFen === walletFen;
    });
  });
});
