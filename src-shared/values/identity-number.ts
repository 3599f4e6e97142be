import { parseBusinessDate } from './business-date.ts';

const idCardShape = /^\d{17}[\dX]$/;
/** GB 11643: what each of the first seventeen digits counts, and the check character of the sum's remainder by eleven. */
const idCardWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const idCardChecks = '10X98765432';
const idCardBirthday = /^\d{6}(\d{4})(\d{2})(\d{2})/;
const otherShape = /^[A-Z0-9]{5,20}$/;
const shapes: Readonly<Record<string, RegExp>> = {
  hk_mo_permit: /^[HM]\d{8}(?:\d{2})?$/,
  tw_permit: /^\d{8}(?:\d{2})?$/,
};

/**
 * Reads the number of an identity document as it is written down (SV-06): capitals, without spaces and hyphens. null for one
 * that cannot be: of a mainland card the check character and the birthday must fit, of others the shape.
 */
export function cleanIdentityNumber(document: string, text: string): string | null {
  const number = text.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase();
  if (document === 'id_card') return isIdCard(number) ? number : null;
  return (shapes[document] ?? otherShape).test(number) ? number : null;
}

/** Shows the first and the last character (ID-11), and one star for any number between, so that the length tells nothing. */
export function maskIdentityNumber(number: string): string {
  return number.length < 3 ? '*' : `${number.charAt(0)}****${number.charAt(number.length - 1)}`;
}

function isIdCard(number: string): boolean {
  if (!idCardShape.test(number)) return false;
  const [, year = '', month = '', day = ''] = idCardBirthday.exec(number) ?? [];
  if (year < '1900' || parseBusinessDate(`${year}-${month}-${day}`) === null) return false;
  const sum = idCardWeights.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  return number[17] === idCardChecks[sum % 11];
}
