import { decideCase, listCases, lockCase } from '../store/case-store.ts';
import { adminCalls } from './admin-calls.ts';
import { disputeWords } from './dispute-words.ts';
import type { OfficeServices } from './office-services.ts';
import { isOwnMember, ownMemberWords } from './own-member.ts';

/** Lists cases in the order they were opened (R115). */
export function listCasesHandler(office: OfficeServices) {
  return adminCalls.case.list.handler(async ({ input }) => {
    const { state, memberId, after, limit } = input;
    const [openedAtMs = '', caseId = ''] = (after ?? '').split(/\.(.*)/s);
    const rows = await listCases(office.store.database, {
      state,
      memberId,
      after:
        after === undefined ? null : { openedAtMs: Math.trunc(Number(openedAtMs)) || 0, caseId },
      limit,
    });
    const last = rows.length < limit ? undefined : rows.at(-1);
    return {
      cases: rows.map(({ personal, ...row }) => ({
        ...row,
        evidence: { ...row.evidence },
        words: disputeWords(personal),
      })),
      nextAfter: last === undefined ? null : `${last.openedAtMs}.${last.caseId}`,
    };
  });
}

/**
 * Decides a case: the first decision stands, and another one is refused. Neither who did it nor whose member it is decides it
 * (R115, PL-17).
 */
export function decideCaseHandler(office: OfficeServices) {
  return adminCalls.case.decide.handler(async ({ input, errors }) => {
    const { caseId, decision, actor, reason } = input;
    const status = await office.store.database.transaction(async (transaction) => {
      const found = await lockCase(transaction, caseId);
      if (found === null) return 'not_found';
      if (found.state !== 'open') return found.state === decision ? 'already_decided' : 'id_reused';
      if (found.operatorId === actor) return 'own_act';
      if (await isOwnMember(transaction, [actor], [found.memberId])) return 'own_member';
      const decidedAtMs = office.nowMs();
      await decideCase(transaction, caseId, {
        state: decision,
        decidedBy: actor,
        decidedAtMs,
        reason,
      });
      return 'decided';
    });
    if (status === 'not_found') throw errors.not_found({ message: 'There is no such case.' });
    if (status === 'own_act')
      throw errors.not_accepted({ message: 'Somebody else has to decide.' });
    if (status === 'own_member') throw errors.not_accepted({ message: ownMemberWords });
    if (status === 'id_reused') {
      throw errors.id_reused({ message: 'This was decided otherwise before.' });
    }
    office.log.info({ caseId, decision, actor, status }, 'a case was decided');
    return { status };
  });
}
