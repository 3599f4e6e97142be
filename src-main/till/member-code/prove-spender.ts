import type { SpendProof } from '../../../src-shared/contract/till/spend-proof.ts';
import { codeLifeMs } from '../../../src-shared/domain/member/decide-member-code.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { classifyScan } from '../../../src-shared/scan/classify-scan.ts';
import { memberCodeId, type SignedMemberCode } from '../../../src-shared/scan/member-code.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { identifyMember, isProven, noteWay } from '../identify.ts';
import { operatorId, type SignedIn } from '../session.ts';
import { codeLevelMs } from '../visits.ts';
import { openMemberCode } from './open-member-code.ts';
import { findForgery } from './verify-member-code.ts';

/**
 * null where whoever spends has shown that they may (ID-02): by a PIN, by a fresh code of their phone, or at this screen before.
 * A code that proves one act proves no other; `spendCode` says so where the act is posted.
 */
export async function proveSpender(
  till: ActiveTill,
  session: SignedIn,
  view: MemberView,
  proof: SpendProof | undefined,
): Promise<Refusal | null> {
  if (proof?.kind === 'pin') return identifyMember(till, session, view, proof);
  if (proof?.kind === 'code') {
    const refusal = await checkCode(till, session, view, proof.text);
    const { memberId } = view;
    const operator = operatorId(session.operator);
    const known = refusal === null;
    till.log.info({ by: 'code', operator, memberId, known }, 'a member was identified');
    if (known) noteWay(till, session, memberId, 'code');
    return refusal;
  }
  return isProven(till, session, view.memberId) ? null : refuse('pin_needed');
}

/** Notes which act a code has proved, in the transaction that posts it. */
export function spendCode(till: ActiveTill, proof: SpendProof | undefined, actId: string): void {
  const code = proof?.kind === 'code' ? readCode(proof.text) : null;
  const opened = code === null ? null : till.store.openedCode.find(memberCodeId(code));
  // Where the member was known already, nobody looked at it.
  if (opened?.actId === null) till.store.openedCode.markSpent(opened.codeId, actId);
}

async function checkCode(
  till: ActiveTill,
  session: SignedIn,
  { memberId }: MemberView,
  text: string,
): Promise<Refusal | null> {
  const code = readCode(text);
  if (code === null) return refuse('member_code_unreadable');
  const owner = readMember(till, code.memberId);
  if (isRefused(owner) || owner.memberId !== memberId) return refuse('member_code_other_member');
  if (till.store.openedCode.find(memberCodeId(code)) === null) {
    const openedBy = session.operator.kind === 'pos' ? 'pos' : 'screen';
    const scanned = await openMemberCode(till, code, { openedBy, onlyMemberId: memberId });
    if (scanned.status === 'refused') return refuse(scanned.code);
  }
  return checkOpened(till, session, code);
}

/** A cash register scans first and spends later: the code that it opened still stands for the PIN, once and for a while. */
function checkOpened(till: ActiveTill, session: SignedIn, code: SignedMemberCode): Refusal | null {
  const forged = findForgery(till.reference, code);
  if (forged !== null) return refuse(forged);
  const opened = till.store.openedCode.find(memberCodeId(code));
  const isOwn = opened?.openedBy === (session.operator.kind === 'pos' ? 'pos' : 'screen');
  const { atMs, trust } = till.time.now();
  if (!isOwn || opened.actId !== null) return refuse('member_code_opened');
  if (trust !== 'trusted') return refuse('member_code_needs_pin');
  return atMs - code.issuedAtS * 1000 > codeLifeMs + codeLevelMs
    ? refuse('member_code_expired')
    : null;
}

function readCode(text: string): SignedMemberCode | null {
  const scanned = classifyScan(text, { cardPrefixes: [] });
  return scanned.kind === 'signed_code' ? scanned.code : null;
}
