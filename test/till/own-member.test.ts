import { expect, test } from 'vitest';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { confirmed } from './fake-sync.ts';
import { cashierPin, managerPin, openTestTill, refusalOf, supervisorPin } from './test-till.ts';

const businessDate = businessDateAt(Date.now());
const pin = '579246';
const proof = { kind: 'pin', pin } as const;
const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 100_000 };
const own = { code: 'own_member' };

/** A till without a line whose cashier and manager have a member of their own, and a stranger who has points. */
async function openStaffed() {
  const till = await openTestTill();
  const { pos, line: office } = till;
  const enrol = async (phone: string) => (await pos.member.enrol({ phone, pin })).memberId;
  const cashiers = await enrol('13812345678');
  const managers = await enrol('13812345679');
  const members: Record<string, string> = { 'cashier-1': cashiers, 'manager-1': managers };
  const staff = office.store.staff.list();
  office.store.staff.replaceAll(
    staff.map((person) => ({
      ...person,
      memberIds: Object.entries(members).flatMap(([id, memberId]) =>
        id === person.staffId ? [memberId] : [],
      ),
    })),
  );
  for (const memberId of [cashiers, managers]) {
    await pos.receipt.post({ receiptNo: memberId, businessDate, memberId, lines: [line] });
    office.feed(confirmed(office.store, memberId as MemberId));
  }
  office.online = false;
  office.announce();
  const screenOf = async (staffId: string, staffPin: string, memberId: string) => {
    const screen = till.screen();
    await screen.session.signIn({ staffId, pin: staffPin });
    await screen.member.identify({ memberId, factor: proof });
    return screen;
  };
  return { till, cashiers, managers, screenOf };
}

test('FR-01, PL-17: a cashier does not earn, redeem, adjust or attach late for their own member, line or not', async () => {
  const { till, cashiers, screenOf } = await openStaffed();
  const screen = await screenOf('cashier-1', cashierPin, cashiers);
  const before = till.line.store.operation.head().terminalSeq;
  const receipt = { receiptNo: 'R1', businessDate, memberId: cashiers, lines: [line] };
  const wishes = { couponIds: 'best', points: 0 } as const;
  const redemption = { memberId: cashiers, receiptNo: 'R1', eligibleFen: 10_000 };
  const manager = { staffId: 'manager-1', pin: managerPin };
  const [reason] = till.line.store.programme.list()[0]!.adjust.reasons;
  const { code: reasonCode } = reason!;
  for (const tried of [
    screen.quote.get({ memberId: cashiers, lines: [line], wishes }),
    screen.receipt.post(receipt),
    screen.receipt.post({ ...receipt, wishes }),
    screen.receipt.post({ ...receipt, late: manager }),
    screen.redemption.quote(redemption),
    screen.redemption.post({ ...redemption, redemptionId: 'D1', points: 100, proof }),
    screen.adjustment.post({ adjustmentId: 'A1', memberId: cashiers, points: 10, reasonCode }),
  ]) {
    expect(await refusalOf(tried)).toEqual(own);
  }
  expect(till.line.store.operation.head().terminalSeq).toBe(before);
  // Somebody else serves them as anybody.
  const other = await screenOf('supervisor-1', supervisorPin, cashiers);
  expect(await other.receipt.post(receipt)).toMatchObject({ status: 'posted' });
});

test('PL-17, FR-20: nobody approves for their own member', async () => {
  const { managers, screenOf, till } = await openStaffed();
  const screen = await screenOf('supervisor-1', supervisorPin, managers);
  const [reason] = till.line.store.programme.list()[0]!.adjust.reasons;
  const wish = { adjustmentId: 'A1', memberId: managers, points: 500, reasonCode: reason!.code };
  expect(await screen.adjustment.post(wish)).toMatchObject({ status: 'needs_approval' });
  const manager = { staffId: 'manager-1', pin: managerPin };
  const approved = screen.adjustment.approve({ adjustmentId: 'A1', ...manager });
  expect(await refusalOf(approved)).toEqual({ code: 'approver_is_beneficiary' });
  const receipt = { receiptNo: 'R1', businessDate, memberId: managers, lines: [line] };
  const late = screen.receipt.post({ ...receipt, late: manager });
  expect(await refusalOf(late)).toEqual({ code: 'approver_is_beneficiary' });
  const vouched = screen.member.identify({
    memberId: managers,
    factor: { kind: 'manager', ...manager },
  });
  expect(await refusalOf(vouched)).toEqual({ code: 'approver_is_beneficiary' });
});

test('FR-01: a member that a cashier’s was merged into is theirs as well', async () => {
  const { till, cashiers, managers, screenOf } = await openStaffed();
  const merged = confirmed(till.line.store, cashiers as MemberId);
  till.line.feed({
    ...merged,
    mergedInto: { mergeId: 'M1', otherMemberId: managers as MemberId, onDay: businessDate },
  });
  const screen = await screenOf('cashier-1', cashierPin, managers);
  const receipt = { receiptNo: 'R1', businessDate, memberId: managers, lines: [line] };
  expect(await refusalOf(screen.receipt.post(receipt))).toEqual(own);
});
