import { z } from 'zod';
import { identitySealInfo, readIdentitySeal } from '../../src-shared/contract/office-wire.ts';
import { createBoxKey, readBoxKey } from '../../src-shared/node/sealed-box.ts';
import type { CodePublicKey } from './key-ring.ts';
import { fingerprintOf, type KeyFingerprint } from './known-keys.ts';

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
  const { privateKey } = createBoxKey();
  return `${JSON.stringify({ keys: [{ keyId: 'i1', privateKey }] })}\n`;
}

/** Reads a key file. Throws when it is not one. */
export function readIdentityKeyFile(content: string): IdentityKeys {
  const keys = fileSchema.parse(JSON.parse(content)).keys.map(({ keyId, privateKey }) => ({
    keyId,
    boxKey: readBoxKey(privateKey),
  }));
  const publicKeys = keys.map(({ keyId, boxKey }) => ({ keyId, publicKey: boxKey.publicKey }));
  return {
    publicKeys: () => publicKeys,
    fingerprints: () => publicKeys.map(({ keyId, publicKey }) => fingerprintOf(keyId, publicKey)),
    open: (sealed, memberId) => {
      const seal = readIdentitySeal(sealed);
      const key = keys.find(({ keyId }) => keyId === seal?.keyId);
      if (seal === null || key === undefined) return null;
      const plain = key.boxKey.open(seal, { info: identitySealInfo, boundTo: memberId });
      return plain === null ? null : readIdentity(plain.toString('utf8'));
    },
  };
}

function readIdentity(text: string): Identity | null {
  try {
    return identitySchema.parse(JSON.parse(text));
  } catch {
    return null; // a till's mistake: sealed as it should be, and no document
  }
}
