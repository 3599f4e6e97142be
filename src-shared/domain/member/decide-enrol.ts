import type { MemberId } from '../../values/ids.ts';
import type { ConsentGiven, DraftOf } from '../operation/operation.ts';
import type { Programme } from '../programme/programme.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { PinVerifier } from './member-state.ts';

/**
 * Decides an enrolment from cleaned values (ID-08) at the programme's first tier. Whether phone or card are taken is the
 * caller's question, who can look them up. `consents` are the items the member agreed to on the customer's side; every
 * other item is recorded as not given (PV-02). Absent, as from a cash register that did not ask: the others count as never
 * asked. The required items count as given by the act of joining either way. Refuses with consent_item_unknown.
 */
export function decideEnrol(input: {
  readonly programme: Programme;
  readonly memberId: MemberId;
  readonly memberNo: string;
  readonly phone: string;
  readonly name?: string;
  readonly birthday?: string;
  readonly cardNo?: string;
  readonly pinVerifier?: PinVerifier;
  readonly consents?: readonly string[];
}): Refusal | { readonly status: 'decided'; readonly draft: DraftOf<'enrol'> } {
  const { programme, memberId, memberNo, phone, name, birthday, cardNo, pinVerifier } = input;
  const { items } = programme.privacy;
  if (input.consents !== undefined) {
    const given = new Set(input.consents);
    for (const item of items) given.delete(item.code);
    if (given.size > 0) return refuse('consent_item_unknown', { field: 'consents' });
  }
  // A programme without tiers cannot be published.
  const tierCode = programme.tiers[0]?.code ?? '';

  const body = {
    memberNo,
    tierCode,
    ...(cardNo === undefined ? {} : { cardNo }),
    consents: consentsOf(programme, input.consents),
  };
  const personal = {
    phone,
    ...(name === undefined ? {} : { name }),
    ...(birthday === undefined ? {} : { birthday }),
    ...(pinVerifier === undefined ? {} : { pinVerifier }),
  };
  return { status: 'decided', draft: { kind: 'enrol', body, memberId, personal } };
}

function consentsOf(programme: Programme, given: readonly string[] | undefined): ConsentGiven[] {
  const { items, noticeVersion } = programme.privacy;
  if (given === undefined) {
    const required = items.filter((item) => item.required);
    return required.map((item) => ({ item: item.code, given: true, noticeVersion }));
  }
  return items.map((item) => ({
    item: item.code,
    given: item.required || given.includes(item.code),
    noticeVersion,
  }));
}
