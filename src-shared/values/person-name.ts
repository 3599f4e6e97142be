import { cleanPhone } from './phone.ts';

/** A cleaned name, or the reason for refusing it. */
export type CleanedName =
  | { readonly status: 'ok'; readonly name: string }
  | { readonly status: 'refused'; readonly code: 'name_invalid' | 'name_is_phone' };

/** The limits of ID-08, in characters as people count them, not in UTF-16 units. */
export const NAME_CHARACTERS_MIN = 2;
export const NAME_CHARACTERS_MAX = 30;

const MIDDLE_DOT = '·';
// The dots that keyboards, scanners of documents and other systems write for it.
const MIDDLE_DOT_VARIANTS = /[\u2022\u2024\u2027\u2219\u22C5\u30FB\u25CF\u1427\uA78F]/gu;
// A full stop is the dot of a minority name only between Chinese characters; "J. Li" keeps its own.
const STOP_BETWEEN_HAN = /(?<=\p{Script=Han})\s*[.。]\s*(?=\p{Script=Han})/gu;
const DOT_WITH_SURROUNDINGS = /\s*·[\s·]*/gu;
const DOT_AT_START = /^·/u;

const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u20E3]/gu;
const INVISIBLE = /[\p{Format}\p{Surrogate}\p{Variation_Selector}]/gu;
const CONTROL = /(?!\s)\p{Control}/gu;
const SPACES = /\s+/gu;
const SPACE_BETWEEN_HAN = /(?<=\p{Script=Han}) (?=\p{Script=Han})/gu;
const APOSTROPHES = /[\u2018\u2019\u02BC\u0060\u00B4]/gu;
// 小姐 is not in the rule's list, but counters write it as often as the others.
const TITLES_AT_END = /(?:[ ·]?(?:先生|女士|太太|小姐))*[ ·]?$/u;

// 〇 is a numeral to Unicode and a character of names to people.
const ALLOWED = /^[\p{Letter}\p{Mark}\p{Decimal_Number}〇 ·'.-]+$/u;
const HAS_LETTER = /[\p{Letter}〇]/u;
const LATIN_ONLY = /^[\p{Script=Latin}\p{Mark}\p{Decimal_Number} ·'.-]+$/u;
const LATIN_WORD = /[\p{Script=Latin}\p{Mark}]+/gu;
const PHONE_DIGITS_MIN = 7;
const NOT_A_DIGIT = /\P{Decimal_Number}/gu;

/**
 * Brings a name into its stored spelling (ID-08): full-width letters become plain, titles, emoji
 * and invisible characters go, the dot of a minority name becomes "·", Latin names get capitals
 * ("li ming" becomes "Li Ming"; a word that already mixes its cases, such as "McDonald", is left
 * alone). Refuses a telephone number in the name field, symbols no name has, and fewer or more
 * characters than the limits. Cleaning a cleaned name again gives the same name.
 */
export function cleanName(text: string): CleanedName {
  const name = tidy(text);
  if (isPhone(text) || isPhone(name)) return { status: 'refused', code: 'name_is_phone' };
  if (!ALLOWED.test(name) || !HAS_LETTER.test(name)) return invalid;

  const cased = LATIN_ONLY.test(name) ? titleCase(name) : name;
  const characterCount = Array.from(cased).length;
  if (characterCount < NAME_CHARACTERS_MIN || characterCount > NAME_CHARACTERS_MAX) return invalid;
  return { status: 'ok', name: cased };
}

const invalid = { status: 'refused', code: 'name_invalid' } as const satisfies CleanedName;

function tidy(text: string): string {
  return text
    .normalize('NFKC')
    .replace(MIDDLE_DOT_VARIANTS, MIDDLE_DOT)
    .replace(EMOJI, '')
    .replace(INVISIBLE, '')
    .replace(APOSTROPHES, "'")
    .replace(CONTROL, '')
    .replace(SPACES, ' ')
    .replace(STOP_BETWEEN_HAN, MIDDLE_DOT)
    .replace(DOT_WITH_SURROUNDINGS, MIDDLE_DOT)
    .replace(SPACE_BETWEEN_HAN, '')
    .trim()
    .replace(DOT_AT_START, '')
    .replace(TITLES_AT_END, '')
    .normalize('NFKC');
}

// Seven digits are more than any name has and enough for a telephone, whatever stands around them.
function isPhone(text: string): boolean {
  if (text.replace(NOT_A_DIGIT, '').length >= PHONE_DIGITS_MIN) return true;
  return cleanPhone(text).status === 'ok';
}

function titleCase(name: string): string {
  return name.replace(LATIN_WORD, (word) => (hasOwnCase(word) ? word : capitalise(word)));
}

// "McDonald" starts with a capital and mixes its cases, so its writer meant it.
function hasOwnCase(word: string): boolean {
  const mixesCases = word !== word.toUpperCase() && word !== word.toLowerCase();
  return mixesCases && word.startsWith(capital(word));
}

function capitalise(word: string): string {
  const rest = word.slice(firstCharacter(word).length);
  return `${capital(word)}${rest.toLowerCase()}`.normalize('NFKC');
}

// The capital of "ß" would be two letters, and cleaning twice would then differ from cleaning once.
function capital(word: string): string {
  const first = firstCharacter(word);
  const upper = first.toUpperCase();
  return upper.length === first.length ? upper : first;
}

function firstCharacter(word: string): string {
  return Array.from(word)[0] ?? '';
}
