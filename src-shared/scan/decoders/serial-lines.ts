/** One thing a serial scanner sent: a text, or a frame too long to be a code. */
export type SerialFrame =
  | { readonly kind: 'frame'; readonly text: string }
  | { readonly kind: 'dropped'; readonly frameBytes: number };

/** Cuts the bytes of one connection into frames. */
export type LineDecoder = {
  /** Takes the next bytes and gives the frames they completed, however the bytes were chunked. */
  readonly push: (bytes: Uint8Array) => SerialFrame[];
  /**
   * Ends the frame under way after a silence, for scanners without a suffix. Repeating it gives
   * nothing.
   */
  readonly flush: () => SerialFrame[];
};

/** A longer frame is no code but a wrong line speed or another device, and is dropped whole. */
export const SERIAL_FRAME_BYTES_MAX = 4096;

// STX, ETX, LF, CR. None of them occurs inside a character of UTF-8 or GB18030.
const FRAME_ENDS: ReadonlySet<number> = new Set([0x02, 0x03, 0x0a, 0x0d]);

/**
 * Makes a decoder for one connection of a serial scanner; after a disconnect a new one is needed,
 * or half a code of the old connection would begin the first of the next. Frames end at CR, LF, STX
 * or ETX, and empty ones between two of these are skipped. `decodeText` turns the bytes of a whole
 * frame into text (UTF-8, or GB18030 where that fails) and is not called for a dropped frame.
 */
export function createLineDecoder(decodeText: (bytes: Uint8Array) => string): LineDecoder {
  let kept: number[] = [];
  let frameBytes = 0;

  function endFrame(): SerialFrame[] {
    const frame = { bytes: Uint8Array.from(kept), frameBytes };
    kept = [];
    frameBytes = 0;
    if (frame.frameBytes === 0) return [];
    if (frame.frameBytes > SERIAL_FRAME_BYTES_MAX) {
      return [{ kind: 'dropped', frameBytes: frame.frameBytes }];
    }
    return [{ kind: 'frame', text: decodeText(frame.bytes) }];
  }

  function keep(byte: number): void {
    frameBytes += 1;
    if (frameBytes <= SERIAL_FRAME_BYTES_MAX) kept.push(byte);
  }

  function push(bytes: Uint8Array): SerialFrame[] {
    const frames: SerialFrame[] = [];
    for (const byte of bytes) {
      if (FRAME_ENDS.has(byte)) frames.push(...endFrame());
      else keep(byte);
    }
    return frames;
  }

  return { push, flush: endFrame };
}
