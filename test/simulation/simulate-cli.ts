import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { sumOf } from '../../src-shared/values/sum-of.ts';
import { addFaults, liveThrough, type RunSummary } from './live-through.ts';
import { addToTally } from './tally.ts';

/**
 * `npm run simulate -- --seeds N [--from SEED] [--edition E] [--processes P] [--keep]` lives through so many fresh histories and
 * prints what it did; with `--from` it begins at that seed, which repeats a history that failed (`failed-seeds.ts` names its
 * edition). SIGTERM or Ctrl-C ends it after the histories under way. `--keep` adds what was lived through to the committed tally.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string' },
    edition: { type: 'string' },
    processes: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
});
const first = values.from === undefined ? Date.now() % 1_000_000_000 : Number(values.from);
const count = Number(values.seeds);
const processCount = Number(values.processes);
const edition = values.edition === undefined ? {} : { edition: Number(values.edition) };

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort());

const startedAtMs = Date.now();
const runs =
  processCount > 1
    ? await Promise.all(Array.from({ length: processCount }, (_each, index) => runInChild(index)))
    : [await liveThrough({ first, count, ...edition, signal: stopping.signal })];
const run = addRuns(runs);
if (process.send === undefined) {
  tell(run);
  if (values.keep) addToTally(run);
} else {
  process.send(run);
}
if (run.failedSeeds.length > 0) process.exitCode = 1;

/** Lives through its part of the seeds, in a process of its own. */
async function runInChild(index: number): Promise<RunSummary> {
  const from = first + Math.floor((count * index) / processCount);
  const until = first + Math.floor((count * (index + 1)) / processCount);
  const child = fork(import.meta.filename, [
    '--from',
    String(from),
    '--seeds',
    String(until - from),
    ...(values.edition === undefined ? [] : ['--edition', values.edition]),
  ]);
  stopping.signal.addEventListener('abort', () => child.kill());
  const ended = once(child, 'exit').then(() => {
    throw new Error('A process of the simulator ended early.');
  });
  const [summary] = await Promise.race([once(child, 'message'), ended]);
  return summary as RunSummary; // sent by this file
}

function addRuns(all: readonly RunSummary[]): RunSummary {
  const sum = (of: (each: RunSummary) => number): number =>
    all.reduce((before, each) => before + of(each), 0);
  return {
    firstSeed: first,
    seeds: sum(({ seeds }) => seeds),
    failedSeeds: all.flatMap(({ failedSeeds }) => failedSeeds),
    simulatedHours: sum(({ simulatedHours }) => simulatedHours),
    steps: sum(({ steps }) => steps),
    faults: addFaults(all.map(({ faults }) => faults)),
    processorMs: all.flatMap(({ processorMs }) => processorMs).toSorted((a, b) => a - b),
    digest: all.map(({ digest }) => digest).join(),
  };
}

function tell({ processorMs, ...summary }: RunSummary): void {
  const faultCount = Object.values(summary.faults).reduce((sum, times) => sum + times, 0);
  const line = {
    ...summary,
    faultsPerSeed: Number((faultCount / Math.max(1, summary.seeds)).toFixed(1)),
    medianProcessorMs: processorMs[Math.floor(processorMs.length / 2)] ?? 0,
    meanProcessorMs: Math.round(sumOf(processorMs, (each) => each) / Math.max(1, summary.seeds)),
    wholeSeconds: Math.round((Date.now() - startedAtMs) / 1_000),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
