import { expect, test } from 'vitest';
import type { CouponOfflineMode, MemberCoupon } from '../../src-shared/domain/coupon/coupon.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { sampleTemplate } from '../support/sample-coupons.ts';
import { confirmed } from './fake-sync.ts';
import { openTestTill, refusalOf, type TestTill } from './test-till.ts';

const pin = '579246';
const hourMs = 3_600_000;
const today = businessDateAt(Date.now());
const cash = { kind: 'cash', offFen: 1_000 } as const;
const template = (templateId: string, offlineMode: CouponOfflineMode) =>
  sampleTemplate(templateId, cash, { offlineMode, stackGroup: 'money' });
const coupon = (
  couponId: string,
  templateId: string,
  changes: Partial<MemberCoupon> = {},
): MemberCoupon => ({
  couponId,
  templateId,
  status: 'issued',
  fromDay: addDays(today, -1),
  toDay: addDays(today, 30),
  issuedAtMs: 0,
  ...changes,
});

async function openTill(coupons: readonly MemberCoupon[]) {
  const till = await openTestTill({
    programme: {
      coupons: {
        maxPerReceipt: 3,
        giveBackGraceDays: 7,
        templates: [
          template('floor', 'floor'),
          template('bound', 'store_bound'),
          template('online', 'online_only'),
        ],
      },
    },
  });
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin });
  feed(till, memberId, { coupons });
  return { till, memberId };
}

function feed({ line }: TestTill, memberId: string, changes: Partial<MemberState>): void {
  line.feed({ ...confirmed(line.store, memberId as MemberId), ...changes });
}

function post(till: TestTill, memberId: string, receiptNo: string, couponIds: string[]) {
  return till.pos.receipt.post({
    receiptNo,
    businessDate: today,
    memberId,
    lines: [{ lineNo: 1, sku: 'rice', category: 'food', quantity: 1, amountFen: 5_000 }],
    wishes: { couponIds, points: 0 },
    proof: { kind: 'pin', pin },
  });
}

async function whyNotOf(till: TestTill, memberId: string) {
  const { coupons } = await till.pos.coupon.list({ memberId });
  return Object.fromEntries(coupons.map(({ couponId, whyNot }) => [couponId, whyNot]));
}

test('lists a member’s coupons with words for each that cannot be used here now (CP-03)', async () => {
  const { till, memberId } = await openTill([
    coupon('later', 'floor', { fromDay: addDays(today, 1) }),
    coupon('other', 'bound', { storeId: 'store-9' }),
    coupon('good', 'online', { toDay: today }),
    coupon('gone', 'unknown'),
    coupon('past', 'unknown', { status: 'used' }),
  ]);
  const { coupons } = await till.pos.coupon.list({ memberId });
  expect(
    coupons.map(({ couponId, usable, whyNot, reason }) => [couponId, usable, whyNot, reason]),
  ).toEqual([
    ['good', true, null, null],
    ['later', false, 'not_yet', '未到可用时间'],
    ['other', false, 'other_store', '本店不可用'],
    ['gone', false, 'not_for_member', '此会员不能使用'],
    // What became of it counts, though the programme has its template no more.
    ['past', false, 'used', '已使用'],
  ]);
  till.line.online = false;
  till.line.announce();
  expect(await whyNotOf(till, memberId)).toMatchObject({ good: 'online_only' });
});

test('shows coupons to no screen that has only heard a number (ID-02)', async () => {
  const { till, memberId } = await openTill([coupon('a', 'floor')]);
  const screen = till.screen();
  const person = { staffId: 'cashier-1', pin: '571938' };
  await screen.session.signIn(person);
  expect(await refusalOf(screen.coupon.list({ memberId }))).toMatchObject({
    code: 'identification_needed',
  });
});

test('asks head office for a coupon before the receipt is posted, once for a retry (CP-07)', async () => {
  const { till, memberId } = await openTill([coupon('a', 'online')]);
  const asked: unknown[] = [];
  till.line.claimCoupons = (request) => {
    asked.push(request);
    return Promise.resolve({ status: 'claimed' });
  };
  expect(await post(till, memberId, 'R1', ['a'])).toMatchObject({ status: 'posted' });
  expect(asked).toMatchObject([
    { claimId: expect.stringMatching(/^receipt:/) as string, memberId, couponIds: ['a'] },
  ]);
  expect(await post(till, memberId, 'R1', ['a'])).toMatchObject({ status: 'already_posted' });
  expect(asked).toHaveLength(1);
});

test('a coupon that another till keeps or has used is not used again, and says so', async () => {
  const { till, memberId } = await openTill([coupon('a', 'floor')]);
  till.line.claimCoupons = () =>
    Promise.resolve({ status: 'refused', couponId: 'a', reason: 'used' });
  const before = till.line.store.operation.head();
  expect(await refusalOf(post(till, memberId, 'R1', ['a']))).toMatchObject({
    code: 'quote_changed',
    quote: { unused: [{ id: 'a', whyNot: 'used', reason: '已使用' }] },
  });
  expect(till.line.store.operation.head()).toEqual(before);
  const claim = { claimId: 'r', installId: 'install-9', expiresAtMs: Date.now() + hourMs };
  feed(till, memberId, { coupons: [coupon('a', 'floor', { claim })] });
  expect(await whyNotOf(till, memberId)).toEqual({ a: 'used' });
});

test('where head office does not answer in time, a coupon that needs it is refused in words', async () => {
  const { till, memberId } = await openTill([coupon('a', 'online'), coupon('b', 'floor')]);
  till.line.claimCoupons = () => Promise.resolve({ status: 'unreachable' });
  expect(await refusalOf(post(till, memberId, 'R1', ['a']))).toMatchObject({
    code: 'quote_changed',
    quote: {
      unused: [
        { id: 'a', whyNot: 'online_only', reason: '此券需联网核销，可换其他优惠' },
        { id: 'b', whyNot: 'not_wished' },
      ],
    },
  });
  // A floor coupon falls back on what may be used without the line.
  expect(await post(till, memberId, 'R1', ['b'])).toMatchObject({ status: 'posted' });
});

test('offline a floor coupon is taken once per member and till, until that use has come back', async () => {
  const coupons = [coupon('a', 'floor'), coupon('b', 'floor'), coupon('c', 'bound')];
  const { till, memberId } = await openTill(coupons);
  till.line.online = false;
  till.line.announce();
  expect(await whyNotOf(till, memberId)).toEqual({ a: null, b: null, c: 'online_only' });
  expect(await post(till, memberId, 'R1', ['a'])).toMatchObject({ status: 'posted' });
  expect(await whyNotOf(till, memberId)).toMatchObject({ a: 'used', b: 'offline_limit' });
  expect(await refusalOf(post(till, memberId, 'R2', ['b']))).toMatchObject({
    code: 'quote_changed',
  });
  const { terminalSeq } = till.line.store.operation.head();
  till.line.store.sync.write({ ackedSeq: terminalSeq });
  feed(till, memberId, {});
  expect(await post(till, memberId, 'R2', ['b'])).toMatchObject({ status: 'posted' });
});

test('offline a store-bound coupon is taken at its store, and nothing after three days', async () => {
  const { till, memberId } = await openTill([coupon('a', 'bound', { storeId: 'store-1' })]);
  till.line.online = false;
  till.line.replicaAgeMs = 71 * hourMs;
  till.line.announce();
  expect(await whyNotOf(till, memberId)).toEqual({ a: null });
  till.line.replicaAgeMs = 73 * hourMs;
  till.line.announce();
  expect(await whyNotOf(till, memberId)).toEqual({ a: 'online_only' });
});

test('a member whose coupons were used twice, twice, needs the line (CP-09)', async () => {
  const { till, memberId } = await openTill([coupon('a', 'floor')]);
  const conflict = { couponId: 'x', operationId: 'o', onDay: today };
  feed(till, memberId, {
    coupons: [coupon('a', 'floor')],
    couponConflicts: [conflict, { ...conflict, operationId: 'p' }],
  });
  expect(await whyNotOf(till, memberId)).toEqual({ a: null });
  till.line.online = false;
  till.line.announce();
  expect(await whyNotOf(till, memberId)).toEqual({ a: 'online_only' });
});
