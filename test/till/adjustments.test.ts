import { expect, test } from 'vitest';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import {
  cashierPin,
  managerPin,
  openTestTill,
  plainProgramme,
  refusalOf,
  supervisorPin,
} from './test-till.ts';
import type { TestTill } from './test-till.ts';

const manager = { staffId: 'manager-1', pin: managerPin };
const supervisor = { staffId: 'supervisor-1', pin: supervisorPin };
const cashier = { staffId: 'cashier-1', pin: cashierPin };

async function openCounter(given: Parameters<typeof openTestTill>[0] = {}) {
  const till = await openTestTill(given);
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin: '579246' });
  const reasonCode = till.line.store.programme.list()[0]!.adjust.reasons[0]!.code;
  const wish = (adjustmentId: string, points: number) => ({
    adjustmentId,
    memberId,
    points,
    reasonCode,
  });
  return { till, memberId, wish, signedIn: signedIn(till, memberId) };
}

/** A screen where staff stand and the member is known (ID-02). */
function signedIn(till: TestTill, memberId: string) {
  return async (who: { staffId: string; pin: string }) => {
    const screen = till.screen();
    await screen.session.signIn(who);
    await screen.member.identify({ memberId, factor: { kind: 'pin', pin: '579246' } });
    return screen;
  };
}

test('PL-17: a supervisor adjusts alone what one person may, and a repeat answers the same', async () => {
  const { wish, signedIn } = await openCounter();
  const screen = await signedIn(supervisor);
  const posted = await screen.adjustment.post(wish('A1', 200));
  expect(posted).toMatchObject({
    status: 'posted',
    approverRoles: [],
    approveUntilMs: null,
    member: { availablePoints: 200 },
  });
  expect(await screen.adjustment.post(wish('A1', 200))).toEqual({
    ...posted,
    status: 'already_posted',
  });
  expect(await refusalOf(screen.adjustment.post(wish('A1', 199)))).toEqual({ code: 'id_reused' });
});

test('PL-17, FR-20: above that it waits for another person, whose own PIN posts it once', async () => {
  const { till, wish, signedIn, memberId } = await openCounter();
  const screen = await signedIn(supervisor);
  const seqBefore = till.line.store.operation.head().terminalSeq;
  const asked = await screen.adjustment.post({ ...wish('A1', 500), note: '系统漏记' });
  expect(asked).toMatchObject({
    status: 'needs_approval',
    approverRoles: ['manager'],
    member: { availablePoints: 0 },
  });
  expect(till.line.store.operation.head().terminalSeq).toBe(seqBefore);

  const approve = (proof: { staffId: string; pin: string }) =>
    screen.adjustment.approve({ adjustmentId: 'A1', ...proof });
  expect(await refusalOf(approve(supervisor))).toEqual({ code: 'approver_same_person' });
  expect(await refusalOf(approve(cashier))).toEqual({ code: 'staff_role_needed' });
  expect(await refusalOf(approve({ ...manager, pin: '111111' }))).toMatchObject({
    code: 'staff_pin_wrong',
  });
  expect(await approve(manager)).toMatchObject({
    status: 'posted',
    member: { memberId, availablePoints: 500 },
  });
  expect(await approve(manager)).toMatchObject({ status: 'already_posted' });
  const operation = till.line.store.operation.find(seqBefore + 1)?.operation;
  expect(operation).toMatchObject({
    kind: 'adjust',
    operatorId: 'supervisor-1',
    body: { adjustmentId: 'A1', approverId: 'manager-1' },
    personal: { note: '系统漏记' },
  });
});

test('FR-20: an approval comes within two minutes, or the wish is said again', async () => {
  const { till, wish, signedIn } = await openCounter();
  const screen = await signedIn(cashier);
  await screen.adjustment.post(wish('A1', 10));
  const realNowMs = till.clock.nowMs;
  till.clock.nowMs = () => realNowMs() + 2 * 60_000 + 5_000;
  const approve = () => screen.adjustment.approve({ adjustmentId: 'A1', ...manager });
  expect(await refusalOf(approve())).toEqual({ code: 'approval_lapsed' });
  expect(await screen.adjustment.post(wish('A1', 10))).toMatchObject({ status: 'needs_approval' });
  expect(await approve()).toMatchObject({ status: 'posted' });
  const unknown = screen.adjustment.approve({ adjustmentId: 'A9', ...manager });
  expect(await refusalOf(unknown)).toEqual({ code: 'adjustment_not_found' });
});

test('the cash register asks, and staff approve', async () => {
  const { till, wish } = await openCounter();
  const nobody = till.pos.adjustment.post(wish('A1', 5));
  expect(await refusalOf(nobody)).toMatchObject({ code: 'invalid_value', field: 'x-staff-id' });
  const ofManager = till.posOf('manager-1');
  await ofManager.adjustment.post(wish('A2', 5));
  const alone = ofManager.adjustment.approve({ adjustmentId: 'A2', ...manager });
  expect(await refusalOf(alone)).toEqual({ code: 'approver_same_person' });
  expect(await till.posOf('cashier-1').adjustment.post(wish('A1', 5))).toMatchObject({
    status: 'needs_approval',
    approverRoles: ['supervisor', 'manager'],
  });
  const approve = till.pos.adjustment.approve({ adjustmentId: 'A1', ...supervisor });
  expect(await approve).toMatchObject({ status: 'posted', member: { availablePoints: 5 } });
});

test('PL-17: what one person answers for on a day has an end', async () => {
  const adjust = { ...plainProgramme().adjust, maxPointsPerDay: 2000 };
  const { wish, signedIn } = await openCounter({ programme: { adjust } });
  const screen = await signedIn(supervisor);
  await screen.adjustment.post(wish('A1', 1900));
  await screen.adjustment.approve({ adjustmentId: 'A1', ...manager });
  // It is told when it is asked for: nobody who could approve has so much left.
  const limit = { code: 'adjustment_day_limit', maxPoints: 100 };
  expect(await refusalOf(screen.adjustment.post(wish('A9', 300)))).toEqual(limit);
  // What was asked for meanwhile is told at the approval.
  const atTill = await signedIn(cashier);
  await atTill.adjustment.post(wish('B1', 80));
  await atTill.adjustment.post(wish('B2', 80));
  await atTill.adjustment.approve({ adjustmentId: 'B1', ...manager });
  const approve = atTill.adjustment.approve({ adjustmentId: 'B2', ...manager });
  expect(await refusalOf(approve)).toEqual({ code: 'adjustment_day_limit', maxPoints: 20 });
  // The supervisor's own sum is another one.
  expect(await screen.adjustment.post(wish('A10', 100))).toMatchObject({ status: 'posted' });
});

test('OF-02: without a line for more than a day nobody adjusts', async () => {
  const { till, wish, signedIn } = await openCounter();
  const screen = await signedIn(manager);
  till.line.online = false;
  till.line.replicaAgeMs = 25 * 3_600_000;
  till.line.announce();
  expect(await refusalOf(screen.adjustment.post(wish('A1', 1)))).toEqual({
    code: 'adjustment_online_only',
  });
  till.line.replicaAgeMs = 3_600_000;
  till.line.announce();
  expect(await screen.adjustment.post(wish('A1', 1))).toMatchObject({ status: 'posted' });
});

test('PL-17: a missed receipt is named, and is credited once, by whatever channel', async () => {
  const { till, memberId, wish, signedIn } = await openCounter();
  const screen = await signedIn(supervisor);
  const businessDate = businessDateAt(till.clock.nowMs());
  const line = { lineNo: 1, sku: '6901234567892', category: 'food', amountFen: 9_900, quantity: 1 };
  const sold = { receiptNo: 'R1', businessDate, memberId, lines: [line] };
  await till.pos.receipt.post(sold);
  let count = 0;
  const post = (receipt?: { receiptNo: string; businessDate: typeof businessDate }) => {
    const missed = { ...wish(`M${(count += 1)}`, 99), reasonCode: 'missed_receipt' };
    return screen.adjustment.post(receipt === undefined ? missed : { ...missed, receipt });
  };
  const credited = { code: 'receipt_credited', onDay: businessDate };
  expect(await refusalOf(post())).toMatchObject({ code: 'invalid_value', field: 'receipt' });
  expect(await refusalOf(post({ receiptNo: 'R1', businessDate }))).toMatchObject(credited);
  // What another till sold is known by the feed, without asking head office.
  const { record } = till.line.store.receipt.recent(1)[0]!;
  const [receiptNo, installId] = ['N1', 'install-2'];
  const recordJson = JSON.stringify({ ...record, key: { ...record.key, receiptNo }, installId });
  till.line.store.storeReceipt.keep([{ businessDate, receiptNo, installId, recordJson }]);
  till.line.online = false;
  till.line.announce();
  expect(await refusalOf(post({ receiptNo, businessDate }))).toMatchObject(credited);
  till.line.online = true;
  till.line.announce();
  const tomorrow = { receiptNo: 'R2', businessDate: addDays(businessDate, 1) };
  expect(await refusalOf(post(tomorrow))).toEqual({ code: 'receipt_date_invalid' });
  const tooOld = { receiptNo: 'R2', businessDate: addDays(businessDate, -8) };
  expect(await refusalOf(post(tooOld))).toEqual({ code: 'receipt_late_too_old' });
  const paper = { receiptNo: 'R2', businessDate: addDays(businessDate, -1) };
  expect(await post(paper)).toMatchObject({ status: 'posted' });
  const { terminalSeq } = till.line.store.operation.head();
  expect(till.line.store.operation.find(terminalSeq)?.operation.body).toMatchObject({
    receipt: { storeId: 'store-1', ...paper },
  });
  const madeUp = { ...credited, onDay: paper.businessDate };
  expect(await refusalOf(post(paper))).toMatchObject(madeUp);
  const late = screen.receipt.post({ ...sold, ...paper, late: manager });
  expect(await refusalOf(late)).toMatchObject(madeUp);
  // Whoever sells is not told whose it is.
  const already = { code: 'receipt_already_posted' };
  expect(await refusalOf(till.pos.receipt.post({ ...sold, ...paper }))).toEqual(already);
  const wished = { couponIds: [], points: 0 };
  const quoted = till.pos.receipt.post({ ...sold, ...paper, wishes: wished });
  expect(await refusalOf(quoted)).toEqual(already);
  // What another till of the store made up for, the feed has told.
  const elsewhere = { receiptNo: 'R3', businessDate };
  const told = { ...elsewhere, adjustmentId: 'elsewhere', memberId };
  till.line.store.storeReceipt.keepMadeUp([told, told]);
  expect(await refusalOf(post(elsewhere))).toMatchObject(credited);
  expect(await refusalOf(till.pos.receipt.post({ ...sold, ...elsewhere }))).toEqual(already);
  const spend = { redemptionId: 'D1', memberId, points: 1, receiptNo: 'R3', eligibleFen: 9_900 };
  const paid = screen.redemption.post(spend);
  expect(await refusalOf(paid)).toEqual(already);
  // One that names a receipt for another reason credits none.
  const goodwill = { ...wish('G1', 5), receipt: { receiptNo: 'R4', businessDate } };
  expect(await screen.adjustment.post(goodwill)).toMatchObject({ status: 'posted' });
  const sale = till.pos.receipt.post({ ...sold, receiptNo: 'R4' });
  expect(await sale).toMatchObject({ status: 'posted' });
});

test('PL-17: a receipt that is posted while head office is asked is not made up for as well', async () => {
  const { till, memberId, wish, signedIn } = await openCounter();
  const screen = await signedIn(supervisor);
  const businessDate = businessDateAt(till.clock.nowMs());
  const line = { lineNo: 1, sku: '6901234567892', category: 'food', amountFen: 9_900, quantity: 1 };
  const receipt = { receiptNo: 'R1', businessDate };
  till.line.findReceipt = async () => {
    await till.pos.receipt.post({ ...receipt, memberId, lines: [line] });
    return { status: 'not_found' };
  };
  const missed = { ...wish('M1', 99), reasonCode: 'missed_receipt', receipt };
  expect(await refusalOf(screen.adjustment.post(missed))).toMatchObject({
    code: 'receipt_credited',
  });
});
