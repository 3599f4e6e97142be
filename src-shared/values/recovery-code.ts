/**
 * The code on the recovery sheet of a till: its replica's key, written so that a person can copy it. "R1", the 256 bits of
 * the key in Crockford's base 32, and six check characters of BIP-350 (bech32m), a BCH code that finds every mistake in up to
 * four characters. Upper or lower case, spaces and dashes do not matter; O is read as 0, I and L as 1.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const mark = 'R1';
export const recoveryKeyBytes = 32;
const keyCharacters = 52;
const checkCharacters = 6;
/** Of the whole code, without what it is grouped by. */
export const recoveryCodeCharacters = mark.length + keyCharacters + checkCharacters;
export const recoveryGroupCharacters = 5;
const bitsPerCharacter = 5;

/** From BIP-350. */
const bech32mFinal = 0x2bc830a3;
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;

export type ReadRecoveryCode =
  | { readonly status: 'key'; readonly key: Uint8Array }
  /** Characters are missing or too many. */
  | { readonly status: 'incomplete'; readonly characters: number }
  /** `groupNo`: where one character was mistyped, counted from 1; null where it is more than one or not known. */
  | { readonly status: 'mistyped'; readonly groupNo: number | null };

/** The code of a key of 32 bytes, in groups of five with dashes between them. The same for the same key. */
export function recoveryCodeOf(key: Uint8Array): string {
  const body = toCharacters(key);
  const symbols = [...symbolsOf(mark), ...body];
  const check = checkOf(symbols);
  const text = [...symbols, ...check].map((symbol) => alphabet[symbol]).join('');
  return (text.match(new RegExp(`.{${recoveryGroupCharacters}}`, 'g')) ?? []).join('-');
}

/** The key of a code as somebody typed or scanned it, or what is wrong with it. */
export function readRecoveryCode(text: string): ReadRecoveryCode {
  const typed = cleanRecoveryCode(text);
  if (typed.length !== recoveryCodeCharacters) {
    return { status: 'incomplete', characters: typed.length };
  }
  const symbols = symbolsOf(typed);
  if (!isWhole(symbols)) return { status: 'mistyped', groupNo: findMistake(symbols) };
  const key = toKey(symbols.slice(mark.length, mark.length + keyCharacters));
  // Somebody made it up: the last character of a key holds four bits that are never set.
  if (key === null) return { status: 'mistyped', groupNo: null };
  return { status: 'key', key };
}

/** What was typed, without spaces and dashes, in the characters of the code. */
export function cleanRecoveryCode(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
}

/** -1 for a character that the code does not have. */
function symbolsOf(text: string): readonly number[] {
  return Array.from(text, (character) => alphabet.indexOf(character));
}

function isWhole(symbols: readonly number[]): boolean {
  const isMarked = symbolsOf(mark).every((symbol, index) => symbols[index] === symbol);
  return isMarked && !symbols.includes(-1) && polymod(symbols) === bech32mFinal;
}

/** The group of the one character that makes the code whole again; with more mistakes there is none such. */
function findMistake(symbols: readonly number[]): number | null {
  for (const index of symbols.keys()) {
    for (let symbol = 0; symbol < alphabet.length; symbol += 1) {
      if (isWhole(symbols.with(index, symbol))) {
        return Math.floor(index / recoveryGroupCharacters) + 1;
      }
    }
  }
  return null;
}

function checkOf(symbols: readonly number[]): readonly number[] {
  const rest = polymod([...symbols, ...Array<number>(checkCharacters).fill(0)]) ^ bech32mFinal;
  return Array.from(
    { length: checkCharacters },
    (_none, index) => (rest >> (bitsPerCharacter * (checkCharacters - 1 - index))) & 31,
  );
}

function polymod(symbols: readonly number[]): number {
  let sum = 1;
  for (const symbol of symbols) {
    const top = sum >> 25;
    sum = ((sum & 0x1ffffff) << bitsPerCharacter) ^ symbol;
    for (const [bit, generator] of generators.entries()) {
      if (((top >> bit) & 1) === 1) sum ^= generator;
    }
  }
  return sum;
}

function toCharacters(key: Uint8Array): readonly number[] {
  const bits = Array.from(key, (byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .padEnd(keyCharacters * bitsPerCharacter, '0');
  return Array.from({ length: keyCharacters }, (_none, index) =>
    Number.parseInt(bits.slice(index * bitsPerCharacter, (index + 1) * bitsPerCharacter), 2),
  );
}

function toKey(symbols: readonly number[]): Uint8Array | null {
  const bits = symbols.map((symbol) => symbol.toString(2).padStart(bitsPerCharacter, '0')).join('');
  if (/1/.test(bits.slice(recoveryKeyBytes * 8))) return null;
  return Uint8Array.from({ length: recoveryKeyBytes }, (_none, index) =>
    Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2),
  );
}
