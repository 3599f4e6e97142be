import { describe, expect, test } from 'vitest';
import { languages } from '../../src-shared/domain/programme/programme.ts';
import { problemCodes } from '../../src-shared/programme/problem.ts';
import { placeText, problemText } from '../../src-shared/text/problem-words.ts';

describe('what is wrong with a document', () => {
  test('is said in each language with the same numbers and names', () => {
    for (const code of problemCodes) {
      const places = languages.map((language) => {
        const text = problemText(language, { path: [], code });
        return (text.match(/\{\w+\}/g) ?? []).toSorted();
      });
      expect(places[1], code).toEqual(places[0]);
      expect(places[2], code).toEqual(places[0]);
    }
  });

  test('is Chinese where Chinese is asked for, but for the names that the document itself uses', () => {
    for (const code of problemCodes) {
      const text = problemText('zh-CN', { path: [], code });
      expect(text, code).toMatch(/\p{Script=Han}/u);
      expect(text, code).not.toMatch(/\b(must|is|there|has|can|be)\b/);
    }
  });

  test('stands where it is, or at the whole document', () => {
    const path = ['tiers', 0, 'name', 'zh-CN'];
    expect(placeText('zh-CN', { path, code: 'missing' })).toBe('tiers[0].name.zh-CN');
    expect(placeText('zh-CN', { path: [], code: 'not_group' })).toBe('（整个文件）');
  });
});
