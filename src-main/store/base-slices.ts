import type { MemberId } from '../../src-shared/values/ids.ts';
import type { MemberHashes } from './member-hashes.ts';
import type { MemberRebase } from './member-rebase.ts';
import type { PreparedBase } from './prepare-base.ts';
import type { InstallStore } from './till-store.ts';

/** Writes states of the office, as many as there is time for. Runs inside a transaction. */
export interface BaseSlices {
  /**
   * Takes states in their order, at least one, until somebody else is to write. Says how many it took and whose view changed by
   * that: those whose revision is higher than the one here, or all with `acceptLowerRevisions`.
   */
  apply(
    bases: readonly PreparedBase[],
    how: { readonly acceptLowerRevisions: boolean; readonly mustStop?: () => boolean },
  ): { readonly takenCount: number; readonly changed: readonly MemberId[] };
}

export function createBaseSlices(parts: {
  readonly install: InstallStore;
  readonly hashes: MemberHashes;
  readonly rebase: MemberRebase;
}): BaseSlices {
  const { install, hashes, rebase } = parts;
  return {
    apply(bases, { acceptLowerRevisions, mustStop = () => false }) {
      const installId = install.read()?.installId ?? null;
      const changed: MemberId[] = [];
      let takenCount = 0;
      hashes.together(() => {
        for (const base of bases) {
          const isChanged = rebase.applyBase(base, { installId, acceptLowerRevisions });
          if (isChanged) changed.push(base.shown.memberId);
          takenCount += 1;
          if (mustStop()) break;
        }
      });
      return { takenCount, changed };
    },
  };
}
