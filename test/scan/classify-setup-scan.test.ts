import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { classifySetupScan } from '../../src-shared/scan/classify-setup-scan.ts';
import { makeActivationCode } from '../../src-shared/values/activation-code.ts';
import { recoveryCodeOf } from '../../src-shared/values/recovery-code.ts';

const recovery = recoveryCodeOf(Uint8Array.from({ length: 32 }, (_none, index) => index * 7));

test('ID-01: before anybody signs in, the two codes asked for are told from everything else', () => {
  const activation = makeActivationCode(randomInt);
  expect(classifySetupScan(activation)).toEqual({ kind: 'activation_code', code: activation });
  expect(classifySetupScan(` ${activation.toLowerCase()}\r`)).toMatchObject({ code: activation });
  const code = recovery.replaceAll('-', '');
  expect(classifySetupScan(recovery)).toEqual({ kind: 'recovery_code', code });
  // A damaged or a short one is told where it is wrong.
  expect(classifySetupScan(code.replace(/.$/, '8')).kind).toBe('recovery_code');
  expect(classifySetupScan(code.slice(0, 31)).kind).toBe('recovery_code');
});

test('ID-01: what is none of them comes without its digits, a payment code by its name', () => {
  expect(classifySetupScan('134567890123456789')).toEqual({ kind: 'payment_code' });
  const others = ['2900010000015', '13812341234', 'M2:ABC', 'M1:2900010000015', 'S1:li', 'hello'];
  for (const text of [...others, 'R1', `${recovery}${recovery}`, '2345-6789-2345']) {
    expect(classifySetupScan(text), text).toEqual({ kind: 'other' });
  }
});
