/**
 * The text of one frame: UTF-8 where that is valid, else GB18030, the other encoding of Chinese scanners. Bytes that are
 * neither become replacement characters. Never throws.
 */
export function decodeFrame(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
