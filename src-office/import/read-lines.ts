import { createReadStream } from 'node:fs';
import { startDecoding } from './decode-text.ts';
import { ImportFailure } from './import-failure.ts';

/** Lines that came together, and how many bytes of the file have been read for them so far. */
export interface LineChunk {
  readonly lines: readonly string[];
  readonly bytesRead: number;
}

const chunkBytes = 256 * 1024;
/** A file without line ends is no list and must not end up in memory whole. */
const longestLine = 1024 * 1024;

/**
 * Reads a text file line by line, in chunks. Lines end with LF or CRLF, or with CR where the file begins without any
 * LF. Throws ImportFailure where the file cannot be read or has no lines.
 */
export async function* readLines(file: string): AsyncGenerator<LineChunk> {
  const decoding = startDecoding();
  let bytesRead = 0;
  let rest = '';
  let lineEnd: string | null = null;

  const split = (text: string): string[] => {
    if (lineEnd === null && text.length > 0) lineEnd = text.includes('\n') ? '\n' : '\r';
    const lines = (rest + text).split(lineEnd ?? '\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) {
      throw new ImportFailure('not_a_list', `${file} has no lines: it is no list of members.`);
    }
    return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  };

  for await (const chunk of readChunks(file)) {
    bytesRead += chunk.length;
    yield { lines: split(decoding.write(chunk)), bytesRead };
  }
  const lines = split(decoding.end());
  yield { lines: rest === '' ? lines : [...lines, rest], bytesRead };
}

async function* readChunks(file: string): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(file, { highWaterMark: chunkBytes });
  try {
    for await (const chunk of stream) yield chunk as Uint8Array; // A stream without encoding.
  } catch (error) {
    throw new ImportFailure('file_unreadable', `${file} cannot be read.`, { cause: error });
  }
}
