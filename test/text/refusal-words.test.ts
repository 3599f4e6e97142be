import { describe, expect, test } from 'vitest';
import { languages } from '../../src-shared/domain/programme/programme.ts';
import { refusalCodes } from '../../src-shared/domain/refusal.ts';
import { entryReason, reasonCharactersMax } from '../../src-shared/text/entry-reason.ts';
import { entryWordKeys, entryWords } from '../../src-shared/text/entry-words.ts';
import { pickLanguage } from '../../src-shared/text/pick-language.ts';
import { faultCodes } from '../../src-shared/text/refusal-codes.ts';
import { isAnswerCode, refusalText, refusalWords } from '../../src-shared/text/refusal-words.ts';
import { operationText } from '../../src-shared/text/operation-words.ts';
import { setAsideText, setAsideWords } from '../../src-shared/text/set-aside-words.ts';
import { scanMessages, scanWords } from '../../src-shared/text/scan-words.ts';
import { rateOf, sampleProgramme } from '../support/sample-domain.ts';

const codes = [...refusalCodes, 'id_reused', 'quote_changed', ...faultCodes].toSorted();
const charactersMax = { 'zh-CN': 30, 'zh-TW': 30, en: 72 } as const;

const sentencesOf = (language: (typeof languages)[number]): readonly string[] => [
  ...Object.values(refusalWords[language]).flatMap((words) =>
    typeof words === 'string' ? [words] : [words.words, words.none],
  ),
  ...Object.values(scanWords[language]),
  ...Object.values(setAsideWords[language]),
];

describe.each(languages)('the words in %s', (language) => {
  test('name every refusal, conflict and fault, and nothing else', () => {
    expect(Object.keys(refusalWords[language]).toSorted()).toEqual(codes);
    expect(Object.keys(scanWords[language]).toSorted()).toEqual([...scanMessages].toSorted());
    expect(Object.keys(entryWords[language]).toSorted()).toEqual([...entryWordKeys].toSorted());
  });

  test('are short, and neither shout nor stay empty', () => {
    for (const sentence of sentencesOf(language)) {
      const spoken = sentence.replaceAll(/\{\w+\}/g, '');
      expect(Array.from(spoken).length, sentence).toBeLessThanOrEqual(charactersMax[language]);
      expect(sentence, sentence).not.toMatch(/[!！]/);
      expect(spoken.trim()).not.toBe('');
    }
  });

  test('hold the same numbers as the Chinese ones', () => {
    const placesOf = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted();
    const ours = sentencesOf(language).map(placesOf);
    expect(ours).toEqual(sentencesOf('zh-CN').map(placesOf));
  });
});

test('fills in numbers as a counter writes them', () => {
  expect(refusalText('zh-CN', 'points_above_limit', { maxPoints: 1200 })).toBe(
    '最多可用 1,200 分，请改小一些',
  );
  expect(refusalText('zh-CN', 'points_above_limit', { maxPoints: 0 })).toBe(
    '本单现在用不了积分，请照常结账',
  );
  expect(refusalText('zh-CN', 'refund_exceeds_sale', { lineNo: 2, maxFen: 0 })).toBe(
    '第 2 行已全部退过，请核对小票',
  );
  expect(refusalText('en', 'refund_exceeds_sale', { lineNo: 2, maxFen: 123_450 })).toBe(
    'Line 2 can return ¥1,234.50 at most. Please lower it',
  );
  expect(refusalText('en', 'pin_locked', { lockedUntilMs: Date.UTC(2026, 10, 30, 6, 5) })).toBe(
    'The PIN is locked. Try again after 14:05',
  );
  expect(refusalText('zh-CN', 'card_taken')).toBe('此卡已属于 -，请换一张卡');
});

test('a reason that only a newer office knows is shown as it is', () => {
  expect(setAsideText('zh-CN', 'member_unknown')).toBe('总部没有此会员，请核对');
  expect(setAsideText('zh-CN', 'something_new')).toBe('something_new');
  expect(operationText('zh-CN', 'earn')).toBe('积分');
  expect(operationText('en', 'something_new')).toBe('something_new');
});

test('knows which codes have words', () => {
  expect(isAnswerCode('pin_locked')).toBe(true);
  expect(isAnswerCode('toString')).toBe(false);
});

test('picks the language that is asked for first, and Chinese when nothing fits', () => {
  expect(pickLanguage(undefined)).toBe('zh-CN');
  expect(pickLanguage('')).toBe('zh-CN');
  expect(pickLanguage('de-DE,fr;q=0.9')).toBe('zh-CN');
  expect(pickLanguage('de-DE,en;q=0.5')).toBe('en');
  expect(pickLanguage('en;q=0.4,zh-HK;q=0.9')).toBe('zh-TW');
  expect(pickLanguage('zh-Hant-TW')).toBe('zh-TW');
  expect(pickLanguage('zh')).toBe('zh-CN');
  expect(pickLanguage('en;q=0,zh-TW;q=0.1')).toBe('zh-TW');
});

describe('the reason of an entry', () => {
  const name = { 'zh-CN': '金卡', en: 'Gold', 'zh-TW': '金卡' };
  const long = { 'zh-CN': '长'.repeat(60), en: 'x'.repeat(60), 'zh-TW': '長'.repeat(60) };
  const sample = sampleProgramme();
  const programme = {
    ...sample,
    tiers: [{ code: 'gold', name, multiplier: rateOf(1) }],
    adjust: { ...sample.adjust, reasons: [{ code: 'sorry', name: long }] },
  };

  test('names the tier the programme names', () => {
    const entry = { kind: 'earn_bonus', ruleId: 'tier:gold' } as const;
    expect(entryReason(entry, programme, 'zh-CN')).toBe('等级加赠 · 金卡');
    expect(entryReason(entry, null, 'en')).toBe('Tier bonus');
  });

  test('never grows beyond what a line of the screen holds', () => {
    const reason = entryReason({ kind: 'adjust', ruleId: 'adjust:sorry' }, programme, 'zh-TW');
    expect(Array.from(reason)).toHaveLength(reasonCharactersMax);
  });

  test('tells points given back for returned goods from a cancelled payment', () => {
    expect(entryReason({ kind: 'restore', ruleId: 'cancel' }, null, 'zh-CN')).toContain('取消');
    expect(entryReason({ kind: 'restore', ruleId: 'refund' }, null, 'zh-CN')).toContain('退货');
  });
});
