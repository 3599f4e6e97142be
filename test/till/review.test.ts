import { expect, test } from 'vitest';
import type { ReviewDesk } from '../../src-main/sync/sync.ts';
import { managerPin, openTestTill, refusalOf } from './test-till.ts';

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
