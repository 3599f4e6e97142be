import {
  codeRead,
  type DecodeText,
  dropped,
  type ReaderDecoder,
  type ReaderFrame,
} from '../reader-frame.ts';
import { readUid, type UidSettings } from './chip-uid.ts';
import { createSerialCutter, type SerialFrame, type SerialFraming } from './serial-frames.ts';
import { isStripeText, readStripeText } from './stripe-text.ts';

/** What the frames of a serial reader hold. */
export type SerialContents =
  /** Printed codes, as text. Stripes are taken too: many scanners have a swipe slot, and its text tells itself. */
  | { readonly kind: 'code' }
  /** Tracks 1 and 2 of a magnetic stripe, as text; whatever else comes is no swipe. */
  | { readonly kind: 'stripe' }
  | { readonly kind: 'uid'; readonly uid: UidSettings };

/** Makes a decoder for one connection of a reader on a serial line. */
export function createSerialDecoder(
  options: { readonly framing: SerialFraming; readonly contents: SerialContents },
  decodeText: DecodeText,
): ReaderDecoder {
  const cutter = createSerialCutter(options.framing);
  const read = (frames: readonly SerialFrame[]): readonly ReaderFrame[] =>
    frames.map((frame) =>
      frame.kind === 'frame' ? readContents(frame.bytes, options.contents, decodeText) : frame,
    );
  return { push: (bytes) => read(cutter.push(bytes)), flush: () => read(cutter.flush()) };
}

function readContents(
  bytes: Uint8Array,
  contents: SerialContents,
  decodeText: DecodeText,
): ReaderFrame {
  switch (contents.kind) {
    case 'uid': {
      const text = readUid({ bytes, text: String.fromCharCode(...bytes) }, contents.uid);
      if (text === null) return dropped('wrong_shape', bytes.length);
      return { kind: 'read', read: { source: 'uid', text } };
    }
    case 'stripe':
      return readStripe(String.fromCharCode(...bytes), bytes.length);
    case 'code': {
      const text = decodeText(bytes);
      return isStripeText(text) ? readStripe(text, bytes.length) : codeRead(text);
    }
  }
}

function readStripe(text: string, frameBytes: number): ReaderFrame {
  const found = readStripeText(text);
  if (found.status === 'unreadable') return dropped(found.reason, frameBytes);
  const { number, format } = found;
  return { kind: 'read', read: { source: 'stripe', text: number, format } };
}
