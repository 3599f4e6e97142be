import { isUuid, memberId as toMemberId, type MemberId } from '../values/ids.ts';
import { decodeBase45, encodeBase45 } from './base45.ts';

/**
 * A member code `M2:…` of the chain's app (ID-03): what head office says of a member for one and a half minutes, in base45.
 * Big-endian: key 1 byte, member 16, issued 4, nonce 4, perhaps a grant of 10, and an Ed25519 signature of 64 over all before
 * it. With a grant it is 99 bytes, which with `M2:` just fit a QR code of version 6 at level M.
 */
export interface MemberCode {
  /** Which key of head office signed it, see `memberCodeKeyByte`. */
  readonly keyByte: number;
  readonly memberId: MemberId;
  /** Seconds since 1970 by head office's clock. */
  readonly issuedAtS: number;
  /** 32 random bits: what tells two codes of one member and second apart. */
  readonly nonce: number;
  readonly grant: CodeGrant | null;
}

/** Points that head office keeps for this phone and one store, to be spent there without the line (ID-04). */
export interface CodeGrant {
  readonly maxPoints: number;
  /** The store, by the first 32 bits of the SHA-256 of its id. */
  readonly storeReference: number;
  /** From `issuedAtS` on; the pictures of one grant end in one second, which is how one knows it. */
  readonly livesS: number;
}

export interface SignedMemberCode extends MemberCode {
  /** What was signed, see `memberCodeSignedBytes`. */
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

const prefix = 'M2:';
const bareBytes = 25;
const grantBytes = 10;
const signatureBytes = 64;
const uuidShape = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;
/** Nothing else that head office signs begins like this, so that no signature serves two ends. */
const domain = Uint8Array.from('membership-code-M2\n', (character) => character.charCodeAt(0));

/** Tells whether a member of this id can have a code: its id is 16 bytes. */
export function canHaveCode(memberId: string): boolean {
  return isUuid(memberId);
}

/** The bytes of a code before its signature. Its member's id is a UUID, every number an unsigned integer of its width. */
export function memberCodePayload(code: MemberCode): Uint8Array {
  const { grant } = code;
  const payload = new Uint8Array(bareBytes + (grant === null ? 0 : grantBytes));
  const view = new DataView(payload.buffer);
  view.setUint8(0, code.keyByte);
  for (const [index, byte] of uuidBytes(code.memberId).entries()) view.setUint8(1 + index, byte);
  view.setUint32(17, code.issuedAtS);
  view.setUint32(21, code.nonce);
  if (grant === null) return payload;
  view.setUint32(bareBytes, grant.maxPoints);
  view.setUint32(bareBytes + 4, grant.storeReference);
  view.setUint16(bareBytes + 8, grant.livesS);
  return payload;
}

/** What head office signs, and a till verifies: the payload behind words that no other signature is over. */
export function memberCodeSignedBytes(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(domain.length + payload.length);
  bytes.set(domain);
  bytes.set(payload, domain.length);
  return bytes;
}

/** The code as a phone shows it. */
export function memberCodeText(payload: Uint8Array, signature: Uint8Array): string {
  const bytes = new Uint8Array(payload.length + signature.length);
  bytes.set(payload);
  bytes.set(signature, payload.length);
  return prefix + encodeBase45(bytes);
}

/** Reads a code, or null where it is damaged. Says nothing about who signed it, or when, or whether it was seen before. */
export function parseMemberCode(text: string): SignedMemberCode | null {
  // A scanner under a locked shift key types small letters, which base45 has none of.
  const upper = text.toUpperCase();
  const bytes = upper.startsWith(prefix) ? decodeBase45(upper.slice(prefix.length)) : null;
  const payloadBytes = (bytes?.length ?? 0) - signatureBytes;
  const hasGrant = payloadBytes === bareBytes + grantBytes;
  if (bytes === null || (payloadBytes !== bareBytes && !hasGrant)) return null;
  const view = new DataView(bytes.buffer);
  const grant = {
    maxPoints: hasGrant ? view.getUint32(bareBytes) : 0,
    storeReference: hasGrant ? view.getUint32(bareBytes + 4) : 0,
    livesS: hasGrant ? view.getUint16(bareBytes + 8) : 0,
  };
  return {
    keyByte: view.getUint8(0),
    memberId: uuidText(bytes.subarray(1, 17)),
    issuedAtS: view.getUint32(17),
    nonce: view.getUint32(21),
    grant: hasGrant ? grant : null,
    payload: bytes.subarray(0, payloadBytes),
    signature: bytes.subarray(payloadBytes),
  };
}

/** The byte by which a code names its key `k<number>`. It comes round after 256 changes of key, of which few are alive. */
export function memberCodeKeyByte(keyId: string): number {
  return Number(keyId.slice(1)) % 256;
}

/** Names a code among all that a store may see: what is opened once. */
export function memberCodeId({ memberId, issuedAtS, nonce }: MemberCode): string {
  return `${memberId}:${issuedAtS}:${nonce}`;
}

/** Names a store in a code, by the SHA-256 of its id in UTF-8. */
export function storeReference(sha256: Uint8Array): number {
  return new DataView(sha256.buffer, sha256.byteOffset).getUint32(0);
}

/**
 * Names a grant: all pictures of it end in the same second, and head office gives no member two that do. It is the id of what
 * head office keeps for it.
 */
export function grantIdOf(memberId: string, endsAtS: number): string {
  return `grant:${memberId}:${endsAtS}`;
}

function uuidBytes(memberId: MemberId): readonly number[] {
  const pairs = memberId.replaceAll('-', '').match(/../g) ?? [];
  return pairs.map((pair) => Number.parseInt(pair, 16));
}

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function uuidText(bytes: Uint8Array): MemberId {
  let hex = '';
  for (const byte of bytes) hex += hexOf[byte] ?? '';
  return toMemberId(hex.replace(uuidShape, '$1-$2-$3-$4-$5'));
}
