import { announce, goTo, type TillRoom } from '../till-room.ts';
import { askingOf, doneStep, type NextAct } from '../till-state.ts';

/** Asks for the surname or the birthday, and remembers what is to come after it; null where nothing is. */
export function askWho(room: TillRoom, next: NextAct | null): void {
  const { sale, step } = room.store.getState();
  if (sale.member === null) return;
  if (sale.member.isElsewhere === true) {
    // Whoever it is, nothing of them is here (OF-13).
    announce(room, { tone: 'refuse', title: room.say('elsewhere.hint') });
    return;
  }
  const before = askingOf(step)?.before ?? doneStep(step) ?? ({ status: 'sale' } as const);
  goTo(room, { status: 'identify', text: '', message: '', asking: { next, before } });
}

/** The cashier is back at the amount: the question waits, and with it the coupons that were scanned, which is said. */
export function leaveAsking(room: TillRoom): void {
  const { step, sale } = room.store.getState();
  if (step.status !== 'identify') return;
  const { before } = step.asking;
  goTo(room, before);
  if (before.status === 'earned' || sale.scanned.length === 0) return;
  announce(room, { tone: 'ask', title: room.say('coupons.who_first'), stays: true });
}

/** Tells whether the member at the till is known well enough to see what they have; if not, asks for it first (ID-02). */
export function isKnownOrAsk(room: TillRoom, next: NextAct | null): boolean {
  const { member } = room.store.getState().sale;
  if (member === null || member.availablePoints !== null) return true;
  askWho(room, next);
  if (member.isElsewhere !== true) room.sound('ask');
  return false;
}

export function askForMember(room: TillRoom): void {
  announce(room, { tone: 'ask', title: room.say('sale.member_first') });
}
