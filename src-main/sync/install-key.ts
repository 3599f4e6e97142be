import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';

/** Makes the Ed25519 pair of one install: SPKI and PKCS#8 DER, base64url. */
export function createInstallKeys(): { readonly publicKey: string; readonly privateKey: string } {
  const pair = generateKeyPairSync('ed25519');
  return {
    publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url'),
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
  };
}

/** Signs texts with an install's private key; the answer is base64url. */
export function createSigner(privateKey: string): (text: string) => string {
  const der = Buffer.from(privateKey, 'base64url');
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return (text) => sign(null, Buffer.from(text, 'utf8'), key).toString('base64url');
}

/** Checks signatures of texts by a public key. */
export function createVerifier(publicKey: string): (text: string, signature: string) => boolean {
  const verifyBytes = createBytesVerifier(publicKey);
  return (text, signature) =>
    verifyBytes(Buffer.from(text, 'utf8'), Buffer.from(signature, 'base64url'));
}

/** Checks signatures of bytes by a public key. */
export function createBytesVerifier(
  publicKey: string,
): (bytes: Uint8Array, signature: Uint8Array) => boolean {
  const der = Buffer.from(publicKey, 'base64url');
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return (bytes, signature) => verify(null, bytes, key, signature);
}
