import { surnameLengthOf } from '../../src-shared/values/surname.ts';
import {
  foldParts,
  HAN,
  readingsOf,
  surnameReadings,
  UMLAUT,
} from '../../src-shared/replica/name-readings.ts';
import { toSimplified } from '../../src-shared/replica/simplified.ts';

const LATIN = /\p{Script=Latin}/u;
const BETWEEN_WORDS = /[\s·,.]+/u;
const WORD_CHARACTERS_MIN = 2;

/**
 * Whether what was typed is the surname of a name, or the whole name (ID-02): in characters or in pinyin, by every reading
 * the surname has (ID-07), whatever its case, width, script or marks. Characters that sound the same count as well: the
 * cashier hears a surname and does not see it. Of a name in parts each part counts, because nobody knows which comes first.
 */
export function isSurnameOf(name: string, typed: string): boolean {
  const said = saidSpellings(typed);
  return knownSpellings(name).some(
    (spelling) => said.has(withoutUmlaut(spelling, 'v')) || said.has(withoutUmlaut(spelling, 'u')),
  );
}

/**
 * Every spelling of a whole name: in simplified characters, and in pinyin by every reading of its surname (ID-07). Names
 * that share one may be the same, in either script or written by ear.
 */
export function nameSpellings(name: string): readonly string[] {
  return spellingsOf(Array.from(foldParts(name).join('')));
}

/** What was typed, in simplified characters and as it sounds. */
function saidSpellings(typed: string): ReadonlySet<string> {
  const plain = foldParts(typed).join('');
  const spellings = new Set([toSimplified(plain)]);
  if (HAN.test(plain)) spellings.add(readingsOf(Array.from(plain)).join(''));
  spellings.delete('');
  return new Set([...spellings].map((spelling) => withoutUmlaut(spelling, 'v')));
}

function knownSpellings(name: string): readonly string[] {
  const whole = foldParts(name).join('');
  if (!HAN.test(name)) {
    const words = name.split(BETWEEN_WORDS).map((word) => foldParts(word).join(''));
    const [first = ''] = Array.from(whole);
    return [whole, ...words.filter(isWord), ...(LATIN.test(name) ? [] : [first])];
  }
  const parts = foldParts(name);
  const characters = Array.from(whole);
  // A name in parts has no surname of one character.
  const surname = characters.slice(0, surnameLengthOf(characters));
  const heads = parts.length > 1 ? parts.filter(isWord).map((part) => Array.from(part)) : [surname];
  return [characters, ...heads].flatMap(spellingsOf);
}

/** The characters in simplified spelling, and their pinyin by every reading of the first ones. */
function spellingsOf(characters: readonly string[]): readonly string[] {
  const syllables = readingsOf(characters);
  const read = surnameReadings(characters, syllables).map((surname) =>
    [...surname, ...syllables.slice(surname.length)].join(''),
  );
  return [toSimplified(characters.join('')), ...read];
}

function isWord(part: string): boolean {
  return Array.from(part).length >= WORD_CHARACTERS_MIN;
}

function withoutUmlaut(spelling: string, letter: 'u' | 'v'): string {
  return spelling.replaceAll(UMLAUT, letter);
}
