import { classifyScan } from '../../src-shared/scan/classify-scan.ts';
import { isBankCard, isResidentId } from '../../src-shared/scan/foreign-numbers.ts';
import { parseMemberNo } from '../../src-shared/values/member-no.ts';
import { numberText } from './clean-cell.ts';
import type { RejectCode } from './reject-words.ts';
import type { WarningCode } from './warning.ts';

/** A card number as the tills look it up, or why it cannot be taken. */
export type ReadCard =
  | {
      readonly status: 'ok';
      readonly cardNo: string | null;
      readonly warning: WarningCode | null;
    }
  | { readonly status: 'rejected'; readonly code: RejectCode };

const WHITE_SPACE = /\s/gu;
const HYPHENS = /-/gu;
/** What a scan can be as a card at all. */
const CARD = /^[A-Z0-9-]{4,24}$/u;

/**
 * Reads a plain cell as a card number, spelt as a scan of the card will be (ID-01): capitals, no spaces. A number
 * that may not be kept is refused. A phone in its place is no card: the phone finds the member anyway.
 */
export function readCard(plain: string, cardPrefixes: readonly string[]): ReadCard {
  if (plain === '') return noCard(null);
  const number = numberText(plain);
  if (number.status === 'lost_digits') return { status: 'rejected', code: 'card_lost_digits' };
  const cardNo = number.text.replace(WHITE_SPACE, '').toUpperCase();
  if (!CARD.test(cardNo)) return { status: 'rejected', code: 'card_invalid' };

  const scanned = classifyScan(cardNo, { cardPrefixes, origin: 'typed' });
  if (scanned.kind === 'member_card') return taken(scanned.cardNo, null);
  // Eight digits may be a phone elsewhere; in a column of cards they are a card.
  if (scanned.kind === 'phone_region_needed') return taken(cardNo, null);
  if (scanned.kind === 'phone') return noCard('card_is_phone');
  const digits = cardNo.replace(HYPHENS, '');
  if (scanned.kind === 'payment_code' || isBankCard(digits) || isResidentId(digits)) {
    return { status: 'rejected', code: 'card_foreign' };
  }
  return taken(cardNo, 'card_not_scannable');
}

function noCard(warning: WarningCode | null): ReadCard {
  return { status: 'ok', cardNo: null, warning };
}

function taken(cardNo: string, warning: WarningCode | null): ReadCard {
  const mayBeMinted = parseMemberNo(cardNo) !== null;
  return { status: 'ok', cardNo, warning: mayBeMinted ? 'card_like_member_no' : warning };
}
