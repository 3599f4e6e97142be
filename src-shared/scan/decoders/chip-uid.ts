import type { UidLasts } from '../reader-frame.ts';

/** How a reader of chip cards writes the serial number (UID) of a card. Makers differ; the same card gives all of these. */
export type UidFormat =
  /** The bytes themselves. */
  | 'bytes'
  /** "026F6C3A" or "01026f6c3a". */
  | 'hex'
  /** "0040856634": one number. */
  | 'decimal'
  /** "111,27706": one byte, then two (Wiegand 26). */
  | 'decimal_1_2'
  /** "00623,27706": two bytes, then two. */
  | 'decimal_2_2';

export interface UidSettings {
  readonly format: UidFormat;
  /** `reversed`: the reader sends the last byte first. */
  readonly byteOrder: 'as_sent' | 'reversed';
  /** How many bytes of the number count, from its end; the same for all readers of a chain, whatever each could give. */
  readonly uidBytes: (typeof uidByteCounts)[number];
  /** How the chain writes the number: "026F6C3A", or "0040856634" as it is printed on most cards. */
  readonly writtenAs: 'hex' | 'decimal';
}

const bytesMax = 10;
const uidByteCounts = [3, 4, 5, 7, 10] as const;
/** How many digits a decimal number of so many bytes is padded to. */
const decimalDigits = { 3: 8, 4: 10, 5: 13, 7: 17, 10: 25 } as const;
const HEX = /^(?:[0-9A-F]{2}){3,10}$/;
const DECIMAL = /^\d{1,25}$/;
const PAIR = /^(\d{1,5})[,: ](\d{1,5})$/;
const SEPARATORS = /[\s:-]/g;
// ISO/IEC 14443-3: how a number of four bytes begins that is made anew at each tap.
const RANDOM_BYTE = 0x08;
const RANDOM_BYTES = 4;

/**
 * The number of a chip card in the chain's own way of writing it, whatever way its reader has, and whether it stays; null
 * where the reader sent something else. With the right settings two readers of different makers give one card one number.
 */
export function readUid(
  sent: { readonly bytes: Uint8Array; readonly text: string },
  settings: UidSettings,
): { readonly text: string; readonly lasts: UidLasts } | null {
  const bytes = uidBytesOf(sent, settings);
  if (bytes === null || bytes.length < settings.uidBytes) return null;
  const ordered = settings.byteOrder === 'reversed' ? bytes.toReversed() : bytes;
  return { text: write(ordered.slice(-settings.uidBytes), settings), lasts: lastsOf(ordered) };
}

/** `bytes` in the order of the card: what a reader that cuts a number to three has left of it tells nothing. */
function lastsOf(bytes: readonly number[]): UidLasts {
  if (bytes.every((byte) => byte === 0) || bytes.every((byte) => byte === 0xff)) return 'empty';
  return bytes.length === RANDOM_BYTES && bytes[0] === RANDOM_BYTE ? 'random' : 'for_good';
}

function uidBytesOf(
  sent: { readonly bytes: Uint8Array; readonly text: string },
  { format, uidBytes }: UidSettings,
): readonly number[] | null {
  const text = sent.text.trim().toUpperCase();
  switch (format) {
    case 'bytes':
      return sent.bytes.length > bytesMax ? null : [...sent.bytes];
    case 'hex':
      return fromHex(text.replace(SEPARATORS, ''));
    case 'decimal':
      return DECIMAL.test(text) ? fromDecimal(text, uidBytes) : null;
    case 'decimal_1_2':
      return fromPair(text, 1);
    case 'decimal_2_2':
      return fromPair(text, 2);
  }
}

function fromHex(text: string): readonly number[] | null {
  if (!HEX.test(text)) return null;
  return Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  );
}

/** Readers that pad with zeros tell by it how many bytes they mean: with 8 digits three, with 10 four. */
function fromDecimal(text: string, uidBytes: number): readonly number[] | null {
  const number = BigInt(text);
  const padded = text.startsWith('0') ? bytesOfDigits(text.length) : 0;
  const needed = Math.ceil(number.toString(16).length / 2);
  const count = Math.max(uidBytes, padded, needed);
  return count > bytesMax ? null : fromNumber(number, count);
}

function bytesOfDigits(digits: number): number {
  const fitting = uidByteCounts.find((count) => decimalDigits[count] >= digits);
  return fitting ?? bytesMax;
}

function fromNumber(number: bigint, count: number): readonly number[] | null {
  if (number >= 1n << BigInt(8 * count)) return null;
  return Array.from({ length: count }, (_, index) =>
    Number((number >> BigInt(8 * (count - 1 - index))) & 0xffn),
  );
}

function fromPair(text: string, firstBytes: number): readonly number[] | null {
  const [, first = '', second = ''] = PAIR.exec(text) ?? [];
  if (first === '' || second === '') return null;
  const high = fromNumber(BigInt(first), firstBytes);
  const low = fromNumber(BigInt(second), 2);
  return high === null || low === null ? null : [...high, ...low];
}

function write(
  bytes: readonly number[],
  { writtenAs, uidBytes }: Pick<UidSettings, 'writtenAs' | 'uidBytes'>,
): string {
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (writtenAs === 'hex') return hex.toUpperCase();
  return BigInt(`0x${hex}`).toString().padStart(decimalDigits[uidBytes], '0');
}
