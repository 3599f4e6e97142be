import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { zstdFromBytes, zstdLevel, zstdWindowLogMax } from '../src-shared/contract/office-wire.ts';

const { ZSTD_c_compressionLevel, ZSTD_d_windowLogMax } = zlib.constants;
const compress = promisify(zlib.zstdCompress);
const decompress = promisify(zlib.zstdDecompress);
/** Up to here the work itself costs less than to hand it to a thread: 4 KB take 0.1 ms at once, and 1 ms by way of a thread. */
const atOnceBytes = 65_536;

/**
 * Reads JSON bodies that may be packed with zstd, within the limits on the wire of their routes and `plainMaxBytesOf` unpacked,
 * and packs the answers.
 */
export function addZstdBodies(
  app: FastifyInstance,
  plainMaxBytesOf: (request: FastifyRequest) => number,
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) =>
      parseJson(await unpack(body, request.headers['content-encoding'], plainMaxBytesOf(request))),
  );
  app.addHook('onSend', async (request, reply, payload) => {
    const accepted: unknown = request.headers['accept-encoding'];
    const isText = typeof payload === 'string' && payload.length >= zstdFromBytes;
    if (!isText || typeof accepted !== 'string' || !/\bzstd\b/.test(accepted)) return payload;
    reply.header('content-encoding', 'zstd').header('vary', 'accept-encoding');
    reply.removeHeader('content-length');
    const how = { params: { [ZSTD_c_compressionLevel]: zstdLevel } };
    return payload.length <= atOnceBytes
      ? zlib.zstdCompressSync(payload, how)
      : compress(payload, how);
  });
}

/** A body that this office cannot take, with the status to answer. */
class BodyError extends Error {
  readonly statusCode: number;
  constructor(statusCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.statusCode = statusCode;
  }
}

async function unpack(
  body: Buffer,
  encoding: string | undefined,
  plainMaxBytes: number,
): Promise<Buffer> {
  if (encoding === undefined) return body;
  if (encoding !== 'zstd') throw new BodyError(415, 'Only zstd bodies are unpacked.');
  const how = {
    maxOutputLength: plainMaxBytes,
    params: { [ZSTD_d_windowLogMax]: zstdWindowLogMax },
  };
  try {
    return await decompress(body, how);
  } catch (cause) {
    const isTooLarge =
      cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    throw new BodyError(isTooLarge ? 413 : 400, 'The packed body cannot be read.', { cause });
  }
}

function parseJson(plain: Buffer): unknown {
  try {
    return JSON.parse(plain.toString('utf8'));
  } catch (cause) {
    throw new BodyError(400, 'The body is not JSON.', { cause });
  }
}
