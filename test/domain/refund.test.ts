import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { newMemberState } from '../../src-shared/domain/member/new-member.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import type { OperationDraft, OperationOf } from '../../src-shared/domain/operation/operation.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { receiptRecordOf } from '../../src-shared/domain/receipt/decide-receipt.ts';
import type {
  ReceiptLine,
  ReceiptRecord,
  ReceiptRedemption,
} from '../../src-shared/domain/receipt/receipt.ts';
import { decideRedemption } from '../../src-shared/domain/redemption/decide-redemption.ts';
import { decideRefund, type RefundLine } from '../../src-shared/domain/refund/decide-refund.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { storeId } from '../../src-shared/values/ids.ts';
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

  test('is not refused to a frozen member', () => {
    const shop = openShop(programme);
    shop.earn(sampleLines([10_000]));
    shop.change({ status: 'frozen' });
    expect(shop.refund([{ lineNo: 1, amountFen: 10_000 }]).takenBackPoints).toBe(100);
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
});

/** A counter with one member, that decides and posts. */
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
    earn(
      lines: readonly ReceiptLine[],
      redemptions: readonly ReceiptRedemption[] = [],
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
      record = receiptRecordOf(post(decided.draft, sampleToday), { redemptions });
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
    refund(lines: readonly RefundLine[], of = record, businessDate = sampleToday) {
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
      });
      if (decided.status === 'refused') throw new Error(decided.code);
      const { lines: merged } = post(decided.draft, businessDate).body;
      const { takenBackPoints, restoredPoints } = decided;
      record = {
        ...of,
        refunds: [...of.refunds, { refundNo, lines: merged, takenBackPoints, restoredPoints }],
      };
      return decided;
    },
  };
}
