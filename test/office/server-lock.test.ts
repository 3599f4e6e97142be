import { expect, onTestFinished, test, vi } from 'vitest';
import { startOffice } from '../../src-office/start-office.ts';
import { forgetEpoch } from '../../src-office/store/meta-store.ts';
import { openPostgres } from '../../src-office/store/postgres-database.ts';
import { lockServerAlone, serverLock } from '../../src-office/store/server-lock.ts';
import { epochOfCursor } from '../../src-shared/contract/office-wire.ts';
import { findFreePort } from '../support/free-port.ts';
import { connectOffice, OfficeTill } from '../support/office-client.ts';
import { adminOf, startOfficeProgram } from '../support/programs.ts';
import { createQuietLog } from '../support/quiet-log.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

const waitMs = 60_000;
vi.setConfig({ testTimeout: 2 * waitMs });

const openOffices = async () => {
  const folder = await makeTempDir('server-lock');
  onTestFinished(() => folder.remove());
  const dataFolder = folder.path;
  const databaseUrl = await (await sharedPostgres()).createDatabase('server_lock');
  const start = async () => {
    const office = await startOffice({ port: 0, dataFolder, databaseUrl, ...createQuietLog() });
    onTestFinished(() => office.stop());
    return office;
  };
  const database = openPostgres(databaseUrl, () => {}, 'test');
  onTestFinished(() => database.close());
  /** Ends every connection of offices by the server: those of their pools, of their locks, or both. */
  const cut = async (names: string): Promise<number> => {
    const rows = await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name ~ $1`,
      [names],
    );
    return rows.length;
  };
  const findOthers = () => database.transaction(lockServerAlone);
  return { dataFolder, databaseUrl, database, start, cut, findOthers };
};
const waiting = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = ${serverLock} AND NOT granted`;
const isServing = async ({ url }: { readonly url: string }): Promise<boolean> =>
  (await fetch(`${url}/health`)).status === 200;

test('an office that has nothing to do still has its database, also after its connections were cut', async () => {
  const { start, cut, findOthers } = await openOffices();
  const office = await start();
  await isServing(office);
  await cut('^membership-office$');
  expect(await findOthers()).toEqual([expect.stringContaining(`:${process.pid} @ 127.0.0.1`)]);
  expect(await cut('^membership-office .*:')).toBe(1);
  await until('it is held again', async () => (await findOthers()).length > 0, waitMs);
  expect(await isServing(office)).toBe(true);
  await office.stop();
  expect(await findOthers()).toEqual([]);
});

test('no office starts while its database is restored, and one that lost its connection then ceases', async () => {
  const { start, cut, database } = await openOffices();
  const office = await start();
  await database.transaction(async (transaction) => {
    const alone = transaction.query('SELECT pg_advisory_xact_lock($1)', [serverLock]);
    await until('it waits', async () => (await database.query(waiting)).length > 0, waitMs);
    await cut('^membership-office .*:');
    await alone;
    const message: unknown = expect.stringContaining('is being restored');
    await expect(start()).rejects.toMatchObject({ name: 'StartRefusal', message });
    expect(await office.ceased).toMatchObject({ name: 'StartRefusal', message });
  });
  await expect(isServing(office)).rejects.toThrow();
});

test('two offices of a database answer by one epoch; once it has another, both cease, and those that start have it', async () => {
  const { dataFolder, databaseUrl, start, database } = await openOffices();
  const place = { port: await findFreePort(), dataFolder, databaseUrl };
  const program = await startOfficeProgram(place);
  onTestFinished(() => program.kill());
  const office = await start();
  const { body } = await adminOf(place)<{ activationCode: string }>('/activations', {
    storeId: 's1',
    terminalName: 't1',
  });
  const till = new OfficeTill(office.url);
  await till.activateWith(body.activationCode);
  const epochAt = async (url: string): Promise<string> => {
    const lists = { staffRevision: null, programmeRevision: null };
    const client = connectOffice(url, till.token);
    const page = await client.feed({ cursor: null, limit: 1, waitMs: 0, ...lists });
    return epochOfCursor(page.cursor);
  };
  const epoch = await epochAt(office.url);
  expect(await epochAt(program.url)).toBe(epoch);

  await database.transaction(forgetEpoch); // as a restore does
  expect(await office.ceased).toMatchObject({
    message: expect.stringContaining('restored, moved') as unknown,
  });
  await until('the other one has ended', () => !program.isRunning(), waitMs);
  expect(await program.stop()).toBe(1);

  const offices = [await start(), await start()];
  const epochs = await Promise.all(offices.map(({ url }) => epochAt(url)));
  expect(epochs[0]).not.toBe(epoch);
  expect(epochs[1]).toBe(epochs[0]);
});
