import { decideRelease } from '../../src-shared/domain/office/decide-release.ts';
import type { Hold } from '../../src-shared/domain/office/office-operation.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { Queryable } from '../store/database.ts';
import { lockWithSurvivors, survivorOf } from '../store/member-store.ts';
import { findHoldDecision, postToLocked } from '../store/office-operation-store.ts';
import type { OfficeServices } from './office-services.ts';
import { isOwnMember } from './own-member.ts';

export interface HoldDecision {
  readonly memberId: string;
  readonly holdId: string;
  readonly decision: 'granted' | 'refused';
  /** Who decides. */
  readonly actor: string;
  readonly reason: string;
}

/**
 * Grants or refuses points that wait for review (FR-23), as an act of head office. Safe to repeat: the first decision stands,
 * and another one is refused. Nobody decides about their own membership (PL-17); `mayDecide` says what else stands in the
 * way of who asks, null for nothing.
 */
export async function decideHold<Objection extends string>(
  office: OfficeServices,
  { memberId, holdId, decision, actor, reason }: HoldDecision,
  mayDecide: (transaction: Queryable, hold: Hold) => Promise<Objection | null>,
): Promise<
  'decided' | 'already_decided' | 'decided_otherwise' | 'not_found' | 'own_member' | Objection
> {
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
      return decided === decision ? 'already_decided' : 'decided_otherwise';
    }
    if (await isOwnMember(transaction, [actor], [memberId])) return 'own_member';
    const objection = await mayDecide(transaction, hold);
    if (objection !== null) return objection;
    const operation = {
      operationId: office.newId(),
      kind: 'release' as const,
      body: decideRelease(hold, decision, { programme, businessDate, reason }),
      memberId: state.memberId,
      atMs,
      businessDate,
      programmeVersion: programme.version,
      actor,
    };
    await postToLocked(transaction, [operation], locked);
    return 'decided';
  });
  if (status === 'decided') office.changes.notify();
  office.log.info({ memberId, holdId, decision, actor, status }, 'a hold was decided');
  return status;
}
