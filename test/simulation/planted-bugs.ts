import crypto from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { TillStore } from '../../src-main/store/till-store.ts';
import { ageTable } from '../../src-shared/domain/offline-rights/age-table.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { sumOf } from '../../src-shared/values/sum-of.ts';
import type { FailedSeed } from './failed-seeds.ts';

/** Puts a mistake between a till's sync and its store, or into the store that the till itself works with. */
export type StoreBug = (store: TillStore) => TillStore;

/**
 * One mistake of each class that engines of this kind have been found with. The simulator must notice every one of them:
 * `simulation.test.ts` plants each and expects a violation.
 */
export const plantedBugs: Readonly<Record<string, StoreBug>> = {
  /** One digit of what was sold changes between the disk and the line. */
  'a row is not what was written': (store) => ({
    ...store,
    operation: {
      ...store.operation,
      listAfter: (seq, bounds) =>
        store.operation
          .listAfter(seq, bounds)
          .map((operation) =>
            operation.terminalSeq % 7 === 0
              ? { ...operation, json: operation.json.replace('"points":', '"points":1') }
              : operation,
          ),
    },
  }),
  /** The place in the feed is kept before its members are: a power cut in between loses them. */
  'a page of the feed is passed over': (store) => {
    let pages = 0;
    return {
      ...store,
      member: {
        ...store.member,
        applyBases: (members, how) => {
          pages += 1;
          return pages % 5 === 0 ? [] : store.member.applyBases(members, how);
        },
      },
    };
  },
  /** A state that is older than the one here is taken for a newer one. */
  'a member state is taken twice as it was': (store) => {
    const first = new Map<string, Parameters<TillStore['member']['applyBases']>[0][number]>();
    return {
      ...store,
      member: {
        ...store.member,
        applyBases: (members, how) =>
          store.member.applyBases(
            members.map((member) => {
              const known = first.get(member.memberId) ?? member;
              first.set(member.memberId, known);
              return first.size % 2 === 0 ? known : member;
            }),
            how,
          ),
      },
    };
  },
  /** Only what was written since the start is sent. */
  'what waited before a restart is forgotten': (store) => {
    const { terminalSeq } = store.operation.head();
    return {
      ...store,
      operation: {
        ...store.operation,
        listAfter: (seq, bounds) => store.operation.listAfter(Math.max(seq, terminalSeq), bounds),
      },
    };
  },
  /** What this till has taken of a member is not counted off its share: it takes it twice (OF-04). */
  'a share of a grant is taken twice': (store) =>
    seeing(store, (state) => {
      const storeGrants = store.member.readBase(state.memberId)?.storeGrants;
      return storeGrants === undefined ? state : { ...state, storeGrants };
    }),
  /** A till takes over what was set aside for the others of its store, which it believes to be dead (OF-04). */
  'the share of a neighbour is taken over': (store) =>
    seeing(store, (state) => {
      const installId = store.install.read()?.installId;
      if (installId === undefined || state.storeGrants === undefined) return state;
      const storeGrants = state.storeGrants.map((grant) => {
        const points = grant.shares.reduce((sum, share) => sum + share.points, 0);
        const isOurs = grant.shares.some((share) => share.installId === installId);
        return isOurs ? { ...grant, shares: [{ installId, points }] } : grant;
      });
      return { ...state, storeGrants };
    }),
  /** What head office took back of a share, and was told that it is seen, is taken all the same (OF-04). */
  'a share that was taken back is still taken': (store) => {
    const most = new Map<string, NonNullable<MemberState['storeGrants']>>();
    const pointsOf = (grants: MemberState['storeGrants'] = []): number =>
      sumOf(grants, ({ shares }) => sumOf(shares, ({ points }) => points));
    return seeing(store, (state) => {
      const before = most.get(state.memberId);
      if (pointsOf(state.storeGrants) > pointsOf(before)) {
        most.set(state.memberId, state.storeGrants ?? []);
        return state;
      }
      return before === undefined ? state : { ...state, storeGrants: before };
    });
  },
  /** A coupon that this till has used is there as long as nobody else says that it is not (CP-07). */
  'a coupon that was used is used again': (store) =>
    seeing(store, (state) => ({
      ...state,
      coupons: (state.coupons ?? []).map(({ use: _use, ...coupon }) =>
        coupon.status === 'used_local' ? { ...coupon, status: 'issued' } : coupon,
      ),
    })),
  /** A paid plan that was given back is there to be given back (TR-09). */
  'a plan is given back twice': (store) =>
    seeing(store, (state) => ({
      ...state,
      plans: (state.plans ?? []).map((plan) => ({ ...plan, status: 'active' })),
    })),
  /** Whoever was merged into somebody else goes on as they were (PL-19). */
  'a member that was merged away is served': (store) =>
    seeing(store, ({ mergedInto: _mergedInto, ...state }) => state),
  /** What came over the LAN is not known again when head office has it, and counts beside it for ever. */
  'what a neighbour passed on never leaves the view': (store) => {
    const keep = store.neighbour.keep.bind(store.neighbour);
    return {
      ...store,
      neighbour: {
        ...store.neighbour,
        keep: (installId, passed) =>
          keep(installId, {
            ...passed,
            operations: passed.operations.map((operation) => ({
              ...operation,
              terminalSeq: operation.terminalSeq + 1_000_000,
            })),
          }),
      },
    };
  },
  /** Of what came over the LAN the first batch is gone when it is to be delivered for a till that died. */
  'a batch of a neighbour is lost': (store) => ({
    ...store,
    neighbour: {
      ...store.neighbour,
      readBatches: (installId, bounds) => store.neighbour.readBatches(installId, bounds).slice(1),
    },
  }),
  /** What came over the LAN counts for ever, though head office holds another line of that neighbour. */
  'a line that head office does not hold is believed': (store) => ({
    ...store,
    neighbour: { ...store.neighbour, leaveLine: () => [] },
  }),
  /** Head office holds another line of this till, an old disk's or a second machine's, and nobody stops for it (FR-22). */
  'a copied disk goes unnoticed': (store) => ({
    ...store,
    install: {
      ...store.install,
      lose: () => {
        throw new Error('planted: what comes of it is left out');
      },
    },
  }),
  /** Whoever this till does not hold is nobody to it (OF-13). */
  'a member of elsewhere is nobody': (store) => {
    Object.assign(store.directory, { findById: () => null });
    return store;
  },
  /** The sums of the parts are kept as they were, whatever becomes of the rows. */
  'nobody looks at the rows again': (store) => ({
    ...store,
    memberHash: { ...store.memberHash, scan: () => ({ wrongCount: 0, isPassOver: true }) },
  }),
  /** What head office once had it has for ever: it is not sent again when head office was restored. */
  'what was acknowledged is not sent again': (store) => {
    let sentSeq = 0;
    return {
      ...store,
      operation: {
        ...store.operation,
        listAfter: (seq, bounds) => {
          sentSeq = Math.max(seq, sentSeq);
          return store.operation.listAfter(sentSeq, bounds);
        },
      },
    };
  },
  /** A till that was stopped is still a neighbour, and what it passed on counts for ever. */
  'a neighbour that was stopped is believed': (store) => ({
    ...store,
    neighbour: {
      ...store.neighbour,
      replaceAll: (terminals) => {
        const isListed = (installId: string): boolean =>
          terminals.some((each) => each.installId === installId);
        const gone = store.neighbour.list().filter(({ installId }) => !isListed(installId));
        return store.neighbour.replaceAll([...terminals, ...gone]);
      },
    },
  }),
  /** What head office had signed for is not shown to it where it was restored: a copy that comes first becomes the till. */
  'a signature of head office is not shown again': (store) => ({
    ...store,
    operation: { ...store.operation, signed: () => null },
  }),
  /** What a restored head office says of shares is taken, though others may have had it since the backup (OF-04). */
  'a share of a backup is taken at once': (store) => ({
    ...store,
    sync: {
      ...store.sync,
      write: ({ sharesWait: _sharesWait, ...rest }) => store.sync.write(rest),
    },
  }),
  /** What a disk knew to be held when it was put in, old or not, is not sent again to a restored head office. */
  'what was acknowledged before a start is not sent again': (store) => {
    const { ackedSeq } = store.sync.read();
    return {
      ...store,
      operation: {
        ...store.operation,
        listAfter: (seq, bounds) => store.operation.listAfter(Math.max(seq, ackedSeq), bounds),
      },
    };
  },
  /** A till keeps what a restored head office has lost, and goes on by it. */
  'a programme that was lost is kept': (store) => ({
    ...store,
    programme: {
      ...store.programme,
      replaceAll: (programmes) => {
        const isThere = (version: number): boolean =>
          programmes.some((each) => each.version === version);
        const lost = store.programme.list().filter(({ version }) => !isThere(version));
        store.programme.replaceAll([...programmes, ...lost]);
      },
    },
  }),
  /** What a till did before a code took it back is not sent, as if it had begun with that. */
  'what was done before a till was taken back is forgotten': (store) => {
    let fromSeq = 0;
    const activate = store.install.activate.bind(store.install);
    Object.assign(store.install, {
      activate: (install: Parameters<typeof activate>[0]) => {
        fromSeq = store.operation.head().terminalSeq;
        activate(install);
      },
    });
    return {
      ...store,
      operation: {
        ...store.operation,
        listAfter: (seq, bounds) => store.operation.listAfter(Math.max(seq, fromSeq), bounds),
      },
    };
  },
  /** The programme that a till began with is the last one it takes. */
  'a later programme is not taken': (store) => ({
    ...store,
    programme: {
      ...store.programme,
      replaceAll: (programmes) => {
        if (store.programme.list().length === 0) store.programme.replaceAll(programmes);
      },
    },
  }),
};

/** The till sees members otherwise than they are kept. */
function seeing(store: TillStore, otherwise: (state: MemberState) => MemberState): TillStore {
  const findById = store.member.findById.bind(store.member);
  Object.assign(store.member, {
    findById: (memberId: Parameters<typeof findById>[0]) => {
      const row = findById(memberId);
      if (row === null) return null;
      const state = JSON.parse(row.stateJson) as MemberState; // kept by the store
      return { ...row, stateJson: JSON.stringify(otherwise(state)) };
    },
  });
  return store;
}

/** Puts a mistake into head office, or into what all tills have in common, and returns what mends it. */
export type OfficeBug = () => () => void;

/** As `plantedBugs`, of what is not one till. */
export const plantedOfficeBugs: Readonly<Record<string, OfficeBug>> = {
  /** Whoever sends operations is taken for the install whose token came with them. */
  'a signature is not looked at': () => replaceIn(crypto, 'verify', () => true),
  /** What was answered is not on the disk yet, as with PGlite as it comes. */
  'an answer does not wait for the disk': () => replaceIn(fs, 'fsyncSync', () => undefined),
  /** However long head office was not heard of, a till pays out of its share (OF-02). */
  'a replica never grows old': () => {
    const own = { ...ageTable.valueGrants };
    const always = { three_days: 'full', week: 'full', older: 'full' };
    Object.assign(ageTable.valueGrants, always);
    return () => Object.assign(ageTable.valueGrants, own);
  },
};

function replaceIn<Module extends object, Name extends keyof Module>(
  module: Module,
  name: Name,
  bug: Module[Name],
): () => void {
  const own = module[name];
  const put = (one: Module[Name]): void => {
    module[name] = one;
    syncBuiltinESMExports();
  };
  put(bug);
  return () => put(own);
}

/** Where each of them shows: a history of the edition that it was found in, and the words that name it where others could be. */
export const shownBy: Readonly<Record<string, FailedSeed & { readonly seenAs?: string }>> = {
  'a row is not what was written': { seed: 1_234_569, edition: 7 },
  'a page of the feed is passed over': { seed: 1_234_591, edition: 7 },
  'a member state is taken twice as it was': { seed: 1_234_615, edition: 7 },
  'what waited before a restart is forgotten': { seed: 1_234_643, edition: 7 },
  'a share of a grant is taken twice': { seed: 1_234_665, edition: 7 },
  'the share of a neighbour is taken over': { seed: 1_234_687, edition: 7 },
  'what a neighbour passed on never leaves the view': { seed: 1_234_713, edition: 7 },
  'a copied disk goes unnoticed': { seed: 1_234_751, edition: 7 },
  'a member of elsewhere is nobody': { seed: 1_234_763, edition: 7 },
  'nobody looks at the rows again': { seed: 1_234_789, edition: 7 },
  'what was acknowledged is not sent again': { seed: 1_400_054, edition: 7 },
  'a neighbour that was stopped is believed': { seed: 710_000_073, edition: 7 },
  'a signature of head office is not shown again': { seed: 710_000_010, edition: 7 },
  'a later programme is not taken': { seed: 1_234_881, edition: 7 },
  'a signature is not looked at': { seed: 7_654_325, edition: 7, seenAs: 'lying till' },
  'an answer does not wait for the disk': {
    seed: 1_500_030,
    edition: 7,
    seenAs: 'head office took',
  },
  'a replica never grows old': { seed: 1_300_183, edition: 7, seenAs: 'hours ago' },
  'a share that was taken back is still taken': {
    seed: 920_000_135,
    edition: 11,
    seenAs: 'more than a share',
  },
  'a coupon that was used is used again': {
    seed: 920_000_062,
    edition: 11,
    seenAs: 'took coupon',
  },
  'a plan is given back twice': { seed: 920_000_004, edition: 11, seenAs: 'gave plan' },
  'a share of a backup is taken at once': {
    seed: 941_000_011,
    edition: 15,
    seenAs: 'before all had told',
  },
  'what was acknowledged before a start is not sent again': {
    seed: 942_000_183,
    edition: 15,
    seenAs: 'never arrived',
  },
  'a programme that was lost is kept': {
    seed: 944_000_183,
    edition: 15,
    seenAs: 'is the newest',
  },
  'what was done before a till was taken back is forgotten': {
    seed: 943_000_015,
    edition: 15,
    seenAs: 'never arrived',
  },
  'a batch of a neighbour is lost': { seed: 930_000_008, edition: 16, seenAs: 'delivered' },
  'a line that head office does not hold is believed': {
    seed: 1_720_000_233,
    edition: 16,
    seenAs: 'still counts',
  },
  'a member that was merged away is served': {
    seed: 920_000_106,
    edition: 11,
    seenAs: 'does not take',
  },
};
