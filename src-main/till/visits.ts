import {
  higherLevel,
  type IdentificationLevel,
  levelOfWay,
  type WayOfIdentification,
} from '../../src-shared/domain/member/identification.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';

/** A member nobody has had to do with for so long has left, whatever the screen says. */
export const visitIdleMs = 10 * 60_000;
/** How long a code that was fresh stands for the member's PIN, whatever goes on at the screen (ID-05). */
export const codeLevelMs = 10 * 60_000;
/** Nobody serves so many at once; the one asked for longest ago goes first. */
const visitsMax = 32;

/**
 * Who is known beyond a phone number at one screen, while they are there (ID-02). Only in memory: a lock, a lost line or a
 * restart ends every visit, and whoever is not in here is at L0.
 */
export interface Visits {
  /** How well a member is known now; asking keeps the visit alive. */
  levelOf(memberId: MemberId, nowMs: number): IdentificationLevel;
  /** The same without a code that they showed: stored value wants the PIN (ID-02). */
  levelWithoutCode(memberId: MemberId, nowMs: number): IdentificationLevel;
  /** Notes that a member was known in some way; never lowers what was reached before. */
  reach(memberId: MemberId, way: WayOfIdentification, nowMs: number): void;
  leave(memberId: string): void;
  leaveAll(): void;
}

interface Visit {
  /** What does not end before the visit does. */
  readonly level: IdentificationLevel;
  readonly usedAtMs: number;
  /** When a code was shown; null where none was. */
  readonly codeAtMs: number | null;
}

export function createVisits(): Visits {
  // In the order of their last use.
  const visits = new Map<string, Visit>();

  function keep(memberId: MemberId, visit: Visit): void {
    visits.delete(memberId);
    visits.set(memberId, visit);
    const [oldest] = visits.keys();
    if (visits.size > visitsMax && oldest !== undefined) visits.delete(oldest);
  }

  function visitNow(memberId: MemberId, nowMs: number): Visit {
    const visit = visits.get(memberId);
    if (visit === undefined || nowMs - visit.usedAtMs > visitIdleMs) {
      visits.delete(memberId);
      return { level: 'L0', usedAtMs: nowMs, codeAtMs: null };
    }
    const used = { ...visit, usedAtMs: nowMs };
    keep(memberId, used);
    return used;
  }

  return {
    levelOf(memberId, nowMs) {
      const { level, codeAtMs } = visitNow(memberId, nowMs);
      const isCodeFresh = codeAtMs !== null && nowMs - codeAtMs <= codeLevelMs;
      return isCodeFresh ? higherLevel(level, levelOfWay('code')) : level;
    },
    levelWithoutCode: (memberId, nowMs) => visitNow(memberId, nowMs).level,
    reach(memberId, way, nowMs) {
      const before = visitNow(memberId, nowMs);
      // Who showed a code that is not fresh any more still had the phone in their hands.
      const level = higherLevel(before.level, way === 'code' ? 'L1' : levelOfWay(way));
      const codeAtMs = way === 'code' ? nowMs : before.codeAtMs;
      if (level !== 'L0') keep(memberId, { level, usedAtMs: nowMs, codeAtMs });
    },
    leave(memberId) {
      visits.delete(memberId);
    },
    leaveAll() {
      visits.clear();
    },
  };
}
