import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { failedSeeds } from './failed-seeds.ts';
import { digestOfAll } from './live-through.ts';
import { plantedBugs, plantedOfficeBugs, shownBy } from './planted-bugs.ts';
import { type SimOffices, startSimOffices } from './sim-office.ts';
import { type History, simulate } from './simulation.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

/** Processor time for fresh seeds in every run; `npm run simulate -- --seeds N` lives through more. */
const freshMs = 8_000;
/** Where a change of the product hides a bug from its history, one of these shows it. */
const seedsOfABug = 24;
/** Every other history is of an office that sets points aside; it has all that the others have. */
const step = 2;
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

const bugs: readonly (readonly [string, Pick<History, 'bug' | 'officeBug'>])[] = [
  ...Object.entries(plantedBugs).map(([name, bug]) => [name, { bug }] as const),
  ...Object.entries(plantedOfficeBugs).map(([name, officeBug]) => [name, { officeBug }] as const),
];

test.each(bugs)('a planted bug is noticed: %s', async (name, planted) => {
  const shown = shownBy[name];
  if (shown === undefined) expect.fail('Nobody has seen it yet.');
  const { seed: first, edition, seenAs = '' } = shown;
  for (let seed = first; seed < first + seedsOfABug; seed += step) {
    const { violations } = await simulate(offices, folder, { seed, edition, ...planted });
    if (violations.some((text) => text.includes(seenAs))) return;
  }
  expect.fail(`${String(seedsOfABug / step)} histories went by unnoticed.`);
});

function processorMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
