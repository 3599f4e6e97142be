import { foldParts, HAN, readingsOf, surnameReadings, UMLAUT } from './name-readings.ts';
import { toSimplified } from './simplified.ts';

const longestNameWithGivenName = 4;

/**
 * Every spelling a member is found by (ID-07), each for a search by prefix: the name, its full
 * pinyin and its initials with all readings of the surname, the given name in both, ü as v and as
 * u. Characters stand in simplified spelling, whatever script the name is in; its readings are those of the characters it is
 * written in (乾 is qian, 干 is gan). The same name always gives the same spellings: with them an old name leaves the index
 * again. Who changes a spelling brings the index of each till to it (a migration) and raises `snapshotFormat`.
 */
export function searchTokens(name: string): readonly string[] {
  const parts = foldParts(name);
  const tokens = new Set(suffixesOf(parts).map((suffix) => toSimplified(suffix.join(''))));
  if (HAN.test(name)) addChinese(tokens, parts);
  else tokens.add(initialsOf(parts));
  for (const token of tokens) if (token.includes(UMLAUT)) addUmlautSpellings(tokens, token);
  tokens.delete('');
  return [...tokens];
}

/** Brings what was typed into the spelling of `searchTokens`; '' when nothing searchable is left. */
export function searchPrefix(text: string): string {
  return toSimplified(foldParts(text).join('')).replaceAll(UMLAUT, 'v');
}

function addChinese(tokens: Set<string>, parts: readonly string[]): void {
  const characters = Array.from(parts.join(''));
  const syllables = readingsOf(characters);
  for (const surname of surnameReadings(characters, syllables)) {
    const reading = [...surname, ...syllables.slice(surname.length)];
    tokens.add(reading.join(''));
    tokens.add(initialsOf(reading));
  }
  for (const start of givenNameStarts(parts, characters.length)) {
    tokens.add(toSimplified(characters.slice(start).join('')));
    tokens.add(syllables.slice(start).join(''));
  }
}

/**
 * Where a given name may begin. A name in parts begins it at each of them. Without a list of all
 * surnames, one of four characters may begin it at the second or the third.
 */
function givenNameStarts(parts: readonly string[], characterCount: number): readonly number[] {
  if (parts.length > 1) {
    const lengths = parts.map((part) => Array.from(part).length);
    return lengths.slice(1).map((_, index) => sum(lengths.slice(0, index + 1)));
  }
  if (characterCount > longestNameWithGivenName) return [];
  return characterCount === longestNameWithGivenName ? [1, 2] : [1];
}

function suffixesOf(parts: readonly string[]): readonly (readonly string[])[] {
  return parts.map((_, index) => parts.slice(index));
}

function initialsOf(parts: readonly string[]): string {
  return parts.map((part) => Array.from(part)[0] ?? '').join('');
}

function addUmlautSpellings(tokens: Set<string>, token: string): void {
  tokens.delete(token);
  tokens.add(token.replaceAll(UMLAUT, 'v'));
  tokens.add(token.replaceAll(UMLAUT, 'u'));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
