import { pinyin } from 'pinyin-pro';

/**
 * Surnames of two characters whose readings differ; the first one is the surname's own. pinyin-pro
 * gives all readings of one character, but not of a word.
 */
const compoundReadings: Readonly<Record<string, readonly (readonly [string, string])[]>> =
  withTraditional({
    万俟: ['mo qi', 'wan si', 'wan qi'],
    尉迟: ['yu chi', 'wei chi'],
    长孙: ['zhang sun', 'chang sun'],
    乐正: ['yue zheng', 'le zheng'],
    单于: ['chan yu', 'shan yu', 'dan yu'],
    澹台: ['tan tai', 'dan tai'],
    宰父: ['zai fu'],
    夹谷: ['jia gu'],
    拓跋: ['tuo ba', 'ta ba'],
  });

const HAN = /\p{Script=Han}/u;
const UMLAUT = 'ü';
const DECOMPOSED_UMLAUT = 'u\u0308';
const MARKS = /\p{Mark}/gu;
// Whatever stands between the parts of a name.
const SEPARATORS = /[\s·'.,-]+/u;
const longestNameWithGivenName = 4;

/**
 * Every spelling a member is found by (ID-07), each for a search by prefix: the name, its full
 * pinyin and its initials with all readings of the surname, the given name in both, ü as v and as
 * u. Simplified and traditional spellings of a name meet in their pinyin. The same name always
 * gives the same spellings: with them an old name leaves the index again.
 */
export function searchTokens(name: string): readonly string[] {
  const parts = foldParts(name);
  const tokens = new Set(suffixesOf(parts).map((suffix) => suffix.join('')));
  if (HAN.test(name)) addChinese(tokens, parts);
  else tokens.add(initialsOf(parts));
  for (const token of tokens) if (token.includes(UMLAUT)) addUmlautSpellings(tokens, token);
  tokens.delete('');
  return [...tokens];
}

/** Brings what was typed into the spelling of `searchTokens`; '' when nothing searchable is left. */
export function searchPrefix(text: string): string {
  return foldParts(text).join('').replaceAll(UMLAUT, 'v');
}

/** Small letters without marks, in parts; ü keeps its dots. */
function foldParts(text: string): readonly string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(DECOMPOSED_UMLAUT, UMLAUT)
    .replace(MARKS, '')
    .normalize('NFC');
  return plain.split(SEPARATORS).filter((part) => part !== '');
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
    tokens.add(characters.slice(start).join(''));
    tokens.add(syllables.slice(start).join(''));
  }
}

/** One reading per character; letters and digits read as themselves. */
function readingsOf(characters: readonly string[]): readonly string[] {
  return pinyin(characters.join(''), {
    toneType: 'none',
    surname: 'head',
    type: 'array',
    nonZh: 'spaced',
  }).map((syllable) => syllable.toLowerCase());
}

function surnameReadings(
  characters: readonly string[],
  syllables: readonly string[],
): readonly (readonly string[])[] {
  const [first = '', second = ''] = characters;
  const compound = compoundReadings[first + second];
  if (compound !== undefined) return compound;
  const readings = new Set(syllables.slice(0, 1));
  if (HAN.test(first)) for (const reading of allReadings(first)) readings.add(reading);
  return [...readings].map((reading) => [reading]);
}

function allReadings(character: string): readonly string[] {
  return pinyin(character, { toneType: 'none', multiple: true, type: 'array' });
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

function withTraditional(
  readings: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, readonly (readonly [string, string])[]>> {
  const traditional: Readonly<Record<string, string>> = {
    万: '萬',
    迟: '遲',
    长: '長',
    孙: '孫',
    乐: '樂',
    单: '單',
    台: '臺',
    夹: '夾',
  };
  const both: Record<string, readonly (readonly [string, string])[]> = {};
  for (const [surname, spellings] of Object.entries(readings)) {
    const pairs = spellings.map((spelling) => spelling.split(' ') as [string, string]);
    both[surname] = pairs;
    both[Array.from(surname, (character) => traditional[character] ?? character).join('')] = pairs;
  }
  return both;
}
