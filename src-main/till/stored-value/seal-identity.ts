import {
  createCipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { identitySealInfo, identitySealText } from '../../../src-shared/contract/office-wire.ts';
import type { CodeKey } from '../../store/till-store.ts';

const keyBytes = 32;
const ivBytes = 12;

/**
 * Seals what a buyer's document says for head office (SV-06): nobody at the store can open it again, this till included. A
 * one-time X25519 key agrees with head office's on an AES-256-GCM key; the member is bound in, so that a seal cannot be moved
 * to somebody else.
 */
export function sealIdentity(
  { keyId, publicKey }: CodeKey,
  memberId: string,
  identity: { readonly number: string; readonly name: string },
): string {
  const officeDer = Buffer.from(publicKey, 'base64url');
  const officeKey = createPublicKey({ key: officeDer, format: 'der', type: 'spki' });
  const once = generateKeyPairSync('x25519');
  const onceDer = once.publicKey.export({ format: 'der', type: 'spki' });
  const agreed = diffieHellman({ privateKey: once.privateKey, publicKey: officeKey });
  const salt = Buffer.concat([onceDer, officeDer]);
  const key = Buffer.from(hkdfSync('sha256', agreed, salt, identitySealInfo, keyBytes));
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(memberId));
  const box = Buffer.concat([
    cipher.update(JSON.stringify(identity), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return identitySealText({
    keyId,
    publicKey: onceDer.toString('base64url'),
    iv: iv.toString('base64url'),
    box: box.toString('base64url'),
  });
}
