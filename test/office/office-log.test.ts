import { expect, test } from 'vitest';
import { describeError } from '../../src-office/office-log.ts';
import { openStore } from '../../src-office/store/open-store.ts';
import { insertStaff } from '../../src-office/store/staff-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

test('an error of the database is told without the data of the row it is about', async () => {
  const url = await (await sharedPostgres()).createDatabase('office_log');
  const store = await openStore({ kind: 'server', url }, () => {});
  const secret = '13812345678';
  const attempts = [
    store.database.query(`SELECT '${secret}x'::int8`),
    store.database.query('SELECT $1::int8', [`${secret}x`]),
    insertStaff(store.database, { staffId: secret, name: null } as never),
  ];
  for (const attempt of await Promise.allSettled(attempts)) {
    expect(attempt.status).toBe('rejected');
    if (attempt.status !== 'rejected') continue;
    const told = JSON.stringify(describeError(attempt.reason));
    expect(told).not.toContain(secret);
    expect(told).toMatch(/"code":"2\d/);
  }
  await store.close();
});
