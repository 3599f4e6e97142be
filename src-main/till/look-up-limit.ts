import { refuse, type Refusal } from '../../src-shared/domain/refusal.ts';
import type { TillStore } from '../store/till-store.ts';
import type { ActiveTill } from './active-till.ts';

/** ID-06: so many lists of members per person in so long. A whole phone number or a card opens no list. */
export const listLookUpsMax = 30;
export const listLookUpsWindowMs = 10 * 60_000;

/** Keeps anybody at a screen from leafing through the members, also over a restart of the till. */
export interface LookUpLimit {
  /** Counts one more list for an operator; refused with when the next one is free once there were too many. */
  take(operator: string): Refusal | null;
}

export function lookUpLimit(
  store: Pick<TillStore, 'pinAttempt'>,
  { clock, time }: Pick<ActiveTill, 'clock' | 'time'>,
): LookUpLimit {
  /** By operator, and by how long the machine had run: nobody can set that. */
  const takenAtUptimeMs = new Map<string, readonly number[]>();

  /** On the disk is how many there are and when the first is forgotten: after a restart all of them count until then. */
  function readKept(operator: string): readonly number[] {
    const { failedCount, lockedUntilMs } = store.pinAttempt.read(subjectOf(operator));
    if (lockedUntilMs === null) return [];
    // A clock that was set back must not keep somebody out for longer than the window is.
    const leftMs = Math.min(lockedUntilMs - time.now().atMs, listLookUpsWindowMs);
    const takenAt = clock.uptimeMs() + leftMs - listLookUpsWindowMs;
    return Array.from({ length: failedCount }, () => takenAt);
  }

  return {
    take(operator) {
      const uptimeMs = clock.uptimeMs();
      const recent = (takenAtUptimeMs.get(operator) ?? readKept(operator)).filter(
        (takenAt) => uptimeMs - takenAt < listLookUpsWindowMs,
      );
      const [oldest = uptimeMs] = recent;
      const lockedUntilMs = time.now().atMs + (oldest + listLookUpsWindowMs - uptimeMs);
      if (recent.length >= listLookUpsMax) return refuse('look_up_limit', { lockedUntilMs });
      store.pinAttempt.write(subjectOf(operator), {
        failedCount: recent.length + 1,
        lockedUntilMs,
      });
      takenAtUptimeMs.set(operator, [...recent, uptimeMs]);
      return null;
    },
  };
}

function subjectOf(operator: string): string {
  return `lists:${operator}`;
}
