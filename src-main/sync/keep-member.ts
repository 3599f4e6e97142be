import type { Logger } from 'pino';
import type { FeedMember } from '../../src-shared/contract/office/feed-member.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { TillStore } from '../store/till-store.ts';

/** Stores a member state that came with an answer; false where the disk did not take it, which is logged. */
export type KeepMember = (member: FeedMember) => boolean;

export function createMemberKeeper(options: {
  readonly store: TillStore;
  readonly log: Logger;
  readonly onMembersChanged: (memberIds: readonly MemberId[]) => void;
}): KeepMember {
  const { store, log, onMembersChanged } = options;
  return (member) => {
    try {
      const changed = store.member.applyBases([member], { acceptLowerRevisions: false });
      if (changed.length > 0) onMembersChanged(changed);
      return true;
    } catch (error) {
      log.error({ err: error }, 'a member from head office could not be stored');
      return false;
    }
  };
}
