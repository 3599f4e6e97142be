import { randomUUIDv7 } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { armOf } from '../../src-shared/domain/campaign/arm-of.ts';
import type { OperationBodies } from '../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { publishTo, startLiveTill } from '../support/live-till.ts';
import { callAdmin, entry, OfficeTill } from '../support/office-client.ts';

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

  test('have the same audience for a rule and a day, whatever came since and in pages of whatever size (R079)', async () => {
    const days = { fromDay: addDays(today, -30), toDay: addDays(today, 30) };
    const plain = await readPlain();
    const [tier] = plain.tiers;
    await publishTo(office(), {
      ...plain,
      version: 10,
      startsOnDay: today,
      tiers: [tier, { ...tier, code: 'gold' }],
      campaigns: [
        {
          ...campaign('gold_days', days),
          audience: { tierCodes: ['gold'], storeIds: ['S009'] },
          when: [{ kind: 'hours', fromMinute: 0, toMinute: 1 }],
        },
        { ...campaign('welcome', days), when: [{ kind: 'first_purchase' }] },
        { ...campaign('friends', days), audience: { tags: ['friend'] } },
      ],
    });
    const till = await OfficeTill.activate(office());
    const [rising = '', resting = '', gold = '', merged = '', late = ''] = newIds(5);
    const joined = [rising, resting, gold, merged].map((memberId) => enrol(till, memberId, -10));
    await till.push([...joined, enrol(till, late, -3)]);
    await till.push([
      sell(till, gold, 'G1', -8, rise('basic', -8)),
      sell(till, rising, 'A1', -5, rise('basic', -5)),
    ]);
    await office().settle();
    const audience = async (campaignId: string, inDays: number, limit = 100) => {
      const ids: string[] = [];
      let after: string | null = '';
      let told: AudienceTold | null = null;
      while (after !== null) {
        const query: string = after === '' ? '' : `&after=${after}`;
        const path = `/campaigns/${campaignId}/audience?onDay=${addDays(today, inDays)}&limit=${limit}${query}`;
        const { status, body } = await callAdmin<AudienceTold>(office(), path);
        expect(status).toBe(200);
        told = body;
        ids.push(...told.memberIds);
        after = told.nextAfter;
      }
      const of = new Set<string>([rising, resting, gold, merged, late]);
      return { ids: ids.filter((id) => of.has(id)), all: ids, told };
    };

    expect((await audience('gold_days', -5)).ids).toEqual([gold]);
    expect((await audience('gold_days', -4)).ids).toEqual([rising, gold].toSorted());
    expect((await audience('welcome', -5)).ids).toEqual([rising, resting, merged].toSorted());
    expect((await audience('welcome', -4)).ids).toEqual([resting, merged].toSorted());
    expect((await audience('welcome', -10)).ids).toEqual([]);
    expect((await audience('welcome', -2)).ids).toEqual([resting, merged, late].toSorted());
    expect((await audience('gold_days', -4)).told).toMatchObject({
      programmeVersion: 10,
      state: 'planned',
      facts: [{ fact: 'tier', isDated: true }],
    });
    expect((await audience('friends', 0)).told).toMatchObject({
      memberIds: [],
      count: 0,
      facts: [{ fact: 'tags', isDated: false }],
    });

    // Later they change; what was asked of a day before stays what it was.
    const before = await audience('welcome', -4);
    await till.push([sell(till, resting, 'B1', -1, rise('basic', -1)), sell(till, gold, 'G2', -1)]);
    await office().settle();
    expect((await audience('gold_days', -4)).ids).toEqual([rising, gold].toSorted());
    expect((await audience('gold_days', 0)).ids).toEqual([rising, resting, gold].toSorted());
    const inPages = await audience('welcome', -4, 1);
    expect(inPages.all).toEqual(before.all);
    expect(inPages.told).toMatchObject({
      count: before.told?.count,
      digest: before.told?.digest,
    });
    expect(before.told?.count).toBe(before.all.length);

    // Who was merged away counts through the survivor.
    const { status } = await callAdmin(office(), '/members/merge', {
      ...act,
      mergeId: randomUUIDv7(),
      fromMemberId: gold,
      intoMemberId: merged,
    });
    expect(status).toBe(200);
    expect((await audience('welcome', -4)).ids).toEqual([resting]);
    expect((await audience('gold_days', 1)).ids).toEqual([rising, resting, merged].toSorted());
  });

  test('tell pages of one rule from those of another', async () => {
    const first = await callAdmin<AudienceTold>(
      office(),
      `/campaigns/welcome/audience?onDay=${addDays(today, -2)}&limit=1`,
    );
    const after = first.body.nextAfter ?? '';
    const invalid = { status: 422, body: { code: 'invalid_value' } };
    const page = (campaignId: string, query: string) =>
      callAdmin(office(), `/campaigns/${campaignId}/audience?${query}`);
    expect(await page('welcome', `onDay=${yesterday}&after=${after}`)).toMatchObject({
      status: 422,
      body: { code: 'not_accepted' },
    });
    expect(await page('welcome', `onDay=${today}&after=x`)).toMatchObject(invalid);
    expect(await page('welcome', `onDay=${today}&limits=1`)).toMatchObject({ status: 400 });
    expect(await page('welcome', 'onDay=2026-02-30')).toMatchObject({ status: 422 });
    expect(await page('nobody', `onDay=${today}`)).toMatchObject({ status: 422 });
  });

  test('compare both arms of a test by what their members bought (R081)', async () => {
    const plain = await readPlain();
    await publishTo(office(), {
      ...plain,
      version: 11,
      startsOnDay: today,
      campaigns: [
        {
          ...campaign('trial', { fromDay: addDays(today, -4), toDay: today }),
          audience: { arm: 'A', storeIds: ['S001'] },
          when: [{ kind: 'tenure', minMonths: 1 }],
        },
      ],
    });
    const [till, other] = [
      await OfficeTill.activate(office()),
      await OfficeTill.activate(office(), 'S002'),
    ];
    const members = newIds(40);
    await till.push(members.map((memberId) => enrol(till, memberId, -50)));
    const [inA = '', alsoInA = ''] = members.filter((id) => armOf('trial', id) === 'A');
    const inB = members.find((id) => armOf('trial', id) === 'B') ?? '';
    const bonus = { entries: [{ ...entry('earn_bonus', 7, []), ruleId: 'campaign:trial' }] };
    const rate = { numerator: 1, denominator: 100 };
    const terms = { rate, tierCode: 'basic', tierMultiplier: rate, expiresOnDay: nextMonth };
    const fromThreshold = (thresholdFen: number) => ({
      ...bonus,
      terms: { ...terms, bonuses: [{ ruleId: 'campaign:trial', points: 7, thresholdFen }] },
    });
    const refund = (by: OfficeTill, memberId: string, receiptNo: string, amountFen: number) => {
      const receipt = { storeId: 'S001', businessDate: addDays(today, -3), receiptNo };
      const back = { refundNo: `R${by.headSeq}`, takenBackPoints: 0, restoredPoints: 0 };
      const lines = [{ lineNo: 1, amountFen }];
      return by.write('refund', memberId, { ...back, receipt, lines, entries: [] }, on(0));
    };
    await till.push([
      sell(till, inA, 'T1', -4, bonus),
      sell(till, inA, 'T2', -3, fromThreshold(5_000)),
      sell(till, inA, 'T7', -3, fromThreshold(6_000)),
      sell(till, inB, 'T3', -3),
      sell(till, alsoInA, 'T4', -5),
      sell(till, alsoInA, 'T5', 0),
    ]);
    await other.push([sell(other, alsoInA, 'T6', -3)]);
    // In parts, at both tills, and more than was sold.
    await till.push([refund(till, inA, 'T2', 2_000), refund(till, inA, 'T7', 2_000)]);
    await other.push([refund(other, inA, 'T2', 3_000), refund(other, inA, 'T7', 3_000)]);
    await till.push([refund(till, inB, 'T3', 8_000)]);
    await other.push([refund(other, inB, 'T3', 8_000)]);
    await office().settle();
    const compare = (fromDay: string, toDay: string) =>
      callAdmin(office(), `/campaigns/trial/arms?fromDay=${fromDay}&toDay=${toDay}`);
    const answer = await compare(addDays(today, -4), yesterday);
    const memberCount = (arm: 'A' | 'B') =>
      members.filter((id) => armOf('trial', id) === arm).length;
    expect(answer).toMatchObject({
      status: 200,
      body: {
        campaignArm: 'A',
        arms: [
          {
            arm: 'A',
            memberCount: memberCount('A'),
            buyerCount: 1,
            receiptCount: 3,
            returnedReceiptCount: 0,
            salesFen: 30_000,
            returnedFen: 10_000,
            points: 21,
            returnedPoints: 7,
          },
          {
            arm: 'B',
            memberCount: memberCount('B'),
            buyerCount: 1,
            receiptCount: 1,
            returnedReceiptCount: 1,
            salesFen: 10_000,
            returnedFen: 10_000,
            points: 0,
            returnedPoints: 0,
          },
        ],
      },
    });
    expect(await compare(addDays(today, -4), yesterday)).toEqual(answer);
    expect(await compare(today, yesterday)).toMatchObject({ status: 422 });
  });
});

interface AudienceTold {
  readonly memberIds: readonly string[];
  readonly count: number;
  readonly digest: string;
  readonly nextAfter: string | null;
}

function newIds(count: number): readonly string[] {
  return Array.from({ length: count }, () => randomUUIDv7());
}

/** As if it were done so many days from now. */
function on(inDays: number) {
  const businessDate = addDays(today, inDays);
  return { header: { businessDate, atMs: Date.parse(`${businessDate}T04:00:00Z`) } };
}

function enrol(till: OfficeTill, memberId: string, inDays: number) {
  const memberNo = `29${till.installNo}${till.headSeq}`.padEnd(13, '0');
  const personal = { phone: `139${String(till.installNo * 100 + till.headSeq).padStart(8, '0')}` };
  return till.write(
    'enrol',
    memberId,
    { memberNo, tierCode: 'basic', consents: [] },
    { personal, ...on(inDays) },
  );
}

function sell(
  till: OfficeTill,
  memberId: string,
  receiptNo: string,
  inDays: number,
  more: Partial<OperationBodies['earn']> = {},
) {
  const businessDate = addDays(today, inDays);
  const rate = { numerator: 1, denominator: 100 };
  const sold = { amountFen: 10_000, offsetFen: 0, baseFen: 10_000, points: 100 };
  const terms = { rate, tierCode: 'basic', tierMultiplier: rate, expiresOnDay: nextMonth };
  return till.write(
    'earn',
    memberId,
    {
      receipt: { storeId: till.storeId, businessDate, receiptNo },
      lines: [{ lineNo: 1, sku: '', category: '', quantity: '1', ...sold }],
      terms,
      redemptionIds: [],
      entries: [entry('earn', 100, [{ expiresOnDay: nextMonth, points: 100 }])],
      ...more,
    },
    on(inDays),
  );
}

/** A receipt of a day raises to gold whoever has one of the lower tiers. */
function rise(tierCode: string, inDays: number): Pick<OperationBodies['earn'], 'tier'> {
  const sinceDay = addDays(today, inDays);
  const before = { tierCode, untilDay: null };
  const cause = { kind: 'evaluation' } as const;
  const term = { sinceDay, untilDay: addDays(today, 300), cause, before };
  return { tier: { tierCode: 'gold', term, over: [tierCode] } };
}
