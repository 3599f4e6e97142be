import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanName } from '../../src-shared/values/person-name.ts';

test.each([
  ['张三', '张三'],
  [' 张 三 ', '张三'],
  ['张三先生', '张三'],
  ['李小明 女士', '李小明'],
  ['王丽太太', '王丽'],
  ['陈静小姐女士', '陈静'],
  ['张三😀', '张三'],
  ['张👨‍👩‍👧三', '张三'],
  ['张三🇨🇳❤️', '张三'],
  ['张\u200b三\ufeff', '张三'],
  ['张\u0007三', '张三'],
  ['張三豐', '張三豐'],
  ['刘〇', '刘〇'],
  ['𠮷田', '𠮷田'],
  ['阿依古丽·买买提', '阿依古丽·买买提'],
  ['阿依古丽•买买提', '阿依古丽·买买提'],
  ['阿依古丽・买买提', '阿依古丽·买买提'],
  ['阿依古丽･买买提', '阿依古丽·买买提'],
  ['阿依古丽 ‧ 买买提', '阿依古丽·买买提'],
  ['阿依古丽．买买提', '阿依古丽·买买提'],
  ['阿依古丽.买买提', '阿依古丽·买买提'],
  ['阿依古丽··买买提·', '阿依古丽·买买提'],
  ['li ming', 'Li Ming'],
  ['LI  MING', 'Li Ming'],
  ['Ｌｉ　Ｍｉｎｇ', 'Li Ming'],
  ['jean-luc o’neil', "Jean-Luc O'Neil"],
  ['Ronald McDonald', 'Ronald McDonald'],
  ['j. li', 'J. Li'],
  ['josé garcía', 'José García'],
  ['lü xi', 'Lü Xi'],
  ['李 Ming', '李 Ming'],
])('ID-08: stores the name %j as %s', (text, name) => {
  expect(cleanName(text)).toEqual({ status: 'ok', name });
});

test.each([
  ['nothing', ''],
  ['a single character', '张'],
  ['a surname with a title only', '张先生'],
  ['a title only', '先生'],
  ['emoji only', '😀😀'],
  ['digits only', '1234'],
  ['symbols', '<b>张三</b>'],
  ['a formula', '=张三'],
  ['an address', 'li@x.com'],
  ['31 characters', '张'.repeat(31)],
])('ID-08: refuses %s', (_, text) => {
  expect(cleanName(text)).toEqual({ status: 'refused', code: 'name_invalid' });
});

test('ID-08: takes 30 characters, counting a rare character once', () => {
  expect(cleanName('𠮷'.repeat(30)).status).toBe('ok');
});

test.each([
  '13812345678',
  '+86 138-1234 5678',
  '１３８１２３４５６７８',
  '张三13812345678',
  '9123 4567',
])('ID-08: refuses the telephone number %s in the name field', (text) => {
  expect(cleanName(text)).toEqual({ status: 'refused', code: 'name_is_phone' });
});

test('ID-08: cleaning a cleaned name again gives the same name', () => {
  const pieces =
    "张|三|先生|·|.| |li|MING|Mc|D|'|-|•|😀|é|1|\u0301|\u200d|İ|ß|ǰ|ﬁ|\u00a8|々|\ufe0f";
  const piece = fc.constantFrom(...pieces.split('|'));
  const text = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((chosen) => chosen.join('')),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(text, (typed) => {
      const cleaned = cleanName(typed);
      if (cleaned.status === 'ok') expect(cleanName(cleaned.name)).toEqual(cleaned);
    }),
    { numRuns: 2000 },
  );
});
