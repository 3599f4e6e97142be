import { expect, test } from 'vitest';
import { isSurnameOf } from '../../src-main/till/surname-check.ts';

test.each([
  [
    '张三丰',
    ['张', '張', 'zhang', 'ZHANG', ' Zhang ', 'ｚｈａｎｇ', '张三丰', 'zhang san feng', '章'],
  ],
  ['張麗華', ['张', '張', 'zhang']],
  ['钱锺书', ['錢', '錢鍾書', 'qian']],
  ['欧阳建国', ['欧阳', '歐陽', 'ouyang', 'Ou Yang', '欧阳建国']],
  ['单小红', ['单', '單', 'shan', 'dan']],
  ['曾乐', ['曾', 'zeng', 'ceng']],
  ['尉迟恭', ['尉迟', '尉遲', 'yuchi', 'weichi']],
  ['长孙无忌', ['长孙', 'zhangsun', 'changsun']],
  ['万俟卨', ['万俟', 'moqi']],
  ['吕布', ['吕', 'lü', 'lv', 'lu', 'LÜ']],
  ['区志明', ['区', '區', 'ou', 'qu']],
  ['阿依古丽·买买提', ['阿依古丽', '买买提', 'ayiguli', 'maimaiti']],
  ['Li Ming', ['li', 'Ming', 'LI MING']],
  ["Mary O'Brien", ["o'brien", 'OBrien', 'mary']],
  ['Jürgen Müller', ['müller', 'muller', 'MÜLLER']],
  ['김민수', ['김', '김민수']],
])('ID-02, ID-07: knows the surname of %s', (name, typed) => {
  for (const each of typed) expect(isSurnameOf(name, each), each).toBe(true);
});

test.each([
  ['张三丰', ['', ' ', '-', '李', 'li', 'z', 'zh', 'zhan', 'zhangs', '三', '丰', '张三', '%', '*']],
  ['欧阳建国', ['欧', 'ou', '阳', 'o', 'oy']],
  ['阿依古丽·买买提', ['阿', 'a', '买']],
  ['Li Ming', ['l', 'lim', 'm']],
])('ID-02: takes nothing else for the surname of %s', (name, typed) => {
  for (const each of typed) expect(isSurnameOf(name, each), each).toBe(false);
});
