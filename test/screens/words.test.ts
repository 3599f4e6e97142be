import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { screenWordsEn } from '../../src-shared/text/screen-words.en.ts';
import { screenWordsZhCn } from '../../src-shared/text/screen-words.zh-CN.ts';
import { screenWordsZhTw } from '../../src-shared/text/screen-words.zh-TW.ts';

const languages = { 'zh-CN': screenWordsZhCn, en: screenWordsEn, 'zh-TW': screenWordsZhTw };
const keys = Object.keys(screenWordsZhCn);
const root = path.join(import.meta.dirname, '../../src-renderer');
const source = globSync('**/*.{ts,tsx}', { cwd: root })
  .map((file) => readFileSync(path.join(root, file), 'utf8'))
  .join('\n');

const valuesOf = (words: string) => [...words.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]);

test.each(Object.entries(languages))('%s has every key and none too many', (_language, words) => {
  expect(new Set(Object.keys(words))).toEqual(new Set(keys));
});

test.each(Object.entries(languages))(
  '%s says something for every key, with the same values',
  (_language, words) => {
    for (const [key, text] of Object.entries(words)) {
      expect(text.trim(), key).not.toBe('');
      const values = valuesOf(screenWordsZhCn[key as keyof typeof words]);
      expect(new Set(valuesOf(text)), key).toEqual(new Set(values));
    }
  },
);

test('every key is used by a screen', () => {
  expect(keys.filter((key) => !source.includes(`'${key}'`))).toEqual([]);
});

test('no screen holds Chinese words of its own', () => {
  // A language is named in itself; everything else is a word of the screens.
  const withoutComments = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const own = withoutComments.match(/\p{Script=Han}+/gu) ?? [];
  expect(own.filter((words) => !['简体', '繁體', '年月日'].includes(words))).toEqual([]);
});

test('Chinese words blame nobody and do not shout', () => {
  const shouting = Object.entries(screenWordsZhCn).filter(([, words]) => /[!！]/.test(words));
  expect(shouting).toEqual([]);
});
