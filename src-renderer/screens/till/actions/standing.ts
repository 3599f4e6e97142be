import type { TillRoom } from '../till-room.ts';

/**
 * Reads what the member of the sale has reached, once their face is in sight: a call of its own, so that a scan waits for no
 * more than the face. Of a member who is not known nothing is kept (ID-02).
 */
export async function readStanding(room: TillRoom): Promise<void> {
  const { member } = room.store.getState().sale;
  if (member === null || member.availablePoints === null) {
    if (room.store.getState().standing !== null) room.store.setState({ standing: null });
    return;
  }
  const { memberId } = member;
  const result = await room.line.call((client, withSignal) =>
    client.member.standing({ memberId }, withSignal),
  );
  // Somebody else stands there by now, or the question was asked again.
  if (room.store.getState().sale.member !== member) return;
  room.store.setState({ standing: result.status === 'ok' ? { ...result.value, memberId } : null });
}
