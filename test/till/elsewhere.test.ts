import { safe } from '@orpc/client';
import { randomUUIDv7 } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { readPlainProgramme } from '../../src-office/plain-programme.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { publishTo, startLinedTill } from '../support/live-till.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';
import { until } from '../support/until.ts';

// A whole till starts and stops here.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });

const phone = '13912345678';
const cardNo = 'QH00012345';
const lines = [
  { lineNo: 1, sku: '6901234567892', category: 'food', amountFen: 10_000, quantity: 1 },
];

describeOffice('a member of another store (OF-13)', (office) => {
  test('is told from nobody and earns while the line is down, and is like any other once it is back', async () => {
    const document = readPlainProgramme() as { readonly version: number };
    await publishTo(office(), { ...document, version: document.version + 1, scope: 'store' });
    const other = await OfficeTill.activate(office(), 'B');
    const memberId = randomUUIDv7();
    await other.push([
      other.enrol(memberId, phone, { cardNo }),
      other.enrol(randomUUIDv7(), '13912345671', { cardNo: '2900010000015' }),
    ]);
    const till = await startLinedTill(office(), 'A');
    const { pos } = till;
    await till.sync();
    await until('the directory is here', async () => {
      await till.setLine(false);
      const { status } = await pos.scan({ text: phone });
      if (status === 'not_in_replica') return true;
      await till.setLine(true);
      await till.sync();
      return false;
    });

    const elsewhere = {
      status: 'not_in_replica',
      member: { memberId, isElsewhere: true, tier: 'basic' },
    };
    expect(await pos.scan({ text: phone })).toMatchObject({
      ...elsewhere,
      message: expect.stringMatching(/^其他门店的会员（.+），可先积分，联网后入账$/) as string,
    });
    // Nothing is asked of them that would be refused.
    expect(await pos.scan({ text: cardNo })).toMatchObject({
      ...elsewhere,
      member: { ...elsewhere.member, prompt: null },
    });
    const withCard = { phone: '13912345670', cardNo: '2900010000015' };
    expect(await safe(pos.member.enrol(withCard))).toMatchObject({
      error: { code: 'card_elsewhere' },
    });
    expect(await pos.scan({ text: '13912345679' })).toMatchObject({ status: 'not_found' });

    // Earning only adds: by itself, by a quote, and twice is once (OF-01).
    const businessDate = businessDateAt(Date.now());
    const plain = { memberId, receiptNo: 'E1', businessDate, lines };
    const first = await pos.receipt.post(plain);
    expect(first).toMatchObject({ status: 'posted', member: { isElsewhere: true } });
    expect(first.earnedPoints).toBeGreaterThan(0);
    expect(await pos.receipt.post(plain)).toMatchObject({
      status: 'already_posted',
      earnedPoints: first.earnedPoints,
    });
    const { quoteId } = await pos.quote.get({ memberId, receiptNo: 'E2', lines });
    const second = await pos.receipt.post({ ...plain, receiptNo: 'E2', quoteId });
    // Whatever takes needs more than is known here.
    const code = 'member_not_in_replica';
    const wish = { redemptionId: 'r1', memberId, receiptNo: 'E3', eligibleFen: 5_000, points: 100 };
    expect(await safe(pos.redemption.post(wish))).toMatchObject({ error: { code } });
    expect(await safe(pos.member.enrol({ phone }))).toMatchObject({ error: { code } });
    expect(await pos.scan({ text: phone })).toMatchObject(elsewhere);

    await till.setLine(true);
    await till.sync();
    const { body } = await callAdmin<{ availablePoints: number }>(office(), `/members/${memberId}`);
    const earned = first.earnedPoints + second.earnedPoints;
    expect(body.availablePoints).toBe(earned);
    await until('here by now', async () => (await pos.scan({ text: phone })).status === 'found');
    await till.setLine(false);
    expect(await pos.scan({ text: phone })).toMatchObject({
      status: 'found',
      member: { memberId, maskedName: '张*丰', availablePoints: earned },
    });
    expect((await pos.scan({ text: cardNo })).member).not.toHaveProperty('isElsewhere');
  });
});
