import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { zstdLevel, zstdWindowLogMax } from '../../src-shared/contract/office-wire.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Packs a body for the wire, off this thread. */
export function packZstd(plain: Buffer): Promise<Buffer> {
  return compress(plain, { params: { [constants.ZSTD_c_compressionLevel]: zstdLevel } });
}

/** Unpacks a body; throws when it is no zstd, when it grows beyond `maxBytes`, or when it asks for too large a window. */
export function unpackZstd(packed: Buffer, maxBytes: number): Promise<Buffer> {
  const params = { [constants.ZSTD_d_windowLogMax]: zstdWindowLogMax };
  return decompress(packed, { maxOutputLength: maxBytes, params });
}
