import { isLanAddress } from '../../../src-shared/values/lan-address.ts';
import { busily } from '../../client/busily.ts';
import { type DeviceRoom, sayNo } from './create-device.ts';

/** Opens the settings of the store's LAN as they are. */
export function openLanForm(room: DeviceRoom): void {
  const { lan } = room.store.getState();
  if (lan === null || lan.isFixed) return;
  const lanForm = { listenAt: lan.listenAt ?? '', peers: lan.peers.join(' ') };
  room.store.setState({ form: null, lanForm, notice: null });
}

export function changeLanForm(
  room: DeviceRoom,
  change: { readonly listenAt?: string; readonly peers?: string },
): void {
  const { lanForm } = room.store.getState();
  if (lanForm !== null) room.store.setState({ lanForm: { ...lanForm, ...change }, notice: null });
}

/** The addresses in a line of text. */
export function readPeers(text: string): string[] {
  return text.split(/[\s,，、;；]+/).filter((each) => each !== '');
}

/** Puts the settings into effect; without an own address the LAN is off. */
export function saveLanForm(room: DeviceRoom): Promise<void> {
  const { lanForm } = room.store.getState();
  if (lanForm === null) return Promise.resolve();
  const listenAt = lanForm.listenAt.trim();
  const peers = readPeers(lanForm.peers);
  if ([...(listenAt === '' ? [] : [listenAt]), ...peers].some((each) => !isLanAddress(each))) {
    room.store.setState({ notice: { tone: 'ask', words: room.say('device.form_wrong') } });
    room.sound('ask');
    return Promise.resolve();
  }
  return busily(room, async () => {
    const input = { listenAt: listenAt === '' ? null : listenAt, peers };
    const result = await room.line.call(({ lan }, withSignal) => lan.change(input, withSignal));
    if (result.status !== 'ok') return sayNo(room, result);
    const notice = { tone: 'ok', words: room.say('device.saved') } as const;
    room.store.setState({ lan: result.value, lanForm: null, undo: null, notice });
    room.sound('ok');
  });
}

/** Reads how the LAN stands, now and whenever it has changed; returns how to stop. */
export function followLan(room: DeviceRoom): () => void {
  let isFollowing = true;
  const read = async (): Promise<void> => {
    const result = await room.line.call(({ lan }, withSignal) => lan.state({}, withSignal));
    // What does not answer is said by the list of readers already.
    if (isFollowing && result.status === 'ok') room.store.setState({ lan: result.value });
  };
  void read();
  const stopHearing = room.line.onEvent((event) => {
    if (event.kind === 'devices_changed') void read();
  });
  return () => {
    isFollowing = false;
    stopHearing();
  };
}
