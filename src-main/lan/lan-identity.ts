import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  X509Certificate,
} from 'node:crypto';
import type { Logger } from 'pino';
import type { TillStore } from '../store/till-store.ts';
import type { TillTime } from '../sync/till-time.ts';

/** What this till shows on the LAN, and what it accepts; PEM. */
export interface LanIdentity {
  readonly key: string;
  readonly cert: string;
  /** Certificates that hang on anything else are refused. */
  readonly ca: string;
}

/** A certificate is asked for again long before its end: a till may be without head office for weeks. */
const renewBeforeMs = 90 * 86_400_000;

/**
 * The certificate of this till, asked for where there is none yet or its end comes near. null while there is none that is good:
 * head office has not been reached since the LAN was switched on, or not for so long that it has ended.
 */
export async function readyIdentity(of: {
  readonly store: TillStore;
  readonly time: TillTime;
  readonly log: Logger;
  readonly certify: (publicKey: string) => Promise<string | null>;
}): Promise<LanIdentity | null> {
  const { store, time, log, certify } = of;
  // With the first feed of an office that knows of it.
  if (store.lan.read().authority === null) return null;
  const key = store.lan.read().privateKey ?? makeKey(store);
  const endsAtMs = endOf(store.lan.read().certificate);
  if (endsAtMs === null || endsAtMs - time.now().atMs < renewBeforeMs) {
    const certificate = await certify(publicKeyOf(key));
    if (certificate !== null && isFor(certificate, key)) store.lan.write({ certificate });
    else if (certificate !== null) log.error('head office gave a certificate for another key');
  }
  const { certificate, authority } = store.lan.read();
  const isGood = (endOf(certificate) ?? 0) > time.now().atMs;
  if (certificate === null || authority === null || !isGood) return null;
  return { key, cert: certificate, ca: authority };
}

function makeKey(store: TillStore): string {
  // P-256 and not the install's own key: not every TLS takes Ed25519.
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  store.lan.write({ privateKey: pem });
  return pem;
}

function publicKeyOf(key: string): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64url');
}

function endOf(certificate: string | null): number | null {
  return certificate === null ? null : Date.parse(new X509Certificate(certificate).validTo);
}

function isFor(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false; // not a certificate at all
  }
}
