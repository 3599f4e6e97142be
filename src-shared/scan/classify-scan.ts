import { isInStoreEan13, isMisreadInStoreEan13 } from '../values/ean13.ts';
import { cleanPhone, type PhoneRegion } from '../values/phone.ts';
import { isCouponCode, parseCouponCode } from './coupon-code.ts';
import { findPaymentNetwork, isBankCard, isResidentId } from './foreign-numbers.ts';
import { isLongGoodsCode, isShortGoodsCode } from './goods-codes.ts';
import { isStripeText, readStripeText } from './decoders/stripe-text.ts';
import { parseMemberCode } from './member-code.ts';
import { isOwnCode, isStaffBadge, parseStaffBadge, parseStaticCode } from './own-codes.ts';
import type { ReaderRead } from './reader-frame.ts';
import type { ScannedCode } from './scanned-code.ts';

/** What the chain knows of its own cards and customers. */
export type ClassifyOptions = {
  /**
   * How the chain's own cards begin, such as "VIP" or "8008". With a "#" for each further digit an
   * entry fixes the whole number ("800812########") and is then far stronger, see the ladder.
   */
  readonly cardPrefixes: readonly string[];
  /** Where customers' telephones may come from; all four regions unless given. */
  readonly phoneRegions?: readonly PhoneRegion[];
  /** Nobody types an EAN-8, so among typed digits a short goods code is not looked for. */
  readonly origin?: 'scanned' | 'typed';
};

const ALL_REGIONS: readonly PhoneRegion[] = ['CN', 'HK', 'MO', 'TW'];
const DIGIT_PLACE = '#';
// A shape this definite is the chain's own card even where a payment code could look the same: of
// the payment codes with a fitting start not one in ten thousand fits all of it.
const CERTAIN_LITERALS_MIN = 6;

// CR, LF, tab, STX and ETX, and whatever else a scanner was set to add.
const FRAMING = /\p{Control}/gu;
// Most scans are these and nothing else, and have no framing to look for.
const DIGITS = /^\d+$/;
const AIM_SYMBOLOGY_ID = /^\][A-Za-z][0-9A-Za-z]/;
const SPACES_AND_HYPHENS = /[\s-]/g;
// Goods of EAN and UPC; their identifier has one letter for all.
const GOODS_SYMBOLOGY = /^\]E/;
// A bank's track 1 with a number of this length is a bank card even where the number breaks the rules of cards.
const BANK_NUMBER_DIGITS_MIN = 12;
// Of identity numbers, payment codes and bank cards, the shortest is the card of Diners.
const FOREIGN_NUMBER_LENGTH_MIN = 14;
const CARD = /^[A-Z0-9-]{4,24}$/;
const CARD_OF_DIGITS = /^\d{6,12}$/;
const HEX_UID = /^(?:[0-9A-F]{8}|[0-9A-F]{10}|[0-9A-F]{14}|[0-9A-F]{20})$/;
// ISO/IEC 14443-3: a number of four bytes that is made anew at each tap, as by every phone, begins with 08.
const RANDOM_UID = /^08[0-9A-F]{6}$/;
// What readers write of a number they have not read.
const EMPTY_UID = /^(?:0{6,}|F{6,}|4294967295)$/;
const MAINLAND_SHAPE = /^1[3-9]\d{9}$/;
// Of a member's number a digit is missing; of a mainland mobile one is too many, or it is no number that anybody has.
const CARD_LESS_A_DIGIT = /^2\d{11}$/;
const SPOILT_MOBILE = /^(?:1\d{10}|1[3-9]\d{10})$/;
const MOBILE_LESS_A_DIGIT = /^1[3-9]\d{8}$/;
const TRUNK_MOBILE = /^0(1[3-9]\d{9})$/;
const STATES_ITS_REGION = /^\+/;

const unknown = { kind: 'unknown' } as const satisfies ScannedCode;

/**
 * Says what a read of any reader is: the one place that does (ID-01). Of a printed code the text decides, see
 * `classifyScan`, and where the reader tells that it is an EAN or UPC, it is goods or a card of the in-store range and nothing
 * else. A stripe is a card unless it is a bank's or an identity card's, or its number one of the in-store range that was misread.
 * A chip is a card if its number stays, or if the chain says that its own begin so.
 */
export function classifyRead(read: ReaderRead, options: ClassifyOptions): ScannedCode {
  switch (read.source) {
    case 'stripe':
      return classifyStripe(read.text, read.format, options.cardPrefixes);
    case 'uid':
      return classifyUid(read, options.cardPrefixes);
    case 'code':
      return GOODS_SYMBOLOGY.test(read.symbology ?? '')
        ? classifyGoods(stripFraming(read.text), options)
        : classifyScan(read.text, options);
  }
}

/**
 * Says what a scanned or typed text is (ID-01). The chain's own codes tell themselves by their first characters: coupons,
 * member codes, staff badges. Of everything else the first rung that holds decides:
 *
 * 1. Magnetic track data: the number of the card, unless it is a bank card or an identity number.
 * 2. A card shape of the chain with at least six fixed characters.
 * 3. A resident identity number: unknown. It comes before payment codes, whose shape it shares.
 * 4. A payment code of WeChat, Alipay or UnionPay: only the network is told.
 * 5. A bank card number, of which nothing is kept.
 * 6. Any other card shape of the chain.
 * 7. An in-store EAN-13 (20 to 29): a member card.
 * 8. Nothing but zeros or Fs: a chip reader that read no number.
 * 9. A mainland telephone, before goods, since 86 and a number can pass for an EAN-13. One that is
 *    refused as a placeholder is unknown and not a card.
 * 10. Goods by EAN-13 or GTIN-14.
 * 11. A card by a plain prefix of the chain: below goods and telephones, because a short prefix
 *     claims too much. A chain whose cards have 11 or 13 digits gives their shape instead.
 * 12. Goods by EAN-8, UPC-A or UPC-E, if scanned.
 * 13. A telephone of another region, or 8 digits that need one. The caller tries such digits as a
 *     card number first, if the chain has cards of 8 digits without a prefix.
 * 14. A mainland telephone behind the 0 that one dials from elsewhere.
 * 15. Any other 6 to 12 digits, or a chip card's number in hexadecimal: perhaps a card, unless a chip makes such a number
 *     anew at each tap. In digits alone nothing tells that from a card.
 *
 * Everything else is unknown: names and last-4 look-ups belong to search. Letters in card numbers come out in upper case,
 * because a CapsLock key must not make two cards of one.
 */
export function classifyScan(text: string, options: ClassifyOptions): ScannedCode {
  const { cardPrefixes, phoneRegions = ALL_REGIONS, origin = 'scanned' } = options;
  const scanned = stripFraming(text);
  if (isCouponCode(scanned)) {
    const code = parseCouponCode(scanned);
    return code === null ? { kind: 'coupon_unreadable' } : { kind: 'coupon', code };
  }
  if (isOwnCode(scanned)) return classifyOwnCode(scanned);
  if (isStripeText(scanned)) {
    const stripe = readStripeText(scanned);
    return stripe.status === 'number'
      ? classifyStripe(stripe.number, stripe.format, cardPrefixes)
      : unknown;
  }

  const card = scanned.toUpperCase();
  const compact = card.replace(SPACES_AND_HYPHENS, '');
  if (fitsShape(card, cardPrefixes, CERTAIN_LITERALS_MIN)) return memberCard(card);
  if (compact.length >= FOREIGN_NUMBER_LENGTH_MIN) {
    if (isResidentId(compact)) return unknown;
    const network = findPaymentNetwork(compact);
    if (network !== null) return { kind: 'payment_code', network };
    if (isBankCard(compact)) return { kind: 'bank_card' };
  }
  if (fitsShape(card, cardPrefixes, 1)) return memberCard(card);
  if (isInStoreEan13(card)) return memberCard(card);

  if (EMPTY_UID.test(card)) return { kind: 'chip_empty' };

  const phone = classifyPhone(scanned, phoneRegions);
  if (phone.kind === 'phone' && MAINLAND_SHAPE.test(phone.phone)) return phone;
  if (MAINLAND_SHAPE.test(compact)) return unknown;
  if (isLongGoodsCode(card)) return { kind: 'goods', code: card };
  if (beginsWithPrefix(card, cardPrefixes)) return memberCard(card);
  if (origin === 'scanned' && isShortGoodsCode(card)) return { kind: 'goods', code: card };
  if (phone.kind !== 'unknown') return phone;
  const mobile = TRUNK_MOBILE.exec(compact)?.[1];
  if (mobile !== undefined) return classifyPhone(mobile, phoneRegions);
  if (isHexUid(card)) return RANDOM_UID.test(card) ? { kind: 'chip_random' } : memberCard(card);
  return CARD_OF_DIGITS.test(card) ? memberCard(card) : unknown;
}

/**
 * Tells whether digits that pass for a telephone of Taiwan or, with a 0 before it, of the mainland can be the number of a card:
 * readers write those of chips so, and a chain may have had such ones.
 */
export function isCardLikeAPhone(text: string): boolean {
  return /^(?:0\d{9}|01[3-9]\d{9})$/.test(text.trim());
}

/**
 * Tells whether digits that pass for a card, and that no prefix of the chain vouches for, are rather what a bad read or a slip
 * of the hand has left of a member's number or of a mainland mobile: nobody is offered to bind them (ID-01). Ten digits are
 * doubted only where they were typed, since readers write the numbers of chips so, and where `isHalf` says that they begin
 * somebody's number or end one whose beginning was read just before. Other numbers may be cards of another maker.
 */
export function isLikelySpoilt(
  cardNo: string,
  options: ClassifyOptions & { readonly isHalf: boolean },
): boolean {
  const { cardPrefixes, origin = 'scanned', isHalf } = options;
  if (fitsShape(cardNo, cardPrefixes, 1) || beginsWithPrefix(cardNo, cardPrefixes)) return false;
  if (isHalf || CARD_LESS_A_DIGIT.test(cardNo) || isInStoreEan13(`2${cardNo}`)) return true;
  return SPOILT_MOBILE.test(cardNo) || (origin === 'typed' && MOBILE_LESS_A_DIGIT.test(cardNo));
}

function stripFraming(text: string): string {
  if (DIGITS.test(text)) return text;
  const unframed = text.normalize('NFKC').replace(FRAMING, '').trim();
  return unframed.replace(AIM_SYMBOLOGY_ID, '').trim();
}

function classifyOwnCode(text: string): ScannedCode {
  const cardNo = parseStaticCode(text);
  if (cardNo !== null) return { kind: 'static_code', cardNo };
  if (isStaffBadge(text)) {
    const staffId = parseStaffBadge(text);
    return staffId === null ? { kind: 'staff_badge_unreadable' } : { kind: 'staff_badge', staffId };
  }
  const code = parseMemberCode(text);
  return code === null ? { kind: 'own_code_unreadable' } : { kind: 'signed_code', code };
}

function classifyStripe(
  number: string,
  format: 'financial' | 'other',
  cardPrefixes: readonly string[],
): ScannedCode {
  if (fitsShape(number, cardPrefixes, CERTAIN_LITERALS_MIN)) return memberCard(number);
  // Makers of cards lay out a member's number as banks do theirs; no bank has numbers of the in-store range.
  const isOwn = isInStoreEan13(number);
  const isBanks = format === 'financial' && number.length >= BANK_NUMBER_DIGITS_MIN && !isOwn;
  if (isBanks || isBankCard(number)) return { kind: 'bank_card' };
  return isResidentId(number) || isMisreadInStoreEan13(number) ? unknown : memberCard(number);
}

/** What a prefix of the chain vouches for is its own, whatever chips other makers build. */
function classifyUid(
  { text, lasts }: Extract<ReaderRead, { source: 'uid' }>,
  cardPrefixes: readonly string[],
): ScannedCode {
  if (lasts === 'empty') return { kind: 'chip_empty' };
  const isOwn = fitsShape(text, cardPrefixes, 1) || beginsWithPrefix(text, cardPrefixes);
  return lasts === 'for_good' || isOwn ? memberCard(text) : { kind: 'chip_random' };
}

function classifyGoods(code: string, { cardPrefixes }: ClassifyOptions): ScannedCode {
  if (fitsShape(code, cardPrefixes, 1) || isInStoreEan13(code)) return memberCard(code);
  return isLongGoodsCode(code) || isShortGoodsCode(code) ? { kind: 'goods', code } : unknown;
}

function classifyPhone(text: string, regions: readonly PhoneRegion[]): ScannedCode {
  const bareEightRegions = regions.filter((region) => region === 'HK' || region === 'MO');
  const onlyRegion = bareEightRegions.length === 1 ? bareEightRegions[0] : undefined;
  const cleaned = cleanPhone(text, onlyRegion);
  if (cleaned.status === 'ok') {
    const expected = regions.includes(cleaned.region) || STATES_ITS_REGION.test(text);
    return expected ? { kind: 'phone', phone: cleaned.phone } : unknown;
  }
  const regionNeeded = cleaned.code === 'phone_region_needed' && bareEightRegions.length > 0;
  return regionNeeded ? { kind: 'phone_region_needed', digits: text.replace(/\D/g, '') } : unknown;
}

function fitsShape(card: string, entries: readonly string[], literalsMin: number): boolean {
  return entries.some((entry) => {
    if (!entry.includes(DIGIT_PLACE) || entry.length !== card.length) return false;
    const places = entry.toUpperCase().split('');
    const literalCount = places.filter((place) => place !== DIGIT_PLACE).length;
    if (literalCount < literalsMin) return false;
    return places.every((place, index) => fitsPlace(place, card.charAt(index)));
  });
}

function fitsPlace(place: string, character: string): boolean {
  return place === DIGIT_PLACE ? character >= '0' && character <= '9' : place === character;
}

/** 4, 5, 7 or 10 bytes; one of digits alone is judged as such. */
function isHexUid(text: string): boolean {
  return HEX_UID.test(text) && /[A-F]/.test(text);
}

function beginsWithPrefix(card: string, entries: readonly string[]): boolean {
  if (!CARD.test(card)) return false;
  return entries.some((entry) => {
    return entry !== '' && !entry.includes(DIGIT_PLACE) && card.startsWith(entry.toUpperCase());
  });
}

function memberCard(cardNo: string): ScannedCode {
  return { kind: 'member_card', cardNo };
}
