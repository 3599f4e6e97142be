import {
  codeRead,
  type DecodeText,
  dropped,
  type FrameEnd,
  type ReaderDecoder,
  type ReaderFrame,
} from '../reader-frame.ts';
import { isProvenWhole } from '../proven-read.ts';
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

/**
 * Makes a decoder for one connection of a reader on a serial line; `knownEnd` is what its frames ended with before. What may be
 * half a code is dropped unless it proves to be whole.
 */
export function createSerialDecoder(
  options: {
    readonly framing: SerialFraming;
    readonly contents: SerialContents;
    readonly knownEnd?: FrameEnd;
  },
  decodeText: DecodeText,
): ReaderDecoder {
  const { framing, contents, knownEnd } = options;
  const cutter = createSerialCutter(framing, knownEnd);
  const readOne = (frame: SerialFrame): ReaderFrame => {
    if (frame.kind === 'dropped') return frame;
    const { bytes, isDoubtful } = frame;
    const found = readContents(bytes, contents, decodeText);
    const isHalf = isDoubtful && found.kind === 'read' && !isProvenWhole(found.read);
    return isHalf ? dropped('incomplete', bytes.length) : found;
  };
  return {
    push: (bytes) => cutter.push(bytes).map((frame) => readOne(frame)),
    flush: () => cutter.flush().map((frame) => readOne(frame)),
    endsBy: () => cutter.endsBy(),
  };
}

function readContents(
  bytes: Uint8Array,
  contents: SerialContents,
  decodeText: DecodeText,
): ReaderFrame {
  switch (contents.kind) {
    case 'uid': {
      const uid = readUid({ bytes, text: String.fromCharCode(...bytes) }, contents.uid);
      if (uid === null) return dropped('wrong_shape', bytes.length);
      return { kind: 'read', read: { source: 'uid', ...uid } };
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
