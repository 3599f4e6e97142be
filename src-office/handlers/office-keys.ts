import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { fingerprintOf, type KeyFingerprint } from './known-keys.ts';

const secretBytes = 32;

/** What the office proves itself by. Kept in one file that nobody else may read. */
export interface OfficeKeys {
  /** Ed25519 public key, SPKI DER, base64url. */
  readonly publicKey: string;
  /** Ed25519 over a text, base64url. */
  sign(text: string): string;
  /** Ed25519 key that terminal certificates are signed with; made from the file, the same at every process of the office. */
  readonly authorityKey: KeyObject;
  /** The bearer token of an install; the same whenever it is asked for. */
  terminalToken(installId: string): string;
  /** The install a bearer token belongs to, or null for one this office never gave. */
  readTerminalToken(token: string): string | null;
  /** Of both halves of the file: the key that signs and the secret that tokens are made with. */
  fingerprints(): readonly KeyFingerprint[];
}

/** Makes the content of a new key file. */
export function makeKeyFile(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
  return `${JSON.stringify({ privateKey: key, secret: randomBytes(secretBytes).toString('base64url') })}\n`;
}

/** Reads a key file. Throws when it is not one. */
export function readKeyFile(content: string): OfficeKeys {
  const file = JSON.parse(content) as Record<string, unknown>; // each field is checked below
  const { privateKey, secret } = file;
  if (typeof privateKey !== 'string' || typeof secret !== 'string' || secret.length < secretBytes) {
    throw new Error('The office key file is damaged.');
  }
  const key = createPrivateKey({
    key: Buffer.from(privateKey, 'base64url'),
    format: 'der',
    type: 'pkcs8',
  });
  const tokenOf = (installId: string): string => {
    const mac = createHmac('sha256', secret).update(`terminal-token:${installId}`);
    return `${Buffer.from(installId).toString('base64url')}.${mac.digest('base64url')}`;
  };
  const publicKey = createPublicKey(key)
    .export({ format: 'der', type: 'spki' })
    .toString('base64url');
  // Known to whoever reads the database: the secret goes into it as tokens show it, and no other way.
  const secretMark = createHmac('sha256', secret).update('fingerprint').digest('base64url');
  return {
    publicKey,
    authorityKey: deriveKey(secret, 'terminal-authority'),
    fingerprints: () => [fingerprintOf('office', `${publicKey} ${secretMark}`)],
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64url'),
    terminalToken: tokenOf,
    readTerminalToken: (token) => {
      const installId = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
      const wanted = Buffer.from(tokenOf(installId));
      const given = Buffer.from(token);
      const isOurs = given.length === wanted.length && timingSafeEqual(given, wanted);
      return isOurs ? installId : null;
    },
  };
}

/** PKCS#8 of an Ed25519 key, up to its 32 bytes (RFC 8410). */
const ed25519Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

function deriveKey(secret: string, purpose: string): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', purpose, secretBytes));
  const key = Buffer.concat([ed25519Prefix, seed]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** Reads an install's public key (SPKI DER, base64url); null when it is not an Ed25519 key. */
export function readPublicKey(text: string): KeyObject | null {
  try {
    const key = createPublicKey({
      key: Buffer.from(text, 'base64url'),
      format: 'der',
      type: 'spki',
    });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null; // not a key at all
  }
}

/** Tells whether a signature (base64url) of a text is by that key. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  const key = readPublicKey(publicKey);
  return key !== null && verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
}
