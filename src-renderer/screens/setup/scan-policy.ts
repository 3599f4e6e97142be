import { nobodyLookedUp, type ScanTaker } from '../../client/scan-desk.ts';
import { recover, sayNo, type SetupRoom, stepOf, typeRecovery } from './create-setup.ts';

/**
 * How the first run and the recovery take scans: the code of a letter from head office is filled in, that of a recovery sheet
 * is tried at once, and where readers are tested a scan is noted. Nobody is looked up.
 */
export function setupScans(room: SetupRoom): ScanTaker {
  return {
    policy: () => {
      const { isLanguage, isBusy } = room.store.getState();
      if (stepOf(room) === 'locked') return isBusy ? 'queue' : 'accept';
      return isLanguage || stepOf(room) === 'recovery' ? 'reject' : 'accept';
    },
    lookUp: async (scan) => {
      // What a reader of the till reads is in its log already; nobody is signed in to be offered it.
      if (scan.kind === 'offer') return nobodyLookedUp;
      const { text, reader } = scan;
      switch (stepOf(room)) {
        case 'locked':
          typeRecovery(room, text);
          void recover(room);
          break;
        case 'connect':
          room.store.setState({ activationCode: text.trim(), message: null });
          break;
        default: {
          const result = await room.line.call(({ device }, withSignal) =>
            device.noteScan({ text, reader }, withSignal),
          );
          if (result.status !== 'ok') return result;
        }
      }
      return nobodyLookedUp;
    },
    accept: () => {},
    reject: () => {},
    fail: (result) => sayNo(room, result),
    onChange: (listen) => room.store.subscribe(listen),
  };
}

/**
 * How the sheet that is shown again takes scans: not at all. A manager stands there with the key of every member on paper;
 * whoever comes meanwhile is scanned at the till.
 */
export function recoveryScans(room: SetupRoom): ScanTaker {
  return {
    policy: () => 'reject',
    lookUp: () => Promise.resolve(nobodyLookedUp),
    accept: () => {},
    reject: () => {
      room.store.setState({ message: { tone: 'ask', words: room.say('scan.not_now') } });
      room.sound('ask');
    },
    fail: () => {},
    onChange: () => () => {},
  };
}
