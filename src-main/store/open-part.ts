import { createDecipheriv, createHash } from 'node:crypto';
import { zstdDecompressSync, constants } from 'node:zlib';
import { snapshotPartNonce, zstdWindowLogMax } from '../../src-shared/contract/office-wire.ts';
import type { SnapshotManifest } from '../../src-shared/contract/office/snapshots.ts';

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
 * that was signed. Answers the bytes of an SQLite database; throws PartDamaged.
 */
export function openPart(
  sealed: Buffer,
  wanted: {
    readonly part: SnapshotManifest['parts'][number];
    readonly index: number;
    readonly snapshotId: string;
    readonly key: Uint8Array;
  },
): Buffer {
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
    return zstdDecompressSync(packed, {
      chunkSize: part.plainBytes + slackBytes,
      maxOutputLength: part.plainBytes,
      params: { [constants.ZSTD_d_windowLogMax]: zstdWindowLogMax },
    });
  } catch (error) {
    throw new PartDamaged(index, { cause: error });
  }
}
