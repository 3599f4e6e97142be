import type { Verdict } from '../../src-shared/contract/office/push.ts';
import { type CallClass, callClasses } from './call-gate.ts';

/** Upper ends of the classes of time, in seconds. */
export const durationBoundsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const;

export const callOutcomes = [
  'ok',
  'refused',
  'rate_limited',
  'busy',
  'failed',
  'given_up',
] as const;
export type CallOutcome = (typeof callOutcomes)[number];

export const postOutcomes = [
  'posted',
  'posted_with_debt',
  'held',
  'invalid',
  'duplicate',
] as const satisfies readonly (Verdict['outcome'] | 'duplicate')[];
export type PostOutcome = (typeof postOutcomes)[number];

export interface CallMeter {
  readonly outcomes: Readonly<Record<CallOutcome, number>>;
  /** Calls within each bound, and above all of them. */
  readonly durations: readonly number[];
  readonly workedSeconds: number;
}

/** Counts what this process does, since it began. */
export interface OfficeMeter {
  called(callClass: CallClass, outcome: CallOutcome, workedMs: number): void;
  posted(outcome: PostOutcome, count: number): void;
  /** A till looks for the members of a partition in whom it differs. */
  drifted(): void;
  calls(callClass: CallClass): CallMeter;
  operations(outcome: PostOutcome): number;
  drifts(): number;
}

export function makeOfficeMeter(): OfficeMeter {
  const calls = Object.fromEntries(
    callClasses.map((each) => [
      each,
      {
        outcomes: zeros(callOutcomes),
        durations: Array.from({ length: durationBoundsSeconds.length + 1 }, () => 0),
        workedSeconds: 0,
      },
    ]),
  ) as Record<CallClass, MutableCallMeter>; // one for each class
  const operations = zeros(postOutcomes);
  let driftCount = 0;
  return {
    called: (callClass, outcome, workedMs) => {
      const call = calls[callClass];
      call.outcomes[outcome] += 1;
      const seconds = workedMs / 1000;
      const within = durationBoundsSeconds.findIndex((bound) => seconds <= bound);
      const place = within < 0 ? durationBoundsSeconds.length : within;
      call.durations[place] = (call.durations[place] ?? 0) + 1;
      call.workedSeconds += seconds;
    },
    posted: (outcome, count) => {
      operations[outcome] += count;
    },
    drifted: () => {
      driftCount += 1;
    },
    drifts: () => driftCount,
    calls: (callClass) => calls[callClass],
    operations: (outcome) => operations[outcome],
  };
}

interface MutableCallMeter {
  readonly outcomes: Record<CallOutcome, number>;
  readonly durations: number[];
  workedSeconds: number;
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>; // one for each name
}
