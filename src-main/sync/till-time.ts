import {
  basisAtStart,
  type ClockAnchor,
  type ClockReading,
  type ClockStanding,
  clockStanding,
  tellAgeMs,
  tellTime,
  type TimeBasis,
  type TrustedTime,
} from '../../src-shared/domain/clock/trust-clock.ts';
import { type BusinessDate, businessDateAt } from '../../src-shared/values/business-date.ts';
import type { Clock } from '../store/clock.ts';
import type { StoredSync, TillStore } from '../store/till-store.ts';

/** A moment as an operation records it: a clock that is set while the till runs moves nothing of it but `rawAtMs` (OF-11). */
export interface Moment extends TrustedTime {
  /** Of the machine's clock. */
  readonly rawAtMs: number;
  /** In the time of the shop. */
  readonly businessDate: BusinessDate;
}

/**
 * The time of this till: head office's, counted on by the machine's running time, and until head office has answered the best
 * that is known. Everything that somebody could gain by setting the clock goes by it.
 */
export interface TillTime {
  now(): Moment;
  /** How long ago that moment of head office's clock is at least; null where nobody knows. */
  ageMs(sinceAtMs: number): number | null;
  /** For whoever has to set the clock of the machine. */
  standing(): ClockStanding;
  /**
   * Head office said what its clock is. `startedAt` of `performance.now()`, when it was asked; `heldMs`: for so long it held
   * the answer back.
   */
  learn(answer: {
    readonly officeAtMs: number;
    readonly startedAt: number;
    readonly heldMs: number;
  }): void;
}

/** Below this a new offset is noise of the line and not worth a write. */
const offsetNoiseMs = 200;
/** An anchor says the time as well as a newer one until the two differ by this. */
const anchorNoiseMs = 1000;
const msPerHour = 3_600_000;

/**
 * Made once in a run of the program: what is on the disk is read here and not again.
 *
 * An answer says two times between which head office's clock is, as far apart as it was on its way: nobody knows on which half
 * of it the time was lost. What was known is moved no further than they ask, so that the quickest answers count: half of a
 * slow one added would set the clock forward until the next, and of two sales the first would have the later time.
 */
export function createTillTime(store: TillStore, clock: Clock): TillTime {
  const read = (): ClockReading => ({ wallAtMs: clock.nowMs(), uptimeMs: clock.uptimeMs() });
  let basis: TimeBasis = basisAtStart(recordOf(store), read());
  // Of this run: the first answer always makes one, because the machine may have been started anew.
  let heard: ClockAnchor | null = null;
  // Of the last moment asked for: a scan asks for several, and a day has few.
  let today: { readonly hourNumber: number; readonly businessDate: BusinessDate } | null = null;

  return {
    now() {
      const reading = read();
      const time = tellTime(basis, reading);
      // The shop's day changes with an hour.
      const hourNumber = Math.floor(time.atMs / msPerHour);
      if (today?.hourNumber !== hourNumber) {
        today = { hourNumber, businessDate: businessDateAt(time.atMs) };
      }
      return { ...time, rawAtMs: reading.wallAtMs, businessDate: today.businessDate };
    },
    ageMs: (sinceAtMs) => tellAgeMs(sinceAtMs, basis, read()),
    standing: () => clockStanding(basis, read()),
    learn({ officeAtMs, startedAt, heldMs }) {
      const tookMs = performance.now() - startedAt;
      const onTheWayMs = tookMs < heldMs ? tookMs : tookMs - heldMs;
      const within = (knownAtMs: number): number =>
        Math.round(Math.min(Math.max(knownAtMs, officeAtMs), officeAtMs + onTheWayMs));

      const { wallAtMs, uptimeMs } = read();
      const knownAtMs = wallAtMs + basis.offsetMs;
      const nowAtMs = within(knownAtMs);
      const isNoise = Math.abs(nowAtMs - knownAtMs) < offsetNoiseMs;
      const offsetMs = isNoise ? basis.offsetMs : nowAtMs - wallAtMs;
      const anchor = anchorAfter(heard, uptimeMs, { nowAtMs, within });
      store.sync.write({
        ...(isNoise ? {} : { clockOffsetMs: offsetMs }),
        ...(anchor === heard
          ? {}
          : { officeAnchorAtMs: anchor.officeAtMs, officeAnchorUptimeMs: anchor.uptimeMs }),
      });
      heard = anchor;
      basis = { kind: 'count', offsetMs, anchor };
    },
  };
}

/** The same one where it still says the time. */
function anchorAfter(
  known: ClockAnchor | null,
  uptimeMs: number,
  answer: { readonly nowAtMs: number; readonly within: (knownAtMs: number) => number },
): ClockAnchor {
  if (known === null) return { officeAtMs: answer.nowAtMs, uptimeMs };
  const countedAtMs = known.officeAtMs + (uptimeMs - known.uptimeMs);
  const officeAtMs = answer.within(countedAtMs);
  return Math.abs(officeAtMs - countedAtMs) < anchorNoiseMs ? known : { officeAtMs, uptimeMs };
}

function recordOf(store: TillStore) {
  const { clockOffsetMs: offsetMs, lastSyncAtMs, ackedSeq, ...stored } = store.sync.read();
  const newestOperationAtMs = store.operation.newestAtMs(ackedSeq);
  return { offsetMs, anchor: anchorOf(stored), lastSyncAtMs, newestOperationAtMs };
}

function anchorOf(
  stored: Pick<StoredSync, 'officeAnchorAtMs' | 'officeAnchorUptimeMs'>,
): ClockAnchor | null {
  const { officeAnchorAtMs: officeAtMs, officeAnchorUptimeMs: uptimeMs } = stored;
  return officeAtMs === null || uptimeMs === null ? null : { officeAtMs, uptimeMs };
}
