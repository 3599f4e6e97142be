import type { SignedMemberCode } from '../../src-shared/scan/own-codes.ts';
import type { Scanned } from './scanned.ts';

/**
 * Opens a member code that head office signed (ID-03). A till has no key of member codes to verify one with, so every one is
 * refused, in words that say so: a code that was not verified tells nothing of anybody.
 */
export function openSignedCode(_code: SignedMemberCode): Scanned {
  return { status: 'refused', code: 'signed_code_unverified' };
}
