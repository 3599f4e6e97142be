import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** How much work scrypt makes of a PIN. */
export interface PinCost {
  /** A power of two above 1. */
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** About 0.1 s. */
export const usualPinCost: PinCost = { N: 2 ** 15, r: 8, p: 1 };
const saltBytes = 16;
const hashBytes = 32;
// scrypt needs 128 * N * r bytes, which is Node's own limit to the byte; room for the rest.
const maxmem = 256 * usualPinCost.N * usualPinCost.r;
// A verifier comes from the feed: no value in it may make this till burn its memory.
const costMax = { N: 2 ** 17, r: 16, p: 4 } as const;

/** Makes the verifier that is kept instead of a PIN: `scrypt$N$r$p$salt$hash`, base64url; off the main thread. */
export async function makePinVerifier(pin: string, cost = usualPinCost): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await hashPin(pin, { ...cost, salt, length: hashBytes });
  const numbers = `${cost.N}$${cost.r}$${cost.p}`;
  return `scrypt$${numbers}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** Tells whether a PIN belongs to a verifier, in the same time for every wrong one. False for one that cannot be read. */
export async function isPinOf(verifier: string, pin: string): Promise<boolean> {
  const wanted = readVerifier(verifier);
  if (wanted === null) return false;
  const hash = await hashPin(pin, { ...wanted, length: wanted.hash.length });
  return timingSafeEqual(hash, wanted.hash);
}

interface Verifier extends PinCost {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const shape = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{8,128})\$([\w-]{22,128})$/;

function readVerifier(text: string): Verifier | null {
  const [, N, r, p, salt = '', hash = ''] = shape.exec(text) ?? [];
  const numbers = { N: Number(N), r: Number(r), p: Number(p) };
  const isPowerOfTwo = numbers.N > 1 && Number.isInteger(Math.log2(numbers.N));
  if (!isPowerOfTwo || numbers.N > costMax.N) return null;
  if (numbers.r < 1 || numbers.r > costMax.r || numbers.p < 1 || numbers.p > costMax.p) return null;
  return {
    ...numbers,
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

function hashPin(
  pin: string,
  options: PinCost & { readonly salt: Buffer; readonly length: number },
): Promise<Buffer> {
  const { N, r, p, salt, length } = options;
  const memory = Math.max(maxmem, 256 * N * r);
  return new Promise((resolve, reject) => {
    // The same digits from a full-width keyboard are the same PIN.
    scrypt(pin.normalize('NFKC'), salt, length, { N, r, p, maxmem: memory }, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}
