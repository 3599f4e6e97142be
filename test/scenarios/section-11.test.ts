import { describe, expect, test } from 'vitest';
import type { Campaign } from '../../src-shared/domain/campaign/campaign.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { applyOfficeOperation } from '../../src-shared/domain/office/apply-office-operation.ts';
import { decideMerge, decideUnmerge } from '../../src-shared/domain/office/decide-merge.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import type { OperationDraft, OperationOf } from '../../src-shared/domain/operation/operation.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import { postEntries } from '../../src-shared/domain/points/post-entries.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { factsOf } from '../../src-shared/domain/quote/facts-of.ts';
import type { QuoteWishes } from '../../src-shared/domain/quote/quote.ts';
import { auditReceipt } from '../../src-shared/domain/receipt/audit-receipt.ts';
import { decideReceipt, receiptRecordOf } from '../../src-shared/domain/receipt/decide-receipt.ts';
import type { ReceiptLine, ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import { decideRedemption } from '../../src-shared/domain/redemption/decide-redemption.ts';
import { decideRefund } from '../../src-shared/domain/refund/decide-refund.ts';
import { classifyScan } from '../../src-shared/scan/classify-scan.ts';
import { addDays, type BusinessDate } from '../../src-shared/values/business-date.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import {
  rateOf,
  sampleDay,
  sampleEnrolDraft,
  sampleLines,
  sampleMemberState,
  sampleNowMs,
  sampleProgramme,
  sampleTill,
  sampleToday,
} from '../support/sample-domain.ts';

const noon = 720;
const dayMs = 86_400_000;

/** A counter with one member; decides under the programme of the moment and posts as till and office do. */
function openCounter(begin: Programme = sampleProgramme(), member: Partial<MemberState> = {}) {
  let programme = begin;
  let numbers = 0;
  const till = sampleTill();
  const enrolled = applyOperation(null, till.place(sampleEnrolDraft(1, programme)), {
    acknowledged: true,
  }).state;
  if (enrolled === null) throw new Error('The sample member is enrolled.');
  let state: MemberState = { ...enrolled, ...member };
  const records = new Map<string, ReceiptRecord>();

  function post<Draft extends OperationDraft>(draft: Draft, businessDate: BusinessDate) {
    const operation = till.place(draft, { businessDate, programmeVersion: programme.version });
    state = applyOperation(state, operation, { acknowledged: true }).state ?? state;
    expectLedgerHolds(state);
    return operation as OperationOf<Draft['kind']>; // placed from a draft of this kind
  }

  return {
    state: () => state,
    change(changes: Partial<MemberState>) {
      state = { ...state, ...changes };
    },
    publish(changes: Partial<Programme>) {
      programme = { ...programme, ...changes, version: programme.version + 1 };
    },
    earn(
      receiptNo: string,
      lines: readonly ReceiptLine[],
      at: {
        readonly day?: BusinessDate;
        readonly minuteOfDay?: number;
        readonly wishes?: QuoteWishes;
      } = {},
    ): OperationOf<'earn'> {
      const businessDate = at.day ?? sampleToday;
      const storeId = 'store-0';
      const moment = { businessDate, atMs: sampleNowMs };
      const wishes = at.wishes ?? null;
      const minuteOfDay = at.minuteOfDay ?? noon;
      const asked = wishes === null ? null : {};
      const about = { programme, state, redemptions: [], moment };
      const facts = factsOf({ ...about, storeId, businessDate, minuteOfDay, asked });
      const receipt = { storeId, businessDate, receiptNo };
      const spend = {
        redemptionId: `x-${receiptNo}`,
        right: 'authorised',
        authorisedBeyondView: false,
      } as const;
      const decided = decideReceipt({ ...about, receipt, facts, lines, wishes, spend });
      if (decided.status === 'refused') throw new Error(decided.code);
      const operation = post(decided.draft, businessDate);
      expect(auditReceipt(programme, operation.body)).toEqual([]);
      records.set(receiptNo, receiptRecordOf(operation, { redemptions: [] }));
      return operation;
    },
    redeem(points: number) {
      const at = { businessDate: sampleToday, nowMs: sampleNowMs };
      const decided = decideRedemption({
        programme,
        state,
        ...at,
        redemptionId: 'x',
        receiptNo: 'other',
        eligibleFen: 100_000,
        points,
        alreadyOffsetFen: 0,
        right: 'authorised',
      });
      if (decided.status === 'refused') throw new Error(decided.code);
      post(decided.draft, sampleToday);
    },
    refund(
      receiptNo: string,
      lines: readonly { readonly lineNo: number; readonly amountFen: number }[],
      businessDate: BusinessDate = sampleToday,
    ) {
      const record = records.get(receiptNo);
      if (record === undefined) throw new Error(`There is no receipt ${receiptNo}.`);
      numbers += 1;
      const refundNo = `F${String(numbers)}`;
      const decided = decideRefund({ programme, state, record, refundNo, lines, businessDate });
      if (decided.status === 'refused') throw new Error(decided.code);
      post(decided.draft, businessDate);
      records.set(receiptNo, { ...record, refunds: [...record.refunds, decided.refund] });
      return decided;
    },
    points: () => sumPoints(state.lots),
  };
}

const earnedOf = ({ body }: OperationOf<'earn'>): number =>
  sumPoints(body.entries.filter(({ kind }) => kind === 'earn' || kind === 'earn_bonus'));

function memberDay(day: number): Campaign {
  return {
    campaignId: 'member_day',
    name: { 'zh-CN': '会员日', en: 'Member day', 'zh-TW': '會員日' },
    priority: 5,
    fromDay: sampleDay('2026-01-01'),
    toDay: sampleDay('2026-12-31'),
    when: [{ kind: 'days_of_month', days: [day] }],
    reward: { kind: 'multiplier', multiplier: rateOf(3) },
  };
}

describe('the test set that every build must pass (section 11)', () => {
  test('test 1: 100 times bought and brought back leave the balance of the beginning', () => {
    const counter = openCounter();
    counter.earn('R', sampleLines([4_970]));
    const begin = counter.state().lots;
    for (let round = 0; round < 100; round += 1) {
      const receiptNo = `R${String(round)}`;
      const amounts = [1_000 + round * 37, 2_950];
      counter.earn(receiptNo, sampleLines(amounts));
      expect(counter.points()).toBeGreaterThan(sumPoints(begin));
      counter.refund(
        receiptNo,
        amounts.map((amountFen, index) => ({ lineNo: index + 1, amountFen })),
      );
      expect(counter.state()).toMatchObject({ lots: begin, debtPoints: 0, heldPoints: 0 });
    }
  });

  test('test 2: 100 earned, spent and taken back are a debt, of which the next 60 settle 30', () => {
    const counter = openCounter();
    counter.earn('R1', sampleLines([10_000]));
    counter.redeem(100);
    expect(counter.state()).toMatchObject({ lots: [], debtPoints: 0 });
    const { debtPoints } = counter.refund('R1', [{ lineNo: 1, amountFen: 10_000 }]);
    expect(debtPoints).toBe(100);
    counter.earn('R3', sampleLines([6_000]));
    expect(counter.state()).toMatchObject({ debtPoints: 70 });
    expect(counter.points()).toBe(30);
  });

  test('test 6: refunds of 22, 22, 22 and 34 of 100 yuan take 3, 2, 2 and 3 points', () => {
    const { earn } = sampleProgramme();
    const counter = openCounter(sampleProgramme({ earn: { ...earn, rate: rateOf(1, 1_000) } }));
    expect(earnedOf(counter.earn('R', sampleLines([10_000])))).toBe(10);
    const taken = [2_200, 2_200, 2_200, 3_400].map(
      (amountFen) => counter.refund('R', [{ lineNo: 1, amountFen }]).takenBackPoints,
    );
    expect(taken).toEqual([3, 2, 2, 3]);
    expect(counter.points()).toBe(0);
  });

  test('test 7: a refund after another tier and another rule takes what the sale gave', () => {
    const counter = openCounter(sampleProgramme(), { tierCode: 'gold' });
    const given = earnedOf(counter.earn('R', sampleLines([12_850, 5_000])));
    expect(given).toBe(178 + 35);
    counter.change({ tierCode: 'diamond' });
    counter.publish({ earn: { ...sampleProgramme().earn, rate: rateOf(3, 100) } });
    const first = counter.refund('R', [{ lineNo: 1, amountFen: 12_850 }]);
    // 50 yuan are kept at the rate and tier of the sale: 50 + 10.
    expect(first.takenBackPoints).toBe(given - 60);
    expect(counter.refund('R', [{ lineNo: 2, amountFen: 5_000 }]).takenBackPoints).toBe(60);
    expect(counter.state()).toMatchObject({ lots: [], debtPoints: 0 });
  });

  test('test 8: points of a lot that expired meanwhile come back for 30 days', () => {
    const lots = [{ expiresOnDay: sampleDay('2026-03-31'), points: 200 }];
    const counter = openCounter(sampleProgramme(), { lots, carriedPoints: 200 });
    counter.earn('R', sampleLines([5_000]), { wishes: { couponIds: [], points: 200 } });
    const day = sampleDay('2026-04-10');
    const { restoredPoints } = counter.refund('R', [{ lineNo: 1, amountFen: 5_000 }], day);
    expect(restoredPoints).toBe(200);
    expect(counter.state().lots).toEqual([{ expiresOnDay: sampleDay('2026-05-10'), points: 200 }]);
  });

  test('test 13: merged and parted again with an open debt, both have what they had', () => {
    const programme = sampleProgramme();
    const into = sampleMemberState(2);
    const owing = inDebt(sampleMemberState(1), 120);
    const act = { mergeId: 'm', reason: '同一人', businessDate: sampleToday };
    const merged = decideMerge({ from: owing, into }, programme, act);
    if (merged.status === 'refused') throw new Error(merged.code);
    const { mergeIn, mergeOut } = merged;
    const after = {
      from: applyOfficeOperation(owing, office('mergeOut', owing, mergeOut)),
      into: applyOfficeOperation(into, office('mergeIn', into, mergeIn)),
    };
    expect(after.into.debtPoints).toBe(owing.debtPoints);
    expect(after.from).toMatchObject({ lots: [], debtPoints: 0 });
    const parted = decideUnmerge({ ...after, mergeIn, moved: [] }, programme, act);
    if (parted.status === 'refused') throw new Error(parted.code);
    const { survivor, returning } = parted;
    const back = {
      from: applyOfficeOperation(after.from, office('unmerge', after.from, returning)),
      into: applyOfficeOperation(after.into, office('unmerge', after.into, survivor)),
    };
    for (const state of Object.values({ ...after, ...back })) expectLedgerHolds(state);
    expect(back.from).toMatchObject({ lots: owing.lots, debtPoints: 120 });
    expect(back.into).toMatchObject({ lots: into.lots, debtPoints: into.debtPoints });
  });

  test('test 18: a birthday changed the day before does not count, nor for 30 days (R051)', () => {
    const joinedOn = (days: number) => ({ enrolledOnDay: addDays(sampleToday, -days) });
    const { profile } = openCounter().state();
    const counter = openCounter(sampleProgramme(), {
      ...joinedOn(200),
      profile: { ...profile, birthday: { value: '08-01', setAtMs: 0 } },
    });
    const changedAgo = (days: number) => {
      const setAtMs = sampleNowMs - days * dayMs;
      counter.change({ profile: { ...profile, birthday: { value: '03-14', setAtMs } } });
    };
    changedAgo(1);
    expect(earnedOf(counter.earn('R1', sampleLines([10_000])))).toBe(100);
    changedAgo(29);
    expect(earnedOf(counter.earn('R2', sampleLines([10_000])))).toBe(100);
    changedAgo(30);
    expect(earnedOf(counter.earn('R3', sampleLines([10_000])))).toBe(200);
    // Given on joining it is no change, and what was sold goes back as it was sold, whatever was changed since.
    counter.change(joinedOn(0));
    changedAgo(0);
    expect(earnedOf(counter.earn('R4', sampleLines([10_000])))).toBe(200);
    const whole = [{ lineNo: 1, amountFen: 10_000 }];
    expect(counter.refund('R2', whole).takenBackPoints).toBe(100);
    counter.change({ profile: { ...profile, birthday: { value: '08-01', setAtMs: 0 } } });
    expect(counter.refund('R3', whole).takenBackPoints).toBe(200);
  });

  test('test 19: a sale of member day earns by its business date, posted before or after midnight', () => {
    const programme = sampleProgramme({ campaigns: [memberDay(14)] });
    const earnAt = (day: BusinessDate, minuteOfDay: number) =>
      earnedOf(openCounter(programme).earn('R', sampleLines([10_000]), { day, minuteOfDay }));
    expect(earnAt(sampleToday, 1_439)).toBe(300);
    // Begun on member day and paid at 00:01: the receipt keeps the date it was begun on.
    expect(earnAt(sampleToday, 1)).toBe(300);
    expect(earnAt(addDays(sampleToday, 1), 1)).toBe(100);
  });

  test('test 22: a pay code that is scanned as a member is told as one and keeps no digit', () => {
    const scanned = classifyScan('134512345678901234', {
      origin: 'scanned',
      cardPrefixes: ['QH'],
    });
    expect(scanned).toEqual({ kind: 'payment_code', network: 'wechat' });
  });
});

function inDebt(state: MemberState, points: number): MemberState {
  const owned = sumPoints(state.lots);
  return postEntries(
    state,
    [{ kind: 'takeback', points: -(owned + points), ruleId: 'refund', lots: [] }],
    {
      reference: 'F',
      programmeVersion: 7,
      businessDate: sampleToday,
      atMs: sampleNowMs,
      acknowledged: true,
    },
  );
}

function office(
  kind: OfficeOperation['kind'],
  { memberId }: Pick<MemberState, 'memberId'>,
  body: OfficeOperation['body'],
): OfficeOperation {
  const place = { atMs: sampleNowMs, businessDate: sampleToday, programmeVersion: 7 };
  const operationId = `${kind}:${memberId}`;
  return { operationId, kind, body, memberId, actor: 'test', ...place } as OfficeOperation; // given as a pair
}
