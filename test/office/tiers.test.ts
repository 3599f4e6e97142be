import { randomUUIDv7 } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { TierChange } from '../../src-shared/domain/tier/tier.ts';
import {
  addDays,
  addMonths,
  businessDateAt,
  endOfMonth,
} from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';

const file = path.join(import.meta.dirname, '../../resources/programmes/sample-grocery.json');
const today = businessDateAt(Date.now());
const rate = { numerator: 1, denominator: 100 };

/** A receipt of a till that saw it raise its member to gold. */
function raise(till: OfficeTill, memberId: string, receiptNo: string, sinceDay = today) {
  const tier: TierChange = {
    tierCode: 'gold',
    term: {
      sinceDay,
      untilDay: endOfMonth(addMonths(sinceDay, 12)),
      cause: { kind: 'receipt', receiptNo, onDay: sinceDay },
      before: { tierCode: 'regular', untilDay: null },
    },
    over: ['basic', 'regular', 'silver'],
    giftPackKey: `gold:${sinceDay}`,
  };
  return till.write('earn', memberId, {
    receipt: { storeId: till.storeId, businessDate: sinceDay, receiptNo },
    lines: [],
    terms: { rate, tierCode: 'regular', tierMultiplier: rate, expiresOnDay: today },
    redemptionIds: [],
    entries: [],
    growth: [{ measure: 'spend_fen', onDay: sinceDay, amount: 800_000 }],
    tier,
  });
}

describeOffice('tiers', (office) => {
  const stateOf = async (till: OfficeTill, memberId: string): Promise<MemberState> => {
    await office().settle();
    const { members } = await till.feed(null);
    const row = members.find((each) => each.memberId === memberId);
    return JSON.parse(row?.stateJson ?? 'null') as MemberState;
  };
  const open = async () => {
    const document = JSON.parse(await readFile(file, 'utf8')) as object;
    await callAdmin(office(), '/programmes', { document: { ...document, startsOnDay: today } });
    const [first, second] = [
      await OfficeTill.activate(office()),
      await OfficeTill.activate(office(), 'S002'),
    ];
    const memberId = randomUUIDv7();
    await first.push([first.enrol(memberId, '13812345678')]);
    return { first, second, memberId };
  };
  const grant = (memberId: string, changes: object = {}) =>
    callAdmin(office(), `/members/${memberId}/tier`, {
      tierCode: 'gold',
      untilDay: addDays(today, 90),
      reason: '投诉补偿',
      approverId: 'boris',
      actor: 'anna',
      ...changes,
    });
  const runTiers = async (onDay: string) => {
    const run = () => callAdmin<{ status: string }>(office(), '/jobs/tiers', { onDay });
    while ((await run()).body.status !== 'done') await sleep(50);
  };

  test('one gift pack comes of a rise that two tills found, on whatever days, however often pushed (TR-06, R039)', async () => {
    const { first, second, memberId } = await open();
    const item = raise(first, memberId, 'A1');
    await first.push([item]);
    const given = await stateOf(first, memberId);
    expect(given).toMatchObject({ tierCode: 'gold', giftPackKeys: [`gold:${today}`] });
    const packed = (coupons: MemberState['coupons']) =>
      coupons?.filter(({ couponId }) => couponId.startsWith('pack:'));
    const templateIds = packed(given.coupons)?.map(({ templateId }) => templateId);
    expect(templateIds).toEqual(['voucher_10', 'soy_milk']);
    expect(given.lots.map(({ points }) => points)).toEqual([200]);
    await first.push([item]);
    await second.push([raise(second, memberId, 'B1', addDays(today, -1))]);
    const after = await stateOf(first, memberId);
    expect(packed(after.coupons)).toEqual(packed(given.coupons));
    expect(after.lots).toEqual(given.lots);
    const { body } = await callAdmin<Record<string, number>>(office(), '/totals');
    expect(body['sumEntryPoints']).toBe(body['sumLotPoints']);
  });

  test('a tier set down by hand is lifted by no till that had not heard of it, nor early by a night (TR-05)', async () => {
    const { first, second, memberId } = await open();
    await first.push([raise(first, memberId, 'A2')]);
    const down = { tierCode: 'silver', untilDay: addDays(today, 30), reason: '滥用' };
    expect((await grant(memberId, down)).body).toEqual({ status: 'granted' });
    expect((await grant(memberId, down)).body).toEqual({ status: 'already_granted' });
    await second.push([raise(second, memberId, 'B2')]);
    office().passMs(30 * 86_400_000);
    await runTiers(addDays(today, 30));
    expect(await stateOf(first, memberId)).toMatchObject({
      tierCode: 'silver',
      tierTerm: { untilDay: addDays(today, 30), cause: { direction: 'down' } },
    });
    office().passMs(86_400_000);
    await runTiers(addDays(today, 31));
    expect(await stateOf(first, memberId)).toMatchObject({
      tierCode: 'gold',
      tierTerm: { sinceDay: today, cause: { kind: 'receipt', receiptNo: 'A2' } },
    });
  });

  test('a tier by hand has a second person and an end, and the daily job ends it (TR-05)', async () => {
    const { first, memberId } = await open();
    expect((await grant(memberId, { approverId: 'anna' })).status).toBe(422);
    expect((await grant(memberId, { tierCode: 'platinum' })).status).toBe(422);
    expect((await grant(memberId, { untilDay: addDays(today, -1) })).status).toBe(422);
    expect((await grant(randomUUIDv7())).body).toMatchObject({ code: 'not_found' });
    expect((await grant(memberId)).body).toEqual({ status: 'granted' });
    expect((await grant(memberId)).body).toEqual({ status: 'already_granted' });
    const granted = await stateOf(first, memberId);
    expect(granted).toMatchObject({
      tierCode: 'gold',
      tierTerm: {
        untilDay: addDays(today, 90),
        cause: { kind: 'manual', reason: '投诉补偿', approverId: 'boris' },
      },
    });
    expect(granted.giftPackKeys).toBeUndefined();

    office().passMs(91 * 86_400_000);
    await runTiers(addDays(today, 91));
    const ended = await stateOf(first, memberId);
    expect(ended.tierCode).toBe('regular');
    expect(ended).not.toHaveProperty('tierTerm');
  });
});
