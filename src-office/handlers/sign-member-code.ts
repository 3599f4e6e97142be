import {
  type MemberCode,
  memberCodeKeyByte,
  memberCodePayload,
  memberCodeSignedBytes,
  memberCodeText,
} from '../../src-shared/scan/member-code.ts';
import type { KeyRing } from './key-ring.ts';

/** The whole member code, signed (ID-03). */
export function signMemberCode(keys: KeyRing, code: Omit<MemberCode, 'keyByte'>): string {
  const keyByte = memberCodeKeyByte(keys.signingKeyId());
  const payload = memberCodePayload({ ...code, keyByte });
  return memberCodeText(payload, keys.sign(memberCodeSignedBytes(payload)));
}
