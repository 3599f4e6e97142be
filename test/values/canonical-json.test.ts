import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';

test.each([
  [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
  [{ '10': 1, '9': 2 }, '{"10":1,"9":2}'],
  [{ '\u{1f600}': 1, '\ufb33': 2, '\u20ac': 3 }, '{"\u20ac":3,"\u{1f600}":1,"\ufb33":2}'],
  ['"\\\n\u000f/张', '"\\"\\\\\\n\\u000f/张"'],
  [-0, '0'],
  [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  [{}, '{}'],
  [[], '[]'],
])('writes %j after RFC 8785', (value, written) => {
  expect(canonicalJson(value)).toBe(written);
});

test.each([
  ['undefined', undefined],
  ['an undefined property', { a: undefined }],
  ['NaN', [Number.NaN]],
  ['an infinity', Number.NEGATIVE_INFINITY],
  ['an integer beyond the safe range', 2 ** 53],
  ['a lone surrogate', '\ud800'],
  ['a lone surrogate as a key', { '\udc00': 1 }],
  ['a date', new Date(0)],
  ['a map', new Map()],
  ['bytes', new Uint8Array(2)],
  ['a bigint', 1n],
  ['a function', () => 1],
])('throws on %s', (_, value) => {
  expect(() => canonicalJson(value)).toThrow(/canonical JSON|one number/);
});

test('the order in which keys were set never shows, and the text reads back as the value', () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;
  fc.assert(
    fc.property(json, (value) => {
      const written = canonicalJson(value);
      expect(canonicalJson(reverseKeys(value))).toBe(written);
      expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test.each([2, 32, 33, 100])('an object of %i keys is written in their order', (keyCount) => {
  const keys = Array.from({ length: keyCount }, (_, index) => `k${(index * 37) % keyCount}`);
  const shuffled = Object.fromEntries(keys.map((key) => [key, 1]));
  const sorted = [...new Set(keys)].toSorted().map((key) => `"${key}":1`);
  expect(canonicalJson(shuffled)).toBe(`{${sorted.join(',')}}`);
});

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => reverseKeys(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toReversed();
  return Object.fromEntries(entries.map(([key, item]) => [key, reverseKeys(item)]));
}
