import { expect, test } from 'vitest';
import { maskCard, maskName, maskPhone } from '../../src-shared/values/mask.ts';
import { cleanPhone } from '../../src-shared/values/phone.ts';

test.each([
  ['13812345678', '138****5678'],
  ['+852 6123 1234', '6***1234'],
  ['+853 6612 3456', '6***3456'],
  ['0912345678', '09****5678'],
])('ID-11: masks the phone %s as %s', (text, masked) => {
  const cleaned = cleanPhone(text);
  expect(cleaned.status === 'ok' && maskPhone(cleaned.phone)).toBe(masked);
});

test.each([
  ['张三', '张*'],
  ['张三丰', '张*丰'],
  ['阿依古丽·买买提', '阿*提'],
  ['欧阳锋', '欧阳*'],
  ['歐陽鋒', '歐陽*'],
  ['欧阳建国', '欧阳*国'],
  ['司马光', '司马*'],
  ['上官婉儿', '上官*儿'],
  ['诸葛亮', '诸葛*'],
  ['尉迟恭', '尉迟*'],
  ['长孙无忌', '长孙*忌'],
  ['万俟卨', '万俟*'],
  ['欧阳', '欧*'],
  ['𠮷田', '𠮷*'],
  ['张', '张*'],
  ['김철수', '김*수'],
  ['Li Ming', 'L** M**'],
  ['J. Li', 'J** L**'],
  ['Jean-Luc', 'J**-L**'],
  ['李 Ming', '李*g'],
  ['', ''],
])('ID-11: masks the name %s as %s', (name, masked) => {
  expect(maskName(name)).toBe(masked);
});

test.each([
  ['2800017000059', '****0059'],
  ['VIP000123', '****0123'],
  ['12345', '****2345'],
  ['1234', '****'],
  ['', '****'],
])('ID-11: masks the card %s as %s', (cardNo, masked) => {
  expect(maskCard(cardNo)).toBe(masked);
});
