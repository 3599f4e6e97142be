import type { TillStatus } from '../../src-shared/contract/till/till-event.ts';
import type { TillStore } from '../store/till-store.ts';
import type { TillTime } from '../sync/till-time.ts';
import { listNeighbours } from './neighbours.ts';
import { readCeiling } from './offline-ceiling.ts';
import type { Devices } from './device/devices.ts';
import type { TillState } from './active-till.ts';
import type { Setup } from './setup/setup.ts';

/** Counting a million members takes a while, and nobody reads the number so closely. */
const countEveryMs = 10_000;

const unknownLine = {
  online: false,
  offlineReason: null,
  pendingCount: 0,
  setAsideCount: 0,
  lastSyncAtMs: null,
  replicaAgeMs: null,
} as const;

/** Reads how this till stands, for the state bar of every screen. */
export function statusReader(options: {
  readonly store: TillStore;
  readonly time: TillTime;
  readonly readState: () => TillState;
  readonly setup: () => Pick<Setup, 'step' | 'guide'>;
  readonly devices: () => Pick<Devices, 'states' | 'keyboard'>;
}): () => TillStatus {
  const { store, time, readState, devices, setup } = options;
  const startedAtMs = time.now().atMs;
  let memberCount: number | null = null;
  let countedAtMs = 0;

  /** A count of some of them would pass for all: what is still coming in is not counted, and what has come is counted anew. */
  function countMembers(isWhole: boolean): number | null {
    if (!isWhole) return (memberCount = null);
    if (memberCount !== null && performance.now() - countedAtMs < countEveryMs) return memberCount;
    countedAtMs = performance.now();
    memberCount = store.member.count();
    return memberCount;
  }

  return () => {
    const state = readState();
    const till = state.status === 'active' ? state.till : null;
    const terminal = till?.terminal ?? store.install.read()?.activated ?? null;
    const load = till?.sync.load() ?? null;
    const businessDate = till?.time.now().businessDate;
    const programme =
      businessDate === undefined ? null : (till?.reference.programmeAt(businessDate) ?? null);
    return {
      ...(till?.sync.state() ?? unknownLine),
      clock: time.standing(),
      offlineCeiling: till === null ? null : readCeiling(till),
      neighbours: till === null ? [] : listNeighbours(till),
      offlineSinceMs: till === null ? startedAtMs : till.sync.offlineSinceMs(),
      storeId: terminal?.storeId ?? null,
      storeName: terminal?.storeName ?? '',
      terminalName: terminal?.terminalName ?? '',
      setup: setup().step(),
      demo: setup().guide(),
      stopped: stoppedAs(state.status),
      drain: till?.sync.drain() ?? null,
      load,
      readers: [...devices().states()],
      keyboard: devices().keyboard(),
      programmeVersion: programme?.version ?? null,
      memberCount: countMembers(till !== null && load === null && till.reference.isLoaded()),
    };
  };
}

/** Whichever it is, it means for a counter: no membership here until head office has helped. */
function stoppedAs(status: TillState['status']): TillStatus['stopped'] {
  switch (status) {
    case 'revoked':
      return 'terminal_revoked';
    case 'data_folder_old':
    case 'identity_shared':
    case 'data_folder_changed':
      return status;
    case 'active':
    case 'not_activated':
    case 'activation_refused':
    case 'stopping':
      return null;
  }
}
