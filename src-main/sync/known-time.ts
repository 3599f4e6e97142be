import { countOn } from '../../src-shared/domain/clock/trust-clock.ts';
import type { Clock } from '../store/clock.ts';
import type { TillStore } from '../store/till-store.ts';

/** Head office's time as far as this till knows it: a clock that somebody set back brings none of it back (OF-11). */
export interface KnownTime {
  /** Never before what the till has seen; null where the clock is, and nothing tells how much later it is. */
  nowMs(): number | null;
  /** Head office has just answered and its clock was learnt: what was seen before says nothing more. Answers that time. */
  heard(): number;
}

/** A clock may be corrected by so much without anybody having set it. */
const setBackFromMs = 2 * 60_000;

/**
 * Begins with the newest moment that is on the disk: the last sync, what head office said the time was, with the time that the
 * machine has run since, and the operations that head office does not have. From then on the running time of the machine counts.
 */
export function createKnownTime(store: TillStore, clock: Clock): KnownTime {
  const wallMs = (): number => clock.nowMs() + store.sync.read().clockOffsetMs;

  const seenAtMs = (): number => {
    const { lastSyncAtMs, officeAnchorAtMs, officeAnchorUptimeMs, ackedSeq } = store.sync.read();
    const anchor =
      officeAnchorAtMs === null || officeAnchorUptimeMs === null
        ? null
        : { officeAtMs: officeAnchorAtMs, uptimeMs: officeAnchorUptimeMs };
    const countedAtMs = anchor === null ? 0 : countOn(anchor, clock.uptimeMs());
    return Math.max(lastSyncAtMs ?? 0, countedAtMs, store.operation.newestAtMs(ackedSeq));
  };

  const begin = () => {
    const [seen, wall] = [seenAtMs(), wallMs()];
    const isKnown = wall >= seen - setBackFromMs;
    return { atMs: Math.max(seen, wall), uptimeMs: clock.uptimeMs(), isKnown };
  };
  let base = begin();

  return {
    nowMs: () => {
      const countedMs = base.atMs + (clock.uptimeMs() - base.uptimeMs);
      const wall = wallMs();
      if (wall >= countedMs - setBackFromMs) return Math.max(wall, countedMs);
      return base.isKnown ? countedMs : null;
    },
    heard: () => {
      base = { atMs: wallMs(), uptimeMs: clock.uptimeMs(), isKnown: true };
      return base.atMs;
    },
  };
}
