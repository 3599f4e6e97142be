import { isMisreadInStoreEan13 } from '../values/ean13.ts';

const STATIC_CODE = /^M1:([A-Z0-9-]{4,24})$/;
const STAFF_BADGE = /^S1:([\w.:-]{1,64})$/;

/**
 * Tells whether a text claims to be a code of the chain's own. The colon belongs to it: boarding passes begin with "M1" and
 * a name.
 */
export function isOwnCode(text: string): boolean {
  return /^(?:M1|M2|S1):/i.test(text);
}

/**
 * The member or card number of a static code `M1:…`; null where the text is none, or its number is an in-store EAN-13 that was
 * misread (ID-01). It proves no more than a card (ID-05).
 */
export function parseStaticCode(text: string): string | null {
  const cardNo = STATIC_CODE.exec(text.toUpperCase())?.[1] ?? null;
  return cardNo !== null && isMisreadInStoreEan13(cardNo) ? null : cardNo;
}

/** Tells a staff badge, whole or damaged, from the chain's other codes. */
export function isStaffBadge(text: string): boolean {
  return /^S1:/i.test(text);
}

/** Whose badge `S1:…` is; null where the text is none. It names a person and proves nothing: a PIN follows. */
export function parseStaffBadge(text: string): string | null {
  return STAFF_BADGE.exec(text)?.[1] ?? null;
}
