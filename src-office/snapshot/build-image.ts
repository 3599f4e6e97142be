import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { SnapshotManifest } from '../../src-shared/contract/office/snapshots.ts';
import type { MemberRow } from '../store/member-store.ts';
import type { FromImageWorker, ImageWork, ToImageWorker } from './image-worker.ts';

export interface BuiltImage {
  readonly parts: SnapshotManifest['parts'];
  readonly bytes: number;
  readonly memberCount: number;
}

/**
 * Makes the image of members that come in the order of their ids, in a thread of its own, so that calls are answered meanwhile;
 * the next members are asked for when the ones before are in. The file is on the disk when it resolves; where it fails, or the
 * signal ends it, nothing of it is left.
 */
export async function buildImage(
  members: AsyncIterable<readonly MemberRow[]>,
  options: Pick<ImageWork, 'imagePath' | 'snapshotId' | 'key' | 'partPlainBytes'> & {
    readonly signal: AbortSignal;
  },
): Promise<BuiltImage> {
  const { imagePath, snapshotId, key, partPlainBytes, signal } = options;
  const sortPath = `${imagePath}.sort`;
  signal.throwIfAborted();
  const workerData: ImageWork = { imagePath, sortPath, snapshotId, key, partPlainBytes };
  const worker = new Worker(new URL('./image-worker.ts', import.meta.url), { workerData });
  const onAbort = (): void => void worker.terminate();
  signal.addEventListener('abort', onAbort);
  const ended = new Promise<never>((_, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('The thread of an image has ended early.')));
  });
  ended.catch(() => undefined); // whoever waits below hears of it
  const exchange = (message: ToImageWorker): Promise<FromImageWorker> =>
    Promise.race([
      ended,
      new Promise<FromImageWorker>((resolve) => {
        worker.once('message', resolve);
        worker.postMessage(message);
      }),
    ]);
  try {
    for await (const batch of members) {
      signal.throwIfAborted();
      await exchange({ kind: 'members', members: batch });
    }
    const last = await exchange({ kind: 'end' });
    if (last.kind !== 'done') throw new Error('The thread of an image has not finished it.');
    const { parts, bytes, memberCount } = last;
    return { parts, bytes, memberCount };
  } catch (error) {
    await worker.terminate();
    rmSync(imagePath, { force: true });
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    rmSync(sortPath, { force: true });
  }
}
