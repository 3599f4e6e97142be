import { expect, test } from 'vitest';
import { readOfficeAddress } from '../../src-shared/values/office-address.ts';

test.each([
  ['office.example.com', 'https://office.example.com'],
  [' https://office.example.com/ ', 'https://office.example.com'],
  ['http://10.0.0.5:8300', 'http://10.0.0.5:8300'],
  ['10.0.0.5:8300', 'https://10.0.0.5:8300'],
  ['127.0.0.1:8300', 'http://127.0.0.1:8300'],
  ['localhost:8300/office', 'http://localhost:8300/office'],
  ['ｏｆｆｉｃｅ．example.com', 'https://office.example.com'],
])('%s is the address %s', (typed, address) => {
  expect(readOfficeAddress(typed)).toBe(address);
});

test.each([
  '',
  '  ',
  'two words',
  'ftp://office',
  'https://',
  'http://a:b:c',
  'https://user@office',
])('"%s" is no address of a head office', (typed) => {
  expect(readOfficeAddress(typed)).toBeNull();
});
