import type { ScanResult } from '../../../src-shared/contract/till/scan.ts';
import type { ReaderSetupScan } from '../../../src-shared/contract/till/setup.ts';
import { classifySetupScan, type SetupScan } from '../../../src-shared/scan/classify-setup-scan.ts';
import type { CallResult } from '../../client/call-result.ts';
import { nobodyLookedUp, type ScanTaker, type UnreadScan } from '../../client/scan-desk.ts';
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
      const step = stepOf(room);
      if (step !== 'locked' && step !== 'connect') return await noteTried(room, scan);
      const read = await readAtSetup(room, scan);
      if (read.status !== 'ok') return read;
      const scanned = read.value;
      if (scanned.kind === 'gone') sayRefused(room, scanned.message);
      else if (step === 'locked') takeRecovery(room, scanned);
      else takeActivation(room, scanned);
      return nobodyLookedUp;
    },
    accept: () => {},
    reject: () => sayNotNow(room),
    wait: (isWaiting) => {
      if (isWaiting) say(room, 'scan.waits');
    },
    giveUp: () => say(room, 'scan.given_up'),
    // Where readers are tried the till tells nothing: the log does.
    drop: () => sayRefused(room, room.say('scan.dropped')),
    fail: (result) => sayNo(room, result),
    onChange: (listen) => room.store.subscribe(listen),
  };
}

/** What a scan is to the first run: of a reader of the till that says, by the same rule. */
async function readAtSetup(
  room: SetupRoom,
  scan: UnreadScan,
): Promise<CallResult<ReaderSetupScan>> {
  if (scan.kind === 'text') return { status: 'ok', value: classifySetupScan(scan.text) };
  const { scanId } = scan;
  return await room.line.call(({ setup }, withSignal) => setup.takeScan({ scanId }, withSignal));
}

/** Where readers are tested the log shows every scan; what a reader of the till read stands in it already. */
async function noteTried(room: SetupRoom, scan: UnreadScan): Promise<CallResult<ScanResult>> {
  if (scan.kind === 'offer') return nobodyLookedUp;
  const { text, reader } = scan;
  const result = await room.line.call(({ device }, withSignal) =>
    device.noteScan({ text, reader }, withSignal),
  );
  return result.status === 'ok' ? nobodyLookedUp : result;
}

/** How the way back of a till takes scans: the code of a letter from head office is filled in, all else is refused in words. */
export function readmitScans(room: SetupRoom): ScanTaker {
  return {
    ...setupScans(room),
    policy: () => (room.store.getState().isBusy ? 'queue' : 'accept'),
    lookUp: async (scan) => {
      const read = await readAtSetup(room, scan);
      if (read.status !== 'ok') return read;
      if (read.value.kind === 'gone') sayRefused(room, read.value.message);
      else takeActivation(room, read.value);
      return nobodyLookedUp;
    },
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
  sayRefused(room, room.say(kind === 'payment_code' ? 'setup.scan_payment' : words));
}

function sayRefused(room: SetupRoom, words: string): void {
  room.store.setState({ message: { tone: 'refuse', words } });
  room.sound('refuse');
}

function sayNotNow(room: SetupRoom): void {
  say(room, 'scan.not_now');
}

function say(room: SetupRoom, words: WordKey): void {
  room.store.setState({ message: { tone: 'ask', words: room.say(words) } });
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
    wait: () => {},
    giveUp: () => {},
    drop: () => sayRefused(room, room.say('scan.dropped')),
    fail: () => {},
    onChange: () => () => {},
  };
}
