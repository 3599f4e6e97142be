import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  ConnectOutcome,
  Recovered,
  SetupStep,
} from '../../../src-shared/contract/till/setup.ts';
import { recoveryCodeCharacters } from '../../../src-shared/values/recovery-code.ts';
import { busily } from '../../client/busily.ts';
import type { CallResult, FailedCall, RefusedCall } from '../../client/call-result.ts';
import type { TillLine } from '../../client/till-line.ts';
import { watchDevices } from '../../client/watch-devices.ts';
import type { Sound } from '../../parts/sounds.ts';
import type { Say, WordKey } from '../../parts/words.ts';
import { type SetupState, startState } from './setup-state.ts';

/** What every act of the first run and of the recovery works with. */
export interface SetupRoom {
  readonly store: StoreApi<SetupState>;
  readonly line: TillLine;
  readonly say: Say;
  readonly sound: (sound: Sound) => void;
}

/** Head office may be far away, and a demo builds one first. */
const CONNECT_TIMEOUT_MS = 20_000;
const DEMO_TIMEOUT_MS = 120_000;

export function createSetup(options: {
  readonly line: TillLine;
  readonly say: Say;
  readonly sound: (sound: Sound) => void;
}): SetupRoom {
  return { store: createStore(() => startState), ...options };
}

/** What the till says of its first run. */
export function stepOf(room: SetupRoom): SetupStep {
  return room.line.store.getState().till?.setup ?? 'done';
}

/** From the language to the step at hand. */
export async function leaveLanguage(room: SetupRoom): Promise<void> {
  room.store.setState({ isLanguage: false, message: null });
  if (stepOf(room) !== 'connect') return;
  const result = await room.line.call(({ setup }, withSignal) => setup.read({}, withSignal));
  if (result.status !== 'ok') return sayNo(room, result);
  const { office } = room.store.getState();
  const { officeUrl, canStartDemo } = result.value;
  room.store.setState({ office: office === '' ? officeUrl : office, canStartDemo });
}

const outcomeWords = {
  address_invalid: 'setup.address_invalid',
  office_unreachable: 'setup.office_unreachable',
  not_an_office: 'setup.not_an_office',
  code_unknown: 'setup.code_unknown',
  code_used: 'setup.code_used',
  code_other_store: 'setup.code_other_store',
  terminal_revoked: 'setup.terminal_revoked',
  office_failed: 'setup.office_failed',
} as const satisfies Record<Exclude<ConnectOutcome, 'connected'>, WordKey>;

/** Connects to head office with what was typed. */
export function connect(room: SetupRoom): Promise<void> {
  return busily(room, async () => {
    const { office, activationCode } = room.store.getState();
    if (activationCode.trim() === '') return ask(room, room.say('setup.code_first'));
    const result = await room.line.call(
      ({ setup }, withSignal) => setup.connect({ office, activationCode }, withSignal),
      CONNECT_TIMEOUT_MS,
    );
    takeOutcome(room, result);
  });
}

export function startDemo(room: SetupRoom): Promise<void> {
  return busily(room, async () => {
    room.store.setState({ message: { tone: 'ask', words: room.say('setup.demo_starting') } });
    const result = await room.line.call(
      ({ setup }, withSignal) => setup.startDemo({}, withSignal),
      DEMO_TIMEOUT_MS,
    );
    takeOutcome(room, result);
  });
}

/** Has head office take the till back by the code that was typed. */
export function readmit(room: SetupRoom): Promise<void> {
  return busily(room, async () => {
    const { activationCode } = room.store.getState();
    if (activationCode.trim() === '') return ask(room, room.say('setup.code_first'));
    const result = await room.line.call(
      ({ setup }, withSignal) => setup.readmit({ activationCode }, withSignal),
      CONNECT_TIMEOUT_MS,
    );
    takeOutcome(room, result);
  });
}

/** Neither a code nor what was said of it stays where nobody looks at it. */
export function forgetCode(room: SetupRoom): void {
  room.store.setState({ activationCode: '', message: null });
}

function takeOutcome(room: SetupRoom, result: CallResult<{ readonly status: ConnectOutcome }>) {
  if (result.status !== 'ok') return sayNo(room, result);
  const { status } = result.value;
  if (status !== 'connected') {
    room.store.setState({ message: { tone: 'refuse', words: room.say(outcomeWords[status]) } });
    room.sound('refuse');
    return;
  }
  // The code has done its work.
  forgetCode(room);
  room.sound('ok');
}

/** Fetches the recovery sheet; after the first run by the PIN of a manager. Answers whether it came. */
export async function fetchSheet(
  room: SetupRoom,
  manager?: { readonly staffId: string; readonly pin: string },
): Promise<boolean> {
  const result = await room.line.call(({ setup }, withSignal) =>
    setup.recoverySheet(manager === undefined ? {} : { manager }, withSignal),
  );
  if (result.status === 'ok') {
    room.store.setState({ sheet: result.value, message: null });
    return true;
  }
  sayNo(room, result);
  return false;
}

/** The code must not stay where nobody looks at it. */
export function forgetSheet(room: SetupRoom): void {
  room.store.setState({ sheet: null, message: null });
}

/** The next step, or the one before; the till remembers it. */
export function goToStep(room: SetupRoom, step: 'recovery' | 'readers' | 'done'): Promise<void> {
  return busily(room, async () => {
    const result = await room.line.call(({ setup }, withSignal) =>
      setup.goTo({ step }, withSignal),
    );
    if (result.status !== 'ok') return sayNo(room, result);
    room.store.setState({ message: null });
  });
}

/** Esc: one step back. What is done stays done: from the sheet on it leads to the language only. */
export function stepBack(room: SetupRoom): void {
  const { isLanguage, isBusy } = room.store.getState();
  if (isLanguage || isBusy) return;
  if (stepOf(room) === 'readers') void goToStep(room, 'recovery');
  else room.store.setState({ isLanguage: true, message: null });
}

/** Follows the readers and lets every scan be tried, while their step is seen; returns how to stop. */
export function followReaders(room: SetupRoom): () => void {
  room.store.setState({ seenScanNo: null, list: null, scans: [] });
  const test = (isOn: boolean) =>
    void room.line.call(({ device }, withSignal) => device.test({ isOn }, withSignal));
  test(true);
  const stop = watchDevices(room.line, {
    onList: (list) => room.store.setState({ list }),
    onScans: (scans) => {
      const { seenScanNo, scans: before } = room.store.getState();
      const newest = scans[0];
      room.store.setState({ scans, seenScanNo: seenScanNo ?? newest?.scanNo ?? 0 });
      if (seenScanNo !== null && newest !== undefined && newest.scanNo !== before[0]?.scanNo) {
        room.sound(newest.outcome === 'dropped' ? 'refuse' : 'ok');
      }
    },
    onNo: (result) => sayNo(room, result),
  });
  return () => {
    stop();
    test(false);
  };
}

export function typeRecovery(room: SetupRoom, recoveryText: string): void {
  room.store.setState({ recoveryText, wrongGroupNo: null, message: null });
}

/** Opens the locked till by the code that was typed or scanned. A wrong one changes nothing and stays to be corrected. */
export function recover(room: SetupRoom): Promise<void> {
  return busily(room, async () => {
    const { recoveryText } = room.store.getState();
    const result = await room.line.call(({ setup }, withSignal) =>
      setup.recover({ recoveryCode: recoveryText }, withSignal),
    );
    if (result.status !== 'ok') return sayNo(room, result);
    const recovered = result.value;
    if (recovered.status === 'opened') {
      room.store.setState({ recoveryText: '', wrongGroupNo: null, message: null });
      room.sound('ok');
      return;
    }
    const wrongGroupNo = recovered.status === 'mistyped' ? recovered.groupNo : null;
    const words = wordsOfRecovered(room.say, recovered);
    room.store.setState({ wrongGroupNo, message: { tone: 'refuse', words } });
    room.sound('refuse');
  });
}

function wordsOfRecovered(say: Say, recovered: Exclude<Recovered, { status: 'opened' }>): string {
  switch (recovered.status) {
    case 'incomplete':
      return say('recovery.incomplete', {
        typed: recovered.characters,
        count: recoveryCodeCharacters,
      });
    case 'mistyped':
      return recovered.groupNo === null
        ? say('recovery.mistyped')
        : say('recovery.mistyped_group', { no: recovered.groupNo });
    case 'other_till':
      return say('recovery.other_till');
  }
}

function ask(room: SetupRoom, words: string): void {
  room.store.setState({ message: { tone: 'ask', words } });
  room.sound('ask');
}

export function sayNo(room: SetupRoom, result: RefusedCall | FailedCall): void {
  const words = result.status === 'refused' ? result.message : room.say('setup.no_answer');
  room.store.setState({ message: { tone: 'refuse', words } });
  room.sound('refuse');
}
