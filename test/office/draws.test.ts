import { createHash, createHmac, randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  addDays,
  type BusinessDate,
  businessDateAt,
} from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';

const today = businessDateAt(Date.now());
const dayMs = 86_400_000;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

interface Told {
  readonly drawId: string;
  readonly commitment: string;
  readonly entryCount: number;
  readonly drawn: { readonly seed: string } | null;
  readonly winners: { readonly prizeId: string; readonly entryKey: string; memberId: string }[];
}

describeOffice('draws', (office) => {
  const create = (drawId: string, change: object = {}) =>
    callAdmin<{ commitment: string }>(office(), '/draws', {
      drawId,
      name: '会员日抽奖',
      fromDay: addDays(today, -1),
      toDay: today,
      storeIds: ['S-draw'],
      minAmountFen: 1000,
      prizes: [{ prizeId: 'rice', name: '大米', quantity: 2, worthFen: 5000 }],
      ...change,
    });
  const read = async (drawId: string) =>
    (await callAdmin<{ draws: Told[] }>(office(), '/draws')).body.draws.find(
      (each) => each.drawId === drawId,
    );
  const drawIt = (drawId: string, publicText = '双色球 2026135：03 09 11 20 27 31 + 08') =>
    callAdmin<Told>(office(), `/draws/${drawId}/draw`, { publicText, actor: 'anna' });

  test('test 24: every receipt of the days takes part once ever, and anybody can draw it again (CP-10)', async () => {
    const till = await OfficeTill.activate(office(), 'S-draw');
    const members = Array.from({ length: 6 }, () => randomUUIDv7());
    await till.push(members.map((memberId, index) => till.enrol(memberId, `1377777000${index}`)));
    let count = 0;
    const sell = (memberId: string, amountFen: number, businessDate: BusinessDate = today) => {
      count += 1;
      const rate = { numerator: 1, denominator: 100 };
      const line = { lineNo: 1, sku: 'A', category: 'food', quantity: '1', amountFen };
      const terms = { rate, tierCode: 'basic', tierMultiplier: rate, expiresOnDay: today };
      const receipt = { storeId: till.storeId, businessDate, receiptNo: `D${count}` };
      return till.write('earn', memberId, {
        receipt,
        lines: [{ ...line, offsetFen: 0, baseFen: amountFen, points: 0 }],
        terms,
        redemptionIds: [],
        entries: [],
      });
    };
    const [buyer = '', poor = '', old = '', returner = '', clerk = '', twice = ''] = members;
    await till.push([
      sell(buyer, 1000),
      sell(poor, 999),
      sell(old, 5000, addDays(today, -2)),
      sell(returner, 5000),
      sell(clerk, 5000),
      sell(twice, 5000),
      sell(twice, 6000),
    ]);
    await till.push([
      till.write('refund', returner, {
        refundNo: 'F1',
        receipt: { storeId: till.storeId, businessDate: today, receiptNo: 'D4' },
        lines: [{ lineNo: 1, amountFen: 100 }],
        takenBackPoints: 0,
        restoredPoints: 0,
        entries: [],
      }),
    ]);
    const person = { name: '钱七', role: 'cashier', pin: '529174' };
    const { staffId } = (await callAdmin<{ staffId: string }>(office(), '/staff', person)).body;
    await callAdmin(office(), `/staff/${staffId}/members`, { memberIds: [clerk] });

    const { body: opened } = await create('first');
    expect((await create('first')).body).toEqual(opened);
    expect((await create('first', { minAmountFen: 1 })).body).toMatchObject({ code: 'id_reused' });
    expect((await create('other', { prizes: [] })).body).toMatchObject({ code: 'not_accepted' });
    expect(await read('first')).toMatchObject({
      ...opened,
      entryCount: 3,
      drawn: null,
      winners: null,
    });
    expect((await drawIt('first')).body).toMatchObject({ code: 'day_not_reached' });

    office().passMs(8 * dayMs);
    const { body: drawn } = await drawIt('first');
    expect((await drawIt('first')).body).toEqual(drawn);
    expect((await drawIt('first', 'other numbers')).body).toMatchObject({ code: 'id_reused' });
    expect(drawn.winners.map(({ memberId }) => memberId).toSorted()).toEqual(
      [buyer, twice].toSorted(),
    );

    // From what is published alone: the seed fits its hash, and the scores of the entries give the same winners.
    const seed = drawn.drawn?.seed ?? '';
    expect(sha256(seed)).toBe(opened.commitment);
    const { entryKeys } = (
      await callAdmin<{ entryKeys: string[] }>(office(), '/draws/first/entries')
    ).body;
    const digest = sha256(entryKeys.map((key) => `${key}\n`).join(''));
    const key = sha256([seed, '双色球 2026135：03 09 11 20 27 31 + 08', digest].join('\n'));
    const scoreOf = (entryKey: string) => createHmac('sha256', key).update(entryKey).digest('hex');
    const [lowest] = entryKeys.toSorted((a, b) => (scoreOf(a) < scoreOf(b) ? -1 : 1));
    expect(drawn.winners[0]?.entryKey).toBe(lowest);
    const told = businessDateAt(Date.now() + 8 * dayMs);
    const notices = await callAdmin<{ notices: { kind: string }[] }>(
      office(),
      `/notices?onDay=${told}`,
    );
    expect(notices.body.notices.filter(({ kind }) => kind === 'draw_won')).toHaveLength(2);

    // An old receipt is in no second draw.
    await create('second');
    expect(await read('second')).toMatchObject({ entryCount: 0 });
    expect((await drawIt('second')).body).toMatchObject({ entryCount: 0, winners: [] });
    expect((await drawIt('none')).body).toMatchObject({ code: 'not_found' });
    office().passMs(-8 * dayMs);
  });

  test('PL-10: of two sales of one number takes part what did not come back', async () => {
    const tills = [
      await OfficeTill.activate(office(), 'S-pair'),
      await OfficeTill.activate(office(), 'S-pair'),
    ] as const;
    const [one, other] = tills;
    const memberId = randomUUIDv7();
    await one.push([one.enrol(memberId, '13777770010')]);
    const receipt = { storeId: 'S-pair', businessDate: today, receiptNo: 'P1' };
    const rate = { numerator: 1, denominator: 100 };
    const sell = (till: OfficeTill, sku: string, amountFen: number) => {
      const line = { lineNo: 1, sku, category: 'food', quantity: '1', amountFen };
      return till.write('earn', memberId, {
        receipt,
        lines: [{ ...line, offsetFen: 0, baseFen: amountFen, points: 0 }],
        terms: { rate, tierCode: 'basic', tierMultiplier: rate, expiresOnDay: today },
        redemptionIds: [],
        entries: [],
      });
    };
    const refund = (refundNo: string, sale: object) =>
      one.write('refund', memberId, {
        refundNo,
        receipt,
        ...sale,
        lines: [{ lineNo: 1, amountFen: 100 }],
        takenBackPoints: 0,
        restoredPoints: 0,
        entries: [],
      });
    const sold = sell(one, 'A', 5000);
    await one.push([sold]);
    await other.push([sell(other, 'B', 6000)]);
    const { operationId: saleOperationId } = JSON.parse(sold.json) as { operationId: string };
    await create('pair', { storeIds: ['S-pair'] });
    expect(await read('pair')).toMatchObject({ entryCount: 2 });
    await one.push([refund('F1', { saleOperationId })]);
    expect(await read('pair')).toMatchObject({ entryCount: 1 });
    // Who does not say which may mean either.
    await one.push([refund('F2', {})]);
    expect(await read('pair')).toMatchObject({ entryCount: 0 });
  });
});
