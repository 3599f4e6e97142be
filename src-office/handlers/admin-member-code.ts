import { createHash, randomBytes } from 'node:crypto';
import { codeLifeMs } from '../../src-shared/domain/member/decide-member-code.ts';
import { canHaveCode, type CodeGrant, storeReference } from '../../src-shared/scan/member-code.ts';
import { memberId as toMemberId } from '../../src-shared/values/ids.ts';
import { findMember, followMerges } from '../store/member-store.ts';
import { isStoreKnown } from '../store/terminal-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';
import { type ReservedGrant, reserveGrant } from './reserve-grant.ts';
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
    return makeCode(office, row.memberId, null);
  });
}

/**
 * A code that carries points to a store, to be spent there without the line (ID-04): they are kept first. Safe to repeat, see
 * `reserveGrant`: this is also how the next picture is asked for.
 */
export function createMemberCodeHandler(office: OfficeServices) {
  return adminCalls.member.carry.handler(async ({ input, errors }) => {
    const { memberId, storeId, points } = input;
    const { database } = office.store;
    if (!(await isStoreKnown(database, storeId))) {
      throw errors.store_unknown({ message: 'There is no store of this id.' });
    }
    const reserved = await database.transaction((transaction) =>
      reserveGrant(transaction, { memberId, storeId, points }, office.nowMs()),
    );
    if (reserved.status === 'member_unknown') {
      throw errors.not_found({ message: 'There is no member of this id who can have a code.' });
    }
    if (reserved.status === 'too_few_points') {
      const { availablePoints } = reserved;
      const message = `Only ${availablePoints} points of this member are free to be carried now.`;
      throw errors.points_not_available({ message, data: { availablePoints } });
    }
    const { grant } = reserved;
    office.changes.notify();
    office.log.info({ memberId: grant.memberId, storeId, points }, 'points go with a member code');
    return makeCode(office, grant.memberId, grant);
  });
}

function makeCode(office: OfficeServices, memberId: string, grant: ReservedGrant | null) {
  const issuedAtS = Math.floor(office.nowMs() / 1000);
  const code = signMemberCode(office.memberCodeKeys, {
    memberId: toMemberId(memberId),
    issuedAtS,
    nonce: randomBytes(4).readUInt32BE(),
    grant: grant === null ? null : toCodeGrant(grant, issuedAtS),
  });
  const issuedAtMs = issuedAtS * 1000;
  return {
    code,
    issuedAtMs,
    refreshAtMs: issuedAtMs + refreshAfterMs,
    expiresAtMs: issuedAtMs + codeLifeMs,
    grant:
      grant === null
        ? null
        : { storeId: grant.storeId, points: grant.points, endsAtMs: grant.endsAtMs },
  };
}

function toCodeGrant(grant: ReservedGrant, issuedAtS: number): CodeGrant {
  const sha256 = createHash('sha256').update(grant.storeId).digest();
  return {
    maxPoints: grant.points,
    storeReference: storeReference(sha256),
    livesS: grant.endsAtMs / 1000 - issuedAtS,
  };
}

/** Changes the key that signs member codes; tills have the new one already, and get the one after it (ID-03). */
export function rotateMemberCodeKeyHandler(office: OfficeServices) {
  return adminCalls.member.rotateCodeKey.handler(({ input }) => {
    const keyIds = rotateKeys(office, 'memberCodeKeys', input.stolen ? 0 : overlapMs);
    return { keyIds };
  });
}
