import iconv from 'iconv-lite';

/** Turns the bytes of a file into text, chunk by chunk. */
export interface TextDecoding {
  write: (bytes: Uint8Array) => string;
  end: () => string;
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

/** Enough Chinese to tell UTF-8 from GB18030 beyond doubt. */
const decidingBytes = 4096;
const asciiMax = 0x7f;
/** A UTF-8 list may hold a damaged character or two; GB18030 read as UTF-8 is little else. */
const damagedShareMax = 0.2;
const replacement = '\uFFFD';

/**
 * Starts decoding a text of unknown encoding: UTF-8 with or without a byte order mark, UTF-16 with one (what Excel
 * calls Unicode text), else GB18030. It is decided at the first bytes that are not ASCII, wherever in the file they
 * come, and no more than those few bytes wait for it.
 */
export function startDecoding(): TextDecoding {
  let decoding: TextDecoding | null = null;
  let waiting: Uint8Array = new Uint8Array(0);

  const decide = (bytes: Uint8Array): string => {
    decoding = decodingOf(detectEncoding(bytes));
    waiting = new Uint8Array(0);
    return decoding.write(bytes);
  };

  return {
    write(bytes) {
      if (decoding !== null) return decoding.write(bytes);
      const all = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
      const at = all.findIndex((byte) => byte > asciiMax);
      if (at === -1) {
        waiting = new Uint8Array(0);
        return Buffer.from(all).toString('latin1');
      }
      if (all.length - at >= decidingBytes) return decide(all);
      waiting = all;
      return '';
    },
    end() {
      const last = decoding === null && waiting.length > 0 ? decide(waiting) : '';
      return last + (decoding?.end() ?? '');
    },
  };
}

function detectEncoding(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const asUtf8 = new TextDecoder('utf-8').decode(bytes, { stream: true });
  let foreignCount = 0;
  let damagedCount = 0;
  for (const character of asUtf8) {
    if (character.charCodeAt(0) > asciiMax) foreignCount += 1;
    if (character === replacement) damagedCount += 1;
  }
  return damagedCount <= foreignCount * damagedShareMax ? 'utf-8' : 'gb18030';
}

function decodingOf(encoding: Encoding): TextDecoding {
  if (encoding === 'gb18030') {
    const decoder = iconv.getDecoder(encoding);
    return {
      write: (bytes) => decoder.write(Buffer.from(bytes)),
      end: () => decoder.end() ?? '',
    };
  }
  const decoder = new TextDecoder(encoding);
  return {
    write: (bytes) => decoder.decode(bytes, { stream: true }),
    end: () => decoder.decode(),
  };
}
