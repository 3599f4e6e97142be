import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { z } from 'zod';
import { identitySealInfo, readIdentitySeal } from '../../src-shared/contract/office-wire.ts';
import type { CodePublicKey } from './key-ring.ts';
import { fingerprintOf, type KeyFingerprint } from './known-keys.ts';

const keyBytes = 32;
const tagBytes = 16;

/** What a buyer's document says. */
export interface Identity {
  readonly number: string;
  readonly name: string;
}

/**
 * The keys that tills seal buyers' documents for (SV-06). What is stored is sealed; only this file, which nobody else may
 * read, opens it, and a copy of the database alone shows nobody's number.
 */
export interface IdentityKeys {
  /** X25519, SPKI DER, base64url; tills seal with the last one. */
  publicKeys(): readonly CodePublicKey[];
  /** null for what was not sealed for this member with one of these keys. */
  open(sealed: string, memberId: string): Identity | null;
  /** Of every key in the file, the one that tills seal with last. */
  fingerprints(): readonly KeyFingerprint[];
}

const fileSchema = z.object({
  keys: z
    .array(z.object({ keyId: z.string().regex(/^[\w-]{1,32}$/), privateKey: z.string() }))
    .min(1),
});
const identitySchema = z.object({ number: z.string(), name: z.string() });

/** Makes the content of a new key file. */
export function makeIdentityKeyFile(): string {
  const { privateKey } = generateKeyPairSync('x25519');
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  return `${JSON.stringify({ keys: [{ keyId: 'i1', privateKey: der.toString('base64url') }] })}\n`;
}

/** Reads a key file. Throws when it is not one. */
export function readIdentityKeyFile(content: string): IdentityKeys {
  const keys = fileSchema.parse(JSON.parse(content)).keys.map(({ keyId, privateKey }) => {
    const der = Buffer.from(privateKey, 'base64url');
    return { keyId, privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
  });
  const publicKeys = keys.map(({ keyId, privateKey }) => ({
    keyId,
    publicKey: publicDer(privateKey).toString('base64url'),
  }));
  return {
    publicKeys: () => publicKeys,
    fingerprints: () => publicKeys.map(({ keyId, publicKey }) => fingerprintOf(keyId, publicKey)),
    open: (sealed, memberId) => {
      const seal = readIdentitySeal(sealed);
      const key = keys.find(({ keyId }) => keyId === seal?.keyId);
      if (seal === null || key === undefined) return null;
      const onceDer = Buffer.from(seal.publicKey, 'base64url');
      try {
        const publicKey = createPublicKey({ key: onceDer, format: 'der', type: 'spki' });
        const agreed = diffieHellman({ privateKey: key.privateKey, publicKey });
        const salt = Buffer.concat([onceDer, publicDer(key.privateKey)]);
        const secret = Buffer.from(hkdfSync('sha256', agreed, salt, identitySealInfo, keyBytes));
        const box = Buffer.from(seal.box, 'base64url');
        const decipher = createDecipheriv('aes-256-gcm', secret, Buffer.from(seal.iv, 'base64url'))
          .setAAD(Buffer.from(memberId))
          .setAuthTag(box.subarray(-tagBytes));
        const text = Buffer.concat([decipher.update(box.subarray(0, -tagBytes)), decipher.final()]);
        return identitySchema.parse(JSON.parse(text.toString('utf8')));
      } catch {
        return null; // sealed by nobody of ours, or for another member
      }
    },
  };
}

function publicDer(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
}
