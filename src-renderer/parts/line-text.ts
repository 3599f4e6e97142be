import { isAmountTooLarge, readAmountFen } from './amount-text.ts';

const TYPED = /^\d{0,40}(?:\.\d{0,2})?(?:\*(?:\d{0,3}(?:\.\d{0,3})?)?)?$/;
const QUANTITY = /^(\d{1,3})(?:\.(\d{0,3}))?$/;
const THOUSANDTHS = 1000;
const AMOUNT_BELOW_FEN = 100_000_000;

/** What one sale line comes to, as typed: the amount of the whole line in fen, and how much of it. */
export interface TypedLine {
  readonly amountFen: number;
  readonly quantity: number;
}

/** Reads "12.5" or "12.5*3" (price by quantity) into a line, half a fen up; null where it is not one below a million yuan. */
export function readLineText(text: string): TypedLine | null {
  const [priceText = '', quantityText] = text.split('*');
  const priceFen = readAmountFen(priceText);
  if (priceFen === null || priceFen === 0) return null;
  if (quantityText === undefined || quantityText === '')
    return { amountFen: priceFen, quantity: 1 };
  const match = QUANTITY.exec(quantityText);
  if (match === null) return null;
  const [, whole = '', decimals = ''] = match;
  const thousandths = Number(whole) * THOUSANDTHS + Number(decimals.padEnd(3, '0'));
  const product = priceFen * thousandths + THOUSANDTHS / 2;
  const amountFen = (product - (product % THOUSANDTHS)) / THOUSANDTHS;
  if (amountFen === 0 || amountFen >= AMOUNT_BELOW_FEN) return null;
  return { amountFen, quantity: thousandths / THOUSANDTHS };
}

/** Keeps of a typed text what can be a line; anything else leaves it as it was. */
export function tidyLineText(text: string, before: string): string {
  const tidy = text
    .normalize('NFKC')
    .replace(/[¥,\s]/g, '')
    .replace(/[×xX]/g, '*')
    .replace(/。/g, '.');
  if (!TYPED.test(tidy)) return before;
  return tidy.replace(/^0+(?=\d)/, '');
}

/** Tells whether a typed text is an amount that no line may have. */
export function isLineTooLarge(text: string): boolean {
  const [priceText = '', quantityText = ''] = text.split('*');
  if (isAmountTooLarge(priceText)) return true;
  const isZero = /^[0.]*$/.test(quantityText) || readAmountFen(priceText) === 0;
  return !isZero && readLineText(text) === null;
}
