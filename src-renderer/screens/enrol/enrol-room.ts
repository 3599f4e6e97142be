import type { StoreApi } from 'zustand/vanilla';
import type { FailedCall, RefusedCall } from '../../client/call-result.ts';
import type { TillLine } from '../../client/till-line.ts';
import type { Sound } from '../../parts/sounds.ts';
import type { Say } from '../../parts/words.ts';
import type { EnrolForm, EnrolState } from './enrol-state.ts';

/** What every act of the enrolment works with. */
export interface EnrolRoom {
  readonly store: StoreApi<EnrolState>;
  readonly line: TillLine;
  readonly say: Say;
  readonly sound: (sound: Sound) => void;
}

export function fill(room: EnrolRoom, change: Partial<EnrolForm>): void {
  const { form, startedAtMs } = room.store.getState();
  room.store.setState({
    form: { ...form, ...change },
    message: null,
    startedAtMs: startedAtMs ?? Date.now(),
  });
}

/** Says no and lets it be heard; everything filled in stays. */
export function sayNo(room: EnrolRoom, result: RefusedCall | FailedCall): void {
  room.store.setState({ message: { tone: 'refuse', words: wordsOfNo(room, result) } });
  room.sound('refuse');
}

export function wordsOfNo(room: EnrolRoom, result: RefusedCall | FailedCall): string {
  if (result.status === 'refused') return result.message;
  return room.say(result.reason === 'unexpected' ? 'call.unexpected' : 'call.unanswered');
}
