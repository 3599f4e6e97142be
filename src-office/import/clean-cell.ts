const FORMULA_TEXT = /^="(.*)"$/su;
const STRAY_QUOTES = /^"+|"+$/gu;
const APOSTROPHE_AT_START = /^'/u;
const LINE_ENDS = /\s*[\r\n]+\s*/gu;
const INVISIBLE = /[\p{Control}\p{Format}\uFFFD]/gu;
/** What programs write for nothing. */
const NOTHING: ReadonlySet<string> = new Set([
  '-',
  '--',
  '—',
  '/',
  '\\N',
  'null',
  'NULL',
  'None',
  'nan',
  'NaN',
  'N/A',
  '#N/A',
  '无',
  '無',
  '空',
  '未知',
]);

const SCIENTIFIC = /^([1-9])(?:\.(\d+))?E\+?(\d{1,2})$/iu;
const POINT_ZERO = /^(\d+)\.0+$/u;

/**
 * Undoes what spreadsheets and databases do to a cell: full-width letters, invisible characters, ="…" and a leading
 * apostrophe, and the many spellings of nothing, which become ''.
 */
export function plainCell(cell: string): string {
  const text = cell.normalize('NFKC').replace(LINE_ENDS, ' ').replace(INVISIBLE, '').trim();
  const unwrapped = FORMULA_TEXT.exec(text)?.[1] ?? text;
  const plain = unwrapped.replace(STRAY_QUOTES, '').replace(APOSTROPHE_AT_START, '').trim();
  return NOTHING.has(plain) ? '' : plain;
}

/** A number that is a name, such as a phone or a card number, or that lost its last digits on the way. */
export type NumberText =
  | { readonly status: 'ok'; readonly text: string }
  | { readonly status: 'lost_digits' };

/**
 * Reads a plain cell that names something by digits. A spreadsheet that took it for a quantity wrote "13812345678.0" or
 * 1.3812345678E+10, which is undone, or 1.38123E+10, whose last digits are gone.
 */
export function numberText(plain: string): NumberText {
  const [, whole, fraction = '', exponent] = SCIENTIFIC.exec(plain) ?? [];
  if (whole === undefined) return { status: 'ok', text: POINT_ZERO.exec(plain)?.[1] ?? plain };
  if (fraction.length !== Number(exponent)) return { status: 'lost_digits' };
  return { status: 'ok', text: whole + fraction };
}
