import { describe, expect, it } from 'vitest';
import { languages } from '../../src-shared/domain/programme/programme.ts';
import { whyNotText, whyNotWords } from '../../src-shared/text/why-not-words.ts';

const longest = 40;

describe.each(languages)('why a benefit is not used, in %s (CP-03, R058)', (language) => {
  it.each(Object.entries(whyNotWords[language]))('says %s in at most 40 characters', (_, words) => {
    expect(Array.from(words).length).toBeLessThanOrEqual(longest);
    expect(words).not.toMatch(/[!！]/u);
  });
});

describe('what is missing', () => {
  it('is said in yuan', () => {
    const whyNot = { code: 'missing_fen', missingFen: 1240 } as const;
    expect(whyNotText('zh-CN', whyNot)).toBe('还差 ¥12.40 可用');
  });

  it('is said in points, where they are too many', () => {
    const whyNot = { code: 'max_points', maxPoints: 1200 } as const;
    expect(whyNotText('zh-CN', whyNot)).toBe('本单最多可用 1200 积分');
    const steps = { code: 'points_steps', minPoints: 1000, stepPoints: 100 } as const;
    expect(whyNotText('zh-CN', steps)).toBe('积分 1000 起用，每次加 100');
  });

  it('is said in units', () => {
    const whyNot = { code: 'missing_units', missingUnits: 2 } as const;
    expect(whyNotText('zh-CN', whyNot)).toBe('还差 2 件可用此券');
    expect(whyNotText('en', { code: 'online_only' })).toBe('Needs the line; choose another offer');
  });
});
