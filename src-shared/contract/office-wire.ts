/**
 * What a till and the office agree on below the contract: plain JSON bodies over HTTP POST, each call at
 * `<officePrefix>/<path of the call in the contract>`, an error as `{defined, code, status, message, data}`. Bodies from
 * `zstdFromBytes` on travel as `content-encoding: zstd`, both ways, when the sender of the request accepts it.
 */
export const officePrefix = '/sync/v1';

/** Below this size compressing costs more than it saves. */
export const zstdFromBytes = 1024;
export const zstdLevel = 3;
/** Bounds the memory of the decoder itself: no window above 8 MB. */
export const zstdWindowLogMax = 23;

/** What the office reads of one request, on the wire and unpacked. A till cuts its batches below it. */
export const requestWireMaxBytes = 8_000_000;
export const requestPlainMaxBytes = 16_000_000;
/** Both of the one call that anybody may make: a code, an id and a key. */
export const activateMaxBytes = 16_384;

/** What a till reads of one answer: a page of a feed with its largest members. */
export const answerWireMaxBytes = 32_000_000;
export const answerPlainMaxBytes = 128_000_000;

/**
 * The text (UTF-8) that an install signs with its Ed25519 key in a push: who sends, and the hash of every operation in
 * order. A signature therefore fits one push only, and nothing can be put beside what was signed.
 */
export function pushSignatureText(push: {
  readonly installId: string;
  readonly hashes: readonly string[];
}): string {
  return [push.installId, ...push.hashes].join('\n');
}

/**
 * The text (UTF-8) that the office signs when it publishes a programme or moves its first day: that day and the document as
 * it travels. A till stores nothing that is signed otherwise.
 */
export function programmeSignatureText(programme: {
  readonly startsOnDay: string;
  readonly document: string;
}): string {
  return `programme:${programme.startsOnDay}\n${programme.document}`;
}

/**
 * The text (UTF-8) that the office signs when it tells the keys of coupon codes (CP-06), of member codes (ID-03), or that
 * documents are sealed with (SV-06).
 */
export function codeKeysText(
  purpose: 'coupon' | 'member' | 'identity',
  keys: readonly { readonly keyId: string; readonly publicKey: string }[],
): string {
  const lines = keys.map(({ keyId, publicKey }) => `${keyId} ${publicKey}`);
  return [`${purpose}-keys`, ...lines].join('\n');
}

/** The text (UTF-8) that an install signs for the key it wants a terminal certificate for. */
export function certificateRequestText(request: {
  readonly installId: string;
  readonly publicKey: string;
}): string {
  return `certificate-request:${request.installId}\n${request.publicKey}`;
}

/** The text (UTF-8) that the office signs when it tells the terminals of a store and what their certificates are signed by. */
export function neighboursText(list: {
  readonly storeId: string;
  readonly authority: string;
  readonly terminals: readonly {
    readonly installId: string;
    readonly terminalId: string;
    readonly terminalName: string;
    readonly publicKey: string;
  }[];
}): string {
  const terminals = list.terminals.map((each) => [
    each.installId,
    each.terminalId,
    each.terminalName,
    each.publicKey,
  ]);
  return `neighbours:${JSON.stringify([list.storeId, list.authority, terminals])}`;
}

/** Names the use of a key that two sides agree on for a buyer's document (SV-06). */
export const identitySealInfo = 'identity-seal-1';

/** What is sealed to somebody's key, as it travels and is kept: everything but the key it is opened with. All parts base64url. */
export interface SealedBox {
  /** The sealer's one-time key (X25519, SPKI DER), whose private half nobody has kept. */
  readonly publicKey: string;
  readonly iv: string;
  /** The sealed bytes and their tag. */
  readonly box: string;
}

/** A box for one of head office's keys. */
export interface IdentitySeal extends SealedBox {
  readonly keyId: string;
}

export function identitySealText({ keyId, publicKey, iv, box }: IdentitySeal): string {
  return ['S1', keyId, publicKey, iv, box].join('.');
}

/** null for what is no seal of this kind. */
export function readIdentitySeal(text: string): IdentitySeal | null {
  const [kind, keyId, publicKey, iv, box, ...more] = text.split('.');
  const isWhole = kind === 'S1' && more.length === 0;
  if (!isWhole || keyId === undefined || publicKey === undefined) return null;
  return iv === undefined || box === undefined ? null : { keyId, publicKey, iv, box };
}

/** The text (UTF-8) that the office signs for a head it holds. */
export function countersignatureText(head: {
  readonly installId: string;
  readonly heldSeq: number;
  readonly hash: string;
}): string {
  return `${head.installId}:${head.heldSeq}:${head.hash}`;
}

/** All that a till reads of a cursor: whether two are of the same run of the office's database. */
export function epochOfCursor(cursor: string): string {
  return cursor.split('.')[0] ?? '';
}

/** Where an image lies, below `officePrefix`: read by GET, with `Range` for what is missing. */
export function snapshotPath(snapshotId: string): string {
  return `/snapshots/${snapshotId}`;
}

/** The text (UTF-8) that an install signs for the one-time key it wants an image's key sealed to. */
export function snapshotRequestText(request: {
  readonly installId: string;
  readonly publicKey: string;
}): string {
  return `snapshot-request:${request.installId}\n${request.publicKey}`;
}

/** The text (UTF-8) that the office signs for an image and the sealed key that goes with it. */
export function snapshotOfferText(offer: {
  readonly manifestJson: string;
  readonly sealedKey: string;
}): string {
  return `snapshot:${offer.sealedKey}\n${offer.manifestJson}`;
}

/** Names the use of a key that office and till agree on for an image. */
export const snapshotSealInfo = 'snapshot-seal-1';

/** How an image's key travels. */
export function keySealText({ publicKey, iv, box }: SealedBox): string {
  return ['K1', publicKey, iv, box].join('.');
}

/** null for what is no seal of this kind. */
export function readKeySeal(text: string): SealedBox | null {
  const [kind, publicKey, iv, box, ...more] = text.split('.');
  if (kind !== 'K1' || more.length > 0) return null;
  if (publicKey === undefined || iv === undefined || box === undefined) return null;
  return { publicKey, iv, box };
}

/** The nonce of a part (AES-256-GCM, 12 bytes): its place in the image, whose key is used for nothing else. */
export function snapshotPartNonce(index: number): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(8, index);
  return nonce;
}
