import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { codeLevelMs } from '../../src-main/till/visits.ts';
import { decodeBase45, encodeBase45 } from '../../src-shared/scan/base45.ts';
import { DOUBLE_DELIVERY_MS } from '../../src-shared/scan/scan-gate.ts';
import type { MemberCode } from '../../src-shared/scan/member-code.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { memberId as toMemberId } from '../../src-shared/values/ids.ts';
import { makeMemberCode, makeTestKeys, referenceOf } from '../support/member-codes.ts';
import { confirmed } from './fake-sync.ts';
import { cashierPin, openTestTill, refusalOf, type TestTill } from './test-till.ts';

const today = businessDateAt(Date.now());
const opened = '会员码已用过一次，请会员刷新后再扫';
const forged = '会员码无法验证，请会员用官方程序重新打开';
const nowS = () => Math.floor(Date.now() / 1000);
const saleOf = (receiptNo: string, amountFen: number) => ({
  receiptNo,
  businessDate: today,
  lines: [{ lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen }],
});

/** A till without the line that has the keys, and a member with a PIN and 3,000 points. */
async function openShop() {
  const keys = makeTestKeys();
  const till = await openTestTill({ online: false });
  till.line.store.codeKey.replaceAll('member', keys.publicKeys(Date.now()));
  till.line.announce();
  const enrolled = await till.pos.member.enrol({
    phone: '13812345678',
    name: '张三丰',
    pin: '579246',
  });
  const memberId = toMemberId(enrolled.memberId);
  await till.pos.receipt.post({ ...saleOf('R-start', 300_000), memberId });
  till.line.feed(confirmed(till.line.store, memberId));
  const codeOf = (code: Partial<MemberCode> = {}) => makeMemberCode(keys, { memberId, ...code });
  return { till, keys, memberId, codeOf };
}

async function signedIn(till: TestTill) {
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  return screen;
}

const refused = (message: string) => ({ kind: 'signed_code', status: 'refused', message });

test('ID-03: a cash register that delivers one scan twice hears the same answer twice, and later that it is used', async () => {
  const { till, codeOf } = await openShop();
  const text = codeOf();
  const first = await till.pos.scan({ text });
  expect(first).toMatchObject({ status: 'found' });
  expect(await till.pos.scan({ text })).toEqual(first);
  await sleep(DOUBLE_DELIVERY_MS + 100);
  expect(await till.pos.scan({ text })).toMatchObject(refused(opened));
});

test('ID-02, ID-03: a fresh code opens its member without the line, and pays with points without a PIN', async () => {
  const { till, memberId, codeOf } = await openShop();
  const screen = await signedIn(till);
  expect(await screen.scan({ text: codeOf() })).toMatchObject({
    kind: 'signed_code',
    status: 'found',
    message: '已找到会员 张*丰',
    member: { memberId, level: 'L2', availablePoints: 3000 },
  });
  const sold = await screen.receipt.post({
    ...saleOf('R1', 10_000),
    memberId,
    wishes: { points: 500 },
  });
  expect(sold).toMatchObject({ benefits: { points: 500, right: 'floor' } });
  // Stored value wants the PIN beside it (SV-12).
  const pay = screen.storedValue.pay({ paymentId: 'P1', memberId, receiptNo: 'R2', amountFen: 1 });
  expect((await refusalOf(pay))['code']).toMatch(/^value_(?:pin_needed|not_offered)$/);
});

test('ID-05: a code stands for the PIN for ten minutes, whatever the clock on the wall is set to', async () => {
  const { till, memberId, codeOf } = await openShop();
  const screen = await signedIn(till);
  const atMs = till.clock.uptimeMs();
  till.clock.uptimeMs = () => atMs;
  await screen.scan({ text: codeOf() });
  const levelAfter = async (ms: number) => {
    till.clock.uptimeMs = () => atMs + ms;
    return (await screen.member.get({ memberId })).level;
  };
  // Somebody is busy with the member all the while.
  expect(await levelAfter(codeLevelMs / 2)).toBe('L2');
  expect(await levelAfter(codeLevelMs)).toBe('L2');
  till.clock.nowMs = () => Date.now() - 3_600_000;
  expect(await levelAfter(codeLevelMs + 1)).toBe('L1');
});

test('ID-03: a code is opened once at this till, also over a restart', async () => {
  const { till, keys, memberId, codeOf } = await openShop();
  const screen = await signedIn(till);
  const text = codeOf();
  const both = await Promise.all([screen.scan({ text }), till.pos.scan({ text })]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['found', 'refused']);
  expect(await screen.scan({ text })).toEqual(refused(opened));

  await till.till.stop();
  const again = await openTestTill({ online: false, dataFolder: till.dataFolder });
  expect(await again.pos.scan({ text })).toEqual(refused(opened));
  expect((await again.pos.scan({ text: makeMemberCode(keys, { memberId }) })).status).toBe('found');
});

test('ID-03: every bit of a code counts', async () => {
  const { till, codeOf } = await openShop();
  const grant = { maxPoints: 500, storeReference: referenceOf('store-1'), livesS: 600 };
  for (const text of [codeOf(), codeOf({ grant })]) {
    const bytes = decodeBase45(text.slice('M2:'.length))!;
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const result = await till.pos.scan({ text: `M2:${encodeBase45(flipped)}` });
      // The first byte says which key it is.
      const message = bit < 8 ? expect.stringMatching(/密钥|无法验证/) : forged;
      expect(result, `bit ${bit}`).toEqual({ kind: 'signed_code', status: 'refused', message });
    }
    expect((await till.pos.scan({ text })).status).toBe('found');
  }
});

test('ID-03: each other cause has words of its own', async () => {
  const { till, memberId, codeOf } = await openShop();
  const messageOf = async (text: string) => {
    const result = await till.pos.scan({ text });
    expect(result).toMatchObject({ kind: 'signed_code', status: 'refused' });
    return result.message;
  };
  expect(await messageOf(makeMemberCode(makeTestKeys(), { memberId }))).toBe(forged);
  expect(await messageOf(codeOf({ issuedAtS: nowS() - 92 }))).toBe(
    '会员码已过期，请会员刷新后再扫',
  );
  expect(await messageOf(codeOf({ issuedAtS: nowS() + 92 }))).toBe(
    '会员码的时间在本机之后，请核对本机时间',
  );
  const grant = { maxPoints: 500, storeReference: referenceOf('store-2'), livesS: 600 };
  expect(await messageOf(codeOf({ grant }))).toBe('此码的积分只能在另一门店用，请会员重新生成');
  expect(await messageOf(codeOf().slice(0, -1))).toBe('会员码残缺，请重新扫一次');
  till.line.store.codeKey.replaceAll('member', []);
  till.line.announce();
  expect(await messageOf(codeOf())).toBe('本机没有此会员码的密钥，请刷新会员码，或联网后再扫');
});

test('ID-05: a clock that was set lets a code in for five minutes and asks for the PIN; one far off lets none in', async () => {
  const { till, memberId, codeOf } = await openShop();
  const screen = await signedIn(till);
  const bootedAtMs = till.clock.nowMs() - till.clock.uptimeMs();
  till.clock.uptimeMs = () => Date.now() - bootedAtMs;
  till.clock.nowMs = () => Date.now() - 4 * 60_000;
  // The machine's own count goes on, and a clock that does not agree with it makes both doubtful.
  expect(await screen.scan({ text: codeOf() })).toMatchObject({
    status: 'found',
    message: '已找到会员 张*丰，本机时间未核准，用积分需输密码',
    member: { memberId, level: 'L1' },
  });
  const hear = () =>
    till.line.time.learn({ officeAtMs: Date.now(), startedAt: performance.now(), heldMs: 0 });
  hear();
  // Heard again: the time is known, and the clock of a machine that nobody looks after is doubted all the same.
  expect(await screen.scan({ text: codeOf({ issuedAtS: nowS() - 200 }) })).toMatchObject({
    status: 'found',
    member: { level: 'L1' },
  });
  till.clock.nowMs = () => Date.now() - 31 * 60_000;
  expect(await screen.scan({ text: codeOf() })).toEqual(
    refused('本机时间偏差太大，会员码停用，请输密码'),
  );
  till.clock.nowMs = () => Date.now();
  hear();
  expect(await screen.scan({ text: codeOf() })).toMatchObject({ member: { level: 'L2' } });
});

test('a code of somebody who is not here is kept for when they are, and head office is asked by its id', async () => {
  const { till, keys } = await openShop();
  const stranger = toMemberId('01928f6e-0000-7000-8000-00000000beef');
  const text = makeMemberCode(keys, { memberId: stranger });
  expect(await till.pos.scan({ text })).toEqual({
    kind: 'signed_code',
    status: 'not_found',
    message: '没有找到这个会员码的会员。请输手机号，或继续结账',
  });
  till.line.online = true;
  till.line.announce();
  const asked: unknown[] = [];
  till.line.findMember = (by) => {
    asked.push(by);
    const { memberId } = till.line.store.member.findByPhone('13812345678')[0]!;
    return Promise.resolve({ status: 'found', memberId });
  };
  expect((await till.pos.scan({ text })).status).toBe('found');
  expect(asked).toEqual([{ memberId: stranger }]);
});
