import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { findFreePort } from '../support/free-port.ts';
import { startOfficeLine } from '../support/office-line.ts';
import { adminOf, type Program, startOfficeProgram } from '../support/programs.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { startSyncTill, type SyncTill } from '../support/sync-till.ts';
import { useTempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

const tillCount = 3;

test('two offices over one database serve all tills by turns, and one of them may die', async () => {
  const folder = await useTempDir('two-offices');
  const databaseUrl = await (await sharedPostgres()).createDatabase('two_offices');
  const place = async () => ({
    port: await findFreePort(),
    dataFolder: path.join(folder, 'office'),
    databaseUrl,
  });
  const places = [await place(), await place()] as const;
  const offices: Program[] = [];
  for (const each of places) offices.push(await startOfficeProgram(each));
  onTestFinished(async () => {
    for (const office of offices) if (office.isRunning()) await office.stop();
  });
  // Each connection goes to the next of those that are there, as behind any load balancer.
  let turn = 0;
  const line = await startOfficeLine(() => {
    const running = offices.filter((office) => office.isRunning());
    turn += 1;
    return running[turn % running.length]?.url ?? '';
  });
  onTestFinished(() => line.stop());
  const admin = adminOf(places[0]);
  const tills: SyncTill[] = [];
  for (let count = 0; count < tillCount; count += 1) {
    const wish = { storeId: 'store-0', terminalName: `收银${count}` };
    const { body } = await admin<{ activationCode: string }>('/activations', wish);
    const timing = { slowAfterMs: 10_000, feedTimeoutMs: 12_000, pushTimeoutMs: 12_000 };
    const { activationCode } = body;
    tills.push(await startSyncTill(line.url, { activationCode, timing }));
  }
  const memberIds = tills.map((till, index): MemberId => till.enrol(index + 1));
  const settle = async (): Promise<void> => {
    await until('all see the same', () =>
      tills.every(
        (till) =>
          till.sync.state().pendingCount === 0 &&
          memberIds.every((id) => till.store.member.findById(id)?.hasPending === false) &&
          till.sumViews(memberIds) === tills[0]?.sumViews(memberIds),
      ),
    );
    const { body } = await admin<{
      operations: number;
      sumEntryPoints: number;
      sumLotPoints: number;
    }>('/totals');
    const made = tills.reduce((sum, till) => sum + till.store.operation.head().terminalSeq, 0);
    expect(body.operations).toBe(made);
    expect(body.sumEntryPoints).toBe(body.sumLotPoints);
    expect(body.sumLotPoints).toBe(tills[0]?.sumViews(memberIds));
  };
  const sell = (): void => {
    for (const till of tills) for (let index = 1; index <= tillCount; index += 1) till.earn(index);
  };
  await settle();
  for (let round = 0; round < 4; round += 1) {
    sell();
    // New connections: whoever had one office has the other now.
    await line.set({ kind: 'reset' });
    await line.set({ kind: 'pass' });
    await settle();
  }
  const token = readFileSync(path.join(folder, 'office', 'metrics-token'), 'utf8').trim();
  for (const { url } of offices) {
    const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    const text = await answer.text();
    // Each has had its turns, and each knows of all tills.
    expect(text).toMatch(/office_sync_calls_total\{class="push",outcome="ok"\} [1-9]/);
    expect(text.match(/^office_terminal_held_sequence\{/gm)).toHaveLength(tillCount);
  }
  sell();
  await offices[1]?.kill();
  sell();
  await settle();
});
