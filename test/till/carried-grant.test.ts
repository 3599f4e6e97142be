import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { programmeSchema } from '../../src-shared/programme/programme-schema.ts';
import { type CodeGrant, grantIdOf } from '../../src-shared/scan/member-code.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { memberId as toMemberId } from '../../src-shared/values/ids.ts';
import { makeMemberCode, makeTestKeys, referenceOf } from '../support/member-codes.ts';
import { confirmed } from './fake-sync.ts';
import { cashierPin, openTestTill, refusalOf, type TestTill } from './test-till.ts';

const today = businessDateAt(Date.now());
const sampleFile = path.join(import.meta.dirname, '../../resources/programmes/sample-grocery.json');
const { sinks } = programmeSchema.parse(JSON.parse(readFileSync(sampleFile, 'utf8')));
const issuedAtS = () => Math.floor(Date.now() / 1000);
let nextLivesS = 600;
/** Each ends in a second of its own, as head office sees to it. */
function grantOf(maxPoints: number, livesS = (nextLivesS += 100)): CodeGrant {
  return { maxPoints, storeReference: referenceOf('store-1'), livesS };
}

/** A till without the line, a member without a PIN and with so many confirmed points, and codes of theirs. */
async function openShop(given: { readonly points?: number } = {}) {
  const keys = makeTestKeys();
  const till = await openTestTill({ online: false, programme: { sinks } });
  till.line.store.codeKey.replaceAll('member', keys.publicKeys(Date.now()));
  till.line.announce();
  const enrolled = await till.pos.member.enrol({ phone: '13812345678' });
  const memberId = toMemberId(enrolled.memberId);
  const amountFen = (given.points ?? 3000) * 100;
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen };
  await till.pos.receipt.post({ receiptNo: 'start', businessDate: today, memberId, lines: [line] });
  till.line.feed(confirmed(till.line.store, memberId));
  const codeOf = (grant: CodeGrant | null = null) =>
    makeMemberCode(keys, { memberId, grant, issuedAtS: issuedAtS() });
  return { till, memberId, codeOf };
}

/** A screen at which the member has shown a code. */
async function shownAt(till: TestTill, text: string) {
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  return { screen, scanned: await show(screen, text) };
}

async function show({ scan }: Pick<TestTill['pos'], 'scan'>, text: string) {
  const scanned = await scan({ text });
  expect(scanned).toMatchObject({ status: 'found', member: { level: 'L2' } });
  return scanned;
}

const wishOf = (memberId: string, points: number, redemptionId = `D${points}`) => ({
  redemptionId,
  memberId,
  receiptNo: redemptionId,
  eligibleFen: 1_000_000,
  points,
});

function goOnline({ line }: TestTill, isOnline = true): void {
  line.online = isOnline;
  line.announce();
}

const lastOperation = ({ line: { store } }: TestTill): Operation =>
  store.operation.find(store.operation.head().terminalSeq)!.operation;

test('ID-04, OF-03: what a phone carried is spent first, without line or PIN, never above its points, and once', async () => {
  const { till, memberId, codeOf } = await openShop();
  const grant = grantOf(1200);
  const { screen, scanned } = await shownAt(till, codeOf(grant));
  expect(scanned.member).toMatchObject({ availablePoints: 3000, offlinePoints: 1200 });
  const asked = { memberId, receiptNo: 'D', eligibleFen: 1_000_000 };
  expect(await screen.redemption.quote(asked)).toMatchObject({ right: 'carried', maxPoints: 1200 });
  expect(await refusalOf(screen.redemption.post(wishOf(memberId, 1300)))).toMatchObject({
    code: 'offline_points_above_limit',
  });

  const posted = await screen.redemption.post(wishOf(memberId, 800));
  expect(posted).toMatchObject({ status: 'posted', right: 'carried', offsetFen: 800 });
  expect(posted.member.offlinePoints).toBe(500);
  expect(lastOperation(till).body).toMatchObject({
    right: 'carried',
    grantId: expect.stringContaining(`grant:${memberId}:`) as unknown,
  });
  expect(await screen.redemption.post(wishOf(memberId, 800))).toMatchObject({
    status: 'already_posted',
    right: 'carried',
  });
  // Another picture of the same grant opens the member and carries nothing more; the floor is as it was.
  expect(await screen.redemption.post(wishOf(memberId, 300))).toMatchObject({ right: 'floor' });
  await screen.redemption.cancel({ redemptionId: 'D800' });
  expect(await refusalOf(screen.redemption.post(wishOf(memberId, 200)))).toMatchObject({
    code: 'offline_limit_used',
  });
});

test('ID-04: every picture of a grant is the same grant, over a restart too', async () => {
  const { till, memberId, codeOf } = await openShop();
  const endsAtS = issuedAtS() + 600;
  const picture = () => codeOf(grantOf(700, endsAtS - issuedAtS()));
  const spendAt = ({ pos }: TestTill, points: number) => {
    const proof = { kind: 'code', text: picture() } as const;
    return pos.redemption.post({ ...wishOf(memberId, points), proof });
  };
  await show(till.pos, picture());
  await till.till.stop();
  const again = await openTestTill({ online: false, dataFolder: till.dataFolder });
  expect(await spendAt(again, 600)).toMatchObject({ right: 'carried' });
  await again.till.stop();
  const third = await openTestTill({ online: false, dataFolder: till.dataFolder });
  expect((await show(third.pos, picture())).member?.offlinePoints).toBe(500);
  expect(await spendAt(third, 500)).toMatchObject({ right: 'floor' });
});

test('OF-03: with the line it is still what the phone carried; for more, head office hears which grant it is', async () => {
  const { till, memberId, codeOf } = await openShop();
  const { screen } = await shownAt(till, codeOf(grantOf(500)));
  goOnline(till);
  const asked: unknown[] = [];
  till.line.authorise = ({ points, grantId }) => {
    asked.push({ points, grantId });
    return Promise.resolve({ status: 'authorised' });
  };
  expect(await screen.redemption.post(wishOf(memberId, 900))).toMatchObject({
    right: 'authorised',
  });
  const { grantId } = lastOperation(till).body as { grantId?: string };
  expect(asked).toEqual([{ points: 900, grantId }]);
  expect(grantId).toMatch(/^grant:/);
  // It is used up with it.
  await screen.redemption.post(wishOf(memberId, 400));
  expect(asked).toHaveLength(2);
  await show(screen, codeOf(grantOf(500)));
  expect(await screen.redemption.post(wishOf(memberId, 500))).toMatchObject({ right: 'carried' });
  expect(asked).toHaveLength(2);
});

test('ID-04: what head office keeps for the phone is the member’s here, also where this till knows less of them', async () => {
  const { till, memberId, codeOf } = await openShop({ points: 1000 });
  const state = confirmed(till.line.store, memberId);
  const endsAtS = issuedAtS() + 600;
  const carried = { storeId: 'store-1', endsAtMs: endsAtS * 1000 };
  const reservation = {
    redemptionId: grantIdOf(memberId, endsAtS),
    installId: '',
    points: 900,
    expiresAtMs: endsAtS * 1000 + 86_400_000,
    carried,
  };
  till.line.feed({ ...state, reservations: [reservation] });
  expect(await till.pos.member.get({ memberId })).toMatchObject({
    availablePoints: 100,
    reservedPoints: 900,
  });
  const { screen, scanned } = await shownAt(till, codeOf(grantOf(900, endsAtS - issuedAtS())));
  expect(scanned.member).toMatchObject({ availablePoints: 1000, reservedPoints: 0 });
  expect(await screen.redemption.post(wishOf(memberId, 900))).toMatchObject({ right: 'carried' });
  expect(await till.pos.member.get({ memberId })).toMatchObject({
    availablePoints: 100,
    reservedPoints: 0,
  });

  // Earned elsewhere, and not heard of here: head office vouches for it.
  till.line.feed({ ...confirmed(till.line.store, memberId), reservations: [] });
  await show(screen, codeOf(grantOf(600)));
  expect(await screen.redemption.post(wishOf(memberId, 600, 'D6'))).toMatchObject({
    right: 'carried',
  });
  // But not for what this till has taken since.
  await show(screen, codeOf(grantOf(700)));
  expect(await refusalOf(screen.redemption.post(wishOf(memberId, 700, 'D7')))).toMatchObject({
    code: 'points_above_limit',
  });
});

test('ID-04: a grant whose time is over carries nothing', async () => {
  const { till, memberId, codeOf } = await openShop();
  const { screen } = await shownAt(till, codeOf(grantOf(1000, 300)));
  till.clock.nowMs = () => Date.now() + 300_000 + 92_000;
  expect(await screen.redemption.quote({ memberId, receiptNo: 'D', eligibleFen: 500_000 })).toEqual(
    expect.objectContaining({ right: 'floor', maxPoints: 500 }),
  );
});

test('a code pays with points in the act of a receipt, and for a gift', async () => {
  const { till, memberId, codeOf } = await openShop();
  const { screen } = await shownAt(till, codeOf(grantOf(1500)));
  const lines = [{ lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 400_000 }];
  const wishes = { points: 1500 };
  const quote = await screen.quote.get({ memberId, lines, wishes });
  expect(quote.points).toMatchObject({ used: 1500, maxPoints: 1500, right: 'carried' });
  const receipt = { receiptNo: 'R1', businessDate: today, memberId, lines };
  const sold = await screen.receipt.post({ ...receipt, quoteId: quote.quoteId });
  expect(sold.benefits).toMatchObject({ points: 1500, right: 'carried' });
  expect(lastOperation(till).body).toMatchObject({
    redemption: { right: 'carried', grantId: expect.stringMatching(/^grant:/) as unknown },
  });
  const charity = sinks.find(({ reward }) => reward.kind === 'charity')!;
  await show(screen, codeOf(grantOf(charity.points)));
  const given = { sinkId: charity.sinkId, redemptionId: 'S1', memberId };
  expect(await screen.sink.post(given)).toMatchObject({ right: 'carried' });
});

test('ID-03: at the cash register a code that was scanned proves one act of its member', async () => {
  const { till, memberId, codeOf } = await openShop();
  const text = codeOf(grantOf(1000));
  const proof = { kind: 'code', text } as const;
  expect(await till.pos.scan({ text })).toMatchObject({ status: 'found' });
  expect((await refusalOf(till.pos.redemption.post(wishOf(memberId, 600))))['code']).toBe(
    'pin_needed',
  );
  const spent = await till.pos.redemption.post({ ...wishOf(memberId, 600), proof });
  expect(spent).toMatchObject({ status: 'posted', right: 'carried', member: { level: 'L2' } });
  const again = { ...wishOf(memberId, 100), proof };
  expect(await refusalOf(till.pos.redemption.post(again))).toEqual({ code: 'member_code_opened' });
  // Its repeat moves nothing and needs no proof.
  expect(await till.pos.redemption.post({ ...wishOf(memberId, 600), proof })).toMatchObject({
    status: 'already_posted',
  });
  // One that nobody scanned before is opened by the act itself.
  const lines = [{ lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 100_000 }];
  const sold = await till.pos.receipt.post({
    receiptNo: 'R1',
    businessDate: today,
    memberId,
    lines,
    wishes: { points: 300 },
    proof: { kind: 'code', text: codeOf() },
  });
  expect(sold.benefits).toMatchObject({ points: 300, right: 'floor' });
});

test('ID-03, ID-05: a code proves nothing of another member, of a screen, damaged, or by a clock that is doubted', async () => {
  const { till, memberId, codeOf } = await openShop();
  const refusalBy = async (text: string, ofMemberId: string = memberId) => {
    const proof = { kind: 'code', text } as const;
    const posting = till.pos.redemption.post({ ...wishOf(ofMemberId, 200), proof });
    return (await refusalOf(posting))['code'];
  };
  const other = await till.pos.member.enrol({ phone: '13812345679' });
  expect(await refusalBy(codeOf(), other.memberId)).toBe('member_code_other_member');
  expect(await refusalBy(codeOf().slice(0, -1))).toBe('member_code_unreadable');
  expect(await refusalBy(makeMemberCode(makeTestKeys(), { memberId }))).toBe('member_code_forged');
  const atScreen = codeOf();
  await shownAt(till, atScreen);
  expect(await refusalBy(atScreen)).toBe('member_code_opened');
  const uptimeMs = till.clock.uptimeMs();
  till.clock.uptimeMs = () => uptimeMs;
  till.clock.nowMs = () => Date.now() + 4 * 60_000;
  expect(await refusalBy(codeOf())).toBe('member_code_needs_pin');
});
