import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import { openPostgres } from '../../src-office/store/postgres-database.ts';
import { leaveScopes, scopeSeenDays } from '../../src-office/store/scope-store.ts';
import { readPlainProgramme } from '../../src-office/plain-programme.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { publishTo } from '../support/live-till.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';
import { startSyncTill, type SyncTill } from '../support/sync-till.ts';
import { until } from '../support/until.ts';

describeOffice('the scope of a till (OF-13)', (office) => {
  const codeFor = async (storeId: string, region?: string): Promise<string> => {
    const wish = { storeId, terminalName: '收银一', ...(region === undefined ? {} : { region }) };
    const { body } = await callAdmin<{ activationCode: string }>(office(), '/activations', wish);
    return body.activationCode;
  };
  const startTill = async (storeId: string, region?: string): Promise<SyncTill> =>
    startSyncTill(office().url, {
      activationCode: await codeFor(storeId, region),
      timing: {
        feedWaitMs: 200,
        slowAfterMs: 8_000,
        feedTimeoutMs: 10_000,
        findTimeoutMs: 5_000,
        compareEveryMs: 50,
        firstScanEveryMs: 5,
        scanEveryMs: 20,
        scanCount: 50,
      },
    });
  const publish = async (version: number, scope: 'all' | 'store' | 'region'): Promise<void> =>
    publishTo(office(), {
      ...(readPlainProgramme() as object),
      version,
      startsOnDay: businessDateAt(office().nowMs()),
      scope,
    });
  const mends = (till: SyncTill): number =>
    till.quiet.lines.filter(({ msg }) => msg === 'members differed from head office: mended')
      .length;
  const holds = (till: SyncTill, memberIds: readonly string[]) => (): boolean =>
    till.store.member.count() === memberIds.length &&
    memberIds.every((memberId) => till.store.member.findById(memberId as MemberId) !== null);

  test('holds the members of its store, and of others whom it meets; another programme, another scope', async () => {
    const [a, b] = [
      await OfficeTill.activate(office(), 'A'),
      await OfficeTill.activate(office(), 'B'),
    ];
    const [a1, a2, b1, b2] = Array.from({ length: 4 }, () => randomUUIDv7()) as [
      string,
      string,
      string,
      string,
    ];
    await a.push([a.enrol(a1, '13912340001'), a.enrol(a2, '13912340002')]);
    await b.push([b.enrol(b1, '13912340003'), b.enrol(b2, '13912340004')]);
    const till = await startTill('A');
    await until('all of the chain', holds(till, [a1, a2, b1, b2]));

    await publish(2, 'store');
    await until('those of the store', holds(till, [a1, a2]));
    const mendCount = mends(till);

    // Found at head office, and from then on as good as any other.
    expect(await till.sync.findMember({ phone: '13912340003' })).toMatchObject({ memberId: b1 });
    expect(holds(till, [a1, a2, b1])()).toBe(true);
    await b.push([b.adjust(b1, 70), b.adjust(b2, 70), b.adjust(a2, 50)]);
    const pointsOf = (memberId: string) =>
      till.store.member.readBase(memberId as MemberId)?.lots[0]?.points;
    await until('their news', () => pointsOf(b1) === 70 && pointsOf(a2) === 50);
    // Served at the other store: its tills hold them too.
    const other = await startTill('B');
    await until('who was served there', holds(other, [b1, b2, a2]));
    expect(other.store.member.findById(a1 as MemberId)).toBeNull();
    await other.restart();
    await until('a few comparisons', () => other.sync.state().online);
    await b.push([b.adjust(b2, 5)]);
    await until(
      'news again',
      () => other.store.member.readBase(b2 as MemberId)?.lots[0]?.points === 75,
    );
    expect(holds(till, [a1, a2, b1])()).toBe(true);
    expect([mends(till), mends(other)]).toEqual([mendCount, 0]);

    // What is in PGlite only its own process reaches.
    const { databaseUrl } = office();
    if (databaseUrl !== undefined) {
      const database = openPostgres(databaseUrl, () => {});
      await leaveScopes(database, office().nowMs() + (scopeSeenDays + 1) * 86_400_000);
      await database.close();
      await until('who was not seen for half a year is gone', holds(till, [a1, a2]));
      expect(mends(till)).toBe(mendCount);
      expect(await till.sync.findMember({ phone: '13912340003' })).toMatchObject({ memberId: b1 });
      expect(holds(till, [a1, a2, b1])()).toBe(true);
    }

    // Stores of a region hold each other's members; one that is in none its own.
    await publish(3, 'region');
    const c = new OfficeTill(office().url);
    await c.activateWith(await codeFor('C', 'east'));
    const c1 = randomUUIDv7();
    await c.push([c.enrol(c1, '13912340005')]);
    const east = await startTill('D', 'east');
    await until('those of the region', holds(east, [c1]));
    await c.push([c.adjust(a1, 10)]);
    await until('who was served in the region', holds(east, [c1, a1]));
    expect(holds(till, [a1, a2, b1])()).toBe(true);

    await publish(4, 'all');
    await until('all again', holds(till, [a1, a2, b1, b2, c1]));
  });
});
