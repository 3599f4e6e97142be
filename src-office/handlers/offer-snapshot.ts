import {
  keySealText,
  snapshotOfferText,
  snapshotRequestText,
  snapshotSealInfo,
} from '../../src-shared/contract/office-wire.ts';
import { isBoxPublicKey, sealBox } from '../../src-shared/node/sealed-box.ts';
import { type FeedPosition, readFeedCursor } from '../store/feed-store.ts';
import type { MemberScope } from '../store/scope-store.ts';
import { scopeOfInstall } from './member-scope.ts';
import { isSignedBy } from './office-keys.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';
import { ORPCError } from '@orpc/server';

/** The images of this office, made when they are asked for and kept for the next who asks. */
export interface Snapshots {
  /** Tells whether an image brings a till at that position on, and which; begins one where there is none or it is too old. */
  find(wish: {
    readonly scope: MemberScope;
    readonly position: FeedPosition;
    readonly formats: readonly number[];
  }): Promise<
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

/**
 * Offers the members of a till's scope as a file. The file's key is sealed to a one-time key that the install has signed: who
 * listens to the line, or holds the file, reads nothing.
 */
export function offerSnapshotHandler(office: OfficeServices) {
  return syncCalls.snapshots.offer.handler(async ({ input, context }) => {
    const install = await requireInstall(office.store.database, context);
    const { installId } = install;
    const { publicKey, formats, cursor } = input;
    const text = snapshotRequestText({ installId, publicKey });
    if (!isBoxPublicKey(publicKey) || !isSignedBy(install.publicKey, text, input.signature)) {
      throw signatureWrong();
    }
    const scope = await scopeOfInstall(office, install);
    const { position } = await readFeedCursor(office.store, scope, cursor);
    const found = await office.snapshots.find({ scope, position, formats });
    if (found.status !== 'ready') return found;
    const { manifestJson, snapshotId } = found;
    const use = { info: snapshotSealInfo, boundTo: snapshotId };
    const sealedKey = keySealText(sealBox(found.key, publicKey, use));
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
