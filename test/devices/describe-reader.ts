import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  type PortReaderKind,
  type ReaderSettings,
  readerSettingsSchema,
} from '../../src-shared/contract/till/reader-settings.ts';
import { type FrameAct, type FrameFile, readFrameFiles } from './frame-files.ts';
import { type HeardReaders, recoveryMs } from './reader-rig.ts';

/** A reader in a socket. */
export interface Plugged {
  send(bytes: Uint8Array): void;
  unplug(): void | Promise<void>;
}

/** One way to have readers of a kind: a bench in this process, a pair of pseudo-terminals, a virtual machine. */
export interface ReaderRig {
  /** Whether a kernel of Linux stands between the reader and the till. */
  readonly hasKernel: boolean;
  /** Starts the readers of a till; the settings hold for every reader that is plugged in. */
  start(settings: ReaderSettings): Promise<HeardReaders>;
  /** Plugs a reader of the same make into a socket: again, or beside another. */
  plug(socket: 1 | 2): Promise<Plugged>;
}

/** What a kind of reader sends, whatever it is plugged into. */
export interface ReaderMake {
  readonly kind: PortReaderKind;
  readonly settings: ReaderSettings;
  /** What a HID reader says of its reports. */
  readonly descriptor: readonly number[] | null;
  /** The whole of a scan. */
  readonly send: (number: string) => readonly Uint8Array[];
  /** The first part of one; null where a scan is one piece. */
  readonly half: ((number: string) => Uint8Array) | null;
  /** What is heard of it. */
  readonly heard: (number: string) => string;
}

const numberOf = (index: number): string => (10_000_000 + index).toString(16).toUpperCase();
/** Longer than two silences of any reader: half a code is over by then. */
const silenceMs = 900;

/** What every reader has to do, by whatever it is plugged in: one suite for all kinds (issue C). */
export function describeReader(
  make: ReaderMake,
  createRigFor: (descriptor: readonly number[] | null) => Promise<ReaderRig>,
): void {
  const { kind, settings, send, half, heard } = make;
  const createRig = () => createRigFor(make.descriptor);
  const scan = (plugged: Plugged, number: string): void => {
    for (const bytes of send(number)) plugged.send(bytes);
  };

  describe(kind, () => {
    test('reads scans one after another and two at once, each once', async () => {
      const rig = await createRig();
      const one = await rig.plug(1);
      const till = await rig.start(settings);
      await till.reached('connected');
      const numbers = Array.from({ length: 200 }, (_, index) => numberOf(index));
      for (const number of numbers) scan(one, number);
      await till.heardCount(numbers.length);
      await sleep(50);
      expect(till.heard()).toEqual(numbers.map(heard));
      expect(till.only()).toMatchObject({ kind, state: 'connected', problem: null });
    });

    test('is lost when it is pulled and back when it is plugged in, within two seconds, and nothing is glued', async () => {
      const rig = await createRig();
      const till = await rig.start(settings);
      for (let round = 1; round <= 2; round += 1) {
        const plugged = await rig.plug(1);
        await till.reached('connected', recoveryMs);
        scan(plugged, numberOf(round));
        await till.heardCount(round);
        if (half !== null) plugged.send(half('ABCDEF'));
        await sleep(5);
        await plugged.unplug();
        await till.reached('lost', recoveryMs);
      }
      await sleep(silenceMs);
      expect(till.heard()).toEqual([1, 2].map((round) => heard(numberOf(round))));
      expect(till.states.filter((state) => state !== 'connecting').slice(-4)).toEqual([
        'connected',
        'lost',
        'connected',
        'lost',
      ]);
      expect(till.only().problem).toBe('gone');
      // Tried many times meanwhile; said once per loss, and once more that it is gone.
      expect(till.quiet.lines.filter(({ level }) => level >= 40).length).toBeLessThanOrEqual(4);
    });

    test('is told apart from another of the same make', async () => {
      const rig = await createRig();
      const first = await rig.plug(1);
      const second = await rig.plug(2);
      const till = await rig.start(settings);
      await expect.poll(() => till.readers.list().filter(isConnected).length).toBe(2);
      const [left, right] = till.readers.list().map(({ readerId }) => readerId);
      expect(left).not.toBe(right);
      scan(first, numberOf(1));
      scan(second, numberOf(2));
      scan(first, numberOf(3));
      await till.heardCount(3);
      const byReader = [left, right].map((readerId) => till.heard(readerId));
      expect(byReader).toContainEqual([numberOf(1), numberOf(3)].map(heard));
      expect(byReader).toContainEqual([heard(numberOf(2))]);

      // One is pulled and plugged in again: each is still who it was.
      await first.unplug();
      await expect.poll(() => till.readers.list().filter(isConnected).length).toBe(1);
      const again = await rig.plug(1);
      await expect.poll(() => till.readers.list().filter(isConnected).length).toBe(2);
      scan(again, numberOf(4));
      await till.heardCount(4);
      expect(till.readers.list()).toHaveLength(2);
      expect([left, right].map((readerId) => till.heard(readerId))).toContainEqual(
        [numberOf(1), numberOf(3), numberOf(4)].map(heard),
      );
    });

    test('is left alone while it is off, and is there again when it is on', async () => {
      const rig = await createRig();
      const one = await rig.plug(1);
      const till = await rig.start(settings);
      await till.reached('connected');
      const { readerId } = till.only();
      till.settings.set(readerId, { ...settings, use: 'off' });
      await till.readers.settingsChanged(readerId);
      expect(till.only().state).toBe('off');
      scan(one, numberOf(1));
      await sleep(50);
      till.settings.set(readerId, settings);
      await till.readers.settingsChanged(readerId);
      await till.reached('connected');
      scan(one, numberOf(2));
      await expect.poll(() => till.heard().at(-1)).toBe(heard(numberOf(2)));
    });

    test('says nothing more once it is stopped', async () => {
      const rig = await createRig();
      const one = await rig.plug(1);
      const till = await rig.start(settings);
      await till.reached('connected');
      await till.readers.stop();
      await till.readers.stop();
      const states = [...till.states];
      scan(one, numberOf(1));
      await sleep(50);
      expect(till.heard()).toEqual([]);
      expect(till.states).toEqual(states);
    });
  });

  test.each(readFrameFiles().filter(({ reader }) => reader === kind))(
    'recorded frames come through: $name',
    async (file) => {
      const rig = await createRigFor(descriptorOf(file));
      const one = await rig.plug(1);
      const till = await rig.start(settingsOf(file));
      await till.reached('connected');
      const expected: string[] = [];
      for (const { acts, frames, isKeptByLinux } of file.cases) {
        await play(one, acts);
        if (!(rig.hasKernel && isKeptByLinux)) expected.push(...frames);
        await till.heardCount(expected.length);
      }
      expect(till.heard()).toEqual(expected);
    },
  );
}

async function play(reader: Plugged, acts: readonly FrameAct[]): Promise<void> {
  for (const act of acts) {
    if (act.kind === 'send') reader.send(act.bytes);
    else await sleep(silenceMs);
  }
}

function isConnected({ state }: { readonly state: string }): boolean {
  return state === 'connected';
}

interface FileSettings {
  readonly descriptor?: string;
  readonly coding?: string;
  readonly framing?: unknown;
  readonly contents?: { readonly uid?: unknown };
}

/** The settings of a reader that sends what a file holds. */
function settingsOf({ reader, settings }: FrameFile): ReaderSettings {
  const { coding, framing, contents } = settings as FileSettings;
  return readerSettingsSchema.parse({
    kind: reader,
    coding,
    framing,
    uid: contents?.uid,
    // Between two pieces of one code a busy machine pauses too.
    line: { silenceMs: silenceMs / 3 },
  });
}

function descriptorOf({ settings }: FrameFile): readonly number[] | null {
  const { descriptor } = settings as FileSettings;
  return descriptor === undefined ? null : [...Buffer.from(descriptor, 'hex')];
}
