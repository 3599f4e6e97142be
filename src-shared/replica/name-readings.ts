import { pinyin } from 'pinyin-pro';
import { toSimplified } from './simplified.ts';

/**
 * Surnames of two characters whose readings differ; the first one is the surname's own. pinyin-pro
 * gives all readings of one character, but not of a word.
 */
const compoundReadings: Readonly<Record<string, readonly string[]>> = {
  万俟: ['mo qi', 'wan si', 'wan qi'],
  尉迟: ['yu chi', 'wei chi'],
  长孙: ['zhang sun', 'chang sun'],
  乐正: ['yue zheng', 'le zheng'],
  单于: ['chan yu', 'shan yu', 'dan yu'],
  澹台: ['tan tai', 'dan tai'],
  宰父: ['zai fu'],
  夹谷: ['jia gu'],
  拓跋: ['tuo ba', 'ta ba'],
};

export const HAN = /\p{Script=Han}/u;
export const UMLAUT = 'ü';
const DECOMPOSED_UMLAUT = 'u\u0308';
const MARKS = /\p{Mark}/gu;
// Whatever stands between the parts of a name.
const SEPARATORS = /[\s·'.,-]+/u;

/** Small letters without marks, in parts; ü keeps its dots. */
export function foldParts(text: string): readonly string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(DECOMPOSED_UMLAUT, UMLAUT)
    .replace(MARKS, '')
    .normalize('NFC');
  return plain.split(SEPARATORS).filter((part) => part !== '');
}

/** One reading per character; letters and digits read as themselves. */
export function readingsOf(characters: readonly string[]): readonly string[] {
  return pinyin(characters.join(''), {
    toneType: 'none',
    surname: 'head',
    type: 'array',
    nonZh: 'spaced',
  }).map((syllable) => syllable.toLowerCase());
}

/** Every reading of the surname a name begins with, syllable by syllable; its own reading first (ID-07). */
export function surnameReadings(
  characters: readonly string[],
  syllables: readonly string[],
): readonly (readonly string[])[] {
  const [first = '', second = ''] = characters;
  const compound = compoundReadings[toSimplified(first + second)];
  if (compound !== undefined) return compound.map((reading) => reading.split(' '));
  const readings = new Set(syllables.slice(0, 1));
  if (HAN.test(first)) for (const reading of allReadings(first)) readings.add(reading);
  return [...readings].map((reading) => [reading]);
}

function allReadings(character: string): readonly string[] {
  return pinyin(character, { toneType: 'none', multiple: true, type: 'array' });
}
