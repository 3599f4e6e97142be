import type { StoreApi } from 'zustand/vanilla';
import type { StaffSummary } from '../../../src-shared/contract/till/session.ts';
import type { FailedCall, RefusedCall } from '../../client/call-result.ts';
import type { TillLine } from '../../client/till-line.ts';
import type { Sound } from '../../parts/sounds.ts';
import type { Say } from '../../parts/words.ts';
import { isQuestion, type Step, type TillNotice, type TillState } from './till-state.ts';

/** What every act of the till works with. */
export interface TillRoom {
  readonly store: StoreApi<TillState>;
  readonly line: TillLine;
  /** In the language at the time of the act. */
  readonly say: Say;
  readonly sound: (sound: Sound) => void;
  readonly newId: (prefix: string) => string;
  /** Who is signed in at this screen; null: nobody. */
  readonly who: () => StaffSummary | null;
}

/** Shows what came of an act, and lets it be heard. */
export function announce(room: TillRoom, notice: TillNotice): void {
  room.store.setState({ notice });
  room.sound(notice.tone);
}

/** Shows a no, or that nothing is known; the sale stays as it is. */
export function announceNo(room: TillRoom, result: RefusedCall | FailedCall): void {
  announce(room, { tone: 'refuse', title: wordsOfNo(room, result) });
}

/** The words of a no. A call without an answer may be repeated: it carries the same ids. */
export function wordsOfNo(room: TillRoom, result: RefusedCall | FailedCall): string {
  if (result.status === 'refused') return result.message;
  return room.say(result.reason === 'unexpected' ? 'call.unexpected' : 'call.unanswered');
}

/** Closes the dialog that lies over the till, where there is one; a question stays, for nothing but its answer closes it. */
export function closeOverlay({ store }: TillRoom): void {
  const { overlay } = store.getState();
  if (!isQuestion(overlay) && overlay !== 'none') store.setState({ overlay: 'none' });
}

export function goTo(room: TillRoom, step: Step): void {
  room.store.setState({ step, notice: null });
}
