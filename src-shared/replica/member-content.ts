import { faceOf } from '../domain/member/member-face.ts';
import type { MemberState } from '../domain/member/member-state.ts';
import { searchTokens } from './search-tokens.ts';

/** What a member is indexed by; kept as text in the row, so that unchanged indexes are not written. */
export interface FoundBy {
  readonly phone: string;
  readonly memberNo: string;
  readonly name: string | null;
  /** Card number and the moment it was bound; the member number comes first, bound since ever. */
  readonly cards: readonly (readonly [cardNo: string, boundAtMs: number])[];
}

/** The columns of a member's row that follow from its state, the same at a till and in a snapshot of head office. */
export interface MemberContent {
  readonly phone: string;
  readonly phoneLast4: string;
  readonly memberNo: string;
  /** FoundBy as JSON. */
  readonly foundBy: string;
  /** MemberFace as JSON. */
  readonly face: string;
}

const last4Start = -4;
/** What nobody types: a number that was passed on leads to whoever has it now (ID-09). */
const phoneOfNobody = '-';

/** Reads off a state what its member is found by. */
export function foundByOf(state: MemberState): FoundBy {
  const { profile, memberNo, cards, phoneReleasedOnDay } = state;
  return {
    phone: phoneReleasedOnDay === undefined ? profile.phone.value : phoneOfNobody,
    memberNo,
    name: profile.name?.value ?? null,
    cards: [[memberNo, 0], ...cards.map((card) => [card.cardNo, card.boundAtMs] as const)],
  };
}

/** Makes the columns of a row from a state and what `foundByOf` read off it. */
export function memberContentOf(state: MemberState, foundBy: FoundBy): MemberContent {
  return {
    phone: foundBy.phone,
    phoneLast4: foundBy.phone.slice(last4Start),
    memberNo: foundBy.memberNo,
    foundBy: JSON.stringify(foundBy),
    face: faceJson(state),
  };
}

/** The face of a state as it is stored. */
export function faceJson(state: MemberState): string {
  return JSON.stringify(faceOf(state));
}

/** Every spelling that leads to a member by name; none without a name. */
export function tokensOf(name: string | null): readonly string[] {
  return name === null ? [] : searchTokens(name);
}
