import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { newMemberState } from '../../src-shared/domain/member/new-member.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import type { OperationDraft, OperationOf } from '../../src-shared/domain/operation/operation.ts';
import { balanceOf } from '../../src-shared/domain/points/balance.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import type { Lot } from '../../src-shared/domain/points/points-entry.ts';
import type {
  EarnCaps,
  Programme,
  Rate,
  ShortPointsChoice,
} from '../../src-shared/domain/programme/programme.ts';
import { receiptRecordOf } from '../../src-shared/domain/receipt/decide-receipt.ts';
import type { ReceiptRecord, ReceiptRedemption } from '../../src-shared/domain/receipt/receipt.ts';
import { decideRedemption } from '../../src-shared/domain/redemption/decide-redemption.ts';
import { decideRefund, type RefundLine } from '../../src-shared/domain/refund/decide-refund.ts';
import { storeId } from '../../src-shared/values/ids.ts';
import { shareByLargestRemainder } from '../../src-shared/values/rounding.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import {
  decidePlainReceipt,
  sampleDay,
  sampleLines,
  sampleMemberId,
  sampleNowMs,
  samplePhone,
  sampleProgramme,
  sampleTill,
  sampleToday,
} from '../support/sample-domain.ts';

interface Step {
  /** Absent: the day the history begins on. */
  readonly day?: string;
  readonly earn?: {
    readonly receiptNo: string;
    readonly amountsFen: readonly number[];
    readonly category?: string;
    readonly closesRedemptions?: boolean;
  };
  readonly redeem?: number;
  readonly refund?: {
    readonly receiptNo: string;
    readonly lines: readonly RefundLine[];
    readonly choice?: ShortPointsChoice;
  };
  /** Figures of the step and of the member after it. */
  readonly expect?: Readonly<Record<string, unknown>>;
}

interface History {
  readonly name: string;
  readonly rules: readonly string[];
  /** Where it is run: here, and with a till and an office in test/vectors. */
  readonly layers: readonly ('domain' | 'till' | 'office')[];
  readonly lots?: readonly Lot[];
  readonly earnRate?: Rate;
  readonly caps?: EarnCaps;
  readonly usableAfterDays?: Programme['earn']['usableAfterDays'];
  readonly shortPoints?: readonly ShortPointsChoice[];
  readonly steps: readonly Step[];
}

const vectors = JSON.parse(
  readFileSync(new URL('vectors/points.json', import.meta.url), 'utf8'),
) as {
  readonly shares: readonly {
    readonly name: string;
    readonly rules: readonly string[];
    readonly total: number;
    readonly weights: readonly number[];
    readonly shares: readonly number[];
  }[];
  readonly histories: readonly History[];
};

describe('points, by the vectors of the rules', () => {
  test.each(vectors.shares)('$name ($rules)', ({ total, weights, shares }) => {
    expect(shareByLargestRemainder(total, weights)).toEqual(shares);
  });

  const histories = vectors.histories.filter(({ layers }) => layers.includes('domain'));
  test.each(histories)('$name ($rules)', (history) => {
    const counter = openCounter(history);
    history.steps.forEach((step, index) => {
      const figures = counter.run(step);
      expectLedgerHolds(counter.state());
      if (step.expect !== undefined)
        expect(figures, `step ${index + 1}`).toMatchObject(step.expect);
    });
  });
});

/** A counter with one member that decides and posts as the till and the office do. */
function openCounter(history: History) {
  const programme = programmeOf(history);
  const till = sampleTill();
  const receipts = new Map<string, ReceiptRecord>();
  let redemptions: ReceiptRedemption[] = [];
  let numbers = 0;
  const lots = history.lots ?? [];
  let state: MemberState = {
    ...newMemberState({
      memberId: sampleMemberId(1),
      memberNo: '2800000000017',
      profile: { phone: { value: samplePhone(1), setAtMs: 0 } },
      tierCode: 'regular',
      enrolledOnDay: sampleToday,
      enrolledAtStoreId: storeId('store-0'),
    }),
    lots,
    carriedPoints: sumPoints(lots),
  };

  function post<Draft extends OperationDraft>(draft: Draft, businessDate: typeof sampleToday) {
    const operation = till.place(draft, { businessDate });
    state = applyOperation(state, operation, { acknowledged: true }).state ?? state;
    return operation as OperationOf<Draft['kind']>; // placed from a draft of this kind
  }

  function earn(wish: NonNullable<Step['earn']>, businessDate: typeof sampleToday) {
    const { receiptNo, amountsFen, category, closesRedemptions = false } = wish;
    const closed = closesRedemptions ? redemptions : [];
    const receipt = { storeId: 'store-0', businessDate, receiptNo };
    const lines = sampleLines(amountsFen, category);
    const decided = decidePlainReceipt({ programme, state, receipt, lines, redemptions: closed });
    if (decided.status === 'refused') return { refused: decided.code };
    const operation = post(decided.draft, businessDate);
    receipts.set(receiptNo, receiptRecordOf(operation, { redemptions: closed }));
    if (closesRedemptions) redemptions = [];
    return { earnedPoints: decided.earnedPoints };
  }

  function redeem(points: number, businessDate: typeof sampleToday) {
    numbers += 1;
    const redemptionId = `x${numbers}`;
    const decided = decideRedemption({
      programme,
      state,
      businessDate,
      nowMs: sampleNowMs,
      redemptionId,
      receiptNo: 'R',
      eligibleFen: 1_000_000,
      points,
      alreadyOffsetFen: 0,
      right: 'authorised',
    });
    if (decided.status === 'refused') return { refused: decided.code };
    const { body } = post(decided.draft, businessDate);
    const { offsetFen } = decided;
    redemptions.push({ redemptionId, points, offsetFen, lots: body.entries[0]?.lots ?? [] });
    return { offsetFen };
  }

  function refund(wish: NonNullable<Step['refund']>, businessDate: typeof sampleToday) {
    const record = receipts.get(wish.receiptNo);
    if (record === undefined) throw new Error(`There is no receipt ${wish.receiptNo}.`);
    numbers += 1;
    const decided = decideRefund({
      programme,
      state,
      record,
      refundNo: `F${numbers}`,
      lines: wish.lines,
      businessDate,
      ...(wish.choice === undefined ? {} : { shortPoints: { choice: wish.choice } }),
    });
    if (decided.status === 'refused') return { refused: decided.code };
    post(decided.draft, businessDate);
    receipts.set(wish.receiptNo, { ...record, refunds: [...record.refunds, decided.refund] });
    const { takenBackPoints, restoredPoints, deductedFen } = decided;
    return { takenBackPoints, restoredPoints, deductedFen };
  }

  return {
    state: () => state,
    run(step: Step) {
      const businessDate = step.day === undefined ? sampleToday : sampleDay(step.day);
      const figures = {
        ...(step.earn === undefined ? {} : earn(step.earn, businessDate)),
        ...(step.redeem === undefined ? {} : redeem(step.redeem, businessDate)),
        ...(step.refund === undefined ? {} : refund(step.refund, businessDate)),
      };
      const balance = balanceOf(state, { businessDate, nowMs: sampleNowMs });
      return { ...balance, ...figures, lots: state.lots };
    },
  };
}

function programmeOf(history: History): Programme {
  const plain = sampleProgramme({ campaigns: [] });
  return {
    ...plain,
    earn: {
      ...plain.earn,
      rate: history.earnRate ?? plain.earn.rate,
      caps: history.caps ?? plain.earn.caps,
      usableAfterDays: history.usableAfterDays ?? plain.earn.usableAfterDays,
    },
    refund: { ...plain.refund, shortPoints: history.shortPoints ?? plain.refund.shortPoints },
  };
}
