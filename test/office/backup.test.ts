import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backUp } from '../../src-office/backup/back-up.ts';
import { restore } from '../../src-office/backup/restore.ts';
import { type Office, startOffice } from '../../src-office/start-office.ts';
import { restoringFolder } from '../../src-office/store/restoring-folder.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { putEmptyDatabase } from '../support/empty-database.ts';
import { findFreePort } from '../support/free-port.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import { callAdmin } from '../support/office-client.ts';
import { createQuietLog } from '../support/quiet-log.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { startSyncTill, type SyncTill } from '../support/sync-till.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

interface Totals {
  readonly members: number;
  readonly operations: number;
  readonly sumEntryPoints: number;
  readonly sumLotPoints: number;
}

describe.each(['PGlite', 'PostgreSQL'] as const)('the backup of an office on %s', (engine) => {
  const { log, lines } = createQuietLog();
  let temp: TempDir;
  let dataFolder: string;
  let databaseUrl: string | undefined;
  let port: number;
  let office: Office;
  let passphrase: string | null;

  const start = async (): Promise<void> => {
    const server = databaseUrl === undefined ? {} : { databaseUrl };
    office = await startOffice({ port, dataFolder, ...server, log });
  };
  const place = () => ({ dataFolder, databaseUrl, passphrase, log, nowMs: Date.now });
  const admin = <Body>(call: string, body?: unknown) => {
    const adminToken = readFileSync(path.join(dataFolder, 'admin-token'), 'utf8').trim();
    return callAdmin<Body>({ url: office.url, adminToken }, call, body);
  };
  const startTill = async (): Promise<SyncTill> => {
    const wish = { storeId: 'S1', terminalName: 'Till' };
    const { body } = await admin<{ activationCode: string }>('/activations', wish);
    const till = await startSyncTill(office.url, { activationCode: body.activationCode });
    await until('online', () => till.sync.state().online);
    return till;
  };
  /** On PGlite the office must rest while it is backed up; on PostgreSQL it goes on. */
  const backUpTo = async (file: string) => {
    if (engine === 'PGlite') await office.stop();
    const summary = await backUp({ ...place(), file });
    if (engine === 'PGlite') await start();
    return summary;
  };

  /** As a pool does that had nothing to do for a while. */
  const loseIdleConnections = async (): Promise<void> => {
    if (databaseUrl === undefined) return;
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'membership-office'`,
    );
    await client.end();
  };

  beforeAll(async () => {
    temp = await makeTempDir('backup');
    dataFolder = path.join(temp.path, 'office');
    databaseUrl =
      engine === 'PGlite' ? undefined : await (await sharedPostgres()).createDatabase('backup');
    passphrase = engine === 'PGlite' ? null : 'a long passphrase';
    if (engine === 'PGlite') await putEmptyDatabase(dataFolder);
    port = await findFreePort();
    await start();
  });
  afterAll(async () => {
    await office.stop();
    await temp.remove();
  });

  it('of yesterday, restored under running tills, ends with every till operation back', async () => {
    const file = path.join(temp.path, 'yesterday.backup');
    const one = await startTill();
    const two = await startTill();
    const memberIds: MemberId[] = [one.enrol(1), two.enrol(2)];
    one.earn(1);
    two.earn(2);
    const settle = async (operationCount: number): Promise<Totals> => {
      let totals: Totals | null = null;
      await until('all of it at the office', async () => {
        const { body } = await admin<Totals>('/totals');
        totals = body;
        return body.operations === operationCount;
      });
      const isSame = (): boolean => one.sumViews(memberIds) === two.sumViews(memberIds);
      const isWhole = (till: SyncTill): boolean =>
        memberIds.every((memberId) => till.store.member.findById(memberId)?.hasPending === false);
      await until(
        'the tills agree',
        () =>
          isWhole(one) &&
          isWhole(two) &&
          isSame() &&
          one.sumViews(memberIds) === totals?.sumLotPoints,
      );
      if (totals === null) throw new Error('It was asked above.');
      return totals;
    };
    await settle(4);
    const backup = await backUpTo(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(backup).toMatchObject({ isSealed: passphrase !== null });

    memberIds.push(one.enrol(3));
    for (let count = 0; count < 5; count += 1) {
      one.earn(3);
      two.earn(2);
    }
    const before = await settle(15);
    // Head office does something itself, and gives a code that a till uses.
    const untilDay = addDays(businessDateAt(Date.now()), 60);
    const grant = { tierCode: 'gold', untilDay, reason: '补偿', actor: 'anna' };
    const granted = { ...grant, approverId: 'boris' };
    const { body: done } = await admin(`/members/${memberIds[0]}/tier`, granted);
    expect(done).toEqual({ status: 'granted' });
    const late = await startTill();
    await late.sync.stop();
    const cursorBefore = one.store.sync.read().cursor;
    const heldBefore = one.store.sync.read().ackedSeq;

    await office.stop();
    await expect(restore({ ...place(), file, replace: false })).rejects.toMatchObject({
      code: 'target_not_empty',
    });
    const restored = await restore({ ...place(), file, replace: true });
    expect(restored.rowCount).toBe(backup.rowCount);
    // What head office itself did is listed for a person, nothing personal in it.
    expect(restored.lost?.counts).toMatchObject({
      office_operation: 1,
      terminal_activated: 1,
      activation_code: 1,
    });
    const list = readFileSync(restored.lost?.file ?? '', 'utf8')
      .trimEnd()
      .split('\n');
    const acts = list.map((line) => JSON.parse(line) as { kind: string; detail: object });
    expect(acts.find(({ kind }) => kind === 'office_operation')?.detail).toMatchObject({
      memberId: memberIds[0],
      actor: 'anna',
    });
    // What the tills do meanwhile waits with them.
    one.earn(1);
    await start();

    const after = await settle(16);
    expect(after.members).toBe(before.members);
    expect(after.sumEntryPoints).toBe(after.sumLotPoints);
    expect(one.store.sync.read().ackedSeq).toBe(heldBefore + 1);
    const epochOf = (cursor: string | null): string | undefined => cursor?.split('.')[0];
    expect(epochOf(one.store.sync.read().cursor)).not.toBe(epochOf(cursorBefore));
    // The tills sent only what the office named as missing, and nothing twice.
    expect([one, two].map((till) => till.sync.state().setAsideCount)).toEqual([0, 0]);

    // The office that was there is kept whole.
    if (databaseUrl === undefined) {
      expect(existsSync(path.join(restored.keptFolder ?? '', 'database'))).toBe(true);
    } else {
      const client = new Client({ connectionString: databaseUrl });
      await client.connect();
      const { rows } = await client.query<{ count: string }>(
        `SELECT count(*) AS count FROM "${restored.keptSchema}".operation`,
      );
      await client.end();
      expect(rows).toEqual([{ count: '15' }]);
    }
    // A till of after the backup is a stranger, by name.
    await late.restart();
    const stranger = late.store.install.read()?.installId;
    await until('named', () =>
      lines.some((line) => 'installId' in line && line.installId === stranger && line.level === 40),
    );
    await until('it says so', () => late.sync.state().offlineReason === 'not_known');
    // A till that is activated now takes no number of one that was activated after the backup.
    const three = await startTill();
    expect(three.store.install.read()?.activated?.installNo).toBeGreaterThan(100);
  });

  it('is refused when a byte of it changed, and changes nothing then', async () => {
    const file = path.join(temp.path, 'changed.backup');
    await backUpTo(file);
    const again = engine === 'PGlite' ? { name: 'StartRefusal' } : { code: 'file_exists' };
    await expect(backUp({ ...place(), file })).rejects.toMatchObject(again);
    const content = await readFile(file);
    for (const at of [content.length - 40, content.length - 1, 300]) {
      const changed = Buffer.from(content);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(file, changed);
      await expect(restore({ ...place(), file, replace: true })).rejects.toMatchObject({
        code: 'file_damaged',
      });
    }
    await writeFile(file, content.subarray(0, content.length / 2));
    await expect(restore({ ...place(), file, replace: true })).rejects.toMatchObject({
      code: 'file_damaged',
    });
    await writeFile(file, content);
    const others = passphrase === null ? 'something' : 'another one';
    await expect(
      restore({ ...place(), file, passphrase: others, replace: true }),
    ).rejects.toMatchObject({ code: passphrase === null ? 'passphrase_wrong' : 'file_damaged' });
    expect((await admin<Totals>('/totals')).status).toBe(200);
  });

  it('is not restored under an office that runs, and none starts where a restore broke off', async () => {
    const file = path.join(temp.path, 'running.backup');
    await backUpTo(file);
    const refusal = engine === 'PGlite' ? { name: 'StartRefusal' } : { code: 'office_running' };
    await loseIdleConnections();
    await expect(restore({ ...place(), file, replace: true })).rejects.toMatchObject(refusal);
    await office.stop();
    mkdirSync(path.join(dataFolder, restoringFolder), { recursive: true });
    await expect(start()).rejects.toMatchObject({ name: 'RestoreUnfinishedError' });
    await restore({ ...place(), file, replace: true });
    await start();
    expect((await admin<Totals>('/totals')).body.operations).toBe(16);
  });
});
