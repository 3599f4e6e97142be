import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type CallClass, callClasses } from '../handlers/call-gate.ts';
import {
  callOutcomes,
  durationBoundsSeconds,
  type OfficeMeter,
  postOutcomes,
} from '../handlers/office-meter.ts';
import type { OfficeServices } from '../handlers/office-services.ts';
import type { RunningSnapshots } from '../snapshot/make-snapshots.ts';
import {
  listTerminalLags,
  readFeedAgeSeconds,
  readQueueLengths,
  type TerminalLag,
} from '../store/metrics-store.ts';
import type { MetricFamily, MetricSample } from './exposition.ts';

const nanosecondsPerSecond = 1e9;

export interface MetricsReader {
  /** Everything that is watched, as it is now. Four small statements; one row of a till makes three lines. */
  read(): Promise<readonly MetricFamily[]>;
  stop(): void;
}

/** What is counted belongs to this process and begins with it; ages and queues belong to the database that all share. */
export function makeMetricsReader(
  office: OfficeServices & { readonly snapshots: RunningSnapshots },
): MetricsReader {
  const loop = monitorEventLoopDelay();
  loop.enable();
  return {
    read: async () => {
      const { database } = office.store;
      const nowMs = office.nowMs();
      const [terminals, queues, feedAgeSeconds] = await Promise.all([
        listTerminalLags(database),
        readQueueLengths(database),
        readFeedAgeSeconds(database),
      ]);
      const image = office.snapshots.newest();
      const eventLoopSeconds = loop.percentile(99) / nanosecondsPerSecond;
      loop.reset();
      const { rss } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      return [
        ...terminalFamilies(terminals, nowMs),
        operationFamily(office.meter),
        ...callFamilies(office),
        family(
          'office_drifted_partitions_total',
          'counter',
          'Partitions of members that a till found to differ and fetched again.',
          [{ value: office.meter.drifts() }],
        ),
        family(
          'office_queue_length',
          'gauge',
          'What waits, by kind; 10000 stands for that or more.',
          [
            { labels: { queue: 'audit' }, value: queues.unaudited },
            { labels: { queue: 'waiting_refunds' }, value: queues.waitingRefunds },
            { labels: { queue: 'review_cases' }, value: queues.openCases },
            { labels: { queue: 'jobs' }, value: queues.runningJobs },
          ],
        ),
        family(
          'office_feed_age_seconds',
          'gauge',
          'For how long an open transaction has kept later changes from the feed.',
          [{ value: feedAgeSeconds }],
        ),
        family(
          'office_snapshot_age_seconds',
          'gauge',
          'Age of the newest image of all members; absent where there is none.',
          image === null ? [] : [{ value: toSeconds(nowMs - image.builtAtMs) }],
        ),
        family(
          'office_snapshot_members',
          'gauge',
          'Members in that image.',
          image === null ? [] : [{ value: image.memberCount }],
        ),
        family('office_event_loop_delay_seconds', 'gauge', 'p99 since the last look.', [
          { value: Number.isNaN(eventLoopSeconds) ? 0 : eventLoopSeconds },
        ]),
        family('process_resident_memory_bytes', 'gauge', 'Memory of this process.', [
          { value: rss },
        ]),
        family('process_cpu_seconds_total', 'counter', 'Processor time of this process.', [
          { value: (user + system) / 1e6 },
        ]),
      ];
    },
    stop: () => loop.disable(),
  };
}

function terminalFamilies(
  terminals: readonly TerminalLag[],
  nowMs: number,
): readonly MetricFamily[] {
  const samples = (valueOf: (terminal: TerminalLag) => number | null): MetricSample[] =>
    terminals.flatMap((terminal) => {
      const value = valueOf(terminal);
      const { terminalId, storeId } = terminal;
      return value === null ? [] : [{ labels: { terminal: terminalId, store: storeId }, value }];
    });
  return [
    family(
      'office_terminal_seen_age_seconds',
      'gauge',
      'Since a till was last heard of, noted once a minute.',
      samples(({ lastSeenAtMs }) =>
        lastSeenAtMs === null ? null : toSeconds(nowMs - lastSeenAtMs),
      ),
    ),
    family(
      'office_terminal_lag_seconds',
      'gauge',
      'Since head office last had everything of a till; +Inf where it never had.',
      samples(({ wholeAtMs }) => {
        if (wholeAtMs === null) return null;
        return wholeAtMs === 0 ? Number.POSITIVE_INFINITY : toSeconds(nowMs - wholeAtMs);
      }),
    ),
    family(
      'office_terminal_held_sequence',
      'gauge',
      'The last operation held of a till.',
      samples(({ heldSeq }) => heldSeq),
    ),
  ];
}

function operationFamily(meter: OfficeMeter): MetricFamily {
  const samples = postOutcomes.map((outcome) => ({
    labels: { outcome },
    value: meter.operations(outcome),
  }));
  return family('office_operations_total', 'counter', 'Operations by their outcome.', samples);
}

function callFamilies({ meter, gate }: OfficeServices): readonly MetricFamily[] {
  return [
    family(
      'office_sync_calls_total',
      'counter',
      'Calls of tills by class and outcome.',
      callClasses.flatMap((each) =>
        callOutcomes.map((outcome) => ({
          labels: { class: each, outcome },
          value: meter.calls(each).outcomes[outcome],
        })),
      ),
    ),
    family(
      'office_sync_call_seconds',
      'histogram',
      'Time that calls of tills were worked on, without their waiting.',
      callClasses.flatMap((each) => durationSamples(meter, each)),
    ),
    family(
      'office_sync_calls_under_way',
      'gauge',
      'Calls of tills that are worked on or wait for their turn.',
      callClasses.flatMap((each) => {
        const { working, waiting } = gate.load(each);
        return [
          { labels: { class: each, state: 'working' }, value: working },
          { labels: { class: each, state: 'waiting' }, value: waiting },
        ];
      }),
    ),
  ];
}

function durationSamples(meter: OfficeMeter, callClass: CallClass): MetricSample[] {
  const { durations, workedSeconds } = meter.calls(callClass);
  const bounds = [...durationBoundsSeconds.map(String), '+Inf'];
  let count = 0;
  const buckets = bounds.map((le, place): MetricSample => {
    count += durations[place] ?? 0;
    return { suffix: '_bucket', labels: { class: callClass, le }, value: count };
  });
  const labels = { class: callClass };
  return [
    ...buckets,
    { suffix: '_sum', labels, value: workedSeconds },
    { suffix: '_count', labels, value: count },
  ];
}

function family(
  name: string,
  type: MetricFamily['type'],
  help: string,
  samples: readonly MetricSample[],
): MetricFamily {
  return { name, type, help, samples };
}

function toSeconds(ms: number): number {
  return Math.max(0, ms) / 1000;
}
