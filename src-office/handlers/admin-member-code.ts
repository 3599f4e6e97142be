import { randomBytes } from 'node:crypto';
import { codeLifeMs } from '../../src-shared/domain/member/decide-member-code.ts';
import { canHaveCode } from '../../src-shared/scan/member-code.ts';
import { memberId as toMemberId } from '../../src-shared/values/ids.ts';
import { findMember, followMerges } from '../store/member-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';
import { rotateKeys } from './rotate-keys.ts';
import { signMemberCode } from './sign-member-code.ts';

/** When a phone asks for the next picture: before the one it shows is too old for a till whose clock runs ahead. */
const refreshAfterMs = 60_000;
/** A code is dead long before; this leaves a wrong clock at head office its time. */
const overlapMs = 86_400_000;

/** A fresh code of a member for the chain's own app (ID-03); every call makes another one. */
export function getMemberCodeHandler(office: OfficeServices) {
  return adminCalls.member.code.handler(async ({ input, errors }) => {
    const { database } = office.store;
    const row = await followMerges(database, await findMember(database, input.memberId));
    if (row === null || !canHaveCode(row.memberId)) {
      throw errors.not_found({ message: 'There is no member of this id who can have a code.' });
    }
    office.log.info({ memberId: row.memberId }, 'a member code was made');
    return makeCode(office, row.memberId);
  });
}

function makeCode(office: OfficeServices, memberId: string) {
  const nowMs = office.nowMs();
  const issuedAtS = Math.floor(nowMs / 1000);
  const code = signMemberCode(office.memberCodeKeys, {
    memberId: toMemberId(memberId),
    issuedAtS,
    nonce: randomBytes(4).readUInt32BE(),
    grant: null,
  });
  const issuedAtMs = issuedAtS * 1000;
  return {
    code,
    issuedAtMs,
    refreshAtMs: issuedAtMs + refreshAfterMs,
    expiresAtMs: issuedAtMs + codeLifeMs,
  };
}

/** Changes the key that signs member codes; tills have the new one already, and get the one after it (ID-03). */
export function rotateMemberCodeKeyHandler(office: OfficeServices) {
  return adminCalls.member.rotateCodeKey.handler(({ input }) => {
    const keyIds = rotateKeys(office, 'memberCodeKeys', input.stolen ? 0 : overlapMs);
    return { keyIds };
  });
}
