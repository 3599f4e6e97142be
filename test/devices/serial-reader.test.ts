import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { ReaderState } from '../../src-shared/contract/till/till-event.ts';
import type { Reader } from '../../src-main/devices/reader.ts';
import { startSerialReader } from '../../src-main/devices/serial-reader.ts';
import { createQuietLog, type QuietLog } from '../support/quiet-log.ts';
import { plugSerialLine, type SerialLine } from '../support/serial-line.ts';
import { useTempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

interface Seen {
  readonly frames: string[];
  readonly states: ReaderState['state'][];
  readonly quiet: QuietLog;
  readonly reader: Reader;
}

function startReader(
  path: string,
  { onFrame, silenceMs }: { readonly onFrame?: () => void; readonly silenceMs?: number } = {},
): Seen {
  const frames: string[] = [];
  const states: ReaderState['state'][] = [];
  const quiet = createQuietLog();
  const reader = startSerialReader({
    path,
    baudRate: 9600,
    ...(silenceMs === undefined ? {} : { silenceMs }),
    log: quiet.log,
    events: {
      onRead: (read) => {
        frames.push(read.text);
        onFrame?.();
      },
      onStateChanged: ({ state }) => states.push(state),
    },
  });
  onTestFinished(() => reader.stop());
  return { frames, states, quiet, reader };
}

async function plug(folder: string): Promise<SerialLine> {
  const line = await plugSerialLine(folder);
  onTestFinished(() => line.unplug());
  return line;
}

describe('a scanner on a serial port', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await useTempDir('serial');
  });

  it('reads what it sends, whatever it puts at the end', async () => {
    const line = await plug(folder);
    const { frames, states, reader } = startReader(line.tillPath);
    await until('connected', () => reader.state().state === 'connected');
    line.send('6901234567892\r\n2000000000015\rA\n\u{2}framed\u{3}');
    await until('four frames', () => frames.length === 4);
    expect(frames).toEqual(['6901234567892', '2000000000015', 'A', 'framed']);
    expect(states).toEqual(['connected']);
    expect(reader.state()).toEqual({
      readerId: `serial:${line.tillPath}`,
      kind: 'serial',
      path: line.tillPath,
      state: 'connected',
    });
  });

  it('reads a scanner without a suffix by its silence', async () => {
    const line = await plug(folder);
    const { frames, reader } = startReader(line.tillPath);
    await until('connected', () => reader.state().state === 'connected');
    line.send('NOSUFFIX1');
    await until('one frame', () => frames.length === 1);
    line.send('NOSUFFIX2');
    await until('two frames', () => frames.length === 2);
    expect(frames).toEqual(['NOSUFFIX1', 'NOSUFFIX2']);
  });

  it('loses none of 1,000 scans and doubles none', async () => {
    const line = await plug(folder);
    const { frames, reader } = startReader(line.tillPath);
    await until('connected', () => reader.state().state === 'connected');
    const sent = Array.from({ length: 1000 }, (_, index) => `M${String(index).padStart(12, '0')}`);
    for (const [index, code] of sent.entries()) {
      line.send(`${code}\r\n`);
      if (index % 20 === 0) await sleep(1);
    }
    await until('all frames', () => frames.length >= sent.length);
    await sleep(100);
    expect(frames).toEqual(sent);
  });

  it('takes UTF-8 and GB18030, and survives bytes that are neither', async () => {
    const line = await plug(folder);
    const { frames, reader } = startReader(line.tillPath);
    await until('connected', () => reader.state().state === 'connected');
    const utf8 = Buffer.from('会员码\r');
    line.send(utf8.subarray(0, 4));
    await sleep(10);
    line.send(utf8.subarray(4));
    line.send(Buffer.from([0xbb, 0xe1, 0xd4, 0xb1, 0xc2, 0xeb, 0x0d])); // the same in GB18030
    line.send(Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0d]));
    line.send('AFTER\r');
    await until('all frames', () => frames.at(-1) === 'AFTER');
    expect(frames.slice(0, 2)).toEqual(['会员码', '会员码']);
    expect(frames).toHaveLength(4);
  });

  it('drops an endless frame and reads the next', async () => {
    const line = await plug(folder);
    const { frames, quiet, reader } = startReader(line.tillPath);
    await until('connected', () => reader.state().state === 'connected');
    for (let sent = 0; sent < 50; sent += 1) {
      line.send('x'.repeat(1000));
      await sleep(1);
    }
    line.send('\rAFTER\r');
    await until('the next frame', () => frames.length > 0);
    expect(frames).toEqual(['AFTER']);
    expect(quiet.lines.filter(({ level }) => level === 40)).toHaveLength(1);
  });

  it('reads again within two seconds of being plugged in, and glues nothing to half a code', async () => {
    const first = await plug(folder);
    // Longer than any pause of a busy machine between half a code and the pulled cable.
    const { frames, states, quiet, reader } = startReader(first.tillPath, { silenceMs: 5_000 });
    await until('connected', () => reader.state().state === 'connected');
    for (let round = 1; round <= 3; round += 1) {
      const line = round === 1 ? first : await plug(folder);
      await until('connected', () => reader.state().state === 'connected', 2_000);
      line.send(`WHOLE${round}\r`);
      await until('a whole frame', () => frames.length === round);
      line.send('HALF');
      await sleep(5);
      await line.unplug();
      await until('lost', () => reader.state().state === 'lost', 2_000);
    }
    expect(frames).toEqual(['WHOLE1', 'WHOLE2', 'WHOLE3']);
    expect(states).toEqual(['connected', 'lost', 'connected', 'lost', 'connected', 'lost']);
    // Tried many times meanwhile; said once per loss, plus once that the path is gone.
    expect(quiet.lines.filter(({ level }) => level === 40).length).toBeLessThanOrEqual(6);
  });

  it('notices an unplug between two reads, which the port itself never reports', async () => {
    const first = await plug(folder);
    const { frames, reader } = startReader(first.tillPath, {
      onFrame: () => {
        if (frames.length === 1) first.unplugUnseen();
      },
    });
    await until('connected', () => reader.state().state === 'connected');
    first.send('FIRST\r');
    await until('lost', () => reader.state().state === 'lost', 2_000);
    const second = await plug(folder);
    await until('connected', () => reader.state().state === 'connected', 2_000);
    second.send('SECOND\r');
    await until('a second frame', () => frames.length === 2);
    expect(frames).toEqual(['FIRST', 'SECOND']);
  });

  it('waits for a scanner that is not there at the start', async () => {
    const { frames, states, reader } = startReader(`${folder}/scanner`);
    await until('lost', () => reader.state().state === 'lost');
    await sleep(600);
    const line = await plug(folder);
    await until('connected', () => reader.state().state === 'connected', 2_000);
    line.send('FIRST\r');
    await until('a frame', () => frames.length === 1);
    expect(states).toEqual(['lost', 'connected']);
  });

  it('says nothing more once stopped', async () => {
    const line = await plug(folder);
    const { frames, states, reader } = startReader(line.tillPath);
    await until('connected', () => reader.state().state === 'connected');
    await reader.stop();
    await reader.stop();
    line.send('LATE\r');
    await sleep(100);
    expect(frames).toEqual([]);
    expect(states).toEqual(['connected']);
  });
});
