import { readBirthdayText } from './birthday-text.ts';

const HAS_DIGIT = /\p{Decimal_Number}/u;
const MONTH_AND_DAY_LENGTH = 'MM-DD'.length;

/** What somebody can say to be known: one box takes both, because no surname has a digit and no birthday is without. */
export function readFactor(
  text: string,
):
  | { readonly kind: 'surname'; readonly text: string }
  | { readonly kind: 'birthday'; readonly monthDay: string } {
  if (!HAS_DIGIT.test(text)) return { kind: 'surname', text: text.trim() };
  const birthday = readBirthdayText(text);
  return { kind: 'birthday', monthDay: birthday.slice(-MONTH_AND_DAY_LENGTH) };
}
