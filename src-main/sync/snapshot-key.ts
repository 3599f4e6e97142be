import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';
import { readKeySeal, snapshotSealInfo } from '../../src-shared/contract/office-wire.ts';

const keyBytes = 32;
const tagBytes = 16;

/** A one-time key that head office seals an image's key to. */
export interface OneTimeKey {
  /** X25519, SPKI DER, base64url. */
  readonly publicKey: string;
  /** null for what was not sealed to this key for that image. */
  open(sealedKey: string, snapshotId: string): Buffer | null;
}

/** Makes a one-time key; it lives no longer than the question it is made for. */
export function createOneTimeKey(): OneTimeKey {
  const pair = generateKeyPairSync('x25519', {
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  });
  const privateKey = createPrivateKey({ key: pair.privateKey, format: 'der', type: 'pkcs8' });
  return {
    publicKey: pair.publicKey.toString('base64url'),
    open(sealedKey, snapshotId) {
      const seal = readKeySeal(sealedKey);
      if (seal === null) return null;
      try {
        const officeDer = Buffer.from(seal.publicKey, 'base64url');
        const publicKey = createPublicKey({ key: officeDer, format: 'der', type: 'spki' });
        const agreed = diffieHellman({ privateKey, publicKey });
        const salt = Buffer.concat([officeDer, pair.publicKey]);
        const key = Buffer.from(hkdfSync('sha256', agreed, salt, snapshotSealInfo, keyBytes));
        const box = Buffer.from(seal.box, 'base64url');
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(seal.iv, 'base64url'))
          .setAAD(Buffer.from(snapshotId))
          .setAuthTag(box.subarray(-tagBytes));
        const opened = Buffer.concat([
          decipher.update(box.subarray(0, -tagBytes)),
          decipher.final(),
        ]);
        return opened.length === keyBytes ? opened : null;
      } catch {
        return null; // sealed by nobody of ours, or for another image
      }
    },
  };
}
