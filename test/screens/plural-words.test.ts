import { expect, test } from 'vitest';
import { startWords } from '../../src-renderer/parts/words.ts';

test('one thing is said in its own form in English, several in theirs, and Chinese has one form', () => {
  const en = startWords('en');
  const visits = (count: number) => en.t('missing.visits', { count });
  expect([visits(1), visits(2)]).toEqual(['1 visit', '2 visits']);
  expect(en.t('plan.months', { count: 1 })).toBe('1 month');
  expect(en.t('earned.script_short', { count: 1, amount: '¥1.00', earned: '1' })).toBe(
    '"¥1.00, please. 1 point today."',
  );
  expect(startWords('zh-CN').t('missing.visits', { count: 1 })).toBe('1 天到店');
});
