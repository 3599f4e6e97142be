import type { Language } from '../domain/programme/programme.ts';
import { formatWords, type WordData } from './format-words.ts';
import type { AnswerCode, RefusalWords } from './refusal-codes.ts';
import { refusalEn } from './refusal-en.ts';
import { refusalZhCn } from './refusal-zh-cn.ts';
import { refusalZhTw } from './refusal-zh-tw.ts';

export const refusalWords: Readonly<Record<Language, RefusalWords>> = {
  'zh-CN': refusalZhCn,
  en: refusalEn,
  'zh-TW': refusalZhTw,
};

/** Says a refusal to a person: the cause and what to do, with its numbers filled in. */
export function refusalText(language: Language, code: AnswerCode, data: WordData = {}): string {
  const words = refusalWords[language][code];
  if (typeof words === 'string') return formatWords(words, data);
  const { maxPoints, maxFen, stepFen, attemptsLeft } = data;
  const isNone = [maxPoints, maxFen, stepFen, attemptsLeft].includes(0);
  return formatWords(isNone ? words.none : words.words, data);
}

/** Tells whether there are words for a code that came from outside, such as from a library. */
export function isAnswerCode(code: string): code is AnswerCode {
  return Object.hasOwn(refusalZhCn, code);
}
