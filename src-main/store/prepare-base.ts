import type { FeedMember } from '../../src-shared/contract/office/feed-member.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import {
  type FoundBy,
  foundByOf,
  type MemberContent,
  memberContentOf,
} from '../../src-shared/replica/member-content.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { hashMember } from './member-hashes.ts';

/** What the columns of a row say of a member. */
export interface ShownMember {
  readonly memberId: MemberId;
  readonly found: FoundBy;
  readonly content: MemberContent;
}

/** A state of the office with all that can be worked out of it before a transaction begins. */
export interface PreparedBase {
  /** As it came. */
  readonly json: string;
  readonly revision: number;
  readonly state: MemberState;
  readonly hash: number;
  /** Where nothing is pending on it. */
  readonly shown: ShownMember;
}

/** Reads what head office sent, before any row is looked at. Throws where the text is not the member's state. */
export function prepareBase({ memberId, revision, stateJson }: FeedMember): PreparedBase {
  const state = JSON.parse(stateJson) as MemberState; // The office made it as one.
  assert(state.memberId === memberId, 'A state belongs to the member it is sent for.');
  const hash = hashMember({ memberId, revision, stateJson });
  return { json: stateJson, revision, state, hash, shown: describeMember(state) };
}

/**
 * Puts members in the order of their ids, which is about that of their rows: neighbours are read and written together. What
 * is sent twice of one member stays in its order.
 */
export function inRowOrder(members: readonly FeedMember[]): readonly FeedMember[] {
  return members.toSorted((a, b) =>
    a.memberId < b.memberId ? -1 : Number(a.memberId > b.memberId),
  );
}

/** Works out the columns of a row. */
export function describeMember(state: MemberState): ShownMember {
  const found = foundByOf(state);
  return { memberId: state.memberId, found, content: memberContentOf(state, found) };
}
