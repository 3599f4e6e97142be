import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openToRead } from '../../src-main/store/till-file.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { useTempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { connectScreen } from './screen-socket.ts';
import { runStation, spawnStation, type StationProcess } from './station-process.ts';
import { startTestOffice, type TestOffice } from './test-office.ts';

// Whole processes start and stop here.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const programmes = path.join(import.meta.dirname, '../../resources/programmes');
const plainFile = path.join(programmes, 'plain.json');
const sampleFile = path.join(programmes, 'sample-grocery.json');
interface SampleDocument {
  readonly coupons: { readonly templates: readonly { templateId: string; storeIds?: string[] }[] };
}
const pin = '579246';
const today = businessDateAt(Date.now());
const line = { lineNo: 1, sku: 'A1', category: 'food', quantity: 1, amountFen: 200_000 };

let office: TestOffice;
beforeAll(async () => {
  office = await startTestOffice();
});
beforeEach(() => office.comeBack());
afterAll(() => office.remove());

let lastPhone = 13_812_345_670;
async function enrolWithPoints(station: StationProcess, receiptNo: string): Promise<string> {
  lastPhone += 1;
  const enrolled = await station.call('/api/v1/members', { phone: String(lastPhone), pin });
  expect(enrolled).toMatchObject({ status: 200, body: { status: 'enrolled' } });
  const memberId = String(enrolled.body['memberId']);
  const receipt = { receiptNo, businessDate: today, memberId, lines: [line] };
  const earned = await station.call('/api/v1/receipts', receipt);
  expect(earned.body).toMatchObject({ status: 'posted', earnedPoints: 2000 });
  await station.call('/api/v1/sync/run', {});
  return memberId;
}

const redemptionOf = (redemptionId: string, memberId: string, points: number) => ({
  redemptionId,
  memberId,
  receiptNo: redemptionId,
  eligibleFen: 100_000,
  points,
  proof: { kind: 'pin', pin },
});

test('a receipt that points pay in the same act is one operation, here and at head office (PL-21)', async () => {
  const dataFolder = path.join(await useTempDir('station'), 'data');
  const args = ['--office', office.url, '--activation', await office.activationCode('3号机')];
  const station = await spawnStation(dataFolder, args);
  const memberId = await enrolWithPoints(station, 'Q1');
  const lines = [{ ...line, amountFen: 10_000 }];
  const receipt = { receiptNo: 'Q2', businessDate: today, memberId, lines };
  const wishes = { points: 800 };
  const quote = await station.call('/api/v1/quotes', { memberId, lines, wishes });
  expect(quote.body).toMatchObject({ payableFen: 9_200, earnedPoints: 92 });
  const { quoteId } = quote.body;
  const proof = { kind: 'pin', pin };
  const posted = await station.call('/api/v1/receipts', { ...receipt, quoteId, proof });
  expect(posted.body).toMatchObject({
    status: 'posted',
    benefits: { points: 800, offsetFen: 800, right: 'authorised', payableFen: 9_200 },
  });
  // Asked again before the office has it: what was taken in the receipt counts as taken.
  const tooMuch = await station.call('/api/v1/redemptions', redemptionOf('Q3', memberId, 1300));
  expect(tooMuch.body).toMatchObject({ code: 'points_above_limit', maxPoints: 1200 });
  await station.call('/api/v1/sync/run', {});
  const member = await station.call(`/api/v1/members/${memberId}`);
  expect(member.body).toMatchObject({
    availablePoints: 1292,
    pendingPoints: 0,
    reservedPoints: 0,
  });
  // The points that paid are a redemption like any other: its id pays nothing again.
  const { redemptionId } = posted.body['benefits'] as { readonly redemptionId: string };
  const again = redemptionOf(redemptionId, memberId, 100);
  expect(await station.call('/api/v1/redemptions', again)).toMatchObject({ status: 409 });
  const refund = { refundNo: 'Q4', receiptNo: 'Q2', lines: [{ lineNo: 1, amountFen: 10_000 }] };
  expect((await station.call('/api/v1/refunds', refund)).body).toMatchObject({
    restoredPoints: 800,
    takenBackPoints: 92,
  });
  const run = await station.call('/api/v1/sync/run', {});
  expect(run.body).toMatchObject({ pendingCount: 0, setAsideCount: 0 });
  expect((await station.call(`/api/v1/members/${memberId}`)).body).toMatchObject({
    availablePoints: 2000,
    debtPoints: 0,
  });
});

test('the main job from activation to the books of head office', async () => {
  const dataFolder = path.join(await useTempDir('station'), 'data');
  const code = await office.activationCode('1号机');
  const args = ['--office', office.url, '--activation', code];
  const station = await spawnStation(dataFolder, args);
  expect(statSync(path.join(dataFolder, 'pos-token')).mode & 0o777).toBe(0o600);

  const memberId = await enrolWithPoints(station, 'R1');
  expect((await station.call(`/api/v1/members/${memberId}`)).body).toMatchObject({
    availablePoints: 2000,
    pendingPoints: 0,
  });
  const redeemed = await station.call('/api/v1/redemptions', redemptionOf('D1', memberId, 500));
  expect(redeemed.body).toMatchObject({ status: 'posted', right: 'authorised', offsetFen: 500 });
  const tooMuch = await station.call('/api/v1/redemptions', redemptionOf('D2', memberId, 1600));
  expect(tooMuch).toMatchObject({
    status: 422,
    body: { code: 'points_above_limit', maxPoints: 1500 },
  });
  const cancelled = await station.call('/api/v1/redemptions/D1/cancel', {});
  expect(cancelled.body).toMatchObject({ status: 'cancelled', restoredPoints: 500 });
  const refund = { refundNo: 'F1', receiptNo: 'R1', lines: [{ lineNo: 1, amountFen: 100_000 }] };
  expect((await station.call('/api/v1/refunds', refund)).body).toMatchObject({
    status: 'posted',
    takenBackPoints: 1000,
  });

  expect((await station.call('/api/v1/sync/run', {})).body).toMatchObject({
    online: true,
    pendingCount: 0,
    setAsideCount: 0,
  });
  const { operations } = (await station.call(`/api/v1/operations?memberId=${memberId}`)).body;
  expect(operations).toMatchObject([
    { kind: 'refund', status: 'posted' },
    { kind: 'cancelRedemption', status: 'posted' },
    { kind: 'redeem', status: 'posted' },
    { kind: 'earn', status: 'posted' },
    { kind: 'enrol', status: 'posted' },
  ]);
  expect(await office.admin(`/members/${memberId}`)).toMatchObject({ availablePoints: 1000 });
  expect(await station.end('SIGTERM')).toBe(0);
});

test('a damaged replica is made anew: nothing that was not sent is lost, and the members come back', async () => {
  const dataFolder = path.join(await useTempDir('station'), 'data');
  const args = ['--office', office.url, '--activation', await office.activationCode('4号机')];
  const first = await spawnStation(dataFolder, args);
  const memberId = await enrolWithPoints(first, 'B1');
  await office.goDown();
  const receipt = { receiptNo: 'B2', businessDate: today, memberId, lines: [line] };
  expect((await first.call('/api/v1/receipts', receipt)).body).toMatchObject({ status: 'posted' });
  await first.end('SIGTERM');
  damageMembers(dataFolder);
  const refused = await runStation(['--data', dataFolder, '--port', '0', '--office', office.url]);
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.errors).toContain('--rebuild');
  const again = await spawnStation(dataFolder, ['--office', office.url, '--rebuild']);
  expect((await again.call('/api/v1/sync')).body).toMatchObject({ pendingCount: 1 });
  await office.comeBack();
  await until('the member is back', async () => {
    await again.call('/api/v1/sync/run', {});
    const { status, body } = await again.call(`/api/v1/members/${memberId}`);
    return status === 200 && body['availablePoints'] === 4000;
  });
  expect((await again.call('/api/v1/receipts', receipt)).body).toMatchObject({
    status: 'already_posted',
  });
  expect(await office.admin(`/members/${memberId}`)).toMatchObject({ availablePoints: 4000 });
});

/** Turns a bit in every page that holds a member. */
function damageMembers(dataFolder: string): void {
  const filePath = path.join(dataFolder, 'till.db');
  const db = openToRead(filePath, readFileSync(path.join(dataFolder, 'replica-key')));
  const pages = db.prepare<[], number>("SELECT pageno FROM dbstat WHERE name = 'member'").pluck();
  const damaged = readFileSync(filePath);
  for (const pageNumber of pages.all()) damaged[pageNumber * 4096 - 2000]! ^= 1;
  db.close();
  writeFileSync(filePath, damaged);
}

test('a till that was activated once works without head office, under the floor rule', async () => {
  const dataFolder = await useTempDir('station');
  const code = await office.activationCode('1号机');
  const first = await spawnStation(dataFolder, ['--office', office.url, '--activation', code]);
  const memberId = await enrolWithPoints(first, 'R2');
  await office.goDown();
  await first.end('SIGKILL');

  const station = await spawnStation(dataFolder, ['--office', office.url]);
  const floor = await station.call('/api/v1/redemptions', redemptionOf('D1', memberId, 500));
  expect(floor.body).toMatchObject({ status: 'posted', right: 'floor', offsetFen: 500 });
  const again = await station.call('/api/v1/redemptions', redemptionOf('D2', memberId, 100));
  expect(again).toMatchObject({ status: 422, body: { code: 'offline_limit_used' } });
  expect((await station.call('/api/v1/sync')).body).toMatchObject({
    online: false,
    pendingCount: 1,
  });

  await office.comeBack();
  expect((await station.call('/api/v1/sync/run', {})).body).toMatchObject({
    online: true,
    pendingCount: 0,
  });
  expect(await office.admin(`/members/${memberId}`)).toMatchObject({ availablePoints: 1500 });
  expect(
    (await station.call('/api/v1/redemptions', redemptionOf('D2', memberId, 100))).body,
  ).toMatchObject({ status: 'posted', right: 'authorised' });
});

test('a first start without head office refuses to work, and catches up by itself', async () => {
  const code = await office.activationCode('1号机');
  await office.goDown();
  const dataFolder = await useTempDir('station');
  const args = ['--office', office.url, '--activation', code];
  const station = await spawnStation(dataFolder, args);
  const scan = (): ReturnType<StationProcess['call']> =>
    station.call('/api/v1/scans', { text: '13812345678' });
  expect(await scan()).toMatchObject({ status: 503, body: { code: 'not_activated' } });

  await office.comeBack();
  await expect.poll(async () => (await scan()).status, { interval: 200 }).toBe(200);
});

test('an activation code works for one install only, and again for the same one', async () => {
  const code = await office.activationCode('1号机');
  const args = ['--office', office.url, '--activation', code];
  const dataFolder = await useTempDir('station');
  const station = await spawnStation(dataFolder, args);
  await station.end('SIGKILL');
  const again = await spawnStation(dataFolder, args);
  expect((await again.call('/api/v1/sync')).status).toBe(200);

  const other = await useTempDir('station');
  const refused = await runStation(['--port', '0', '--data', other, ...args]);
  expect(refused.code).toBe(1);
  expect(refused.output).toBe('');
  expect(refused.errors).toContain('激活码不能用');
  // Without a code it serves, and leaves it to the first run of its screens.
  const without = await spawnStation(other, ['--office', office.url]);
  expect(await without.call('/api/v1/sync')).toMatchObject({
    status: 503,
    body: { code: 'not_activated' },
  });
});

test('a revoked till says so and does nothing else, after a restart too, until its screen takes a new code', async () => {
  const code = await office.activationCode('丢失的机');
  const dataFolder = await useTempDir('station');
  const args = ['--office', office.url, '--activation', code];
  const first = await spawnStation(dataFolder, args);
  const memberId = await enrolWithPoints(first, 'V1');
  // What it does without a line waits on its disk.
  await office.goDown();
  const lines = [{ ...line, amountFen: 10_000 }];
  const late = { receiptNo: 'V2', businessDate: today, memberId, lines };
  expect((await first.call('/api/v1/receipts', late)).status).toBe(200);
  await first.end('SIGTERM');
  await office.comeBack();
  const { terminals } = await office.admin<{
    terminals: { terminalId: string; terminalName: string }[];
  }>('/terminals');
  const lost = terminals.find((each) => each.terminalName === '丢失的机');
  await office.admin(`/terminals/${lost?.terminalId}/revoke`, {});
  const station = await spawnStation(dataFolder, args);
  const refused = { status: 422, body: { code: 'terminal_revoked' } };
  await expect
    .poll(() => station.call('/api/v1/scans', { text: '13812345678' }))
    .toMatchObject(refused);
  expect(await station.call('/api/v1/sync')).toMatchObject(refused);
  await station.end('SIGTERM');
  const again = await spawnStation(dataFolder, args);
  expect(await again.call('/api/v1/sync/run', {})).toMatchObject(refused);

  // Nobody can sign in there: the code is proof enough, and no other call is open.
  const { client } = connectScreen(again.url, { origin: again.url });
  const readmit = (activationCode: string) => client.setup.readmit({ activationCode });
  await expect(client.setup.read()).rejects.toMatchObject({ code: 'terminal_revoked' });
  expect(await readmit(' ')).toEqual({ status: 'code_unknown' });
  expect(await readmit('none')).toEqual({ status: 'code_unknown' });
  expect(await readmit(code)).toEqual({ status: 'code_used' });
  const { activationCode: elsewhere } = await office.admin<{ activationCode: string }>(
    '/activations',
    { storeId: 'elsewhere', terminalName: '别店' },
  );
  expect(await readmit(elsewhere)).toEqual({ status: 'code_other_store' });
  expect(await readmit(await office.activationCode('找回的机'))).toEqual({ status: 'connected' });
  await until('all is sent', async () => {
    const { body } = await again.call('/api/v1/sync/run', {});
    return body['online'] === true && body['pendingCount'] === 0;
  });
  const { operations } = await office.admin<{ operations: { status: string }[] }>(
    `/operations?memberId=${memberId}`,
  );
  expect(operations.map(({ status }) => status)).toEqual(['posted', 'posted', 'posted']);
  // Where head office knows it, only a manager asks, and no code is used up.
  await expect(readmit('none')).rejects.toMatchObject({ code: 'staff_not_signed_in' });
});

test('CP-01: a voucher for a friend passes to the friend who shows its code, who pays with it and gets it back', async () => {
  const dataFolder = path.join(await useTempDir('station'), 'data');
  const args = ['--office', office.url, '--activation', await office.activationCode('9号机')];
  const station = await spawnStation(dataFolder, args);
  const sample = JSON.parse(readFileSync(sampleFile, 'utf8')) as SampleDocument;
  const template = sample.coupons.templates.find(({ templateId }) => templateId === 'friend_60');
  const { storeIds: _storeIds, ...friend } = template ?? {};
  const plain = JSON.parse(readFileSync(plainFile, 'utf8')) as object;
  const validity = { kind: 'after_issue', days: 30 };
  const coupons = {
    maxPerReceipt: 3,
    giveBackGraceDays: 7,
    templates: [{ ...friend, validity }],
  };
  await office.admin('/programmes', {
    document: { ...plain, version: 60, startsOnDay: today, coupons },
  });
  const giverId = await enrolWithPoints(station, 'F1');
  const friendId = await enrolWithPoints(station, 'F2');
  await office.admin('/coupons/issue', {
    issueId: 'gift',
    templateId: 'friend_60',
    memberIds: [giverId],
    actor: 'anna',
    reason: 'sold',
  });
  await station.call('/api/v1/sync/run', {});
  const { coupons: had } = await office.admin<{ coupons: { couponId: string; code: string }[] }>(
    `/coupons?memberId=${giverId}`,
  );
  const { couponId, code } = had[0]!;
  const scanned = await station.call('/api/v1/scans', { text: code });
  expect(scanned.body).toMatchObject({ status: 'found', coupon: { memberId: giverId, code } });
  const lines = [{ ...line, amountFen: 10_000 }];
  const receiptOf = (receiptNo: string, memberId: string, wished: string) => ({
    receiptNo,
    businessDate: today,
    memberId,
    lines,
    wishes: { couponIds: [wished] },
    proof: { kind: 'pin', pin },
  });
  // Its id alone is nothing: whoever has the code has the coupon.
  const byId = await station.call('/api/v1/receipts', receiptOf('F3', friendId, couponId));
  expect(byId).toMatchObject({ status: 409, body: { code: 'quote_changed' } });
  const taken = await station.call(`/api/v1/members/${friendId}/coupons`, { code });
  expect(taken).toMatchObject({ status: 200, body: { status: 'handed_over' } });
  const newId = String(taken.body['couponId']);
  const again = await station.call(`/api/v1/members/${friendId}/coupons`, { code });
  expect(again.body).toEqual({ status: 'handed_over', couponId: newId });

  const paid = await station.call('/api/v1/receipts', receiptOf('F3', friendId, newId));
  expect(paid.body).toMatchObject({ status: 'posted', benefits: { payableFen: 4_000 } });
  const byGiver = await station.call('/api/v1/receipts', receiptOf('F4', giverId, couponId));
  expect(byGiver).toMatchObject({ status: 409, body: { code: 'quote_changed' } });
  await station.call('/api/v1/sync/run', {});
  const couponsOf = async (memberId: string) =>
    (await station.call(`/api/v1/members/${memberId}/coupons`)).body['coupons'];
  expect(await couponsOf(giverId)).toMatchObject([
    {
      couponId,
      usable: false,
      whyNot: 'handed_over',
      reason: expect.stringMatching(/转赠给 138/) as string,
    },
  ]);
  expect(await couponsOf(friendId)).toMatchObject([{ couponId: newId, status: 'used' }]);
  const refund = { refundNo: 'F5', receiptNo: 'F3', lines: [{ lineNo: 1, amountFen: 4_000 }] };
  expect((await station.call('/api/v1/refunds', refund)).status).toBe(200);
  await station.call('/api/v1/sync/run', {});
  expect(await couponsOf(friendId)).toMatchObject([{ couponId: newId, usable: true }]);

  await office.goDown();
  await station.call('/api/v1/sync/run', {});
  const offline = await station.call(`/api/v1/members/${giverId}/coupons`, { code });
  expect(offline.body).toMatchObject({ status: 'own' });
  const friendCode = await station.call(`/api/v1/members/${friendId}/coupons`, { code });
  expect(friendCode).toMatchObject({ status: 422, body: { code: 'coupon_hand_over_offline' } });
});
