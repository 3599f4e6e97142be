import { expect, test } from 'vitest';
import type { ReviewDesk } from '../../src-main/sync/sync.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { sampleValueRules } from '../support/sample-value.ts';
import { confirmed } from './fake-sync.ts';
import { managerPin, openTestTill, refusalOf, supervisorPin } from './test-till.ts';

const whose = { memberId: 'm-1', maskedName: '张*', maskedPhone: '138****1234' };
const use = { storeId: 's-1', terminalName: '收银一', receiptNo: 'R1', atMs: 1 };
const desk: ReviewDesk = {
  holds: [
    {
      ...whose,
      holdId: 'receipt:s-1:2026-11-20:R1',
      points: 700,
      reason: 'daily_points',
      sinceMs: 1,
      receiptNo: 'R1',
      businessDate: '2026-11-20',
      operatorId: 'cashier-1',
      terminalName: '收银一',
    },
  ],
  conflicts: [
    {
      ...whose,
      caseId: 'conflict:c:o',
      templateId: 'gone',
      stands: use,
      lost: { ...use, receiptNo: 'R2' },
      paidBy: 'campaign',
      state: 'open',
    },
  ],
  refunds: [
    {
      ...whose,
      operationId: 'o-1',
      refundNo: 'F1',
      storeId: 's-2',
      receiptNo: 'R9',
      businessDate: '2026-11-19',
      amountFen: 100,
      operatorId: 'left-since',
      terminalName: null,
      atMs: 1,
      refused: 'refund_exceeds_sale',
    },
  ],
  duplicates: [
    {
      ...whose,
      other: { ...whose, memberId: 'm-2' },
      caseId: 'duplicate:m-1:m-2',
      operatorId: 'cashier-1',
      sinceMs: 1,
    },
  ],
  disputes: [
    {
      ...whose,
      caseId: 'dispute:m-1:o-1',
      operatorId: 'cashier-1',
      sinceMs: 1,
      entryKind: 'earn',
      points: 60,
      entryDay: '2026-11-20',
      reference: 'R1',
      words: '少积了一件',
      state: 'dismissed',
      decidedAtMs: 2,
      reason: '核对无误',
    },
  ],
  soldElsewhere: [],
  hasMore: false,
};

test('tells a manager in words what waits, and a cashier or a cash register nothing (R111, R115)', async () => {
  const till = await openTestTill();
  till.line.listReview = () => Promise.resolve(desk);
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: '571938' });
  expect(await refusalOf(screen.review.list())).toMatchObject({ code: 'staff_role_needed' });
  await screen.session.signIn({ staffId: 'manager-1', pin: managerPin });
  const list = await screen.review.list();
  expect(list).toMatchObject({
    isOnline: true,
    holds: [{ points: 700, mayDecide: true }],
    conflicts: [{ couponName: 'gone', lost: { receiptNo: 'R2' } }],
    refunds: [{ operatorName: 'left-since', reason: '退的比卖的多，请核对小票' }],
    duplicates: [{ other: { memberId: 'm-2' }, operatorName: '小李' }],
    disputes: [
      { operatorName: '小李', words: '少积了一件', state: 'dismissed', reason: '核对无误' },
    ],
    payments: [],
    requests: [],
  });
  till.line.online = false;
  till.line.announce();
  expect(await screen.review.list()).toMatchObject({ isOnline: false, holds: [], refunds: [] });
});

test('hands a manager’s decision to head office, and its no back in words (FR-20, FR-23)', async () => {
  const till = await openTestTill();
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'manager-1', pin: managerPin });
  const asked: unknown[] = [];
  till.line.decideHold = (wish) => {
    asked.push(wish);
    return Promise.resolve('decided');
  };
  const wish = { memberId: 'm-1', holdId: 'h-1', decision: 'granted', reason: '查过' } as const;
  const decide = (approver = { staffId: 'manager-1', pin: managerPin }) =>
    screen.review.decideHold({ ...wish, approver });
  expect(await refusalOf(decide({ staffId: 'cashier-1', pin: '571938' }))).toMatchObject({
    code: 'staff_role_needed',
  });
  expect(await refusalOf(decide({ staffId: 'manager-1', pin: '000000' }))).toMatchObject({
    code: 'staff_pin_wrong',
  });
  expect(asked).toEqual([]);
  expect(await decide()).toEqual({ status: 'decided' });
  expect(asked).toEqual([{ ...wish, staffId: 'manager-1' }]);
  const answers = [
    ['own_act', 'approver_same_person'],
    ['own_member', 'approver_is_beneficiary'],
    ['office_only', 'review_office_only'],
    ['not_found', 'review_not_found'],
    ['decided_otherwise', 'review_decided_otherwise'],
    ['no_manager', 'staff_role_needed'],
    ['unreachable', 'review_online_only'],
  ] as const;
  for (const [answer, code] of answers) {
    till.line.decideHold = () => Promise.resolve(answer);
    expect(await refusalOf(decide())).toMatchObject({ code });
  }
});

const minuteMs = 60_000;

/** A member who has paid with points (P1, R1) and stored value (V1, R2), and for neither the register posted a receipt. */
async function openUnclosed() {
  const till = await openTestTill({ programme: { value: sampleValueRules() } });
  const pin = '579246';
  const proof = { kind: 'pin', pin } as const;
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', name: '张三丰', pin });
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 300_000 };
  const businessDate = businessDateAt(till.clock.nowMs());
  const sale = { businessDate, memberId, lines: [line] };
  await till.pos.receipt.post({ ...sale, receiptNo: 'R0' });
  await till.pos.storedValue.topUp({
    topUpId: 'T1',
    memberId,
    packageId: 'p1200',
    method: 'mobile',
    identity: 'id_card',
    termsConfirmed: true,
  });
  till.line.feed(confirmed(till.line.store, memberId as MemberId));
  const wish = { redemptionId: 'P1', memberId, receiptNo: 'R1', eligibleFen: 100_000 };
  await till.pos.redemption.post({ ...wish, points: 1000, proof });
  await till.pos.storedValue.pay({
    paymentId: 'V1',
    memberId,
    receiptNo: 'R2',
    amountFen: 3000,
    proof,
  });
  const paidAtMs = till.clock.nowMs();
  const later = (minutes: number) => {
    till.clock.nowMs = () => paidAtMs + minutes * minuteMs;
  };
  const supervisor = till.screen();
  await supervisor.session.signIn({ staffId: 'supervisor-1', pin: supervisorPin });
  return { ...till, memberId, sale, later, supervisor };
}

test('PL-13, PL-14: what was paid and no receipt closed is listed after a while, with the line and without', async () => {
  const { pos, line, memberId, sale, later, supervisor } = await openUnclosed();
  later(14);
  expect((await supervisor.review.list()).payments).toEqual([]);
  later(16);
  const paid = {
    memberId,
    maskedName: '张*丰',
    maskedPhone: '138****5678',
    businessDate: sale.businessDate,
    soldElsewhere: null,
  };
  const expected = [
    { ...paid, kind: 'points', paymentId: 'P1', points: 1000, amountFen: 1000, receiptNo: 'R1' },
    { ...paid, kind: 'value', paymentId: 'V1', points: 0, amountFen: 3000, receiptNo: 'R2' },
  ];
  expect((await supervisor.review.list()).payments).toMatchObject(expected);
  line.online = false;
  line.announce();
  const offline = await supervisor.review.list();
  expect(offline).toMatchObject({ isOnline: false, payments: expected });

  // The receipt comes after all: it closes its payment.
  await pos.receipt.post({ ...sale, receiptNo: 'R2' });
  expect((await supervisor.review.list()).payments).toMatchObject([{ paymentId: 'P1' }]);
  // Given back, it is nobody's to give back any more.
  const given = await supervisor.redemption.cancel({ redemptionId: 'P1' });
  expect(given).toMatchObject({ status: 'cancelled', restoredPoints: 1000 });
  expect((await supervisor.review.list()).payments).toEqual([]);
});

test('PL-13, PL-14: a receipt of the member at another till says where they paid again, of a merged one too', async () => {
  const { pos, line, memberId, sale, later, supervisor } = await openUnclosed();
  later(16);
  const { businessDate } = sale;
  // The feed brings the receipts of the store: R2 of this member, R1 of somebody else who was given the same number.
  const { memberId: otherId } = await pos.member.enrol({ phone: '13912345678' });
  const { record } = line.store.receipt.recent(1)[0]!;
  const installId = 'install-2';
  const keep = (receiptNo: string, ownerId: string) => {
    const key = { ...record.key, receiptNo };
    const recordJson = JSON.stringify({ ...record, key, memberId: ownerId, installId });
    line.store.storeReceipt.keep([{ businessDate, receiptNo, installId, recordJson }]);
  };
  keep('R2', memberId);
  keep('R1', otherId);
  line.online = false;
  line.announce();
  expect((await supervisor.review.list()).payments).toMatchObject([
    { paymentId: 'P1', soldElsewhere: null },
    {
      paymentId: 'V1',
      soldElsewhere: { terminalName: null, atMs: null, businessDate, moneyFen: 300_000 },
    },
  ]);

  // Head office says which till it was, and when; it is asked for the days beside as well (a sale at midnight).
  line.online = true;
  line.announce();
  const asked: unknown[] = [];
  const sold = { businessDate, memberId, terminalName: '收银二', atMs: 5, moneyFen: 5000 };
  line.listReview = (receipts) => {
    asked.push(...receipts);
    return Promise.resolve({ ...desk, soldElsewhere: [{ ...sold, receiptNo: 'R2' }] });
  };
  expect((await supervisor.review.list()).payments).toMatchObject([
    { paymentId: 'P1', soldElsewhere: null },
    { paymentId: 'V1', soldElsewhere: { terminalName: '收银二', atMs: 5, moneyFen: 5000 } },
  ]);
  expect(asked).toHaveLength(6);
  expect(asked).toContainEqual({ receiptNo: 'R1', businessDate });

  // Who was merged since is told as who they are now, and gets it back.
  const survivor = confirmed(line.store, otherId as MemberId);
  const merged = confirmed(line.store, memberId as MemberId);
  const merge = { mergeId: 'm1', onDay: businessDate };
  line.feed({ ...survivor, mergedFrom: [{ ...merge, otherMemberId: merged.memberId }] });
  line.feed({ ...merged, mergedInto: { ...merge, otherMemberId: survivor.memberId } });
  const { payments } = await supervisor.review.list();
  expect(payments).toMatchObject([
    { paymentId: 'P1', memberId: otherId, maskedPhone: '139****5678' },
    { paymentId: 'V1', memberId: otherId },
  ]);
});
