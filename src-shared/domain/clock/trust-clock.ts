/** A moment that head office named, and how long the machine had run then: a count that nobody can set. */
export interface ClockAnchor {
  readonly officeAtMs: number;
  readonly uptimeMs: number;
}

/** The least that head office's clock is by now: a machine that was started anew since has run for less, and no shorter ago. */
function countOn({ officeAtMs, uptimeMs }: ClockAnchor, nowUptimeMs: number): number {
  return officeAtMs + (nowUptimeMs < uptimeMs ? nowUptimeMs : nowUptimeMs - uptimeMs);
}

export interface ClockReading {
  /** Of the machine, as somebody may have set it. */
  readonly wallAtMs: number;
  /** How long the machine has run, sleep included. */
  readonly uptimeMs: number;
}

/** What is written down of the time when the program starts. */
export interface ClockRecord {
  /** Head office's clock less this one, as it was when head office last answered. */
  readonly offsetMs: number;
  /** null: head office has never answered. */
  readonly anchor: ClockAnchor | null;
  /** Of head office's clock, when everything was last brought: never later than now. */
  readonly lastSyncAtMs: number | null;
  /** Of what this till did and head office does not have yet; 0 where that is nothing. */
  readonly newestOperationAtMs: number;
}

/** What a till tells the time by (OF-11). */
export type TimeBasis = CountBasis | ClockBasis;

/** What head office named, counted on by the machine's running time: sleep counts, so a clock that says otherwise was set. */
interface CountBasis {
  readonly kind: 'count';
  readonly offsetMs: number;
  readonly anchor: ClockAnchor;
}

/** The machine may have been started anew since: there is no more than its clock, as far as it was wrong before. */
interface ClockBasis {
  readonly kind: 'clock';
  readonly offsetMs: number;
  /** No earlier than what head office named. */
  readonly floor: ClockAnchor;
  /** For how old something is: no earlier than anything that is written down, nor than the clock when the program started. */
  readonly seen: ClockAnchor;
  /** The clock at the start was before what is written down: nobody knows how much later it is. */
  readonly isSetBack: boolean;
}

/** The best time a till has: a `doubtful` one may be minutes wrong, by an `off` one no short-lived code is judged (ID-05). */
export interface TrustedTime {
  readonly atMs: number;
  readonly trust: 'trusted' | 'doubtful' | 'off';
}

/**
 * How the clock of the machine stands, for a person: `right` needs nobody, `off` is more than five minutes from the time that
 * head office told, `unconfirmed` may be any time until head office answers, and `behind` is before what head office said
 * last, so that `atMs` is the earliest that it can be (OF-11).
 */
export const clockStates = ['right', 'off', 'unconfirmed', 'behind'] as const;
export interface ClockStanding {
  readonly state: (typeof clockStates)[number];
  /** The time that this till goes by. */
  readonly atMs: number;
  /** How far the clock of the machine is ahead of it. */
  readonly aheadMs: number;
}

const doubtfulFromMs = 2 * 60_000;
const offFromMs = 30 * 60_000;
/** A person is asked to set a clock that is further off. */
const toSetFromMs = 5 * 60_000;

/**
 * Says what a program that starts can tell the time by, until head office answers: the count goes on where it agrees with the
 * clock, as in a machine that was not started anew, and with what the till did last.
 */
export function basisAtStart(record: ClockRecord, reading: ClockReading): TimeBasis {
  const { offsetMs, anchor, lastSyncAtMs, newestOperationAtMs } = record;
  const { uptimeMs } = reading;
  const correctedAtMs = reading.wallAtMs + offsetMs;
  const countedAtMs = anchor === null ? 0 : countOn(anchor, uptimeMs);
  if (
    anchor !== null &&
    uptimeMs >= anchor.uptimeMs &&
    newestOperationAtMs - countedAtMs <= doubtfulFromMs
  ) {
    const isCounted = (atMs: number): boolean => Math.abs(atMs - countedAtMs) <= doubtfulFromMs;
    if (isCounted(correctedAtMs)) return { kind: 'count', offsetMs, anchor };
    // Somebody set it right since, as the screen asks.
    if (isCounted(reading.wallAtMs)) return { kind: 'count', offsetMs: 0, anchor };
  }
  const floorAtMs = Math.max(countedAtMs, lastSyncAtMs ?? 0);
  const writtenAtMs = Math.max(floorAtMs, newestOperationAtMs);
  return {
    kind: 'clock',
    offsetMs,
    floor: { officeAtMs: floorAtMs, uptimeMs },
    seen: { officeAtMs: Math.max(writtenAtMs, correctedAtMs), uptimeMs },
    isSetBack: correctedAtMs < writtenAtMs - doubtfulFromMs,
  };
}

/**
 * Says what time it is, and whether short-lived codes may be judged by it. A machine whose clock goes wrong by more than
 * `doubtfulFromMs` is doubtful even where it is corrected: nobody looks after it.
 */
export function tellTime(basis: TimeBasis, { wallAtMs, uptimeMs }: ClockReading): TrustedTime {
  const correctedAtMs = wallAtMs + basis.offsetMs;
  const isCount = basis.kind === 'count';
  const atMs = isCount
    ? countOn(basis.anchor, uptimeMs)
    : Math.max(correctedAtMs, countOn(basis.floor, uptimeMs));
  const aheadMs = Math.abs(wallAtMs - atMs);
  const setMs = Math.abs(correctedAtMs - atMs);
  if (isCount && aheadMs <= doubtfulFromMs && setMs <= doubtfulFromMs) {
    return { atMs, trust: 'trusted' };
  }
  return { atMs, trust: aheadMs > offFromMs ? 'off' : 'doubtful' };
}

/**
 * How long a moment of head office's clock is ago, in milliseconds: never less than the machine has run since, whatever its
 * clock is set to. null where the clock is before what is written down, and nothing tells how much later it is.
 */
export function tellAgeMs(
  sinceAtMs: number,
  basis: TimeBasis,
  { wallAtMs, uptimeMs }: ClockReading,
): number | null {
  if (basis.kind === 'count') return Math.max(0, countOn(basis.anchor, uptimeMs) - sinceAtMs);
  const correctedAtMs = wallAtMs + basis.offsetMs;
  const seenAtMs = countOn(basis.seen, uptimeMs);
  if (basis.isSetBack && correctedAtMs < seenAtMs - doubtfulFromMs) return null;
  return Math.max(0, Math.max(correctedAtMs, seenAtMs) - sinceAtMs);
}

/** Says whether somebody has to look after the machine's clock, and what this till goes by meanwhile. */
export function clockStanding(basis: TimeBasis, reading: ClockReading): ClockStanding {
  const { atMs } = tellTime(basis, reading);
  const aheadMs = reading.wallAtMs - atMs;
  return { state: standingState(basis, reading, aheadMs), atMs, aheadMs };
}

function standingState(
  basis: TimeBasis,
  { wallAtMs, uptimeMs }: ClockReading,
  aheadMs: number,
): ClockStanding['state'] {
  if (basis.kind === 'count') return Math.abs(aheadMs) > toSetFromMs ? 'off' : 'right';
  const leftMs = countOn(basis.floor, uptimeMs) - (wallAtMs + basis.offsetMs);
  return leftMs > toSetFromMs ? 'behind' : 'unconfirmed';
}
