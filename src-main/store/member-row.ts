import type { MemberId } from '../../src-shared/values/ids.ts';
import type { MemberFaceRow, MemberRow } from './till-store.ts';

/** What every look-up of a member selects. */
export const faceColumns =
  'member_id AS memberId, face AS faceJson, view IS NOT NULL AS hasPending';

/** What an act on a member selects. */
export const memberColumns =
  'member_id AS memberId, coalesce(view, base) AS stateJson, view IS NOT NULL AS hasPending';

export interface SelectedFace {
  readonly memberId: MemberId;
  readonly faceJson: string;
  readonly hasPending: 0 | 1;
}

export interface SelectedMember {
  readonly memberId: MemberId;
  readonly stateJson: string;
  readonly hasPending: 0 | 1;
}

/** A selected row as the store gives it out; the face stays text. */
export function toFaceRow(row: SelectedFace): MemberFaceRow {
  return { memberId: row.memberId, faceJson: row.faceJson, hasPending: row.hasPending === 1 };
}

/** A selected row as the store gives it out; the state stays text. */
export function toMemberRow(row: SelectedMember): MemberRow {
  return {
    memberId: row.memberId,
    stateJson: row.stateJson,
    hasPending: row.hasPending === 1,
  };
}
