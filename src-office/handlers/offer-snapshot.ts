import {
  createCipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import {
  keySealText,
  snapshotOfferText,
  snapshotRequestText,
  snapshotSealInfo,
} from '../../src-shared/contract/office-wire.ts';
import { type FeedPosition, readFeedCursor } from '../store/feed-store.ts';
import { isSignedBy } from './office-keys.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';
import { ORPCError } from '@orpc/server';

/** The images of this office, made when they are asked for and kept for the next who asks. */
export interface Snapshots {
  /** Tells whether an image brings a till at that position on, and which; begins one where there is none or it is too old. */
  find(wish: { readonly position: FeedPosition; readonly formats: readonly number[] }): Promise<
    | { readonly status: 'use_feed' }
    | { readonly status: 'building'; readonly retryAfterMs: number }
    | {
        readonly status: 'ready';
        readonly snapshotId: string;
        readonly manifestJson: string;
        readonly key: Buffer;
      }
  >;
  /** The folder the images lie in, each as `<snapshotId>.image`. */
  readonly folder: string;
}

const keyBytes = 32;
const ivBytes = 12;

/**
 * Offers the members of a till's scope as a file. The file's key is sealed to a one-time key that the install has signed: who
 * listens to the line, or holds the file, reads nothing.
 */
export function offerSnapshotHandler(office: OfficeServices) {
  return syncCalls.snapshots.offer.handler(async ({ input, context }) => {
    const install = await requireInstall(office.store.database, context);
    const { installId } = install;
    const { publicKey, formats, cursor } = input;
    const wanted = readOneTimeKey(publicKey);
    const text = snapshotRequestText({ installId, publicKey });
    if (wanted === null || !isSignedBy(install.publicKey, text, input.signature)) {
      throw signatureWrong();
    }
    const { position } = await readFeedCursor(office.store, cursor);
    const found = await office.snapshots.find({ position, formats });
    if (found.status !== 'ready') return found;
    const { manifestJson } = found;
    const sealedKey = sealKey(found.key, wanted, found.snapshotId);
    const signature = office.keys.sign(snapshotOfferText({ manifestJson, sealedKey }));
    return { status: 'ready' as const, manifestJson, sealedKey, signature };
  });
}

function signatureWrong(): ORPCError<'signature_wrong', object> {
  return new ORPCError('signature_wrong', {
    status: 422,
    message: 'The one-time key is not signed by the install’s key.',
    data: {},
  });
}

function readOneTimeKey(publicKey: string): KeyObject | null {
  try {
    const der = Buffer.from(publicKey, 'base64url');
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'x25519' ? key : null;
  } catch {
    return null; // not a key at all
  }
}

function sealKey(secret: Buffer, publicKey: KeyObject, snapshotId: string): string {
  const once = generateKeyPairSync('x25519');
  const onceDer = once.publicKey.export({ format: 'der', type: 'spki' });
  const agreed = diffieHellman({ privateKey: once.privateKey, publicKey });
  const salt = Buffer.concat([onceDer, publicKey.export({ format: 'der', type: 'spki' })]);
  const key = Buffer.from(hkdfSync('sha256', agreed, salt, snapshotSealInfo, keyBytes));
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(snapshotId));
  const box = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  return keySealText({
    publicKey: onceDer.toString('base64url'),
    iv: iv.toString('base64url'),
    box: box.toString('base64url'),
  });
}
