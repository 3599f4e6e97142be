import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SnapshotImage } from '../../src-main/store/till-store.ts';
import { buildImage } from '../../src-office/snapshot/build-image.ts';
import type { MemberRow } from '../../src-office/store/member-store.ts';
import { snapshotFormat } from '../../src-shared/replica/snapshot-format.ts';

export interface SampleImage extends SnapshotImage {
  readonly bytes: Buffer;
}

/** Makes an image as head office does, of members in the order of their ids. */
export async function makeSampleImage(
  folder: string,
  members: readonly MemberRow[],
  options: { readonly cursor?: string; readonly partPlainBytes?: number } = {},
): Promise<SampleImage> {
  const { cursor = 'epoch.7.z', partPlainBytes = 60_000 } = options;
  const key = randomBytes(32);
  const snapshotId = randomBytes(9).toString('base64url');
  const imagePath = path.join(folder, `${snapshotId}.image`);
  const built = await buildImage(toBatches(members), {
    imagePath,
    snapshotId,
    key,
    partPlainBytes,
    signal: new AbortController().signal,
  });
  const builtAtMs = Date.UTC(2026, 2, 14, 4);
  const manifest = {
    format: snapshotFormat,
    snapshotId,
    scope: 'all',
    cursor,
    builtAtMs,
    ...built,
  };
  return { manifest, key, bytes: readFileSync(imagePath) };
}

async function* toBatches(members: readonly MemberRow[]): AsyncGenerator<readonly MemberRow[]> {
  const batchCount = 50;
  for (let from = 0; from < members.length; from += batchCount) {
    yield members.slice(from, from + batchCount);
  }
}
