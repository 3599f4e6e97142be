import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { z } from 'zod';
import { fingerprintOf, type KeyFingerprint } from './known-keys.ts';

/** A public key as tills get it with the rules: Ed25519, SPKI DER, base64url. */
export interface CodePublicKey {
  readonly keyId: string;
  readonly publicKey: string;
}

/**
 * The keys that codes of one kind are signed with (CP-06, ID-03). One signs; the next one is at the tills already, so that a
 * change of key strands no code; former ones still verify until their day.
 */
export interface KeyRing {
  /** Those a till accepts at a moment, the next one last. */
  publicKeys(nowMs: number): readonly CodePublicKey[];
  /** Which key signs now. */
  signingKeyId(): string;
  /** Ed25519 by that key. */
  sign(bytes: Uint8Array): Buffer;
  /**
   * The next key signs from now on and another one waits behind it. The former one verifies for `overlapMs` more; 0 for one
   * that was stolen. The new ring is on the disk when this returns.
   */
  rotate(at: { readonly nowMs: number; readonly overlapMs: number }): void;
  /** Of every key in the file, the next one last. */
  fingerprints(): readonly KeyFingerprint[];
}

const keySchema = z.object({
  keyId: z.string().regex(/^[\w-]{1,32}$/),
  /** PKCS#8 DER, base64url. */
  privateKey: z.string(),
});
const ringSchema = z.object({
  /** Counts the keys there were: an id is never given twice. */
  keyCount: z.int(),
  signing: keySchema,
  next: keySchema,
  former: z.array(keySchema.extend({ untilMs: z.int() })),
});
type Ring = z.infer<typeof ringSchema>;
type Key = z.infer<typeof keySchema>;

/** Makes the content of a new ring file: a key that signs, and the next one. */
export function makeKeyRing(): string {
  return write({ keyCount: 2, signing: makeKey(1), next: makeKey(2), former: [] });
}

/** Reads a ring file; `save` writes it whole or not at all. Throws when it is not one. */
export function readKeyRing(content: string, save: (content: string) => void): KeyRing {
  let ring: Ring = ringSchema.parse(JSON.parse(content));
  // Every till asks for them with every pull, and each takes a tenth of a millisecond to derive.
  const publicKeyOf = new Map<string, CodePublicKey>();
  const known = (key: Key): CodePublicKey => {
    const publicKey = publicKeyOf.get(key.keyId) ?? toPublic(key);
    publicKeyOf.set(key.keyId, publicKey);
    return publicKey;
  };
  const fingerprints = (): KeyFingerprint[] =>
    [...ring.former, ring.signing, ring.next].map((key) => {
      const { keyId, publicKey } = known(key);
      return fingerprintOf(keyId, publicKey);
    });
  fingerprints(); // a key that cannot be used is to be found now, not at the first pull
  return {
    fingerprints,
    publicKeys: (nowMs) => {
      const former = ring.former.filter(({ untilMs }) => untilMs > nowMs);
      return [...former, ring.signing, ring.next].map(known);
    },
    signingKeyId: () => ring.signing.keyId,
    sign: (bytes) => sign(null, bytes, toKey(ring.signing.privateKey)),
    rotate: ({ nowMs, overlapMs }) => {
      const former = [...ring.former, { ...ring.signing, untilMs: nowMs + overlapMs }];
      const keyCount = ring.keyCount + 1;
      const rotated = {
        keyCount,
        signing: ring.next,
        next: makeKey(keyCount),
        former: former.filter(({ untilMs }) => untilMs > nowMs),
      };
      save(write(rotated));
      ring = rotated;
    },
  };
}

function makeKey(number: number): Key {
  const { privateKey } = generateKeyPairSync('ed25519');
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  return { keyId: `k${number}`, privateKey: der.toString('base64url') };
}

function toKey(privateKey: string) {
  const der = Buffer.from(privateKey, 'base64url');
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function toPublic({ keyId, privateKey }: Key): CodePublicKey {
  const der = createPublicKey(toKey(privateKey)).export({ format: 'der', type: 'spki' });
  return { keyId, publicKey: der.toString('base64url') };
}

function write(ring: Ring): string {
  return `${JSON.stringify(ring)}\n`;
}
