import { expect, test } from 'vitest';
import type { OperationDraft } from '../../src-shared/domain/operation/operation.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { samplePassed, sampleTill } from '../support/sample-domain.ts';
import { confirmed } from './fake-sync.ts';
import { refusalOf, type TestTill, openTestTill } from './test-till.ts';

const pin = '579246';
const today = businessDateAt(Date.now());

/** A member whose points the office has confirmed. */
async function withPoints(test: TestTill, points: number, phone = '13812345678'): Promise<string> {
  const { memberId } = await test.pos.member.enrol({ phone, pin });
  const amountFen = points * 100;
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen };
  const receipt = { receiptNo: `start-${phone}`, businessDate: today, memberId, lines: [line] };
  await test.pos.receipt.post(receipt);
  test.line.feed(confirmed(test.line.store, memberId as MemberId));
  return memberId;
}

const wishOf = (memberId: string, points: number, redemptionId = `D-${points}`) => ({
  redemptionId,
  memberId,
  receiptNo: 'R-now',
  eligibleFen: 100_000,
  points,
  proof: { kind: 'pin', pin } as const,
});

function goOffline({ line }: TestTill): void {
  line.online = false;
  line.announce();
}

test('online, head office gives the right, and a repeat answers the same without a PIN', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  const asked: unknown[] = [];
  till.line.authorise = (request) => {
    asked.push(request);
    return Promise.resolve({ status: 'authorised' });
  };
  const posted = await till.pos.redemption.post(wishOf(memberId, 1200));
  expect(posted).toMatchObject({
    status: 'posted',
    right: 'authorised',
    offsetFen: 1200,
    member: { availablePoints: 1800 },
  });
  const forgotten = { ...wishOf(memberId, 1200), proof: { kind: 'pin', pin: 'x' } } as const;
  const repeat = await till.pos.redemption.post(forgotten);
  expect(repeat).toEqual({ ...posted, status: 'already_posted' });
  expect(asked).toMatchObject([
    { redemptionId: 'D-1200', memberId, points: 1200, businessDate: today },
  ]);
  const other = { ...wishOf(memberId, 1200), eligibleFen: 100_001 };
  expect(await refusalOf(till.pos.redemption.post(other))).toMatchObject({ code: 'id_reused' });
});

test('PL-21: nobody burns more points than the receipt takes: they are cancelled first, and asked for anew', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  await till.pos.redemption.post({ ...wishOf(memberId, 500), eligibleFen: 1000 });
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 300 };
  const receipt = { receiptNo: 'R-now', businessDate: today, memberId, lines: [line] };
  for (const wishes of [{}, { wishes: { couponIds: [] } }])
    expect(await refusalOf(till.pos.receipt.post({ ...receipt, ...wishes }))).toMatchObject({
      code: 'points_overused',
      maxPoints: 100,
    });
  const none = { ...receipt, lines: [{ ...line, amountFen: 100 }] };
  expect(await refusalOf(till.pos.receipt.post(none))).toMatchObject({ maxPoints: 0 });
  await till.pos.redemption.cancel({ redemptionId: 'D-500' });
  await till.pos.redemption.post({ ...wishOf(memberId, 100), eligibleFen: 300 });
  expect(await till.pos.receipt.post(receipt)).toMatchObject({
    earnedPoints: 2,
    member: { availablePoints: 2900 },
  });
});

test('a double click posts once', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => till.pos.redemption.post(wishOf(memberId, 1000))),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([
    'already_posted',
    'already_posted',
    'already_posted',
    'posted',
  ]);
  expect(await till.pos.member.get({ memberId })).toMatchObject({ availablePoints: 2000 });
});

test('one redemptionId for two members at once belongs to the first', async () => {
  const till = await openTestTill();
  const [one, two] = [await withPoints(till, 3000), await withPoints(till, 3000, '13912345678')];
  const calls = [one, two].map((memberId) =>
    till.pos.redemption.post(wishOf(memberId, 1000, 'D1')).catch(() => null),
  );
  expect((await Promise.all(calls)).filter((answer) => answer !== null)).toHaveLength(1);
});

test('what head office refuses is refused with what would do', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  till.line.authorise = () => Promise.resolve({ status: 'refused', availablePoints: 730 });
  expect(await refusalOf(till.pos.redemption.post(wishOf(memberId, 1000)))).toMatchObject({
    code: 'points_above_limit',
    maxPoints: 700,
  });
  expect(await till.pos.member.get({ memberId })).toMatchObject({ availablePoints: 3000 });
});

test('a number that head office knows already pays nothing, not even by the floor', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  till.line.authorise = () => Promise.resolve({ status: 'id_reused' });
  expect(await refusalOf(till.pos.redemption.post(wishOf(memberId, 100)))).toMatchObject({
    code: 'id_reused',
  });
  expect(await till.pos.member.get({ memberId })).toMatchObject({ availablePoints: 3000 });
});

test('a receipt posted while head office is asked is not paid any more', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_000 };
  let attemptId = '';
  till.line.authorise = async (asked) => {
    ({ attemptId } = asked);
    await till.pos.receipt.post({
      receiptNo: 'R-now',
      businessDate: today,
      memberId,
      lines: [line],
    });
    return { status: 'authorised' };
  };
  const released: unknown[] = [];
  till.line.release = (act) => {
    released.push(act);
    return Promise.resolve();
  };
  const wish = wishOf(memberId, 1000);
  expect(await refusalOf(till.pos.redemption.post(wish))).toMatchObject({
    code: 'receipt_already_posted',
  });
  expect(released).toEqual([{ actId: wish.redemptionId, attemptId, memberId }]);
  expect(await till.pos.member.get({ memberId })).toMatchObject({ availablePoints: 3000 });
});

test('head office does not vouch for points taken here while it was asked', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  const lines = [{ lineNo: 1, amountFen: 250_000 }];
  till.line.authorise = async () => {
    await till.pos.refund.post({ refundNo: 'F1', receiptNo: 'start-13812345678', lines });
    return { status: 'authorised' };
  };
  expect(await refusalOf(till.pos.redemption.post(wishOf(memberId, 1000)))).toMatchObject({
    code: 'points_above_limit',
    maxPoints: 500,
  });
});

test('PL-19: points spent while the undo of a merge comes in go back to whom they were taken from', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  const survivor = await till.pos.member.enrol({ phone: '13812345671', pin });
  const state = confirmed(till.line.store, memberId as MemberId);
  const otherMemberId = survivor.memberId as MemberId;
  till.line.feed({ ...state, mergedInto: { mergeId: 'm', otherMemberId, onDay: today } });
  till.line.authorise = () => {
    till.line.feed(state);
    return Promise.resolve({ status: 'authorised' });
  };
  const posted = await till.pos.redemption.post(wishOf(memberId, 1000, 'D1'));
  expect(posted.member).toMatchObject({ memberId, availablePoints: 2000 });
  const cancelled = await till.pos.redemption.cancel({ redemptionId: 'D1' });
  expect(cancelled.member).toMatchObject({ memberId, availablePoints: 3000 });
});

test('a redemption that head office set aside takes nothing and gives nothing back', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  goOffline(till);
  await till.pos.redemption.post(wishOf(memberId, 300, 'D1'));
  const { store } = till.line;
  const { terminalSeq } = store.operation.head();
  store.operation.setVerdicts([{ terminalSeq, outcome: 'invalid', reason: 'hash_wrong' }]);
  expect(await till.pos.member.get({ memberId })).toMatchObject({ availablePoints: 3000 });
  expect(await refusalOf(till.pos.redemption.cancel({ redemptionId: 'D1' }))).toMatchObject({
    code: 'redemption_not_found',
  });
  expect(store.operation.head().terminalSeq).toBe(terminalSeq);
  // The floor is as good as unused.
  expect(await till.pos.redemption.post(wishOf(memberId, 100, 'D2'))).toMatchObject({
    right: 'floor',
  });
});

test('a refund restores nothing of a redemption that head office set aside, and needs a valid sale', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  await till.pos.redemption.post(wishOf(memberId, 400, 'D1'));
  const { store } = till.line;
  const redeemSeq = store.operation.head().terminalSeq;
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_400 };
  const receipt = { receiptNo: 'R-now', businessDate: today, memberId, lines: [line] };
  await till.pos.receipt.post(receipt);
  const earnSeq = store.operation.head().terminalSeq;
  const setAside = (terminalSeq: number) =>
    store.operation.setVerdicts([{ terminalSeq, outcome: 'invalid', reason: 'hash_wrong' }]);
  setAside(redeemSeq);
  const refund = (refundNo: string, amountFen: number) =>
    till.pos.refund.post({ refundNo, receiptNo: 'R-now', lines: [{ lineNo: 1, amountFen }] });
  expect(await refund('F1', 5_200)).toMatchObject({ restoredPoints: 0 });
  setAside(earnSeq);
  expect(await refusalOf(refund('F2', 5_200))).toMatchObject({ code: 'receipt_not_found' });
});

test('PL-17: a receipt that head office holds because it earned elsewhere cannot be refunded here', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_000 };
  await till.pos.receipt.post({
    receiptNo: 'R-twice',
    businessDate: today,
    memberId,
    lines: [line],
  });
  const { store } = till.line;
  const { terminalSeq } = store.operation.head();
  store.operation.setVerdicts([{ terminalSeq, outcome: 'held', reason: 'receipt_posted' }]);
  const refund = till.pos.refund.post({
    refundNo: 'F1',
    receiptNo: 'R-twice',
    lines: [{ lineNo: 1, amountFen: 10_000 }],
  });
  expect(await refusalOf(refund)).toMatchObject({ code: 'receipt_not_found' });
  expect(store.operation.head().terminalSeq).toBe(terminalSeq);
});

test('head office may know of points that this till does not', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 100);
  expect(await till.pos.redemption.post(wishOf(memberId, 2000))).toMatchObject({
    status: 'posted',
    right: 'authorised',
  });
});

test('a line that does not answer falls to the floor under the same redemptionId', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  till.line.authorise = () => Promise.resolve({ status: 'unreachable' });
  expect(await refusalOf(till.pos.redemption.post(wishOf(memberId, 1000)))).toMatchObject({
    code: 'offline_points_above_limit',
    maxPoints: 500,
  });
  expect(await till.pos.redemption.post(wishOf(memberId, 500))).toMatchObject({ right: 'floor' });
  till.line.authorise = () => Promise.resolve({ status: 'member_unknown' });
  expect(await refusalOf(till.pos.redemption.post(wishOf(memberId, 100)))).toMatchObject({
    code: 'offline_limit_used',
  });
});

test('offline the floor is used up until the spend has come back, and a cancelled one gives it back', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  goOffline(till);
  till.line.authorise = () => Promise.reject(new Error('Nobody asks offline.'));
  expect(await till.pos.member.get({ memberId })).toMatchObject({ offlinePoints: 500 });
  await till.pos.redemption.post(wishOf(memberId, 300, 'D1'));
  expect(await till.pos.member.get({ memberId })).toMatchObject({
    availablePoints: 2700,
    offlinePoints: 0,
  });
  expect(await refusalOf(till.pos.redemption.post(wishOf(memberId, 100, 'D2')))).toMatchObject({
    code: 'offline_limit_used',
  });
  await till.pos.redemption.cancel({ redemptionId: 'D1' });
  expect(await till.pos.redemption.post(wishOf(memberId, 500, 'D2'))).toMatchObject({
    right: 'floor',
  });

  till.line.feed(confirmed(till.line.store, memberId as MemberId));
  expect(await till.pos.member.get({ memberId })).toMatchObject({
    availablePoints: 2500,
    offlinePoints: 500,
  });
  expect(await till.pos.redemption.post(wishOf(memberId, 100, 'D3'))).toMatchObject({
    right: 'floor',
  });
});

test('an old replica spends nothing', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  till.line.replicaAgeMs = 24 * 3_600_000 + 1;
  goOffline(till);
  expect(await refusalOf(till.pos.redemption.post(wishOf(memberId, 100)))).toMatchObject({
    code: 'offline_replica_old',
  });
  expect(await till.pos.member.get({ memberId })).toMatchObject({ offlinePoints: 0 });
});

test('refuses in the written order: who, how sure, then how much', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
  const redeem = (points: number) => refusalOf(till.pos.redemption.post(wishOf(memberId, points)));
  expect(await refusalOf(till.pos.redemption.post(wishOf('nobody', 100)))).toMatchObject({
    code: 'member_not_found',
  });
  expect(await redeem(0)).toMatchObject({ code: 'invalid_value', field: 'points' });
  expect(await redeem(50)).toMatchObject({ code: 'pin_not_set' });
  await till.pos.member.setPin({ memberId, pin });
  expect(await redeem(50)).toMatchObject({ code: 'points_below_minimum', minPoints: 100 });
  expect(await redeem(150)).toMatchObject({ code: 'points_not_a_step', stepPoints: 100 });
  const state = confirmed(till.line.store, memberId as MemberId);
  till.line.feed({ ...state, status: 'frozen' });
  expect(await redeem(100)).toMatchObject({ code: 'member_frozen' });
});

test('the caps are per receipt, over several redemptions', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  const wish = (points: number, id: string) => ({
    ...wishOf(memberId, points, id),
    eligibleFen: 2000,
  });
  await till.pos.redemption.post(wish(600, 'D1'));
  expect(await refusalOf(till.pos.redemption.post(wish(500, 'D2')))).toMatchObject({
    code: 'points_above_limit',
    maxPoints: 400,
  });
  await till.pos.redemption.post(wish(400, 'D2'));
  expect(await till.pos.member.get({ memberId })).toMatchObject({ availablePoints: 2000 });
});

test('a redemption is cancelled once, and never after its receipt is posted', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3000);
  expect(await refusalOf(till.pos.redemption.cancel({ redemptionId: 'D0' }))).toMatchObject({
    code: 'redemption_not_found',
  });
  await till.pos.redemption.post(wishOf(memberId, 500, 'D1'));
  expect(await till.pos.redemption.cancel({ redemptionId: 'D1' })).toMatchObject({
    status: 'cancelled',
    restoredPoints: 500,
    member: { availablePoints: 3000 },
  });
  expect(await till.pos.redemption.cancel({ redemptionId: 'D1' })).toMatchObject({
    status: 'already_cancelled',
    restoredPoints: 500,
    member: { availablePoints: 3000 },
  });
  // A late repeat must not look like a payment.
  expect(await refusalOf(till.pos.redemption.post(wishOf(memberId, 500, 'D1')))).toMatchObject({
    code: 'redemption_cancelled',
  });

  await till.pos.redemption.post(wishOf(memberId, 400, 'D2'));
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_400 };
  const receipt = { receiptNo: 'R-now', businessDate: today, memberId, lines: [line] };
  expect(await till.pos.receipt.post(receipt)).toMatchObject({ earnedPoints: 100 });
  expect(await refusalOf(till.pos.redemption.cancel({ redemptionId: 'D2' }))).toMatchObject({
    code: 'redemption_receipt_posted',
  });
  expect(await refusalOf(till.pos.redemption.post(wishOf(memberId, 100, 'D3')))).toMatchObject({
    code: 'receipt_already_posted',
  });
  const refund = { refundNo: 'F1', receiptNo: 'R-now', lines: [{ lineNo: 1, amountFen: 10_400 }] };
  expect(await till.pos.refund.post(refund)).toMatchObject({
    takenBackPoints: 100,
    restoredPoints: 400,
    debtPoints: 0,
    member: { availablePoints: 3000, pendingPoints: 0 },
  });
});

test('a quote says how much, by which right, and why not more', async () => {
  const till = await openTestTill();
  const memberId = await withPoints(till, 3050);
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: '571938' });
  const quote = (eligibleFen: number) =>
    screen.redemption.quote({ memberId, receiptNo: 'R-now', eligibleFen });
  // What could be spent is what there is (ID-02).
  expect(await refusalOf(quote(100_000))).toEqual({ code: 'identification_needed' });
  await screen.member.identify({ memberId, factor: { kind: 'pin', pin } });
  expect(await quote(100_000)).toEqual({
    right: 'authorised',
    maxPoints: 3000,
    stepPoints: 100,
    offsetFenAtMax: 3000,
    reason: null,
  });
  expect(await quote(5000)).toMatchObject({ maxPoints: 2500 });
  expect(await quote(100)).toMatchObject({
    maxPoints: 0,
    reason: '本单现在用不了积分，请照常结账',
  });
  goOffline(till);
  expect(await quote(100_000)).toMatchObject({
    right: 'floor',
    maxPoints: 500,
    reason: '离线最多可用 500 分，其余联网后可用',
  });
  till.line.replicaAgeMs = null;
  till.line.announce();
  expect(await quote(100_000)).toMatchObject({
    maxPoints: 0,
    reason: '离线资料已旧，积分照常，兑换暂停',
  });
});

test('OF-05: the tills of a store use the floor three times together at most, as far as they hear of each other', async () => {
  const till = await openTestTill();
  const memberId = (await withPoints(till, 3000)) as MemberId;
  goOffline(till);
  const { neighbour } = till.line.store;
  const other = sampleTill(9);
  const { installId } = other;
  const terminal = { installId, terminalId: 't-9', terminalName: '9号机', publicKey: 'key' };
  neighbour.replaceAll([terminal]);
  const keep = (draft: OperationDraft) => {
    const operation = other.place(draft, { atMs: Date.now(), businessDate: today });
    neighbour.keep(installId, samplePassed(operation));
  };
  const spend = (redemptionId: string) => {
    const spent = { receiptNo: 'R', eligibleFen: 100, offsetFen: 100, points: 100, entries: [] };
    keep({ kind: 'redeem', memberId, body: { ...spent, redemptionId, right: 'floor' } });
  };
  const offlinePoints = async () => (await till.pos.member.get({ memberId })).offlinePoints;
  spend('N1');
  spend('N2');
  expect(await offlinePoints()).toBe(500);
  spend('N3');
  expect(await offlinePoints()).toBe(0);
  expect(await refusalOf(till.pos.redemption.post(wishOf(memberId, 100)))).toMatchObject({
    code: 'offline_limit_used',
  });
  keep({ kind: 'cancelRedemption', memberId, body: { redemptionId: 'N2', entries: [] } });
  expect(await till.pos.redemption.post(wishOf(memberId, 100))).toMatchObject({ right: 'floor' });
});
