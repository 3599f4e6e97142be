import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFakeOffice, refusal, type FakeOffice } from '../support/fake-office.ts';
import {
  captivePortal,
  serverError,
  startOfficeLine,
  type LineMode,
  type OfficeLine,
} from '../support/office-line.ts';
import type { OfflineReason } from '../../src-shared/contract/till/sync.ts';
import type { SyncTiming } from '../../src-main/sync/sync-timing.ts';
import { startSyncTill, type SyncTill } from '../support/sync-till.ts';
import { until } from '../support/until.ts';

const badLines: readonly (readonly [name: string, mode: LineMode, reason: OfflineReason])[] = [
  ['a refused connection', { kind: 'refuse' }, 'no_answer'],
  ['a connection that accepts and never answers', { kind: 'black_hole' }, 'no_answer'],
  ['a connection that is reset', { kind: 'reset' }, 'no_answer'],
  ['a request cut off in the middle', { kind: 'cut_request', afterBytes: 400 }, 'no_answer'],
  ['an answer cut off in its head', { kind: 'cut_answer', afterBytes: 20 }, 'no_answer'],
  ['an answer cut off in its body', { kind: 'cut_answer', afterBytes: 180 }, 'no_answer'],
  ['a 500', serverError, 'office_error'],
  ['a page of a captive portal', captivePortal, 'not_head_office'],
  [
    'an answer that is JSON, and not ours',
    { ...captivePortal, kind: 'answer', contentType: 'application/json', body: '{"hello":1}' },
    'not_head_office',
  ],
  ['an empty answer', { ...captivePortal, kind: 'answer', body: '' }, 'not_head_office'],
  [
    'a redirect to a sign-in page',
    { ...captivePortal, kind: 'answer', status: 302 },
    'not_head_office',
  ],
];

async function startBoth(timing: Partial<SyncTiming> = {}): Promise<{
  readonly office: FakeOffice;
  readonly line: OfficeLine;
  readonly till: SyncTill;
}> {
  const { office, line } = await startOfficeAndLine();
  const till = await startSyncTill(line.url, { timing });
  await until('online', () => till.sync.state().online);
  return { office, line, till };
}

async function startOfficeAndLine(): Promise<{
  readonly office: FakeOffice;
  readonly line: OfficeLine;
}> {
  const office = await startFakeOffice();
  onTestFinished(() => office.stop());
  const line = await startOfficeLine(() => office.url);
  onTestFinished(() => line.stop());
  return { office, line };
}

describe.each(badLines)('%s', (_name, mode, reason) => {
  it('keeps the till selling, is said once, and heals without a hand', async () => {
    const { office, line, till } = await startBoth();
    const memberId = till.enrol(1);
    await until('sent', () => office.held.length === 1);

    await line.set(mode);
    till.earn(1);
    till.earn(1);
    await until('offline', () => !till.sync.state().online);
    expect(till.sync.offlineSinceMs()).not.toBeNull();
    // The connection that was open may break first; the next one tells.
    await until('the reason', () => till.sync.state().offlineReason === reason);
    expect(till.sync.state()).toMatchObject({ pendingCount: expect.toSatisfy((n) => n >= 1) });
    const startedAt = performance.now();
    await till.sync.runNow();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await sleep(500);
    // Retried many times; said once per direction and kind of failure.
    expect(till.quiet.lines.filter(({ level }) => level >= 40).length).toBeLessThanOrEqual(6);

    await line.set({ kind: 'pass' });
    await until('online again', () => till.sync.state().online);
    await until('all sent', () => till.sync.state().pendingCount === 0);
    await until('all back', () => till.store.member.findById(memberId)?.hasPending === false);
    expect(office.held).toHaveLength(3);
    expect(office.sumPoints()).toBe(till.sumViews([memberId]));
  });
});

describe('a bad line', () => {
  it('is told from a head office that does not know this till', async () => {
    const { office, till } = await startBoth();
    office.script = () => refusal('unauthorised', 401);
    expect(await till.sync.runNow()).toMatchObject({ online: false, offlineReason: 'not_known' });
    office.script = () => null;
    await until('online again', () => till.sync.state().online);
    expect(till.sync.state().offlineReason).toBeNull();
  });

  it('heals at once when somebody asks for a run', async () => {
    const { line, till } = await startBoth({
      backOffFirstMs: 20_000,
      backOffMaxMs: 20_000,
    });
    await line.set({ kind: 'black_hole' });
    till.enrol(1);
    await until('offline', () => !till.sync.state().online);
    await line.set({ kind: 'pass' });
    expect(await till.sync.runNow()).toMatchObject({ online: true, pendingCount: 0 });
  });

  it('ends a run in time even when nothing answers', async () => {
    const { line, till } = await startBoth({
      onDemandTimeoutMs: 20_000,
      runDeadlineMs: 700,
    });
    await line.set({ kind: 'black_hole' });
    till.enrol(1);
    const startedAt = performance.now();
    expect(await till.sync.runNow()).toMatchObject({ online: false, pendingCount: 1 });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('that is slow costs nothing but time', async () => {
    const { office, line, till } = await startBoth({ slowAfterMs: 5_000, pushTimeoutMs: 20_000 });
    await line.set({ kind: 'delay', delayMs: 150 });
    const memberId = till.enrol(1);
    for (let count = 0; count < 20; count += 1) till.earn(1);
    await until('sent', () => till.sync.state().pendingCount === 0);
    expect(till.sync.state().online).toBe(true);
    await until('the same', () => office.sumPoints() === till.sumViews([memberId]));
  });

  it('that changes all the time loses nothing and doubles nothing', async () => {
    const { office, line, till } = await startBoth({
      pushMaxCount: 20,
      slowAfterMs: 100,
      pushTimeoutMs: 200,
      onDemandTimeoutMs: 300,
      backOffMaxMs: 100,
    });
    const memberId = till.enrol(1);
    for (let round = 0; round < 40; round += 1) {
      const mode = badLines[round % badLines.length]?.[1] ?? serverError;
      await line.set(mode);
      for (let count = 0; count < 5; count += 1) till.earn(1);
      await sleep(20);
      await line.set({ kind: 'pass' });
      await sleep(30);
    }
    await until('all sent', () => till.sync.state().pendingCount === 0);
    expect(office.held).toHaveLength(201);
    await until('the same', () => till.store.member.findById(memberId)?.hasPending === false);
    expect(office.sumPoints()).toBe(till.sumViews([memberId]));
    expect(till.sync.state().setAsideCount).toBe(0);
  });

  it('does not stop an activation for ever: the same code goes on where it broke', async () => {
    const { office, line } = await startOfficeAndLine();
    await line.set({ kind: 'cut_answer', afterBytes: 100 });
    await expect(startSyncTill(line.url)).rejects.toMatchObject({ code: 'unreachable' });
    await line.set({ kind: 'pass' });
    const till = await startSyncTill(line.url);
    await until('online', () => till.sync.state().online);
    expect(office.calls.filter((call) => call === 'activate')).toHaveLength(2);
  });
});
