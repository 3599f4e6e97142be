import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, entry, OfficeTill } from '../support/office-client.ts';
import { sampleDay } from '../support/sample-domain.ts';

/** With these a row of the report adds up to its balance. */
const movements = [
  'openingPoints',
  'importedPoints',
  'earnedPoints',
  'redeemedPoints',
  'restoredPoints',
  'takenBackPoints',
  'adjustedPoints',
  'expiredPoints',
  'writtenOffPoints',
  'mergedPoints',
];

describeOffice('liability', (office) => {
  test('adds the ledger up by store for a day, and its balance to the totals (PL-24)', async () => {
    const first = await OfficeTill.activate(office(), 'S1');
    const second = await OfficeTill.activate(office(), 'S2');
    const memberId = randomUUIDv7();
    const otherId = randomUUIDv7();
    const lots = [{ expiresOnDay: sampleDay('2027-12-31'), points: 40 }];
    const yesterday = { header: { businessDate: '2026-11-20' } };
    const adjusted = {
      adjustmentId: 'a',
      reasonCode: 'goodwill',
      entries: [entry('adjust', 1_000, [{ expiresOnDay: sampleDay('2027-12-31'), points: 1_000 }])],
    };
    await first.push([
      first.enrol(memberId, '13812345678'),
      first.enrol(otherId, '13812345679'),
      first.write('adjust', memberId, adjusted, yesterday),
      first.earn(memberId, 'R1', 500),
      first.redeem(memberId, randomUUIDv7(), 300),
    ]);
    await second.push([
      second.earn(memberId, 'R2', 70),
      second.redeem(otherId, randomUUIDv7(), 100),
      second.write('adjust', otherId, {
        adjustmentId: 'b',
        reasonCode: 'goodwill',
        entries: [entry('restore', 40, lots)],
      }),
    ]);
    await callAdmin(office(), '/members/merge', {
      fromMemberId: otherId,
      intoMemberId: memberId,
      mergeId: 'm1',
      actor: 'anna',
      reason: 'one person',
    });

    const { body } = await callAdmin<{ stores: Record<string, unknown>[] }>(
      office(),
      '/reports/liability?date=2026-11-21',
    );
    const nothing = {
      openingPoints: 0,
      importedPoints: 0,
      earnedPoints: 0,
      redeemedPoints: 0,
      restoredPoints: 0,
      takenBackPoints: 0,
      adjustedPoints: 0,
      expiredPoints: 0,
      writtenOffPoints: 0,
      mergedPoints: 0,
      debtPoints: 0,
    };
    expect(body.stores.filter(({ storeId }) => storeId !== 'office')).toEqual([
      {
        ...nothing,
        storeId: 'S1',
        openingPoints: 1_000,
        earnedPoints: 500,
        redeemedPoints: -300,
        balancePoints: 1_200,
        balanceDebtPoints: 0,
      },
      {
        ...nothing,
        storeId: 'S2',
        earnedPoints: 70,
        redeemedPoints: -100,
        restoredPoints: 40,
        debtPoints: 60,
        balancePoints: 10,
        balanceDebtPoints: 60,
      },
    ]);
    for (const date of ['2026-11-20', '2026-11-21', '2026-11-22']) {
      const report = await callAdmin<{ stores: Record<string, number>[] }>(
        office(),
        `/reports/liability?date=${date}`,
      );
      for (const { balancePoints = 0, ...row } of report.body.stores) {
        const moved = movements.map((column) => row[column] ?? Number.NaN);
        expect(moved.reduce((sum, points) => sum + points, 0)).toBe(balancePoints);
      }
    }
    const later = await callAdmin<{ stores: Record<string, number>[] }>(
      office(),
      '/reports/liability?date=2099-01-01',
    );
    const totals = (await callAdmin<Record<string, number>>(office(), '/totals')).body;
    const sum = (column: string) =>
      later.body.stores.reduce((total, store) => total + (store[column] ?? 0), 0);
    expect(sum('balancePoints')).toBe(totals['sumEntryPoints']);
    expect(sum('balanceDebtPoints')).toBe(totals['sumDebtPoints']);

    const csv = await fetch(`${office().url}/admin/v1/reports/liability.csv?date=2026-11-20`, {
      headers: { authorization: `Bearer ${office().adminToken}` },
    });
    expect(csv.headers.get('content-type')).toContain('text/csv');
    const [head, row] = (await csv.text()).split('\r\n');
    expect(head?.split(',').slice(0, 3)).toEqual(['date', 'storeId', 'openingPoints']);
    expect(row).toBe('2026-11-20,"S1",0,0,0,0,0,0,1000,0,0,0,0,1000,0');
    const document = await callAdmin<{ paths: object }>(office(), '/openapi.json');
    for (const path of [
      '/reports/liability',
      '/members/merge',
      '/jobs/{name}',
      '/holds/{holdId}',
    ]) {
      expect(Object.keys(document.body.paths)).toContain(path);
    }
    expect((await callAdmin(office(), '/reports/liability?date=2026-02-30')).status).toBe(422);
  });
});
