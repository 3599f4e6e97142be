import { generateKeyPairSync } from 'node:crypto';
import { cp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { connect } from 'node:tls';
import { safe } from '@orpc/client';
import { expect, test, vi } from 'vitest';
import { certificateRequestText } from '../../src-shared/contract/office-wire.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice, type TestOffice } from '../support/describe-office.ts';
import { findFreePort } from '../support/free-port.ts';
import { type LiveTill, openLiveTill, publishTo } from '../support/live-till.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';
import { type OfficeLine, startOfficeLine } from '../support/office-line.ts';
import { sampleValueRules } from '../support/sample-value.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

// Whole tills start and stop here.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });

const today = businessDateAt(Date.now());
const plainFile = path.join(import.meta.dirname, '../../resources/programmes/plain.json');
const pin = '579246';

/** What a terminal of the office's own tests shows on a LAN. */
interface Shown {
  readonly key: string;
  readonly cert: string;
}

async function shownBy(till: OfficeTill): Promise<Shown & { readonly ca: string }> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
  const text = certificateRequestText({ installId: till.installId, publicKey: spki });
  const signature = till.sign(text);
  const { certificate } = await till.client.certify({ publicKey: spki, signature });
  const page = await till.client.feed({
    cursor: null,
    limit: 1,
    waitMs: 0,
    staffRevision: null,
    programmeRevision: null,
    neighbourRevision: null,
  });
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { key, cert: certificate, ca: page.neighbours?.authority ?? '' };
}

/** Knocks at a till's LAN: whether it answers at all, or ends the connection. */
function knock(port: number, shown: Partial<Shown> & { readonly ca: string }): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      ...shown,
      checkServerIdentity: () => undefined,
    });
    socket.on('secureConnect', () => socket.write('GET / HTTP/1.1\r\nhost: till\r\n\r\n'));
    socket.on('data', (data: Buffer) => {
      resolve(data.toString('utf8').split('\r\n')[0] ?? '');
      socket.destroy();
    });
    socket.on('error', () => resolve('refused'));
    socket.on('close', () => resolve('refused'));
  });
}

interface Shop {
  readonly lines: readonly [OfficeLine, OfficeLine];
  readonly one: LiveTill;
  readonly two: LiveTill;
  readonly ports: readonly [number, number];
  stop(): Promise<void>;
}

/** Two tills of one store, each with a line of its own; only the second is told where the first is. */
async function openShop(office: TestOffice, storeId: string): Promise<Shop> {
  const lines = [
    await startOfficeLine(() => office.url),
    await startOfficeLine(() => office.url),
  ] as const;
  const ports = [await findFreePort(), await findFreePort()] as const;
  const [first, second] = ports.map((port) => `127.0.0.1:${port}`);
  const timing = { relayEveryMs: 50, relayAfterMs: 500 };
  const one = await openLiveTill(office, {
    storeId,
    officeUrl: lines[0].url,
    timing,
    lan: { listenAt: first ?? '', peers: [] },
  });
  const two = await openLiveTill(office, {
    storeId,
    officeUrl: lines[1].url,
    timing,
    lan: { listenAt: second ?? '', peers: [first ?? ''] },
  });
  await meet(one, two);
  const stop = async (): Promise<void> => {
    await Promise.all([one.stop(), two.stop()]);
    for (const line of lines) await line.stop();
  };
  return { lines, one, two, ports, stop };
}

async function meet(...tills: readonly LiveTill[]): Promise<void> {
  for (const { pos } of tills) {
    await until('neighbours met', async () =>
      (await pos.sync.state()).neighbours.some(({ isConnected }) => isConnected),
    );
  }
}

async function cutLines({ lines, one, two }: Shop): Promise<void> {
  for (const line of lines) await line.set({ kind: 'refuse' });
  for (const { pos } of [one, two]) {
    await until('offline', async () => !(await pos.sync.state()).online);
  }
}

/** Restarts a till with its disk copied on the way; what puts that copy back in place of what it has by then. */
async function restartWithCopy(till: LiveTill) {
  const disk = await makeTempDir('old-disk');
  const restarted = await till.restart((folder) => cp(folder, disk.path, { recursive: true }));
  const putOldDiskBack = async (before: LiveTill): Promise<LiveTill> => {
    const old = await before.restart(async (folder) => {
      await rm(folder, { recursive: true });
      await cp(disk.path, folder, { recursive: true });
    });
    await disk.remove();
    return old;
  };
  return [restarted, putOldDiskBack] as const;
}

function sell({ pos }: LiveTill, memberId: string, receiptNo: string, amountFen: number) {
  const goods = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen };
  return pos.receipt.post({ receiptNo, businessDate: today, memberId, lines: [goods] });
}

const pointsAt = async ({ pos }: LiveTill, memberId: string) => {
  const { availablePoints, pendingPoints } = await pos.member.get({ memberId });
  return { availablePoints, pendingPoints };
};

describeOffice(
  'the LAN of a store',
  (office) => {
    test('OF-04: what a till does without head office is seen at the other one, and counts once ever', async () => {
      const shop = await openShop(office(), 'S301');
      const { lines, one, two } = shop;
      const { memberId } = await one.pos.member.enrol({ phone: '13812345678', pin });
      await sell(one, memberId, 'R1', 300_000);
      for (const till of [one, two]) await till.sync();
      expect(await pointsAt(two, memberId)).toEqual({ availablePoints: 3_000, pendingPoints: 0 });

      await cutLines(shop);
      await sell(one, memberId, 'R2', 10_000);
      const spent = { redemptionId: 'D1', receiptNo: 'R3', eligibleFen: 100_000, points: 500 };
      await one.pos.redemption.post({ ...spent, memberId, proof: { kind: 'pin', pin } });
      const newcomer = await one.pos.member.enrol({ phone: '13912345679' });
      await until('seen at the other till', async () => {
        const { members } = await two.pos.member.find({ query: '13912345679' });
        return members.length === 1;
      });
      expect(await pointsAt(two, memberId)).toEqual({ availablePoints: 2_500, pendingPoints: 100 });
      // An act here on top of what the neighbour did, also on somebody head office has never heard of.
      await sell(two, memberId, 'R4', 20_000);
      await sell(two, newcomer.memberId, 'R5', 30_000);
      const both = { availablePoints: 2_500, pendingPoints: 300 };
      expect(await pointsAt(two, memberId)).toEqual(both);
      await until(
        'seen at the first till',
        async () => (await pointsAt(one, memberId)).pendingPoints === 300,
      );

      // The second till comes back first: head office hears of the newcomer's receipt before it hears of the newcomer.
      for (const line of lines) await line.set({ kind: 'pass' });
      await two.sync();
      await one.sync();
      for (const till of [two, one, two]) await till.sync();
      for (const till of [one, two]) {
        expect(await pointsAt(till, memberId)).toEqual({
          availablePoints: 2_800,
          pendingPoints: 0,
        });
        expect(await pointsAt(till, newcomer.memberId)).toEqual({
          availablePoints: 300,
          pendingPoints: 0,
        });
        expect((await till.pos.sync.state()).setAsideCount).toBe(0);
      }
      const told = (await callAdmin(office(), `/members/${memberId}`)).body;
      expect(told).toMatchObject({ availablePoints: 2_800, debtPoints: 0 });
      await shop.stop();
    });

    test('what a dead till did reaches head office through the one beside it, and once if it comes back', async () => {
      const shop = await openShop(office(), 'S306');
      const { lines, one, two } = shop;
      const { memberId } = await one.pos.member.enrol({ phone: '13812345683', pin });
      await sell(one, memberId, 'R1', 300_000);
      for (const till of [one, two]) await till.sync();
      await cutLines(shop);
      await sell(one, memberId, 'R2', 10_000);
      const spent = { redemptionId: 'D1', receiptNo: 'R3', eligibleFen: 100_000, points: 500 };
      await one.pos.redemption.post({ ...spent, memberId, proof: { kind: 'pin', pin } });
      const newcomer = await one.pos.member.enrol({ phone: '13912345684' });
      await sell(one, newcomer.memberId, 'R4', 20_000);
      const seen = { availablePoints: 0, pendingPoints: 200 };
      await until('passed on', async () => {
        const { members } = await two.pos.member.find({ query: '13912345684' });
        return (
          members.length === 1 &&
          (await pointsAt(two, newcomer.memberId)).pendingPoints === seen.pendingPoints
        );
      });

      const told = async (id: string) => {
        const path = `/members/${id}`;
        return (await callAdmin<{ availablePoints?: number }>(office(), path)).body.availablePoints;
      };
      const countHeld = async (): Promise<number> => {
        const path = `/operations?memberId=${memberId}&limit=1000`;
        return (await callAdmin<{ operations: object[] }>(office(), path)).body.operations.length;
      };
      const restarted = await one.restart(async () => {
        await lines[1].set({ kind: 'pass' });
        await until('delivered', async () => (await told(newcomer.memberId)) === 200);
        expect(await told(memberId)).toBe(2_600);
        // Head office has told of it, and nothing of it counts beside that.
        await two.sync();
        for (const [id, availablePoints] of [
          [memberId, 2_600],
          [newcomer.memberId, 200],
        ] as const) {
          await until('told', async () => (await pointsAt(two, id)).pendingPoints === 0);
          expect(await pointsAt(two, id)).toEqual({ availablePoints, pendingPoints: 0 });
        }
        expect(await countHeld()).toBe(4);
      });
      // It comes back after all, and sends the same.
      expect((await restarted.pos.sync.state()).pendingCount).toBe(4);
      await lines[0].set({ kind: 'pass' });
      await restarted.sync();
      await sell(restarted, memberId, 'R5', 10_000);
      for (const till of [restarted, two]) await till.sync();
      expect(await countHeld()).toBe(5);
      for (const till of [restarted, two]) {
        const state = await till.pos.sync.state();
        expect(state).toMatchObject({ online: true, pendingCount: 0, setAsideCount: 0 });
        expect(await pointsAt(till, memberId)).toEqual({
          availablePoints: 2_700,
          pendingPoints: 0,
        });
      }
      await restarted.stop();
      await shop.stop();
    });

    test('FR-22: what a till passed on before an old disk was put into it counts at its neighbour no more', async () => {
      const shop = await openShop(office(), 'S307');
      const { lines, one, two } = shop;
      const [lost, sold] = await Promise.all(
        ['13812345685', '13812345686'].map(async (phone) => {
          const { memberId } = await one.pos.member.enrol({ phone, pin });
          return memberId;
        }),
      );
      if (lost === undefined || sold === undefined) expect.fail('Two.');
      for (const till of [one, two]) await till.sync();
      await cutLines(shop);
      const [before, putOldDiskBack] = await restartWithCopy(one);
      await meet(before, two);
      await sell(before, lost, 'R1', 10_000);
      const pendingAtTwo = async (memberId: string) =>
        (await pointsAt(two, memberId)).pendingPoints;
      await until('passed on', async () => (await pendingAtTwo(lost)) === 100);

      // Nobody can tell that there was more: head office takes what it does now.
      const old = await putOldDiskBack(before);
      await lines[0].set({ kind: 'pass' });
      await sell(old, sold, 'R2', 20_000);
      await old.sync();
      await lines[0].set({ kind: 'refuse' });
      await sell(old, lost, 'R3', 30_000);
      // Its line leads nowhere from what the neighbour has, until head office has said which one it holds.
      expect(await pendingAtTwo(lost)).toBe(100);
      await lines[1].set({ kind: 'pass' });
      await two.sync();
      expect(await pointsAt(two, sold)).toEqual({ availablePoints: 200, pendingPoints: 0 });
      await until('passed on anew', async () => (await pendingAtTwo(lost)) === 300);

      await lines[0].set({ kind: 'pass' });
      await old.sync();
      await two.sync();
      expect(await pointsAt(two, lost)).toEqual({ availablePoints: 300, pendingPoints: 0 });
      await old.stop();
      await shop.stop();
    });

    test('FR-22: an old disk is noticed too where a neighbour first delivers what it lacks', async () => {
      const shop = await openShop(office(), 'S308');
      const { lines, one, two } = shop;
      const { memberId } = await one.pos.member.enrol({ phone: '13812345687', pin });
      for (const till of [one, two]) await till.sync();
      await cutLines(shop);
      const [before, putOldDiskBack] = await restartWithCopy(one);
      await meet(before, two);
      await sell(before, memberId, 'R1', 10_000);
      await until('passed on', async () => (await pointsAt(two, memberId)).pendingPoints === 100);
      const old = await putOldDiskBack(before);
      await sell(old, memberId, 'R2', 20_000);

      const heldPoints = async () => {
        const { body } = await callAdmin<{ availablePoints: number }>(
          office(),
          `/members/${memberId}`,
        );
        return body.availablePoints;
      };
      await lines[1].set({ kind: 'pass' });
      await until('delivered', async () => (await heldPoints()) === 100);
      await lines[0].set({ kind: 'pass' });
      await until('noticed', async () => {
        const { error } = await safe(old.pos.sync.run());
        return (error as { code?: string } | null)?.code === 'data_folder_old'; // no refusal of this call alone
      });
      await until('a case', async () => {
        const { body } = await callAdmin<{
          cases: { kind: string; evidence: { storeId?: string } }[];
        }>(office(), '/cases?limit=1000');
        return body.cases.some(
          ({ kind, evidence }) => kind === 'data_folder_old' && evidence.storeId === 'S308',
        );
      });
      // What it told stays on its disk, and the neighbour goes on with what head office holds.
      await two.sync();
      expect(await heldPoints()).toBe(100);
      expect(await pointsAt(two, memberId)).toEqual({ availablePoints: 100, pendingPoints: 0 });
      await old.stop();
      await shop.stop();
    });

    test('ID-03: a code that one till opened is refused at the other, without head office', async () => {
      const shop = await openShop(office(), 'S302');
      const { one, two } = shop;
      const { memberId } = await one.pos.member.enrol({ phone: '13812345680' });
      for (const till of [one, two]) await till.sync();
      const codeOf = async () =>
        (await callAdmin<{ code: string }>(office(), `/members/${memberId}/code`)).body.code;
      const [text, sameMoment, alone] = [await codeOf(), await codeOf(), await codeOf()] as const;
      await cutLines(shop);
      expect((await one.pos.scan({ text })).status).toBe('found');
      expect(await two.pos.scan({ text })).toMatchObject({ status: 'refused' });
      // Both at once: one of them, and only one.
      const both = await Promise.all([one, two].map(({ pos }) => pos.scan({ text: sameMoment })));
      expect(both.map(({ status }) => status).toSorted()).toEqual(['found', 'refused']);
      // A till that is switched off says nothing: that is the limit. As it comes back, it is told.
      const restarted = await one.restart(async () => {
        expect((await two.pos.scan({ text: alone })).status).toBe('found');
      });
      await meet(restarted, two);
      expect(await restarted.pos.scan({ text: alone })).toMatchObject({ status: 'refused' });
      await restarted.stop();
      await shop.stop();
    });

    test('OF-04: a till borrows of what is set aside for the one beside it; a dead till keeps its share', async () => {
      const document = JSON.parse(await readFile(plainFile, 'utf8')) as {
        readonly version: number;
        readonly offline: object;
        readonly tiers: readonly { readonly code: string }[];
      };
      const tiers = document.tiers.map(({ code }) => ({ tierCode: code, maxPoints: 2_000 }));
      const offline = { ...document.offline, grants: { tiers } };
      const rules = sampleValueRules();
      const profiles = rules.profiles.filter(({ profileId }) => profileId === 'named');
      const ofLine = { ...rules.offline, maxPaymentFen: 10_000 };
      const value = { ...rules, profiles, profileIdByStore: {}, offline: ofLine };
      const version = document.version + 1;
      await publishTo(office(), { ...document, version, startsOnDay: today, offline, value });
      const shop = await openShop(office(), 'S305');
      const { lines, one, two } = shop;
      const shopper = async (phone: string) => {
        const { memberId } = await one.pos.member.enrol({ phone, pin });
        await sell(one, memberId, phone, 500_000);
        return memberId;
      };
      const [first, second] = [await shopper('13812345681'), await shopper('13812345682')];
      await one.pos.storedValue.topUp({
        topUpId: 'T1',
        memberId: first,
        packageId: 'p1200',
        method: 'card',
        identity: 'id_card',
        termsConfirmed: true,
      });
      // 0.3 of 5,000 is 700 for each of the two, and 100 yuan of 1,200 are 50.
      for (const till of [one, two, one, two]) await till.sync();
      await cutLines(shop);
      const spend = ({ pos }: LiveTill, memberId: string, id: string, points: number) =>
        pos.redemption.post({
          redemptionId: id,
          memberId,
          receiptNo: id,
          eligibleFen: 1_000_000,
          points,
          proof: { kind: 'pin', pin },
        });
      const offlinePoints = async ({ pos }: LiveTill, memberId: string) =>
        (await pos.member.get({ memberId })).offlinePoints;
      const upTo = (maxPoints: number) => ({
        code: 'offline_points_above_limit',
        data: { maxPoints },
      });
      expect(await offlinePoints(two, first)).toBe(1_400);
      expect(await spend(two, first, 'B1', 1_200)).toMatchObject({ right: 'grant' });
      await until('the lender knows', async () => (await offlinePoints(one, first)) === 200);
      const tooMuch = await safe(spend(one, first, 'A1', 300));
      expect(tooMuch.error).toMatchObject(upTo(200));
      expect(await spend(one, first, 'A2', 200)).toMatchObject({ right: 'grant' });

      // Stored value as well: 50 yuan of its own and 30 of the other's.
      const pay = ({ pos }: LiveTill, paymentId: string, amountFen: number) => {
        const paid = { paymentId, memberId: first, receiptNo: paymentId, amountFen };
        return pos.storedValue.pay({ ...paid, proof: { kind: 'pin', pin } });
      };
      const walletAt = async ({ pos }: LiveTill) => pos.storedValue.get({ memberId: first });
      expect(await walletAt(two)).toMatchObject({ offlineFen: 10_000, right: 'grant' });
      expect(await pay(two, 'V1', 8_000)).toMatchObject({ right: 'grant' });
      await until('the lender knows', async () => (await walletAt(one)).offlineFen === 2_000);
      const noMore = await safe(pay(one, 'V2', 2_001));
      expect(noMore.error).toMatchObject({ code: 'value_above_grant', data: { maxFen: 2_000 } });
      expect(await pay(one, 'V3', 2_000)).toMatchObject({ right: 'grant' });

      const restarted = await one.restart(async () => {
        await until('alone', async () => (await offlinePoints(two, second)) === 700);
        const frozen = await safe(spend(two, second, 'B2', 800));
        expect(frozen.error).toMatchObject(upTo(700));
      });
      await meet(restarted, two);
      expect(await spend(two, second, 'B3', 800)).toMatchObject({ right: 'grant' });

      for (const line of lines) await line.set({ kind: 'pass' });
      for (const till of [two, restarted, two, restarted]) await till.sync();
      for (const [memberId, availablePoints] of [
        [first, 3_600],
        [second, 4_200],
      ] as const) {
        for (const till of [restarted, two]) {
          expect(await pointsAt(till, memberId)).toEqual({ availablePoints, pendingPoints: 0 });
        }
        const told = (await callAdmin(office(), `/members/${memberId}`)).body;
        expect(told).toMatchObject({ availablePoints, debtPoints: 0 });
      }
      for (const till of [restarted, two]) {
        expect((await walletAt(till)).contracts).toMatchObject([{ spentFen: 10_000 }]);
      }
      expect((await two.pos.sync.state()).setAsideCount).toBe(0);
      await restarted.stop();
      await shop.stop();
    });

    test('lets in nobody but the terminals that head office lists for the store', async () => {
      const shop = await openShop(office(), 'S303');
      const [port] = shop.ports;
      const own = await OfficeTill.activate(office(), 'S303');
      const other = await OfficeTill.activate(office(), 'S304');
      const shown = await shownBy(own);
      const { ca } = shown;
      await until('it is listed', async () => {
        const { neighbours } = await shop.one.pos.sync.state();
        return neighbours.length === 2;
      });
      // The pipe is all that it serves.
      expect(await knock(port, shown)).toBe('HTTP/1.1 404 Not Found');
      expect(await knock(port, { ca })).toBe('refused');
      expect(await knock(port, await shownBy(other))).toBe('refused');
      const made = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const key = made.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
      expect(await knock(port, { ca, cert: shown.cert, key }).catch(() => 'refused')).toBe(
        'refused',
      );
      // One that ended yesterday.
      office().passMs(-181 * 86_400_000);
      const expired = await shownBy(own);
      office().passMs(181 * 86_400_000);
      expect(await knock(port, expired)).toBe('refused');
      // A certificate that is still good does not help a terminal that was revoked.
      await callAdmin(office(), `/terminals/${own.terminalId}/revoke`, {});
      await until('it is not listed', async () => {
        const { neighbours } = await shop.one.pos.sync.state();
        return neighbours.length === 1;
      });
      expect(await knock(port, shown)).toBe('refused');
      await shop.stop();
    });
  },
  ['PGlite'],
);
