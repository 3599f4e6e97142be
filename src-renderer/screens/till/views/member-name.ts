import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import type { Say } from '../../../parts/words.ts';

/** What a member is called on the cashier's screen: masked, by their number where they gave no name. */
export function memberName(say: Say, member: MemberSummary): string {
  if (member.isElsewhere === true) return say('elsewhere.who');
  return member.maskedName === '' ? member.maskedPhone : member.maskedName;
}
