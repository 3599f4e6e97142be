import { parseBusinessDate } from '../values/business-date.ts';
import type { PaymentNetwork } from './scanned-code.ts';

// The numbers a customer may show that are none of the shop's business. All of them take a text of
// digits and look at nothing but its shape.

const WECHAT = /^1[0-5]\d{16}$/;
const ALIPAY = /^(?:2[5-9]|30)\d{14,22}$/;
const UNIONPAY = /^62\d{17}$/;

const RESIDENT_ID = /^([1-9]\d{5})(\d{4})(\d{2})(\d{2})\d{3}[0-9X]$/;
const RESIDENT_ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const RESIDENT_ID_CHECKS = '10X98765432';
// There is no clock here, so the century alone must be plausible.
const BIRTH_CENTURY = /^(?:19|20)/;

// Issuers begin with 3 to 6, and with 22 to 27 since Mastercard and Mir ran out of room. Charge
// cards are shorter: American Express has 15 digits and Diners 14.
const BANK_CARDS = [/^[3-6]\d{15,18}$/, /^2[2-7]\d{14}$/, /^3[47]\d{13}$/, /^3[0689]\d{12}$/];
// Not every Chinese issuer keeps the Luhn digit, so the UnionPay prefix alone decides.
const UNIONPAY_CARD = /^62\d{14,17}$/;

/**
 * The wallet whose payment code has this shape (ID-01), or null. Ask `isResidentId` first: the
 * shapes overlap.
 */
export function findPaymentNetwork(digits: string): PaymentNetwork | null {
  if (WECHAT.test(digits)) return 'wechat';
  if (ALIPAY.test(digits)) return 'alipay';
  return UNIONPAY.test(digits) ? 'unionpay' : null;
}

/**
 * Tells whether 18 characters are a resident identity number: a real birth date and the MOD 11-2
 * check character of GB 11643. Those of five provinces begin like WeChat payment codes.
 */
export function isResidentId(text: string): boolean {
  const match = RESIDENT_ID.exec(text);
  if (match === null) return false;
  const [, , year = '', month = '', day = ''] = match;
  if (!BIRTH_CENTURY.test(year) || parseBusinessDate(`${year}-${month}-${day}`) === null) {
    return false;
  }
  const sum = RESIDENT_ID_WEIGHTS.reduce(
    (total, weight, index) => total + weight * Number(text.charAt(index)),
    0,
  );
  return text.endsWith(RESIDENT_ID_CHECKS.charAt(sum % RESIDENT_ID_CHECKS.length));
}

/** Tells whether a number is that of a bank card, which must never be kept. */
export function isBankCard(digits: string): boolean {
  if (UNIONPAY_CARD.test(digits)) return true;
  return BANK_CARDS.some((shape) => shape.test(digits)) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 1; place <= digits.length; place += 1) {
    const digit = Number(digits.at(-place));
    const weighed = place % 2 === 0 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
