/**
 * What a reader read, before anybody knows what it means. A stripe gives its number alone: names, dates and service data of
 * a track go no further than its decoder.
 */
export type ReaderRead =
  /** A printed code. `symbology` is its AIM identifier, such as "]E0" for an EAN-13, where the reader says it. */
  | { readonly source: 'code'; readonly text: string; readonly symbology: string | null }
  /** `financial`: as ISO/IEC 7813 lays out bank cards, format code B on track 1, or expiry and service code on track 2. */
  | { readonly source: 'stripe'; readonly text: string; readonly format: 'financial' | 'other' }
  /** The serial number of a chip card, as the settings of the reader want it written. */
  | { readonly source: 'uid'; readonly text: string; readonly lasts: UidLasts };

/**
 * Whether a chip has its number for good. `random`: it gives another at each tap, as phones do. `empty`: the reader wrote a
 * number without having read one.
 */
export type UidLasts = 'for_good' | 'random' | 'empty';

/**
 * Why something that a reader sent is no read: longer than any code, the end of it never came, a character or the whole
 * fails its check, the reader itself could not read, or it is not built as the reader's settings say.
 */
export type DropReason =
  | 'too_long'
  | 'incomplete'
  | 'parity'
  | 'check'
  | 'not_readable'
  | 'wrong_shape';

/** One thing a reader sent. */
export type ReaderFrame =
  | { readonly kind: 'read'; readonly read: ReaderRead }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly frameBytes: number };

/**
 * Turns the bytes of one connection into frames. Pure and total: any bytes give frames, never an error. After a disconnect a
 * new one is needed, or half a code of the old connection would begin the first of the next.
 */
export interface ReaderDecoder {
  /** Takes the next bytes (of a serial line, however chunked; of HID, one whole report) and gives what they completed. */
  push(bytes: Uint8Array): readonly ReaderFrame[];
  /** The reader has been silent: ends or drops what is under way. Repeating it gives nothing. */
  flush(): readonly ReaderFrame[];
  /** What ends its frames, as far as it has shown. */
  endsBy(): FrameEnd;
}

/** What ends a frame: a mark that the reader sends, a silence since it sends none, or nobody has seen it send enough to say. */
export type FrameEnd = 'mark' | 'silence' | 'unknown';

/** Turns the bytes of a whole frame into text, such as UTF-8, or GB18030 where that fails. Never throws. */
export type DecodeText = (bytes: Uint8Array) => string;

/** A longer frame is no code but a wrong line speed or another device, and is dropped whole. */
export const FRAME_BYTES_MAX = 4096;

/** A frame that is no read. */
export function dropped(reason: DropReason, frameBytes: number): ReaderFrame {
  return { kind: 'dropped', reason, frameBytes };
}

const AIM_IDENTIFIER = /^\][A-Za-z][0-9A-Za-z]/;

/** A read of a printed code: an AIM identifier that the reader put before the text is taken from it. */
export function codeRead(text: string, symbology: string | null = null): ReaderFrame {
  const own = symbology === null ? (AIM_IDENTIFIER.exec(text)?.[0] ?? null) : null;
  const read = {
    source: 'code',
    text: own === null ? text : text.slice(own.length),
    symbology: symbology ?? own,
  } as const;
  return { kind: 'read', read };
}
