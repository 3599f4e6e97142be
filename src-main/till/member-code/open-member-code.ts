import type { MemberId } from '../../../src-shared/values/ids.ts';
import { faceOf } from '../../../src-shared/domain/member/member-face.ts';
import {
  grantIdOf,
  memberCodeId,
  type SignedMemberCode,
} from '../../../src-shared/scan/member-code.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { missing } from '../missing-scanned.ts';
import type { MemberCodeRefusal, Scanned, ScannedBy } from '../scanned.ts';
import { verifyMemberCode } from './verify-member-code.ts';

export type OpenedMemberCode =
  | Exclude<Scanned, { readonly status: 'refused' }>
  | { readonly status: 'refused'; readonly code: MemberCodeRefusal };

/** Who opens a code, and for what. */
export interface CodeUse {
  readonly openedBy: ScannedBy;
  /** null: it may be anybody's. */
  readonly onlyMemberId: MemberId | null;
}

/** No clock is so wrong that a code of so long ago could pass for a fresh one. */
const openedKeptMs = 48 * 3_600_000;

/**
 * Opens a member code that head office signed (ID-03): once, at this till and among those of the store that are connected.
 * What it carries is kept to be spent here (ID-04). Until its member is found it stays unopened, so that it can be scanned
 * again when the line is back; so it does where somebody else is asked for.
 */
export async function openMemberCode(
  till: ActiveTill,
  code: SignedMemberCode,
  { openedBy, onlyMemberId }: CodeUse,
): Promise<OpenedMemberCode> {
  const time = till.time.now();
  const { storeId } = till.terminal;
  const refusal = verifyMemberCode(till.reference, code, { time, storeId });
  if (refusal !== null) return { status: 'refused', code: refusal };
  const codeId = memberCodeId(code);
  const opened = { status: 'refused', code: 'member_code_opened' } as const;
  if (till.store.openedCode.find(codeId) !== null) return opened;
  const view = await findOwner(till, code);
  if (view === null) {
    const { memberId } = code;
    const known = till.store.directory.findById(memberId);
    return missing(till, { kind: 'signed_code', code: memberId }, known);
  }
  if (onlyMemberId !== null && view.memberId !== onlyMemberId) {
    return { status: 'refused', code: 'member_code_other_member' };
  }
  const { atMs: openedAtMs, trust } = time;
  if ((await till.lan.openCode(codeId, openedAtMs)) === 'opened') return opened;

  const isFirst = till.store.transaction(() => {
    // Another scan of it may have come while somebody was asked.
    if (till.store.openedCode.find(codeId) !== null) return false;
    const keptSinceMs = openedAtMs - openedKeptMs;
    till.store.openedCode.prune(keptSinceMs);
    till.store.carriedGrant.prune(keptSinceMs);
    till.store.openedCode.insert({ codeId, openedBy, openedAtMs, actId: null });
    if (code.grant !== null) {
      const endsAtS = code.issuedAtS + code.grant.livesS;
      till.store.carriedGrant.keep({
        grantId: grantIdOf(code.memberId, endsAtS),
        memberId: view.memberId,
        points: code.grant.maxPoints,
        endsAtMs: endsAtS * 1000,
      });
    }
    return true;
  });
  if (!isFirst) return opened;
  const { memberId, state, hasPending } = view;
  return {
    status: 'found',
    kind: 'signed_code',
    way: trust === 'trusted' ? 'code' : 'doubtful_code',
    seen: { memberId, face: faceOf(state), hasPending },
  };
}

async function findOwner(
  till: ActiveTill,
  { memberId }: SignedMemberCode,
): Promise<MemberView | null> {
  const here = readMember(till, memberId);
  if (!isRefused(here)) return here;
  if (!till.reference.isOnline()) return null;
  const answer = await till.sync.findMember({ memberId });
  const found = answer.status === 'found' ? readMember(till, answer.memberId) : here;
  return isRefused(found) ? null : found;
}
