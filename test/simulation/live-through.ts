import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSimOffices } from './sim-office.ts';
import { type SimResult, simulate } from './simulation.ts';

/** What a run of many histories came to. */
export interface RunSummary {
  readonly firstSeed: number;
  readonly seeds: number;
  readonly failedSeeds: readonly number[];
  readonly simulatedHours: number;
  readonly steps: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Processor time of each history, in milliseconds, the shortest first. */
  readonly processorMs: readonly number[];
  /** Of all that happened: the same for the same seeds. */
  readonly digest: string;
}

/** The offices are begun anew after so many seeds, so that neither grows slow. */
const seedsOfAnOffice = 200;

/** Lives through `count` histories from a seed on, or fewer where it is aborted; prints what went wrong as it is found. */
export async function liveThrough({
  first,
  count,
  edition,
  signal,
}: {
  readonly first: number;
  readonly count: number;
  /** Of all histories; the newest where it is left out. */
  readonly edition?: number;
  readonly signal: AbortSignal;
}): Promise<RunSummary> {
  // A disk in memory, where there is one: what is cut here is the power between statements, not the disk's own cache.
  const folder = await mkdtemp(
    path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'simulate-'),
  );
  const results: SimResult[] = [];
  const processorMs: number[] = [];
  try {
    while (results.length < count && !signal.aborted) {
      const officeFolder = path.join(folder, `office-${String(results.length)}`);
      const offices = await startSimOffices(officeFolder);
      const until = Math.min(count, results.length + seedsOfAnOffice);
      try {
        while (results.length < until && !signal.aborted) {
          const startedAt = process.cpuUsage();
          const result = await simulate(offices, folder, {
            seed: first + results.length,
            ...(edition === undefined ? {} : { edition }),
          });
          const { user, system } = process.cpuUsage(startedAt);
          processorMs.push(Math.round((user + system) / 1_000));
          results.push(result);
          for (const violation of result.violations) {
            process.stdout.write(`seed ${String(result.seed)}: ${violation}\n`);
          }
        }
      } finally {
        await offices.stop();
      }
      await rm(officeFolder, { recursive: true, force: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const failed = results.filter(({ violations }) => violations.length > 0);
  const simulatedMs = results.reduce((sum, result) => sum + result.simulatedMs, 0);
  return {
    firstSeed: first,
    seeds: results.length,
    failedSeeds: failed.map(({ seed }) => seed),
    simulatedHours: Math.round(simulatedMs / 3_600_000),
    steps: results.reduce((sum, { stepCount }) => sum + stepCount, 0),
    faults: addFaults(results.map(({ faults }) => faults)),
    processorMs: processorMs.toSorted((one, other) => one - other),
    digest: digestOfAll(results.map(({ digest }) => digest)),
  };
}

/** One digest of several, in their order. */
export function digestOfAll(digests: readonly string[]): string {
  return createHash('sha256').update(digests.join()).digest('hex');
}

/** How often each fault happened, over all of them. */
export function addFaults(
  each: readonly Readonly<Record<string, number>>[],
): Readonly<Record<string, number>> {
  const names = [...new Set(each.flatMap((faults) => Object.keys(faults)))].toSorted();
  return Object.fromEntries(
    names.map((name) => [name, each.reduce((sum, faults) => sum + (faults[name] ?? 0), 0)]),
  );
}
