import { refuse, type Refusal } from '../../src-shared/domain/refusal.ts';
import type { Clock } from '../store/clock.ts';

/** ID-06: so many lists of members per person in so long. A whole phone number or a card opens no list. */
export const listLookUpsMax = 30;
export const listLookUpsWindowMs = 10 * 60_000;

/** Keeps anybody at a screen from leafing through the members. Only in memory: a restart takes longer than it gives. */
export interface LookUpLimit {
  /** Counts one more list for an operator; refused with when the next one is free once there were too many. */
  take(operator: string): Refusal | null;
}

export function lookUpLimit(clock: Clock): LookUpLimit {
  const takenAtMs = new Map<string, readonly number[]>();
  return {
    take(operator) {
      const nowMs = clock.nowMs();
      // A clock that was set back must not keep somebody out for longer than the window is.
      const recent = (takenAtMs.get(operator) ?? []).filter(
        (atMs) => Math.abs(nowMs - atMs) < listLookUpsWindowMs,
      );
      const [oldestMs = nowMs] = recent;
      if (recent.length >= listLookUpsMax) {
        return refuse('look_up_limit', { lockedUntilMs: oldestMs + listLookUpsWindowMs });
      }
      takenAtMs.set(operator, [...recent, nowMs]);
      return null;
    },
  };
}
