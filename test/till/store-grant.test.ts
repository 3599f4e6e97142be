import { expect, test } from 'vitest';
import type { StoreGrant } from '../../src-shared/domain/offline-rights/store-grant.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { memberId as toMemberId } from '../../src-shared/values/ids.ts';
import { makeMemberCode, makeTestKeys, referenceOf } from '../support/member-codes.ts';
import { confirmed } from './fake-sync.ts';
import { openTestTill, refusalOf, type TestTill } from './test-till.ts';

const pin = '579246';
const today = businessDateAt(Date.now());
const hourMs = 3_600_000;
const charity = {
  sinkId: 'tree',
  name: { 'zh-CN': '种一棵树', en: 'Plant a tree', 'zh-TW': '種一棵樹' },
  points: 100,
  reward: { kind: 'charity' as const, cause: { 'zh-CN': '树', en: 'Trees', 'zh-TW': '樹' } },
};

/** A till without the line that owns a share of a member with 10,000 points; as much is kept for another store. */
async function openShop(sharePoints: number) {
  const till = await openTestTill({ online: false, programme: { sinks: [charity] } });
  const keys = makeTestKeys();
  till.line.store.codeKey.replaceAll('member', keys.publicKeys(Date.now()));
  till.line.announce();
  const enrolled = await till.pos.member.enrol({ phone: '13812345678', pin });
  const memberId = toMemberId(enrolled.memberId);
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 1_000_000 };
  await till.pos.receipt.post({ receiptNo: 'start', businessDate: today, memberId, lines: [line] });
  const { installId } = till.line.store.install.read()!;
  const grantOf = (storeId: string, owner: string): StoreGrant => ({
    storeId,
    storeName: `店${storeId}`,
    seenOnDay: today,
    shares: [{ installId: owner, points: sharePoints }],
  });
  const feed = () =>
    till.line.feed({
      ...confirmed(till.line.store, memberId),
      storeGrants: [grantOf('store-1', installId), grantOf('store-2', 'another-till')],
    });
  feed();
  const codeWith = (points: number) =>
    makeMemberCode(keys, {
      memberId,
      grant: { maxPoints: points, storeReference: referenceOf('store-1'), livesS: 500 },
      issuedAtS: Math.floor(Date.now() / 1000),
    });
  return { till, memberId, feed, codeWith };
}

let count = 0;
function spend({ pos }: TestTill, memberId: string, points: number, code?: string) {
  count += 1;
  const id = `D${String(count)}`;
  const proof = code === undefined ? { kind: 'pin', pin } : { kind: 'code', text: code };
  return pos.redemption.post({
    redemptionId: id,
    memberId,
    receiptNo: id,
    eligibleFen: 1_000_000,
    points,
    proof: proof as { kind: 'pin'; pin: string },
  });
}

test('OF-03, OF-04: without the line the phone comes first, then the share, and the floor not as well', async () => {
  const { till, memberId, codeWith } = await openShop(1_000);
  expect(await till.pos.member.get({ memberId })).toMatchObject({
    availablePoints: 9_000,
    grants: [{ storeName: '店store-2', points: 1_000, valueFen: 0 }],
    offlinePoints: 1_000,
  });
  expect(await spend(till, memberId, 600, codeWith(700))).toMatchObject({ right: 'carried' });
  expect((await till.pos.member.get({ memberId })).offlinePoints).toBe(1_000);
  expect(await refusalOf(spend(till, memberId, 1_100))).toMatchObject({
    code: 'offline_points_above_limit',
    maxPoints: 1_000,
  });
  const first = await spend(till, memberId, 400);
  expect(first).toMatchObject({ right: 'grant', member: { offlinePoints: 600 } });

  // Points that pay in the same act as their receipt, and those that are given for something.
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 100_000 };
  const receipt = { receiptNo: 'R9', businessDate: today, memberId, lines: [line] };
  const wishes = { points: 300, couponIds: 'best' as const };
  const paid = await till.pos.receipt.post({ ...receipt, wishes, proof: { kind: 'pin', pin } });
  expect(paid).toMatchObject({ status: 'posted', member: { offlinePoints: 300 } });
  const proof = { kind: 'pin', pin } as const;
  const given = { redemptionId: 'S1', sinkId: 'tree', memberId, proof };
  expect(await till.pos.sink.post(given)).toMatchObject({ right: 'grant' });
  expect(await spend(till, memberId, 200)).toMatchObject({ right: 'grant' });
  // Nothing is left of it, and who has a share is not served by the floor rule (OF-05).
  expect(await refusalOf(spend(till, memberId, 100))).toMatchObject({ code: 'offline_limit_used' });
  // Nobody loses by it: it is no part of the ceiling (OF-06).
  const { offlineCeiling } = await till.pos.sync.state();
  expect(offlineCeiling?.kinds.find(({ kind }) => kind === 'pointsWorthFen')?.used).toBe(0);
});

test('OF-02: half of a share after 24 hours and nothing after 72; a question that is not answered falls back to it', async () => {
  const { till, memberId, feed } = await openShop(1_000);
  const { line } = till;
  line.online = true;
  line.authorise = () => Promise.resolve({ status: 'unreachable' });
  line.announce();
  expect(await spend(till, memberId, 300)).toMatchObject({ right: 'grant' });
  line.online = false;
  const offlinePointsAt = async (replicaAgeMs: number) => {
    line.replicaAgeMs = replicaAgeMs;
    line.announce();
    return (await till.pos.member.get({ memberId })).offlinePoints;
  };
  // It grows older by itself meanwhile.
  expect(await offlinePointsAt(24 * hourMs - 5_000)).toBe(700);
  expect(await offlinePointsAt(25 * hourMs)).toBe(200);
  expect(await spend(till, memberId, 200)).toMatchObject({ right: 'grant' });
  expect(await offlinePointsAt(72 * hourMs)).toBe(0);
  expect(await offlinePointsAt(73 * hourMs)).toBe(0);
  expect(await refusalOf(spend(till, memberId, 100))).toMatchObject({
    code: 'offline_replica_old',
  });
  // Head office has heard of it all and has set aside as much again.
  feed();
  expect(await offlinePointsAt(0)).toBe(1_000);
});

test('OF-04: while a restored head office waits for tills no share is taken, and none for the floor either', async () => {
  const { till, memberId } = await openShop(1_000);
  const { line } = till;
  const wait = (sharesWait: boolean) => {
    line.store.sync.write({ sharesWait });
    line.announce({ kind: 'state_changed' });
  };
  wait(true);
  expect(await till.pos.member.get({ memberId })).toMatchObject({ offlinePoints: 0 });
  expect(await refusalOf(spend(till, memberId, 100))).toMatchObject({
    code: 'offline_replica_old',
  });
  wait(false);
  expect(await spend(till, memberId, 100)).toMatchObject({ right: 'grant' });
});
