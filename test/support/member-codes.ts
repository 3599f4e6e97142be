import { createHash, randomInt } from 'node:crypto';
import { type KeyRing, makeKeyRing, readKeyRing } from '../../src-office/handlers/key-ring.ts';
import { signMemberCode } from '../../src-office/handlers/sign-member-code.ts';
import { type MemberCode, storeReference } from '../../src-shared/scan/member-code.ts';

/** The keys of a head office that lives for a test. */
export function makeTestKeys(): KeyRing {
  return readKeyRing(makeKeyRing(), () => {});
}

/** A code as head office makes it, of now and without a grant where nothing is said. */
export function makeMemberCode(
  keys: KeyRing,
  code: Pick<MemberCode, 'memberId'> & Partial<Omit<MemberCode, 'keyByte'>>,
): string {
  return signMemberCode(keys, {
    issuedAtS: Math.floor(Date.now() / 1000),
    nonce: randomInt(2 ** 32),
    grant: null,
    ...code,
  });
}

/** Of a store's id, as a code names it. */
export function referenceOf(storeId: string): number {
  return storeReference(createHash('sha256').update(storeId).digest());
}
