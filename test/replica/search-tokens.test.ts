import { expect, test } from 'vitest';
import { searchPrefix, searchTokens } from '../../src-shared/replica/search-tokens.ts';

/** Whether a member of this name comes up when this is typed, as a prefix of one of the spellings. */
function isFound(name: string, typed: string): boolean {
  const prefix = searchPrefix(typed);
  return prefix !== '' && searchTokens(name).some((token) => token.startsWith(prefix));
}

test.each([
  ['单小红', ['shan', 'danxiaohong', 'sxh', 'dxh']],
  ['曾乐', ['zengle', 'ceng', 'zl']],
  ['解晓东', ['xiexiaodong', 'jiexiao']],
  ['查良镛', ['zha', 'chaliangyong']],
  ['区志明', ['ouzhiming', 'qu']],
  ['仇英', ['qiuying', 'chou']],
  ['朴智星', ['piao', 'pu']],
  ['乐嘉', ['yuejia', 'lejia']],
  ['尉迟恭', ['yuchigong', 'weichi', 'ycg', 'wcg']],
  ['长孙无忌', ['zhangsun', 'changsunwuji', 'zswj', 'cswj']],
  ['万俟卨', ['moqi', 'wansixie']],
])('finds %s by every reading of the surname', (name, typed) => {
  for (const each of typed) expect(isFound(name, each), each).toBe(true);
});

test.each([
  ['單小紅', 'danxiaohong'],
  ['區志明', 'ouzhi'],
  ['長孫無忌', 'changsun'],
  ['萬俟卨', 'moqi'],
  ['尉遲恭', 'weichi'],
])('finds the traditional spelling %s by its pinyin', (name, typed) => {
  expect(isFound(name, typed)).toBe(true);
});

test.each([
  ['张晓雯', '張曉雯', ['張曉', '曉雯', '張']],
  ['张晓雯', '張晓雯', []],
  ['钟楚曦', '鍾楚曦', ['鍾']],
  ['钱锺书', '錢鍾書', ['鍾書']],
  ['卫兰', '衞蘭', []],
  ['卫兰', '衛蘭', []],
  ['王后发', '王後髮', ['後髮']],
  ['李发财', '李發財', []],
  ['范干', '范幹', []],
  ['欧阳静', '歐陽靜', ['歐陽']],
  ['阿依古丽·买买提', '阿依古麗·買買提', ['買買提']],
])(
  'ID-07: finds %s by the traditional %s, and that by the simplified',
  (simplified, traditional, begun) => {
    for (const typed of [traditional, ...begun])
      expect(isFound(simplified, typed), typed).toBe(true);
    expect(isFound(traditional, simplified)).toBe(true);
    expect(isFound(traditional, traditional)).toBe(true);
  },
);

test('ID-07: reads a character as it is written, not as its simplified one is read', () => {
  expect(isFound('李乾', 'liqian')).toBe(true);
  expect(isFound('李乾', '李乾')).toBe(true);
  expect(isFound('李乾', 'ligan')).toBe(false);
});

test('takes the surname reading first: 曾乐 is zeng le, not ceng yue', () => {
  expect(searchTokens('曾乐')).toContain('zengle');
  expect(searchTokens('曾乐')).not.toContain('zengyue');
});

test('takes ü as v, as u and as ü', () => {
  for (const typed of ['lvbu', 'lubu', 'lü', 'LÜ BU', 'lv', 'lu']) {
    expect(isFound('吕布', typed), typed).toBe(true);
  }
  expect(isFound('Müller Hans', 'müll')).toBe(true);
  expect(isFound('Müller Hans', 'mull')).toBe(true);
});

test('finds a member by the given name', () => {
  expect(isFound('张丽华', '丽华')).toBe(true);
  expect(isFound('张丽华', 'lihua')).toBe(true);
  expect(isFound('张伟', '伟')).toBe(true);
  expect(isFound('欧阳建国', '建国')).toBe(true);
  expect(isFound('欧阳建国', 'jianguo')).toBe(true);
  expect(isFound('阿依古丽·买买提', '买买提')).toBe(true);
  expect(isFound('阿依古丽·买买提', 'maimaiti')).toBe(true);
  expect(isFound('Li Ming', 'ming')).toBe(true);
});

test('does not care for case, width, spaces, dots and accents', () => {
  expect(isFound('Li Ming', 'ＬＩ ｍｉｎｇ')).toBe(true);
  expect(isFound('Li Ming', 'liming')).toBe(true);
  expect(isFound('阿依古丽·买买提', '阿依古丽买')).toBe(true);
  expect(isFound('José García', 'jose garcia')).toBe(true);
  expect(isFound('Li Ming', 'lm')).toBe(true);
  expect(isFound('李Tom', 'litom')).toBe(true);
});

test('finds nobody by nothing, and not by the middle of a word', () => {
  for (const typed of ['', ' ', '·', "'-.", '\u0301']) expect(isFound('张丽华', typed)).toBe(false);
  expect(isFound('张丽华', 'angli')).toBe(false);
  expect(isFound('张丽华', '%')).toBe(false);
});

test('gives each spelling once, never an empty one, and the same every time', () => {
  for (const name of ['张伟', '阿阿', '𠮷野', 'A', '·', '张', '李Tom', '山本 太郎']) {
    const tokens = searchTokens(name);
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(tokens).not.toContain('');
    expect(tokens.every((token) => token.isWellFormed())).toBe(true);
    expect(searchTokens(name)).toEqual(tokens);
  }
});
