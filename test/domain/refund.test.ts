import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditRefund } from '../../src-shared/domain/audit/audit-refund.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { newMemberState } from '../../src-shared/domain/member/new-member.ts';
import { decideRelease } from '../../src-shared/domain/office/decide-release.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import type {
  DraftOf,
  OperationDraft,
  OperationOf,
} from '../../src-shared/domain/operation/operation.ts';
import { balanceOf } from '../../src-shared/domain/points/balance.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import { postEntries } from '../../src-shared/domain/points/post-entries.ts';
import type { Programme, ShortPointsChoice } from '../../src-shared/domain/programme/programme.ts';
import { receiptRecordOf } from '../../src-shared/domain/receipt/decide-receipt.ts';
import { receiptHistory, withRefunds } from '../../src-shared/domain/receipt/receipt-history.ts';
import type {
  ReceiptLine,
  ReceiptRecord,
  ReceiptRedemption,
  ReceiptRefund,
} from '../../src-shared/domain/receipt/receipt.ts';
import { decideRedemption } from '../../src-shared/domain/redemption/decide-redemption.ts';
import {
  allowedChoices,
  boundedToSale,
  decideRefund,
  returnedBefore,
  type RefundLine,
  type ShortPointsWish,
  waitingFenByLine,
} from '../../src-shared/domain/refund/decide-refund.ts';
import { lineSharesOf } from '../../src-shared/domain/refund/line-shares.ts';
import { paidMoneyFen } from '../../src-shared/domain/refund/tenders.ts';
import { sumValueFen } from '../../src-shared/domain/stored-value/restore-value.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { storeId } from '../../src-shared/values/ids.ts';
import { sampleValueRules } from '../support/sample-value.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import {
  decidePlainReceipt,
  rateOf,
  sampleDay,
  sampleLines,
  sampleMemberId,
  sampleNowMs,
  samplePhone,
  sampleProgramme,
  sampleTill,
  sampleToday,
  type SampleTill,
} from '../support/sample-domain.ts';

const programme = sampleProgramme({ campaigns: [] });
const allChoices = ['debt', 'deduct', 'waive'] as const;

describe('a refund (PL-11 to PL-13)', () => {
  test('takes 3, 2, 2 and 3 points for refunds of 22, 22, 22 and 34 of 100 yuan at 10 yuan a point (PL-11)', () => {
    const shop = openShop(
      sampleProgramme({ campaigns: [], earn: { ...programme.earn, rate: rateOf(1, 1000) } }),
    );
    shop.earn(sampleLines([10_000]));
    const taken = [2200, 2200, 2200, 3400].map(
      (amountFen) => shop.refund([{ lineNo: 1, amountFen }]).takenBackPoints,
    );
    expect(taken).toEqual([3, 2, 2, 3]);
    expect(sumPoints(shop.state().lots)).toBe(0);
  });

  test('brings earn and refund back to the start, a hundred times (section 11, test 1)', () => {
    const shop = openShop(programme);
    for (let cycle = 0; cycle < 100; cycle += 1) {
      shop.earn(sampleLines([4321 + cycle, 5 + cycle]));
      shop.refund([
        { lineNo: 1, amountFen: 4321 + cycle },
        { lineNo: 2, amountFen: 5 + cycle },
      ]);
      expect(shop.state().lots).toEqual([]);
      expect(shop.state().debtPoints).toBe(0);
    }
  });

  test('leaves a debt of 100 after earn 100, spend 100, refund; the next earn of 60 settles 30 (section 11, test 2)', () => {
    const shop = openShop(programme);
    const first = shop.earn(sampleLines([10_000]));
    shop.redeem(100);
    const refunded = shop.refund([{ lineNo: 1, amountFen: 10_000 }], first);
    expect(refunded).toMatchObject({ takenBackPoints: 100, restoredPoints: 0, debtPoints: 100 });
    shop.earn(sampleLines([6000]));
    expect(shop.state().debtPoints).toBe(70);
    expect(sumPoints(shop.state().lots)).toBe(30);
    expectLedgerHolds(shop.state());
  });

  test('uses tier and rules of the sale and not of the day of the refund (PL-11, PL-16; section 11, test 7)', () => {
    const shop = openShop(programme, { tierCode: 'gold' });
    const record = shop.earn(sampleLines([12_850]));
    expect(sumPoints(shop.state().lots)).toBe(153);
    shop.change({ tierCode: 'regular' });
    const half = decideRefund({
      programme: sampleProgramme({ earn: { ...programme.earn, rate: rateOf(1, 10) } }),
      state: shop.state(),
      record,
      refundNo: 'F1',
      lines: [{ lineNo: 1, amountFen: 6425 }],
      businessDate: sampleToday,
    });
    // 64 base and 12 tier points stay: floor(64.25), floor(64 x 0.2).
    expect(half).toMatchObject({ takenBackPoints: 153 - 76 });
  });

  test('gives redeemed points back by the line share, the lots taken last first (PL-13)', () => {
    const shop = openShop(programme, {
      lots: [
        { expiresOnDay: sampleDay('2026-04-30'), points: 150 },
        { expiresOnDay: sampleDay('2027-06-30'), points: 150 },
      ],
    });
    const redemption = shop.redeem(300);
    shop.earn(sampleLines([2000, 1000]), [redemption]);
    expect(shop.refund([{ lineNo: 2, amountFen: 1000 }])).toMatchObject({ restoredPoints: 100 });
    expect(shop.lotsOf('2027-06-30')).toBe(100);
    expect(shop.refund([{ lineNo: 1, amountFen: 1000 }])).toMatchObject({ restoredPoints: 100 });
    expect(shop.lotsOf('2027-06-30')).toBe(150);
    expect(shop.lotsOf('2026-04-30')).toBe(50);
    expect(shop.refund([{ lineNo: 1, amountFen: 1000 }])).toMatchObject({ restoredPoints: 100 });
    expect(shop.lotsOf('2026-04-30')).toBe(150);
    expect(sumPoints(shop.state().lots)).toBe(300);
  });

  test('gives points of a lot that expired meanwhile 30 days from the refund (PL-13; section 11, test 8)', () => {
    const shop = openShop(programme, {
      lots: [{ expiresOnDay: sampleDay('2026-03-31'), points: 200 }],
    });
    const redemption = shop.redeem(200);
    shop.earn(sampleLines([5000]), [redemption]);
    const refunded = shop.refund(
      [{ lineNo: 1, amountFen: 5000 }],
      shop.lastRecord(),
      sampleDay('2026-04-10'),
    );
    expect(refunded.restoredPoints).toBe(200);
    expect(shop.lotsOf('2026-05-10')).toBe(200);
  });

  test('gives points back before it takes points back, so that they meet', () => {
    const shop = openShop(programme, {
      lots: [{ expiresOnDay: sampleDay('2027-06-30'), points: 100 }],
    });
    const redemption = shop.redeem(100);
    const record = shop.earn(sampleLines([10_100]), [redemption]);
    shop.redeem(100);
    const refunded = shop.refund([{ lineNo: 1, amountFen: 10_100 }], record);
    expect(refunded).toMatchObject({ takenBackPoints: 100, restoredPoints: 100, debtPoints: 0 });
    expect(sumPoints(shop.state().lots)).toBe(0);
  });

  test('adds up several mentions of a line', () => {
    const shop = openShop(programme);
    shop.earn(sampleLines([10_000]));
    const twice = [
      { lineNo: 1, amountFen: 6000 },
      { lineNo: 1, amountFen: 4000 },
    ];
    expect(shop.refund(twice).takenBackPoints).toBe(100);
    expect(shop.lastRecord().refunds[0]?.lines).toEqual([{ lineNo: 1, amountFen: 10_000 }]);
  });

  test.each<[string, readonly RefundLine[], object]>([
    ['nothing', [], { code: 'refund_empty' }],
    ['nothing but zeros', [{ lineNo: 1, amountFen: 0 }], { code: 'refund_empty' }],
    [
      'a negative amount',
      [{ lineNo: 1, amountFen: -1 }],
      { code: 'invalid_value', field: 'amountFen' },
    ],
    ['a fraction', [{ lineNo: 1, amountFen: 1.5 }], { code: 'invalid_value' }],
    ['an unknown line', [{ lineNo: 9, amountFen: 1 }], { code: 'refund_line_unknown', lineNo: 9 }],
    [
      'more than was sold',
      [{ lineNo: 2, amountFen: 3001 }],
      { code: 'refund_exceeds_sale', lineNo: 2, maxFen: 3000 },
    ],
    [
      'more than was sold in two mentions',
      [
        { lineNo: 2, amountFen: 2000 },
        { lineNo: 2, amountFen: 1001 },
      ],
      { code: 'refund_exceeds_sale', lineNo: 2, maxFen: 3000 },
    ],
    [
      'more than earlier refunds left',
      [{ lineNo: 1, amountFen: 6001 }],
      { code: 'refund_exceeds_sale', lineNo: 1, maxFen: 6000 },
    ],
  ])('refuses %s', (_name, lines, expected) => {
    const shop = openShop(programme);
    shop.earn(sampleLines([10_000, 3000]));
    shop.refund([{ lineNo: 1, amountFen: 4000 }]);
    const decided = decideRefund({
      programme,
      state: shop.state(),
      record: shop.lastRecord(),
      refundNo: 'F9',
      lines,
      businessDate: sampleToday,
    });
    expect(decided).toMatchObject({ status: 'refused', ...expected });
  });

  test('leaves a debt, deducts its value or waives it, as chosen (PL-12)', () => {
    const choices = { ...programme, refund: { ...programme.refund, shortPoints: allChoices } };
    const refundAll = (choice: ShortPointsChoice) => {
      const shop = openShop(choices);
      const record = shop.earn(sampleLines([10_000]));
      shop.redeem(100);
      shop.earn(sampleLines([3000]));
      const wish = { choice, ...(choice === 'waive' ? { approverId: 's9', note: '常客' } : {}) };
      const decided = shop.refund([{ lineNo: 1, amountFen: 10_000 }], record, sampleToday, wish);
      expectLedgerHolds(shop.state());
      expect(sumPoints(shop.state().lots)).toBe(0);
      expect(decided.shortPoints).toBe(70);
      return { ...decided, owedPoints: shop.state().debtPoints };
    };
    expect(refundAll('debt')).toMatchObject({ debtPoints: 70, deductedFen: 0, owedPoints: 70 });
    expect(refundAll('deduct')).toMatchObject({ debtPoints: 0, deductedFen: 70, owedPoints: 0 });
    const waived = refundAll('waive');
    expect(waived).toMatchObject({ debtPoints: 0, deductedFen: 0, owedPoints: 0 });
    expect(waived.draft.body.shortPoints).toEqual({
      choice: 'waive',
      points: 70,
      deductedFen: 0,
      approverId: 's9',
    });
    expect(waived.draft.personal).toEqual({ note: '常客' });
  });

  test('counts points that were deducted as taken back, so that the next part does not take them again', () => {
    const choices = { ...programme, refund: { ...programme.refund, shortPoints: allChoices } };
    const shop = openShop(choices);
    shop.earn(sampleLines([10_000]));
    shop.redeem(100);
    const half = [{ lineNo: 1, amountFen: 5000 }];
    const taken = [1, 2].map(() =>
      shop.refund(half, shop.lastRecord(), sampleToday, { choice: 'deduct' }),
    );
    expect(taken.map(({ deductedFen }) => deductedFen)).toEqual([50, 50]);
    expect(shop.state().debtPoints).toBe(0);
  });

  test.each([
    ['all that is paid out in money', rateOf(1), 0, { fen: 100, points: 100 }],
    ['no money, where stored value paid', rateOf(1), 10_000, { fen: 0, points: 0 }],
    ['40 fen of money', rateOf(1), 9960, { fen: 40, points: 40 }],
    ['money for half a point of 2 fen', rateOf(2), 9999, { fen: 0, points: 0 }],
    ['a fen, which is the value of 10 points', rateOf(1, 10), 9999, { fen: 1, points: 10 }],
    ['3 fen, which is the value of 2 points', rateOf(3, 2), 9997, { fen: 3, points: 2 }],
  ])(
    'writes off only the points that are paid for, and the rest is owed: %s (PL-12)',
    (_what, fenPerPoint, valueFen, kept) => {
      const shop = openShop({
        ...programme,
        redeem: { ...programme.redeem, fenPerPoint },
        refund: { ...programme.refund, shortPoints: allChoices },
      });
      const sold = shop.earn(sampleLines([10_000]));
      const paid = { kind: 'pay', contractNo: 'K1', bonusFen: 0, listFen: valueFen } as const;
      const payment = { paymentId: 'P1', amountFen: valueFen, principalFen: valueFen, bonusFen: 0 };
      const record = {
        ...sold,
        payments: [{ ...payment, entries: [{ ...paid, principalFen: 0 - valueFen }] }],
      };
      shop.redeem(100);
      const wish = { choice: 'deduct' } as const;
      const all = [{ lineNo: 1, amountFen: 10_000 }];
      const decided = shop.refund(all, record, sampleToday, wish);
      expect(decided).toMatchObject({
        shortPoints: 100,
        deductible: kept,
        deductedFen: kept.fen,
        debtPoints: 100 - kept.points,
      });
      expect(decided.draft.body.moneyFen).toBe(10_000 - valueFen - kept.fen);
      expect(shop.state().debtPoints).toBe(100 - kept.points);
      expectLedgerHolds(shop.state());
    },
  );

  test('that writes off more than it kept is found by head office’s audit (PL-12, R102)', () => {
    const rules = { ...programme, refund: { ...programme.refund, shortPoints: allChoices } };
    const shop = openShop(rules);
    const record = shop.earn(sampleLines([10_000]));
    shop.redeem(100);
    const all = [{ lineNo: 1, amountFen: 10_000 }];
    const { draft } = shop.refund(all, record, sampleToday, { choice: 'deduct' });
    const audited = (change: Partial<typeof draft.body>) => {
      const operation = sampleTill(1).place({ ...draft, body: { ...draft.body, ...change } });
      const refund = operation as OperationOf<'refund'>; // Placed from a draft of this kind.
      return auditRefund(rules, refund, { state: shop.state(), record });
    };
    expect(audited({})).toEqual([]);
    const shortPoints = { choice: 'deduct', points: 100, deductedFen: 0 } as const;
    expect(audited({ shortPoints, moneyFen: 10_000 })).toMatchObject([{ part: 'money' }]);
    const few = draft.body.entries.map((each) => ({ ...each, points: Math.min(each.points, 99) }));
    expect(audited({ entries: few })).toMatchObject([{ part: 'points' }]);
  });

  test('writes off no point that adds less than a fen to what is kept (PL-12)', () => {
    const shop = openShop({
      ...programme,
      redeem: { ...programme.redeem, fenPerPoint: rateOf(1, 10) },
      refund: { ...programme.refund, shortPoints: allChoices },
    });
    shop.earn(sampleLines([10_000]));
    shop.redeem(100);
    const part = (amountFen: number) =>
      shop.refund([{ lineNo: 1, amountFen }], shop.lastRecord(), sampleToday, { choice: 'deduct' });
    expect(part(1900)).toMatchObject({ shortPoints: 19, deductedFen: 1, debtPoints: 9 });
    expect(part(900)).toMatchObject({ shortPoints: 9, deductedFen: 0, debtPoints: 9 });
  });

  test('never deducts more than it pays out, and never by a choice the programme has not (PL-12)', () => {
    const dear = {
      ...programme,
      redeem: { ...programme.redeem, fenPerPoint: rateOf(200) },
      refund: { ...programme.refund, shortPoints: ['deduct'] as const },
    };
    const shop = openShop(dear);
    const record = shop.earn(sampleLines([10_000]));
    shop.redeem(100);
    expect(shop.refund([{ lineNo: 1, amountFen: 10_000 }])).toMatchObject({
      shortPoints: 100,
      deductedFen: 10_000,
    });
    const decided = decideRefund({
      programme: dear,
      state: shop.state(),
      record,
      refundNo: 'F1',
      lines: [{ lineNo: 1, amountFen: 1 }],
      businessDate: sampleToday,
      shortPoints: { choice: 'waive' },
    });
    expect(decided).toMatchObject({ status: 'refused', code: 'refund_choice_not_allowed' });
    expect(allowedChoices(dear)).toEqual(['deduct', 'debt']);
  });

  test('takes what is held for review first, and not what a review refused (PL-08)', () => {
    const decide = (change: (state: MemberState) => MemberState, amountFen: number) => {
      const shop = openShop(programme);
      shop.earn(sampleLines([10_000]), [], { heldPoints: 40 });
      shop.set(change(shop.state()));
      shop.refund([{ lineNo: 1, amountFen }]);
      expectLedgerHolds(shop.state());
      const { lots, heldPoints, debtPoints } = shop.state();
      return { lots: sumPoints(lots), heldPoints, debtPoints };
    };
    const asIs = (state: MemberState) => state;
    const after = (kind: 'release' | 'write_off') => (state: MemberState) =>
      postEntries(
        state,
        [{ kind, points: kind === 'release' ? 0 : -40, ruleId: 'cap', lots: held, holdId }],
        {
          reference: 'review',
          programmeVersion: 7,
          businessDate: sampleToday,
          atMs: sampleNowMs,
          acknowledged: true,
        },
      );
    const holdId = 'receipt:store-0:2026-03-14:R1';
    const held = [{ expiresOnDay: sampleDay('2028-03-31'), points: 40 }];
    expect(decide(asIs, 3000)).toEqual({ lots: 60, heldPoints: 10, debtPoints: 0 });
    expect(decide(asIs, 6000)).toEqual({ lots: 40, heldPoints: 0, debtPoints: 0 });
    const nothing = { lots: 0, heldPoints: 0, debtPoints: 0 };
    for (const change of [asIs, after('release'), after('write_off')]) {
      expect(decide(change, 10_000)).toEqual(nothing);
    }
    expect(decide(after('write_off'), 3000)).toEqual({ lots: 60, heldPoints: 0, debtPoints: 0 });
  });

  describe('moves what its receipt gave, whoever holds it and whenever that is decided (PL-08)', () => {
    const holdId = 'receipt:store-0:2026-03-14:R1';
    const posting = {
      reference: holdId,
      programmeVersion: 7,
      businessDate: sampleToday,
      atMs: sampleNowMs,
      acknowledged: true,
    };
    const lots = (points: number) => [{ expiresOnDay: sampleDay('2028-03-31'), points }];
    /** As head office holds points: the receipt does not say so. */
    const officeHolds = (state: MemberState, points: number) =>
      postEntries(state, [{ kind: 'hold', points: 0, ruleId: 'cap', lots: lots(points), holdId }], {
        ...posting,
        hold: { holdId, points, reason: 'review', sinceMs: sampleNowMs },
      });
    const decideHold = (state: MemberState, decision: 'granted' | 'refused') => {
      const hold = state.holds?.find((each) => each.holdId === holdId);
      if (hold === undefined || hold.points === 0) return state;
      const at = { programme, businessDate: sampleToday, reason: 'seen' };
      return postEntries(state, decideRelease(hold, decision, at).entries, posting);
    };
    const heldBy = ['till', 'office', 'both', 'office, the till unaware'] as const;

    test.each(heldBy)('held by %s', (by) => {
      const heldCases = fc.record({
        heldPoints: fc.integer({ min: 0, max: 100 }),
        otherPoints: fc.constantFrom(0, 1000),
        decision: fc.constantFrom('granted' as const, 'refused' as const),
        decideAfter: fc.integer({ min: 0, max: 3 }),
        parts: fc.constantFrom([10_000], [3000, 7000], [2200, 2200, 5600]),
      });
      fc.assert(
        fc.property(heldCases, ({ heldPoints, otherPoints, decision, decideAfter, parts }) => {
          const shop = openShop(programme, {
            lots: otherPoints === 0 ? [] : lots(otherPoints),
          });
          const atTill = { till: heldPoints, both: Math.floor(heldPoints / 2) }[by as 'till'] ?? 0;
          shop.earn(sampleLines([10_000]), [], { heldPoints: atTill });
          const isUnaware = by === 'office, the till unaware';
          const hold = () => shop.set(officeHolds(shop.state(), heldPoints - atTill));
          if (!isUnaware) hold();
          parts.forEach((amountFen, index) => {
            // A till that has not heard of a decision comes before it here.
            if (index === decideAfter && !isUnaware) shop.set(decideHold(shop.state(), decision));
            const before = shop.state();
            if (isUnaware && index === 0) {
              shop.refund(
                [{ lineNo: 1, amountFen }],
                shop.lastRecord(),
                sampleToday,
                undefined,
                () => officeHolds(before, heldPoints),
              );
            } else shop.refund([{ lineNo: 1, amountFen }]);
            expectLedgerHolds(shop.state());
          });
          shop.set(decideHold(shop.state(), decision));
          const { heldPoints: leftHeld, debtPoints, lots: left } = shop.state();
          expect({ leftHeld, debtPoints, points: sumPoints(left) }).toEqual({
            leftHeld: 0,
            debtPoints: 0,
            points: otherPoints,
          });
          expectLedgerHolds(shop.state());
        }),
      );
    });

    test('what it releases is in the refund where the till has heard of the hold', () => {
      const shop = openShop(programme);
      const record = shop.earn(sampleLines([10_000]));
      shop.set(officeHolds(shop.state(), 100));
      const { draft } = shop.refund([{ lineNo: 1, amountFen: 10_000 }], record);
      expect(draft.body.entries).toMatchObject([
        { kind: 'release', holdId, lots: lots(100) },
        { kind: 'takeback', points: -100 },
      ]);
      const operation = sampleTill(1).place(draft) as OperationOf<'refund'>; // of a draft of this kind
      expect(auditRefund(programme, operation, { state: shop.state(), record })).toEqual([]);
    });

    test('and where head office holds more of it than the till did', () => {
      const shop = openShop(programme);
      const record = shop.earn(sampleLines([10_000]), [], { heldPoints: 40 });
      shop.set(officeHolds(shop.state(), 60));
      const { draft } = shop.refund([{ lineNo: 1, amountFen: 10_000 }], record);
      expect(draft.body.entries).toMatchObject([
        { kind: 'release', lots: lots(100) },
        { kind: 'takeback', points: -100 },
      ]);
    });
  });

  test('takes back points that wait for their day before those that can be spent (PL-09)', () => {
    const waiting = { categories: ['clothing'], days: 7 };
    const shop = openShop(
      sampleProgramme({ campaigns: [], earn: { ...programme.earn, usableAfterDays: [waiting] } }),
    );
    const clothes = sampleLines([4000], 'clothing').map((line) => ({ ...line, lineNo: 2 }));
    shop.earn([...sampleLines([6000]), ...clothes]);
    const at = { businessDate: sampleToday, nowMs: sampleNowMs };
    expect(balanceOf(shop.state(), at)).toMatchObject({ availablePoints: 60, pendingPoints: 40 });
    shop.refund([{ lineNo: 1, amountFen: 3000 }]);
    expect(balanceOf(shop.state(), at)).toMatchObject({ availablePoints: 60, pendingPoints: 10 });
    shop.refund([{ lineNo: 1, amountFen: 3000 }]);
    expect(balanceOf(shop.state(), at)).toMatchObject({ availablePoints: 40, pendingPoints: 0 });
  });

  test('releases of a hold in parts what it took first, each point once (PL-08, PL-09)', () => {
    const { earn } = programme;
    const usableAfterDays = [{ categories: ['clothing'], days: 7 }];
    const caps = { receiptsPerDay: 10, pointsPerDay: 40 };
    const shop = openShop(
      sampleProgramme({ campaigns: [], earn: { ...earn, usableAfterDays, caps } }),
    );
    const clothes = sampleLines([4000], 'clothing').map((line) => ({ ...line, lineNo: 2 }));
    shop.earn([...sampleLines([6000]), ...clothes]);
    const released = [3000, 3000].flatMap((amountFen) => {
      const { draft } = shop.refund([{ lineNo: 1, amountFen }]);
      return draft.body.entries
        .filter(({ kind }) => kind === 'release')
        .flatMap(({ lots }) => lots);
    });
    // Those that wait for their day were held first.
    expect(released.map(({ points, usableFromDay }) => [points, usableFromDay])).toEqual([
      [30, '2026-03-21'],
      [10, '2026-03-21'],
      [20, undefined],
    ]);
    expect(shop.state().heldPoints).toBe(0);
  });

  test('of a whole receipt on its day at its till is a void (PL-15)', () => {
    const all = [{ lineNo: 1, amountFen: 10_000 }];
    const decide = (changes: Partial<Parameters<typeof decideRefund>[0]>) => {
      const shop = openShop(programme);
      const record = shop.earn(sampleLines([10_000]));
      const decided = decideRefund({
        programme,
        state: shop.state(),
        record,
        refundNo: 'F1',
        lines: all,
        businessDate: sampleToday,
        isSameTill: true,
        ...changes,
      });
      if (decided.status === 'refused') throw new Error(decided.code);
      const { isVoid, entries } = decided.draft.body;
      return [isVoid === true, ...entries.map(({ ruleId }) => ruleId)];
    };
    expect(decide({})).toEqual([true, 'void']);
    expect(decide({ isSameTill: false })).toEqual([false, 'refund']);
    expect(decide({ businessDate: sampleDay('2026-03-15') })).toEqual([false, 'refund']);
    expect(decide({ lines: [{ lineNo: 1, amountFen: 9999 }] })).toEqual([false, 'refund']);
  });

  test('is of the whole receipt only with the goods that were given free (PL-14, PL-15)', () => {
    const decide = (record: ReceiptRecord, lines: readonly RefundLine[]) => {
      const refundNo = `F${record.refunds.length + 1}`;
      return decideRefund({
        programme,
        state: shop.state(),
        record,
        refundNo,
        lines,
        businessDate: sampleToday,
        isSameTill: true,
      });
    };
    const shop = openShop(programme);
    const record = shop.earn(sampleLines([10_000, 0]));
    const [paid, gift] = [
      { lineNo: 1, amountFen: 10_000 },
      { lineNo: 2, amountFen: 0 },
    ];
    expect(decide(record, [paid, gift])).toMatchObject({ draft: { body: { isVoid: true } } });
    const paidOnly = decide(record, [paid]);
    if (paidOnly.status === 'refused') throw new Error(paidOnly.code);
    expect(paidOnly.draft.body).not.toHaveProperty('isVoid');

    // The gift alone comes back too, once.
    const giftFirst = decide(record, [gift]);
    if (giftFirst.status === 'refused') throw new Error(giftFirst.code);
    expect(giftFirst).toMatchObject({ takenBackPoints: 0, refund: { lines: [gift] } });
    const after = { ...record, refunds: [giftFirst.refund] };
    expect(returnedBefore(after, gift)).toEqual({ refundedFen: 0, isBack: true });
    expect(decide(after, [gift])).toMatchObject({ code: 'refund_empty' });
    expect(decide(after, [paid])).toMatchObject({ takenBackPoints: 100 });
  });

  test('goes on where two tills had each taken the same goods back', () => {
    const shop = openShop(programme);
    const record = shop.earn(sampleLines([6_000, 4_000]));
    const lines = [{ lineNo: 1, amountFen: 6_000 }];
    const taken = (refundNo: string) => ({
      refundNo,
      lines,
      takenBackPoints: 60,
      restoredPoints: 0,
      moneyFen: 6_000,
    });
    const decide = (lineNo: number) =>
      decideRefund({
        programme,
        state: shop.state(),
        record: { ...record, refunds: [taken('F1'), taken('F2')] },
        refundNo: 'F3',
        lines: [{ lineNo, amountFen: 1_000 }],
        businessDate: sampleToday,
      });
    expect(decide(1)).toMatchObject({ code: 'refund_exceeds_sale', maxFen: 0 });
    expect(decide(2)).toMatchObject({ status: 'decided', takenBackPoints: 0, moneyFen: 1_000 });
  });

  test('of what an earlier refund of the day left is none: the receipt was no longer whole (PL-15)', () => {
    const shop = openShop(programme);
    const record = shop.earn(sampleLines([10_000]));
    const earlier = {
      refundNo: 'F1',
      lines: [{ lineNo: 1, amountFen: 1 }],
      takenBackPoints: 1,
      restoredPoints: 0,
    };
    const rest = decideRefund({
      programme,
      state: shop.state(),
      record: { ...record, refunds: [earlier] },
      refundNo: 'F2',
      lines: [{ lineNo: 1, amountFen: 9_999 }],
      businessDate: sampleToday,
      isSameTill: true,
    });
    if (rest.status === 'refused') throw new Error(rest.code);
    expect(rest.draft.body).not.toHaveProperty('isVoid');
    expect(rest.draft.body.entries.map(({ ruleId }) => ruleId)).toEqual(['refund']);
  });

  test('gives stored value back to its contracts in the split it was paid with (PL-14)', () => {
    const shop = openShop(programme);
    const record = shop.earn(sampleLines([10_000]));
    const paid = {
      kind: 'pay',
      contractNo: 'K1',
      principalFen: -5000,
      bonusFen: -1000,
      listFen: 6000,
    } as const;
    const payment = {
      paymentId: 'P1',
      amountFen: 6000,
      principalFen: 5000,
      bonusFen: 1000,
      entries: [paid],
    };
    const withPayment = { ...record, payments: [payment] };
    const first = shop.refund([{ lineNo: 1, amountFen: 5000 }], withPayment);
    expect(first.draft.body.value).toEqual([
      { kind: 'restore', contractNo: 'K1', principalFen: 2500, bonusFen: 500, listFen: -3000 },
    ]);
    const second = shop.refund([{ lineNo: 1, amountFen: 5000 }]);
    expect(second.draft.body.value).toMatchObject([{ principalFen: 2500, bonusFen: 500 }]);
  });

  test('is not refused to a frozen member', () => {
    const shop = openShop(programme);
    shop.earn(sampleLines([10_000]));
    shop.change({ status: 'frozen' });
    expect(shop.refund([{ lineNo: 1, amountFen: 10_000 }]).takenBackPoints).toBe(100);
  });

  test('tells what each line moves, and the lines add up to the refund to the point and the fen', () => {
    const sale = fc.record({
      amountsFen: fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 5 }),
      redeemSteps: fc.integer({ min: 0, max: 3 }),
      shares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }),
    });
    fc.assert(
      fc.property(sale, ({ amountsFen, redeemSteps, shares }) => {
        const shop = openShop(programme, {
          lots: [{ expiresOnDay: sampleDay('2027-06-30'), points: 300 }],
        });
        const redemptions = redeemSteps === 0 ? [] : [shop.redeem(redeemSteps * 100)];
        const record = shop.earn(sampleLines(amountsFen), redemptions);
        const lines = amountsFen.map((amountFen, index) => ({
          lineNo: index + 1,
          amountFen: Math.floor(amountFen * (shares[index] ?? 0)),
        }));
        const asked = { programme, state: shop.state(), record, refundNo: 'F', lines };
        const input = { ...asked, businessDate: sampleToday };
        const decided = decideRefund(input);
        const told = lineSharesOf(input);
        const sumOf = (key: 'takenBackPoints' | 'restoredPoints' | 'moneyFen') => {
          for (const share of told) expect(share[key]).toBeGreaterThanOrEqual(0);
          return told.reduce((sum, share) => sum + share[key], 0);
        };
        const isRefused = decided.status === 'refused';
        expect(sumOf('takenBackPoints')).toBe(isRefused ? 0 : decided.takenBackPoints);
        expect(sumOf('restoredPoints')).toBe(isRefused ? 0 : decided.restoredPoints);
        expect(sumOf('moneyFen')).toBe(isRefused ? 0 : decided.moneyFen);
      }),
    );
    // Of very many lines none is told.
    const shop = openShop(programme);
    const record = shop.earn(sampleLines(Array.from({ length: 101 }, () => 100)));
    const given = { programme, state: shop.state(), record, refundNo: 'F' };
    const sharesOf = (count: number) =>
      lineSharesOf({
        ...given,
        businessDate: sampleToday,
        lines: record.lines.slice(0, count).map(({ lineNo, amountFen }) => ({ lineNo, amountFen })),
      });
    expect([sharesOf(100).length, sharesOf(101).length]).toEqual([100, 0]);
  });

  test('in any parts takes back and gives back exactly what the sale did, and never more on the way', () => {
    const sale = fc.record({
      amountsFen: fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 5 }),
      redeemSteps: fc.integer({ min: 0, max: 3 }),
      tierCode: fc.constantFrom('regular', 'silver', 'gold', 'diamond'),
      cuts: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 8 }),
    });
    fc.assert(
      fc.property(sale, ({ amountsFen, redeemSteps, tierCode, cuts }) => {
        const shop = openShop(programme, {
          tierCode,
          lots: [{ expiresOnDay: sampleDay('2027-06-30'), points: 300 }],
        });
        const redemptions = redeemSteps === 0 ? [] : [shop.redeem(redeemSteps * 100)];
        const record = shop.earn(sampleLines(amountsFen), redemptions);
        const left = [...amountsFen];
        const refundOf = (lineIndex: number, amountFen: number): void => {
          if (amountFen === 0) return;
          shop.refund([{ lineNo: lineIndex + 1, amountFen }]);
          left[lineIndex] = (left[lineIndex] ?? 0) - amountFen;
          expectLedgerHolds(shop.state());
        };
        for (const [a, b] of cuts) {
          const lineIndex = a % left.length;
          refundOf(lineIndex, b % ((left[lineIndex] ?? 0) + 1));
        }
        left.forEach((amountFen, lineIndex) => {
          refundOf(lineIndex, amountFen);
        });
        const { refunds } = shop.lastRecord();
        const earned = sumPoints(record.entries);
        expect(refunds.reduce((sum, each) => sum + each.takenBackPoints, 0)).toBe(earned);
        expect(refunds.reduce((sum, each) => sum + each.restoredPoints, 0)).toBe(redeemSteps * 100);
        expect(sumPoints(shop.state().lots)).toBe(300);
        expect(shop.state().debtPoints).toBe(0);
      }),
    );
  });

  describe('pays each part what it was paid with, to the fen (PL-13, PL-14)', () => {
    const rates = {
      fine: [rateOf(1), rateOf(1, 10), rateOf(2, 3)],
      coarse: [rateOf(2), rateOf(7)],
    };
    const paidSales = (fenPerPoint: readonly ReturnType<typeof rateOf>[]) =>
      fc.record({
        fenPerPoint: fc.constantFrom(...fenPerPoint),
        amountsFen: fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 4 }),
        redeemedPoints: fc.constantFrom(0, 100, 200, 300),
        valueShare: fc.double({ min: 0, max: 1, noNaN: true }),
        parts: fc.array(
          fc.record({ line: fc.nat(), fen: fc.nat(), isByEarlierTill: fc.boolean() }),
          { maxLength: 8 },
        ),
        isKept: fc.boolean(),
      });
    /** A receipt that points, stored value and money paid for. */
    const sell = (
      shop: ReturnType<typeof openShop>,
      sale: { amountsFen: readonly number[]; redeemedPoints: number; valueShare: number },
    ): ReceiptRecord => {
      const { redeemedPoints: points } = sale;
      const sold = shop.earn(
        sampleLines(sale.amountsFen),
        points === 0 ? [] : [shop.redeem(points)],
      );
      const dueFen = sumFen(sold.lines) - offsetFenOf(sold);
      const paidFen = Math.floor(dueFen * sale.valueShare);
      if (paidFen === 0) return sold;
      const bonusFen = Math.floor(paidFen / 7);
      const entry = { kind: 'pay', contractNo: 'K1', listFen: paidFen } as const;
      const parts = { principalFen: bonusFen - paidFen, bonusFen: 0 - bonusFen };
      const payment = { amountFen: paidFen, principalFen: paidFen - bonusFen, bonusFen };
      return {
        ...sold,
        payments: [{ paymentId: 'P1', ...payment, entries: [{ ...entry, ...parts }] }],
      };
    };
    const sumFen = (lines: readonly { readonly amountFen: number }[]) =>
      lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
    const offsetFenOf = ({ lines }: ReceiptRecord) =>
      lines.reduce((sum, { offsetFen }) => sum + offsetFen, 0);
    /** What of a receipt came back in money, stored value and the value of points. */
    const paidBack = (record: ReceiptRecord) => {
      const { refunds, redemptions } = record;
      const sum = (of: (refund: (typeof refunds)[number]) => number) =>
        refunds.reduce((all, refund) => all + of(refund), 0);
      const points = sum(({ restoredPoints }) => restoredPoints);
      const redeemedPoints = sumPoints(redemptions);
      return {
        moneyFen: sum(({ moneyFen = 0 }) => moneyFen),
        valueFen: sum(({ value = [] }) => sumValueFen(value)),
        pointsFen: points === 0 ? 0 : Math.ceil((points * offsetFenOf(record)) / redeemedPoints),
        points,
      };
    };
    const openPaidShop = (fenPerPoint: ReturnType<typeof rateOf>) => {
      const rules = { ...programme, redeem: { ...programme.redeem, fenPerPoint } };
      const lots = [{ expiresOnDay: sampleDay('2027-06-30'), points: 300 }];
      return { rules, shop: openShop(rules, { lots }) };
    };
    const decidePart = (
      { rules, shop }: ReturnType<typeof openPaidShop>,
      record: ReceiptRecord,
      { lineNo, amountFen }: RefundLine,
      rounding: 'up' | 'down' = 'up',
    ) => {
      const decided = decideRefund({
        programme: rules,
        state: shop.state(),
        record,
        refundNo: `F${record.refunds.length + 1}`,
        lines: [{ lineNo, amountFen }],
        businessDate: sampleToday,
        rounding,
      });
      if (decided.status === 'refused') throw new Error(decided.code);
      return decided;
    };
    /** The parts that a sale's cuts make, then all that they leave. */
    function* partsOf(
      amountsFen: readonly number[],
      cuts: readonly { line: number; fen: number; isByEarlierTill: boolean }[],
    ) {
      const left = [...amountsFen];
      const rest = left.map((_, line) => ({ line, fen: -1, isByEarlierTill: false }));
      for (const { line, fen, isByEarlierTill } of [...cuts, ...rest]) {
        const at = line % left.length;
        const leftFen = left[at] ?? 0;
        const amountFen = fen === -1 ? leftFen : fen % (leftFen + 1);
        if (amountFen === 0) continue;
        left[at] = leftFen - amountFen;
        yield { lineNo: at + 1, amountFen, isByEarlierTill };
      }
    }

    test('10.00 of goods for 24.36, of which points paid 1.67, are 9.32 in money and 68 points', () => {
      const paid = openPaidShop(rateOf(1));
      const sold = paid.shop.earn(sampleLines([2436, 1941]), [paid.shop.redeem(300)]);
      expect(sold.lines.map(({ offsetFen }) => offsetFen)).toEqual([167, 133]);
      const first = decidePart(paid, sold, { lineNo: 1, amountFen: 1000 });
      expect(first).toMatchObject({ moneyFen: 932, restoredPoints: 68 });
      const then = { ...sold, refunds: [first.refund] };
      expect(decidePart(paid, then, { lineNo: 1, amountFen: 1436 })).toMatchObject({
        moneyFen: 1337,
        restoredPoints: 99,
      });
    });

    test('in any order of parts', () => {
      fc.assert(
        fc.property(paidSales(rates.fine), ({ fenPerPoint, amountsFen, parts, ...sale }) => {
          const paid = openPaidShop(fenPerPoint);
          const refunds: ReceiptRefund[] = [];
          const record = { ...sell(paid.shop, { amountsFen, ...sale }), refunds };
          let returnedFen = 0;
          for (const part of partsOf(amountsFen, parts)) {
            const { refund } = decidePart(paid, record, part);
            refunds.push(refund);
            returnedFen += part.amountFen;
            const { moneyFen, valueFen, pointsFen } = paidBack(record);
            expect(moneyFen + valueFen + pointsFen).toBe(returnedFen);
          }
          expectAllBack(record);
        }),
      );
    });

    test('and waits for a point that is worth more than a fen until its share is full', () => {
      fc.assert(
        fc.property(paidSales(rates.coarse), ({ fenPerPoint, amountsFen, parts, ...sale }) => {
          const paid = openPaidShop(fenPerPoint);
          const refunds: ReceiptRefund[] = [];
          const record = { ...sell(paid.shop, { amountsFen, ...sale }), refunds };
          let returnedFen = 0;
          for (const part of partsOf(amountsFen, parts)) {
            const { refund } = decidePart(paid, record, part);
            refunds.push(refund);
            returnedFen += part.amountFen;
            const { moneyFen, valueFen, pointsFen } = paidBack(record);
            const missingFen = returnedFen - moneyFen - valueFen - pointsFen;
            expect(missingFen).toBeGreaterThanOrEqual(0);
            expect(missingFen).toBeLessThan(fenPerPoint.numerator);
          }
          expectAllBack(record);
        }),
      );
    });

    test('with what earlier tills had rounded off, which head office still finds right (R102)', () => {
      fc.assert(
        fc.property(paidSales(rates.fine), (sale) => {
          const { fenPerPoint, amountsFen, parts, isKept } = sale;
          const paid = openPaidShop(fenPerPoint);
          const refunds: ReceiptRefund[] = [];
          const record = { ...sell(paid.shop, sale), refunds };
          let moneyFen = 0;
          const earlierFirst = parts.toSorted(
            (a, b) => Number(b.isByEarlierTill) - Number(a.isByEarlierTill),
          );
          for (const part of partsOf(amountsFen, earlierFirst)) {
            const rounding = part.isByEarlierTill ? 'down' : 'up';
            const { draft, refund } = decidePart(paid, record, part, rounding);
            const operation = sampleTill(1).place(draft) as OperationOf<'refund'>; // of a draft of this kind
            const known = { state: paid.shop.state(), record };
            expect(auditRefund(paid.rules, operation, known)).toEqual([]);
            moneyFen += refund.moneyFen ?? 0;
            // An earlier till keeps no sum of money with its receipt; head office reads it from the operation.
            const { moneyFen: _unkept, ...asEarlierKept } = refund;
            refunds.push(part.isByEarlierTill && !isKept ? asEarlierKept : refund);
          }
          expect(moneyFen).toBe(paidMoneyFen(record));
        }),
      );
    });

    function expectAllBack(record: ReceiptRecord): void {
      const { moneyFen, valueFen, points } = paidBack(record);
      expect(moneyFen).toBe(paidMoneyFen(record));
      expect(valueFen).toBe((record.payments ?? []).reduce((sum, each) => sum + each.amountFen, 0));
      expect(points).toBe(sumPoints(record.redemptions));
    }
  });
});

/** A counter with one member, that decides and posts. */
test('PL-10, R100: a receipt is what its own till took for it, and what came back at any, each refund once', () => {
  const [own, other] = [sampleTill(0), sampleTill(1)];
  const receipt = { storeId: 'store-0', businessDate: sampleToday, receiptNo: 'R' };
  const decided = decidePlainReceipt({
    programme,
    state: openShop(programme).state(),
    receipt,
    lines: sampleLines([10_000]),
    redemptions: [],
  });
  if (decided.status === 'refused') throw new Error(decided.code);
  const { draft } = decided;
  const sold = own.place({ ...draft, body: { ...draft.body, redemptionIds: ['x1'] } });
  const earn = sold as OperationOf<'earn'>; // Placed from a draft of this kind, as those below.
  const redeem = (points: number) => ({
    kind: 'redeem' as const,
    memberId: earn.memberId,
    body: {
      redemptionId: 'x1',
      receiptNo: 'R',
      eligibleFen: 10_000,
      offsetFen: points,
      points,
      right: 'authorised' as const,
      entries: [],
    },
  });
  const refund = {
    kind: 'refund' as const,
    memberId: earn.memberId,
    body: {
      refundNo: 'F1',
      receipt,
      lines: [{ lineNo: 1, amountFen: 5000 }],
      takenBackPoints: 50,
      restoredPoints: 0,
      moneyFen: 4970,
      entries: [
        { kind: 'takeback', points: -50, ruleId: 'refund', lots: [] },
        { kind: 'write_off', points: 30, ruleId: 'refund:deduct', lots: [] },
      ],
      shortPoints: { choice: 'deduct', points: 30, deductedFen: 30 },
    },
  } as const;
  const refunds = [own.place(refund), other.place(refund)];
  const acts = [own.place(redeem(100)), other.place(redeem(200)), ...refunds];
  const record = receiptHistory(earn, acts, []);
  // The same number is each till's own.
  expect(record.redemptions).toMatchObject([{ redemptionId: 'x1', points: 100 }]);
  expect(record.refunds).toMatchObject(
    refunds.map(({ operationId }) => ({
      operationId,
      refundNo: 'F1',
      moneyFen: 5000,
      writtenOffPoints: 30,
    })),
  );
  const known = { ...record, refunds: record.refunds.slice(0, 1) };
  expect(withRefunds(known, record.refunds)).toEqual(record);
  // An earlier till kept no more of a refund than its number.
  const { operationId: _operationId, ...byNumber } = record.refunds[0] ?? never();
  expect(withRefunds(record, [byNumber])).toEqual(record);
});

function never(): never {
  throw new Error('It came back.');
}

function openShop(rules: Programme, changes: Partial<MemberState> = {}) {
  const till: SampleTill = sampleTill();
  let numbers = 0;
  let record: ReceiptRecord | undefined;
  let state: MemberState = {
    ...newMemberState({
      memberId: sampleMemberId(1),
      memberNo: '2800000000017',
      profile: { phone: { value: samplePhone(1), setAtMs: 0 } },
      tierCode: 'regular',
      enrolledOnDay: sampleToday,
      enrolledAtStoreId: storeId('store-0'),
    }),
    ...changes,
    carriedPoints: sumPoints(changes.lots ?? []),
  };

  function post<Draft extends OperationDraft>(draft: Draft, businessDate: BusinessDate) {
    const operation = till.place(draft, { businessDate });
    state = applyOperation(state, operation, { acknowledged: true }).state ?? state;
    return operation as OperationOf<Draft['kind']>; // Placed from a draft of this kind.
  }

  return {
    state: () => state,
    lastRecord(): ReceiptRecord {
      if (record === undefined) throw new Error('There is no receipt.');
      return record;
    },
    lotsOf: (day: string) => state.lots.find((lot) => lot.expiresOnDay === day)?.points ?? 0,
    change(member: Partial<MemberState>) {
      state = { ...state, ...member };
    },
    set(next: MemberState) {
      state = next;
    },
    earn(
      lines: readonly ReceiptLine[],
      redemptions: readonly ReceiptRedemption[] = [],
      { heldPoints = 0 }: { readonly heldPoints?: number } = {},
    ): ReceiptRecord {
      numbers += 1;
      const receipt = { storeId: 'store-0', businessDate: sampleToday, receiptNo: `R${numbers}` };
      const decided = decidePlainReceipt({
        programme: rules,
        state,
        receipt,
        lines,
        redemptions,
      });
      if (decided.status === 'refused') throw new Error(decided.code);
      const draft = withHold(decided.draft, heldPoints);
      record = receiptRecordOf(post(draft, sampleToday), { redemptions });
      return record;
    },
    redeem(points: number): ReceiptRedemption {
      numbers += 1;
      const redemptionId = `x${numbers}`;
      const decided = decideRedemption({
        programme: rules,
        state,
        businessDate: sampleToday,
        nowMs: sampleNowMs,
        redemptionId,
        receiptNo: 'R',
        eligibleFen: 1_000_000,
        points,
        alreadyOffsetFen: 0,
        right: 'authorised',
      });
      if (decided.status === 'refused') throw new Error(decided.code);
      const { body } = post(decided.draft, sampleToday);
      return {
        redemptionId,
        points,
        offsetFen: decided.offsetFen,
        lots: body.entries[0]?.lots ?? [],
      };
    },
    refund(
      lines: readonly RefundLine[],
      of = record,
      businessDate = sampleToday,
      shortPoints?: ShortPointsWish,
      heardMeanwhile?: () => MemberState,
    ) {
      if (of === undefined) throw new Error('There is no receipt.');
      numbers += 1;
      const refundNo = `F${numbers}`;
      const decided = decideRefund({
        programme: rules,
        state,
        record: of,
        refundNo,
        lines,
        businessDate,
        ...(shortPoints === undefined ? {} : { shortPoints }),
      });
      if (decided.status === 'refused') throw new Error(decided.code);
      state = heardMeanwhile?.() ?? state;
      post(decided.draft, businessDate);
      record = { ...of, refunds: [...of.refunds, decided.refund] };
      return decided;
    },
  };
}

/** Some of what a receipt earned waits for review from the start (PL-08). */
function withHold(draft: DraftOf<'earn'>, points: number): DraftOf<'earn'> {
  if (points === 0) return draft;
  const { body } = draft;
  const { storeId: store, businessDate, receiptNo } = body.receipt;
  const holdId = `receipt:${store}:${businessDate}:${receiptNo}`;
  const lots = [{ expiresOnDay: body.terms.expiresOnDay, points }];
  const entry = { kind: 'hold', points: 0, ruleId: 'cap', lots, holdId } as const;
  const hold = { holdId, points, reason: 'daily_points', sinceMs: sampleNowMs } as const;
  return { ...draft, body: { ...body, entries: [...body.entries, entry], hold } };
}

test('OF-02: goods of an unknown receipt are of their line, a sum of all lines, and never more than is left', () => {
  const lines = [
    { lineNo: 1, amountFen: 6_000 },
    { lineNo: 2, amountFen: 4_000 },
    { lineNo: 3, amountFen: 2_000 },
  ];
  const line = (lineNo: number, amountFen: number) => ({ lineNo, amountFen });
  const bounded = (refunded: readonly RefundLine[], back: readonly RefundLine[] = []) =>
    boundedToSale({ lines, refunds: [{ lines: back }] }, refunded);
  expect(bounded([line(1, 6_000)])).toEqual({ lines: [line(1, 6_000)], excessFen: 0 });
  // More than its line was sold for is of the others, as is a line that the receipt has not.
  expect(bounded([line(1, 6_001)])).toEqual({ lines: [line(1, 6_000), line(2, 1)], excessFen: 0 });
  expect(bounded([line(2, 11_000)]).lines).toEqual([
    line(1, 6_000),
    line(2, 4_000),
    line(3, 1_000),
  ]);
  expect(bounded([line(9, 500)])).toEqual({ lines: [line(1, 500)], excessFen: 0 });
  expect(bounded([line(1, 12_003)])).toEqual({ lines, excessFen: 3 });
  // What of its line is back already came back twice.
  const some = [line(1, 5_000), line(2, 4_000)];
  expect(bounded([line(1, 3_000)], some)).toEqual({ lines: [line(1, 1_000)], excessFen: 2_000 });
  expect(bounded([line(1, 7_500)], some)).toEqual({
    lines: [line(1, 1_000), line(3, 1_500)],
    excessFen: 5_000,
  });
  // Several that wait are decided one after the other, and one that was decided waits no longer.
  const waiting = ['a', 'b', 'c'].map((operationId) => ({ operationId, lines: [line(2, 3_000)] }));
  const refund = { refundNo: 'F', takenBackPoints: 0, restoredPoints: 0, lines: [line(2, 3_000)] };
  const decidedOf = (operationId: string) => ({ ...refund, operationId });
  expect([...waitingFenByLine({ lines, refunds: [], waiting })]).toEqual([[2, 4_000]]);
  const refunds = [decidedOf('b')];
  expect([...waitingFenByLine({ lines, refunds, waiting })]).toEqual([[2, 1_000]]);
});

test('SV-11: what stored value may not buy comes back in money alone, and what it bought as it was paid', () => {
  const rules = sampleValueRules({ excludedCategories: ['gift_card'] });
  const withValue: Programme = { ...sampleProgramme(), value: rules };
  // Whatever it may buy by the day of the refund.
  const later: Programme = { ...withValue, value: sampleValueRules() };
  const sale = fc.record({
    programme: fc.constantFrom(withValue, later),
    goodsFen: fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 3 }),
    cardFen: fc.integer({ min: 1, max: 900_000 }),
    valueShare: fc.constantFrom(1_000, 900, 333, 1),
    parts: fc.array(fc.record({ line: fc.nat(3), share: fc.constantFrom(1_000, 500, 333, 17) }), {
      maxLength: 12,
    }),
  });
  fc.assert(
    fc.property(sale, ({ programme, goodsFen, cardFen, valueShare, parts }) => {
      const soldFen = goodsFen.reduce((sum, fen) => sum + fen, 0);
      const valueFen = Math.floor((soldFen * valueShare) / 1_000);
      const entry = { kind: 'pay', contractNo: 'K1', bonusFen: 0, listFen: valueFen } as const;
      const amounts = { amountFen: valueFen, principalFen: valueFen, bonusFen: 0 };
      const payment = { ...entry, principalFen: 0 - valueFen };
      const shop = openShop(withValue);
      const sold = shop.earn(sampleLines([...goodsFen, cardFen]));
      const cardNo = sold.lines.at(-1)?.lineNo;
      const isCard = ({ lineNo }: { readonly lineNo: number }) => lineNo === cardNo;
      const refunds: ReceiptRefund[] = [];
      const record: ReceiptRecord = {
        ...sold,
        lines: sold.lines.map((line) => (isCard(line) ? { ...line, category: 'gift_card' } : line)),
        payments: [{ paymentId: 'P1', ...amounts, entries: [payment] }],
        refunds,
      };
      let backValueFen = 0;
      const whole = record.lines.map((_line, line) => ({ line, share: 1_000 }));
      for (const { line, share } of [...parts, ...whole]) {
        const { lineNo, amountFen } = record.lines[line % record.lines.length]!;
        const { refundedFen } = returnedBefore(record, { lineNo, amountFen });
        const partFen = Math.ceil(((amountFen - refundedFen) * share) / 1_000);
        if (partFen === 0) continue;
        const decided = decideRefund({
          programme,
          saleProgramme: withValue,
          state: shop.state(),
          record,
          refundNo: `F${String(record.refunds.length)}`,
          lines: [{ lineNo, amountFen: partFen }],
          businessDate: sampleToday,
        });
        if (decided.status === 'refused') throw new Error(decided.code);
        const restoredFen = sumValueFen(decided.draft.body.value ?? []);
        backValueFen += restoredFen;
        expect(decided.moneyFen + restoredFen).toBe(partFen);
        if (isCard({ lineNo })) expect(restoredFen).toBe(0);
        refunds.push(decided.refund);
      }
      expect(backValueFen).toBe(valueFen);
    }),
  );
});

test('SV-11: a receipt that stored value had paid more of than it may buy gives it back over all lines, as before', () => {
  const rules = sampleValueRules({ excludedCategories: ['gift_card'] });
  const shop = openShop({ ...sampleProgramme(), value: rules });
  const sold = shop.earn(sampleLines([10_000, 10_000]));
  const pay = { kind: 'pay', contractNo: 'K1', principalFen: -15_000, bonusFen: 0 } as const;
  const amounts = { amountFen: 15_000, principalFen: 15_000, bonusFen: 0 };
  const record: ReceiptRecord = {
    ...sold,
    lines: sold.lines.map((line, at) => (at === 0 ? line : { ...line, category: 'gift_card' })),
    payments: [{ paymentId: 'P1', ...amounts, entries: [{ ...pay, listFen: 15_000 }] }],
  };
  const decided = decideRefund({
    programme: { ...sampleProgramme(), value: rules },
    state: shop.state(),
    record,
    refundNo: 'F1',
    lines: [{ lineNo: record.lines[1]!.lineNo, amountFen: 10_000 }],
    businessDate: sampleToday,
  });
  expect(decided).toMatchObject({
    moneyFen: 2_500,
    draft: { body: { value: [{ principalFen: 7_500 }] } },
  });
});

test('R102, SV-11: head office finds right what tills decide, and what earlier tills shared over all lines', () => {
  const withValue: Programme = {
    ...sampleProgramme(),
    value: sampleValueRules({ excludedCategories: ['gift_card'] }),
  };
  const shop = openShop(withValue);
  const sold = shop.earn(sampleLines([100_000, 10_000]));
  const pay = { kind: 'pay', contractNo: 'K1', principalFen: -10_000, bonusFen: 0 } as const;
  const amounts = { amountFen: 10_000, principalFen: 10_000, bonusFen: 0 };
  const record: ReceiptRecord = {
    ...sold,
    lines: sold.lines.map((line, at) => (at === 1 ? line : { ...line, category: 'gift_card' })),
    payments: [{ paymentId: 'P1', ...amounts, entries: [{ ...pay, listFen: 10_000 }] }],
  };
  const { lineNo } = record.lines[1]!;
  const state = shop.state();
  const goods = { record, state, refundNo: 'F1', lines: [{ lineNo, amountFen: 10_000 }] };
  const restored = (['up', 'down'] as const).map((rounding) => {
    const decided = decideRefund({
      programme: withValue,
      ...goods,
      businessDate: sampleToday,
      rounding,
    });
    if (decided.status === 'refused') throw new Error(decided.code);
    const operation = sampleTill(1).place(decided.draft) as OperationOf<'refund'>; // of a draft of this kind
    expect(auditRefund(withValue, operation, { state, record })).toEqual([]);
    return sumValueFen(operation.body.value ?? []);
  });
  expect(restored).toEqual([10_000, 909]);
});
