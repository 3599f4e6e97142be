import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DeviceList, ScanLogEntry } from '../../../src-shared/contract/till/device.ts';
import type { ReaderSettings } from '../../../src-shared/contract/till/reader-settings.ts';
import { busily } from '../../client/busily.ts';
import type { FailedCall, RefusedCall } from '../../client/call-result.ts';
import { saveFile } from '../../client/save-file.ts';
import type { TillLine } from '../../client/till-line.ts';
import { watchDevices } from '../../client/watch-devices.ts';
import type { Sound } from '../../parts/sounds.ts';
import type { Say } from '../../parts/words.ts';
import { type DeviceState, type SettingsUndo, startState } from './device-state.ts';
import { usualSerial } from './usual-settings.ts';

/** What every act of the device page works with. */
export interface DeviceRoom {
  readonly store: StoreApi<DeviceState>;
  readonly line: TillLine;
  readonly say: Say;
  readonly sound: (sound: Sound) => void;
}

export function createDevice(options: {
  readonly line: TillLine;
  readonly say: Say;
  readonly sound: (sound: Sound) => void;
}): DeviceRoom {
  return { store: createStore(() => startState), ...options };
}

/** Follows the readers while the page is seen; returns how to stop, which also ends a test. */
export function followDevices(room: DeviceRoom): () => void {
  room.store.setState(startState, true);
  const stop = watchDevices(room.line, {
    onList: (list) => room.store.setState({ list }),
    onScans: (scans) => takeScans(room, scans),
    onNo: (result) => sayNo(room, result),
  });
  return () => {
    stop();
    if (isTesting(room.store.getState().list)) {
      void room.line.call(({ device }, withSignal) => device.test({ isOn: false }, withSignal));
    }
  };
}

function takeScans(room: DeviceRoom, scans: readonly ScanLogEntry[]): void {
  const { seenScanNo, scans: before } = room.store.getState();
  const newest = scans[0];
  room.store.setState({ scans, seenScanNo: seenScanNo ?? newest?.scanNo ?? 0 });
  if (seenScanNo === null || newest === undefined || newest.scanNo === before[0]?.scanNo) return;
  room.sound(newest.outcome === 'dropped' ? 'refuse' : 'ok');
}

/** Whether a test runs, in which scans of readers go to this page only. */
export function isTesting(list: DeviceList | null): boolean {
  return (list?.test.endsAtMs ?? null) !== null;
}

/** Whether scanners that type are switched off: then a scan of one is typing. */
export function isKeyboardOff(list: DeviceList | null): boolean {
  return list?.readers.some(({ kind, state }) => kind === 'keyboard' && state === 'off') ?? false;
}

/** Begins a test, or ends it. */
export function toggleTest(room: DeviceRoom): Promise<void> {
  return busily(room, async () => {
    const isOn = !isTesting(room.store.getState().list);
    const result = await room.line.call(({ device }, withSignal) =>
      device.test({ isOn }, withSignal),
    );
    if (result.status !== 'ok') return sayNo(room, result);
    const { list } = room.store.getState();
    if (list !== null) room.store.setState({ list: { ...list, test: result.value }, notice: null });
  });
}

/** Opens the settings of a reader, or the usual ones of a scanner for a free port. */
export function openForm(room: DeviceRoom, readerId: string, name: string): void {
  const { list } = room.store.getState();
  const reader = list?.readers.find((each) => each.readerId === readerId);
  const port = list?.freePorts.find((each) => each.readerId === readerId);
  const place = reader?.place ?? port?.place;
  if (place === undefined) return;
  room.store.setState({
    lanForm: null,
    form: {
      readerId,
      name,
      place,
      isNew: reader === undefined,
      isFixed: reader?.isFixed ?? false,
      isGone: reader?.problem === 'gone',
      settings: reader?.settings ?? usualSerial,
      wrong: [],
    },
    notice: null,
  });
}

export function changeForm(room: DeviceRoom, settings: ReaderSettings): void {
  const { form } = room.store.getState();
  if (form !== null) room.store.setState({ form: { ...form, settings }, notice: null });
}

/** Notes whether the text of a field can be read. */
export function markField(room: DeviceRoom, field: string, isWrong: boolean): void {
  const { form } = room.store.getState();
  if (form === null) return;
  const others = form.wrong.filter((each) => each !== field);
  room.store.setState({ form: { ...form, wrong: isWrong ? [...others, field] : others } });
}

/** Puts the settings into effect. What was before can be brought back. */
export function saveForm(room: DeviceRoom): Promise<void> {
  const { form } = room.store.getState();
  if (form === null) return Promise.resolve();
  if (form.wrong.length > 0) {
    room.store.setState({ notice: { tone: 'ask', words: room.say('device.form_wrong') } });
    room.sound('ask');
    return Promise.resolve();
  }
  const done = room.say(form.isNew ? 'device.added' : 'device.saved');
  return put(room, { readerId: form.readerId, settings: form.settings }, done);
}

/** Takes the settings of the reader at hand away: as it was found, or no reader any more. */
export function forgetReader(room: DeviceRoom): Promise<void> {
  const { form } = room.store.getState();
  if (form === null || form.isNew) return Promise.resolve();
  return put(room, { readerId: form.readerId, settings: null }, room.say('device.was_reset'));
}

/** Takes the last change back, once. */
export function undoSettings(room: DeviceRoom): Promise<void> {
  const { undo } = room.store.getState();
  return undo === null ? Promise.resolve() : put(room, undo, room.say('device.undone'));
}

function put(room: DeviceRoom, wanted: SettingsUndo, done: string): Promise<void> {
  return busily(room, async () => {
    const { readerId, settings } = wanted;
    const { list, undo: lastUndo } = room.store.getState();
    const before = list?.readers.find((reader) => reader.readerId === readerId);
    const result = await room.line.call(({ device }, withSignal) =>
      settings === null
        ? device.forget({ readerId }, withSignal)
        : device.change({ readerId, settings }, withSignal),
    );
    if (result.status !== 'ok') return sayNo(room, result);
    const undo = wanted === lastUndo ? null : { readerId, settings: before?.settings ?? null };
    room.store.setState({
      list: result.value,
      form: null,
      undo,
      notice: { tone: 'ok', words: done },
    });
    room.sound('ok');
  });
}

/** Gives support a file of everything about the readers, without personal data. */
export function exportDevices(room: DeviceRoom, page: Window): Promise<void> {
  return busily(room, async () => {
    const result = await room.line.call(({ device }, withSignal) => device.export({}, withSignal));
    if (result.status !== 'ok') return sayNo(room, result);
    saveFile(page, result.value);
    const words = room.say('device.exported', { file: result.value.fileName });
    room.store.setState({ notice: { tone: 'ok', words } });
  });
}

/** Esc: from settings to the page; answers false where there is nothing to leave. */
export function leaveForm(room: DeviceRoom): boolean {
  const { form, lanForm } = room.store.getState();
  if (form === null && lanForm === null) return false;
  room.store.setState({ form: null, lanForm: null, notice: null });
  return true;
}

export function sayNo(room: DeviceRoom, result: RefusedCall | FailedCall): void {
  const words =
    result.status === 'refused'
      ? result.message
      : room.say(result.reason === 'unexpected' ? 'call.unexpected' : 'call.unanswered');
  room.store.setState({ notice: { tone: 'refuse', words } });
  room.sound('refuse');
}
