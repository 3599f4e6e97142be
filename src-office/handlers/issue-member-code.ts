import { createHash, randomBytes } from 'node:crypto';
import { codeLifeMs } from '../../src-shared/domain/member/decide-member-code.ts';
import { canHaveCode, type CodeGrant, storeReference } from '../../src-shared/scan/member-code.ts';
import { memberId as toMemberId } from '../../src-shared/values/ids.ts';
import { findMember, followMerges } from '../store/member-store.ts';
import { isStoreKnown } from '../store/terminal-store.ts';
import type { OfficeServices } from './office-services.ts';
import { type ReservedGrant, reserveGrant } from './reserve-grant.ts';
import { tryRevoking } from './store-grants.ts';
import { signMemberCode } from './sign-member-code.ts';

/** When a phone asks for the next picture: before the one it shows is too old for a till whose clock runs ahead. */
const refreshAfterMs = 60_000;

/** A code for a member's phone, and what it carries. */
export interface IssuedCode {
  readonly code: string;
  readonly issuedAtMs: number;
  readonly refreshAtMs: number;
  readonly expiresAtMs: number;
  readonly grant: Pick<ReservedGrant, 'storeId' | 'points' | 'endsAtMs'> | null;
}

/** Makes a fresh code of a member (ID-03); every call makes another one. null where there is no such member. */
export async function issueMemberCode(
  office: OfficeServices,
  memberId: string,
): Promise<IssuedCode | null> {
  const { database } = office.store;
  const row = await followMerges(database, await findMember(database, memberId));
  if (row === null || !canHaveCode(row.memberId)) return null;
  office.log.info({ memberId: row.memberId }, 'a member code was made');
  return makeCode(office, row.memberId, null);
}

/** Makes a code that carries points to a store (ID-04): they are kept first. Safe to repeat, see `reserveGrant`. */
export async function issueCarryingCode(
  office: OfficeServices,
  wish: { readonly memberId: string; readonly storeId: string; readonly points: number },
): Promise<
  | { readonly status: 'issued'; readonly issued: IssuedCode }
  | { readonly status: 'member_unknown' | 'store_unknown' }
  | { readonly status: 'too_few_points'; readonly availablePoints: number }
> {
  const { database } = office.store;
  if (!(await isStoreKnown(database, wish.storeId))) return { status: 'store_unknown' };
  const reserved = await tryRevoking(
    office,
    (mayRevoke) =>
      database.transaction((transaction) =>
        reserveGrant(transaction, { ...wish, mayRevoke }, office.nowMs()),
      ),
    ({ status }) => status === 'too_few_points',
  );
  if (reserved.status !== 'reserved') return reserved;
  const { grant } = reserved;
  const { memberId, storeId, points } = grant;
  office.changes.notify();
  office.log.info({ memberId, storeId, points }, 'points go with a member code');
  return { status: 'issued', issued: makeCode(office, memberId, grant) };
}

function makeCode(
  office: OfficeServices,
  memberId: string,
  grant: ReservedGrant | null,
): IssuedCode {
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
