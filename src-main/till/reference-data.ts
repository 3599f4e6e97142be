import type { SyncState } from '../../src-shared/contract/till/sync.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { programmeInEffect } from '../../src-shared/programme/programme-in-effect.ts';
import { type BusinessDate, businessDateAt } from '../../src-shared/values/business-date.ts';
import type { Clock } from '../store/clock.ts';
import type { CouponKey, StoredStaff, TillStore } from '../store/till-store.ts';
import type { Sync } from '../sync/sync.ts';

/** A moment as an operation records it. */
export interface Moment {
  readonly rawAtMs: number;
  /** Corrected by what the office's clock said last. */
  readonly atMs: number;
  /** In the time of the shop. */
  readonly businessDate: BusinessDate;
}

/**
 * What changes only when the till has heard from head office, kept in memory so that a scan reads one row and no list.
 * `refresh` after every event of sync; the next use reads the store again.
 */
export interface ReferenceData {
  now(): Moment;
  /** The programme that rules a business date; null while none has arrived. */
  programmeAt(businessDate: BusinessDate): Programme | null;
  /** For words about something decided earlier. */
  programmeOf(version: number): Programme | null;
  /** Leading characters of the chain's cards, of all programmes: a card does not lapse with one. */
  cardPrefixes(): readonly string[];
  /** What coupon codes are verified with (CP-06). */
  couponKeys(): readonly CouponKey[];
  staff(staffId: string): StoredStaff | null;
  isLoaded(): boolean;
  lastSyncAtMs(): number | null;
  replicaAgeMs(): number | null;
  isOnline(): boolean;
  refresh(): void;
}

const msPerHour = 3_600_000;

export function referenceData(store: TillStore, sync: Sync, clock: Clock): ReferenceData {
  let read: Read | null = null;
  // Of the last moment asked for: a scan asks for several, and a day has few.
  let today: { readonly hourNumber: number; readonly businessDate: BusinessDate } | null = null;
  const fresh = (): Read => (read ??= readAll(store, sync, clock));

  return {
    now() {
      const rawAtMs = clock.nowMs();
      const atMs = Math.max(0, Math.round(rawAtMs + fresh().clockOffsetMs));
      // The shop's day changes with an hour.
      const hourNumber = Math.floor(atMs / msPerHour);
      if (today?.hourNumber !== hourNumber) {
        today = { hourNumber, businessDate: businessDateAt(atMs) };
      }
      return { rawAtMs, atMs, businessDate: today.businessDate };
    },
    programmeAt: (businessDate) => programmeInEffect(fresh().programmes, businessDate),
    programmeOf: (version) =>
      fresh().programmes.find((programme) => programme.version === version) ?? null,
    cardPrefixes: () => fresh().cardPrefixes,
    couponKeys: () => fresh().couponKeys,
    staff: (staffId) => fresh().staff.get(staffId) ?? null,
    isLoaded: () => fresh().loaded,
    lastSyncAtMs: () => fresh().state.lastSyncAtMs,
    replicaAgeMs() {
      const { state, readAtMs } = fresh();
      if (state.replicaAgeMs === null) return null;
      return state.replicaAgeMs + Math.max(0, clock.nowMs() - readAtMs);
    },
    isOnline: () => fresh().state.online,
    refresh() {
      read = null;
    },
  };
}

interface Read {
  readonly programmes: readonly Programme[];
  readonly cardPrefixes: readonly string[];
  readonly couponKeys: readonly CouponKey[];
  readonly staff: ReadonlyMap<string, StoredStaff>;
  readonly clockOffsetMs: number;
  readonly loaded: boolean;
  readonly state: SyncState;
  readonly readAtMs: number;
}

function readAll(store: TillStore, sync: Sync, clock: Clock): Read {
  const programmes = store.programme.list();
  const { clockOffsetMs, loaded } = store.sync.read();
  return {
    programmes,
    cardPrefixes: [...new Set(programmes.flatMap((programme) => programme.cards.prefixes))],
    couponKeys: store.couponKey.list(),
    staff: new Map(store.staff.list().map((person) => [person.staffId, person])),
    clockOffsetMs,
    loaded,
    state: sync.state(),
    readAtMs: clock.nowMs(),
  };
}
