import { expect, test } from 'vitest';
import { usualCeiling } from '../../src-shared/domain/offline-rights/stretch-amounts.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { confirmed } from './fake-sync.ts';
import {
  cashierPin,
  managerPin,
  openTestTill,
  plainProgramme,
  refusalOf,
  type TestTill,
} from './test-till.ts';

const pin = '579246';
const today = businessDateAt(Date.now());
const { offline } = plainProgramme();
const manager = { staffId: 'manager-1', pin: managerPin };

const programmeOf = (ceiling: Partial<typeof usualCeiling>) => ({
  offline: { ...offline, ceiling: { ...usualCeiling, ...ceiling } },
});
const phoneOf = (index: number) => `138000000${String(index).padStart(2, '0')}`;

function setLine({ line }: TestTill, online: boolean): void {
  line.online = online;
  line.announce();
}

function enrolAt({ pos }: TestTill, index: number) {
  return pos.member.enrol({ phone: phoneOf(index), pin });
}

async function withPoints(till: TestTill, index: number): Promise<string> {
  const { memberId } = await enrolAt(till, index);
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 300_000 };
  const receipt = { receiptNo: `start-${index}`, businessDate: today, memberId, lines: [line] };
  await till.pos.receipt.post(receipt);
  till.line.feed(confirmed(till.line.store, memberId as MemberId));
  return memberId;
}

const wishOf = (memberId: string, points: number) => ({
  redemptionId: `D-${memberId}`,
  memberId,
  receiptNo: 'R-now',
  eligibleFen: 100_000,
  points,
  proof: { kind: 'pin', pin } as const,
});

test('OF-06: new members go up to the ceiling, a restart gives no more, and a manager gives as much again once', async () => {
  const programme = programmeOf({ newMemberCount: 5 });
  const first = await openTestTill({ online: false, programme });
  for (const index of [1, 2, 3]) await enrolAt(first, index);
  const far = first.pos.sync.extendCeiling({ approver: manager });
  expect(await refusalOf(far)).toMatchObject({ code: 'offline_ceiling_far' });
  await enrolAt(first, 4);
  expect(await first.pos.sync.state()).toMatchObject({ offlineCeiling: { level: 'amber' } });
  await enrolAt(first, 5);
  // Known members are no new ones.
  expect(await enrolAt(first, 5)).toMatchObject({ status: 'exists' });
  expect(await refusalOf(enrolAt(first, 6))).toMatchObject({ code: 'offline_ceiling_members' });
  await first.till.stop();

  const till = await openTestTill({ online: false, dataFolder: first.dataFolder });
  expect(await refusalOf(enrolAt(till, 6))).toMatchObject({ code: 'offline_ceiling_members' });
  const cashier = { staffId: 'cashier-1', pin: cashierPin };
  const byCashier = till.pos.sync.extendCeiling({ approver: cashier });
  expect(await refusalOf(byCashier)).toMatchObject({ code: 'staff_role_needed' });
  const wrong = till.pos.sync.extendCeiling({ approver: { ...manager, pin: '000000' } });
  expect(await refusalOf(wrong)).toMatchObject({ code: 'staff_pin_wrong' });
  expect(await till.pos.sync.extendCeiling({ approver: manager })).toMatchObject({
    status: 'extended',
    offlineCeiling: { level: 'open', isExtended: true },
  });
  expect(await till.pos.sync.extendCeiling({ approver: manager })).toMatchObject({
    status: 'already_extended',
  });
  for (const index of [6, 7, 8, 9, 10]) await enrolAt(till, index);
  expect(await refusalOf(enrolAt(till, 11))).toMatchObject({ code: 'offline_ceiling_members' });

  // Who answers for what went beyond it stands in the operations themselves.
  const beyond = [5, 6, 10].map((seq) => {
    const operation = till.line.store.operation.find(seq)?.operation;
    return operation?.kind === 'enrol' ? operation.body.beyondCeiling : 'none';
  });
  expect(beyond).toEqual([undefined, { approverId: 'manager-1' }, { approverId: 'manager-1' }]);
  setLine(till, true);
  expect(await enrolAt(till, 11)).toMatchObject({ status: 'enrolled' });
});

test('OF-06: points by the floor are bounded over all members, and a quote offers no more than is left', async () => {
  const till = await openTestTill({ programme: programmeOf({ pointsWorthFen: 800 }) });
  const [one, two, three] = [
    await withPoints(till, 1),
    await withPoints(till, 2),
    await withPoints(till, 3),
  ];
  setLine(till, false);
  expect(await till.pos.redemption.post(wishOf(one, 500))).toMatchObject({ right: 'floor' });
  const above = till.pos.redemption.post(wishOf(two, 400));
  expect(await refusalOf(above)).toEqual({ code: 'offline_ceiling_points', maxPoints: 300 });
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_000 };
  const quote = await till.pos.quote.get({
    memberId: two,
    lines: [line],
    wishes: { points: 500 },
  });
  expect(quote).toMatchObject({ points: { maxPoints: 300 } });
  await till.pos.redemption.post(wishOf(two, 300));
  const none = till.pos.redemption.post(wishOf(three, 100));
  expect(await refusalOf(none)).toEqual({ code: 'offline_ceiling_points', maxPoints: 0 });
  const state = await till.pos.sync.state();
  expect(state.offlineCeiling?.kinds.find(({ kind }) => kind === 'pointsWorthFen')).toEqual({
    kind: 'pointsWorthFen',
    used: 800,
    limit: 800,
    level: 'reached',
  });
});
