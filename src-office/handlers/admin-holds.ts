import { decideRelease } from '../../src-shared/domain/office/decide-release.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { listMembersWithHolds, lockWithSurvivors, survivorOf } from '../store/member-store.ts';
import { findHoldDecision, postToLocked } from '../store/office-operation-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';
import { isOwnMember, ownMemberWords } from './own-member.ts';

/** Lists what waits for review (PL-08, FR-23), in the order of the members. */
export function listHoldsHandler(office: OfficeServices) {
  return adminCalls.hold.list.handler(async ({ input }) => {
    const { after = '', limit } = input;
    const rows = await listMembersWithHolds(office.store.database, { after, limit });
    const holds = rows.flatMap(({ stateJson }) => {
      const state = JSON.parse(stateJson) as MemberState; // written by this office
      const { memberId } = state;
      return (state.holds ?? [])
        .filter(({ points }) => points > 0)
        .map(({ holdId, points, reason, sinceMs }) => ({
          memberId,
          holdId,
          points,
          reason,
          sinceMs,
        }));
    });
    return { holds, nextAfter: rows.length < limit ? null : (rows.at(-1)?.memberId ?? null) };
  });
}

/** Grants or refuses a hold. Safe to repeat: the first decision stands, and another one is refused. */
export function decideHoldHandler(office: OfficeServices) {
  return adminCalls.hold.decide.handler(async ({ input, errors }) => {
    const { memberId, holdId, decision, actor, reason } = input;
    const atMs = office.nowMs();
    const businessDate = businessDateAt(atMs);
    const status = await office.store.database.transaction(async (transaction) => {
      const programme = (await office.programmes(transaction)).onDay(businessDate);
      const locked = await lockWithSurvivors(transaction, [memberId]);
      const state = survivorOf(locked, memberId)?.state;
      if (programme === null || state === undefined) return 'not_found';
      const hold = state.holds?.find((each) => each.holdId === holdId && each.points > 0);
      if (hold === undefined) {
        const decided = await findHoldDecision(transaction, state.memberId, holdId);
        if (decided === null) return 'not_found';
        return decided === decision ? 'already_decided' : 'id_reused';
      }
      if (await isOwnMember(transaction, [actor], [memberId])) return 'own_member';
      const body = decideRelease(hold, decision, { programme, businessDate, reason });
      const operation = {
        operationId: office.newId(),
        kind: 'release' as const,
        body,
        memberId: state.memberId,
        atMs,
        businessDate,
        programmeVersion: programme.version,
        actor,
      };
      await postToLocked(transaction, [operation], locked);
      return 'decided';
    });
    if (status === 'not_found') throw errors.not_found({ message: 'Nothing of this id is held.' });
    if (status === 'own_member') throw errors.not_accepted({ message: ownMemberWords });
    if (status === 'id_reused') {
      throw errors.id_reused({ message: 'This was decided otherwise before.' });
    }
    office.changes.notify();
    office.log.info({ memberId, holdId, decision, actor, status }, 'a hold was decided');
    return { status };
  });
}
