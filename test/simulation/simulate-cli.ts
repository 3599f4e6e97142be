import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { tmpdir } from 'node:os';
import { existsSync } from 'node:fs';
import { type SimResult, simulate, startSimOffices } from './simulation.ts';
import { addToTally } from './tally.ts';

/**
 * `npm run simulate -- --seeds N [--from SEED] [--keep]` lives through so many fresh histories and prints what it did; with
 * `--from` it begins at that seed, which repeats a history that failed. `--keep` adds a clean run to the committed tally.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const first = values.from === undefined ? Date.now() % 1_000_000_000 : Number(values.from);
const count = Number(values.seeds);
/** The offices are begun anew after so many seeds, so that neither grows slow. */
const seedsOfAnOffice = 200;

// A disk in memory, where there is one: what is cut here is the power between statements, not the disk's own cache.
const folder = await mkdtemp(
  path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'simulate-'),
);
const results: SimResult[] = [];
const bookErrors: string[] = [];
const startedAtMs = performance.now();
try {
  for (let done = 0; done < count; done += seedsOfAnOffice) {
    const offices = await startSimOffices(path.join(folder, `office-${String(done)}`));
    try {
      for (let index = done; index < Math.min(count, done + seedsOfAnOffice); index += 1) {
        const result = await simulate(offices, folder, { seed: first + index });
        results.push(result);
        for (const violation of result.violations) {
          process.stdout.write(`seed ${String(result.seed)}: ${violation}\n`);
        }
      }
      for (const error of await offices.listBookErrors()) {
        process.stdout.write(`${error}\n`);
        bookErrors.push(error);
      }
    } finally {
      await offices.stop();
    }
    await rm(path.join(folder, `office-${String(done)}`), { recursive: true, force: true });
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
const failed = results.filter(({ violations }) => violations.length > 0);
const faults: Record<string, number> = {};
for (const result of results) {
  for (const [fault, times] of Object.entries(result.faults)) {
    faults[fault] = (faults[fault] ?? 0) + times;
  }
}
const summary = {
  firstSeed: first,
  seeds: results.length,
  failedSeeds: failed.map(({ seed }) => seed),
  simulatedHours: Math.round(
    results.reduce((sum, { simulatedMs }) => sum + simulatedMs, 0) / 3_600_000,
  ),
  steps: results.reduce((sum, { stepCount }) => sum + stepCount, 0),
  faults,
  msPerSeed: Math.round((performance.now() - startedAtMs) / Math.max(1, results.length)),
};
process.stdout.write(`${JSON.stringify(summary)}\n`);
if (failed.length > 0 || bookErrors.length > 0) process.exitCode = 1;
else if (values.keep) addToTally(summary);
