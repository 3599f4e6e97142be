import {
  higherLevel,
  type IdentificationLevel,
  levelOfWay,
  type WayOfIdentification,
} from '../../src-shared/domain/member/identification.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';

/** A member nobody has had to do with for so long has left, whatever the screen says. */
export const visitIdleMs = 10 * 60_000;
/** Nobody serves so many at once; the one asked for longest ago goes first. */
const visitsMax = 32;

/**
 * Who is known beyond a phone number at one screen, while they are there (ID-02). Only in memory: a lock, a lost line or a
 * restart ends every visit, and whoever is not in here is at L0.
 */
export interface Visits {
  /** How well a member is known now; asking keeps the visit alive. */
  levelOf(memberId: MemberId, nowMs: number): IdentificationLevel;
  /** Notes that a member was known in some way; never lowers what was reached before. */
  reach(memberId: MemberId, way: WayOfIdentification, nowMs: number): void;
  leave(memberId: string): void;
  leaveAll(): void;
}

interface Visit {
  readonly level: IdentificationLevel;
  readonly usedAtMs: number;
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

  function levelOf(memberId: MemberId, nowMs: number): IdentificationLevel {
    const visit = visits.get(memberId);
    if (visit === undefined) return 'L0';
    if (nowMs - visit.usedAtMs > visitIdleMs) {
      visits.delete(memberId);
      return 'L0';
    }
    keep(memberId, { ...visit, usedAtMs: nowMs });
    return visit.level;
  }

  return {
    levelOf,
    reach(memberId, way, nowMs) {
      const level = higherLevel(levelOf(memberId, nowMs), levelOfWay(way));
      if (level !== 'L0') keep(memberId, { level, usedAtMs: nowMs });
    },
    leave(memberId) {
      visits.delete(memberId);
    },
    leaveAll() {
      visits.clear();
    },
  };
}
