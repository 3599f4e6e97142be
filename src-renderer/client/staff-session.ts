import { createStore, type StoreApi } from 'zustand/vanilla';
import type { StaffSummary } from '../../src-shared/contract/till/session.ts';
import type { CallResult } from './call-result.ts';
import type { TillLine } from './till-line.ts';

/** Who stands at this screen, or who could. */
export type StaffSession =
  | {
      readonly status: 'signed_out';
      /** `idle`: nobody touched the screen for a while. `line`: the till was out of reach in between. */
      readonly reason: 'start' | 'left' | 'idle' | 'line';
      readonly staff: readonly StaffSummary[];
    }
  | { readonly status: 'signed_in'; readonly who: StaffSummary };

export interface StaffDesk {
  readonly store: StoreApi<StaffSession>;
  signIn(input: { staffId: string; pin: string }): Promise<CallResult<StaffSummary>>;
  /** Signs out here at once and at the till as soon as it hears it. Safe to repeat. */
  signOut(reason: 'left' | 'idle' | 'line'): void;
  readStaff(): Promise<readonly StaffSummary[]>;
}

/** Keeps the session of the staff in step with the line: a lost line is a lost session. */
export function createStaffDesk(line: TillLine): StaffDesk {
  const store = createStore<StaffSession>(() => ({
    status: 'signed_out',
    reason: 'start',
    staff: [],
  }));

  async function readStaff() {
    const result = await line.call(({ session }, withSignal) => session.staff({}, withSignal));
    const staff = result.status === 'ok' ? result.value.staff : [];
    if (store.getState().status === 'signed_out')
      store.setState({ staff } as Partial<StaffSession>);
    return staff;
  }

  function signOut(reason: 'left' | 'idle' | 'line') {
    if (store.getState().status === 'signed_out') return;
    store.setState({ status: 'signed_out', reason, staff: [] }, true);
    if (reason !== 'line') {
      void line.call(({ session }, withSignal) => session.signOut({}, withSignal));
      void readStaff();
    }
  }

  line.onLost(() => signOut('line'));
  line.store.subscribe((now, before) => {
    const session = store.getState();
    // On its first day a till has no staff before head office has sent them.
    const isNobodyKnown = session.status === 'signed_out' && session.staff.length === 0;
    const isNews = now.line !== before.line || (isNobodyKnown && now.till !== before.till);
    if (now.line === 'open' && isNews) void readStaff();
  });

  return {
    store,
    readStaff,
    signOut,
    signIn: async (input) => {
      const result = await line.call(({ session }, withSignal) =>
        session.signIn(input, withSignal),
      );
      if (result.status === 'ok') store.setState({ status: 'signed_in', who: result.value }, true);
      return result;
    },
  };
}
