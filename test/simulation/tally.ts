import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { addFaults, type RunSummary } from './live-through.ts';

/** What all kept runs of the simulator came to. */
interface Tally {
  readonly seeds: number;
  /** Seeds that failed when they were lived through; see `failed-seeds.ts`. */
  readonly failed: number;
  readonly simulatedHours: number;
  readonly steps: number;
  readonly faults: Readonly<Record<string, number>>;
}

const file = path.join(import.meta.dirname, 'tally.json');

/** Adds a run to the tally that is committed beside this file. */
export function addToTally(run: RunSummary): void {
  const tally = JSON.parse(readFileSync(file, 'utf8')) as Tally; // written by this function
  const next: Tally = {
    seeds: tally.seeds + run.seeds,
    failed: tally.failed + run.failedSeeds.length,
    simulatedHours: tally.simulatedHours + run.simulatedHours,
    steps: tally.steps + run.steps,
    faults: addFaults([tally.faults, run.faults]),
  };
  writeFileSync(file, `${JSON.stringify(next, null, 2)}\n`);
}
