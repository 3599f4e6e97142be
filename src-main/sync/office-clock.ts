import type { ClockAnchor } from '../../src-shared/domain/clock/trust-clock.ts';
import type { Clock } from '../store/clock.ts';
import type { StoredSync, TillStore } from '../store/till-store.ts';

/** Learns how far this machine's clock is from the office's; a wrong clock stops nothing. */
export interface OfficeClock {
  /** `startedAt` of `performance.now()`; `heldMs`: for so long the office held the answer back. */
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

/**
 * An answer says two times between which the office's clock is, as far apart as it was on its way: nobody knows on which half
 * of it the time was lost. What was known is moved no further than they ask, so that the quickest answers count: half of a
 * slow one added would set the clock forward until the next, and of two sales the first would have the later time.
 */
export function createOfficeClock(store: TillStore, clock: Clock): OfficeClock {
  // Of this run: the first answer always makes one, because the machine may have been started anew.
  let anchor: ClockAnchor | null = null;

  const anchorChange = (
    uptimeMs: number,
    answer: { readonly nowAtMs: number; readonly within: (knownAtMs: number) => number },
  ): Partial<StoredSync> => {
    let officeAtMs = answer.nowAtMs;
    if (anchor !== null) {
      const countedAtMs = anchor.officeAtMs + (uptimeMs - anchor.uptimeMs);
      officeAtMs = answer.within(countedAtMs);
      if (Math.abs(officeAtMs - countedAtMs) < anchorNoiseMs) return {};
    }
    anchor = { officeAtMs, uptimeMs };
    return { officeAnchorAtMs: officeAtMs, officeAnchorUptimeMs: uptimeMs };
  };

  return {
    learn: ({ officeAtMs, startedAt, heldMs }) => {
      const tookMs = performance.now() - startedAt;
      const onTheWayMs = tookMs < heldMs ? tookMs : tookMs - heldMs;
      const within = (knownAtMs: number): number =>
        Math.round(Math.min(Math.max(knownAtMs, officeAtMs), officeAtMs + onTheWayMs));

      const wallAtMs = clock.nowMs();
      const knownAtMs = wallAtMs + store.sync.read().clockOffsetMs;
      const nowAtMs = within(knownAtMs);
      const isNoise = Math.abs(nowAtMs - knownAtMs) < offsetNoiseMs;
      store.sync.write({
        ...(isNoise ? {} : { clockOffsetMs: nowAtMs - wallAtMs }),
        ...anchorChange(clock.uptimeMs(), { nowAtMs, within }),
      });
    },
  };
}
