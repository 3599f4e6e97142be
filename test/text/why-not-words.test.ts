import { describe, expect, it } from 'vitest';
import { languages } from '../../src-shared/domain/programme/programme.ts';
import { unusedName } from '../../src-shared/text/benefit-reason.ts';
import { whyNotText, whyNotWords } from '../../src-shared/text/why-not-words.ts';
import { sampleProgramme } from '../support/sample-domain.ts';

const longest = 40;

describe.each(languages)('why a benefit is not used, in %s (CP-03, R058)', (language) => {
  it.each(Object.entries(whyNotWords[language]))('says %s in at most 40 characters', (_, words) => {
    expect(Array.from(words).length).toBeLessThanOrEqual(longest);
    expect(words).not.toMatch(/[!！]/u);
  });
});

describe('what is not used', () => {
  const named = sampleProgramme();
  it.each([
    ['zh-CN', '优惠券', '会员价 · milk'],
    ['en', 'Coupon', 'Member price · milk'],
    ['zh-TW', '優惠券', '會員價 · milk'],
  ] as const)(
    'has a name in %s, also a coupon that nobody here knows (CP-03)',
    (language, coupon, price) => {
      const nameOf = (kind: 'coupon' | 'member_price' | 'tier_price', id: string) =>
        unusedName({ kind, id, templateId: null }, named, language);
      expect(nameOf('coupon', 'c9')).toBe(coupon);
      expect(nameOf('member_price', 'milk')).toBe(price);
      const tier = named.tiers[1];
      expect(nameOf('tier_price', tier?.code ?? '')).toContain(tier?.name[language]);
      expect(Array.from(nameOf('member_price', 'x'.repeat(99)))).toHaveLength(longest);
    },
  );
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
    const one = { code: 'missing_units', missingUnits: 1 } as const;
    expect(whyNotText('en', one)).toBe('Items still needed: 1');
    expect(whyNotText('en', { code: 'online_only' })).toBe('Needs the line; choose another offer');
  });
});

it('says when and for whom a campaign runs, in at most 40 characters however much there is to say', () => {
  const weekdays = { code: 'only_weekdays', weekdays: [6, 5, 4, 3, 2, 1] } as const;
  expect(whyNotText('zh-CN', weekdays)).toBe('限周一、周二、周三、周四、周五、周六');
  const days = (...each: readonly number[]) =>
    ({ code: 'only_days_of_month', days: each }) as const;
  expect(whyNotText('zh-CN', days(18, 8, 28))).toBe('限每月 8、18、28 日');
  expect(whyNotText('zh-CN', days(1, 2, 3, 4, 5, 6))).toBe('今天不可用');
  const hours = { code: 'only_hours', fromMinute: 1_080, toMinute: 5 } as const;
  expect(whyNotText('en', hours)).toBe('Runs from 18:00 to 00:05');
  for (const language of languages) {
    for (const whyNot of [weekdays, days(27, 28, 29, 30, 31), hours]) {
      expect(whyNotText(language, whyNot).length).toBeLessThanOrEqual(40);
    }
  }
});
