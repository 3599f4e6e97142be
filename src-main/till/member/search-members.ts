import type { MemberSummary } from '../../../src-shared/contract/till/member.ts';
import type { WayOfIdentification } from '../../../src-shared/domain/member/identification.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { searchPrefix, searchTokens } from '../../../src-shared/replica/search-tokens.ts';
import { cleanPhone } from '../../../src-shared/values/phone.ts';
import type { MemberFaceRow, MemberSearch } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, readMember, seenOf } from '../find-member.ts';
import { noteWay } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { operatorId, type SignedIn, staffIdOf } from '../session.ts';

/** ID-06: how much somebody has to know before a list opens, and how long a list of last-four digits may be. */
const last4Digits = 4;
const last4ListMax = 8;
/** So many may share four digits; those of one name are read out of them. */
const last4ReadMax = 200;
const hanMin = 2;
const lettersMin = 3;
const prefixDigitsMin = 3;

const digitsOnly = /^\+?\d+$/;
const han = /\p{Script=Han}/gu;
const letters = /\p{Letter}/gu;
/** Four digits before or after a name, with or without a space. */
const last4AndName = /^(?<first>\d{4})?\s*(?<name>\p{Letter}[^\d]*?)\s*(?<last>\d{4})?$/u;

type By = MemberSearch['by'] | 'last4_and_name' | 'phone' | 'card' | 'nothing';

interface Found {
  readonly status: 'found';
  readonly members: MemberSummary[];
  /** `cut`: more members fit. `query_too_short`: nobody was looked for. */
  readonly list: 'whole' | 'cut' | 'query_too_short';
}

/**
 * Finds members by card, phone, last four digits, name, pinyin or initials, or by four digits and a name; too short a query
 * looks for nobody, and says so. A person may open so many lists and no more (ID-06).
 */
export function searchMembers(
  till: ActiveTill,
  session: SignedIn,
  input: { readonly query: string; readonly limit: number },
): Refusal | Found {
  const query = input.query.normalize('NFKC').trim();
  const wanted = classify(till, query, input.limit);
  const operator = operatorId(session.operator);
  const refusal = wanted.isList ? takeListLookUp(till, session, wanted.by) : null;
  if (refusal !== null) return refusal;
  const all = wanted.find();
  const rows = all.slice(0, wanted.shownMax);
  const [only] = rows;
  const found = rows.length === 1 && only !== undefined ? { memberId: only.memberId } : {};
  till.log.info(
    { by: wanted.by, operator, foundCount: rows.length, ...found },
    'members looked up',
  );
  // A member that was merged away shows the survivor, and the survivor once (PL-19).
  const seen = new Map(rows.map((row) => seenOf(till, row)).map((each) => [each.memberId, each]));
  for (const memberId of seen.keys()) noteWay(till, session, memberId, wanted.way);
  const isCut = all.length > rows.length;
  return {
    status: 'found',
    members: [...seen.values()].map((each) => memberSummary(till, each, session)),
    list: wanted.by === 'nothing' ? 'query_too_short' : isCut ? 'cut' : 'whole',
  };
}

/**
 * Counts one more list of members for a person, at a screen or named by a cash register; refused once there were too many
 * (ID-06). A register that names nobody is a program that has all of them told anyway.
 */
export function takeListLookUp(
  till: ActiveTill,
  { operator }: SignedIn,
  by: By | 'similar',
): Refusal | null {
  const staffId = staffIdOf(operator);
  if (staffId === null) return null;
  const refusal = till.lookUps.take(staffId);
  if (refusal !== null) {
    till.log.warn({ by, operator: staffId }, 'too many members looked up');
  }
  return refusal;
}

interface Search {
  readonly by: By;
  readonly way: WayOfIdentification;
  readonly isList: boolean;
  readonly shownMax: number;
  /** One more than are shown, where there are more. */
  find(): readonly MemberFaceRow[];
}

function classify(till: ActiveTill, query: string, limit: number): Search {
  const { member } = till.store;
  const card = query === '' ? null : member.findByCard(query.toUpperCase());
  const shownMax = limit;
  if (card !== null) {
    return { by: 'card', way: 'card', isList: false, shownMax, find: () => [card] };
  }
  const phone = cleanPhone(query);
  if (phone.status === 'ok') {
    const find = () => member.findByPhone(phone.phone);
    return { by: 'phone', way: 'spoken_phone', isList: false, shownMax, find };
  }
  const both = last4AndNameOf(query);
  if (both !== null) {
    const rowsMax = Math.min(limit, last4ListMax);
    const find = () => findByLast4AndName(till, both);
    return { by: 'last4_and_name', way: 'list', isList: true, shownMax: rowsMax, find };
  }
  const list = listOf(query, limit);
  if (list === null) {
    return { by: 'nothing', way: 'list', isList: false, shownMax, find: () => [] };
  }
  const { search, rowsMax } = list;
  const find = () => member.search(search, rowsMax + 1);
  return { by: search.by, way: 'list', isList: true, shownMax: rowsMax, find };
}

/** Four digits with a name, which tell a person better than either (ID-02); null where one is missing. */
function last4AndNameOf(query: string): { readonly digits: string; readonly name: string } | null {
  const { first, name, last } = last4AndName.exec(query)?.groups ?? {};
  const digits = first ?? last;
  const isTwice = first !== undefined && last !== undefined;
  return name === undefined || digits === undefined || isTwice ? null : { digits, name };
}

function findByLast4AndName(
  till: ActiveTill,
  { digits, name }: { readonly digits: string; readonly name: string },
): readonly MemberFaceRow[] {
  const prefix = searchPrefix(name);
  const isNamed = (row: MemberFaceRow) => {
    const view = readMember(till, row.memberId);
    if (prefix === '' || isRefused(view)) return false;
    return searchTokens(view.state.profile.name?.value ?? '').some((token) =>
      token.startsWith(prefix),
    );
  };
  return till.store.member.search({ by: 'phone_last4', digits }, last4ReadMax).filter(isNamed);
}

/** What list a query asks for, and how long it may be; null where somebody knows too little for one. */
function listOf(
  query: string,
  limit: number,
): { readonly search: MemberSearch; readonly rowsMax: number } | null {
  const digits = query.replaceAll(/[\s-]/g, '');
  if (digitsOnly.test(digits)) {
    if (digits.length < prefixDigitsMin) return null;
    return digits.length === last4Digits
      ? { search: { by: 'phone_last4', digits }, rowsMax: Math.min(limit, last4ListMax) }
      : { search: { by: 'phone_prefix', digits }, rowsMax: limit };
  }
  const isLongEnough = countOf(query, han) >= hanMin || countOf(query, letters) >= lettersMin;
  return isLongEnough ? { search: { by: 'name', text: query }, rowsMax: limit } : null;
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
