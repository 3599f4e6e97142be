import { parseBusinessDate, type BusinessDate } from '../values/business-date.ts';

/**
 * A signed coupon code (CP-06): `C1|kid|coupon_id|template|member_ref|nbf|exp|flags|signature`. Days are YYYYMMDD, the
 * signature is Ed25519 by head office over everything before its bar, base64url. It proves the coupon genuine, not unused.
 */
export interface CouponCode {
  /** Which key of head office signed it. */
  readonly keyId: string;
  readonly couponId: string;
  readonly templateId: string;
  readonly memberId: string;
  readonly fromDay: BusinessDate;
  readonly toDay: BusinessDate;
  /** `O` needs the line, `T` may pass from hand to hand; in this order. */
  readonly flags: string;
}

export interface SignedCouponCode extends CouponCode {
  /** What was signed, as it was scanned. */
  readonly signedText: string;
  readonly signature: string;
}

/** In `flags`: the coupon may pass from hand to hand. */
export const transferableFlag = 'T';

const version = 'C1';
const bar = '|';
const fieldCount = 9;
const longestCode = 512;
const id = /^[\w.:-]{1,100}$/;
const shortId = /^[\w-]{1,32}$/;
const compactDay = /^(\d{4})(\d{2})(\d{2})$/;
/** 64 bytes have one spelling: the last letter stands for two bits. */
const signatureShape = /^[\w-]{85}[AQgw]$/;
const flagsShape = /^O?T?$/;

/** Tells whether a text claims to be a coupon code, readable or not. */
export function isCouponCode(text: string): boolean {
  return text.startsWith(version + bar);
}

/** Reads a coupon code, or null where it is damaged. Says nothing about who signed it. */
export function parseCouponCode(text: string): SignedCouponCode | null {
  const fields = text.length > longestCode ? [] : text.split(bar);
  if (fields.length !== fieldCount || fields[0] !== version) return null;
  const [, keyId = '', couponId = '', templateId = '', memberId = ''] = fields;
  const [nbf = '', exp = '', flags = '', signature = ''] = fields.slice(fieldCount - 4);
  const fromDay = readDay(nbf);
  const toDay = readDay(exp);
  const hasShape =
    shortId.test(keyId) &&
    [couponId, templateId, memberId].every((field) => id.test(field)) &&
    flagsShape.test(flags) &&
    signatureShape.test(signature);
  if (!hasShape || fromDay === null || toDay === null) return null;
  const signedText = text.slice(0, text.lastIndexOf(bar));
  return { keyId, couponId, templateId, memberId, fromDay, toDay, flags, signedText, signature };
}

/** What head office signs. */
export function couponCodeText(code: CouponCode): string {
  const { keyId, couponId, templateId, memberId, fromDay, toDay, flags } = code;
  const days = [fromDay, toDay].map((day) => day.replaceAll('-', ''));
  return [version, keyId, couponId, templateId, memberId, ...days, flags].join(bar);
}

function readDay(text: string): BusinessDate | null {
  const [, year, month, day] = compactDay.exec(text) ?? [];
  return year === undefined ? null : parseBusinessDate(`${year}-${month}-${day}`);
}
