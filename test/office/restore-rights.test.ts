import { safe } from '@orpc/client';
import { randomUUIDv7 } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { type LiveTill, publishTo, startLinedTill } from '../support/live-till.ts';
import { callAdmin, OfficeTill, type PushItem } from '../support/office-client.ts';
import { createQuietLog } from '../support/quiet-log.ts';
import { type RestorableOffice, startRestorableOffice } from '../support/restorable-office.ts';
import { until } from '../support/until.ts';

const plainFile = path.join(import.meta.dirname, '../../resources/programmes/plain.json');
const pin = '579246';
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** What the office of before gave for a moment is over by then. */
const giftsOverMs = 21 * minuteMs;

interface Report {
  readonly restored: {
    readonly awaitedTills: readonly { readonly terminalId: string; readonly storeId: string }[];
    readonly givenUpTillCount: number;
    readonly floorFenPerMember: number;
    readonly givenFen: number;
    readonly floorLossFen: number;
  } | null;
}

describe.each(['PGlite', 'PostgreSQL'] as const)(
  'what a restored head office gives (OF-04) on %s',
  (engine) => {
    const { log } = createQuietLog();
    let office: RestorableOffice;
    let version = 1;
    let count = 0;

    const today = () => businessDateAt(office.nowMs());
    const publish = async (maxPoints: number) => {
      const document = JSON.parse(await readFile(plainFile, 'utf8')) as {
        offline: object;
        tiers: { code: string }[];
      };
      version += 1;
      const tiers = document.tiers.map(({ code }) => ({ tierCode: code, maxPoints }));
      const offline = { ...document.offline, grants: { tiers } };
      await publishTo(office, { ...document, version, startsOnDay: today(), offline });
    };
    const restored = async () =>
      (await callAdmin<Report>(office, '/reports/offline-loss')).body.restored;
    const awaitedStores = async () =>
      (await restored())?.awaitedTills.map(({ storeId }) => storeId) ?? null;
    const memberOf = async (memberId: string) =>
      (await callAdmin<{ debtPoints: number }>(office, `/members/${memberId}`)).body;
    const sell = async ({ pos }: LiveTill, memberId: string, points: number) => {
      count += 1;
      const key = { receiptNo: `R${String(count)}`, businessDate: today() };
      const goods = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: points * 100 };
      await pos.receipt.post({ ...key, memberId, lines: [goods] });
    };
    const spend = ({ pos }: LiveTill, memberId: string, points: number) => {
      count += 1;
      const id = `P${String(count)}`;
      const proof = { kind: 'pin', pin } as const;
      const wish = { redemptionId: id, memberId, receiptNo: id, eligibleFen: 100_000_000 };
      return safe(pos.redemption.post({ ...wish, points, proof }));
    };
    const syncAll = async (...tills: readonly LiveTill[]) => {
      for (const till of [...tills, ...tills]) await till.sync();
    };
    /** What is said above the floor, of which so much is left. */
    const waits = (maxPoints: number) => ({
      error: { code: 'office_awaits_tills', data: { maxPoints } },
    });

    beforeAll(async () => {
      office = await startRestorableOffice({ name: 'restore-rights', engine, log });
    });
    afterEach(async () => {
      const { body } = await callAdmin<{ terminals: { terminalId: string }[] }>(
        office,
        '/terminals',
      );
      for (const { terminalId } of body.terminals) {
        await callAdmin(office, `/terminals/${terminalId}/revoke`, {});
      }
    });
    afterAll(() => office.remove());

    it('is each member’s floor alone, once for all tills, until whoever may have spent a share is heard of', async () => {
      const here = await startLinedTill(office, 'S3');
      const away = await startLinedTill(office, 'S3');
      const { memberId } = await here.pos.member.enrol({ phone: '13812345678', pin });
      await sell(here, memberId, 10_000);
      await syncAll(here, away);
      const file = await office.backUp();
      // Grants are a thing of after the backup: the restored office does not even know their rules.
      await publish(4_000);
      await sell(here, memberId, 1_000);
      await syncAll(here, away);
      await away.setLine(false);
      const summary = await office.goBackTo(file);
      expect(summary.awaitedTills.map(({ storeId }) => storeId)).toEqual(['S3', 'S3']);

      await until('the line', async () => (await here.pos.sync.run()).online);
      expect(await spend(here, memberId, 600)).toMatchObject(waits(500));
      expect(await spend(here, memberId, 300)).toMatchObject({ data: { right: 'authorised' } });
      // Two tills at once get no more than what is left of it, and a repeat gets what it had.
      const others = await Promise.all(
        ['S3', 'S5'].map((storeId) => OfficeTill.activate(office, storeId)),
      );
      const ask = ({ client }: OfficeTill, redemptionId: string, points: number) => {
        const wish = { redemptionId, memberId, points, businessDate: today(), pendingDebits: [] };
        return client.authorise(wish);
      };
      const answers = await Promise.all(others.map((till, no) => ask(till, `T${no}`, 200)));
      expect(answers.map(({ status }) => status).toSorted()).toEqual(['authorised', 'refused']);
      const lucky = answers.findIndex(({ status }) => status === 'authorised');
      const repeated = others.map((till, no) => ask(till, `T${no}`, 200));
      expect(await repeated[lucky]).toMatchObject({ status: 'authorised' });
      expect(await repeated[1 - lucky]).toMatchObject({
        status: 'refused',
        availablePoints: 0,
        awaitsTills: true,
      });
      expect(await spend(here, memberId, 100)).toMatchObject(waits(0));
      expect(await restored()).toMatchObject({
        floorFenPerMember: 500,
        givenFen: 500,
        floorLossFen: 500,
      });
      const carried = { storeId: 'S3', points: 100 };
      const { body } = await callAdmin(office, `/members/${memberId}/code`, carried);
      expect(body).toMatchObject({ code: 'points_not_available' });
      const want = {
        kind: 'payment',
        amountFen: 1,
        listFen: 1,
        spendOrder: 'proportional',
      } as const;
      const asked = { reservationId: 'V1', memberId, want, businessDate: today() };
      const paid = others[0]?.client.authoriseValue({ ...asked, pendingDebits: [] });
      expect(await paid).toMatchObject({
        status: 'refused',
        awaitsTills: true,
      });
      expect(await spend(away, memberId, 1_600)).toMatchObject({ data: { right: 'grant' } });
      // What phones carried out of the office of before is over; only then a till counts as heard of.
      expect(await awaitedStores()).toHaveLength(2);
      office.passMs(giftsOverMs);
      await until('one is heard of', async () => {
        await here.sync();
        return (await awaitedStores())?.length === 1;
      });
      // A reservation that nobody used has lapsed; whoever had it may have posted all the same.
      expect(await spend(here, memberId, 100)).toMatchObject(waits(0));

      await away.setLine(true);
      await until('the other one too', async () => {
        await syncAll(away, here);
        return (await awaitedStores())?.length === 0;
      });
      expect(await spend(here, memberId, 9_500)).toMatchObject({
        error: { code: 'points_above_limit', data: { maxPoints: 9_100 } },
      });
      expect(await spend(here, memberId, 9_100)).toMatchObject({ data: { right: 'authorised' } });
      await syncAll(here, away);
      expect(await memberOf(memberId)).toMatchObject({ availablePoints: 0, debtPoints: 0 });
    });

    it('is no share of the backup either: its points may have been spent elsewhere since', async () => {
      await publish(4_000);
      const here = await startLinedTill(office, 'S4');
      const far = await startLinedTill(office, 'S5');
      const { memberId } = await here.pos.member.enrol({ phone: '13912345678', pin });
      await sell(here, memberId, 10_000);
      await syncAll(here, far);
      expect(await here.pos.member.get({ memberId })).toMatchObject({ availablePoints: 10_000 });
      const file = await office.backUp();
      await until('the share is taken back', async () => {
        await syncAll(here, far);
        return (await spend(far, memberId, 10_000)).data?.right === 'authorised';
      });
      await syncAll(far, here);
      await far.setLine(false);
      await office.goBackTo(file);
      await until('the line', async () => (await here.pos.sync.run()).online);
      await here.sync();

      // All of it was spent elsewhere: the floor is what can be lost, and not more.
      expect(await spend(here, memberId, 500)).toMatchObject({ data: { right: 'authorised' } });
      expect(await spend(here, memberId, 100)).toMatchObject(waits(0));
      expect(await restored()).toMatchObject({ givenFen: 500 });
      // The backup says that the share is there.
      await here.setLine(false);
      expect(await here.pos.member.get({ memberId })).toMatchObject({ offlinePoints: 0 });
      expect(await spend(here, memberId, 600)).toMatchObject({
        error: { code: 'offline_replica_old' },
      });
      await here.setLine(true);
      office.passMs(giftsOverMs);
      await far.setLine(true);
      await until('all are heard of', async () => {
        await syncAll(far, here);
        return (await awaitedStores())?.length === 0;
      });
      expect(await memberOf(memberId)).toMatchObject({ availablePoints: 0, debtPoints: 500 });
      expect(await restored()).toMatchObject({ givenFen: 500, floorLossFen: 500 });
      await sell(here, memberId, 5_500);
      await until('a share of now', async () => {
        await syncAll(here, far);
        await here.setLine(false);
        const { offlinePoints } = await here.pos.member.get({ memberId });
        if (offlinePoints === 1_500) return true;
        await here.setLine(true);
        return false;
      });
      expect(await spend(here, memberId, 1_500)).toMatchObject({ data: { right: 'grant' } });
    });

    it('hears of no till in whose places it has the operations of another machine', async () => {
      const till = await OfficeTill.activate(office, 'S11');
      const memberId = randomUUIDv7();
      await till.push([till.enrol(memberId, '13612345678')]);
      const { headSeq, headHash } = till;
      const file = await office.backUp();
      const told = till.adjust(memberId, 10);
      await till.push([told]);
      await office.goBackTo(file);
      office.passMs(giftsOverMs);
      // A copy of its disk goes on where the backup ended.
      Object.assign(till, { headSeq, headHash });
      const others = [till.adjust(memberId, 20), till.adjust(memberId, 30)];
      await till.push(others);
      const isAwaitedAfter = async (head: PushItem | undefined) => {
        const asked = { limit: 1_000, waitMs: 0, staffRevision: null, programmeRevision: null };
        const place = { headSeq: head?.terminalSeq, headHash: head?.hash };
        let cursor: string | null = null;
        for (let page = 0; page < 3; page += 1) {
          ({ cursor } = await till.client.feed({ ...asked, ...place, cursor }));
        }
        return (await awaitedStores())?.includes('S11');
      };
      expect(await isAwaitedAfter(told)).toBe(true);
      expect(await isAwaitedAfter(others[0])).toBe(false);
    });

    it('waits for no till that was revoked, given up or silent for seven days, and says for which', async () => {
      const here = await startLinedTill(office, 'S6');
      const tills = await Promise.all(['S7', 'S8', 'S9'].map((id) => startLinedTill(office, id)));
      const { memberId } = await here.pos.member.enrol({ phone: '13712345678', pin });
      await sell(here, memberId, 2_000);
      await syncAll(here, ...tills);
      const file = await office.backUp();
      for (const till of tills) await till.setLine(false);
      await office.goBackTo(file);
      office.passMs(giftsOverMs);
      const isAwaited = async () => {
        await here.sync();
        const stores = (await awaitedStores()) ?? [];
        return ['S6', 'S7', 'S8', 'S9'].filter((storeId) => stores.includes(storeId));
      };
      await until('the line', async () => (await here.pos.sync.run()).online);
      await until('this one is heard of', async () => (await isAwaited()).length === 3);
      const terminals = (await restored())?.awaitedTills ?? [];
      const idOf = (storeId: string) =>
        terminals.find((terminal) => terminal.storeId === storeId)?.terminalId ?? '';
      await callAdmin(office, `/terminals/${idOf('S7')}/revoke`, {});
      const { body } = await callAdmin(office, `/terminals/${idOf('S8')}/give-up`, {});
      expect(body).toEqual({ status: 'given_up' });
      expect((await callAdmin(office, `/terminals/${idOf('S8')}/give-up`, {})).body).toEqual({
        status: 'not_awaited',
      });
      expect(await isAwaited()).toEqual(['S9']);
      expect(await restored()).toMatchObject({ givenUpTillCount: 1 });
      expect(await spend(here, memberId, 600)).toMatchObject(waits(500));
      office.passMs(7 * dayMs);
      expect(await isAwaited()).toEqual([]);
      expect(await restored()).toMatchObject({ awaitedTills: [], givenFen: 0, floorLossFen: 0 });
      expect(await spend(here, memberId, 600)).toMatchObject({ data: { right: 'authorised' } });
      // One that comes after all is counted no more.
      await tills[1]?.setLine(true);
      const before = (await restored())?.givenUpTillCount ?? 0;
      await until('it came', async () => {
        await tills[1]?.sync();
        return (await restored())?.givenUpTillCount === before - 1;
      });
    });
  },
);
