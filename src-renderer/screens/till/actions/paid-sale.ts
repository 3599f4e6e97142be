import { announce, type TillRoom } from '../till-room.ts';

/** Tells whether stored value has paid part of the sale at hand, which must not be left like that; says what to do. */
export function hasPaidOrAsk(room: TillRoom): boolean {
  if (room.store.getState().sale.payments.length === 0) return false;
  const detail = room.say('value.leave_next');
  announce(room, { tone: 'ask', title: room.say('value.leave_first'), detail });
  return true;
}
