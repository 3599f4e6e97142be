import { createRouterClient } from '@orpc/server';
import { expect, test } from 'vitest';
import {
  listLookUpsMax,
  listLookUpsWindowMs,
  lookUpLimit,
} from '../../src-main/till/look-up-limit.ts';
import { pinLockMs, pinTriesMax } from '../../src-main/till/pin-guard.ts';
import { visitIdleMs } from '../../src-main/till/visits.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import { completeEan13 } from '../../src-shared/values/ean13.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { createQuietLog, type QuietLog } from '../support/quiet-log.ts';
import { confirmed } from './fake-sync.ts';
import { cashierPin, managerPin, openTestTill, refusalOf, type TestTill } from './test-till.ts';

const card = completeEan13('201234567890');
const phone = '13812345678';
const pin = '579246';
const today = businessDateAt(Date.now());
const closed = {
  level: 'L0',
  maskedName: '张*丰',
  tierName: '普通',
  availablePoints: null,
  pendingPoints: null,
  heldPoints: null,
  reservedPoints: null,
  grants: null,
  debtPoints: null,
  offlinePoints: null,
  expiringPoints: null,
  valuePrincipalFen: null,
  valueBonusFen: null,
  expiresOnDay: null,
} as const;

function receiptOf(memberId: string, receiptNo: string, amountFen = 300_000) {
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen };
  return { receiptNo, businessDate: today, memberId, lines: [line] };
}

/** A member with a name, a birthday near today, a card, a PIN and 3,000 confirmed points; nobody is at the screen's till yet. */
async function openShop(
  given: {
    readonly withPin?: boolean;
    readonly log?: QuietLog['log'];
    readonly programme?: Partial<Programme>;
  } = {},
) {
  const { withPin: _withPin, ...options } = given;
  const till = await openTestTill(options);
  const { memberId, memberNo } = await till.pos.member.enrol({
    phone,
    name: '张三丰',
    birthday: today.slice(5),
    cardNo: card,
    ...(given.withPin === false ? {} : { pin }),
  });
  await till.pos.receipt.post(receiptOf(memberId, 'R-start'));
  till.line.feed(confirmed(till.line.store, memberId as MemberId));
  return { till, memberId, memberNo, screen: await signedIn(till) };
}

async function signedIn(till: TestTill, staffId = 'cashier-1') {
  const screen = till.screen();
  await screen.session.signIn({ staffId, pin: staffId === 'cashier-1' ? cashierPin : managerPin });
  return screen;
}

test('ID-02: a phone that was said shows who it is and nothing they own, and earns all the same', async () => {
  const { screen, memberId, memberNo } = await openShop();
  const scanned = await screen.scan({ text: phone });
  expect(scanned).toMatchObject({ status: 'found', member: closed });
  // Whatever a summary may hold one day: nothing else is told.
  const told = Object.entries(scanned.member ?? {}).filter(([, value]) => value !== null);
  expect(told.map(([field]) => field).toSorted()).toEqual(
    [
      'asOfMs',
      'birthday',
      'cardCount',
      'hasPin',
      'level',
      'maskedName',
      'maskedPhone',
      'memberId',
      'memberNo',
      'status',
      'tier',
      'tierName',
    ].toSorted(),
  );
  // Neither the birthday nor the number that would pass for the card.
  expect(scanned.member).toMatchObject({ birthday: 'known', prompt: null });
  expect(scanned.member?.memberNo).toBe(`****${memberNo.slice(-4)}`);
  expect(JSON.stringify(scanned)).not.toContain('3000');
  expect(await screen.member.get({ memberId })).toMatchObject(closed);
  expect(await screen.member.enrol({ phone })).toMatchObject({ status: 'exists', member: closed });

  const earned = await screen.receipt.post(receiptOf(memberId, 'R1', 5_000));
  expect(earned).toMatchObject({ status: 'posted', earnedPoints: 50, member: closed });
  expect(await screen.redemption.cancel({ redemptionId: 'none' }).catch(() => null)).toBeNull();
  const refund = { refundNo: 'F1', receiptNo: 'R1', lines: [{ lineNo: 1, amountFen: 5_000 }] };
  expect(await screen.refund.post(refund)).toMatchObject({ takenBackPoints: 50, member: closed });
});

test('ID-02, ID-06: a list of members opens nobody, whatever it was searched by', async () => {
  const { screen } = await openShop();
  for (const query of ['5678', '张三丰', 'zhangsan', '1381234', phone]) {
    expect((await screen.member.find({ query, limit: 8 })).members, query).toMatchObject([closed]);
  }
});

test('ID-02: what a debt took of an earning stays the member’s own affair until they are known', async () => {
  const { till, screen, memberId } = await openShop();
  const state = confirmed(till.line.store, memberId as MemberId);
  till.line.feed({ ...state, lots: [], debtPoints: 40, carriedPoints: -40, entries: [] });
  const hidden = await screen.receipt.post(receiptOf(memberId, 'R1', 3_000));
  expect(hidden.entries.map(({ kind }) => kind)).toEqual(['earn']);
  await screen.scan({ text: card });
  const told = await screen.receipt.post(receiptOf(memberId, 'R1', 3_000));
  expect(told.entries.map(({ kind }) => kind)).toContain('debt_settle');
});

test('ID-02: points around a birthday are given to who only said a number, and named to who is known', async () => {
  const name = { 'zh-CN': '生日双倍积分', en: 'Double points', 'zh-TW': '生日雙倍積分' };
  const reward = { kind: 'multiplier', multiplier: { numerator: 2, denominator: 1 } } as const;
  const always = { priority: 1, fromDay: today, toDay: today, name, reward };
  const { screen, memberId } = await openShop({
    programme: {
      campaigns: [
        { ...always, campaignId: 'birthday', when: [{ kind: 'birthday_window', days: 3 }] },
        { ...always, campaignId: 'both', when: [{ kind: 'birthday_window', days: 9 }] },
      ],
    },
  });
  const { receiptNo: _receiptNo, ...sale } = receiptOf(memberId, 'R1', 5_000);
  const hidden = await screen.quote.get(sale);
  expect(hidden).toMatchObject({ isClosed: true, earnedPoints: 100, unused: [] });
  const posted = await screen.receipt.post(receiptOf(memberId, 'R1', 5_000));
  for (const { entries } of [hidden, posted]) {
    expect(entries).toMatchObject([
      { reason: '消费积分', points: 50 },
      { reason: '活动加赠', points: 50 },
    ]);
  }
  await screen.scan({ text: card });
  const told = await screen.quote.get(sale);
  expect(told.entries).toMatchObject([{}, { reason: '生日双倍积分', points: 50 }]);
  expect(told.unused).toMatchObject([{ id: 'both', whyNot: 'better_chosen' }]);
});

test('CP-03: whose birthday is not known or too new is told so, and who only said a number nothing', async () => {
  const name = { 'zh-CN': '生日双倍积分', en: 'Double points', 'zh-TW': '生日雙倍積分' };
  const reward = { kind: 'multiplier', multiplier: { numerator: 2, denominator: 1 } } as const;
  const around = { priority: 1, fromDay: today, toDay: today, name, reward };
  const { till, screen } = await openShop({
    programme: {
      campaigns: [
        { ...around, campaignId: 'birthday', when: [{ kind: 'birthday_window', days: 3 }] },
      ],
    },
  });
  const { memberId } = await till.pos.member.enrol({ phone: '13912345678' });
  const sale = { memberId, lines: receiptOf(memberId, 'R1', 5_000).lines };
  expect(await screen.quote.get(sale)).toMatchObject({ isClosed: true, unused: [] });
  const told = { kind: 'campaign', id: 'birthday', reach: 'later' };
  expect((await till.pos.quote.get(sale)).unused).toMatchObject([
    { ...told, whyNot: 'birthday_unknown', reason: '没有登记生日' },
  ]);
  const state = confirmed(till.line.store, memberId as MemberId);
  const birthday = { value: today.slice(5), setAtMs: Date.now() };
  const enrolledOnDay = addDays(today, -9);
  till.line.feed({ ...state, enrolledOnDay, profile: { ...state.profile, birthday } });
  expect((await till.pos.quote.get(sale)).unused).toMatchObject([
    { ...told, whyNot: 'birthday_new', reason: '登记或改生日满 30 天后可用' },
  ]);
});

test('ID-02: the card shows what its owner has, and the phone said afterwards hides nothing', async () => {
  const { screen, memberId } = await openShop();
  expect(await screen.scan({ text: card })).toMatchObject({
    member: { level: 'L1', availablePoints: 3000, birthday: 'near', prompt: 'birthday' },
  });
  expect(await screen.scan({ text: phone })).toMatchObject({ member: { level: 'L1' } });
  expect(await screen.member.ledger({ memberId })).toMatchObject({ entries: [{ points: 3000 }] });
  const wish = { memberId, receiptNo: 'R1', eligibleFen: 10_000 };
  expect(await screen.redemption.quote(wish)).toMatchObject({ maxPoints: 3000 });
});

test('ID-02: a screen forgets whom it knew when they leave, when it locks and when nobody asked for long', async () => {
  const { till, screen, memberId } = await openShop();
  const level = async () => (await screen.member.get({ memberId })).level;
  await screen.scan({ text: card });
  expect(await level()).toBe('L1');
  await screen.member.leave({ memberId });
  expect(await level()).toBe('L0');
  expect(await screen.scan({ text: phone })).toMatchObject({ member: closed });

  await screen.scan({ text: card });
  await screen.session.signOut();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  expect(await level()).toBe('L0');
  await screen.scan({ text: card });
  await screen.session.signIn({ staffId: 'manager-1', pin: managerPin });
  expect(await level()).toBe('L0');

  await screen.scan({ text: card });
  const startedAtMs = till.clock.nowMs();
  till.clock.nowMs = () => startedAtMs + visitIdleMs - 1000;
  expect(await level()).toBe('L1');
  till.clock.nowMs = () => startedAtMs + 2 * visitIdleMs - 2000;
  expect(await level()).toBe('L1');
  till.clock.nowMs = () => startedAtMs + 3 * visitIdleMs;
  expect(await level()).toBe('L0');
  // Another screen of the same till never knew.
  await screen.scan({ text: card });
  expect((await (await signedIn(till)).member.get({ memberId })).level).toBe('L0');
});

test.each([
  { kind: 'surname', text: ' ZHANG ' },
  { kind: 'surname', text: '張' },
  { kind: 'birthday', monthDay: today.slice(5) },
] as const)(
  'ID-02: a second factor opens the balances but spends nothing: $kind',
  async (factor) => {
    const { screen, memberId } = await openShop();
    expect(await screen.member.identify({ memberId, factor })).toMatchObject({
      level: 'L1',
      availablePoints: 3000,
    });
    const wish = { redemptionId: 'D1', memberId, receiptNo: 'R1', eligibleFen: 9_000, points: 100 };
    const proof = { kind: 'pin', pin: '000000' } as const;
    expect(await refusalOf(screen.redemption.post({ ...wish, proof }))).toMatchObject({
      code: 'pin_wrong',
    });
  },
);

test('ID-02: the PIN opens everything, whether it is asked for to be known or to spend', async () => {
  const { screen, memberId } = await openShop();
  expect(await screen.member.identify({ memberId, factor: { kind: 'pin', pin } })).toMatchObject({
    level: 'L2',
    availablePoints: 3000,
  });
  await screen.member.leave({ memberId });
  const wish = { redemptionId: 'D1', memberId, receiptNo: 'R1', eligibleFen: 9_000, points: 100 };
  const spent = await screen.redemption.post({ ...wish, proof: { kind: 'pin', pin } });
  expect(spent.member).toMatchObject({ level: 'L2', availablePoints: 2900 });
  await screen.member.leave({ memberId });
  expect(await screen.redemption.cancel({ redemptionId: 'D1' })).toMatchObject({
    restoredPoints: 100,
    member: closed,
  });
});

test('ID-02: wrong answers are counted on the disk and lock after five, apart from the PIN; the card still opens', async () => {
  const { till, screen, memberId } = await openShop();
  const say = (text: string) =>
    screen.member.identify({ memberId, factor: { kind: 'surname', text } });
  for (let left = pinTriesMax - 1; left >= 0; left -= 1) {
    expect(await refusalOf(say('李'))).toMatchObject({
      code: 'identification_wrong',
      attemptsLeft: left,
    });
  }
  expect(await refusalOf(say('张'))).toMatchObject({ code: 'identification_locked' });
  expect(till.line.store.pinAttempt.read(`answer:${memberId}`)).toMatchObject({
    failedCount: pinTriesMax,
  });
  const birthday = { kind: 'birthday', monthDay: today.slice(5) } as const;
  const other = await signedIn(till);
  expect(await refusalOf(other.member.identify({ memberId, factor: birthday }))).toMatchObject({
    code: 'identification_locked',
  });
  expect(await screen.member.get({ memberId })).toMatchObject(closed);
  expect(await other.member.identify({ memberId, factor: { kind: 'pin', pin } })).toMatchObject({
    level: 'L2',
  });
  expect(await screen.scan({ text: card })).toMatchObject({ member: { level: 'L1' } });

  const startedAtMs = till.clock.nowMs();
  till.clock.nowMs = () => startedAtMs + pinLockMs + 1;
  expect(await say('张')).toMatchObject({ level: 'L1' });
});

test('ID-02: a day that does not exist costs no try, and a factor nobody gave tells nothing', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone, birthday: '03-05' });
  const screen = await signedIn(till);
  const identify = (factor: Parameters<typeof screen.member.identify>[0]['factor']) =>
    refusalOf(screen.member.identify({ memberId, factor }));
  expect(await identify({ kind: 'birthday', monthDay: '13-41' })).toEqual({
    code: 'birthday_invalid',
  });
  expect(await identify({ kind: 'surname', text: '张' })).toMatchObject({
    code: 'identification_wrong',
    attemptsLeft: pinTriesMax - 1,
  });
  expect(await identify({ kind: 'pin', pin })).toEqual({ code: 'pin_not_set' });
});

test('ID-02: who never gave more than a phone needs the card or a manager', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone });
  const screen = await signedIn(till);
  const impossible = { code: 'identification_impossible' };
  expect(await refusalOf(screen.member.ledger({ memberId }))).toEqual(impossible);
  const surname = { kind: 'surname', text: '张' } as const;
  expect(await refusalOf(screen.member.identify({ memberId, factor: surname }))).toEqual(
    impossible,
  );
  const manager = { kind: 'manager', staffId: 'manager-1', pin: managerPin } as const;
  const cashier = { kind: 'manager', staffId: 'cashier-1', pin: cashierPin } as const;
  expect(await refusalOf(screen.member.identify({ memberId, factor: cashier }))).toEqual({
    code: 'staff_role_needed',
  });
  expect(await screen.member.identify({ memberId, factor: manager })).toMatchObject({
    level: 'L1',
    availablePoints: 0,
  });
});

test('ID-02: a phone number alone puts in no card, name or first PIN, which would be a way to spend', async () => {
  const { till, screen, memberId } = await openShop({ withPin: false });
  const needed = { code: 'identification_needed' };
  await screen.scan({ text: phone });
  const other = completeEan13('201234567899');
  expect(await refusalOf(screen.member.editProfile({ memberId, cardNo: other }))).toEqual(needed);
  expect(await refusalOf(screen.member.editProfile({ memberId, name: '李四' }))).toEqual(needed);
  expect(await refusalOf(screen.member.setPin({ memberId, pin }))).toEqual(needed);
  const { adjust } = till.line.store.programme.list()[0]!;
  const adjustment = { adjustmentId: 'A1', points: -9_999, reasonCode: adjust.reasons[0]!.code };
  const manager = await signedIn(till, 'manager-1');
  // What cannot be taken would tell what there is.
  expect(await refusalOf(manager.adjustment.post({ memberId, ...adjustment }))).toEqual(needed);
  await screen.scan({ text: card });
  expect(await screen.member.setPin({ memberId, pin })).toEqual({ status: 'set' });
});

test('ID-02: who has just joined is known, and so is whose PIN a manager took away', async () => {
  const till = await openTestTill();
  const screen = await signedIn(till);
  const joined = await screen.member.enrol({ phone, name: '张三丰', pin });
  expect(joined.member).toMatchObject({ level: 'L1', availablePoints: 0 });
  expect(joined.memberNo).toMatch(/^\d{13}$/);
  const { memberId } = joined;
  await screen.member.leave({ memberId });
  const proof = { kind: 'manager', staffId: 'manager-1', pin: managerPin } as const;
  await screen.member.resetPin({ memberId, proof });
  expect(await screen.member.setPin({ memberId, pin })).toEqual({ status: 'set' });
});

test('ID-02: the cash register is always told numbers, and what its call made sure of', async () => {
  const { till, memberId } = await openShop();
  // As over HTTP: every call is a session of its own.
  const register = () =>
    createRouterClient(till.till.router, { context: { session: till.till.posSession('zh-CN') } });
  const open = { availablePoints: 3000, pendingPoints: 0, offlinePoints: 500, birthday: 'near' };
  expect(await register().scan({ text: phone })).toMatchObject({
    member: { level: 'L0', ...open },
  });
  expect(await register().scan({ text: card })).toMatchObject({ member: { level: 'L1', ...open } });
  expect((await register().member.find({ query: '5678', limit: 8 })).members).toMatchObject([open]);
  expect(await register().member.get({ memberId })).toMatchObject(open);
  expect(await register().member.enrol({ phone })).toMatchObject({ member: open });
  const wish = { redemptionId: 'D1', memberId, receiptNo: 'R1', eligibleFen: 9_000, points: 100 };
  const spent = await register().redemption.post({ ...wish, proof: { kind: 'pin', pin } });
  expect(spent.member).toMatchObject({ level: 'L2', availablePoints: 2900 });
  expect((await register().redemption.cancel({ redemptionId: 'D1' })).member).toMatchObject(open);
  const earned = await register().receipt.post(receiptOf(memberId, 'R2', 5_000));
  expect(earned.member).toMatchObject({ availablePoints: 3000, pendingPoints: 50 });
});

test('ID-06: thirty lists in ten minutes per person; whole numbers, cards and registers that name nobody are free', async () => {
  const { till, screen } = await openShop();
  const find = (query: string) => screen.member.find({ query, limit: 8 });
  const startedAtMs = till.clock.nowMs();
  till.clock.nowMs = () => startedAtMs;
  for (let count = 0; count < listLookUpsMax; count += 1) await find(count % 2 ? '5678' : '张三丰');
  expect(await refusalOf(find('5678'))).toEqual({
    code: 'look_up_limit',
    lockedUntilMs: startedAtMs + listLookUpsWindowMs,
  });
  // Signing in again gives nobody new tries; a colleague has their own.
  const again = await signedIn(till);
  expect(await refusalOf(again.member.find({ query: 'zsf', limit: 8 }))).toMatchObject({
    code: 'look_up_limit',
  });
  // Nor does a restart of the till, until the first of them is forgotten.
  const restarted = lookUpLimit(till.line.store, { clock: till.clock, time: till.line.time });
  expect(restarted.take('cashier-1')).toMatchObject({ code: 'look_up_limit' });
  expect(restarted.take('cashier-2')).toBeNull();
  const manager = await signedIn(till, 'manager-1');
  expect((await manager.member.find({ query: 'zsf', limit: 8 })).members).toHaveLength(1);
  expect((await find(phone)).members).toHaveLength(1);
  expect((await find(card)).members).toHaveLength(1);
  expect((await find('z')).members).toHaveLength(0);
  expect((await till.pos.member.find({ query: '5678', limit: 8 })).members).toHaveLength(1);
  // A register that says who stands there asks for that person.
  const named = till.posOf('cashier-1').member.find({ query: '5678', limit: 8 });
  expect(await refusalOf(named)).toMatchObject({ code: 'look_up_limit' });
  till.clock.nowMs = () => startedAtMs + listLookUpsWindowMs;
  expect((await find('5678')).members).toHaveLength(1);
});

test('ID-02: four digits and a name in one box find whom both fit, in either order, and are one list', async () => {
  const { log, lines } = createQuietLog();
  const { screen, memberId } = await openShop({ log });
  const found = async (query: string) =>
    (await screen.member.find({ query, limit: 8 })).members.map((member) => member.memberId);
  for (const query of ['张三丰5678', '5678 张', 'zhang 5678', 'ZSF5678', '５６７８ 三丰']) {
    expect(await found(query), query).toEqual([memberId]);
  }
  for (const query of ['李5678', '张1234', '5678张5678', '5678 ·']) {
    expect(await found(query), query).toEqual([]);
  }
  expect(lines.find(({ msg }) => msg === 'members looked up')).toMatchObject({
    by: 'last4_and_name',
    foundCount: 1,
  });
});

test('ID-06: every look-up is in the log with who asked and who was found, and nothing of what was said', async () => {
  const { log, lines } = createQuietLog();
  const { screen, memberId } = await openShop({ log });
  await screen.scan({ text: phone });
  await screen.scan({ text: card });
  await screen.scan({ text: '13900000001' });
  await screen.member.find({ query: '5678', limit: 8 });
  const surname = { kind: 'surname', text: '张' } as const;
  await screen.member.identify({ memberId, factor: surname });
  await refusalOf(screen.member.identify({ memberId, factor: { kind: 'pin', pin: '111222' } }));
  const lookUps = lines.filter(({ msg }) => msg === 'members looked up');
  const operator = 'cashier-1';
  expect(lookUps).toMatchObject([
    { by: 'phone', operator, foundCount: 1, memberId },
    { by: 'member_card', operator, foundCount: 1, memberId },
    { by: 'phone', operator, foundCount: 0 },
    { by: 'phone_last4', operator, foundCount: 1, memberId },
  ]);
  const known = lines.filter(({ msg }) => msg === 'a member was identified');
  expect(known).toMatchObject([
    { by: 'surname', known: true, memberId },
    { by: 'pin', known: false, memberId },
  ]);
  const named = new Set([...lookUps, ...known].flatMap((line) => Object.keys(line)));
  expect([...named].toSorted()).toEqual(
    ['by', 'foundCount', 'known', 'level', 'memberId', 'msg', 'operator', 'time'].toSorted(),
  );
  const all = JSON.stringify(lines);
  for (const said of [phone, '张', card, '13900000001']) expect(all, said).not.toContain(said);
});
