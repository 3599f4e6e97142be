import { safe } from '@orpc/client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../src-main/till/system-clock.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { type LiveTill, openLiveTill } from '../support/live-till.ts';
import { startOfficeLine } from '../support/office-line.ts';
import { until } from '../support/until.ts';

// Whole tills start and stop here.
vi.setConfig({ testTimeout: 60_000 });

const pin = '579246';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describeOffice(
  'how old a replica is (OF-02, OF-11)',
  (office) => {
    /** A till that was on the line, with its member, whose machine the test may set and start anew. */
    async function openShop() {
      const line = await startOfficeLine(() => office().url);
      const machine = { wallMs: 0, upMs: 10 * dayMs };
      const clock = {
        ...systemClock,
        nowMs: () => Date.now() + machine.wallMs,
        uptimeMs: () => machine.upMs,
      };
      const opened = { till: await openLiveTill(office(), { officeUrl: line.url, clock }) };
      onTestFinished(() => opened.till.stop());
      const setLine = async (isUp: boolean) => {
        await line.set({ kind: isUp ? 'pass' : 'refuse' });
        await until('the line', async () => (await opened.till.pos.sync.run()).online === isUp);
      };
      let count = 0;
      const sell = async () => {
        count += 1;
        const businessDate = businessDateAt(Date.now());
        const goods = { lineNo: 1, sku: 'A', category: 'f', quantity: 1, amountFen: 1_000_000 };
        const key = { receiptNo: `R${String(count)}`, businessDate };
        await opened.till.pos.receipt.post({ ...key, memberId, lines: [goods] });
      };
      const { memberId } = await opened.till.pos.member.enrol({ phone: '13812345678', pin });
      await sell();
      await opened.till.sync();
      await setLine(false);
      return {
        machine,
        setLine,
        sell,
        ageMs: async () => (await opened.till.pos.sync.run()).replicaAgeMs,
        spend: ({ pos }: LiveTill = opened.till) => {
          count += 1;
          const id = `P${String(count)}`;
          const wish = { redemptionId: id, memberId, receiptNo: id, eligibleFen: 1_000_000 };
          return safe(pos.redemption.post({ ...wish, points: 500, proof: { kind: 'pin', pin } }));
        },
        startAnew: async (at: { readonly wallMs: number; readonly upMs: number }) => {
          opened.till = await opened.till.restart(() => {
            Object.assign(machine, at);
            return Promise.resolve();
          });
        },
      };
    }
    const old = { error: { code: 'offline_replica_old' } };

    test('is never less than the machine has run since, whatever somebody sets its clock to', async () => {
      const { machine, ageMs, spend } = await openShop();
      machine.upMs += 26 * hourMs;
      expect(await ageMs()).toBeGreaterThanOrEqual(26 * hourMs);
      machine.wallMs = -40 * dayMs;
      expect(await ageMs()).toBeGreaterThanOrEqual(26 * hourMs);
      expect(await spend()).toMatchObject(old);
    });

    test('is not known where a clock at the start is before what was seen, until head office was heard', async () => {
      const { startAnew, setLine, sell, ageMs, spend } = await openShop();
      await startAnew({ wallMs: -40 * dayMs, upMs: 60_000 });
      expect(await ageMs()).toBeNull();
      expect(await spend()).toMatchObject(old);

      // A week later by an honest clock something is written down; then somebody sets the clock back to the day of the sync.
      await startAnew({ wallMs: 7 * dayMs, upMs: 60_000 });
      expect(await ageMs()).toBeGreaterThanOrEqual(7 * dayMs);
      await sell();
      await startAnew({ wallMs: hourMs, upMs: 60_000 });
      expect(await ageMs()).toBeNull();
      expect(await spend()).toMatchObject(old);

      await setLine(true);
      await setLine(false);
      expect(await ageMs()).toBeLessThan(hourMs);
      expect(await spend()).toMatchObject({ data: { right: 'floor' } });
    });

    test('goes on with the running time of a machine whose program was started again', async () => {
      const { machine, startAnew, ageMs, spend } = await openShop();
      await startAnew({ wallMs: hourMs, upMs: machine.upMs + hourMs });
      expect(await ageMs()).toBeLessThan(2 * hourMs);
      expect(await spend()).toMatchObject({ data: { right: 'floor' } });
      // Nothing was written down in a day, and the clock stands as at the sync.
      await startAnew({ wallMs: 0, upMs: machine.upMs + 25 * hourMs });
      expect(await ageMs()).toBeNull();
      expect(await spend()).toMatchObject(old);
      // An honest clock says the same as the machine.
      await startAnew({ wallMs: 26 * hourMs, upMs: machine.upMs });
      expect(await ageMs()).toBeGreaterThanOrEqual(26 * hourMs);
    });
  },
  ['PGlite'],
);
