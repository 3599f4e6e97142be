import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { listMembersWithHolds } from '../store/member-store.ts';
import { adminCalls } from './admin-calls.ts';
import { decideHold } from './decide-hold.ts';
import type { OfficeServices } from './office-services.ts';
import { ownMemberWords } from './own-member.ts';

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
    const status = await decideHold<never>(office, input, () => Promise.resolve(null));
    switch (status) {
      case 'not_found':
        throw errors.not_found({ message: 'Nothing of this id is held.' });
      case 'own_member':
        throw errors.not_accepted({ message: ownMemberWords });
      case 'decided_otherwise':
        throw errors.id_reused({ message: 'This was decided otherwise before.' });
      case 'decided':
      case 'already_decided':
        return { status };
    }
  });
}
