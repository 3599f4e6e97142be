import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cleanRecoveryCode,
  readRecoveryCode,
  recoveryCodeCharacters,
  recoveryCodeOf,
} from '../../src-shared/values/recovery-code.ts';

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

test('a code gives its key back, however it is grouped and spelt', () => {
  fc.assert(
    fc.property(keys, (key) => {
      const code = recoveryCodeOf(key);
      expect(code).toMatch(/^R1(?:[0-9A-HJKMNP-TV-Z]{3}-)(?:[0-9A-HJKMNP-TV-Z]{5}-?){11}$/);
      const spelt = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
      for (const typed of [code, spelt]) {
        expect(readRecoveryCode(typed)).toEqual({ status: 'key', key });
      }
    }),
  );
});

test('any one mistyped character is found, and its group is named', () => {
  const change = fc.record({
    key: keys,
    index: fc.nat(recoveryCodeCharacters - 1),
    other: fc.constantFrom(...Array.from(alphabet), 'U'),
  });
  fc.assert(
    fc.property(change, ({ key, index, other }) => {
      const code = cleanRecoveryCode(recoveryCodeOf(key));
      fc.pre(code[index] !== other);
      const typed = `${code.slice(0, index)}${other}${code.slice(index + 1)}`;
      expect(readRecoveryCode(typed)).toEqual({
        status: 'mistyped',
        groupNo: Math.floor(index / 5) + 1,
      });
    }),
    { numRuns: 300 },
  );
});

test('two characters that changed places are found, and up to four wrong ones give no key', () => {
  const mistakes = fc.uniqueArray(fc.nat(recoveryCodeCharacters - 1), {
    minLength: 2,
    maxLength: 4,
  });
  fc.assert(
    fc.property(keys, mistakes, fc.nat(30), (key, indices, shift) => {
      const code = cleanRecoveryCode(recoveryCodeOf(key));
      const typed = Array.from(code, (character, index) =>
        indices.includes(index)
          ? alphabet[(alphabet.indexOf(character) + shift + 1) % alphabet.length]
          : character,
      ).join('');
      expect(readRecoveryCode(typed).status).toBe('mistyped');
      const at = indices[0] === recoveryCodeCharacters - 1 ? 0 : (indices[0] ?? 0);
      const [first, second] = [code[at], code[at + 1]];
      fc.pre(first !== second);
      const swapped = `${code.slice(0, at)}${second}${first}${code.slice(at + 2)}`;
      expect(readRecoveryCode(swapped).status).toBe('mistyped');
    }),
    { numRuns: 60 },
  );
});

test('a code that is too short or too long says how long it is', () => {
  const code = recoveryCodeOf(new Uint8Array(32));
  expect(readRecoveryCode('')).toEqual({ status: 'incomplete', characters: 0 });
  expect(readRecoveryCode(code.slice(0, -1))).toEqual({ status: 'incomplete', characters: 59 });
  expect(readRecoveryCode(`${code}0`)).toEqual({ status: 'incomplete', characters: 61 });
});

test('a sheet that was printed years ago still opens its till', () => {
  const key = Uint8Array.from({ length: 32 }, (_byte, index) => index);
  expect(recoveryCodeOf(key)).toMatchInlineSnapshot(
    `"R1000-G40R4-0M30E-20918-5GR38-E1W81-24GK2-GAHC5-RR34D-1P70X-3RFGT-RCT28"`,
  );
});
