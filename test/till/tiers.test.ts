import { expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  type BusinessDate,
  businessDateAt,
  endOfMonth,
} from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { sampleTiers } from '../support/sample-tiers.ts';
import { confirmed } from './fake-sync.ts';
import { openTestTill, refusalOf } from './test-till.ts';

const today = businessDateAt(Date.now());

async function openShop() {
  const till = await openTestTill({ programme: { tiers: sampleTiers, campaigns: [] } });
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
  const sell = (receiptNo: string, amountFen: number) =>
    till.pos.receipt.post({
      receiptNo,
      businessDate: today,
      memberId,
      lines: [{ lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen }],
    });
  const refund = (refundNo: string, receiptNo: string, amountFen: number) =>
    till.pos.refund.post({ refundNo, receiptNo, lines: [{ lineNo: 1, amountFen }] });
  return { till, memberId, sell, refund };
}

/** A member who earned a tier, as head office has them, and its term. */
function raised({ line }: Awaited<ReturnType<typeof openShop>>['till'], memberId: string) {
  const state = confirmed(line.store, memberId as MemberId);
  const { tierTerm } = state;
  if (tierTerm === undefined) throw new Error('It was raised.');
  return { state, tierTerm };
}

test('raises a member with the receipt that reaches the tier; its benefits begin with the next (TR-02, R037)', async () => {
  const { till, memberId, sell } = await openShop();
  expect(await till.pos.member.standing({ memberId })).toEqual({
    growth: { spendFen: 0, visitDays: 0, topUpFen: 0, taskPoints: 0 },
    tierUntilDay: null,
    tierIsProvisional: false,
    tierIsHeld: false,
    nextTier: {
      tier: 'silver',
      tierName: '级',
      missing: [{ measure: 'spend_fen', missing: 200_000 }],
    },
    keepTier: null,
    plans: [],
    coupons: { count: 0, endingCount: 0, endsOnDay: null },
  });
  const raised = await sell('A', 200_000);
  expect(raised).toMatchObject({ earnedPoints: 2000, member: { tier: 'silver' } });
  expect(await till.pos.member.standing({ memberId })).toMatchObject({
    growth: { spendFen: 200_000, visitDays: 1 },
    tierUntilDay: endOfMonth(addMonths(today, 12)),
    tierIsProvisional: true,
    nextTier: { tier: 'gold', missing: [{ measure: 'spend_fen', missing: 600_000 }] },
  });
  expect(await sell('B', 100_000)).toMatchObject({ earnedPoints: 1100 });
  till.line.feed(confirmed(till.line.store, memberId as MemberId));
  expect((await till.pos.member.standing({ memberId })).tierIsProvisional).toBe(false);
});

test('takes the tier back with the receipt that gave it, and the points at the rate of the sale (TR-03, PL-16)', async () => {
  const { till, memberId, sell, refund } = await openShop();
  await sell('A', 150_000);
  await sell('B', 50_000);
  await sell('C', 10_000); // as silver: 100 points and 10 more
  expect(await refund('R1', 'B', 50_000)).toMatchObject({
    takenBackPoints: 500,
    member: { tier: 'regular' },
  });
  expect(await till.pos.member.standing({ memberId })).toMatchObject({ tierUntilDay: null });
  // Sold to a silver member, returned by a regular one.
  expect(await refund('R2', 'C', 10_000)).toMatchObject({ takenBackPoints: 110 });
  expect(await refund('R3', 'A', 150_000)).toMatchObject({ takenBackPoints: 1500 });
  const state = confirmed(till.line.store, memberId as MemberId);
  expect(state.growth).toEqual({ spendFenByDay: {} });
  expect(state.lots).toEqual([]);
});

test('gives one gift pack for upgrade, refund and upgrade (TR-06, R039)', async () => {
  const { till, memberId, sell, refund } = await openShop();
  await sell('A', 800_000);
  await refund('R1', 'A', 800_000);
  expect(await sell('B', 800_000)).toMatchObject({ member: { tier: 'gold' } });
  expect(confirmed(till.line.store, memberId as MemberId).giftPackKeys).toEqual([`gold:${today}`]);
});

test('tells what it takes to keep a tier from the days of notice on (TR-04, R038)', async () => {
  const { till, memberId, sell } = await openShop();
  await sell('A', 200_000);
  const { state, tierTerm } = raised(till, memberId);
  const until = (dayCount: number) => {
    const term = { ...tierTerm, untilDay: addDays(today, dayCount) };
    till.line.feed({ ...state, growth: { spendFenByDay: { [today]: 50_000 } }, tierTerm: term });
  };
  until(31);
  expect((await till.pos.member.standing({ memberId })).keepTier).toBeNull();
  until(30);
  expect((await till.pos.member.standing({ memberId })).keepTier).toEqual({
    byDay: addDays(today, 30),
    missing: [{ measure: 'spend_fen', missing: 150_000 }],
  });
});

test('a tier given by hand is over with its last day, at a till that has not heard it from head office too (TR-05)', async () => {
  const { till, memberId, sell } = await openShop();
  await sell('A', 250_000);
  const { state, tierTerm } = raised(till, memberId);
  const give = (untilDay: BusinessDate) => {
    const cause = { kind: 'manual', reason: 'r', approverId: 'm' } as const;
    const before = { tierCode: 'silver', untilDay: tierTerm.untilDay, term: tierTerm };
    const term = { sinceDay: addDays(today, -30), untilDay, cause, before };
    till.line.feed({ ...state, tierCode: 'gold', tierTerm: term });
  };
  const tierFound = async () => {
    const { members } = await till.pos.member.find({ query: '5678' });
    return members.map(({ tier }) => tier);
  };
  give(today);
  expect(await tierFound()).toEqual(['gold']);
  expect(await till.pos.member.standing({ memberId })).toMatchObject({
    tierUntilDay: today,
    keepTier: { byDay: today },
  });
  expect(await sell('B', 10_000)).toMatchObject({ earnedPoints: 120, member: { tier: 'gold' } });
  give(addDays(today, -1));
  expect(await tierFound()).toEqual(['silver']);
  expect(await till.pos.member.standing({ memberId })).toMatchObject({
    tierUntilDay: tierTerm.untilDay,
    nextTier: { tier: 'gold' },
    keepTier: null,
  });
  expect(await sell('C', 10_000)).toMatchObject({ earnedPoints: 110, member: { tier: 'silver' } });
});

test('a tier of an imported list is told with the end that the next night gives it, not as one for good (TR-05)', async () => {
  const { till, memberId } = await openShop();
  const state = confirmed(till.line.store, memberId as MemberId);
  expect((await till.pos.member.standing({ memberId })).tierUntilDay).toBeNull();
  till.line.feed({ ...state, tierCode: 'gold' });
  expect((await till.pos.member.standing({ memberId })).tierUntilDay).toBe(
    endOfMonth(addMonths(today, 12)),
  );
});

test('a refund takes back the tier that stands below one given by hand, which itself stays (TR-03, TR-05)', async () => {
  const { till, memberId, sell, refund } = await openShop();
  await sell('A', 250_000);
  const { state, tierTerm } = raised(till, memberId);
  const cause = { kind: 'manual', reason: 'r', approverId: 'm' } as const;
  const before = { tierCode: 'silver', untilDay: tierTerm.untilDay, term: tierTerm };
  const granted = { sinceDay: today, untilDay: addDays(today, 30), cause, before };
  till.line.feed({ ...state, tierCode: 'gold', tierTerm: granted });
  expect(await refund('R1', 'A', 250_000)).toMatchObject({ member: { tier: 'gold' } });
  expect(confirmed(till.line.store, memberId as MemberId)).toMatchObject({
    tierCode: 'gold',
    tierTerm: { ...granted, before: { tierCode: 'regular', untilDay: null } },
  });
});

test('says that a tier is held down by hand, and raises nobody before its last day (TR-05)', async () => {
  const { till, memberId, sell } = await openShop();
  await sell('A', 850_000);
  const { state, tierTerm } = raised(till, memberId);
  const cause = { kind: 'manual', reason: 'r', approverId: 'm', direction: 'down' } as const;
  const before = { tierCode: 'gold', untilDay: tierTerm.untilDay, term: tierTerm };
  const held = { sinceDay: today, untilDay: today, cause, before };
  till.line.feed({ ...state, tierCode: 'silver', tierTerm: held });
  expect(await sell('B', 2_500_000)).toMatchObject({ member: { tier: 'silver' } });
  expect(await till.pos.member.standing({ memberId })).toMatchObject({
    tierUntilDay: today,
    tierIsHeld: true,
    nextTier: null,
    keepTier: null,
  });
});

test('hides all of it from a screen that does not know the member (ID-02)', async () => {
  const { till, memberId } = await openShop();
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: '571938' });
  expect(await refusalOf(screen.member.standing({ memberId }))).toMatchObject({
    code: 'identification_impossible', // neither name, birthday nor PIN to ask for
  });
});
