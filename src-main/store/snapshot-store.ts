import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { assert } from '../../src-shared/values/assert.ts';
import { storeFailureOf } from './failure-words.ts';
import { PartDamaged } from './open-part.ts';
import type { FromSnapshotWorker, SnapshotWork, ToSnapshotWorker } from './snapshot-worker.ts';
import { StoreFailure } from './store-failure.ts';
import type { SnapshotIntake, SnapshotStore } from './till-store.ts';

/** Where a replica is made that is to take the place of the one in use. */
export function nextFilePath(dataFolder: string): string {
  return path.join(dataFolder, 'till.db.next');
}

/** Takes away a replica that was being made when the till ended: it begins anew from the image, which stays. */
export function removeNextFile(dataFolder: string): void {
  const nextPath = nextFilePath(dataFolder);
  for (const name of [nextPath, `${nextPath}-journal`, `${nextPath}-wal`, `${nextPath}-shm`]) {
    rmSync(name, { force: true });
  }
}

/**
 * The thread's rows are bytes outside of its heap. Without a limit it keeps what reading its sources took: some 170 MB for as
 * long as it loads.
 */
const workerLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 };

/**
 * Keeps one image of head office in `<dataFolder>/snapshot` while it comes in, as sealed as it came, and the replica that is
 * made of it beside the one in use. `adopt` puts it in the other's place.
 */
export function createSnapshotStore(options: {
  readonly dataFolder: string;
  readonly key: Buffer;
  readonly migrationsFolder: string;
  readonly workerUrl: URL;
  readonly adopt: (wish: Parameters<SnapshotIntake['adopt']>[0]) => void;
}): SnapshotStore & { close(): void } {
  const { dataFolder, key, migrationsFolder, workerUrl, adopt } = options;
  const folder = path.join(dataFolder, 'snapshot');
  let current: { cancel(): Promise<void> } | null = null;

  const clear = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };

  const openImage = (name: string): number => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const other of readdirSync(folder)) {
      if (other !== name) rmSync(path.join(folder, other), { force: true });
    }
    return openSync(path.join(folder, name), 'a', 0o600);
  };

  return {
    begin({ manifest, key: imageKey }) {
      assert(current === null, 'One image at a time.');
      const name = `${manifest.snapshotId}.image`;
      const imagePath = path.join(folder, name);
      const file = guarded(imagePath, () => openImage(name));
      let receivedBytes = guarded(imagePath, () => fstatSync(file).size);
      // More than there is of it is not of this image.
      if (receivedBytes > manifest.bytes) {
        ftruncateSync(file, 0);
        receivedBytes = 0;
      }
      let memberCount = 0;
      let isOpen = true;
      const { promise: loaded, resolve, reject } = Promise.withResolvers<undefined>();
      loaded.catch(() => undefined); // whoever asks hears of it
      const workerData: SnapshotWork = {
        imagePath,
        nextPath: nextFilePath(dataFolder),
        key,
        imageKey,
        manifest,
        migrationsFolder,
      };
      const worker = new Worker(workerUrl, { workerData, resourceLimits: workerLimits });
      worker.unref();
      const tell = (): void => {
        const message: ToSnapshotWorker = { receivedBytes };
        worker.postMessage(message);
      };
      /** Of this part and what follows nothing is kept: it is fetched again. */
      const forgetFrom = (partIndex: number): void => {
        const kept = manifest.parts.slice(0, partIndex).reduce((sum, { bytes }) => sum + bytes, 0);
        closeFile();
        truncateSync(imagePath, kept);
      };
      const closeFile = (): void => {
        if (isOpen) closeSync(file);
        isOpen = false;
      };
      worker.on('message', (message: FromSnapshotWorker) => {
        switch (message.kind) {
          case 'progress':
            memberCount = message.memberCount;
            return;
          case 'done':
            return resolve(undefined);
          case 'damaged':
            forgetFrom(message.partIndex);
            return reject(new PartDamaged(message.partIndex));
          case 'failed':
            return reject(new StoreFailure(message.code, message.message));
        }
      });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('The thread of an image has ended early.')));
      const partEnds = manifest.parts.map(
        (
          (end) =>
          ({ bytes }) =>
            (end += bytes)
        )(0),
      );
      let nextEnd = partEnds.findIndex((end) => end > receivedBytes);
      tell();
      const intake: SnapshotIntake = {
        receivedBytes: () => receivedBytes,
        receive(chunk) {
          assert(isOpen, 'An image is taken in until it is whole.');
          guarded(imagePath, () => writeWhole(file, chunk));
          receivedBytes += chunk.length;
          if (nextEnd === -1 || receivedBytes < (partEnds[nextEnd] ?? 0)) return;
          nextEnd = partEnds.findIndex((end) => end > receivedBytes);
          tell();
        },
        loaded,
        loadedMemberCount: () => memberCount,
        adopt(wish) {
          closeFile();
          current = null;
          try {
            adopt(wish);
          } finally {
            removeNextFile(dataFolder);
          }
          clear();
        },
        async cancel() {
          current = null;
          closeFile();
          await worker.terminate();
          removeNextFile(dataFolder);
        },
      };
      current = intake;
      return intake;
    },
    clear() {
      if (current === null) clear();
    },
    close: () => void current?.cancel(),
  };
}

function guarded<Result>(filePath: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw storeFailureOf(error, filePath);
  }
}

function writeWhole(file: number, chunk: Uint8Array): void {
  for (let written = 0; written < chunk.length;) written += writeSync(file, chunk, written);
}
