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

export type MemberCodeVerdict =
  | { readonly status: 'genuine'; readonly time: TrustedTime }
  | { readonly status: 'refused'; readonly code: MemberCodeRefusal };

/**
 * Whether head office made a member code for this moment and store (ID-03, ID-05); needs no line. In this order: a key that
 * this till does not have, a signature that is not of that key, then as `decideMemberCode`. Says nothing about whether it was
 * opened before.
 */
export function verifyMemberCode(
  reference: Pick<ReferenceData, 'memberCodeVerifier' | 'trustedTime'>,
  code: SignedMemberCode,
  storeId: string,
): MemberCodeVerdict {
  const forged = findForgery(reference, code);
  if (forged !== null) return { status: 'refused', code: forged };
  const time = reference.trustedTime();
  const sha256 = hash('sha256', storeId, 'buffer');
  const refusal = decideMemberCode(code, { time, storeReference: storeReference(sha256) });
  return refusal === null ? { status: 'genuine', time } : { status: 'refused', code: refusal };
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
