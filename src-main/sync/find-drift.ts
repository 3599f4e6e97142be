import type { Logger } from 'pino';
import { reduceSum } from '../../src-shared/replica/member-hash.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { TillStore } from '../store/till-store.ts';
import type { OfficeClient, OfficeOutputs } from './office-client.ts';
import type { SyncTiming } from './sync-timing.ts';

type Sums = NonNullable<OfficeOutputs['feed']['sums']>;

/** Looks whether the members here are those of head office, part by part, and fetches again what differs. */
export interface DriftFinder {
  /** It is time to compare, and the rows here were all looked at. */
  isDue(): boolean;
  /**
   * Compares after a page that left nothing behind. A difference counts when it is there twice: a question may have brought a
   * state earlier than the feed does. True: compare again at once. Fails with OfficeFailure.
   */
  compare(sums: Sums, signal: AbortSignal): Promise<boolean>;
  /** Everything is loaded anew, perhaps for another scope (OF-13): whoever is not in it is found at the next chance. */
  expect(): void;
  stop(): void;
}

const digestCount = 1_000;
const readCount = 100;

export function createDriftFinder(options: {
  readonly store: TillStore;
  readonly client: OfficeClient;
  readonly log: Logger;
  readonly timing: SyncTiming;
  readonly onMembersChanged: (memberIds: readonly MemberId[]) => void;
}): DriftFinder {
  const { store, client, log, timing } = options;
  let suspected: ReadonlySet<string> = new Set();
  let dueAtMs = -Infinity;
  let isStopped = false;
  let failedBefore = false;

  const scan = (): void => {
    if (isStopped) return;
    try {
      const { wrongCount } = store.memberHash.scan(timing.scanCount);
      if (wrongCount > 0) {
        log.error({ wrongCount }, 'members were changed by something else than this till');
        dueAtMs = -Infinity;
      }
      failedBefore = false;
    } catch (error) {
      if (!failedBefore) log.error({ err: error }, 'the members could not be looked at');
      failedBefore = true;
    }
    const isComplete = store.memberHash.sums() !== null;
    timer = setTimeout(scan, isComplete ? timing.scanEveryMs : timing.firstScanEveryMs);
  };
  const isOn = Number.isFinite(timing.compareEveryMs);
  let timer = isOn ? setTimeout(scan, timing.firstScanEveryMs) : undefined;

  const differing = (sums: Sums): ReadonlySet<string> => {
    const ours = store.memberHash.sums() ?? new Map<string, number>();
    const theirs = new Map(sums.map(({ partition, sum }) => [partition, sum]));
    const partitions = [...new Set([...ours.keys(), ...theirs.keys()])];
    return new Set(
      partitions.filter((partition) => {
        const sum = theirs.get(partition);
        return sum !== null && reduceSum(sum ?? 0) !== (ours.get(partition) ?? 0);
      }),
    );
  };

  const mend = async (
    partition: string,
    signal: AbortSignal,
  ): Promise<{ readonly wrongCount: number; readonly goneCount: number }> => {
    // Before the question: whom a question brings meanwhile is nobody that head office lacks.
    const ours = store.memberHash.listPartition(partition);
    const left = new Set(ours.keys());
    const wrong: string[] = [];
    const how = { signal, timeoutMs: timing.feedTimeoutMs };
    for (let after = ''; ;) {
      const page = await client.listDigests({ partition, after, limit: digestCount }, how);
      for (const { memberId, hash } of page.members) {
        left.delete(memberId);
        if (ours.get(memberId) !== hash) wrong.push(memberId);
      }
      after = page.members.at(-1)?.memberId ?? '';
      if (!page.more || after === '') break;
    }
    for (let from = 0; from < wrong.length; from += readCount) {
      const memberIds = wrong.slice(from, from + readCount);
      const { members } = await client.readMembers({ memberIds }, how);
      options.onMembersChanged(store.member.applyBases(members, { acceptLowerRevisions: true }));
    }
    const gone = [...left];
    store.memberHash.dropBases(gone);
    if (gone.length > 0) options.onMembersChanged(gone as MemberId[]); // keys of our own rows
    return { wrongCount: wrong.length, goneCount: gone.length };
  };

  return {
    isDue: () =>
      isOn &&
      (suspected.size > 0 || performance.now() >= dueAtMs) &&
      store.memberHash.sums() !== null,
    compare: async (sums, signal) => {
      const found = differing(sums);
      const certain = [...found].filter((partition) => suspected.has(partition));
      const isFirst = suspected.size === 0;
      suspected = isFirst ? found : new Set();
      if (isFirst && found.size > 0) return true;
      dueAtMs = performance.now() + timing.compareEveryMs;
      const partitionCount = certain.length;
      let memberCount = 0;
      let goneCount = 0;
      for (const partition of certain) {
        const mended = await mend(partition, signal);
        memberCount += mended.wrongCount;
        goneCount += mended.goneCount;
      }
      const counts = { partitionCount, memberCount, goneCount };
      // Deleted there, or not of this store any more (OF-13): nothing is wrong.
      if (memberCount === 0 && goneCount > 0)
        log.info(counts, 'members that head office does not tell of are gone');
      else if (partitionCount > 0) log.warn(counts, 'members differed from head office: mended');
      return false;
    },
    expect: () => {
      dueAtMs = -Infinity;
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
