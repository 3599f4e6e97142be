/** A member code of the chain's app that was signed by head office and lives for seconds (ID-03). */
export interface SignedMemberCode {
  /** What head office made, in base45 (RFC 9285): 81 bytes, or 89 with a grant to spend. Says nothing until it is verified. */
  readonly base45: string;
}

const STATIC_CODE = /^M1:([A-Z0-9-]{4,24})$/;
const STAFF_BADGE = /^S1:([\w.:-]{1,64})$/;
const SIGNED_CODE = /^M2:([0-9A-Z $%*+./:-]+)$/;
/** 81 and 89 bytes in base45: three characters for every two bytes, two for a last one. */
const SIGNED_CODE_CHARACTERS: ReadonlySet<number> = new Set([122, 134]);

/**
 * Tells whether a text claims to be a code of the chain's own. The colon belongs to it: boarding passes begin with "M1" and
 * a name.
 */
export function isOwnCode(text: string): boolean {
  return /^(?:M1|M2|S1):/i.test(text);
}

/** The member or card number of a static code `M1:…`; null where the text is none. It proves no more than a card (ID-05). */
export function parseStaticCode(text: string): string | null {
  return STATIC_CODE.exec(text.toUpperCase())?.[1] ?? null;
}

/** The shape of a signed code `M2:…`; null where it is damaged. Who may be trusted is not decided here. */
export function parseSignedMemberCode(text: string): SignedMemberCode | null {
  const base45 = SIGNED_CODE.exec(text)?.[1] ?? '';
  return SIGNED_CODE_CHARACTERS.has(base45.length) ? { base45 } : null;
}

/** Whose badge `S1:…` is; null where the text is none. It names a person and proves nothing: a PIN follows. */
export function parseStaffBadge(text: string): string | null {
  return STAFF_BADGE.exec(text)?.[1] ?? null;
}
