import { createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  Extension,
  ExtendedKeyUsage,
  Extensions,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

/** A till that reaches head office once in so long always has a certificate that is good. */
const lifeMs = 180 * 86_400_000;
/** A till's clock may be slow. */
const beforeMs = 86_400_000;
const serialBytes = 16;
const ed25519 = '1.3.101.112';
const commonName = '2.5.4.3';
const organizationalUnit = '2.5.4.11';
const authorityName = 'Head office: terminals';
/** Fixed, so that each process of the office tells the same one. */
const authorityLife = {
  from: new Date('2024-01-01T00:00:00Z'),
  to: new Date('2124-01-01T00:00:00Z'),
};

/** The certificate (X.509, PEM) that all terminal certificates of this office hang on. The same whenever it is asked for. */
export function authorityCertificate(key: KeyObject): string {
  return toPem(
    issue(key, {
      serial: Buffer.from([1]),
      subject: nameOf([[commonName, authorityName]]),
      publicKey: createPublicKey(key),
      life: authorityLife,
      extensions: [
        extension(id_ce_basicConstraints, new BasicConstraints({ cA: true })),
        extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.keyCertSign)),
      ],
    }),
  );
}

/**
 * Makes the certificate (X.509, PEM) of a terminal for 180 days, good for both ends of a TLS connection: its subject names the
 * install (CN) and the store (OU), and nothing else is promised.
 */
export function makeTerminalCertificate(
  key: KeyObject,
  terminal: {
    readonly installId: string;
    readonly storeId: string;
    readonly publicKey: KeyObject;
    readonly nowMs: number;
  },
): string {
  const { installId, storeId, publicKey, nowMs } = terminal;
  const serial = randomBytes(serialBytes);
  // A positive number that keeps its length (RFC 5280, 4.1.2.2).
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0);
  return toPem(
    issue(key, {
      serial,
      subject: nameOf([
        [organizationalUnit, storeId],
        [commonName, installId],
      ]),
      publicKey,
      life: { from: new Date(nowMs - beforeMs), to: new Date(nowMs + lifeMs) },
      extensions: [
        extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.digitalSignature)),
        extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth, id_kp_clientAuth])),
      ],
    }),
  );
}

function issue(
  key: KeyObject,
  of: {
    readonly serial: Buffer;
    readonly subject: Name;
    readonly publicKey: KeyObject;
    readonly life: { readonly from: Date; readonly to: Date };
    readonly extensions: readonly Extension[];
  },
): Buffer {
  const algorithm = new AlgorithmIdentifier({ algorithm: ed25519 });
  const publicKey = of.publicKey.export({ format: 'der', type: 'spki' });
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: toArrayBuffer(of.serial),
    signature: algorithm,
    issuer: nameOf([[commonName, authorityName]]),
    subject: of.subject,
    validity: new Validity({ notBefore: of.life.from, notAfter: of.life.to }),
    subjectPublicKeyInfo: AsnConvert.parse(publicKey, SubjectPublicKeyInfo),
    extensions: new Extensions([...of.extensions]),
  });
  const signature = sign(null, Buffer.from(AsnConvert.serialize(tbsCertificate)), key);
  const signatureValue = toArrayBuffer(signature);
  const certificate = { tbsCertificate, signatureAlgorithm: algorithm, signatureValue };
  return Buffer.from(AsnConvert.serialize(new Certificate(certificate)));
}

function nameOf(parts: readonly (readonly [type: string, text: string])[]): Name {
  return new Name(
    parts.map(([type, utf8String]) => {
      const value = new AttributeValue({ utf8String });
      return new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value })]);
    }),
  );
}

function extension(extnID: string, value: object): Extension {
  const extnValue = new OctetString(AsnConvert.serialize(value));
  return new Extension({ extnID, critical: true, extnValue });
}

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

const pemLine = /.{1,64}/g;

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(pemLine) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
