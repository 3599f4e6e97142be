import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import {
  epochOfCursor,
  snapshotOfferText,
  snapshotRequestText,
} from '../../src-shared/contract/office-wire.ts';
import { snapshotManifestSchema } from '../../src-shared/contract/office/snapshots.ts';
import { type BoxKey, createBoxKey } from '../../src-shared/node/sealed-box.ts';
import { snapshotFormat } from '../../src-shared/replica/snapshot-format.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { InstallId } from '../../src-shared/values/ids.ts';
import { PartDamaged } from '../store/open-part.ts';
import { StoreFailure } from '../store/store-failure.ts';
import type { SnapshotImage, SnapshotIntake, TillStore } from '../store/till-store.ts';
import { createBackOff } from './back-off.ts';
import type { OfficeClient, OfficeOutputs } from './office-client.ts';
import { OfficeFailure } from './office-failure.ts';
import { openSnapshotKey } from './snapshot-key.ts';
import type { SyncTiming } from './sync-timing.ts';

/** Takes in an image of all members where the feed would take too long, beside everything else that the till does. */
export interface Bootstrap {
  /**
   * Asks head office whether an image is quicker, and begins with it. True while one is on its way: the feed then leaves the
   * members to it. Never throws.
   */
  consider(wish: {
    readonly cursor: string | null;
    /** Of the feed's last answer: an image of another run of the database is older than what is here. */
    readonly officeCursor: string;
    readonly signal: AbortSignal;
  }): Promise<boolean>;
  isRunning(): boolean;
  /** null while none is on its way. */
  progress(): { readonly loadedCount: number; readonly totalCount: number } | null;
  /** The feed has brought everything: what is left of an image is of no use. */
  forget(): void;
  stop(): Promise<void>;
}

export interface BootstrapOptions {
  readonly store: TillStore;
  readonly client: OfficeClient;
  readonly installId: InstallId;
  readonly sign: (text: string) => string;
  readonly verify: (text: string, signature: string) => boolean;
  readonly log: Logger;
  readonly timing: SyncTiming;
  readonly onProgress: () => void;
  /** The members are others now, or it was given up: the feed goes on. */
  readonly onEnded: () => void;
}

/** An image that came damaged is fetched once more; then something is wrong that fetching does not mend. */
const triesMost = 2;
const tellEveryMs = 500;
/** Between two questions that had no answer worth anything. */
const askAgainMs = 30_000;

export function createBootstrap(options: BootstrapOptions): Bootstrap {
  const { store, client, installId, sign, verify, log, timing } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let intake: SnapshotIntake | null = null;
  let running: Promise<void> | null = null;
  let totalCount = 0;
  let askAgainAt = -Infinity;

  const consider: Bootstrap['consider'] = async (wish) => {
    if (running !== null) return true;
    if (signal.aborted || performance.now() < askAgainAt) return false;
    const oneTime = createBoxKey();
    const offer = await ask(oneTime, wish);
    askAgainAt =
      performance.now() + (offer?.status === 'building' ? offer.retryAfterMs : askAgainMs);
    if (offer?.status !== 'ready') return false;
    const image = readOffer(offer, oneTime, wish.officeCursor);
    if (image === null) {
      rest();
      log.error(
        'an image of head office was refused: not signed by it, not for this till, or of another epoch',
      );
      return false;
    }
    totalCount = image.manifest.memberCount;
    running = run(image).finally(() => {
      running = null;
      intake = null;
      if (!signal.aborted) options.onEnded();
    });
    return true;
  };

  const ask = async (
    { publicKey }: BoxKey,
    { cursor, signal: ofRound }: Parameters<Bootstrap['consider']>[0],
  ): Promise<OfficeOutputs['snapshots']['offer'] | null> => {
    const signature = sign(snapshotRequestText({ installId, publicKey }));
    try {
      return await client.offerSnapshot(
        { formats: [snapshotFormat], cursor, publicKey, signature },
        { signal: AbortSignal.any([signal, ofRound]), timeoutMs: timing.feedTimeoutMs },
      );
    } catch (error) {
      // An office of before has no images, and a line that fails is the feed's to notice.
      log.debug({ err: error }, 'no image was offered');
      return null;
    }
  };

  const readOffer = (
    offer: Extract<OfficeOutputs['snapshots']['offer'], { readonly status: 'ready' }>,
    oneTime: BoxKey,
    officeCursor: string,
  ): SnapshotImage | null => {
    if (!verify(snapshotOfferText(offer), offer.signature)) return null;
    const read = snapshotManifestSchema.safeParse(parseJson(offer.manifestJson));
    if (!read.success || read.data.format !== snapshotFormat) return null;
    const manifest = read.data;
    if (epochOfCursor(manifest.cursor) !== epochOfCursor(officeCursor)) return null;
    const key = openSnapshotKey(oneTime, offer.sealedKey, manifest.snapshotId);
    return key === null ? null : { manifest, key };
  };

  const run = async (image: SnapshotImage): Promise<void> => {
    const { snapshotId, memberCount, bytes } = image.manifest;
    const startedAt = performance.now();
    for (let tryCount = 1; ; tryCount += 1) {
      try {
        await takeIn(image);
        const tookMs = Math.round(performance.now() - startedAt);
        log.info({ snapshotId, memberCount, bytes, tookMs }, 'the members came as one image');
        return;
      } catch (error) {
        await intake?.cancel();
        intake = null;
        if (signal.aborted) return;
        if (error instanceof PartDamaged && tryCount < triesMost) {
          log.warn({ snapshotId, partIndex: error.partIndex }, 'a part of an image came damaged');
          continue;
        }
        rest();
        return tellFailure(snapshotId, error);
      }
    }
  };

  const takeIn = async (image: SnapshotImage): Promise<void> => {
    const { manifest } = image;
    const taken = store.snapshot.begin(image);
    intake = taken;
    options.onProgress();
    const ticking = setInterval(options.onProgress, tellEveryMs);
    const givingUp = new AbortController();
    // What cannot be loaded need not be downloaded to its end.
    taken.loaded.catch(() => givingUp.abort());
    try {
      await download(manifest, taken, AbortSignal.any([signal, givingUp.signal]));
      await Promise.race([taken.loaded, untilAborted(signal)]);
    } catch (error) {
      if (givingUp.signal.aborted) await taken.loaded;
      throw error;
    } finally {
      clearInterval(ticking);
    }
    taken.adopt({ cursor: manifest.cursor, builtOnDay: businessDateAt(manifest.builtAtMs) });
  };

  /** A line that breaks off is tried again for as long as the office answers at all that the image is there. */
  const download = async (
    { snapshotId, bytes }: SnapshotImage['manifest'],
    taken: SnapshotIntake,
    until: AbortSignal,
  ): Promise<void> => {
    const backOff = createBackOff(timing);
    while (taken.receivedBytes() < bytes) {
      const before = taken.receivedBytes();
      let retryAfterMs: number | null = null;
      try {
        await client.downloadSnapshot(snapshotId, {
          fromByte: before,
          idleTimeoutMs: timing.feedTimeoutMs,
          signal: until,
          onChunk: (chunk) => {
            if (taken.receivedBytes() + chunk.length > bytes) {
              throw new OfficeFailure('refused', 'The image is longer than head office said.');
            }
            taken.receive(chunk);
          },
        });
      } catch (error) {
        const isOfLine = error instanceof OfficeFailure && error.code !== 'refused';
        if (!isOfLine || until.aborted) throw error;
        retryAfterMs = error.retryAfterMs;
        log.debug({ err: error }, 'an image was cut off; it goes on from there');
      }
      if (taken.receivedBytes() >= bytes) return;
      if (taken.receivedBytes() > before) backOff.reset();
      await sleep(backOff.next(retryAfterMs), undefined, { signal: until });
    }
  };

  const rest = (): void => {
    askAgainAt = performance.now() + timing.snapshotRestMs;
  };

  const tellFailure = (snapshotId: string, error: unknown): void => {
    if (error instanceof OfficeFailure) {
      // Head office has another by now, which it will offer.
      askAgainAt = -Infinity;
      log.warn({ snapshotId, failure: error.kind }, 'an image of head office is gone');
    } else if (error instanceof StoreFailure) {
      log.error({ snapshotId, code: error.code }, error.message);
    } else {
      log.error({ snapshotId, err: error }, 'an image could not be taken in; the feed is read');
    }
  };

  return {
    consider,
    isRunning: () => running !== null,
    progress: () =>
      intake === null ? null : { loadedCount: intake.loadedMemberCount(), totalCount },
    forget: () => {
      if (running === null) store.snapshot.clear();
    },
    stop: async () => {
      stopping.abort(new Error('Sync was stopped.'));
      await running;
    },
  };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => reject(new Error('Given up.'));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // not a manifest
  }
}
