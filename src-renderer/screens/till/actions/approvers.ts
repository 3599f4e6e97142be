import type { StaffSummary } from '../../../../src-shared/contract/till/session.ts';
import { announceNo, type TillRoom } from '../till-room.ts';

/** Who may approve, never the one who asks (FR-20); null, and said so, when the till does not answer. */
export async function findApprovers(
  room: TillRoom,
  roles: readonly StaffSummary['role'][],
): Promise<readonly StaffSummary[] | null> {
  const result = await room.line.call(({ session }, withSignal) => session.staff({}, withSignal));
  if (result.status !== 'ok') {
    announceNo(room, result);
    return null;
  }
  const who = room.who();
  return result.value.staff.filter(
    ({ staffId, role }) => roles.includes(role) && staffId !== who?.staffId,
  );
}
