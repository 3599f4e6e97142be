import type { ComparedMember } from '../../../src-shared/contract/till/member.ts';
import { cleanPhone } from '../../../src-shared/values/phone.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { noteWay } from '../identify.ts';
import { operatorId, type SignedIn } from '../session.ts';
import { comparedMember } from './compared-member.ts';

/**
 * Finds everybody who has a number, for a screen that shows them side by side (ID-10): two tills without a line may each have
 * enrolled one. Of those who were merged the survivor, once (PL-19); nobody for what is no number. Logged, and not counted as a
 * list: a whole number is free (ID-06).
 */
export function findSameNumber(
  till: ActiveTill,
  session: SignedIn,
  input: { readonly phone: string },
): readonly ComparedMember[] {
  const cleaned = cleanPhone(input.phone);
  if (cleaned.status === 'refused') return [];
  const views = new Map<string, MemberView>();
  for (const { memberId } of till.store.member.findByPhone(cleaned.phone)) {
    const view = readMember(till, memberId);
    if (!isRefused(view)) views.set(view.memberId, view);
  }
  till.log.info(
    { by: 'same_number', operator: operatorId(session.operator), foundCount: views.size },
    'members looked up',
  );
  for (const { memberId } of views.values()) noteWay(till, session, memberId, 'spoken_phone');
  return [...views.values()].map((view) => comparedMember(till, view, session));
}
