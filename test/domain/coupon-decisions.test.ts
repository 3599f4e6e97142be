import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideCouponUse,
  floorCouponIdsOf,
  isCouponOnlineOnly,
  type OfflineCouponFacts,
} from '../../src-shared/domain/coupon/decide-coupon-use.ts';
import {
  findCouponConflicts,
  findGivenBackCoupon,
} from '../../src-shared/domain/coupon/find-coupon-conflicts.ts';
import {
  countComingBack,
  giveBackCoupons,
} from '../../src-shared/domain/coupon/give-back-coupons.ts';
import { issueCoupon, issueProblem } from '../../src-shared/domain/coupon/issue-coupon.ts';
import { postCoupons } from '../../src-shared/domain/coupon/post-coupons.ts';
import type { GivenBack } from '../../src-shared/domain/office/given-back.ts';
import { usualCeiling } from '../../src-shared/domain/offline-rights/stretch-amounts.ts';
import type { CouponTemplate, MemberCoupon } from '../../src-shared/domain/coupon/coupon.ts';
import type { ReceiptBenefits } from '../../src-shared/domain/receipt/receipt.ts';
import { sampleCoupon, sampleTemplate } from '../support/sample-coupons.ts';
import {
  rateOf,
  sampleDay,
  sampleNowMs,
  sampleProgramme,
  sampleToday,
} from '../support/sample-domain.ts';

const hourMs = 3_600_000;
const cash = (offFen: number) => ({ kind: 'cash', offFen }) as const;

describe('the right to use a coupon (CP-07, OF-02, OF-06)', () => {
  const floor = sampleTemplate('floor', cash(1000));
  const bound = sampleTemplate('bound', cash(1000), { offlineMode: 'store_bound' });
  const online = sampleTemplate('online', cash(1000), { offlineMode: 'online_only' });
  const young: OfflineCouponFacts = {
    replicaAgeMs: hourMs,
    floorUsed: false,
    usedCount: 0,
    usedFen: 0,
    ceiling: usualCeiling,
  };
  const right = (
    template: CouponTemplate,
    changes: Partial<Parameters<typeof decideCouponUse>[0]> = {},
  ) =>
    decideCouponUse({
      coupon: {},
      template,
      storeId: 's1',
      isIdentified: true,
      isOnlineOnly: false,
      line: young,
      ...changes,
    });

  it('needs identification first, with the line or without (ID-02)', () => {
    expect(right(online, { isIdentified: false })).toEqual({ code: 'identification_needed' });
    expect(right(floor, { isIdentified: false, line: 'online' })).toEqual({
      code: 'identification_needed',
    });
  });

  it('is there for every mode while the line is up', () => {
    for (const template of [floor, bound, online])
      expect(right(template, { line: 'online', isOnlineOnly: true })).toBeNull();
  });

  it('is never there offline for a coupon that needs the line', () => {
    expect(right(online)).toEqual({ code: 'online_only' });
  });

  it('is not there offline for a member whose coupons were used twice, twice (CP-09)', () => {
    expect(right(floor, { isOnlineOnly: true })).toEqual({ code: 'online_only' });
  });

  it('is there once per member and till for a floor coupon', () => {
    expect(right(floor)).toBeNull();
    expect(right(floor, { line: { ...young, floorUsed: true } })).toEqual({
      code: 'offline_limit',
    });
  });

  it('is there for a store-bound coupon at its store only, a floor coupon taken or not', () => {
    const line = { ...young, floorUsed: true };
    expect(right(bound, { coupon: { storeId: 's1' }, line })).toBeNull();
    expect(right(bound, { coupon: { storeId: 's2' } })).toEqual({ code: 'other_store' });
    expect(right(bound)).toEqual({ code: 'online_only' });
  });

  it.each([
    [2 * hourMs, 39, null],
    [24 * hourMs, 39, null],
    [24 * hourMs, 40, { code: 'offline_limit' }],
    [24 * hourMs + 1, 19, null],
    [24 * hourMs + 1, 20, { code: 'offline_limit' }],
    [72 * hourMs, 0, null],
    [72 * hourMs + 1, 0, { code: 'online_only' }],
    [null, 0, { code: 'online_only' }],
  ])('with a replica of %s ms and %s coupons taken: %j', (replicaAgeMs, usedCount, expected) => {
    expect(right(floor, { line: { ...young, replicaAgeMs, usedCount } })).toEqual(expected);
  });

  it('ends with 600 yuan taken, and with half of it after a day', () => {
    const taken = (usedFen: number, replicaAgeMs: number) =>
      right(floor, { line: { ...young, usedFen, replicaAgeMs } });
    expect(taken(59_000, hourMs)).toBeNull();
    expect(taken(59_001, hourMs)).toEqual({ code: 'offline_limit' });
    expect(taken(29_000, 25 * hourMs)).toBeNull();
    expect(taken(29_001, 25 * hourMs)).toEqual({ code: 'offline_limit' });
  });

  it('needs the line above 20 yuan on the floor, above 50 in any mode, and from hand to hand', () => {
    expect(right(sampleTemplate('f', cash(2000)))).toBeNull();
    expect(right(sampleTemplate('f', cash(2001)))).toEqual({ code: 'online_only' });
    expect(right(floor, { coupon: { offFen: 2001 } })).toEqual({ code: 'online_only' });
    const atStore = (offFen: number) =>
      right(sampleTemplate('b', cash(offFen), { offlineMode: 'store_bound' }), {
        coupon: { storeId: 's1' },
      });
    expect(atStore(5000)).toBeNull();
    expect(atStore(5001)).toEqual({ code: 'online_only' });
    expect(right({ ...floor, transferable: true })).toEqual({ code: 'online_only' });
  });

  it('knows the face of a percentage by its cap', () => {
    const percent = (maxOffFen: number) =>
      sampleTemplate('p', {
        kind: 'percent',
        thresholdFen: 0,
        payShare: rateOf(9, 10),
        maxOffFen,
      });
    expect(right(percent(2000))).toBeNull();
    expect(right(percent(2001))).toEqual({ code: 'online_only' });
  });

  it('names the open floor coupons, of which a receipt takes one', () => {
    const cashOf = (templateId: string, offFen: number) =>
      sampleTemplate(templateId, { kind: 'cash', offFen });
    const store = { ...cashOf('store', 3_000), offlineMode: 'store_bound' as const };
    const templates = [cashOf('five', 500), cashOf('ten', 1_000), cashOf('above', 2_001), store];
    const coupons = [
      sampleCoupon('five'),
      sampleCoupon('ten', { status: 'used' }),
      sampleCoupon('above'),
      sampleCoupon('store'),
      sampleCoupon('unknown'),
    ];
    expect(floorCouponIdsOf(coupons, templates)).toEqual(['five-1']);
  });

  it('goes online-only with the second conflict within 90 days (CP-09)', () => {
    const onDay = (text: string) => ({ onDay: sampleDay(text) });
    const today = sampleDay('2026-06-30');
    expect(isCouponOnlineOnly(undefined, today)).toBe(false);
    expect(isCouponOnlineOnly([onDay('2026-06-30')], today)).toBe(false);
    expect(isCouponOnlineOnly([onDay('2026-04-01'), onDay('2026-06-30')], today)).toBe(true);
    expect(isCouponOnlineOnly([onDay('2026-03-31'), onDay('2026-06-30')], today)).toBe(false);
  });
});

describe('issuing a coupon (R072)', () => {
  const issue = {
    couponId: 'c1',
    tierCode: 'gold',
    businessDate: sampleToday,
    atMs: sampleNowMs,
  };

  it('keeps the fixed days of its template, or counts days from the issue', () => {
    const after = sampleTemplate('t', cash(500), { validity: { kind: 'after_issue', days: 7 } });
    expect(issueCoupon(sampleTemplate('t', cash(500)), issue)).toEqual({
      couponId: 'c1',
      templateId: 't',
      status: 'issued',
      fromDay: '2026-01-01',
      toDay: '2026-12-31',
      issuedAtMs: sampleNowMs,
    });
    expect(issueCoupon(after, issue)).toMatchObject({ fromDay: '2026-03-14', toDay: '2026-03-21' });
  });

  it('gives gold the face value of gold, and others the one of the template', () => {
    const template = sampleTemplate('t', cash(500), {
      tierOffFen: [{ tierCode: 'gold', offFen: 800 }],
    });
    expect(issueCoupon(template, issue).offFen).toBe(800);
    expect(issueCoupon(template, { ...issue, tierCode: 'silver' })).not.toHaveProperty('offFen');
  });

  it('binds it to a store where it is told to', () => {
    expect(issueCoupon(sampleTemplate('t', cash(5)), { ...issue, storeId: 's1' }).storeId).toBe(
      's1',
    );
  });

  it('refuses in this order: ended, all given out, the member had theirs', () => {
    const template = sampleTemplate('t', cash(500), { totalLimit: 10, perMemberLimit: 1 });
    const known = { businessDate: sampleDay('2027-01-01'), issuedCount: 10, memberIssuedCount: 1 };
    expect(issueProblem(template, known)).toBe('template_ended');
    const today = { ...known, businessDate: sampleDay('2026-12-31') };
    expect(issueProblem(template, today)).toBe('total_limit');
    expect(issueProblem(template, { ...today, issuedCount: 9 })).toBe('member_limit');
    expect(issueProblem(template, { ...today, issuedCount: 9, memberIssuedCount: 0 })).toBeNull();
  });
});

const use = (operationId: string, atMs: number, storeId = 's1') => ({
  change: { kind: 'use', couponId: 't-1', receiptNo: `r-${operationId}` } as const,
  posting: { operationId, storeId, atMs, businessDate: sampleToday, acknowledged: true },
});

describe('coupons after a refund (CP-04)', () => {
  const programme = sampleProgramme();
  const record = (coupon: MemberCoupon) => ({
    key: { storeId: 's1', businessDate: sampleToday, receiptNo: 'r-A' },
    benefits: {
      facts: { coupons: [coupon] },
      coupons: [{ couponId: coupon.couponId, templateId: coupon.templateId, offFen: 500 }],
    } as unknown as ReceiptBenefits, // no more of it is read
  });
  const coupon = sampleCoupon('t', { toDay: sampleDay('2026-03-20') });
  const back = (isFull: boolean, onDay: string, graceDays = 7) =>
    giveBackCoupons(
      record(coupon),
      isFull,
      {},
      {
        programme: { coupons: { ...programme.coupons, giveBackGraceDays: graceDays } },
        businessDate: sampleDay(onDay),
      },
    );

  it('come back with a full refund only', () => {
    expect(back(false, '2026-03-20')).toEqual([]);
    expect(back(true, '2026-03-20')).toEqual([
      {
        kind: 'give_back',
        couponId: 't-1',
        toDay: '2026-03-20',
        of: { storeId: 's1', receiptNo: 'r-A' },
      },
    ]);
  });

  it('live 7 days more when they ended meanwhile, or are lost where the rules say so', () => {
    expect(back(true, '2026-03-21')).toMatchObject([{ toDay: '2026-03-28' }]);
    expect(back(true, '2026-03-21', 0)).toEqual([]);
    expect(back(true, '2026-03-20', 0)).toHaveLength(1);
  });

  it('are forgotten 60 days after their last day, used or not, and given back from the receipt all the same (CP-04)', () => {
    const unused = { ...coupon, couponId: 't-2' };
    const { posting } = use('G', 9);
    const later = (day: string) => ({ ...posting, businessDate: sampleDay(day) });
    const used = postCoupons([coupon, unused], [use('A', 5).change], use('A', 5).posting);
    expect(postCoupons(used, [], later('2026-05-19'))).toHaveLength(2);
    const forgotten = postCoupons(used, [], later('2026-05-20'));
    expect(forgotten).toEqual([]);
    const again = postCoupons(forgotten, back(true, '2026-06-01'), later('2026-06-01'));
    expect(again).toEqual([{ ...coupon, toDay: '2026-06-08' }]);
  });

  it('are there again once posted, and for a receipt whose use did not stand nothing changes', () => {
    const used = postCoupons([coupon], [use('A', 5).change], use('A', 5).posting);
    const refund = { ...use('F', 9).posting };
    const [givenBack] = postCoupons(used, back(true, '2026-03-20'), refund);
    expect(givenBack).toEqual(coupon);
    const byOther = postCoupons([coupon], [use('B', 5).change], use('B', 5).posting);
    expect(postCoupons(byOther, back(true, '2026-03-20'), refund)).toEqual(byOther);
  });

  it('are not had again where all that is known of them is that they were used twice (CP-09)', () => {
    const couponConflicts = [{ couponId: 't-1', operationId: 'C', onDay: sampleToday }];
    const backOf = (operationId: string, onDay: string) =>
      giveBackCoupons(
        { ...record(coupon), operationId },
        true,
        { couponConflicts },
        { programme, businessDate: sampleDay(onDay) },
      );
    for (const id of ['B', 'C']) {
      expect(countComingBack(backOf(id, '2026-03-20'))).toBe(0);
      // Forgotten 60 days after its end, it is not there again while the other goods are out.
      expect(postCoupons([], backOf(id, '2026-06-01'), use('F', 9).posting)).toEqual([]);
    }
  });

  it('come back with the last of several uses, and the others say that they do not (CP-09)', () => {
    const refund = use('F', 9).posting;
    const steps = [use('A', 5), use('B', 6)];
    const backOf = (operationId: string, coupons: readonly MemberCoupon[]) =>
      giveBackCoupons(
        { ...record(coupon), operationId },
        true,
        { coupons },
        { programme, businessDate: sampleToday },
      );
    const held = steps.reduce<readonly MemberCoupon[]>(
      (coupons, { change, posting }) => postCoupons(coupons, [change], posting),
      [coupon],
    );
    for (const [first, last] of [
      ['A', 'B'],
      ['B', 'A'],
    ] as const) {
      const back = backOf(first, held);
      expect(back).toMatchObject([{ comesBack: false, toDay: coupon.toDay }]);
      expect(countComingBack(back)).toBe(0);
      const left = postCoupons(held, back, refund);
      expect(left).toMatchObject([{ status: 'used', use: { operationId: last } }]);
      expect(left[0]?.lostUses).toBeUndefined();
      expect(countComingBack(backOf(last, left))).toBe(1);
      expect(postCoupons(left, backOf(last, left), refund)).toEqual([coupon]);
    }
    const voided = [{ ...coupon, status: 'void' as const }];
    expect(countComingBack(backOf('A', voided))).toBe(0);
  });

  it('are not those of another sale of the same number, at another till or on another day (PL-10)', () => {
    const backOf = (operationId: string) =>
      giveBackCoupons(
        { ...record(coupon), operationId },
        true,
        {},
        { programme, businessDate: sampleToday },
      );
    const refund = use('F', 9).posting;
    const used = postCoupons([coupon], [use('A', 5).change], use('A', 5).posting);
    expect(postCoupons(used, backOf('B'), refund)).toEqual(used);
    expect(postCoupons(used, backOf('A'), refund)).toEqual([coupon]);
    // An earlier till named the sale by its number alone, which is its store's own.
    const byNumber = (store: string) =>
      back(true, '2026-03-20').map((change) => ({
        ...change,
        of: { storeId: store, receiptNo: 'r-A' },
      }));
    expect(postCoupons(used, byNumber('s2'), refund)).toEqual(used);
    expect(postCoupons(used, byNumber('s1'), refund)).toEqual([coupon]);
  });
});

describe('one coupon used at several tills (CP-09)', () => {
  it('keeps the earliest use and finds every other one once, in whatever order they arrive', () => {
    const uses = fc.uniqueArray(
      fc.record({ id: fc.constantFrom('A', 'B', 'C', 'D', 'E'), atMs: fc.integer({ max: 9 }) }),
      { selector: ({ id }) => id, minLength: 1 },
    );
    fc.assert(
      fc.property(uses, (all) => {
        let coupons: readonly MemberCoupon[] = [sampleCoupon('t')];
        const lost: string[] = [];
        // Each arrives twice: a push is repeated where its answer was lost.
        for (const { id, atMs } of all.flatMap((each) => [each, each])) {
          const { change, posting } = use(id, atMs);
          const after = postCoupons(coupons, [change], posting);
          lost.push(
            ...findCouponConflicts(id, [change], { coupons }, { coupons: after }).map(
              (each) => each.operationId,
            ),
          );
          coupons = after;
        }
        const earliest = all.toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1))[0];
        expect(coupons[0]?.use?.operationId).toBe(earliest?.id);
        expect(coupons[0]?.status).toBe('used');
        expect(new Set(lost)).toEqual(
          new Set(all.map(({ id }) => id).filter((id) => id !== earliest?.id)),
        );
      }),
    );
  });

  it('is had again once the goods of every use are back, and the earliest that is left stands until then (CP-04, CP-09)', () => {
    const ids = ['A', 'B', 'C', 'D'] as const;
    const atMs = { A: 4, B: 2, C: 2, D: 7 };
    // Of an id the first time is its sale and the second that its goods come back.
    const order = fc.shuffledSubarray([...ids, ...ids], { minLength: 1 });
    fc.assert(
      fc.property(order, (steps) => {
        let coupons: readonly MemberCoupon[] = [sampleCoupon('t')];
        const open = new Set<(typeof ids)[number]>();
        const seen = new Set<string>();
        for (const id of steps) {
          const { change, posting } = use(id, atMs[id]);
          const { couponId, receiptNo } = change;
          const of = { storeId: posting.storeId, receiptNo, operationId: id };
          const toDay = sampleCoupon('t').toDay;
          const isBack = seen.has(id);
          const step = isBack ? ({ kind: 'give_back', couponId, toDay, of } as const) : change;
          coupons = postCoupons(coupons, [step], posting);
          seen.add(id);
          if (isBack) open.delete(id);
          else open.add(id);
          const [stands, ...lost] = [...open].toSorted(
            (a, b) => atMs[a] - atMs[b] || (a < b ? -1 : 1),
          );
          const [held] = coupons;
          expect(held?.status).toBe(stands === undefined ? 'issued' : 'used');
          expect(held?.use?.operationId).toBe(stands);
          expect((held?.lostUses ?? []).map(({ operationId }) => operationId)).toEqual(lost);
        }
      }),
    );
  });

  it('is another member’s once the undo of a merge gave it back, and every use of it is found (PL-19)', () => {
    const undo = (mergeId: string, couponId: string) => ({
      mergeId,
      memberId: 'm2',
      sinceMs: 1,
      contractNos: [],
      couponIds: [couponId],
      planSaleIds: [],
    });
    const { change } = use('A', 5);
    const found = (...givenBack: readonly GivenBack[]) =>
      findCouponConflicts('A', [change], { coupons: [], givenBack }, null);
    expect(found(undo('1', 't-1'))).toEqual([{ couponId: 't-1', operationId: 'A' }]);
    expect(found(undo('1', 't-2'))).toEqual([]);
    const givenBack = [undo('1', 't-1'), undo('2', 't-1'), undo('3', 't-2')];
    expect(findGivenBackCoupon({ givenBack }, 't-1')?.mergeId).toBe('2');
  });

  it('stays void once it was undone, and every use of it is found, whichever comes first (PL-23)', () => {
    const voided = { kind: 'void', couponId: sampleCoupon('t').couponId } as const;
    const order = fc.shuffledSubarray(['A', 'B', 'undoing'], { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(order, (ids) => {
        let coupons: readonly MemberCoupon[] = [sampleCoupon('t')];
        const lost: string[] = [];
        for (const id of ids) {
          const { change, posting } = use(id, id === 'A' ? 1 : 2);
          const changes = [id === 'undoing' ? voided : change];
          const after = postCoupons(coupons, changes, posting);
          const found = findCouponConflicts(id, changes, { coupons }, { coupons: after });
          lost.push(...found.map(({ operationId }) => operationId));
          coupons = after;
        }
        expect(coupons[0]).toMatchObject({ status: 'void', use: { operationId: 'A' } });
        expect(new Set(lost)).toEqual(new Set(['A', 'B']));
        const { change, posting } = use('A', 1);
        const of = { storeId: posting.storeId, receiptNo: change.receiptNo };
        const back = { kind: 'give_back', couponId: voided.couponId, of } as const;
        const toDay = sampleDay('2026-12-31');
        expect(postCoupons(coupons, [{ ...back, toDay }], posting)[0]?.status).toBe('void');
      }),
    );
  });
});
