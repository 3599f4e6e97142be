import type { SyncTiming } from './sync-timing.ts';

/** Growing pauses between failures. */
export interface BackOff {
  /** The pause after one more failure: half to all of a step that doubles, but never below what the office asked for. */
  next(retryAfterMs: number | null): number;
  reset(): void;
}

/** So that an office's wish cannot switch a till off. */
const retryAfterMaxMs = 300_000;

export function createBackOff(
  timing: Pick<SyncTiming, 'backOffFirstMs' | 'backOffMaxMs' | 'random'>,
): BackOff {
  let stepMs = timing.backOffFirstMs;
  return {
    next: (retryAfterMs) => {
      const pauseMs = stepMs * (0.5 + timing.random() / 2);
      stepMs = Math.min(stepMs * 2, timing.backOffMaxMs);
      return Math.max(pauseMs, Math.min(retryAfterMs ?? 0, retryAfterMaxMs));
    },
    reset: () => {
      stepMs = timing.backOffFirstMs;
    },
  };
}
