import { ConverterBuilder } from 'opencc-js/core';
import * as toMainland from 'opencc-js/preset/t2cn';

// Of Hong Kong, so that its own forms (衞, 粧) are known beside those of Taiwan.
const convert = ConverterBuilder(toMainland)({ from: 'hk', to: 'cn' });
/** 鍾 has two simplified forms, and both are borne: 钟, and since the table of 2013 also 锺 (钱锺书). */
const secondForms: Readonly<Record<string, string>> = { 锺: '钟' };

const known = new Map<string, string>();

/**
 * The simplified spelling of a text, for finding and comparing only (ID-07): several traditional characters have one
 * simplified (后 is 后 and 後, 发 is 發 and 髮), so nothing of it is shown and nothing leads back. Each character by itself,
 * whatever stands beside it: what a name begins with is what its simplified spelling begins with.
 */
export function toSimplified(text: string): string {
  let simplified = '';
  for (const character of text) simplified += known.get(character) ?? learn(character);
  return simplified;
}

function learn(character: string): string {
  const simplified = secondForms[character] ?? convert(character);
  known.set(character, simplified);
  return simplified;
}
