import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { classifyScan, isCardLikeAPhone } from '../../../src-shared/scan/classify-scan.ts';
import { birthdayYear, parseBirthday } from '../../../src-shared/values/birthday.ts';
import { cleanName } from '../../../src-shared/values/person-name.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { ActiveTill } from '../active-till.ts';
import { findElsewhere, seenOf } from '../find-member.ts';
import { maskedNameOf } from '../member-summary.ts';

/** What was typed about a member, as it came. */
export interface TypedProfile {
  readonly name?: string | undefined;
  readonly birthday?: string | undefined;
  readonly cardNo?: string | undefined;
}

/** The same in its stored spelling (ID-08); what was left empty is absent. */
export interface CleanProfile {
  readonly name?: string;
  readonly birthday?: string;
  readonly cardNo?: string;
}

/** Cleans what was typed, or says the first thing that cannot be kept. An empty field was not filled in. */
export function cleanProfile(till: ActiveTill, typed: TypedProfile): CleanProfile | Refusal {
  const clean: { -readonly [Field in keyof CleanProfile]: CleanProfile[Field] } = {};
  if (isGiven(typed.name)) {
    const cleaned = cleanName(typed.name);
    if (cleaned.status === 'refused') return refuse(cleaned.code);
    clean.name = cleaned.name;
  }
  if (isGiven(typed.birthday)) {
    const birthday = readBirthday(typed.birthday, till.time.now().businessDate);
    if (birthday === null) return refuse('birthday_invalid');
    clean.birthday = birthday;
  }
  if (isGiven(typed.cardNo)) {
    const cardNo = readCard(till, typed.cardNo);
    if (typeof cardNo !== 'string') return cardNo;
    clean.cardNo = cardNo;
  }
  return clean;
}

/** The refusal when another member has the card already. */
export function checkCardFree(
  till: ActiveTill,
  cardNo: string | undefined,
  owner?: MemberState,
): Refusal | null {
  if (cardNo === undefined) return null;
  const row = till.store.member.findByCard(cardNo);
  // A member of other stores has no name here (OF-13).
  if (row === null) return findElsewhere(till, cardNo) === null ? null : refuse('card_elsewhere');
  if (row.memberId === owner?.memberId) return null;
  return refuse('card_taken', { maskedName: maskedNameOf(seenOf(till, row)) });
}

/** Only what a scan would later know as a card may become one; the digits of a payment code are kept nowhere (ID-01). */
function readCard(till: ActiveTill, text: string): string | Refusal {
  const cardNo = text.trim().toUpperCase();
  if (till.readCards.has(cardNo)) return cardNo;
  const scanned = classifyScan(text, { cardPrefixes: till.reference.cardPrefixes() });
  if (scanned.kind === 'member_card') return scanned.cardNo;
  if (scanned.kind === 'phone_region_needed') return scanned.digits;
  // In a field for cards it is the number of a chip card.
  if (scanned.kind === 'phone' && isCardLikeAPhone(cardNo)) return cardNo;
  return refuse(scanned.kind === 'payment_code' ? 'payment_code' : 'card_invalid');
}

/** Nobody is born after today. */
function readBirthday(text: string, today: BusinessDate): string | null {
  const birthday = parseBirthday(text.normalize('NFKC').trim());
  if (birthday === null) return null;
  return birthdayYear(birthday) !== null && String(birthday) > today ? null : birthday;
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
