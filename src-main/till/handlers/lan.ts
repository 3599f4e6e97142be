import type { LanState } from '../../../src-shared/contract/till/lan.ts';
import { refuse } from '../../../src-shared/domain/refusal.ts';
import type { Lan } from '../../lan/lan.ts';
import type { TillState } from '../active-till.ts';
import { refusalError } from '../answer.ts';
import type { Implementers } from '../implementer.ts';

const nothing: LanState = {
  status: 'off',
  listenAt: null,
  peers: [],
  isFixed: false,
  neighbours: [],
};

/** The LAN of the store: `state`, and `change` by whoever looks after this machine. */
export function lanHandlers({ keeper }: Implementers, readState: () => TillState) {
  const read = (): Lan | null => {
    const state = readState();
    return state.status === 'active' ? state.till.lan : null;
  };
  return {
    state: keeper.lan.state.handler(() => toldLan(read())),
    change: keeper.lan.change.handler(async ({ input, context }) => {
      const lan = read();
      if (lan === null || lan.state().isFixed) {
        throw refusalError(context.session, refuse('invalid_value', { field: 'listenAt' }));
      }
      await lan.configure(input);
      return toldLan(lan);
    }),
  };
}

function toldLan(lan: Lan | null): LanState {
  if (lan === null) return nothing;
  const { peers, neighbours, ...state } = lan.state();
  return { ...state, peers: [...peers], neighbours: [...neighbours] };
}
