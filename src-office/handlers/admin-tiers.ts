import { decideTierGrant } from '../../src-shared/domain/tier/decide-tier-grant.ts';
import { businessDateAt, parseBusinessDate } from '../../src-shared/values/business-date.ts';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';
import { lockWithSurvivors, survivorOf } from '../store/member-store.ts';
import { postToLocked } from '../store/office-operation-store.ts';
import { findStaff } from '../store/staff-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';
import { isOwnMember, ownMemberWords } from './own-member.ts';

/**
 * Gives a member a tier by hand until a day, approved by a second person (TR-05): of those who work in stores a manager; who
 * works at head office alone is its own system's to know. Safe to repeat: the same tier stays.
 */
export function grantTierHandler(office: OfficeServices) {
  return adminCalls.member.grantTier.handler(async ({ input, errors }) => {
    const { memberId, tierCode, reason, approverId, actor } = input;
    const untilDay = parseBusinessDate(input.untilDay);
    if (untilDay === null) throw errors.not_accepted({ message: 'There is no such day.' });
    if (approverId === actor) {
      throw errors.not_accepted({ message: 'A second person has to approve.' });
    }
    const atMs = office.nowMs();
    const businessDate = businessDateAt(atMs);
    const result = await office.store.database.transaction(async (transaction) => {
      const programme = (await office.programmes(transaction)).onDay(businessDate);
      const locked = await lockWithSurvivors(transaction, [memberId]);
      const state = survivorOf(locked, memberId)?.state;
      if (programme === null || state === undefined) return 'not_found';
      if (await isOwnMember(transaction, [actor, approverId], [memberId])) return 'own_member';
      const approver = await findStaff(transaction, approverId);
      if (approver !== null && (approver.role !== 'manager' || approver.status !== 'active')) {
        return 'no_manager';
      }
      const decided = decideTierGrant({
        programme,
        state,
        tierCode,
        untilDay,
        reason,
        approverId,
        businessDate,
      });
      if (decided.status === 'refused') return decided;
      const { tier } = decided;
      const isThere =
        tier.tierCode === state.tierCode &&
        tier.term?.untilDay === state.tierTerm?.untilDay &&
        canonicalJson(tier.term?.cause ?? null) === canonicalJson(state.tierTerm?.cause ?? null);
      if (isThere) return 'already_granted';
      const operation = {
        operationId: office.newId(),
        kind: 'grantTier' as const,
        body: { tier },
        memberId: state.memberId,
        atMs,
        businessDate,
        programmeVersion: programme.version,
        actor,
      };
      await postToLocked(transaction, [operation], locked);
      return 'granted';
    });
    if (result === 'not_found') throw errors.not_found({ message: 'There is no such member.' });
    if (result === 'no_manager') {
      throw errors.not_accepted({ message: 'Who approves must be an active manager.' });
    }
    if (result === 'own_member') throw errors.not_accepted({ message: ownMemberWords });
    if (typeof result !== 'string') {
      const field = result.field === undefined ? '' : ` (${result.field})`;
      throw errors.not_accepted({ message: `The tier was refused: ${result.code}${field}.` });
    }
    office.changes.notify();
    office.log.info({ memberId, tierCode, untilDay, approverId, actor, result }, 'a tier by hand');
    return { status: result };
  });
}
