import { hash } from 'node:crypto';
import type { TrustedTime } from '../../../src-shared/domain/clock/trust-clock.ts';
import { decideMemberCode } from '../../../src-shared/domain/member/decide-member-code.ts';
import {
  memberCodeSignedBytes,
  type SignedMemberCode,
  storeReference,
} from '../../../src-shared/scan/member-code.ts';
import type { ReferenceData } from '../reference-data.ts';
import type { MemberCodeRefusal } from '../scanned.ts';

/**
 * Whether head office made a member code for this moment and store (ID-03, ID-05), null where it did; needs no line. In this
 * order: a key that this till does not have, a signature that is not of that key, then as `decideMemberCode`. Says nothing
 * about whether it was opened before.
 */
export function verifyMemberCode(
  reference: Pick<ReferenceData, 'memberCodeVerifier'>,
  code: SignedMemberCode,
  { time, storeId }: { readonly time: TrustedTime; readonly storeId: string },
): MemberCodeRefusal | null {
  const sha256 = hash('sha256', storeId, 'buffer');
  return (
    findForgery(reference, code) ??
    decideMemberCode(code, { time, storeReference: storeReference(sha256) })
  );
}

/** null for a code that head office signed, whenever that was; otherwise why one cannot say so. */
export function findForgery(
  reference: Pick<ReferenceData, 'memberCodeVerifier'>,
  { keyByte, payload, signature }: SignedMemberCode,
): MemberCodeRefusal | null {
  const verify = reference.memberCodeVerifier(keyByte);
  if (verify === null) return 'member_code_key_unknown';
  return verify(memberCodeSignedBytes(payload), signature) ? null : 'member_code_forged';
}
