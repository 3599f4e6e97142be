import { gtinCheckDigit, isEan13 } from '../values/ean13.ts';

const SHORT_GTIN = /^(?:\d{8}|\d{12})$/;
const GTIN14 = /^\d{14}$/;
const UPC_E = /^[01]\d{7}$/;

/** Tells whether a text is the long number of goods or of a case of goods: EAN-13 or GTIN-14. */
export function isLongGoodsCode(text: string): boolean {
  return isEan13(text) || (GTIN14.test(text) && endsWithCheckDigit(text));
}

/**
 * Tells whether a text is a short number of goods: EAN-8, UPC-A or UPC-E. One in ten of all 8 and
 * 12 digit numbers passes by chance, so stronger evidence is to be asked first.
 */
export function isShortGoodsCode(text: string): boolean {
  if (SHORT_GTIN.test(text) && endsWithCheckDigit(text)) return true;
  return UPC_E.test(text) && endsWithCheckDigit(expandUpcE(text));
}

function endsWithCheckDigit(digits: string): boolean {
  return digits.endsWith(gtinCheckDigit(digits.slice(0, -1)));
}

// UPC-E leaves out the zeros of a UPC-A; its seventh digit says where they were.
function expandUpcE(text: string): string {
  const system = text.charAt(0);
  const body = text.slice(1, 7);
  const zeros = Number(body.charAt(5));
  const check = text.charAt(7);
  if (zeros <= 2) return `${system}${body.slice(0, 2)}${zeros}0000${body.slice(2, 5)}${check}`;
  if (zeros === 3) return `${system}${body.slice(0, 3)}00000${body.slice(3, 5)}${check}`;
  if (zeros === 4) return `${system}${body.slice(0, 4)}00000${body.charAt(4)}${check}`;
  return `${system}${body.slice(0, 5)}0000${zeros}${check}`;
}
