import { expect, test } from 'vitest';
import { assert, unreachable } from '../../src-shared/values/assert.ts';

test('does nothing when the condition holds and throws the sentence when it does not', () => {
  expect(() => assert(true, 'Never said.')).not.toThrow();
  expect(() => assert(false, 'A till has a number.')).toThrow('A till has a number.');
});

test('names the value that should have been impossible', () => {
  expect(() => unreachable('odd' as never)).toThrow('"odd"');
});
