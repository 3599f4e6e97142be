import type { SyncState } from '../../src-shared/contract/till/sync.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { programmeInEffect } from '../../src-shared/programme/programme-in-effect.ts';
import { memberCodeKeyByte } from '../../src-shared/scan/member-code.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { Clock } from '../store/clock.ts';
import type { CodeKey, StoredStaff, TillStore } from '../store/till-store.ts';
import { createBytesVerifier } from '../sync/install-key.ts';
import type { Sync } from '../sync/sync.ts';

/**
 * What changes only when the till has heard from head office, kept in memory so that a scan reads one row and no list.
 * `refresh` or `refreshLists` after every event of sync; the next use reads the store again.
 */
export interface ReferenceData {
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

export function referenceData(store: TillStore, sync: Sync, clock: Clock): ReferenceData {
  let read: Read | null = null;
  let lists: Lists | null = null;
  const fresh = (): Read => (read ??= readLine(store, sync, clock));
  const freshLists = (): Lists => (lists ??= readLists(store));

  return {
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
      const { state, readUptimeMs } = fresh();
      if (state.replicaAgeMs === null) return null;
      return state.replicaAgeMs + (clock.uptimeMs() - readUptimeMs);
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
  readonly loaded: boolean;
  readonly state: SyncState;
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
  const { loaded, sharesWait } = store.sync.read();
  return {
    loaded,
    state: sync.state(),
    readUptimeMs: clock.uptimeMs(),
    sharesWait,
  };
}

function verifiersOf(keys: readonly CodeKey[]): ReadonlyMap<number, BytesVerifier> {
  return new Map(
    keys.map(({ keyId, publicKey }) => [memberCodeKeyByte(keyId), createBytesVerifier(publicKey)]),
  );
}
