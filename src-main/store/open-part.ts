import { createDecipheriv, createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdDecompress } from 'node:zlib';
import { snapshotPartNonce, zstdWindowLogMax } from '../../src-shared/contract/office-wire.ts';
import type { SnapshotManifest } from '../../src-shared/contract/office/snapshots.ts';

const decompress = promisify(zstdDecompress);
const tagBytes = 16;
/** Room beside the part itself, so that unpacking it needs one buffer. */
const slackBytes = 1024;

/** A part of an image is not the one that head office signed. */
export class PartDamaged extends Error {
  readonly partIndex: number;
  constructor(partIndex: number, options?: ErrorOptions) {
    super(`Part ${partIndex} of the image is not what head office signed.`, options);
    this.partIndex = partIndex;
  }
}

/**
 * Opens one part of an image: its hash against the signed one, its seal, and zstd, in memory only and never beyond the size
 * that was signed. The sealed bytes are of no use afterwards; zstd works on a thread of its own. Answers the bytes of an SQLite
 * database; throws PartDamaged.
 */
export async function openPart(
  sealed: Buffer,
  wanted: {
    readonly part: SnapshotManifest['parts'][number];
    readonly index: number;
    readonly snapshotId: string;
    readonly key: Uint8Array;
  },
): Promise<Buffer> {
  const { part, index, snapshotId, key } = wanted;
  if (createHash('sha256').update(sealed).digest('hex') !== part.sha256) {
    throw new PartDamaged(index);
  }
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, snapshotPartNonce(index), {
      authTagLength: tagBytes,
    })
      .setAAD(Buffer.from(snapshotId))
      .setAuthTag(sealed.subarray(-tagBytes));
    const packed = decipher.update(sealed.subarray(0, -tagBytes));
    decipher.final();
    freeNow(sealed);
    const plain = await decompress(packed, {
      chunkSize: part.plainBytes + slackBytes,
      maxOutputLength: part.plainBytes,
      params: { [constants.ZSTD_d_windowLogMax]: zstdWindowLogMax },
    });
    freeNow(packed);
    return plain;
  } catch (error) {
    throw new PartDamaged(index, { cause: error });
  }
}

/**
 * Gives the memory of a large buffer back at once. What is left to the collector piles up: a part is some megabytes outside of
 * the heap that it watches. The buffer is of no use afterwards; one that shares its memory with others is left alone.
 */
export function freeNow(bytes: Buffer): void {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength - bytes.length <= slackBytes) {
    buffer.transfer(0);
  }
}
