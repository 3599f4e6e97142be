import { addDays, type BusinessDate } from '../../values/business-date.ts';
import type { DraftOf } from '../operation/operation.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { MemberState } from './member-state.ts';

/** Operators give a number to somebody else after about half a year (ID-09): so long nobody may have used it here. */
export const recycledAfterDays = 180;

/**
 * Decides that a member's number is somebody else's now (ID-09): the member is frozen with everything they own, and only head
 * office gives it back, to whoever shows a document. That the person at the counter is another one, and that a manager has
 * agreed, was checked before. Whoever is frozen already keeps it so. Refuses with phone_recently_used, unless nothing was done
 * for the member for more than 180 days.
 */
export function decideReleasePhone(input: {
  readonly state: MemberState;
  readonly businessDate: BusinessDate;
  readonly approverId: string;
}): Refusal | { readonly status: 'decided'; readonly draft: DraftOf<'releasePhone'> } {
  const { state, businessDate, approverId } = input;
  if (lastSeenDay(state) >= addDays(businessDate, -recycledAfterDays)) {
    return refuse('phone_recently_used');
  }
  const { memberId } = state;
  return { status: 'decided', draft: { kind: 'releasePhone', body: { approverId }, memberId } };
}

/** The last day on which something was done for a member at any counter, as far as the state knows. */
function lastSeenDay(state: MemberState): BusinessDate {
  const { enrolledOnDay, purchases, appliedSeq } = state;
  const applied = Object.values(appliedSeq).map(({ onDay }) => onDay);
  return [purchases?.lastOnDay ?? enrolledOnDay, ...applied].reduce(
    (latest, day) => (day > latest ? day : latest),
    enrolledOnDay,
  );
}
