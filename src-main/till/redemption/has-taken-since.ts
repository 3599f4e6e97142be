import { entriesOf, type Operation } from '../../../src-shared/domain/operation/operation.ts';
import type { MemberId } from '../../../src-shared/values/ids.ts';
import type { ActiveTill } from '../active-till.ts';

/**
 * Whether points of a member were taken here after `askedSeq`: the office vouches for points that this till cannot know of,
 * but not for what was taken here since it was asked.
 */
export function hasTakenSince(till: ActiveTill, memberId: MemberId, askedSeq: number): boolean {
  return till.store.operation.listOfMemberAfter(memberId, askedSeq).some(takes);
}

function takes(operation: Operation): boolean {
  return entriesOf(operation).some(({ points }) => points < 0);
}
