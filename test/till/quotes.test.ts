import { expect, test } from 'vitest';
import type { CouponTemplate, MemberCoupon } from '../../src-shared/domain/coupon/coupon.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { auditReceipt } from '../../src-shared/domain/receipt/audit-receipt.ts';
import { operationSchema } from '../../src-shared/contract/operation-schema.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { confirmed } from './fake-sync.ts';
import {
  cashierPin,
  openTestTill,
  plainProgramme,
  refusalOf,
  setWall,
  type TestTill,
} from './test-till.ts';

const pin = '579246';
const today = businessDateAt(Date.now());
const lines = [
  { lineNo: 1, sku: 'milk', category: 'food', quantity: 2, amountFen: 2_000 },
  { lineNo: 2, sku: 'rice', category: 'food', quantity: 1, amountFen: 8_000 },
];
const period = { fromDay: addDays(today, -1), toDay: addDays(today, 30) };

const words = (text: string) => ({ 'zh-CN': text, en: text, 'zh-TW': text });
const template = (
  templateId: string,
  changes: Partial<CouponTemplate> & Pick<CouponTemplate, 'effect'>,
): CouponTemplate => ({
  templateId,
  name: words(`券 ${templateId}`),
  scope: {},
  validity: { kind: 'after_issue', days: 30 },
  stackGroup: templateId,
  offlineMode: 'floor',
  transferable: false,
  claim: 'targeted',
  totalLimit: null,
  perMemberLimit: 9,
  ...changes,
});

/** Milk at 8.00 instead of 10.00 for members, 5.00 off from 90.00 on, and three coupons. */
const programme: Partial<Programme> = {
  memberPrices: [{ sku: 'milk', unitFen: 800, ...period }],
  promotions: [
    {
      promotionId: 'p90',
      name: words('满九十减五'),
      thresholdFen: 9_000,
      offFen: 500,
      scope: {},
      ...period,
    },
  ],
  coupons: {
    maxPerReceipt: 3,
    giveBackGraceDays: 7,
    templates: [
      template('ten', { effect: { kind: 'threshold_off', thresholdFen: 9_000, offFen: 1_000 } }),
      template('big', { effect: { kind: 'cash', offFen: 6_000 }, offlineMode: 'online_only' }),
      template('far', { effect: { kind: 'threshold_off', thresholdFen: 20_000, offFen: 900 } }),
    ],
  },
};

const coupon = (couponId: string, templateId: string): MemberCoupon => ({
  couponId,
  templateId,
  status: 'issued',
  ...period,
  issuedAtMs: 0,
});

/** A member whose points and coupons the office has confirmed. */
async function withMember(
  test: TestTill,
  { points = 3_000, coupons = [] as readonly MemberCoupon[], pinned = true } = {},
): Promise<string> {
  const { memberId } = await test.pos.member.enrol({
    phone: '13812345678',
    name: '张三丰',
    ...(pinned ? { pin } : {}),
  });
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: points * 100 };
  await test.pos.receipt.post({ receiptNo: 'start', businessDate: today, memberId, lines: [line] });
  feed(test, memberId, { coupons });
  return memberId;
}

function feed({ line }: TestTill, memberId: string, changes: Partial<MemberState> = {}): void {
  line.feed({ ...confirmed(line.store, memberId as MemberId), ...changes });
}

const receiptOf = (memberId: string) => ({
  receiptNo: 'R1',
  businessDate: today,
  memberId,
  lines,
});
const proof = { kind: 'pin', pin } as const;

function lastEarn({ line }: TestTill): OperationOf<'earn'> {
  const { terminalSeq } = line.store.operation.head();
  const operation = line.store.operation.find(terminalSeq)?.operation;
  if (operation?.kind !== 'earn') throw new Error('The last operation is no receipt.');
  return operation;
}

test('one question is answered with prices, benefits, points and why not, and nothing is recorded (CP-03)', async () => {
  const till = await openTestTill({ programme });
  const coupons = [coupon('c1', 'ten'), coupon('c2', 'far')];
  const memberId = await withMember(till, { coupons });
  const before = till.line.store.operation.head();
  const quote = await till.pos.quote.get({ memberId, lines, wishes: { points: 1_000 } });
  expect(quote).toMatchObject({
    lines: [
      { lineNo: 1, priceFen: 1_600, priceRule: 'member_price' },
      { lineNo: 2, priceFen: 8_000, priceRule: 'till' },
    ],
    benefits: [
      { kind: 'member_price', savedFen: 400, reason: '会员价' },
      { kind: 'promotion', savedFen: 500, reason: '满九十减五' },
      { kind: 'coupon', savedFen: 1_000, reason: '券 ten' },
      { kind: 'points', savedFen: 1_000, reason: '积分抵现' },
    ],
    unused: [{ id: 'c2', name: '券 far', missingFen: 10_900, reason: '还差 ¥109.00 可用' }],
    points: { used: 1_000, offsetFen: 1_000, maxPoints: 3_000, right: 'authorised' },
    grossFen: 10_000,
    savedFen: 2_900,
    payableFen: 7_100,
    earnedPoints: 71,
    entries: [{ kind: 'earn', points: 71, reason: '消费积分' }],
    proofNeeded: true,
    isClosed: false,
    member: { availablePoints: 3_000 },
  });
  expect(till.line.store.operation.head()).toEqual(before);
});

test('a wished coupon of somebody else has a name, and a price that loses says so (CP-03)', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till);
  const cheap = lines.map((line) => ({ ...line, amountFen: 1_500 }));
  const wishes = { couponIds: ['nobody'], points: 0 };
  const quote = await till.pos.quote.get({ memberId, lines: cheap, wishes });
  expect(quote.lines).toMatchObject([{ priceRule: 'till' }, { priceRule: 'till' }]);
  expect(quote.unused.filter(({ kind }) => kind !== 'promotion')).toEqual([
    {
      kind: 'member_price',
      id: 'milk',
      name: '会员价 · milk',
      whyNot: 'better_chosen',
      reason: '已用其他价格或优惠',
    },
    {
      kind: 'coupon',
      id: 'nobody',
      name: '优惠券',
      whyNot: 'not_for_member',
      reason: '此会员不能使用',
    },
  ]);
});

test('a quote is recorded exactly, in one operation, and a repeat answers the same without a PIN', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { coupons: [coupon('c1', 'ten')] });
  const asked: unknown[] = [];
  till.line.authorise = (request) => {
    asked.push(request);
    return Promise.resolve({ status: 'authorised' });
  };
  const { quoteId } = await till.pos.quote.get({ memberId, lines, wishes: { points: 1_000 } });
  const before = till.line.store.operation.head().terminalSeq;
  const receipt = { ...receiptOf(memberId), quoteId };
  const posted = await till.pos.receipt.post({ ...receipt, proof });
  expect(posted).toMatchObject({
    status: 'posted',
    earnedPoints: 71,
    entries: [{ kind: 'earn', points: 71, ruleId: 'base' }],
    benefits: {
      coupons: [{ couponId: 'c1', offFen: 1_000, name: '券 ten' }],
      points: 1_000,
      offsetFen: 1_000,
      right: 'authorised',
      payableFen: 7_100,
    },
    member: { availablePoints: 2_000, pendingPoints: 71 },
  });
  expect(till.line.store.operation.head().terminalSeq).toBe(before + 1);
  expect(asked).toMatchObject([
    { redemptionId: posted.benefits?.redemptionId, memberId, points: 1_000, businessDate: today },
  ]);

  // Lines in another order are the same request; so is one without the PIN.
  const again = await till.pos.receipt.post({ ...receipt, lines: lines.toReversed() });
  expect(again).toEqual({ ...posted, status: 'already_posted' });
  const other = { ...receipt, lines: [{ ...lines[0]!, amountFen: 1 }] };
  expect(await refusalOf(till.pos.receipt.post(other))).toEqual({ code: 'id_reused' });

  const { body } = lastEarn(till);
  expect(body).toMatchObject({
    coupons: [{ kind: 'use', couponId: 'c1', receiptNo: 'R1' }],
    redemption: { points: 1_000, offsetFen: 1_000, right: 'authorised' },
    growth: [{ measure: 'spend_fen', onDay: today, amount: 7_100 }],
  });
  const state = JSON.parse(
    till.line.store.member.findById(memberId as MemberId)?.stateJson ?? '',
  ) as MemberState;
  expect(state.coupons).toMatchObject([{ couponId: 'c1', status: 'used_local' }]);
});

test('the operation holds nothing personal, and decides to the same figures again (R102)', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { coupons: [coupon('c1', 'ten'), coupon('c2', 'far')] });
  const wishes = { points: 500 };
  await till.pos.receipt.post({ ...receiptOf(memberId), wishes, proof });
  const operation = lastEarn(till);
  expect(operationSchema.parse(JSON.parse(JSON.stringify(operation)))).toEqual(operation);
  expect(JSON.stringify(operation)).not.toMatch(/13812345678|张三丰|579246|scrypt/);
  const rules = { ...plainProgramme(), ...programme };
  expect(auditReceipt(rules, operation.body)).toEqual([]);
  const raised = { ...rules, memberPrices: [] };
  expect(auditReceipt(raised, operation.body)?.map(({ part }) => part)).toEqual([
    'lines',
    'points',
    'payable',
    'growth',
  ]);
  // A receipt for which nobody asked carries its facts too.
  await till.pos.receipt.post({ ...receiptOf(memberId), receiptNo: 'R2' });
  const plain = lastEarn(till);
  expect(operationSchema.parse(JSON.parse(JSON.stringify(plain)))).toEqual(plain);
  expect(auditReceipt(rules, plain.body)).toEqual([]);
});

test('where nobody asks, published prices change no money: points are earned as before', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { coupons: [coupon('c1', 'ten')] });
  const posted = await till.pos.receipt.post(receiptOf(memberId));
  expect(posted).toMatchObject({ status: 'posted', earnedPoints: 100 });
  expect(posted).not.toHaveProperty('benefits');
  expect(await till.pos.refund.post(refund('F1', 1, 2_000))).toMatchObject({ takenBackPoints: 20 });
});

test('what changed meanwhile is said, with a fresh quote that can be posted', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { coupons: [coupon('c1', 'ten')] });
  const { quoteId } = await till.pos.quote.get({ memberId, lines });
  feed(till, memberId, { coupons: [{ ...coupon('c1', 'ten'), status: 'used' }] });
  const before = till.line.store.operation.head();
  const receipt = { ...receiptOf(memberId), proof };
  const changed = await refusalOf(till.pos.receipt.post({ ...receipt, quoteId }));
  expect(changed).toMatchObject({
    code: 'quote_changed',
    changed: ['coupons', 'payable', 'earn'],
    quote: {
      payableFen: 9_100,
      coupons: [],
      unused: [{ id: 'c1', whyNot: 'used', reason: '已使用' }],
    },
  });
  expect(till.line.store.operation.head()).toEqual(before);
  const fresh = changed['quote'] as { readonly quoteId: string };
  expect(await till.pos.receipt.post({ ...receipt, quoteId: fresh.quoteId })).toMatchObject({
    status: 'posted',
    benefits: { payableFen: 9_100, coupons: [] },
  });
});

test('a quote is of its lines, its member and its day', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till);
  const { quoteId } = await till.pos.quote.get({ memberId, lines });
  const receipt = { ...receiptOf(memberId), quoteId };
  const fewer = { ...receipt, lines: lines.slice(0, 1) };
  const { changed } = await refusalOf(till.pos.receipt.post(fewer));
  // The promotion is no more reached; the price of the line that is left is what it was, and nobody had a coupon or points.
  expect(changed).toEqual(['lines', 'promotions', 'payable', 'earn']);
  const few = lines.map((line) => ({ ...line, amountFen: 4_000 }));
  const plain = await till.pos.quote.get({ memberId, lines: few });
  const one = { ...receipt, lines: few.slice(1), quoteId: plain.quoteId };
  expect(await refusalOf(till.pos.receipt.post(one))).toMatchObject({
    changed: ['lines', 'payable', 'earn'],
  });
  const yesterday = { ...receipt, businessDate: addDays(today, -1) };
  expect(await refusalOf(till.pos.receipt.post(yesterday))).toMatchObject({
    code: 'quote_changed',
    changed: expect.arrayContaining(['date']) as unknown,
  });
  const { memberId: other } = await till.pos.member.enrol({ phone: '13912345678' });
  expect(await refusalOf(till.pos.receipt.post({ ...receipt, memberId: other }))).toMatchObject({
    code: 'quote_changed',
    changed: ['member'],
  });
});

test('a quote has its wishes: others beside it are refused, and nothing is recorded', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { coupons: [coupon('c1', 'ten')] });
  const { quoteId } = await till.pos.quote.get({ memberId, lines });
  const receipt = { ...receiptOf(memberId), proof, quoteId };
  const wishes = { couponIds: [] };
  expect(await refusalOf(till.pos.receipt.post({ ...receipt, wishes }))).toMatchObject({
    code: 'invalid_value',
    field: 'wishes',
  });
  // The same receipt by its quote alone is not another one.
  expect(await till.pos.receipt.post(receipt)).toMatchObject({
    status: 'posted',
    benefits: { coupons: [{ couponId: 'c1' }] },
  });
});

test('a quote is forgotten after 15 minutes, and one that never was is not known', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till);
  const { quoteId } = await till.pos.quote.get({ memberId, lines });
  // Nor does a clock that is set forget one.
  setWall(till, 365 * 86_400_000);
  expect(await till.pos.receipt.post({ ...receiptOf(memberId), quoteId })).toMatchObject({
    status: 'posted',
  });
  setWall(till, 0);
  const { quoteId: late, validUntilMs } = await till.pos.quote.get({ memberId, lines });
  const leftMs = validUntilMs - Date.now();
  const uptimeMs = till.clock.uptimeMs();
  till.clock.uptimeMs = () => uptimeMs + leftMs;
  const gone = { code: 'quote_not_found' };
  const second = { ...receiptOf(memberId), receiptNo: 'R2' };
  expect(await refusalOf(till.pos.receipt.post({ ...second, quoteId: late }))).toEqual(gone);
  const made = { ...second, quoteId: 'made-up' };
  expect(await refusalOf(till.pos.receipt.post(made))).toEqual(gone);
});

test('points and coupons need the PIN, and a wrong one says nothing of balances (ID-02)', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { coupons: [coupon('c1', 'ten')] });
  const receipt = receiptOf(memberId);
  const { quoteId } = await till.pos.quote.get({ memberId, lines });
  expect(await refusalOf(till.pos.receipt.post({ ...receipt, quoteId }))).toEqual({
    code: 'pin_needed',
  });
  const spend = { ...receipt, wishes: { couponIds: [], points: 1_000_000 } };
  expect(await refusalOf(till.pos.receipt.post(spend))).toEqual({ code: 'pin_needed' });
  const wrong = { kind: 'pin', pin: '111111' } as const;
  expect(await refusalOf(till.pos.receipt.post({ ...spend, proof: wrong }))).toEqual({
    code: 'pin_wrong',
    attemptsLeft: 4,
  });
});

test('PL-21: the same wishes without a quoteId record what they are quoted, and say how many points pay', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { points: 4_000 });
  for (const [receiptNo, wished, used] of [
    ['W1', 100, 100],
    ['W2', 0, 0],
    // No more than there are, nor than the receipt takes.
    ['W3', 3_800, 3_800],
    ['W4', 'most', 300],
  ] as const) {
    const wishes = { couponIds: [], points: wished };
    const quote = await till.pos.quote.get({ memberId, lines, wishes });
    const receipt = { ...receiptOf(memberId), receiptNo, wishes, proof };
    const { benefits } = await till.pos.receipt.post(receipt);
    expect([quote.points.used, benefits?.points]).toEqual([used, used]);
    expect(benefits?.payableFen).toBe(quote.payableFen);
    feed(till, memberId);
  }
});

test('PL-21: points that wishes name and that do not all pay any more are said, never left out', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { points: 1_000 });
  const before = till.line.store.operation.head();
  for (const [receiptNo, wished, used] of [
    // Spent elsewhere meanwhile, no whole step, too few for any.
    ['N1', 2_000, 1_000],
    ['N2', 150, 100],
    ['N3', 50, 0],
  ] as const) {
    const wishes = { couponIds: [], points: wished };
    const posted = till.pos.receipt.post({ ...receiptOf(memberId), receiptNo, wishes, proof });
    expect(await refusalOf(posted)).toMatchObject({
      code: 'quote_changed',
      changed: ['points'],
      quote: { points: { used } },
    });
  }
  expect(till.line.store.operation.head()).toEqual(before);
  // What it says is posted by its id.
  const wishes = { couponIds: ['gone'], points: 2_000 };
  const receipt = { ...receiptOf(memberId), receiptNo: 'N4', proof };
  const refused = await refusalOf(till.pos.receipt.post({ ...receipt, wishes }));
  expect(refused).toMatchObject({ changed: ['coupons', 'points'] });
  const { quoteId } = refused['quote'] as { readonly quoteId: string };
  expect(await till.pos.receipt.post({ ...receipt, quoteId })).toMatchObject({
    benefits: { points: 1_000 },
  });
});

test('a member without a PIN is quoted prices and told what the rest needs', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { coupons: [coupon('c1', 'ten')], pinned: false });
  const quote = await till.pos.quote.get({ memberId, lines });
  expect(quote).toMatchObject({
    payableFen: 9_100,
    proofNeeded: false,
    points: { maxPoints: 0 },
    unused: [
      { kind: 'coupon', id: 'c1', whyNot: 'identification_needed' },
      { kind: 'points', whyNot: 'identification_needed' },
    ],
  });
  const { quoteId } = quote;
  expect(await till.pos.receipt.post({ ...receiptOf(memberId), quoteId })).toMatchObject({
    benefits: { payableFen: 9_100, redemptionId: null },
  });
});

test('a screen that heard only a number quotes prices, and shows neither coupons nor points (ID-02)', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { coupons: [coupon('c1', 'ten')] });
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const closed = await screen.quote.get({ memberId, lines, wishes: { points: 1_000 } });
  expect(closed).toMatchObject({
    payableFen: 9_100,
    coupons: [],
    unused: [],
    points: { used: 0, maxPoints: 0 },
    isClosed: true,
    member: { availablePoints: null },
  });
  await screen.member.identify({ memberId, factor: { kind: 'surname', text: '张' } });
  const open = await screen.quote.get({ memberId, lines });
  expect(open).toMatchObject({ payableFen: 8_100, isClosed: false });
  // Known is not yet proven; the PIN once typed counts for the visit.
  const receipt = { ...receiptOf(memberId), quoteId: open.quoteId };
  expect(await refusalOf(screen.receipt.post(receipt))).toEqual({ code: 'pin_needed' });
  await screen.member.identify({ memberId, factor: { kind: 'pin', pin } });
  expect(await screen.receipt.post(receipt)).toMatchObject({ status: 'posted' });
});

test('points that paid in the same act come back with the goods, to where they came from (PL-13)', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { coupons: [coupon('c1', 'ten')] });
  await till.pos.receipt.post({ ...receiptOf(memberId), wishes: { points: 1_000 }, proof });
  // 16.00 and 80.00 less 15.00, shared; the points follow the goods by the shares of their lines.
  const found = await openFound(till);
  expect(found.lines.map(({ amountFen }) => amountFen)).toEqual([1_350, 6_750]);
  expect(await till.pos.refund.post(refund('F1', 1, 1_350))).toMatchObject({
    restoredPoints: 167,
    takenBackPoints: 12,
  });
  expect(await till.pos.refund.post(refund('F2', 2, 6_750))).toMatchObject({
    restoredPoints: 833,
    takenBackPoints: 59,
    debtPoints: 0,
    member: { availablePoints: 3_000, pendingPoints: 0 },
  });
});

test.each([
  ['that were quoted', 'quote'],
  ['that wishes name', 'wishes'],
])('points %s and that head office has no more are said with a fresh quote', async (_, by) => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till);
  till.line.authorise = ({ points }) =>
    Promise.resolve(
      points > 730 ? { status: 'refused', availablePoints: 730 } : { status: 'authorised' },
    );
  const wishes = { points: 1_000 };
  const quoted = await till.pos.quote.get({ memberId, lines, wishes });
  const asked = by === 'quote' ? { quoteId: quoted.quoteId } : { wishes };
  const before = till.line.store.operation.head();
  const receipt = { ...receiptOf(memberId), proof };
  const changed = await refusalOf(till.pos.receipt.post({ ...receipt, ...asked }));
  expect(changed).toMatchObject({
    code: 'quote_changed',
    changed: ['points', 'payable', 'earn'],
    quote: {
      payableFen: 8_400,
      points: { used: 700, maxPoints: 700 },
      unused: [{ kind: 'points', whyNot: 'max_points' }],
    },
  });
  expect(till.line.store.operation.head()).toEqual(before);
  // This till has heard nothing of it yet.
  const { quoteId } = changed['quote'] as { readonly quoteId: string };
  expect(await till.pos.receipt.post({ ...receipt, quoteId })).toMatchObject({
    status: 'posted',
    benefits: { points: 700, payableFen: 8_400, right: 'authorised' },
  });
});

test('quoted points that were spent meanwhile, as this till has heard, are said with a fresh quote', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { points: 1_000 });
  const wishes = { points: 400 };
  const { quoteId } = await till.pos.quote.get({ memberId, lines, wishes });
  const [lot] = confirmed(till.line.store, memberId as MemberId).lots;
  if (lot === undefined) throw new Error('The member has points.');
  feed(till, memberId, { lots: [{ ...lot, points: 100 }] });
  till.line.authorise = () => Promise.resolve({ status: 'refused', availablePoints: 100 });
  const receipt = { ...receiptOf(memberId), proof };
  const { quoteId: _, ...fresh } = await till.pos.quote.get({ memberId, lines, wishes });
  expect(await refusalOf(till.pos.receipt.post({ ...receipt, quoteId }))).toMatchObject({
    code: 'quote_changed',
    changed: ['points', 'payable', 'earn'],
    quote: { payableFen: fresh.payableFen, points: { used: 100, maxPoints: 100 } },
  });
});

test('head office vouches for quoted points that this till has since heard are fewer', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { points: 2_000 });
  const { quoteId } = await till.pos.quote.get({ memberId, lines, wishes: { points: 2_000 } });
  feed(till, memberId, { lots: [] });
  expect(await till.pos.receipt.post({ ...receiptOf(memberId), quoteId, proof })).toMatchObject({
    status: 'posted',
    benefits: { points: 2_000, offsetFen: 2_000, right: 'authorised' },
  });
});

test('what head office kept for a receipt that is not posted after all is given back at once', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { coupons: [coupon('c1', 'ten')] });
  const wishes = { points: 1_000 };
  const { quoteId } = await till.pos.quote.get({ memberId, lines, wishes });
  const kept: unknown[] = [];
  const released: unknown[] = [];
  till.line.authorise = ({ redemptionId, attemptId }) => {
    kept.push({ actId: redemptionId, attemptId, memberId });
    return Promise.resolve({ status: 'authorised' });
  };
  till.line.claimCoupons = ({ claimId, attemptId }) => {
    expect(kept).toEqual([{ actId: claimId, attemptId, memberId }]);
    return Promise.resolve({ status: 'refused', couponId: 'c1', reason: 'used' });
  };
  till.line.release = (act) => {
    released.push(act);
    return Promise.resolve();
  };
  const receipt = { ...receiptOf(memberId), quoteId, proof };
  const { code, quote } = await refusalOf(till.pos.receipt.post(receipt));
  expect(code).toBe('quote_changed');
  expect(released).toEqual(kept);
  expect(kept).toHaveLength(1);
  const fresh = quote as { readonly quoteId: string };
  till.line.claimCoupons = () => Promise.resolve({ status: 'claimed' });
  feed(till, memberId, { coupons: [] });
  const again = { ...receipt, quoteId: fresh.quoteId };
  expect(await till.pos.receipt.post(again)).toMatchObject({ benefits: { points: 1_000 } });
  // It was kept again, and is used up.
  expect(kept).toHaveLength(2);
  expect(kept[1]).not.toEqual(kept[0]);
  expect(released).toHaveLength(1);
});

test('points that are still kept for the very receipt, whose posting was cut off, are not in its way', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till);
  const wishes = { couponIds: [], points: 3_000 };
  let keptFor = '';
  till.line.authorise = ({ redemptionId }) => {
    keptFor = redemptionId;
    return Promise.resolve({ status: 'refused', availablePoints: 0 });
  };
  const receipt = { ...receiptOf(memberId), wishes, proof };
  await refusalOf(till.pos.receipt.post(receipt));
  const expiresAtMs = Date.now() + 60_000;
  const of = { redemptionId: keptFor, installId: till.line.store.install.read()?.installId ?? '' };
  feed(till, memberId, { reservations: [{ ...of, points: 3_000, expiresAtMs }] });
  till.line.authorise = () => Promise.resolve({ status: 'authorised' });
  expect(await till.pos.receipt.post(receipt)).toMatchObject({ benefits: { points: 3_000 } });
});

test('PL-21: a quote of fewer points than were wished, since there are no more, is posted as it stands', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { points: 450 });
  const { quoteId, points } = await till.pos.quote.get({
    memberId,
    lines,
    wishes: { points: 500 },
  });
  expect(points.used).toBe(400);
  expect(await till.pos.receipt.post({ ...receiptOf(memberId), quoteId, proof })).toMatchObject({
    status: 'posted',
    benefits: { points: 400, offsetFen: 400 },
  });
});

test('a double click posts once', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till);
  const wish = { ...receiptOf(memberId), wishes: { points: 1_000 }, proof };
  const answers = await Promise.all(Array.from({ length: 3 }, () => till.pos.receipt.post(wish)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([
    'already_posted',
    'already_posted',
    'posted',
  ]);
  expect(await till.pos.member.get({ memberId })).toMatchObject({ availablePoints: 2_000 });
});

test('offline, points fall under the floor rule, and coupons under their mode (OF-05, CP-07)', async () => {
  const till = await openTestTill({ programme });
  const coupons = [coupon('c1', 'ten'), coupon('c2', 'big'), coupon('c3', 'ten')];
  const memberId = await withMember(till, { coupons });
  till.line.online = false;
  till.line.announce();
  const quote = await till.pos.quote.get({ memberId, lines, wishes: { points: 1_000 } });
  expect(quote).toMatchObject({
    coupons: [{ couponId: 'c1' }],
    unused: [
      { id: 'c2', whyNot: 'online_only' },
      { id: 'c3', whyNot: 'stacks_not' },
      { id: 'points', whyNot: 'offline_limit' },
    ],
    points: { used: 500, maxPoints: 500, right: 'floor' },
  });
  const { quoteId } = quote;
  const receipt = receiptOf(memberId);
  expect(await till.pos.receipt.post({ ...receipt, quoteId, proof })).toMatchObject({
    benefits: { points: 500, right: 'floor', payableFen: 7_600 },
  });
  // Once per member and till until it has come back.
  const next = { ...receipt, receiptNo: 'R2', wishes: { points: 100 }, proof };
  expect(await refusalOf(till.pos.receipt.post(next))).toMatchObject({ changed: ['points'] });
  const most = { ...next, wishes: { points: 'most' } as const };
  expect(await till.pos.receipt.post(most)).toMatchObject({ benefits: { points: 0 } });
  expect(await till.pos.quote.get({ memberId, lines })).toMatchObject({
    coupons: [],
    unused: [
      { id: 'c1', whyNot: 'used' },
      { id: 'c2', whyNot: 'online_only' },
      { id: 'c3', whyNot: 'offline_limit' },
      { id: 'points', whyNot: 'offline_limit' },
    ],
  });
});

test('a line that fails between quote and posting falls back to what may be done without it', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till, { coupons: [coupon('c2', 'big')] });
  const { quoteId } = await till.pos.quote.get({ memberId, lines, wishes: { points: 1_000 } });
  till.line.authorise = () => Promise.resolve({ status: 'unreachable' });
  expect(
    await refusalOf(till.pos.receipt.post({ ...receiptOf(memberId), quoteId, proof })),
  ).toMatchObject({
    code: 'quote_changed',
    changed: ['coupons', 'points', 'payable', 'earn'],
    quote: { points: { used: 500 }, coupons: [] },
  });
});

test('redemptions posted before for the receipt count in its quote', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till);
  const redemption = {
    redemptionId: 'D1',
    memberId,
    receiptNo: 'R1',
    eligibleFen: 9_100,
    points: 700,
  };
  await till.pos.redemption.post({ ...redemption, proof });
  const without = await till.pos.quote.get({ memberId, lines });
  expect(without.payableFen).toBe(9_100);
  const quote = await till.pos.quote.get({ memberId, lines, receiptNo: 'R1' });
  expect(quote).toMatchObject({ payableFen: 8_400, points: { used: 0 }, earnedPoints: 84 });
  const posted = await till.pos.receipt.post({ ...receiptOf(memberId), quoteId: quote.quoteId });
  expect(posted).toMatchObject({ status: 'posted', benefits: { payableFen: 8_400 } });
  expect(await refusalOf(till.pos.redemption.cancel({ redemptionId: 'D1' }))).toEqual({
    code: 'redemption_receipt_posted',
  });
});

test('a receipt that raises its member says so before and after (TR-02)', async () => {
  const [regular, silver, ...others] = plainProgramme().tiers;
  const qualify = { kind: 'at_least', measure: 'spend_fen', amount: 310_000 } as const;
  const tiers = [regular!, { ...silver!, qualify }, ...others];
  const till = await openTestTill({ programme: { ...programme, tiers } });
  const memberId = await withMember(till);
  const one = await till.pos.quote.get({ memberId, lines: lines.slice(0, 1) });
  expect(one.tier).toMatchObject({
    code: 'regular',
    raisedTo: null,
    next: { code: 'silver', missing: [{ measure: 'spend_fen', missing: 8_400 }] },
  });
  const big = lines.map((line) => ({ ...line, amountFen: line.amountFen * 2 }));
  const quote = await till.pos.quote.get({ memberId, lines: big });
  expect(quote.tier).toMatchObject({ raisedTo: { code: 'silver', name: '银卡' }, next: null });
  const receipt = { ...receiptOf(memberId), lines: big, quoteId: quote.quoteId };
  expect(await till.pos.receipt.post(receipt)).toMatchObject({
    benefits: { raisedTo: { code: 'silver' } },
    member: { tier: 'silver' },
  });
});

test('refuses what cannot be quoted', async () => {
  const till = await openTestTill({ programme });
  const memberId = await withMember(till);
  const refused = (change: object) => refusalOf(till.pos.quote.get({ memberId, lines, ...change }));
  expect(await refused({ memberId: 'nobody' })).toEqual({ code: 'member_not_found' });
  expect(await refused({ lines: [] })).toEqual({ code: 'receipt_empty' });
  expect(await refused({ lines: [lines[0], lines[0]] })).toEqual({
    code: 'receipt_line_repeated',
    lineNo: 1,
  });
  expect(await refused({ businessDate: addDays(today, 2) })).toEqual({
    code: 'receipt_date_invalid',
  });
  feed(till, memberId, { status: 'frozen' });
  expect(await refused({})).toEqual({ code: 'member_frozen' });
});

const refund = (refundNo: string, lineNo: number, amountFen: number) => ({
  refundNo,
  receiptNo: 'R1',
  lines: [{ lineNo, amountFen }],
});

async function openFound(till: TestTill) {
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  return screen.receipt.find({ receiptNo: 'R1' });
}
