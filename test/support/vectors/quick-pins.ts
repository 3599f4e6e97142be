import { randomBytes, scryptSync } from 'node:crypto';

const cost = { N: 2, r: 8, p: 1 } as const;

/**
 * A verifier as tills and head office make them, which costs nothing to check: the hundred PINs of a file of histories would
 * take longer than all else in it. What a PIN costs on purpose is tried where PINs are.
 */
export function makeQuickPinVerifier(pin: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = scryptSync(pin, salt, 32, cost);
  const numbers = `${String(cost.N)}$${String(cost.r)}$${String(cost.p)}`;
  const texts = [salt, hash].map((bytes) => bytes.toString('base64url'));
  return Promise.resolve(`scrypt$${numbers}$${texts.join('$')}`);
}
