import type { ClockAnchor } from '../../src-shared/domain/clock/trust-clock.ts';
import type { Clock } from '../store/clock.ts';
import type { StoredSync, TillStore } from '../store/till-store.ts';

/** Learns how far this machine's clock is from the office's; a wrong clock stops nothing. */
export interface OfficeClock {
  /** `startedAt` of `performance.now()`; `mayHaveWaited`: the office may have held the answer back. */
  learn(answer: {
    readonly officeAtMs: number;
    readonly startedAt: number;
    readonly mayHaveWaited: boolean;
  }): void;
}

/** Below this a new offset is noise of the line and not worth a write. */
const offsetNoiseMs = 200;
/** An anchor says the time as well as a newer one until the two differ by this. */
const anchorNoiseMs = 1000;

export function createOfficeClock(store: TillStore, clock: Clock): OfficeClock {
  let roundTripMs = 0;
  // Of this run: the first answer always makes one, because the machine may have been started anew.
  let anchor: ClockAnchor | null = null;

  const anchorChange = (now: ClockAnchor): Partial<StoredSync> => {
    if (anchor !== null) {
      const countedAtMs = anchor.officeAtMs + (now.uptimeMs - anchor.uptimeMs);
      if (Math.abs(now.officeAtMs - countedAtMs) < anchorNoiseMs) return {};
    }
    anchor = now;
    return { officeAnchorAtMs: now.officeAtMs, officeAnchorUptimeMs: now.uptimeMs };
  };

  return {
    learn: ({ officeAtMs, startedAt, mayHaveWaited }) => {
      if (!mayHaveWaited) roundTripMs = performance.now() - startedAt;
      const nowAtMs = Math.round(officeAtMs + roundTripMs / 2);
      const offsetMs = nowAtMs - clock.nowMs();
      const isNoise = Math.abs(offsetMs - store.sync.read().clockOffsetMs) < offsetNoiseMs;
      store.sync.write({
        ...(isNoise ? {} : { clockOffsetMs: offsetMs }),
        ...anchorChange({ officeAtMs: nowAtMs, uptimeMs: clock.uptimeMs() }),
      });
    },
  };
}
