import { classifySetupScan, type SetupScan } from '../../../src-shared/scan/classify-setup-scan.ts';
import { nobodyLookedUp, type ScanTaker } from '../../client/scan-desk.ts';
import type { WordKey } from '../../parts/words.ts';
import { recover, sayNo, type SetupRoom, stepOf, typeRecovery } from './create-setup.ts';

/**
 * How the first run and the recovery take scans: the code of a letter from head office is filled in, that of a recovery sheet
 * is tried at once, and where readers are tested a scan is noted. Everything else is refused in words and kept nowhere.
 * Nobody is looked up.
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
          takeRecovery(room, classifySetupScan(text));
          break;
        case 'connect':
          takeActivation(room, classifySetupScan(text));
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
    reject: () => sayNotNow(room),
    fail: (result) => sayNo(room, result),
    onChange: (listen) => room.store.subscribe(listen),
  };
}

function takeRecovery(room: SetupRoom, scanned: SetupScan): void {
  if (scanned.kind !== 'recovery_code') return refuse(room, scanned, 'recovery.scan_other');
  typeRecovery(room, scanned.code);
  void recover(room);
}

function takeActivation(room: SetupRoom, scanned: SetupScan): void {
  if (scanned.kind !== 'activation_code') return refuse(room, scanned, 'setup.scan_other');
  room.store.setState({ activationCode: scanned.code, message: null });
  room.sound('ok');
}

function refuse(room: SetupRoom, { kind }: SetupScan, words: WordKey): void {
  const said = room.say(kind === 'payment_code' ? 'setup.scan_payment' : words);
  room.store.setState({ message: { tone: 'refuse', words: said } });
  room.sound('refuse');
}

function sayNotNow(room: SetupRoom): void {
  room.store.setState({ message: { tone: 'ask', words: room.say('scan.not_now') } });
  room.sound('ask');
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
    reject: () => sayNotNow(room),
    fail: () => {},
    onChange: () => () => {},
  };
}
