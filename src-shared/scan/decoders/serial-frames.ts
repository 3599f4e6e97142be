import { type DropReason, FRAME_BYTES_MAX, type FrameEnd } from '../reader-frame.ts';

/** How a reader on a serial line marks where a frame begins and ends. Texts are Latin-1, one character for each byte. */
export type SerialFraming =
  /** At CR, LF, STX or ETX, or by a silence where the reader sends no suffix. What nearly every scanner does. */
  | { readonly kind: 'lines' }
  /** Between STX and ETX; what comes outside is no code. */
  | { readonly kind: 'stx_etx' }
  /** Between texts of its own; an empty prefix begins where the frame before ended. */
  | { readonly kind: 'affixes'; readonly prefix: string; readonly suffix: string }
  /**
   * A start text, a length, the data, and bytes after the data that may hold a check. Chip card modules do it.
   * `lengthCounts`: the data alone, or the frame from its first byte to its last.
   */
  | {
      readonly kind: 'length';
      readonly start: string;
      readonly lengthBytes: 1 | 2;
      readonly lengthCounts: 'data' | 'frame';
      /** Bytes between length and data, such as a command. */
      readonly skipBytes: number;
      /** Bytes behind the data. */
      readonly endBytes: number;
      /** `xor`: the first byte behind the data is the XOR of all bytes from the length to it. */
      readonly check: 'none' | 'xor';
    };

/** The bytes of one frame, or why they are none. */
export type SerialFrame =
  /** `isDoubtful`: as far as anybody can tell by its ends alone, it may be one half of a code with a pause in it. */
  | { readonly kind: 'frame'; readonly bytes: Uint8Array; readonly isDoubtful: boolean }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly frameBytes: number };

/** Cuts the bytes of one connection into frames. */
export interface SerialCutter {
  /** Takes the next bytes and gives the frames they completed, however the bytes were chunked. */
  push(bytes: Uint8Array): readonly SerialFrame[];
  /**
   * The line has been silent: ends the frame under way, or drops it where its end is missing. What comes right after is its
   * other half; a second silence says that nothing of it comes any more.
   */
  flush(): readonly SerialFrame[];
  /** What ends the frames of this reader: as its framing says, of lines as it has shown. */
  endsBy(): FrameEnd;
}

const STX = '\u0002';
const ETX = '\u0003';
// STX, ETX, LF, CR. None of them occurs inside a character of UTF-8 or GB18030.
const LINE_ENDS: ReadonlySet<number> = new Set([0x02, 0x03, 0x0a, 0x0d]);
// What an idle line reads as when it breaks or rises; neither occurs in a text.
const NOISE: ReadonlySet<number> = new Set([0x00, 0xff]);
const FIRST_PRINTED = 0x20;
const LAST_OF_ASCII = 0x7f;
const CUTS_OF_ANOTHER = 2;

/**
 * Makes a cutter for one connection of a reader; after a disconnect a new one is needed. `knownEnd`: what ended the lines of
 * this reader before.
 */
export function createSerialCutter(
  framing: SerialFraming,
  knownEnd: FrameEnd = 'unknown',
): SerialCutter {
  switch (framing.kind) {
    case 'lines':
      return createLineCutter(knownEnd);
    case 'stx_etx':
      return createAffixCutter(STX, ETX);
    case 'affixes':
      return createAffixCutter(framing.prefix, framing.suffix);
    case 'length':
      return createLengthCutter(framing);
  }
}

/** Bytes of a frame under way. Beyond the longest code only the last ones are kept, to find its end. */
interface Kept {
  readonly bytes: number[];
  frameBytes: number;
}

const nothing = (): Kept => ({ bytes: [], frameBytes: 0 });

function keep(kept: Kept, byte: number): void {
  kept.frameBytes += 1;
  kept.bytes.push(byte);
  if (kept.bytes.length > FRAME_BYTES_MAX) kept.bytes.shift();
}

function ended({ bytes, frameBytes }: Kept, isDoubtful = false): SerialFrame[] {
  if (frameBytes === 0) return [];
  if (frameBytes > FRAME_BYTES_MAX) return [{ kind: 'dropped', reason: 'too_long', frameBytes }];
  return [{ kind: 'frame', bytes: Uint8Array.from(bytes), isDoubtful }];
}

function unfinished({ frameBytes }: Kept): SerialFrame[] {
  if (frameBytes === 0) return [];
  const reason = frameBytes > FRAME_BYTES_MAX ? 'too_long' : 'incomplete';
  return [{ kind: 'dropped', reason, frameBytes }];
}

/**
 * A reader that has sent an end sends it always: what a silence cuts off it is half a code, and what follows up to the next end
 * is the other half, unless it proves to be more. Of a reader that has sent neither enough is not known: the first line that
 * ends with a silence is in doubt, and from then on it is taken for a reader without ends until one comes. Two lines in a row
 * that lack theirs say that another reader is on the line now, or that it is set otherwise. What a line picks up when something
 * is switched on is no line and says nothing.
 */
function createLineCutter(knownEnd: FrameEnd): SerialCutter {
  let kept = nothing();
  let end = knownEnd;
  let isAfterCut = false;
  let cutCount = 0;
  const take = (): Kept => {
    const taken = kept;
    kept = nothing();
    return taken;
  };
  const endLine = (): SerialFrame[] => {
    const line = take();
    const isLine = !isNoise(line);
    const isDoubtful = isAfterCut;
    if (isLine || isAfterCut) end = 'mark';
    isAfterCut = false;
    cutCount = 0;
    return isLine ? ended(line, isDoubtful) : [];
  };
  const push = (bytes: Uint8Array): SerialFrame[] => {
    const frames: SerialFrame[] = [];
    for (const byte of bytes) {
      if (LINE_ENDS.has(byte)) frames.push(...endLine());
      else if (kept.frameBytes > 0 || !NOISE.has(byte)) keep(kept, byte);
    }
    return frames;
  };
  const flush = (): SerialFrame[] => {
    const line = take();
    isAfterCut = false;
    if (isNoise(line)) return [];
    if (end === 'silence') return ended(line);
    isAfterCut = true;
    cutCount += 1;
    if (end === 'mark' && cutCount < CUTS_OF_ANOTHER) return unfinished(line);
    // One byte is no code that would say how others end.
    end = line.frameBytes === 1 ? 'unknown' : 'silence';
    return ended(line, true);
  };
  return { push, flush, endsBy: () => end };
}

/** Nothing that a person could have printed: control characters, and a lone byte that begins or ends no character. */
function isNoise({ bytes, frameBytes }: Kept): boolean {
  const [first = 0] = bytes;
  if (frameBytes === 1 && first > LAST_OF_ASCII) return true;
  return bytes.every((byte) => byte < FIRST_PRINTED || byte === LAST_OF_ASCII || NOISE.has(byte));
}

/**
 * The prefix is looked for byte by byte; what comes before it belongs to nothing and is told as dropped at the next end. Where
 * there is none, what follows a silence in the middle of a frame is its other half, up to the next end.
 */
function createAffixCutter(prefix: string, suffix: string): SerialCutter {
  const begin = bytesOf(prefix);
  const end = bytesOf(suffix);
  let inside = begin.length === 0;
  let isCut = false;
  let kept = nothing();

  function take(byte: number): SerialFrame[] {
    keep(kept, byte);
    if (!inside) {
      if (!endsWith(kept, begin)) return [];
      const before = unfinished({ bytes: [], frameBytes: kept.frameBytes - begin.length });
      inside = true;
      kept = nothing();
      return before;
    }
    // A second prefix: the end of the frame before it was lost.
    if (begin.length > 0 && endsWith(kept, begin)) {
      const before = unfinished({ bytes: [], frameBytes: kept.frameBytes - begin.length });
      kept = nothing();
      return before;
    }
    if (!endsWith(kept, end)) return [];
    const { bytes, frameBytes } = kept;
    const data = { bytes: bytes.slice(0, -end.length), frameBytes: frameBytes - end.length };
    const frames = isCut ? unfinished(data) : ended(data);
    isCut = false;
    inside = begin.length === 0;
    kept = nothing();
    return frames;
  }

  const push = (bytes: Uint8Array): SerialFrame[] => {
    const frames: SerialFrame[] = [];
    for (const byte of bytes) frames.push(...take(byte));
    return frames;
  };
  const flush = (): SerialFrame[] => {
    // Without a suffix the silence is the end.
    const frames = end.length === 0 && inside ? ended(kept) : unfinished(kept);
    isCut = begin.length === 0 && end.length > 0 && kept.frameBytes > 0;
    inside = begin.length === 0;
    kept = nothing();
    return frames;
  };
  return { push, flush, endsBy: () => (end.length === 0 ? 'silence' : 'mark') };
}

function createLengthCutter(framing: SerialFraming & { readonly kind: 'length' }): SerialCutter {
  const { lengthBytes, lengthCounts, skipBytes, endBytes, check } = framing;
  const start = bytesOf(framing.start);
  const headBytes = start.length + lengthBytes;
  let kept: number[] = [];
  let strayBytes = 0;

  const stray = (): SerialFrame[] => {
    const frames = unfinished({ bytes: [], frameBytes: strayBytes });
    strayBytes = 0;
    return frames;
  };

  /** The bytes of the whole frame as its head tells; null where no frame is so short or so long. */
  function wholeBytes(): number | null {
    let length = 0;
    for (let at = start.length; at < headBytes; at += 1) length = length * 256 + (kept[at] ?? 0);
    const around = headBytes + skipBytes + endBytes;
    const whole = lengthCounts === 'frame' ? length : length + around;
    return whole <= around || whole > FRAME_BYTES_MAX ? null : whole;
  }

  /** Tries to take a frame from what is kept; a beginning that cannot be one is given up byte by byte. */
  function takeFrame(): SerialFrame[] | 'more' {
    const beginsRight = start.every((byte, index) => index >= kept.length || kept[index] === byte);
    if (beginsRight && kept.length < headBytes) return 'more';
    const whole = beginsRight ? wholeBytes() : null;
    if (whole === null) {
      kept.shift();
      strayBytes += 1;
      return [];
    }
    if (kept.length < whole) return 'more';
    const before = stray();
    const frame = kept.slice(0, whole);
    kept = kept.slice(whole);
    const dataEnd = whole - endBytes;
    if (check === 'xor' && xorOf(frame.slice(start.length, dataEnd)) !== frame[dataEnd]) {
      return [...before, { kind: 'dropped', reason: 'check', frameBytes: whole }];
    }
    const bytes = Uint8Array.from(frame.slice(headBytes + skipBytes, dataEnd));
    return [...before, { kind: 'frame', bytes, isDoubtful: false }];
  }

  const push = (bytes: Uint8Array): SerialFrame[] => {
    const frames: SerialFrame[] = [];
    for (const byte of bytes) {
      kept.push(byte);
      for (let taken = takeFrame(); taken !== 'more'; taken = takeFrame()) frames.push(...taken);
    }
    return frames;
  };
  const flush = (): SerialFrame[] => {
    strayBytes += kept.length;
    kept = [];
    return stray();
  };
  return { push, flush, endsBy: () => 'mark' };
}

function endsWith({ bytes, frameBytes }: Kept, wanted: readonly number[]): boolean {
  if (wanted.length === 0 || frameBytes < wanted.length) return false;
  return wanted.every((byte, index) => bytes[bytes.length - wanted.length + index] === byte);
}

function xorOf(bytes: readonly number[]): number {
  let result = 0;
  for (const byte of bytes) result ^= byte;
  return result;
}

function bytesOf(text: string): readonly number[] {
  return Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}
