import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { makeKeyRing, readKeyRing } from '../../src-office/handlers/key-ring.ts';
import { signCouponCode } from '../../src-office/handlers/sign-coupon-code.ts';
import type { CouponTemplate, MemberCoupon } from '../../src-shared/domain/coupon/coupon.ts';
import { DOUBLE_DELIVERY_MS } from '../../src-shared/scan/scan-gate.ts';
import {
  addDays,
  businessDateAt,
  isoWeekday,
  minuteOfDayAt,
} from '../../src-shared/values/business-date.ts';
import { memberId as memberIdOf } from '../../src-shared/values/ids.ts';
import { sampleCoupon, sampleTemplate } from '../support/sample-coupons.ts';
import { sampleMemberState } from '../support/sample-domain.ts';
import { openTestTill, refusalOf } from './test-till.ts';

const today = businessDateAt(Date.now());
const owner = memberIdOf('01928f6e-0000-7000-8000-000000000001');
const template = sampleTemplate('off10', { kind: 'cash', offFen: 1000 });
const bare = {
  couponId: 'c-1',
  templateId: 'off10',
  memberId: owner,
  fromDay: today,
  toDay: today,
  flags: '',
};
const newRing = () => readKeyRing(makeKeyRing(), () => {});

async function openTill(ring = newRing(), changes: Partial<CouponTemplate> = {}) {
  const till = await openTestTill({
    online: false,
    programme: {
      coupons: { maxPerReceipt: 3, giveBackGraceDays: 7, templates: [{ ...template, ...changes }] },
    },
  });
  till.line.store.codeKey.replaceAll('coupon', ring.publicKeys(Date.now()));
  till.line.announce();
  const scan = (text: string) => till.pos.scan({ text });
  return { till, ring, scan };
}

test('a genuine code is told apart without the line, and shows nothing of its member (CP-06)', async () => {
  const { ring, scan } = await openTill();
  expect(await scan(signCouponCode(ring, bare))).toEqual({
    kind: 'coupon',
    status: 'found',
    message: '券码有效：off10',
    coupon: { couponId: 'c-1', templateId: 'off10', memberId: owner },
  });
});

test('what was signed by somebody else, or changed by one letter, cannot be verified', async () => {
  const { ring, scan } = await openTill();
  const forged = {
    kind: 'coupon',
    status: 'refused',
    message: '券码无法验证，不能使用。请联系店长',
  };
  expect(await scan(signCouponCode(newRing(), bare))).toEqual(forged);
  const code = signCouponCode(ring, bare);
  expect(await scan(code.replace('c-1', 'c-2'))).toEqual(forged);
  expect(await scan(code.replace('|off10|', '|off99|'))).toEqual(forged);
  const signatureAt = code.lastIndexOf('|') + 1;
  const flipped = code[signatureAt] === 'B' ? 'C' : 'B';
  expect(await scan(code.slice(0, signatureAt) + flipped + code.slice(signatureAt + 1))).toEqual(
    forged,
  );
});

test('CP-06: every bit of a code counts', async () => {
  const { ring, scan } = await openTill();
  const code = signCouponCode(ring, { ...bare, flags: 'OT' });
  for (let at = 0; at < code.length; at++) {
    for (let bit = 0; bit < 7; bit++) {
      const letter = String.fromCharCode(code.charCodeAt(at) ^ (1 << bit));
      const { status } = await scan(code.slice(0, at) + letter + code.slice(at + 1));
      expect(status, `${at}: ${JSON.stringify(letter)}`).not.toBe('found');
    }
  }
});

test('each other cause has words of its own: key unknown, too early, ended, damaged', async () => {
  const { ring, scan } = await openTill();
  const messageOf = async (text: string) => {
    const result = await scan(text);
    expect(result).toMatchObject({ kind: 'coupon', status: 'refused' });
    return result.message;
  };
  const code = signCouponCode(ring, bare);
  expect(await messageOf(code.replace('|k1|', '|k9|'))).toBe(
    '本机没有此券码的密钥，请联网再扫或按 F4 选券',
  );
  const tomorrow = addDays(today, 1);
  const yesterday = addDays(today, -1);
  expect(
    await messageOf(signCouponCode(ring, { ...bare, fromDay: tomorrow, toDay: tomorrow })),
  ).toBe(`此券 ${tomorrow} 起可用`);
  expect(
    await messageOf(signCouponCode(ring, { ...bare, fromDay: yesterday, toDay: yesterday })),
  ).toBe(`此券已于 ${yesterday} 到期`);
  expect(await messageOf(code.slice(0, 40))).toBe('券码残缺，请重新扫一次');
});

test('a coupon of another store, weekday or hour, or taken back, says why it is not good here now', async () => {
  const messageOf = async (changes: Partial<CouponTemplate>, flags = '') => {
    const { ring, scan } = await openTill(newRing(), changes);
    const result = await scan(signCouponCode(ring, { ...bare, flags }));
    expect(result).toMatchObject({ kind: 'coupon', status: 'refused' });
    return result.message;
  };
  expect(await messageOf({ storeIds: ['store-9'] })).toBe('“off10”不能用：本店不可用');
  expect(await messageOf({ storeIds: ['store-9'] }, 'OT')).toBe('“off10”不能用：本店不可用');
  const weekdays = [1, 2, 3, 4, 5, 6, 7].filter((weekday) => weekday !== isoWeekday(today));
  expect(await messageOf({ weekdays })).toMatch(/^“off10”不能用：限周./);
  const minute = minuteOfDayAt(Date.now());
  const [fromMinute, toMinute] = minute < 720 ? [1300, 1301] : [100, 101];
  const hours = minute < 720 ? '21:40–21:41' : '01:40–01:41';
  expect(await messageOf({ hours: { fromMinute, toMinute } })).toBe(
    `“off10”不能用：每天 ${hours} 可用`,
  );

  const { till, ring, scan } = await openTill();
  const member = sampleMemberState(1);
  const isVoid = sampleCoupon('off10', { couponId: 'c-1', toDay: today, status: 'void' });
  till.line.feed({ ...member, coupons: [isVoid] });
  const code = signCouponCode(ring, { ...bare, memberId: member.memberId });
  expect((await scan(code)).message).toBe('此券已作废，不能再用');
});

test('a coupon of a member who was merged away is told to be of the survivor (PL-19)', async () => {
  const { till, ring, scan } = await openTill();
  const [merged, survivor] = [sampleMemberState(1), sampleMemberState(2)];
  const merge = { mergeId: 'm', onDay: today };
  const mine = sampleCoupon('off10', { couponId: 'c-1', toDay: today });
  till.line.feed({ ...survivor, coupons: [mine] });
  till.line.feed({ ...merged, mergedInto: { ...merge, otherMemberId: survivor.memberId } });
  const code = signCouponCode(ring, { ...bare, memberId: merged.memberId });
  expect(await scan(code)).toMatchObject({
    status: 'found',
    coupon: { couponId: 'c-1', memberId: survivor.memberId },
  });
});

test('a coupon this till knows to be used says when and where', async () => {
  const { till, ring, scan } = await openTill();
  const atMs = Date.UTC(2026, 10, 20, 10, 2);
  const used = (storeId: string): MemberCoupon =>
    sampleCoupon('off10', {
      couponId: 'c-1',
      status: 'used',
      use: { operationId: 'o-1', storeId, receiptNo: 'r-1', atMs },
    });
  const member = sampleMemberState(1);
  const code = signCouponCode(ring, { ...bare, memberId: member.memberId });
  expect((await scan(code)).status).toBe('found');
  till.line.feed({ ...member, coupons: [used('store-1')] });
  await sleep(DOUBLE_DELIVERY_MS * 1.1);
  expect((await scan(code)).message).toBe('此券 2026-11-20 18:02 已在 南京路店 使用');
  till.line.feed({ ...member, coupons: [used('store-9')] });
  await sleep(DOUBLE_DELIVERY_MS * 1.1);
  expect((await scan(code)).message).toBe('此券 2026-11-20 18:02 已在 其他门店（store-9） 使用');
});

const phone = '13812345678';
async function openForFriend() {
  const { till, ring, scan } = await openTill();
  till.line.online = true;
  till.line.announce();
  const friend = sampleMemberState(1);
  const { memberId } = await till.pos.member.enrol({ phone, pin: '579246' });
  const mine = sampleCoupon('off10', { couponId: 'c-1', toDay: today });
  till.line.feed({ ...friend, coupons: [mine] });
  const code = signCouponCode(ring, { ...bare, memberId: friend.memberId, flags: 'OT' });
  const asked: unknown[] = [];
  till.line.handOverCoupon = (request) => {
    asked.push(request);
    return Promise.resolve({ status: 'handed_over', couponId: 'c-2' });
  };
  const takeOver = (text: string) => till.pos.coupon.takeOver({ memberId, code: text });
  return { till, ring, scan, friend, mine, memberId, code, asked, takeOver };
}

test('a coupon that may pass from hand to hand tells its code, and head office is asked to hand it over (CP-01)', async () => {
  const { scan, code, asked, takeOver, memberId, friend } = await openForFriend();
  expect((await scan(code)).coupon).toEqual({
    couponId: 'c-1',
    templateId: 'off10',
    memberId: friend.memberId,
    code,
  });
  expect(await takeOver(code)).toEqual({ status: 'handed_over', couponId: 'c-2' });
  expect(asked).toEqual([{ code, memberId, operatorId: 'pos' }]);
});

test('a coupon is handed over with the line only, and only where all that this till knows allows it (CP-01)', async () => {
  const { till, ring, code, asked, takeOver, memberId, friend, mine } = await openForFriend();
  const codeOf = (text: string) => refusalOf(takeOver(text)).then((refusal) => refusal['code']);
  expect(await codeOf('C1|nothing')).toBe('coupon_code_wrong');
  expect(await codeOf(code.replace('c-1', 'c-3'))).toBe('coupon_code_wrong');
  const of = { ...bare, memberId: friend.memberId };
  expect(await codeOf(signCouponCode(ring, { ...of, flags: 'O' }))).toBe('coupon_not_transferable');
  const ended = { ...of, flags: 'OT', fromDay: addDays(today, -2), toDay: addDays(today, -1) };
  expect(await codeOf(signCouponCode(ring, ended))).toBe('coupon_ended');
  const own = signCouponCode(ring, { ...of, memberId: memberIdOf(memberId), flags: 'OT' });
  expect(await takeOver(own)).toEqual({ status: 'own', couponId: 'c-1' });
  till.line.online = false;
  till.line.announce();
  expect(await codeOf(code)).toBe('coupon_hand_over_offline');
  till.line.online = true;
  till.line.announce();
  const use = { operationId: 'o-1', storeId: 'store-1', receiptNo: 'r-1', atMs: 1 };
  till.line.feed({ ...friend, coupons: [{ ...mine, status: 'used', use }] });
  expect(await codeOf(code)).toBe('coupon_used');
  expect(asked).toEqual([]);
});

test.each([
  [{ status: 'unreachable' }, 'coupon_hand_over_offline'],
  [{ status: 'member_unknown' }, 'coupon_hand_over_offline'],
  [{ status: 'refused', reason: 'used' }, 'coupon_used'],
  [{ status: 'refused', reason: 'expired' }, 'coupon_ended'],
  [{ status: 'refused', reason: 'member_frozen' }, 'member_frozen'],
] as const)('head office answers %j: %s', async (answer, refusal) => {
  const { till, code, takeOver } = await openForFriend();
  till.line.handOverCoupon = () => Promise.resolve(answer);
  expect(await refusalOf(takeOver(code))).toMatchObject({ code: refusal });
});

test('whoever handed a coupon over reads to whom, masked, and its code says that it went (CP-01, CP-03)', async () => {
  const { till, scan, code, friend, mine, memberId } = await openForFriend();
  const atMs = Date.UTC(2026, 10, 20, 10, 2);
  const to = (receiverId: string) => ({
    couponId: 'c-2',
    memberId: receiverId,
    storeId: 'store-1',
    atMs,
  });
  const reasons = async () => {
    const { coupons } = await till.pos.coupon.list({ memberId: friend.memberId });
    return coupons.map(({ status, whyNot, reason }) => [status, whyNot, reason]);
  };
  till.line.feed({ ...friend, coupons: [{ ...mine, status: 'void', handedOver: to(memberId) }] });
  expect(await reasons()).toEqual([['void', 'handed_over', '已转赠给 138****5678']]);
  expect(await scan(code)).toMatchObject({
    status: 'refused',
    message: '此券 2026-11-20 18:02 已在 南京路店 转赠给其他会员',
  });
  // Of one whom this till does not hold it says no more.
  till.line.feed({ ...friend, coupons: [{ ...mine, status: 'void', handedOver: to('nobody') }] });
  expect(await reasons()).toEqual([['void', 'handed_over', '已转赠给其他会员']]);
});

test('a change of key strands no code: the next key is here before it signs, the former one stays', async () => {
  const { till, ring, scan } = await openTill();
  const old = signCouponCode(ring, bare);
  ring.rotate({ nowMs: Date.now(), overlapMs: 60_000 });
  // Before this till has heard of the change:
  expect((await scan(signCouponCode(ring, bare))).status).toBe('found');
  till.line.store.codeKey.replaceAll('coupon', ring.publicKeys(Date.now()));
  till.line.announce();
  expect((await scan(old)).status).toBe('found');
  expect((await scan(signCouponCode(ring, bare))).status).toBe('found');
});

test('a stolen key verifies nothing more once the till has heard of it', async () => {
  const { till, ring, scan } = await openTill();
  const old = signCouponCode(ring, bare);
  ring.rotate({ nowMs: Date.now(), overlapMs: 0 });
  till.line.store.codeKey.replaceAll('coupon', ring.publicKeys(Date.now()));
  till.line.announce();
  expect((await scan(old)).message).toBe('本机没有此券码的密钥，请联网再扫或按 F4 选券');
});
