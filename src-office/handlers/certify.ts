import { createPublicKey, type KeyObject } from 'node:crypto';
import { certificateRequestText } from '../../src-shared/contract/office-wire.ts';
import { isSignedBy } from './office-keys.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';
import { makeTerminalCertificate } from './terminal-certificate.ts';

/** Signs what a terminal shows to the other tills of its store: for the key that its install has signed, and no other. */
export function certifyHandler(office: OfficeServices) {
  return syncCalls.certify.handler(async ({ input, context, errors }) => {
    const install = await requireInstall(office.store.database, context);
    const { installId, storeId } = install;
    const text = certificateRequestText({ installId, publicKey: input.publicKey });
    const publicKey = readLanKey(input.publicKey);
    if (publicKey === null || !isSignedBy(install.publicKey, text, input.signature)) {
      throw errors.signature_wrong({ data: {} });
    }
    const nowMs = office.nowMs();
    const terminal = { installId, storeId, publicKey, nowMs };
    office.log.info({ installId, storeId }, 'a terminal was given a certificate');
    return { certificate: makeTerminalCertificate(office.keys.authorityKey, terminal) };
  });
}

/** P-256, which every TLS knows; Ed25519 in certificates of a connection is not known to all. */
function readLanKey(text: string): KeyObject | null {
  try {
    const der = Buffer.from(text, 'base64url');
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null;
  } catch {
    return null; // not a key at all
  }
}
