import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { SealedBox } from '../contract/office-wire.ts';

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/** What a box is for: the same words and the same thing are needed to open it. */
export interface SealUse {
  /** Names the use of the key that both sides agree on. */
  readonly info: string;
  /** What the box belongs to, so that it cannot be moved to another. */
  readonly boundTo: string;
}

/** A key that boxes are sealed to. */
export interface BoxKey {
  /** X25519, SPKI DER, base64url. */
  readonly publicKey: string;
  /** PKCS #8 DER, base64url: what is kept of it. */
  readonly privateKey: string;
  /** null for what was not sealed to this key, for this use. */
  open(sealed: SealedBox, use: SealUse): Buffer | null;
}

/** Makes a key that boxes can be sealed to. */
export function createBoxKey(): BoxKey {
  return boxKeyOf(generateKeyPairSync('x25519').privateKey);
}

/** Reads what was kept of a key. Throws when it is none. */
export function readBoxKey(privateKey: string): BoxKey {
  const der = Buffer.from(privateKey, 'base64url');
  return boxKeyOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

/** Whether boxes can be sealed to this (X25519, SPKI DER, base64url). */
export function isBoxPublicKey(publicKey: string): boolean {
  try {
    return readPublicKey(publicKey).asymmetricKeyType === 'x25519';
  } catch {
    return false; // not a key at all
  }
}

/**
 * Seals bytes so that only the holder of the private key opens them, whoever sealed them included: a one-time X25519 key
 * agrees with the holder's (RFC 7748), HKDF-SHA-256 over both public keys (RFC 5869) makes the key of AES-256-GCM. Throws
 * for a public key that is none.
 */
export function sealBox(plain: Uint8Array, publicKey: string, use: SealUse): SealedBox {
  const once = generateKeyPairSync('x25519');
  const key = agreeOnKey({
    own: once.privateKey,
    other: readPublicKey(publicKey),
    sealer: 'own',
    use,
  });
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(use.boundTo));
  const box = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return {
    publicKey: publicDer(once.privateKey).toString('base64url'),
    iv: iv.toString('base64url'),
    box: box.toString('base64url'),
  };
}

function boxKeyOf(privateKey: KeyObject): BoxKey {
  return {
    publicKey: publicDer(privateKey).toString('base64url'),
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
    open: (sealed, use) => {
      try {
        const other = readPublicKey(sealed.publicKey);
        const key = agreeOnKey({ own: privateKey, other, sealer: 'other', use });
        const box = Buffer.from(sealed.box, 'base64url');
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.iv, 'base64url'))
          .setAAD(Buffer.from(use.boundTo))
          .setAuthTag(box.subarray(-tagBytes));
        return Buffer.concat([decipher.update(box.subarray(0, -tagBytes)), decipher.final()]);
      } catch {
        return null; // sealed by nobody of ours, or for something else
      }
    },
  };
}

function agreeOnKey({
  own,
  other,
  sealer,
  use,
}: {
  readonly own: KeyObject;
  readonly other: KeyObject;
  readonly sealer: 'own' | 'other';
  readonly use: SealUse;
}): Buffer {
  const agreed = diffieHellman({ privateKey: own, publicKey: other });
  const ders = [publicDer(own), other.export({ format: 'der', type: 'spki' })];
  const salt = Buffer.concat(sealer === 'own' ? ders : ders.toReversed());
  return Buffer.from(hkdfSync('sha256', agreed, salt, use.info, keyBytes));
}

function readPublicKey(publicKey: string): KeyObject {
  const der = Buffer.from(publicKey, 'base64url');
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}

function publicDer(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
}
