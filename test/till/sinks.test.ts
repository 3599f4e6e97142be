import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { programmeSchema } from '../../src-shared/programme/programme-schema.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { confirmed } from './fake-sync.ts';
import { openTestTill, refusalOf, type TestTill } from './test-till.ts';

const pin = '579246';
const mug = 'GIFT-ENAMEL-MUG';
const today = businessDateAt(Date.now());
const sample = programmeSchema.parse(
  JSON.parse(
    readFileSync(
      path.join(import.meta.dirname, '../../resources/programmes/sample-grocery.json'),
      'utf8',
    ),
  ),
);
const programme = { sinks: sample.sinks, coupons: sample.coupons };

/** A member whose points the office has confirmed. */
async function withPoints(till: TestTill, points: number): Promise<string> {
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin });
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: points * 100 };
  await till.pos.receipt.post({
    receiptNo: 'start',
    businessDate: today,
    memberId,
    lines: [line],
  });
  confirm(till, memberId);
  return memberId;
}

function confirm({ line }: TestTill, memberId: string): void {
  line.feed(confirmed(line.store, memberId as MemberId));
}

function goOffline({ line }: TestTill): void {
  line.online = false;
  line.announce();
}

const wishOf = (memberId: string, sinkId: string, redemptionId = `S-${sinkId}`) => ({
  sinkId,
  redemptionId,
  memberId,
  proof: { kind: 'pin', pin } as const,
});

test('lists what a member can have, with the reason where not now', async () => {
  const till = await openTestTill({ programme });
  till.line.store.gift.allot([{ sku: 'GIFT-TOTE-BAG', allottedCount: 2 }]);
  const memberId = await withPoints(till, 1000);
  const { right, sinks } = await till.pos.sink.list({ memberId });
  expect(right).toBe('authorised');
  // Whether that of Wednesdays is to be had depends on today.
  const anyDay = sinks.filter(({ sinkId }) => sinkId !== 'member_day_fresh');
  expect(anyDay.map(({ sinkId, whyNot, leftCount }) => [sinkId, whyNot, leftCount])).toEqual([
    ['tote_bag', null, 2],
    ['mug', '本机没有这件礼品了，可到其他收银台或换一件', 0],
    ['school_lunch', null, null],
    ['voucher_for_points', null, null],
    ['silver_3_months', '积分不够，现在可用 1,000 分', null],
    ['gold_3_months', '积分不够，现在可用 1,000 分', null],
  ]);
});

test('a cause takes its points once, however often it is asked, and is final (PL-23)', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withPoints(till, 1000);
  const asked: unknown[] = [];
  till.line.authorise = (request) => {
    asked.push(request);
    return Promise.resolve({ status: 'authorised' });
  };
  const wish = wishOf(memberId, 'school_lunch');
  const posted = await till.pos.sink.post(wish);
  expect(posted).toMatchObject({
    status: 'posted',
    right: 'authorised',
    points: 500,
    reward: 'charity',
    couponId: null,
    member: { availablePoints: 500 },
  });
  const forgotten = { ...wish, proof: { kind: 'pin', pin: 'x' } } as const;
  expect(await till.pos.sink.post(forgotten)).toEqual({ ...posted, status: 'already_posted' });
  expect(asked).toMatchObject([
    { redemptionId: wish.redemptionId, memberId, points: 500, businessDate: today },
  ]);
  const other = { ...wish, sinkId: 'voucher_for_points' };
  expect(await refusalOf(till.pos.sink.post(other))).toMatchObject({ code: 'id_reused' });
  const { redemptionId } = wish;
  expect(await refusalOf(till.pos.sink.cancel({ redemptionId }))).toMatchObject({
    code: 'sink_final',
  });
  expect(await refusalOf(till.pos.redemption.cancel({ redemptionId }))).toMatchObject({
    code: 'redemption_not_found',
  });
});

test('a gift needs the member’s acknowledgement, and is counted down (PL-22)', async () => {
  const till = await openTestTill({ programme });
  till.line.store.gift.allot([{ sku: mug, allottedCount: 1 }]);
  const memberId = await withPoints(till, 5000);
  const wish = wishOf(memberId, 'mug', 'S-1');
  expect(await refusalOf(till.pos.sink.post(wish))).toMatchObject({
    code: 'gift_not_acknowledged',
  });
  expect(await till.pos.sink.post({ ...wish, handOverAcknowledged: true })).toMatchObject({
    status: 'posted',
    member: { availablePoints: 3800 },
  });
  expect(till.line.store.gift.countLeft(mug)).toBe(0);
  const next = { ...wishOf(memberId, 'mug', 'S-2'), handOverAcknowledged: true };
  expect(await refusalOf(till.pos.sink.post(next))).toMatchObject({ code: 'gift_none_left' });
  // A later delivery adds to what was allotted; what was handed over stays counted.
  till.line.store.gift.allot([{ sku: mug, allottedCount: 3 }]);
  expect(till.line.store.gift.countLeft(mug)).toBe(2);
});

test('offline, a sink is bounded like every spend: by the floor, once per member (OF-02, OF-05)', async () => {
  const till = await openTestTill({ programme });
  till.line.store.gift.allot([{ sku: 'GIFT-TOTE-BAG', allottedCount: 5 }]);
  const memberId = await withPoints(till, 5000);
  goOffline(till);
  const bag = { ...wishOf(memberId, 'tote_bag'), handOverAcknowledged: true };
  expect(await refusalOf(till.pos.sink.post(bag))).toMatchObject({
    code: 'offline_points_above_limit',
  });
  expect(till.line.store.gift.countLeft('GIFT-TOTE-BAG')).toBe(5);
  expect(await till.pos.sink.post(wishOf(memberId, 'school_lunch'))).toMatchObject({
    right: 'floor',
  });
  const again = wishOf(memberId, 'school_lunch', 'S-again');
  expect(await refusalOf(till.pos.sink.post(again))).toMatchObject({ code: 'offline_limit_used' });
  const redemption = {
    redemptionId: 'D-1',
    memberId,
    receiptNo: 'R1',
    eligibleFen: 100_000,
    points: 100,
    proof: { kind: 'pin', pin } as const,
  };
  expect(await refusalOf(till.pos.redemption.post(redemption))).toMatchObject({
    code: 'offline_limit_used',
  });
});

test('a coupon for points is undone while it is unused, online, once', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withPoints(till, 1000);
  const { couponId, member } = await till.pos.sink.post(wishOf(memberId, 'voucher_for_points'));
  expect(couponId).not.toBeNull();
  expect(member).toMatchObject({ availablePoints: 0 });
  const redemptionId = 'S-voucher_for_points';
  goOffline(till);
  expect(await refusalOf(till.pos.sink.cancel({ redemptionId }))).toMatchObject({
    code: 'sink_cancel_online_only',
  });
  till.line.online = true;
  till.line.announce();
  // Another till may have used it: head office is asked to keep it first.
  const asked: unknown[] = [];
  const answers = [
    { status: 'refused', couponId: couponId ?? '', reason: 'used' } as const,
    { status: 'unreachable' } as const,
    { status: 'claimed' } as const,
  ];
  confirm(till, memberId);
  till.line.claimCoupons = ({ claimId, couponIds }) => {
    asked.push({ claimId, couponIds });
    return Promise.resolve(answers[asked.length - 1] ?? { status: 'unreachable' });
  };
  for (const code of ['sink_coupon_used', 'sink_cancel_online_only']) {
    expect(await refusalOf(till.pos.sink.cancel({ redemptionId }))).toMatchObject({ code });
  }
  expect(await till.pos.sink.cancel({ redemptionId })).toMatchObject({
    status: 'cancelled',
    restoredPoints: 1000,
    member: { availablePoints: 1000 },
  });
  // This till knows it at once: whoever shows the coupon hears that it was taken back.
  const { coupons } = await till.pos.coupon.list({ memberId });
  const voided = { whyNot: 'voided', reason: '已作废，不能再用' };
  expect(coupons).toMatchObject([{ couponId, status: 'void', ...voided }]);
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 5_000 };
  const { unused } = await till.pos.quote.get({ memberId, lines: [line] });
  expect(unused.filter(({ kind }) => kind === 'coupon')).toMatchObject([
    { id: couponId, ...voided },
  ]);
  expect(await till.pos.sink.cancel({ redemptionId })).toMatchObject({
    status: 'already_cancelled',
    member: { availablePoints: 1000 },
  });
  expect(asked).toEqual(answers.map(() => ({ claimId: redemptionId, couponIds: [couponId] })));
  const wish = wishOf(memberId, 'voucher_for_points');
  expect(await refusalOf(till.pos.sink.post(wish))).toMatchObject({ code: 'redemption_cancelled' });
});

test('CP-08: coupons of which there are only so many come out of this till’s share, and then as a note', async () => {
  const templates = sample.coupons.templates.map((template) =>
    template.templateId === 'voucher_10'
      ? { ...template, totalLimit: 100, perMemberLimit: 5 }
      : template,
  );
  const till = await openTestTill({
    programme: { ...programme, coupons: { ...sample.coupons, templates } },
  });
  const memberId = await withPoints(till, 5000);
  till.line.store.gift.allot([{ sku: 'coupon:voucher_10', allottedCount: 1 }]);
  const wish = { ...wishOf(memberId, 'voucher_for_points'), redemptionId: 'A1' };
  const first = await till.pos.sink.post(wish);
  expect(first).toMatchObject({ reward: 'coupon', isCouponPending: false });
  const second = await till.pos.sink.post({ ...wish, redemptionId: 'A2' });
  expect(second).toMatchObject({ reward: 'coupon', isCouponPending: true });
  const { operation } = till.line.store.operation.find(
    till.line.store.operation.head().terminalSeq,
  )!;
  expect(operation.body).toMatchObject({
    couponClaim: { couponId: second.couponId, templateId: 'voucher_10' },
  });
  expect(operation.body).not.toHaveProperty('coupons');
  const { coupons } = await till.pos.coupon.list({ memberId });
  expect(coupons.map(({ couponId }) => couponId)).toEqual([first.couponId]);
});

test('a coupon for points is used at once, though head office has not heard of it yet (PL-23, CP-07)', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withPoints(till, 1000);
  const { couponId } = await till.pos.sink.post(wishOf(memberId, 'voucher_for_points'));
  if (couponId === null) throw new Error('It gives a coupon.');
  // What waits for being undone is shown to the cashier.
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: '571938' });
  await screen.member.identify({ memberId, factor: { kind: 'pin', pin } });
  expect((await screen.sink.taken({ memberId })).taken).toMatchObject([
    { redemptionId: 'S-voucher_for_points', points: 1000, takenOnDay: today },
  ]);
  // A sink that ended takes neither the coupon nor the right to undo it: it goes by the coupon's name.
  const [before] = till.line.store.programme.list();
  if (before === undefined) throw new Error('There is a programme.');
  till.line.store.programme.replaceAll([{ ...before, sinks: [] }]);
  till.line.announce();
  const template = before.coupons.templates.find(({ templateId }) => templateId === 'voucher_10');
  expect((await screen.sink.taken({ memberId })).taken).toMatchObject([
    { redemptionId: 'S-voucher_for_points', name: template?.name['zh-CN'] },
  ]);
  till.line.store.programme.replaceAll([before]);
  till.line.announce();
  const asked: (readonly string[])[] = [];
  till.line.claimCoupons = ({ couponIds }) => {
    asked.push(couponIds);
    return Promise.resolve({ status: 'refused', couponId, reason: 'not_for_member' });
  };
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 20_000 };
  const use = (receiptNo: string) =>
    till.pos.receipt.post({
      receiptNo,
      businessDate: today,
      memberId,
      lines: [line],
      wishes: { couponIds: [couponId], points: 0 },
      proof: { kind: 'pin', pin },
    });
  expect(await use('R1')).toMatchObject({ benefits: { payableFen: 19_000 } });
  // Once it is used, its undo is refused, and head office keeps nothing for that.
  const used = till.pos.sink.cancel({ redemptionId: 'S-voucher_for_points' });
  expect(await refusalOf(used)).toMatchObject({ code: 'sink_coupon_used' });
  expect(asked).toEqual([[couponId]]);
  expect((await screen.sink.taken({ memberId })).taken).toEqual([]);

  // Once head office knows the coupon, its word counts: void there, it is refused.
  await till.pos.receipt.post({ receiptNo: 'R2', businessDate: today, memberId, lines: [line] });
  const state = confirmed(till.line.store, memberId as MemberId);
  const coupons = state.coupons?.map(({ use: _use, ...coupon }) => ({
    ...coupon,
    status: 'issued' as const,
  }));
  till.line.feed({ ...state, ...(coupons === undefined ? {} : { coupons }) });
  expect(await refusalOf(use('R3'))).toMatchObject({ code: 'quote_changed' });
});

test('a tier for points has its last day (TR-08)', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withPoints(till, 6000);
  await till.pos.sink.post(wishOf(memberId, 'gold_3_months'));
  const state = confirmed(till.line.store, memberId as MemberId);
  expect(state.tierCode).toBe('gold');
  expect(state.tierTerm?.cause).toEqual({ kind: 'sink', sinkId: 'gold_3_months' });
});

test('head office’s word on the balance, and a wrong PIN, leave nothing behind', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withPoints(till, 1000);
  till.line.authorise = () => Promise.resolve({ status: 'refused', availablePoints: 120 });
  const wish = wishOf(memberId, 'school_lunch');
  expect(await refusalOf(till.pos.sink.post(wish))).toMatchObject({
    code: 'points_not_enough',
    maxPoints: 120,
  });
  const wrong = { ...wish, proof: { kind: 'pin', pin: '111222' } } as const;
  expect(await refusalOf(till.pos.sink.post(wrong))).toMatchObject({ code: 'pin_wrong' });
  expect(confirmed(till.line.store, memberId as MemberId).lots).toMatchObject([{ points: 1000 }]);
});
