import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { publishTo, startLiveTill } from '../support/live-till.ts';
import { callAdmin } from '../support/office-client.ts';

const plainFile = path.join(import.meta.dirname, '../../resources/programmes/plain.json');
const today = businessDateAt(Date.now());
const yesterday = addDays(today, -1);
const nextWeek = addDays(today, 7);
const nextMonth = addDays(today, 30);
const name = { 'zh-CN': '双倍', en: 'Double', 'zh-TW': '雙倍' };
const act = { actor: 'anna', reason: 'too dear' };

interface Told {
  readonly campaignId: string;
  readonly state: string;
}

function campaign(campaignId: string, days: { readonly fromDay: string; readonly toDay: string }) {
  const reward = { kind: 'multiplier', multiplier: { numerator: 2, denominator: 1 } };
  return { campaignId, name, priority: 1, ...days, when: [], reward };
}

async function readPlain(): Promise<Programme> {
  return JSON.parse(await readFile(plainFile, 'utf8')) as Programme;
}

describeOffice('campaigns', (office) => {
  const list = async (onDay = today) =>
    (await callAdmin<{ campaigns: Told[] }>(office(), `/campaigns?onDay=${onDay}`)).body.campaigns;
  const stateOf = async (campaignId: string, onDay = today) =>
    (await list(onDay)).find((told) => told.campaignId === campaignId)?.state;
  const stop = (campaignId: string, more = {}) =>
    callAdmin(office(), `/campaigns/${campaignId}/stop`, { ...act, ...more });
  const versions = async () =>
    (await callAdmin<{ programmes: { version: number }[] }>(office(), '/programmes')).body
      .programmes.length;

  test('are listed with their state on a day, their stores and for whom they are (R079)', async () => {
    const plain = await readPlain();
    await publishTo(office(), {
      ...plain,
      version: 2,
      startsOnDay: today,
      campaigns: [
        {
          ...campaign('double', { fromDay: '2020-01-01', toDay: '2099-12-31' }),
          audience: { storeIds: ['S001', 'S002'], arm: 'A' },
          when: [{ kind: 'weekdays', weekdays: [1, 2, 3, 4, 5, 6, 7] }],
        },
        campaign('later', { fromDay: nextMonth, toDay: '2099-12-31' }),
        campaign('over', { fromDay: '2020-01-01', toDay: yesterday }),
      ],
    });
    expect(await list()).toEqual([
      {
        campaignId: 'double',
        name: '双倍',
        programmeVersion: 2,
        firstDay: '2020-01-01',
        lastDay: '2099-12-31',
        runsToDay: '2099-12-31',
        state: 'running',
        storeIds: ['S001', 'S002'],
        audienceWords:
          '门店：S001、S002；A/B 测试 A 组；限周一、周二、周三、周四、周五、周六、周日',
        audience: { storeIds: ['S001', 'S002'], arm: 'A' },
        when: [{ kind: 'weekdays', weekdays: [1, 2, 3, 4, 5, 6, 7] }],
      },
      expect.objectContaining({ campaignId: 'later', state: 'planned', audienceWords: '所有会员' }),
      expect.objectContaining({ campaignId: 'over', state: 'ended', runsToDay: null }),
    ]);
    expect(await stateOf('later', nextMonth)).toBe('running');
    expect(await stateOf('double', yesterday)).toBe('planned');
    expect(await callAdmin(office(), '/campaigns?onDay=2026-02-30')).toMatchObject({ status: 422 });
  });

  test('stop at every till with its next sync; receipts of before are refunded by their terms (R079)', async () => {
    await publishTo(office(), {
      ...(await readPlain()),
      version: 3,
      startsOnDay: today,
      campaigns: [campaign('spring', { fromDay: '2020-01-01', toDay: '2099-12-31' })],
    });
    // One that is published ahead must not start it again.
    await publishTo(office(), {
      ...(await readPlain()),
      version: 4,
      startsOnDay: nextMonth,
      campaigns: [campaign('spring', { fromDay: '2020-01-01', toDay: '2099-12-31' })],
    });
    const till = await startLiveTill(office());
    await till.sync();
    const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
    const sell = (receiptNo: string) =>
      till.pos.receipt.post({
        receiptNo,
        businessDate: today,
        memberId,
        lines: [{ lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_000 }],
      });
    expect(await sell('BEFORE')).toMatchObject({ earnedPoints: 200 });
    expect(await stop('spring', { fromDay: yesterday })).toMatchObject({
      status: 422,
      body: { code: 'not_accepted' },
    });

    const stopped = await stop('spring');
    expect(stopped).toEqual({
      status: 200,
      body: { status: 'stopped', campaignId: 'spring', runsToDay: null, versions: [5, 6] },
    });
    expect(await stop('spring')).toEqual(stopped);
    expect(await versions()).toBe(6);
    expect(await stateOf('spring')).toBe('stopped');
    expect(await stateOf('spring', addDays(nextMonth, 1))).toBe('stopped');

    await till.sync();
    expect(await sell('AFTER')).toMatchObject({ earnedPoints: 100 });
    const refund = { receiptNo: 'BEFORE', lines: [{ lineNo: 1, amountFen: 5_000 }] };
    expect(await till.pos.refund.post({ refundNo: 'R1', ...refund })).toMatchObject({
      takenBackPoints: 100,
    });
  });

  test('end on the day asked for, and sooner by a second word', async () => {
    await publishTo(office(), {
      ...(await readPlain()),
      version: 7,
      startsOnDay: today,
      campaigns: [campaign('summer', { fromDay: '2020-01-01', toDay: '2099-12-31' })],
    });
    expect(await stop('summer', { fromDay: nextWeek })).toMatchObject({
      body: { runsToDay: addDays(nextWeek, -1), versions: [8] },
    });
    expect(await stateOf('summer')).toBe('running');
    expect(await stateOf('summer', nextWeek)).toBe('stopped');
    expect(await stop('summer')).toMatchObject({ body: { runsToDay: null, versions: [8, 9] } });
    expect(await stateOf('summer')).toBe('stopped');
    expect(await stop('never')).toMatchObject({ status: 422, body: { code: 'not_found' } });
    expect(await stop('over')).toMatchObject({ status: 409, body: { code: 'campaign_ended' } });
  });
});
