import { expect, test } from 'vitest';
import {
  cleanIdentityNumber,
  maskIdentityNumber,
} from '../../src-shared/values/identity-number.ts';

test('a mainland card fits its check character and its birthday (SV-06)', () => {
  // The example of GB 11643-1999.
  expect(cleanIdentityNumber('id_card', ' 11010519491231002x ')).toBe('11010519491231002X');
  expect(cleanIdentityNumber('id_card', '１１０１０５１９４９１２３１００２Ｘ')).toBe(
    '11010519491231002X',
  );
  expect(cleanIdentityNumber('id_card', '440524188001010014')).toBeNull();
  for (const wrong of [
    '110105194912310021',
    '11010519491231002',
    '110105194902300026',
    'X1010519491231002X',
  ]) {
    expect(cleanIdentityNumber('id_card', wrong), wrong).toBeNull();
  }
});

test('other documents fit their shape', () => {
  expect(cleanIdentityNumber('passport', 'e 1234-5678')).toBe('E12345678');
  expect(cleanIdentityNumber('hk_mo_permit', 'H1234567801')).toBe('H1234567801');
  expect(cleanIdentityNumber('hk_mo_permit', '1234567801')).toBeNull();
  expect(cleanIdentityNumber('tw_permit', '12345678')).toBe('12345678');
  expect(cleanIdentityNumber('other', '1234')).toBeNull();
});

test('a number is shown by its first and last character (ID-11)', () => {
  expect(maskIdentityNumber('11010519491231002X')).toBe('1****X');
  expect(maskIdentityNumber('12')).toBe('*');
});
