/** A moment that head office named, and how long the machine had run then: a count that nobody can set. */
export interface ClockAnchor {
  readonly officeAtMs: number;
  readonly uptimeMs: number;
}

/** The least that head office's clock is by now: a machine that was started anew since has run for less, and no shorter ago. */
export function countOn({ officeAtMs, uptimeMs }: ClockAnchor, nowUptimeMs: number): number {
  return officeAtMs + (nowUptimeMs < uptimeMs ? nowUptimeMs : nowUptimeMs - uptimeMs);
}

/** What a till knows of the time (OF-11). */
export interface ClockReading {
  /** Of the machine, as somebody may have set it. */
  readonly wallAtMs: number;
  /** How long the machine has run, sleep included. */
  readonly uptimeMs: number;
  /** Head office's clock less this one, as it was when head office last answered. */
  readonly offsetMs: number;
  /** null: head office has never answered. */
  readonly anchor: ClockAnchor | null;
  /** Of head office's clock, when everything was last brought: never later than now. */
  readonly lastSyncAtMs: number | null;
  /** Head office has answered since this program was started, or its count agreed with the clock then. */
  readonly anchorHolds: boolean;
}

/** The best time a till has: a `doubtful` one may be minutes wrong, by an `off` one no short-lived code is judged (ID-05). */
export interface TrustedTime {
  readonly atMs: number;
  readonly trust: 'trusted' | 'doubtful' | 'off';
}

const doubtfulFromMs = 2 * 60_000;
const offFromMs = 30 * 60_000;

/**
 * Says what time it is, and whether short-lived codes may be judged by it. What head office named last, counted on by the
 * machine's own running time, goes on where the clock is set while the till runs: sleep counts as running, so a clock that is
 * ahead of the count was set. Where the machine may have been started anew since, only the corrected clock is left, no earlier
 * than what head office named; it is doubtful when the two do not agree. A machine whose clock goes wrong by more than
 * `doubtfulFromMs` is doubtful even where it is corrected: nobody looks after it.
 */
export function trustClock(reading: ClockReading): TrustedTime {
  const { wallAtMs, uptimeMs, offsetMs, anchor, lastSyncAtMs, anchorHolds } = reading;
  const correctedAtMs = wallAtMs + offsetMs;
  const countedAtMs = anchor === null ? 0 : countOn(anchor, uptimeMs);
  const jumpMs = correctedAtMs - countedAtMs;
  const isCounted = anchor !== null && (anchorHolds || agreesWithClock(reading));
  const atMs = isCounted ? countedAtMs : Math.max(correctedAtMs, countedAtMs, lastSyncAtMs ?? 0);
  const driftMs = wallAtMs - atMs;
  if (isCounted && Math.abs(driftMs) <= doubtfulFromMs && Math.abs(jumpMs) <= doubtfulFromMs) {
    return { atMs, trust: 'trusted' };
  }
  return { atMs, trust: Math.abs(driftMs) > offFromMs ? 'off' : 'doubtful' };
}

/** Whether the corrected clock says what the count says, as in a machine that was not started anew. */
export function agreesWithClock(
  reading: Pick<ClockReading, 'wallAtMs' | 'uptimeMs' | 'offsetMs' | 'anchor'>,
): boolean {
  const { wallAtMs, uptimeMs, offsetMs, anchor } = reading;
  if (anchor === null || uptimeMs < anchor.uptimeMs) return false;
  return Math.abs(wallAtMs + offsetMs - countOn(anchor, uptimeMs)) <= doubtfulFromMs;
}
