/** The 45 characters that a QR code packs two into 11 bits, in the order of RFC 9285. */
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const base = alphabet.length;
const valueOf: ReadonlyMap<string, number> = new Map(
  Array.from(alphabet, (character, value) => [character, value]),
);

/** Bytes as base45 (RFC 9285): three characters for every two bytes, two for a last one. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const [high = 0, low] = bytes.subarray(at, at + 2);
    text += low === undefined ? digits(high, 2) : digits(high * 256 + low, 3);
  }
  return text;
}

/** The bytes of a base45 text, or null where it is none: of each byte string there is exactly one text. */
export function decodeBase45(text: string): Uint8Array | null {
  if (text.length % 3 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 2) / 3));
  for (let from = 0, to = 0; from < text.length; from += 3, to += 2) {
    const end = Math.min(text.length, from + 3);
    let value = 0;
    for (let index = end - 1; index >= from; index--) {
      value = value * base + (valueOf.get(text.charAt(index)) ?? Number.NaN);
    }
    const byteCount = end - from - 1;
    // Written so that a character of another alphabet, which counts as no number, is no value either.
    if (!(value < 256 ** byteCount)) return null;
    if (byteCount === 1) {
      bytes[to] = value;
      continue;
    }
    bytes[to] = Math.floor(value / 256);
    bytes[to + 1] = value % 256;
  }
  return bytes;
}

/** The least significant first. */
function digits(value: number, count: number): string {
  let text = '';
  for (let left = value, index = 0; index < count; index++, left = Math.floor(left / base)) {
    text += alphabet.charAt(left % base);
  }
  return text;
}
