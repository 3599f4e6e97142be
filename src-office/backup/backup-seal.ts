import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  scryptSync,
} from 'node:crypto';
import type { Transform } from 'node:stream';

const saltBytes = 16;
const keyBytes = 32;
const ivBytes = 16;
const scryptCost = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** How the body of a backup is made unreadable, and how its checksum is made. */
export interface BackupSeal {
  /** base64url; null: in the clear. */
  readonly salt: string | null;
  /** null: in the clear. */
  encrypt(): Transform | null;
  decrypt(): Transform | null;
  /** SHA-256; with a passphrase HMAC-SHA-256, so that nobody without it makes a backup that passes. */
  checksum(): { update(bytes: Uint8Array): void; digest(): Buffer };
}

/** The seal of a backup: AES-256-CTR under a key of its own, and a checksum under a second one over all of the file. */
export function sealWith(
  passphrase: string | null,
  salt = randomBytes(saltBytes).toString('base64url'),
): BackupSeal {
  if (passphrase === null) {
    return {
      salt: null,
      encrypt: () => null,
      decrypt: () => null,
      checksum: () => createHash('sha256'),
    };
  }
  const keys = scryptSync(passphrase, Buffer.from(salt, 'base64url'), 2 * keyBytes, scryptCost);
  const cipherKey = keys.subarray(0, keyBytes);
  // The key is used for this one file: its counter may begin at nothing.
  const iv = Buffer.alloc(ivBytes);
  return {
    salt,
    encrypt: () => createCipheriv('aes-256-ctr', cipherKey, iv),
    decrypt: () => createDecipheriv('aes-256-ctr', cipherKey, iv),
    checksum: () => createHmac('sha256', keys.subarray(keyBytes)),
  };
}
