import { readFileSync } from 'node:fs';
import path from 'node:path';
import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import { usualCallLimits } from '../../src-office/handlers/call-gate.ts';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';
import { startSyncTill } from '../support/sync-till.ts';
import { until } from '../support/until.ts';

const push = { ...usualCallLimits.push, perSecond: 0.5, burst: 3 };

describeOffice(
  'call limits',
  (office) => {
    const tokenOf = (name: string): string =>
      readFileSync(path.join(office().dataFolder, name), 'utf8').trim();
    const readMetrics = async (token: string) => {
      const response = await fetch(`${office().url}/metrics`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return { status: response.status, text: await response.text() };
    };

    test('a till in a hurry is slowed down, stays online and loses nothing; the others do not notice', async () => {
      const { body } = await callAdmin<{ activationCode: string }>(office(), '/activations', {
        storeId: 'S1',
        terminalName: '收银一',
      });
      const till = await startSyncTill(office().url, {
        activationCode: body.activationCode,
        // Patient with an office that shares the machine with other tests.
        timing: { slowAfterMs: 8_000, feedTimeoutMs: 10_000, pushTimeoutMs: 10_000 },
      });
      await until('online', () => till.sync.state().online);
      const wasOffline: boolean[] = [];
      const other = await OfficeTill.activate(office());
      const isThrottled = () =>
        till.quiet.lines.some(({ msg }) => msg === 'head office asks for time');
      till.enrol(1);
      await until('it was slowed down', () => {
        till.earn(1);
        wasOffline.push(!till.sync.state().online);
        return isThrottled();
      });
      const { verdicts } = await other.push([other.enrol(randomUUIDv7(), '13812345678')]);
      expect(verdicts[0]?.outcome).toBe('posted');
      await until('all is sent', () => till.sync.state().pendingCount === 0);
      expect(wasOffline).not.toContain(true);
      expect(till.sync.state()).toMatchObject({ online: true, offlineReason: null });
      await expect(
        Promise.all(Array.from({ length: 5 }, () => other.push([]))),
      ).rejects.toMatchObject({
        code: 'rate_limited',
        status: 429,
        data: { retryAfterMs: expect.any(Number) },
      });
    });

    test('metrics tell lag by terminal, outcomes, queues and ages, to their own token and the admin’s', async () => {
      const till = await OfficeTill.activate(office());
      const items = [till.enrol(randomUUIDv7(), '13912345678'), till.append('0'.repeat(64), '{')];
      await till.push(items);
      await till.push(items);
      await till.feed(null);
      expect((await readMetrics('x')).status).toBe(401);
      expect((await readMetrics(tokenOf('admin-token'))).status).toBe(200);
      const forbidden = await callAdmin(
        { ...office(), adminToken: tokenOf('metrics-token') },
        '/totals',
      );
      expect(forbidden.status).toBe(401);
      const { text } = await readMetrics(tokenOf('metrics-token'));
      const valueOf = (series: string): number => {
        const line = text.split('\n').find((each) => each.startsWith(`${series} `));
        return Number(line?.slice(series.length + 1) ?? Number.NaN);
      };
      const terminal = `terminal="${till.terminalId}",store="${till.storeId}"`;
      expect(valueOf(`office_terminal_held_sequence{${terminal}}`)).toBe(2);
      expect(valueOf(`office_terminal_seen_age_seconds{${terminal}}`)).toBeLessThan(60);
      expect(valueOf('office_operations_total{outcome="invalid"}')).toBe(1);
      expect(valueOf('office_operations_total{outcome="duplicate"}')).toBe(2);
      expect(valueOf('office_operations_total{outcome="posted"}')).toBeGreaterThanOrEqual(1);
      expect(valueOf('office_sync_calls_total{class="push",outcome="ok"}')).toBeGreaterThanOrEqual(
        2,
      );
      const count = 'office_sync_call_seconds_count{class="push"}';
      expect(valueOf('office_sync_call_seconds_bucket{class="push",le="+Inf"}')).toBe(
        valueOf(count),
      );
      for (const queue of ['audit', 'waiting_refunds', 'review_cases', 'jobs']) {
        expect(valueOf(`office_queue_length{queue="${queue}"}`)).toBeGreaterThanOrEqual(0);
      }
      expect(valueOf('office_feed_age_seconds')).toBeLessThan(60);
      expect(text).toMatch(/^# TYPE office_sync_call_seconds histogram$/m);
      // Nobody of head office’s members is named.
      expect(text).not.toContain('13912345678');
    });
  },
  undefined,
  { callLimits: { push } },
);
