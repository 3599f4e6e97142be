import type { StaffSummary } from '../../../../src-shared/contract/till/session.ts';
import { announceNo, type TillRoom } from '../till-room.ts';

/** Who may approve, never the one who asks (FR-20); null, and said so, when the till does not answer. */
export async function findApprovers(
  room: TillRoom,
  roles: readonly StaffSummary['role'][],
): Promise<readonly StaffSummary[] | null> {
  const staff = await findStaff(room, roles);
  const who = room.who();
  return staff?.filter(({ staffId }) => staffId !== who?.staffId) ?? null;
}

/** Everybody of these roles; null, and said so, when the till does not answer. */
export async function findStaff(
  room: TillRoom,
  roles: readonly StaffSummary['role'][],
): Promise<readonly StaffSummary[] | null> {
  const result = await room.line.call(({ session }, withSignal) => session.staff({}, withSignal));
  if (result.status === 'ok') return result.value.staff.filter(({ role }) => roles.includes(role));
  announceNo(room, result);
  return null;
}
