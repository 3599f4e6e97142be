import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { describeOffice } from '../support/describe-office.ts';
import { HistoryShop, historyStep } from '../support/history/history.ts';
import { RealOffice } from '../support/history/real-office.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import { callAdmin } from '../support/office-client.ts';

vi.setConfig({ testTimeout: 120_000 });

const stepCount = 400;
/** Both engines live through the same history; `SEED=…` lives through one again. */
const seed = Number(process.env['SEED'] ?? Date.now() % 2_147_483_647);

describeOffice('history', (office) => {
  test(`a history of ${String(stepCount)} acts comes to what the domain alone makes of it (seed ${String(seed)})`, async () => {
    const ofAll = fc.array(historyStep, { minLength: stepCount, maxLength: stepCount });
    const [steps = []] = fc.sample(ofAll, { seed, numRuns: 1 });
    const shop = new HistoryShop({ tillCount: 4, memberCount: 10 });
    const { programmes, tills } = shop;
    const real = await RealOffice.open(office(), { nowMs: shop.moment().nowMs, programmes, tills });
    let done = 0;
    for (const [index, step] of steps.entries()) {
      shop.run(step);
      if (index === steps.length - 1) for (const till of tills) shop.push(till);
      for (const event of shop.events.slice(done)) await real.live(event);
      // A step takes its time, and holds are as old as the receipts that were held.
      office().passMs(Math.max(0, shop.moment().nowMs - office().nowMs()));
      const isWorthALook = index % 40 === 0 || index === steps.length - 1;
      done = shop.events.length;
      if (!isWorthALook) continue;
      const states = await real.states();
      for (const state of states.values()) expectLedgerHolds(state);
      for (const [memberId, state] of shop.office.states) {
        expect(timeless(states.get(memberId)), `step ${String(index)}`).toEqual(timeless(state));
      }
    }
    // The whole ledger says what the states say (PL-03).
    const { body } = await callAdmin<Record<string, number>>(office(), '/totals');
    const { sumEntryPoints, sumLotPoints = 0, sumHeldPoints = 0, sumDebtPoints = 0 } = body;
    expect(sumEntryPoints).toBe(sumLotPoints + sumHeldPoints - sumDebtPoints);
  });
});

/** What head office does of its own, it does by its own clock. */
function timeless(state: MemberState | undefined): unknown {
  return JSON.parse(
    JSON.stringify(state ?? null, (key, value: unknown) =>
      key === 'atMs' || key === 'issuedAtMs' || key === 'sinceMs' ? 0 : value,
    ),
  );
}
