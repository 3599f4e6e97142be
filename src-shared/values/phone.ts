import type { Brand } from './brand.ts';

/**
 * A telephone number in its one stored spelling: bare 11 digits for the mainland, otherwise E.164
 * such as "+85291234567".
 */
export type Phone = Brand<string, 'Phone'>;

/** Mainland China, Hong Kong, Macau, Taiwan. */
export type PhoneRegion = 'CN' | 'HK' | 'MO' | 'TW';

/** A cleaned number with its region, or the reason for refusing it. */
export type CleanedPhone =
  | { readonly status: 'ok'; readonly phone: Phone; readonly region: PhoneRegion }
  | { readonly status: 'refused'; readonly code: 'phone_region_needed' | 'phone_invalid' };

// Marks people write between digits, and the invisible direction marks that come along from an
// address book.
const SEPARATORS =
  /[\s\p{Dash_Punctuation}\p{Open_Punctuation}\p{Close_Punctuation}\p{Format}.·]/gu;
const NUMBER = /^\+?\d+$/;
const INTERNATIONAL = /^(?:\+|00)/;

const MAINLAND_MOBILE = /^1[3-9]\d{9}$/;
// Hong Kong by ID-01 is any 8 digits: fixed lines begin with 2 or 3, mobiles with 4 to 9; 0 and 1
// begin service numbers.
const HONG_KONG = /^[2-9]\d{7}$/;
// Macau by ID-01 is mobile only.
const MACAU_MOBILE = /^6\d{7}$/;
const TAIWAN_MOBILE = /^9\d{8}$/;
const BARE_EIGHT = /^\d{8}$/;
const ALL_EQUAL = /^(\d)\1*$/;

// What people type to get past the field. Tails of equal 6, 8 or 9 are absent on purpose: such
// numbers are sold dear and in use.
const PLACEHOLDER_TAILS: ReadonlySet<string> = new Set(['00000000', '11111111']);
// China Mobile's own recharge line, the best known of all numbers, and its 139 twin.
const PLACEHOLDER_NUMBERS: ReadonlySet<string> = new Set(['13800138000', '13900139000']);
// The resale prefixes (virtual operators) with the tail testers use. 13812345678 stays valid: R011
// names it as an example.
const VIRTUAL_TEST_NUMBERS: ReadonlySet<string> = new Set([
  '16212345678',
  '16512345678',
  '16712345678',
  '17012345678',
  '17112345678',
]);

const invalid = { status: 'refused', code: 'phone_invalid' } as const satisfies CleanedPhone;
const regionNeeded = {
  status: 'refused',
  code: 'phone_region_needed',
} as const satisfies CleanedPhone;

const storedPrefix = { CN: '', HK: '+852', MO: '+853', TW: '+886' } as const satisfies Record<
  PhoneRegion,
  string
>;

const shape = {
  CN: MAINLAND_MOBILE,
  HK: HONG_KONG,
  MO: MACAU_MOBILE,
  TW: TAIWAN_MOBILE,
} as const satisfies Record<PhoneRegion, RegExp>;

/**
 * Brings a number as typed, spoken or scanned into its stored spelling (ID-01, ID-08, R011): "+86
 * 138-1234 5678" becomes "13812345678". Bare 8 digits are refused with `phone_region_needed` unless
 * the region is given, although a first digit other than 6 cannot be a Macau mobile: it may still
 * be a mainland fixed line without its area code. The region only decides what would be ambiguous;
 * a number that states its own region keeps it. Cleaning a stored number again gives the same
 * number.
 */
export function cleanPhone(text: string, region?: PhoneRegion): CleanedPhone {
  const typed = text.normalize('NFKC').replace(SEPARATORS, '');
  if (!NUMBER.test(typed)) return invalid;

  if (INTERNATIONAL.test(typed)) return readWithCountryCode(typed.replace(INTERNATIONAL, ''));
  if (MAINLAND_MOBILE.test(typed)) return accept('CN', typed);
  if (BARE_EIGHT.test(typed)) return readBareEight(typed, region);
  if (typed.startsWith('0')) return accept('TW', typed.slice(1));
  if (region === 'TW' && TAIWAN_MOBILE.test(typed)) return accept('TW', typed);
  return readWithCountryCode(typed);
}

/** A stored number as its region and the digits people say there; what is none is taken for one of the mainland. */
export function splitPhone(phone: string): {
  readonly region: PhoneRegion;
  readonly local: string;
} {
  const regions = ['HK', 'MO', 'TW'] as const;
  const region = regions.find((each) => phone.startsWith(storedPrefix[each])) ?? 'CN';
  return { region, local: phone.slice(storedPrefix[region].length) };
}

/** The last 4 digits, which staff may see and members may say. */
export function phoneLast4(phone: Phone): string {
  return phone.slice(-4);
}

function readWithCountryCode(digits: string): CleanedPhone {
  if (digits.startsWith('852')) return accept('HK', digits.slice(3));
  if (digits.startsWith('853')) return accept('MO', digits.slice(3));
  if (digits.startsWith('886')) return accept('TW', digits.slice(3).replace(/^0/, ''));
  if (digits.startsWith('86')) return accept('CN', digits.slice(2));
  return invalid;
}

function readBareEight(digits: string, region: PhoneRegion | undefined): CleanedPhone {
  if (region === 'HK' || region === 'MO') return accept(region, digits);
  if (region === undefined && HONG_KONG.test(digits) && !ALL_EQUAL.test(digits))
    return regionNeeded;
  return invalid;
}

function accept(region: PhoneRegion, local: string): CleanedPhone {
  if (!hasShape(region, local) || isPlaceholder(local)) return invalid;
  // Checked: the local number has its region's shape.
  const phone = `${storedPrefix[region]}${local}` as Phone;
  return { status: 'ok', phone, region };
}

function hasShape(region: PhoneRegion, local: string): boolean {
  return shape[region].test(local);
}

function isPlaceholder(local: string): boolean {
  if (ALL_EQUAL.test(local)) return true;
  if (PLACEHOLDER_NUMBERS.has(local) || VIRTUAL_TEST_NUMBERS.has(local)) return true;
  return local.length === 11 && PLACEHOLDER_TAILS.has(local.slice(-8));
}
