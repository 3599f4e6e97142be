import type { MemberSummary } from '../../../src-shared/contract/till/member.ts';
import { cleanPhone } from '../../../src-shared/values/phone.ts';
import type { MemberFaceRow } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { seenOf } from '../find-member.ts';
import { memberSummary } from '../member-summary.ts';
import { operatorId, type SignedIn } from '../session.ts';

/** ID-06: how much somebody has to know before a list opens, and how long a list of last-four digits may be. */
const last4Digits = 4;
const last4ListMax = 8;
const hanMin = 2;
const lettersMin = 3;
const prefixDigitsMin = 3;

const digitsOnly = /^\+?\d+$/;
const han = /\p{Script=Han}/gu;
const letters = /\p{Letter}/gu;

type By = 'phone' | 'card' | 'phone_last4' | 'phone_prefix' | 'name' | 'nothing';

/** Finds members by card, phone, last four digits, name, pinyin or initials; too short a query finds nobody (ID-06). */
export function searchMembers(
  till: ActiveTill,
  session: SignedIn,
  input: { readonly query: string; readonly limit: number },
): MemberSummary[] {
  const { by, rows } = search(till, input.query.normalize('NFKC').trim(), input.limit);
  const operator = operatorId(session.operator);
  till.log.info({ by, operator, foundCount: rows.length }, 'members looked up');
  return rows
    .slice(0, input.limit)
    .map((row) => memberSummary(till, seenOf(row), session.language));
}

function search(
  till: ActiveTill,
  query: string,
  limit: number,
): { readonly by: By; readonly rows: readonly MemberFaceRow[] } {
  const { member } = till.store;
  const card = query === '' ? null : member.findByCard(query.toUpperCase());
  if (card !== null) return { by: 'card', rows: [card] };
  const phone = cleanPhone(query);
  if (phone.status === 'ok') return { by: 'phone', rows: member.findByPhone(phone.phone) };
  const digits = query.replaceAll(/[\s-]/g, '');
  if (digitsOnly.test(digits)) return searchDigits(till, digits, limit);
  const isLongEnough = countOf(query, han) >= hanMin || countOf(query, letters) >= lettersMin;
  if (!isLongEnough) return { by: 'nothing', rows: [] };
  return { by: 'name', rows: member.search({ by: 'name', text: query }, limit) };
}

function searchDigits(
  till: ActiveTill,
  digits: string,
  limit: number,
): { readonly by: By; readonly rows: readonly MemberFaceRow[] } {
  const { member } = till.store;
  if (digits.length === last4Digits) {
    const rows = member.search({ by: 'phone_last4', digits }, Math.min(limit, last4ListMax));
    return { by: 'phone_last4', rows };
  }
  if (digits.length < prefixDigitsMin) return { by: 'nothing', rows: [] };
  return { by: 'phone_prefix', rows: member.search({ by: 'phone_prefix', digits }, limit) };
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
