/**
 * Tells whether a framing of a serial reader would cut raw bytes, such as those of a chip card's number, in two: any byte may
 * be one of those that begin or end its frames. A length or a silence cuts nothing. It stands alone, for pages bring no schemas.
 */
export function cutsRawBytes(
  framing:
    | { readonly kind: 'lines' | 'stx_etx' | 'length' }
    | { readonly kind: 'affixes'; readonly prefix: string; readonly suffix: string },
): boolean {
  switch (framing.kind) {
    case 'lines':
    case 'stx_etx':
      return true;
    case 'affixes':
      return framing.prefix !== '' || framing.suffix !== '';
    case 'length':
      return false;
  }
}
