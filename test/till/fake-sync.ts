import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { reserveValue } from '../../src-shared/domain/stored-value/reserve-value.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { TillStore } from '../../src-main/store/till-store.ts';
import type {
  AuthoriseAnswer,
  AuthoriseValueAnswer,
  ClaimCouponsAnswer,
  FindAnswer,
  Sync,
  SyncEvent,
} from '../../src-main/sync/sync.ts';
import type { TillTime } from '../../src-main/sync/till-time.ts';
import type { StartLine } from '../../src-main/till/till-options.ts';

/** A line to head office that says what a test wants. It is the only part of the till core that tests replace. */
export interface FakeLine {
  readonly start: StartLine;
  online: boolean;
  replicaAgeMs: number | null;
  authorise: (request: Parameters<Sync['authorise']>[0]) => Promise<AuthoriseAnswer>;
  /** By default as the office does, over what this till knows. */
  authoriseValue: (request: Parameters<Sync['authoriseValue']>[0]) => Promise<AuthoriseValueAnswer>;
  handOverCoupon: Sync['handOverCoupon'];
  claimCoupons: (request: Parameters<Sync['claimCoupons']>[0]) => Promise<ClaimCouponsAnswer>;
  release: Sync['release'];
  findMember: (by: Parameters<Sync['findMember']>[0]) => Promise<FindAnswer>;
  findReceipt: Sync['findReceipt'];
  findLedger: Sync['findLedger'];
  listReview: Sync['listReview'];
  decideHold: Sync['decideHold'];
  readonly nudges: number;
  /** Brings a state from the office, as the feed does. */
  feed(member: MemberState): void;
  /** Says that something changed; after a test has changed the fields above. */
  announce(event?: SyncEvent): void;
  readonly store: TillStore;
  readonly time: TillTime;
}

export function fakeLine(given: { readonly online?: boolean } = {}): FakeLine {
  let store: TillStore | null = null;
  let time: TillTime | null = null;
  let onEvent: (event: SyncEvent) => void = () => {};
  let revision = 0;
  let nudges = 0;

  const line: FakeLine = {
    online: given.online ?? true,
    replicaAgeMs: 1_000,
    authorise: () => Promise.resolve({ status: 'authorised' }),
    authoriseValue: (request) => Promise.resolve(reserve(line.store, request)),
    claimCoupons: () => Promise.resolve({ status: 'claimed' }),
    release: () => Promise.resolve(),
    handOverCoupon: () => Promise.resolve({ status: 'unreachable' }),
    findMember: () => Promise.resolve({ status: 'not_found' }),
    findReceipt: () => Promise.resolve({ status: 'not_found' }),
    findLedger: () => Promise.resolve({ status: 'unreachable' }),
    listReview: () => Promise.resolve(null),
    decideHold: () => Promise.resolve('unreachable'),
    get nudges() {
      return nudges;
    },
    get store() {
      if (store === null) throw new Error('The till has not started its line.');
      return store;
    },
    get time() {
      if (time === null) throw new Error('The till has not started its line.');
      return time;
    },
    feed(member) {
      revision += 1;
      const feed = { memberId: member.memberId, revision, stateJson: JSON.stringify(member) };
      const memberIds = line.store.member.applyBases([feed], { acceptLowerRevisions: false });
      line.announce({ kind: 'members_changed', memberIds });
    },
    announce: (event = { kind: 'lists_changed' }) => onEvent(event),
    start: (options) => {
      ({ store, time, onEvent } = options);
      return sync;
    },
  };

  const state: Sync['state'] = () => ({
    online: line.online,
    offlineReason: null,
    pendingCount: line.store.operation.countAfter(line.store.sync.read().ackedSeq),
    setAsideCount: line.store.operation.countSetAside(),
    lastSyncAtMs: line.store.sync.read().lastSyncAtMs,
    replicaAgeMs: line.replicaAgeMs,
  });
  const sync: Sync = {
    state,
    offlineSinceMs: () => (line.online ? null : 1),
    drain: () => null,
    load: () => null,
    runNow: () => Promise.resolve(state()),
    nudge: () => {
      nudges += 1;
      onEvent({ kind: 'state_changed' });
    },
    // Also a till without a line tries now and then.
    authorise: (request) =>
      line.online ? line.authorise(request) : Promise.resolve({ status: 'unreachable' }),
    authoriseValue: (request) => line.authoriseValue(request),
    valueStatement: () => Promise.resolve(null),
    claimCoupons: (request) => line.claimCoupons(request),
    release: (kept) => line.release(kept),
    handOverCoupon: (request) => line.handOverCoupon(request),
    findMember: (by) =>
      line.online ? line.findMember(by) : Promise.resolve({ status: 'unreachable' }),
    findReceipt: (wanted) => line.findReceipt(wanted),
    findLedger: (wanted) => line.findLedger(wanted),
    certify: () => Promise.resolve(null),
    listReview: (receipts) => line.listReview(receipts),
    decideHold: (wish) => line.decideHold(wish),
    stop: () => Promise.resolve(),
  };
  return line;
}

function reserve(
  store: TillStore,
  { memberId, want }: Parameters<Sync['authoriseValue']>[0],
): AuthoriseValueAnswer {
  const row = store.member.findById(memberId);
  if (row === null) return { status: 'member_unknown' };
  const state = JSON.parse(row.stateJson) as MemberState;
  const nobody = { others: [], pendingEntries: [], setAside: [] };
  const reserved = reserveValue({ state, ...nobody, wish: want, nowMs: 0 });
  return reserved.status === 'refused'
    ? reserved
    : { status: 'authorised', entries: reserved.entries };
}

/** The office's state of a member after it has taken what the till has posted so far. */
export function confirmed(store: TillStore, memberId: MemberId): MemberState {
  const row = store.member.findById(memberId);
  if (row === null) throw new Error('No such member here.');
  const { waitingLots, value, ...state } = JSON.parse(row.stateJson) as MemberState;
  const waiting = waitingLots?.map(({ isPending: _isPending, ...lot }) => lot);
  const contracts = value?.contracts.map(({ isPending: _isPending, ...contract }) => contract);
  return {
    ...state,
    pendingLots: [],
    ...(waiting === undefined ? {} : { waitingLots: waiting }),
    ...(value === undefined ? {} : { value: { ...value, contracts: contracts ?? [] } }),
  };
}
