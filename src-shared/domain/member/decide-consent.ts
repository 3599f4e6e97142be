import type { DraftOf } from '../operation/operation.ts';
import type { Programme } from '../programme/programme.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { MemberState } from './member-state.ts';

/**
 * Decides what a member agrees to from now on, item by item, under the current notice (PV-02). A frozen member decides too:
 * a consent can always be withdrawn. Withdrawing what membership itself needs is leaving, which is another act. Refuses in
 * the order invalid_value (no item, or one twice), consent_item_unknown, consent_required.
 */
export function decideConsent(input: {
  readonly programme: Programme;
  readonly state: MemberState;
  readonly consents: readonly { readonly item: string; readonly given: boolean }[];
}): Refusal | { readonly status: 'decided'; readonly draft: DraftOf<'consent'> } {
  const { programme, state } = input;
  const { items, noticeVersion } = programme.privacy;
  const names = new Set(input.consents.map((consent) => consent.item));
  if (names.size === 0 || names.size < input.consents.length) {
    return refuse('invalid_value', { field: 'consents' });
  }
  for (const { item, given } of input.consents) {
    const known = items.find((each) => each.code === item);
    if (known === undefined) return refuse('consent_item_unknown', { field: item });
    if (known.required && !given) return refuse('consent_required');
  }

  const consents = input.consents.map(({ item, given }) => ({ item, given, noticeVersion }));
  return {
    status: 'decided',
    draft: { kind: 'consent', body: { consents }, memberId: state.memberId },
  };
}
