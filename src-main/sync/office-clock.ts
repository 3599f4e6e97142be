import type { Clock } from '../store/clock.ts';
import type { TillStore } from '../store/till-store.ts';

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

export function createOfficeClock(store: TillStore, clock: Clock): OfficeClock {
  let roundTripMs = 0;
  return {
    learn: ({ officeAtMs, startedAt, mayHaveWaited }) => {
      if (!mayHaveWaited) roundTripMs = performance.now() - startedAt;
      const offsetMs = Math.round(officeAtMs + roundTripMs / 2 - clock.nowMs());
      if (Math.abs(offsetMs - store.sync.read().clockOffsetMs) < offsetNoiseMs) return;
      store.sync.write({ clockOffsetMs: offsetMs });
    },
  };
}
