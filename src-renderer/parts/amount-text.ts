const AMOUNT = /^(\d{0,6})(?:\.(\d{0,2}))?$/;
// More digits than any amount has are kept as typed, so that they are seen and refused: cutting them off would make
// an amount of a code that was typed into the field.
const TYPED = /^\d{0,40}(?:\.\d{0,2})?$/;
const FEN_PER_YUAN = 100;

/** Reads yuan as typed, "89.4", into whole fen, without a float; null when it is no amount below a million yuan. */
export function readAmountFen(text: string): number | null {
  const match = AMOUNT.exec(text);
  if (match === null) return null;
  const [, yuan = '', decimals = ''] = match;
  if (yuan === '' && decimals === '') return null;
  return Number(yuan) * FEN_PER_YUAN + Number(decimals.padEnd(2, '0'));
}

/** Writes fen as one would type it: 8940 is "89.40". */
export function writeAmountText(amountFen: number): string {
  const oddFen = amountFen % FEN_PER_YUAN;
  return `${(amountFen - oddFen) / FEN_PER_YUAN}.${String(oddFen).padStart(2, '0')}`;
}

/** Keeps of a typed text what can be an amount; anything else leaves the amount as it was. */
export function tidyAmountText(text: string, before: string): string {
  const tidy = text
    .normalize('NFKC')
    .replace(/[¥,\s]/g, '')
    .replace(/。/g, '.');
  if (!TYPED.test(tidy)) return before;
  return tidy.replace(/^0+(?=\d)/, '');
}

/** Tells whether a typed text has more digits than an amount may have. */
export function isAmountTooLarge(text: string): boolean {
  return text !== '' && text !== '.' && readAmountFen(text) === null;
}

/** Presses one key of a number pad. */
export function pressPadKey(text: string, key: string): string {
  return key === 'back' ? text.slice(0, -1) : `${text}${key}`;
}
