import type { TillStore } from '../../src-main/store/till-store.ts';

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
  'a share of a grant is taken twice': (store) => {
    const member = { ...store.member };
    Object.assign(store.member, {
      findById: (memberId: Parameters<typeof member.findById>[0]) => {
        const row = member.findById(memberId);
        const given = store.member.readBase(memberId)?.storeGrants;
        if (row === null || given === undefined) return row;
        const state = JSON.parse(row.stateJson) as object; // kept by the store
        return { ...row, stateJson: JSON.stringify({ ...state, storeGrants: given }) };
      },
    });
    return store;
  },
};
