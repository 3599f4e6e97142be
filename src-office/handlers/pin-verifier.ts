import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * The office's half of the PIN verifiers that tills check: `scrypt$N$r$p$salt$hash`, base64url. The till's half is
 * `src-main/till/pin-verifier.ts`; a test holds the two together.
 */

const cost = { N: 2 ** 15, r: 8, p: 1 } as const;
const saltBytes = 16;
const hashBytes = 32;
const maxmem = 256 * cost.N * cost.r;

/** Makes the verifier that is kept instead of a PIN. About 0.1 s, off the main thread. */
export async function makePinVerifier(pin: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await hashPin(pin, salt);
  return `${prefix}${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** Tells whether a verifier of this office belongs to a PIN; for a request that may be a repeat. */
export async function isPinOf(verifier: string, pin: string): Promise<boolean> {
  if (!verifier.startsWith(prefix)) return false;
  const [salt = '', hash = ''] = verifier.slice(prefix.length).split('$');
  const wanted = Buffer.from(hash, 'base64url');
  const given = await hashPin(pin, Buffer.from(salt, 'base64url'));
  return wanted.length === given.length && timingSafeEqual(given, wanted);
}

const prefix = `scrypt$${cost.N}$${cost.r}$${cost.p}$`;

function hashPin(pin: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin.normalize('NFKC'), salt, hashBytes, { ...cost, maxmem }, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}
