import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import { readAudited } from '../../src-office/jobs/audit-operation.ts';
import { auditDecision } from '../../src-shared/domain/audit/audit-decision.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { postPurchase } from '../../src-shared/domain/member/post-purchase.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { factsOf } from '../../src-shared/domain/quote/facts-of.ts';
import { decideReceipt } from '../../src-shared/domain/receipt/decide-receipt.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { describeOffice } from '../support/describe-office.ts';
import { publishTo } from '../support/live-till.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';
import {
  sampleLines,
  sampleMemberState,
  sampleNowMs,
  sampleProgramme,
  sampleTill,
  sampleToday,
} from '../support/sample-domain.ts';
import { until } from '../support/until.ts';

/** A basket as a till decides it, placed in its chain; random ones are in `test/scenarios/baskets.test.ts`. */
function decideBasket(
  index: number,
  amountsFen: readonly number[],
  points: number,
  {
    state = sampleMemberState(index),
    programme = sampleProgramme(),
    onDay: businessDate = sampleToday,
  } = {},
) {
  const moment = { businessDate: sampleToday, atMs: sampleNowMs };
  const facts = factsOf({
    programme,
    state,
    storeId: 'store-0',
    businessDate,
    minuteOfDay: 720,
    moment,
    redemptions: [],
    asked: {},
  });
  const decided = decideReceipt({
    programme,
    state,
    receipt: { storeId: 'store-0', businessDate, receiptNo: `R${index}` },
    facts,
    lines: sampleLines(amountsFen),
    wishes: { couponIds: 'best', points },
    redemptions: [],
    moment,
    spend: { redemptionId: `r${index}`, right: 'floor', authorisedBeyondView: false },
  });
  if (decided.status === 'refused') throw new Error(decided.code);
  return sampleTill(index % 50).place(decided.draft);
}

/** 50 points on top of the first receipt. */
function firstPurchaseProgramme(): Programme {
  const text = '首单';
  return sampleProgramme({
    version: 20,
    campaigns: [
      {
        campaignId: 'first',
        name: { 'zh-CN': text, en: text, 'zh-TW': text },
        priority: 1,
        fromDay: addDays(sampleToday, -500),
        toDay: addDays(sampleToday, 500),
        when: [{ kind: 'first_purchase' }],
        reward: { kind: 'bonus', points: 50, thresholdFen: 5_000 },
      },
    ],
  });
}

const known = {
  today: sampleToday,
  state: null,
  record: null,
  cancelled: null,
  roleOf: () => null,
};

test('finds one point too much, another line, and a version nobody knows', () => {
  const basket = decideBasket(1, [12_850], 0);
  if (basket.kind !== 'earn') throw new Error('A basket earns.');
  const { body } = basket;
  const partsOf = (changed: object, programme: Programme | null = sampleProgramme()) => {
    const arrived = readAudited(JSON.stringify({ ...basket, body: { ...body, ...changed } }));
    if (arrived === null) throw new Error('It can be read.');
    return auditDecision(programme, arrived, known).map(({ part }) => part);
  };
  expect(partsOf({})).toEqual([]);
  const entries = body.entries.map((entry, at) =>
    at === 0 ? { ...entry, points: entry.points + 1 } : entry,
  );
  expect(partsOf({ entries })).toEqual(['points']);
  expect(partsOf({}, null)).toEqual(['programme']);
});

describeOffice('audit', (office) => {
  test('lists what a till earned otherwise than its terms say, and only that', async () => {
    const welcome = firstPurchaseProgramme();
    await publishTo(office(), welcome);
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    const lines = [
      { ...sampleLines([5_000])[0], lineNo: 1, offsetFen: 0, baseFen: 5_000, points: 50 },
    ];
    const rate = { numerator: 1, denominator: 100 };
    const one = { numerator: 1, denominator: 1 };
    const earn = (receiptNo: string, points: number) =>
      till.write('earn', memberId, {
        receipt: { storeId: till.storeId, businessDate: sampleToday, receiptNo },
        lines,
        terms: { rate, tierCode: 'basic', tierMultiplier: one, expiresOnDay: sampleToday },
        redemptionIds: [],
        entries: [
          { kind: 'earn', points, ruleId: 'base', lots: [{ expiresOnDay: sampleToday, points }] },
        ],
      } as never);
    // A first purchase is the first at the till, though receipts of earlier days come after it (R063).
    const buyerId = randomUUIDv7() as MemberId;
    let buyer: MemberState = { ...sampleMemberState(1), memberId: buyerId, coupons: [] };
    const bought = [1, 0, -400].map((inDays, index) => {
      const onDay = addDays(sampleToday, inDays);
      const basket = decideBasket(60 + index, [5_000], 0, {
        state: buyer,
        programme: welcome,
        onDay,
      });
      if (basket.kind !== 'earn') throw new Error('A basket earns.');
      buyer = { ...buyer, purchases: postPurchase(buyer.purchases, onDay, basket) };
      const atMs = sampleNowMs + index * 60_000;
      const header = { atMs, rawAtMs: atMs, programmeVersion: welcome.version };
      return till.write('earn', buyerId, basket.body, { header });
    });
    expect(bought.map(({ json }) => json.includes('campaign:first'))).toEqual([true, false, false]);
    const items = [
      till.enrol(memberId, '13812345678'),
      earn('R1', 50),
      earn('R2', 51),
      till.enrol(buyerId, '13812345679'),
      ...bought,
    ];
    const { verdicts } = await till.push(items);
    expect(new Set(verdicts.map(({ outcome }) => outcome))).toEqual(new Set(['posted']));
    interface Difference {
      readonly operationId: string;
      readonly part: string;
      readonly expected: { readonly points: readonly { readonly points: number }[] };
    }
    const read = async (path = '/audit/differences') => {
      const { differences } = (await callAdmin<{ differences: Difference[] }>(office(), path)).body;
      return differences.filter(({ part }) => part !== 'tier'); // they enrol into a tier of their own
    };
    await until('the audit has come to it', async () => (await read()).length > 0);
    // Long after the look that every start takes.
    await till.push([earn('R3', 49)]);
    await until('the audit has come to it', async () => (await read()).length > 1);
    const wrong = JSON.parse(items[2]?.json ?? '{}') as { operationId: string };
    expect((await read()).slice(-1)).toMatchObject([
      {
        operationId: wrong.operationId,
        part: 'points',
        expected: { points: [{ points: 50 }] },
        standing: 'difference',
      },
    ]);
    // Other kinds too: points that paid a fen more than they are worth.
    const redeemed = till.write('redeem', memberId, {
      redemptionId: randomUUIDv7(),
      receiptNo: 'R4',
      eligibleFen: 10_000,
      offsetFen: 101,
      points: 100,
      right: 'authorised',
      entries: [
        {
          kind: 'redeem',
          points: -100,
          ruleId: 'redeem',
          lots: [{ expiresOnDay: sampleToday, points: 100 }],
        },
      ],
    });
    await till.push([redeemed]);
    await until('the audit has come to it', async () => (await read()).length > 2);
    const { operationId } = JSON.parse(redeemed.json) as { operationId: string };
    const found = (await read()).find((each) => each.operationId === operationId);
    expect(found).toMatchObject({ part: 'offset,entries', standing: 'difference' });
    expect(await read('/audit/differences?standing=behind')).toEqual([]);
  });
});
