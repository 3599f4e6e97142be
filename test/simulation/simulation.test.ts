import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { failedSeeds } from './failed-seeds.ts';
import { digestOfAll } from './live-through.ts';
import { plantedBugs, plantedOfficeBugs } from './planted-bugs.ts';
import { type SimOffices, startSimOffices } from './sim-office.ts';
import { simulate } from './simulation.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

/** Processor time for fresh seeds in every run; `npm run simulate -- --seeds N` lives through more. */
const freshMs = 8_000;
/** A bug may hide from one history, not from these. */
const seedsOfABug = 24;
/** Every other history is of an office that sets points aside; it has all that the others have. */
const step = 2;
/** Where a bug is looked for that few histories can show. */
const firstSeeds: Readonly<Record<string, number>> = {
  'a copied disk goes unnoticed': 1_234_749,
  'nobody looks at the rows again': 1_234_789,
  'a replica never grows old': 1_300_183,
  'an answer does not wait for the disk': 1_500_023,
  'what was acknowledged is not sent again': 1_400_054,
  'a neighbour that was stopped is believed': 710_000_073,
  'a signature of head office is not shown again': 710_000_010,
};
let folder: string;
let offices: SimOffices;

beforeAll(async () => {
  folder = await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'simulation-'));
  offices = await startSimOffices(path.join(folder, 'office'));
});
afterAll(async () => {
  await offices.stop();
  await rm(folder, { recursive: true, force: true });
});

test('whatever lines, disks, clocks and power do, nothing that was told is lost, doubled or seen differently', async () => {
  const first = Date.now() % 1_000_000_000;
  const startedAt = process.cpuUsage();
  for (let seed = first; processorMs(startedAt) < freshMs; seed += 1) {
    const { violations } = await simulate(offices, folder, { seed });
    expect(violations, `seed ${String(seed)}`).toEqual([]);
  }
  expect(await offices.listBookErrors()).toEqual([]);
});

test('one seed is one history: after others, and in a process of its own', async () => {
  const digestOf = async (seed: number): Promise<string> =>
    (await simulate(offices, folder, { seed })).digest;
  const seeds = [700_000_005, 700_000_006, 700_000_007];
  const digests = [];
  for (const seed of seeds) digests.push(await digestOf(seed));
  const again = [];
  for (const seed of seeds.toReversed()) again.unshift(await digestOf(seed));
  expect(again).toEqual(digests);

  const { stdout } = await promisify(execFile)(process.execPath, [
    path.join(import.meta.dirname, 'simulate-cli.ts'),
    '--from',
    String(seeds[0]),
    '--seeds',
    String(seeds.length),
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ digest: digestOfAll(digests) });
});

test.each(failedSeeds)('seed $seed, which failed once, is well', async (history) => {
  const { violations } = await simulate(offices, folder, history);
  expect(violations).toEqual([]);
});

test.each(Object.entries(plantedBugs))('a planted bug is noticed: %s', async (name, bug) => {
  const first =
    firstSeeds[name] ?? 1_234_567 + Object.keys(plantedBugs).indexOf(name) * seedsOfABug;
  for (let seed = first; seed < first + seedsOfABug; seed += step) {
    const { violations } = await simulate(offices, folder, { seed, bug });
    if (violations.length > 0) return;
  }
  expect.fail(`${String(seedsOfABug / step)} histories went by unnoticed.`);
});

test.each(Object.entries(plantedOfficeBugs))(
  'a bug planted in head office is noticed: %s',
  async (name, { plant: officeBug, seenAs }) => {
    const firstSeed = firstSeeds[name] ?? 7_654_325;
    for (let seed = firstSeed; seed < firstSeed + seedsOfABug; seed += 1) {
      const { violations } = await simulate(offices, folder, { seed, officeBug });
      if (violations.some((text) => text.includes(seenAs))) return;
    }
    expect.fail(`${String(seedsOfABug)} histories went by unnoticed.`);
  },
);

function processorMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
