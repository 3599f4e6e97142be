import type { Phone } from './phone.ts';
import { surnameLengthOf } from './surname.ts';

const HIDDEN = '****';
const CARD_DIGITS_SHOWN = 4;

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const DOTS_AND_SPACES = /[·\s]/gu;
const WORDS = /[^\s·-]+/gu;

/**
 * Hides the middle of a number (ID-11): 138****1234 on the mainland, 6***1234 in Hong Kong and
 * Macau, 09****5678 in Taiwan. The country code is left out, because the till shows the region.
 */
export function maskPhone(phone: Phone): string {
  const last4 = phone.slice(-4);
  if (phone.startsWith('+852') || phone.startsWith('+853')) return `${phone.charAt(4)}***${last4}`;
  if (phone.startsWith('+886')) return `0${phone.charAt(4)}${HIDDEN}${last4}`;
  return `${phone.slice(0, 3)}${HIDDEN}${last4}`;
}

/**
 * Hides most of a cleaned name (ID-11): 张三 is 张*, 张三丰 is 张*丰, 欧阳锋 is 欧阳*, 欧阳建国 is
 * 欧阳*国, "Li Ming" is "L** M**". One star stands for any number of characters, so that the length
 * tells nothing.
 */
export function maskName(name: string): string {
  if (CJK.test(name)) return maskCharacters(Array.from(name.replace(DOTS_AND_SPACES, '')));
  return name.replace(WORDS, (word) => `${Array.from(word)[0] ?? ''}**`);
}

/**
 * Shows the last 4 characters of a card number (ID-11), and nothing of one too short to hide any.
 */
export function maskCard(cardNo: string): string {
  if (cardNo.length <= CARD_DIGITS_SHOWN) return HIDDEN;
  return `${HIDDEN}${cardNo.slice(-CARD_DIGITS_SHOWN)}`;
}

function maskCharacters(characters: readonly string[]): string {
  const surnameLength = surnameLengthOf(characters);
  const surname = characters.slice(0, surnameLength).join('');
  if (characters.length <= 2) return `${characters[0] ?? ''}*`;
  const hidesEverythingElse = characters.length === surnameLength + 1;
  return hidesEverythingElse ? `${surname}*` : `${surname}*${characters.at(-1) ?? ''}`;
}
