import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CouponTemplate } from '../../src-shared/domain/coupon/coupon.ts';
import { decideCouponClaim } from '../../src-shared/domain/coupon/decide-coupon-claim.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { decideSink } from '../../src-shared/domain/sink/decide-sink.ts';
import { decideSinkCancel } from '../../src-shared/domain/sink/decide-sink-cancel.ts';
import { shareGifts } from '../../src-shared/domain/sink/share-gifts.ts';
import type { Sink, SinkReward } from '../../src-shared/domain/sink/sink.ts';
import {
  sampleDay,
  sampleMemberState,
  sampleNowMs,
  sampleProgramme,
  sampleTill,
  sampleToday,
} from '../support/sample-domain.ts';

const earlyDay = sampleDay('2026-06-30');
const lateDay = sampleDay('2027-06-30');

describe('giving points for something (PL-22, PL-23, TR-08)', () => {
  test('takes the price of the sink from the lots that expire first', () => {
    const decided = decideSink(wish({ reward: charity }));
    expect(decided).toMatchObject({
      status: 'decided',
      draft: {
        kind: 'redeemSink',
        body: {
          points: 500,
          entries: [
            {
              kind: 'redeem',
              points: -500,
              ruleId: 'sink:reward',
              lots: [
                { expiresOnDay: earlyDay, points: 300 },
                { expiresOnDay: lateDay, points: 200 },
              ],
            },
          ],
        },
      },
    });
    expect(Object.keys(bodyOf(decided))).not.toContain('coupons');
  });

  test('of a member day is given on its days only (R082)', () => {
    const onDay = (sink: Pick<Sink, 'weekdays' | 'daysOfMonth'>) => {
      const asked = wish({ reward: charity });
      const sinks = asked.programme.sinks.map((each) => ({ ...each, ...sink }));
      return decideSink({ ...asked, programme: { ...asked.programme, sinks } }).status;
    };
    // A Saturday, the 14th.
    expect(onDay({ weekdays: [6] })).toBe('decided');
    expect(onDay({ weekdays: [5, 7] })).toBe('refused');
    expect(onDay({ weekdays: [6], daysOfMonth: [14] })).toBe('decided');
    expect(onDay({ weekdays: [6], daysOfMonth: [13, 15] })).toBe('refused');
  });

  test('hands a gift out of this till’s allotment, and none beyond it', () => {
    const gift: SinkReward = { kind: 'gift', sku: 'MUG' };
    const withLeft = (left: number) =>
      decideSink(wish({ reward: gift, giftsLeft: (sku) => (sku === 'MUG' ? left : 0) }));
    expect(bodyOf(withLeft(1))).toMatchObject({ giftSku: 'MUG' });
    expect(withLeft(0)).toEqual({ status: 'refused', code: 'gift_none_left' });
  });

  test('issues a coupon of the template, for this store only where the template is bound to one', () => {
    const reward: SinkReward = { kind: 'coupon', templateId: 'voucher' };
    const body = bodyOf(decideSink(wish({ reward })));
    expect(body.coupons).toMatchObject([
      {
        kind: 'issue',
        coupon: { couponId: 'new-coupon', templateId: 'voucher', status: 'issued' },
      },
    ]);
    expect(JSON.stringify(body.coupons)).not.toContain('store-1');
    const bound = bodyOf(decideSink(wish({ reward, template: { offlineMode: 'store_bound' } })));
    expect(bound.coupons).toMatchObject([{ coupon: { storeId: 'store-1' } }]);
  });

  test('issues no coupon beyond the member’s own number', () => {
    const reward: SinkReward = { kind: 'coupon', templateId: 'voucher' };
    const first = bodyOf(decideSink(wish({ reward })));
    const coupons = (first.coupons ?? []).flatMap((change) =>
      change.kind === 'issue' ? [change.coupon] : [],
    );
    expect(decideSink(wish({ reward, state: { coupons } }))).toMatchObject({
      code: 'sink_coupon_ended',
    });
  });

  test('CP-08: gives a coupon of which there are only so many out of this till’s share, then a note for one', () => {
    const reward: SinkReward = { kind: 'coupon', templateId: 'voucher' };
    const withLeft = (left: number) =>
      bodyOf(
        decideSink(
          wish({
            reward,
            template: { totalLimit: 100 },
            giftsLeft: (sku) => (sku === 'coupon:voucher' ? left : 0),
          }),
        ),
      );
    expect(withLeft(1)).toMatchObject({
      allottedTemplateId: 'voucher',
      coupons: [{ kind: 'issue' }],
    });
    const note = withLeft(0);
    expect(note).toMatchObject({
      couponClaim: { couponId: 'new-coupon', templateId: 'voucher', tierCode: 'regular' },
    });
    expect(Object.keys(note)).not.toContain('coupons');
  });

  test('CP-08: a note becomes a coupon while one is left, otherwise its points go back to their lots', () => {
    const reward: SinkReward = { kind: 'coupon', templateId: 'voucher' };
    const programme = programmeWith(reward, { totalLimit: 100, offlineMode: 'store_bound' });
    const lots = [{ expiresOnDay: earlyDay, points: 200 }];
    const settle = (issuedCount: number, memberIssuedCount = 0) =>
      decideCouponClaim({
        programme,
        claim: { couponId: 'note', templateId: 'voucher', tierCode: 'regular' },
        storeId: 'store-1',
        redemption: { redemptionId: 'D-1', points: 200, offsetFen: 0, lots },
        issuedCount,
        memberIssuedCount,
        businessDate: sampleToday,
        atMs: sampleNowMs,
      });
    expect(settle(99)).toMatchObject({
      status: 'turned',
      coupon: { couponId: 'note', fromDay: sampleToday, storeId: 'store-1' },
    });
    const returned = {
      status: 'returned',
      entries: [{ kind: 'restore', points: 200, ruleId: 'claim:voucher', lots }],
    };
    expect(settle(100)).toEqual(returned);
    expect(settle(0, 1)).toEqual(returned);
  });

  test('sets a tier with its last day and where it came from, and sells no tier the member has', () => {
    const reward: SinkReward = { kind: 'tier', tierCode: 'gold', months: 3 };
    expect(bodyOf(decideSink(wish({ reward })))).toMatchObject({
      tier: {
        tierCode: 'gold',
        term: { untilDay: '2026-06-30', cause: { kind: 'sink', sinkId: 'reward' } },
      },
    });
    expect(decideSink(wish({ reward, state: { tierCode: 'diamond' } }))).toMatchObject({
      code: 'tier_not_higher',
    });
  });

  test('refuses what is not there, who is frozen, and too few points with what there is', () => {
    expect(decideSink({ ...wish({ reward: charity }), sinkId: 'other' })).toMatchObject({
      code: 'sink_unknown',
    });
    expect(decideSink(wish({ reward: charity, state: { status: 'frozen' } }))).toMatchObject({
      code: 'member_frozen',
    });
    const poor = { lots: [{ expiresOnDay: lateDay, points: 499 }] };
    expect(decideSink(wish({ reward: charity, state: poor }))).toEqual({
      status: 'refused',
      code: 'points_not_enough',
      maxPoints: 499,
    });
    const exact = { lots: [{ expiresOnDay: lateDay, points: 500 }] };
    expect(decideSink(wish({ reward: charity, state: exact }))).toMatchObject({
      status: 'decided',
    });
    const vouched = { ...wish({ reward: charity, state: poor }), authorisedBeyondView: true };
    expect(decideSink(vouched)).toMatchObject({ status: 'decided' });
  });
});

describe('undoing it (PL-23)', () => {
  test('gives the points back to their lots and voids the coupon, while it is unused', () => {
    const { before, after, redemption, till } = taken({ kind: 'coupon', templateId: 'voucher' });
    const decided = decideSinkCancel({
      programme: programmeWith({ kind: 'coupon', templateId: 'voucher' }),
      state: after,
      redemption,
      couponId: 'new-coupon',
      businessDate: sampleToday,
    });
    if (decided.status === 'refused') throw new Error(decided.code);
    const undone = applyOperation(after, till.place(decided.draft), { acknowledged: true });
    expect(undone.state?.lots).toEqual(before.lots);
    expect(undone.state?.coupons).toMatchObject([{ couponId: 'new-coupon', status: 'void' }]);
  });

  test('is refused once the coupon was used, and for everything else', () => {
    const { after, redemption } = taken({ kind: 'coupon', templateId: 'voucher' });
    const cancel = (couponId: string | null, state: MemberState) =>
      decideSinkCancel({
        programme: programmeWith(charity),
        state,
        redemption,
        couponId,
        businessDate: sampleToday,
      });
    const used = (after.coupons ?? []).map((each) => ({ ...each, status: 'used' as const }));
    expect(cancel('new-coupon', { ...after, coupons: used })).toMatchObject({
      code: 'sink_coupon_used',
    });
    expect(cancel(null, after)).toMatchObject({ code: 'sink_final' });
  });
});

test('a delivery is shared whole, and no till gets two more than another (PL-22)', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 12 }),
      (quantity, terminalIds) => {
        const counts = [...shareGifts(quantity, terminalIds).values()];
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(quantity);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        expect(counts).toHaveLength(terminalIds.length);
      },
    ),
  );
});

const charity: SinkReward = {
  kind: 'charity',
  cause: { 'zh-CN': '午餐', en: 'Lunches', 'zh-TW': '午餐' },
};

function wish(given: {
  readonly reward: SinkReward;
  readonly state?: Partial<MemberState>;
  readonly template?: Partial<CouponTemplate>;
  readonly giftsLeft?: (sku: string) => number;
}): Parameters<typeof decideSink>[0] {
  return {
    programme: programmeWith(given.reward, given.template),
    state: { ...member(), ...given.state },
    sinkId: 'reward',
    redemptionId: 'D-1',
    storeId: 'store-1',
    businessDate: sampleToday,
    nowMs: sampleNowMs,
    couponId: 'new-coupon',
    giftsLeft: given.giftsLeft ?? (() => 0),
    replicaAgeMs: 0,
    right: 'authorised',
  };
}

function member(): MemberState {
  const lots = [
    { expiresOnDay: earlyDay, points: 300 },
    { expiresOnDay: lateDay, points: 700 },
  ];
  const state = sampleMemberState(0, { entryCount: 0 });
  return { ...state, lots, carriedPoints: 1000, tierCode: 'regular', appliedSeq: {} };
}

function programmeWith(reward: SinkReward, template: Partial<CouponTemplate> = {}): Programme {
  const name = { 'zh-CN': '券', en: 'Voucher', 'zh-TW': '券' };
  const sink: Sink = { sinkId: 'reward', name, points: 500, reward };
  const voucher: CouponTemplate = {
    templateId: 'voucher',
    name,
    effect: { kind: 'cash', offFen: 500 },
    scope: {},
    validity: { kind: 'after_issue', days: 30 },
    stackGroup: 'voucher',
    offlineMode: 'floor',
    transferable: false,
    claim: 'targeted',
    totalLimit: null,
    perMemberLimit: 1,
    ...template,
  };
  const coupons = { maxPerReceipt: 3, giveBackGraceDays: 7, templates: [voucher] };
  return sampleProgramme({ sinks: [sink], coupons });
}

function bodyOf(decided: ReturnType<typeof decideSink>) {
  if (decided.status === 'refused') throw new Error(decided.code);
  return decided.draft.body;
}

function taken(reward: SinkReward) {
  const before = member();
  const decided = decideSink(wish({ reward }));
  if (decided.status === 'refused') throw new Error(decided.code);
  const till = sampleTill();
  const after = applyOperation(before, till.place(decided.draft), { acknowledged: true }).state;
  if (after === null) throw new Error('The member is gone.');
  const lots = decided.draft.body.entries.flatMap((entry) => entry.lots);
  const redemption = { redemptionId: 'D-1', points: 500, offsetFen: 0, lots };
  return { before, after, redemption, till };
}
