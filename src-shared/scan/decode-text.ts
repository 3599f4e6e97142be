import type { DecodeText } from './reader-frame.ts';

/** The decoder of the platform: a class of the page and of Node, and of nothing that this room knows. */
type PlatformDecoder = new (
  encoding: string,
  options?: { readonly fatal: boolean },
) => { decode(bytes: Uint8Array): string };

/**
 * Makes what turns the bytes of a scan into text: UTF-8 where they are valid, else GB18030, the other encoding of Chinese
 * scanners. Bytes that are neither become replacement characters. Never throws. Give it the platform's `TextDecoder`.
 */
export function createDecodeText(platformDecoder: PlatformDecoder): DecodeText {
  const utf8 = new platformDecoder('utf-8', { fatal: true });
  const gb18030 = new platformDecoder('gb18030');
  return (bytes) => {
    try {
      return utf8.decode(bytes);
    } catch {
      return gb18030.decode(bytes);
    }
  };
}
