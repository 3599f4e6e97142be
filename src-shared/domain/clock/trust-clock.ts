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
  /** How long the machine has run. */
  readonly uptimeMs: number;
  /** Head office's clock less this one, as it was when head office last answered. */
  readonly offsetMs: number;
  /** null: head office has never answered. */
  readonly anchor: ClockAnchor | null;
  /** Head office has answered since this program was started: the machine has certainly not been started anew. */
  readonly heardInThisRun: boolean;
}

/** The best time a till has: a `doubtful` one may be minutes wrong, `off` is no time at all (ID-05, OF-11). */
export interface TrustedTime {
  readonly atMs: number;
  readonly trust: 'trusted' | 'doubtful' | 'off';
}

const doubtfulFromMs = 2 * 60_000;
const offFromMs = 30 * 60_000;

/**
 * Says what time it is, and whether short-lived codes may be judged by it. What head office named last, counted on by the
 * machine's own running time, tells a clock that was set since. Where the machine may have been started anew in between, only
 * the corrected clock is left, and it is doubtful when the two do not agree. A machine whose clock goes wrong by more than
 * `doubtfulFromMs` is doubtful even where it is corrected: nobody looks after it.
 */
export function trustClock(reading: ClockReading): TrustedTime {
  const { wallAtMs, uptimeMs, offsetMs, anchor } = reading;
  const correctedAtMs = wallAtMs + offsetMs;
  if (anchor === null || uptimeMs < anchor.uptimeMs) return doubtful(correctedAtMs, offsetMs);
  const countedAtMs = countOn(anchor, uptimeMs);
  const jumpMs = correctedAtMs - countedAtMs;
  if (reading.heardInThisRun) return byDrift(countedAtMs, wallAtMs - countedAtMs, jumpMs);
  if (Math.abs(jumpMs) > doubtfulFromMs) return doubtful(correctedAtMs, offsetMs);
  return byDrift(countedAtMs, offsetMs, jumpMs);
}

function doubtful(atMs: number, driftMs: number): TrustedTime {
  return { atMs, trust: Math.abs(driftMs) > offFromMs ? 'off' : 'doubtful' };
}

function byDrift(atMs: number, driftMs: number, jumpMs: number): TrustedTime {
  const isKept = Math.abs(driftMs) <= doubtfulFromMs && Math.abs(jumpMs) <= doubtfulFromMs;
  return isKept ? { atMs, trust: 'trusted' } : doubtful(atMs, driftMs);
}
