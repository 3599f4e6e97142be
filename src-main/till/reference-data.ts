import type { SyncState } from '../../src-shared/contract/till/sync.ts';
import {
  agreesWithClock,
  type ClockAnchor,
  trustClock,
  type TrustedTime,
} from '../../src-shared/domain/clock/trust-clock.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { programmeInEffect } from '../../src-shared/programme/programme-in-effect.ts';
import { memberCodeKeyByte } from '../../src-shared/scan/member-code.ts';
import { type BusinessDate, businessDateAt } from '../../src-shared/values/business-date.ts';
import type { Clock } from '../store/clock.ts';
import type { CodeKey, StoredStaff, StoredSync, TillStore } from '../store/till-store.ts';
import { createBytesVerifier } from '../sync/install-key.ts';
import type { Sync } from '../sync/sync.ts';

/** A moment as an operation records it. */
export interface Moment {
  readonly rawAtMs: number;
  /** The best time there is: a clock that is set while the till runs moves nothing (OF-11). */
  readonly atMs: number;
  /** In the time of the shop. */
  readonly businessDate: BusinessDate;
}

/**
 * What changes only when the till has heard from head office, kept in memory so that a scan reads one row and no list.
 * `refresh` or `refreshLists` after every event of sync; the next use reads the store again.
 */
export interface ReferenceData {
  now(): Moment;
  /** The best time there is, for what lives only for seconds (ID-05, OF-11). */
  trustedTime(): TrustedTime;
  /** The programme that rules a business date; null while none has arrived. */
  programmeAt(businessDate: BusinessDate): Programme | null;
  /** For words about something decided earlier. */
  programmeOf(version: number): Programme | null;
  /** Leading characters of the chain's cards, of all programmes: a card does not lapse with one. */
  cardPrefixes(): readonly string[];
  /** What coupon codes are verified with (CP-06). */
  couponKeys(): readonly CodeKey[];
  /** What member codes that name a key by this byte are verified with (ID-03); null for a key that is not here. */
  memberCodeVerifier(keyByte: number): BytesVerifier | null;
  staff(staffId: string): StoredStaff | null;
  isLoaded(): boolean;
  lastSyncAtMs(): number | null;
  replicaAgeMs(): number | null;
  /** The same for what is set aside for this till: null also while a restored head office waits for tills (OF-04). */
  shareAgeMs(): number | null;
  isOnline(): boolean;
  refresh(): void;
  /** The same, and what head office sends whole when it changes: programmes, staff, keys. Seldom, and large. */
  refreshLists(): void;
}

type BytesVerifier = ReturnType<typeof createBytesVerifier>;

const msPerHour = 3_600_000;

export function referenceData(store: TillStore, sync: Sync, clock: Clock): ReferenceData {
  let read: Read | null = null;
  let lists: Lists | null = null;
  // Of the last moment asked for: a scan asks for several, and a day has few.
  let today: { readonly hourNumber: number; readonly businessDate: BusinessDate } | null = null;
  const fresh = (): Read => (read ??= readLine(store, sync, clock));
  const freshLists = (): Lists => (lists ??= readLists(store));
  const atStart = store.sync.read();
  const anchorAtStart = anchorOf(atStart);
  const agreedAtStart = agreesWithClock({
    wallAtMs: clock.nowMs(),
    uptimeMs: clock.uptimeMs(),
    offsetMs: atStart.clockOffsetMs,
    anchor: anchorAtStart,
  });
  const isNew = (anchor: ClockAnchor | null): boolean =>
    anchor?.officeAtMs !== anchorAtStart?.officeAtMs ||
    anchor?.uptimeMs !== anchorAtStart?.uptimeMs;

  const timeBy = (wallAtMs: number): TrustedTime => {
    const { clockOffsetMs, anchor, state } = fresh();
    return trustClock({
      wallAtMs,
      uptimeMs: clock.uptimeMs(),
      offsetMs: clockOffsetMs,
      anchor,
      lastSyncAtMs: state.lastSyncAtMs,
      anchorHolds: agreedAtStart || isNew(anchor),
    });
  };

  return {
    now() {
      const rawAtMs = clock.nowMs();
      const atMs = Math.max(0, Math.round(timeBy(rawAtMs).atMs));
      // The shop's day changes with an hour.
      const hourNumber = Math.floor(atMs / msPerHour);
      if (today?.hourNumber !== hourNumber) {
        today = { hourNumber, businessDate: businessDateAt(atMs) };
      }
      return { rawAtMs, atMs, businessDate: today.businessDate };
    },
    trustedTime: () => timeBy(clock.nowMs()),
    programmeAt: (businessDate) => programmeInEffect(freshLists().programmes, businessDate),
    programmeOf: (version) =>
      freshLists().programmes.find((programme) => programme.version === version) ?? null,
    cardPrefixes: () => freshLists().cardPrefixes,
    couponKeys: () => freshLists().couponKeys,
    memberCodeVerifier(keyByte) {
      const now = freshLists();
      now.memberCodeVerifiers ??= verifiersOf(store.codeKey.list('member'));
      return now.memberCodeVerifiers.get(keyByte) ?? null;
    },
    staff: (staffId) => freshLists().staff.get(staffId) ?? null,
    isLoaded: () => fresh().loaded,
    lastSyncAtMs: () => fresh().state.lastSyncAtMs,
    replicaAgeMs() {
      const { state, readAtMs, readUptimeMs } = fresh();
      if (state.replicaAgeMs === null) return null;
      const countedMs = clock.uptimeMs() - readUptimeMs;
      return state.replicaAgeMs + Math.max(0, countedMs, clock.nowMs() - readAtMs);
    },
    shareAgeMs() {
      return fresh().sharesWait ? null : this.replicaAgeMs();
    },
    isOnline: () => fresh().state.online,
    refresh() {
      read = null;
    },
    refreshLists() {
      read = null;
      lists = null;
    },
  };
}

interface Lists {
  readonly programmes: readonly Programme[];
  readonly cardPrefixes: readonly string[];
  readonly couponKeys: readonly CodeKey[];
  /** By the byte that names the key; made when the first member code is scanned. */
  memberCodeVerifiers: ReadonlyMap<number, BytesVerifier> | null;
  readonly staff: ReadonlyMap<string, StoredStaff>;
}

/** What changes whenever head office answers. */
interface Read {
  readonly clockOffsetMs: number;
  readonly anchor: ClockAnchor | null;
  readonly loaded: boolean;
  readonly state: SyncState;
  readonly readAtMs: number;
  readonly readUptimeMs: number;
  readonly sharesWait: boolean;
}

function readLists(store: TillStore): Lists {
  const programmes = store.programme.list();
  return {
    programmes,
    cardPrefixes: [...new Set(programmes.flatMap((programme) => programme.cards.prefixes))],
    couponKeys: store.codeKey.list('coupon'),
    memberCodeVerifiers: null,
    staff: new Map(store.staff.list().map((person) => [person.staffId, person])),
  };
}

function readLine(store: TillStore, sync: Sync, clock: Clock): Read {
  const stored = store.sync.read();
  const { clockOffsetMs, loaded, sharesWait } = stored;
  return {
    clockOffsetMs,
    anchor: anchorOf(stored),
    loaded,
    state: sync.state(),
    readAtMs: clock.nowMs(),
    readUptimeMs: clock.uptimeMs(),
    sharesWait,
  };
}

function anchorOf(stored: StoredSync): ClockAnchor | null {
  const { officeAnchorAtMs: officeAtMs, officeAnchorUptimeMs: uptimeMs } = stored;
  return officeAtMs === null || uptimeMs === null ? null : { officeAtMs, uptimeMs };
}

function verifiersOf(keys: readonly CodeKey[]): ReadonlyMap<number, BytesVerifier> {
  return new Map(
    keys.map(({ keyId, publicKey }) => [memberCodeKeyByte(keyId), createBytesVerifier(publicKey)]),
  );
}
