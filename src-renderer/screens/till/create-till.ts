import { createStore } from 'zustand/vanilla';
import type { TillLine } from '../../client/till-line.ts';
import type { Sound } from '../../parts/sounds.ts';
import type { Say } from '../../parts/words.ts';
import { refreshMember, sayGoodbye } from './actions/find-member.ts';
import { quoteSoon } from './actions/quote.ts';
import { readStanding } from './actions/standing.ts';
import { refreshWallet } from './actions/value/wallet.ts';
import type { TillRoom } from './till-room.ts';
import { askedMember, startState } from './till-state.ts';

/** Makes the till's screen state. It outlives the screen itself: neither a lock nor F3 loses the sale. */
export function createTill(options: {
  readonly line: TillLine;
  readonly say: Say;
  readonly sound: (sound: Sound) => void;
  readonly newId: (prefix: string) => string;
  readonly who: TillRoom['who'];
}): TillRoom {
  const room: TillRoom = { store: createStore(() => startState), ...options };
  room.store.subscribe(({ sale: { member } }, { sale: { member: before } }) => {
    if (member === before) return;
    // The picture of the next one first.
    setTimeout(() => {
      if (before !== null && before.memberId !== member?.memberId) sayGoodbye(room, before);
      void readStanding(room);
    });
  });
  room.store.subscribe(({ overlay }, { overlay: before }) => {
    const asked = askedMember(before);
    if (asked === null || overlay === before) return;
    // Once it is clear what came of the question: they are taken, asked about again, or have left.
    setTimeout(() => {
      const now = room.store.getState();
      const here = [now.sale.member?.memberId, askedMember(now.overlay)?.memberId];
      if (!here.includes(asked.memberId)) sayGoodbye(room, asked);
    });
  });
  return room;
}

/** Follows changes of the member while the screen is seen; returns how to stop. */
export function followTill(room: TillRoom): () => void {
  // What was hidden by a lock is asked again.
  if (room.store.getState().sale.member !== null) quoteSoon(room);
  return room.line.onEvent((event) => {
    if (event.kind === 'member_changed') void followMember(room, event.memberId);
  });
}

/** Asks for all that is shown of the sale once more, for example since the till speaks another language now. */
export async function askAgain(room: TillRoom): Promise<void> {
  const { member } = room.store.getState().sale;
  if (member !== null) await followMember(room, member.memberId);
}

/** The member is another now, for example since head office knows more: so may be what the sale gives. */
async function followMember(room: TillRoom, memberId: string): Promise<void> {
  await refreshMember(room, memberId);
  await refreshWallet(room);
  const { member, quote } = room.store.getState().sale;
  if (member?.memberId === memberId && quote.status === 'quoted') quoteSoon(room);
}
