import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { Picture } from '../../src-renderer/client/camera/code-decoder.ts';

/** A picture of brightness alone: one byte a pixel, row by row, 0 is black. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly levels: Uint8Array;
}

/** The same as a canvas gives it. */
export function asPicture({ width, height, levels }: GreyPicture): Picture {
  const data = new Uint8ClampedArray(levels.length * 4);
  for (const [pixel, level] of levels.entries()) data.set([level, level, level, 255], pixel * 4);
  return { data, width, height };
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
const upFilter = 2;

/** Writes a PNG of grey levels (W3C PNG, colour type 0), each row as its difference from the one above. */
export function encodePng({ width, height, levels }: GreyPicture): Buffer {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const at = y * (width + 1);
    rows[at] = upFilter;
    for (let x = 0; x < width; x += 1) {
      const above = y === 0 ? 0 : (levels[(y - 1) * width + x] ?? 0);
      rows[at + 1 + x] = (levels[y * width + x] ?? 0) - above;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Reads what `encodePng` wrote, and no other PNG. */
export function decodePng(file: Uint8Array): GreyPicture {
  const bytes = Buffer.from(file);
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const dataAt = 33;
  const rows = inflateSync(bytes.subarray(dataAt + 8, dataAt + 8 + bytes.readUInt32BE(dataAt)));
  const levels = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    if (rows[y * (width + 1)] !== upFilter) throw new Error('Not one of our own pictures.');
    for (let x = 0; x < width; x += 1) {
      const above = y === 0 ? 0 : (levels[(y - 1) * width + x] ?? 0);
      levels[y * width + x] = (rows[y * (width + 1) + 1 + x] ?? 0) + above;
    }
  }
  return { width, height, levels };
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
