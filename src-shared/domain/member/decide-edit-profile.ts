import type { DraftOf } from '../operation/operation.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { MemberState } from './member-state.ts';

/**
 * Decides a change of a member's profile from cleaned values (ID-08), or binds one more card. What is given as it already is
 * does not count as changed. Whether phone or card are taken is the caller's question, and so is the identification that a
 * new phone needs (ID-02). Refuses with member_frozen, or invalid_value where nothing would change.
 */
export function decideEditProfile(input: {
  readonly state: MemberState;
  readonly name?: string;
  readonly phone?: string;
  readonly birthday?: string;
  readonly cardNo?: string;
}): Refusal | { readonly status: 'decided'; readonly draft: DraftOf<'editProfile'> } {
  const { state, cardNo } = input;
  const fields = (['name', 'phone', 'birthday'] as const).filter(
    (field) => input[field] !== undefined && input[field] !== state.profile[field]?.value,
  );
  const isNewCard = cardNo !== undefined && state.cards.every((card) => card.cardNo !== cardNo);
  if (fields.length === 0 && !isNewCard) return refuse('invalid_value', { field: 'fields' });
  if (state.status === 'frozen') return refuse('member_frozen');

  const body = { fields, ...(isNewCard ? { cardNo } : {}) };
  const values = fields.map((field) => [field, input[field]] as const);
  const personal = fields.length === 0 ? {} : { personal: Object.fromEntries(values) };
  return {
    status: 'decided',
    draft: { kind: 'editProfile', body, memberId: state.memberId, ...personal },
  };
}
