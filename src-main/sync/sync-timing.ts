/** Every waiting time and bound of the line to head office; tests shorten some. */
export interface SyncTiming {
  /** How long the office may hold an unchanged feed; also the heartbeat of an idle line. */
  readonly feedWaitMs: number;
  /** An answer that has not begun so long after it was due: the line counts as down while we wait on. */
  readonly slowAfterMs: number;
  readonly feedTimeoutMs: number;
  readonly pushTimeoutMs: number;
  /** Of a push or feed that somebody waits for. */
  readonly onDemandTimeoutMs: number;
  /** A cashier and a member wait for it: then the offline rules decide. */
  readonly authoriseTimeoutMs: number;
  readonly findTimeoutMs: number;
  /** After a hang, how long a question is answered `unreachable` at once rather than hanging again. */
  readonly trustHangMs: number;
  /** The longest that runNow takes, whatever the line does. */
  readonly runDeadlineMs: number;
  readonly backOffFirstMs: number;
  readonly backOffMaxMs: number;
  /** Looks for operations nobody nudged about. */
  readonly pushIdleMs: number;
  /** Between two looks at what neighbours passed on; also between one till and the next of a store that delivers it. */
  readonly relayEveryMs: number;
  /** What a neighbour passed on and head office has not told of for so long is delivered for it. */
  readonly relayAfterMs: number;
  /** Between two feeds that came back at once with nothing: an office that does not hold its answer. */
  readonly feedIdleMs: number;
  readonly pushMaxCount: number;
  readonly pushMaxBytes: number;
  readonly feedLimit: number;
  /** An answer of the feed of so many bytes on the line is taken in beside the counter; a smaller one at once, by itself. */
  readonly besideFromBytes: number;
  /** After so long without a complete pull, the feed may have more to bring than an image. */
  readonly longAbsenceMs: number;
  /** After an image that could not be taken in, the feed is left to it for so long. */
  readonly snapshotRestMs: number;
  /** Between two comparisons of all members with head office; Infinity: never, and no look at rows either. */
  readonly compareEveryMs: number;
  /** Between two looks at some rows, until all were looked at once; afterwards, for rows that changed by themselves. */
  readonly firstScanEveryMs: number;
  readonly scanEveryMs: number;
  /** Rows of one look: a cashier waits no longer than for these. */
  readonly scanCount: number;
  /** Members applied between two looks at whether a cashier waits. */
  readonly applyChunkCount: number;
  /** The same of rows that are written as they came: receipts of the store, members of other stores. */
  readonly keepChunkCount: number;
  /** From 0 to below 1, for jitter. */
  readonly random: () => number;
}

export const usualTiming: SyncTiming = {
  feedWaitMs: 10_000,
  slowAfterMs: 3_000,
  feedTimeoutMs: 10_000,
  pushTimeoutMs: 30_000,
  onDemandTimeoutMs: 6_000,
  authoriseTimeoutMs: 1_500,
  findTimeoutMs: 2_500,
  trustHangMs: 5_000,
  runDeadlineMs: 14_000,
  backOffFirstMs: 500,
  backOffMaxMs: 30_000,
  pushIdleMs: 60_000,
  relayEveryMs: 10_000,
  relayAfterMs: 60_000,
  feedIdleMs: 1_000,
  pushMaxCount: 1_000,
  pushMaxBytes: 4_000_000,
  feedLimit: 1_000,
  besideFromBytes: 32_768,
  longAbsenceMs: 86_400_000,
  snapshotRestMs: 3_600_000,
  compareEveryMs: 300_000,
  firstScanEveryMs: 20,
  scanEveryMs: 500,
  scanCount: 25,
  applyChunkCount: 16,
  keepChunkCount: 64,
  random: Math.random,
};

/** The slowest upward line on which a batch of usual size still gets through in time. */
const slowestBytesPerSecond = 20_000;

/** What a text takes on a slow upward line, beyond the answer. */
export function transferMs(chars: number): number {
  return Math.ceil((chars / slowestBytesPerSecond) * 1000);
}
