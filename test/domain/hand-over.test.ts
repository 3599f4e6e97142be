import { describe, expect, it } from 'vitest';
import { decideHandOver } from '../../src-shared/domain/coupon/decide-hand-over.ts';
import { couponTimeProblem } from '../../src-shared/domain/coupon/coupon-time.ts';
import type { MemberCoupon } from '../../src-shared/domain/coupon/coupon.ts';
import { postCoupons } from '../../src-shared/domain/coupon/post-coupons.ts';
import { minuteOfDayAt } from '../../src-shared/values/business-date.ts';
import { sampleCoupon, sampleTemplate } from '../support/sample-coupons.ts';
import {
  sampleDay,
  sampleMemberState,
  sampleNowMs,
  sampleToday,
} from '../support/sample-domain.ts';

const friend = sampleTemplate(
  'friend',
  { kind: 'cash', offFen: 6_000 },
  { offlineMode: 'online_only', transferable: true },
);
const own = sampleTemplate('own', { kind: 'cash', offFen: 1_000 });
const at = {
  businessDate: sampleToday,
  minuteOfDay: minuteOfDayAt(sampleNowMs),
  atMs: sampleNowMs,
};
const claim = { claimId: 'r', installId: 'till-1', expiresAtMs: sampleNowMs + 1 };
const giver = (coupon: Partial<MemberCoupon> = {}, templateId = 'friend') => ({
  ...sampleMemberState(1),
  coupons: [sampleCoupon(templateId, { couponId: 'c', storeId: 's1', offFen: 7_000, ...coupon })],
});
const receiver = sampleMemberState(2);
const handOver = (change: Partial<Parameters<typeof decideHandOver>[0]> = {}) =>
  decideHandOver({
    giver: giver(),
    receiver,
    couponId: 'c',
    newCouponId: 'c2',
    templates: [friend, own],
    storeId: 's1',
    at,
    ...change,
  });
const reasonOf = (change: Partial<Parameters<typeof decideHandOver>[0]>) => {
  const decided = handOver(change);
  return decided.status === 'refused' ? decided.reason : null;
};

describe('a coupon that passes to another member (CP-01)', () => {
  it('is void for the giver, who keeps whom it went to, and the receiver has it as it was, under an id of its own', () => {
    const decided = handOver({ giver: giver({ claim: { ...claim, expiresAtMs: sampleNowMs } }) });
    if (decided.status === 'refused') throw new Error(decided.reason);
    const posting = {
      operationId: 'o',
      storeId: 'office',
      atMs: sampleNowMs,
      businessDate: sampleToday,
      acknowledged: true,
    };
    const [given] = postCoupons(giver().coupons, [decided.given], posting);
    expect(given).toMatchObject({
      couponId: 'c',
      status: 'void',
      handedOver: { couponId: 'c2', memberId: receiver.memberId, storeId: 's1', atMs: sampleNowMs },
    });
    expect(given && couponTimeProblem(given, friend, { ...at, storeId: 's1' })).toEqual({
      code: 'handed_over',
      memberId: receiver.memberId,
    });
    expect(postCoupons([], [decided.received, decided.received], posting)).toEqual([
      { ...giver().coupons[0], couponId: 'c2' },
    ]);
  });

  it('is refused for the first reason there is', () => {
    const frozen = { status: 'frozen' } as const;
    const ended = { toDay: sampleDay('2026-01-02') };
    const all = {
      receiver: { ...receiver, ...frozen },
      giver: { ...giver({ ...ended, status: 'used' }, 'own'), ...frozen },
    };
    expect(reasonOf(all)).toBe('member_frozen');
    expect(reasonOf({ ...all, receiver })).toBe('not_transferable');
    expect(reasonOf({ giver: giver({ ...ended, status: 'used' }) })).toBe('expired');
    expect(reasonOf({ giver: giver({ status: 'used' }) })).toBe('used');
    expect(reasonOf({})).toBeNull();
  });

  it('passes only where its template says so today, of a member who is not frozen, and once', () => {
    expect(reasonOf({ giver: giver({}, 'own') })).toBe('not_transferable');
    expect(reasonOf({ templates: [own] })).toBe('not_transferable');
    expect(reasonOf({ couponId: 'another' })).toBe('not_transferable');
    expect(reasonOf({ giver: { ...giver(), status: 'frozen' } })).toBe('not_transferable');
    for (const status of ['used_local', 'used', 'conflict', 'void'] as const) {
      expect(reasonOf({ giver: giver({ status }) })).toBe('used');
    }
  });

  it('does not pass while any till keeps it for a receipt, be it the one that asks', () => {
    expect(reasonOf({ giver: giver({ claim }) })).toBe('used');
    expect(
      reasonOf({ giver: giver({ claim: { ...claim, expiresAtMs: sampleNowMs } }) }),
    ).toBeNull();
  });

  it('passes on its last day, and on the night that belongs to it', () => {
    const night = { ...friend, hours: { fromMinute: 1_320, toMinute: 120 } };
    const last = { toDay: sampleDay('2026-03-04') };
    const onNight = (minuteOfDay: number) =>
      reasonOf({
        giver: giver(last),
        templates: [night],
        at: { ...at, businessDate: sampleDay('2026-03-05'), minuteOfDay },
      });
    expect(onNight(119)).toBeNull();
    expect(onNight(120)).toBe('expired');
    const lastDay = { ...at, businessDate: sampleDay('2026-03-04') };
    expect(reasonOf({ giver: giver(last), at: lastDay })).toBeNull();
  });
});
