import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What all kept runs of the simulator came to. */
interface Tally {
  readonly seeds: number;
  readonly simulatedHours: number;
  readonly steps: number;
  readonly faults: Readonly<Record<string, number>>;
}

const file = path.join(import.meta.dirname, 'tally.json');

/** Adds a clean run to the tally that is committed beside this file. */
export function addToTally(run: Tally): void {
  const tally = JSON.parse(readFileSync(file, 'utf8')) as Tally; // written by this function
  const names = [...new Set([...Object.keys(tally.faults), ...Object.keys(run.faults)])].toSorted();
  const sum = (name: string): number => (tally.faults[name] ?? 0) + (run.faults[name] ?? 0);
  const next: Tally = {
    seeds: tally.seeds + run.seeds,
    simulatedHours: tally.simulatedHours + run.simulatedHours,
    steps: tally.steps + run.steps,
    faults: Object.fromEntries(names.map((name) => [name, sum(name)])),
  };
  writeFileSync(file, `${JSON.stringify(next, null, 2)}\n`);
}
