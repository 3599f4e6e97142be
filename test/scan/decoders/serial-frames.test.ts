import { expect, test } from 'vitest';
import {
  createSerialCutter,
  type SerialFrame,
  type SerialFraming,
} from '../../../src-shared/scan/decoders/serial-frames.ts';
import { FRAME_BYTES_MAX } from '../../../src-shared/scan/reader-frame.ts';

const utf8 = new TextDecoder();
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const textsOf = (frames: readonly SerialFrame[]): string[] =>
  frames.map((frame) =>
    frame.kind === 'frame' ? utf8.decode(frame.bytes) : `(${frame.reason} ${frame.frameBytes})`,
  );

const framings: readonly {
  readonly framing: SerialFraming;
  readonly frame: (text: string) => string;
}[] = [
  { framing: { kind: 'lines' }, frame: (text) => `${text}\r\n` },
  { framing: { kind: 'stx_etx' }, frame: (text) => `\u0002${text}\u0003` },
  {
    framing: { kind: 'affixes', prefix: '<<', suffix: '>>' },
    frame: (text) => `<<${text}>>`,
  },
  { framing: { kind: 'affixes', prefix: '', suffix: '$' }, frame: (text) => `${text}$` },
];

test.each(framings)(
  'drops a frame that is too long, says how long it was, and reads the next: $framing',
  ({ framing, frame }) => {
    const cutter = createSerialCutter(framing);
    const longest = 'x'.repeat(FRAME_BYTES_MAX - 2);
    expect(textsOf(cutter.push(bytesOf(frame(longest))))).toEqual([longest]);
    const longer = 'x'.repeat(2 * FRAME_BYTES_MAX);
    expect(textsOf(cutter.push(bytesOf(frame(longer) + frame('B'))))).toEqual([
      `(too_long ${2 * FRAME_BYTES_MAX})`,
      'B',
    ]);
  },
);

test('without prefix and suffix only a silence ends a frame', () => {
  const cutter = createSerialCutter({ kind: 'affixes', prefix: '', suffix: '' });
  expect(cutter.push(bytesOf('A\r\nB'))).toEqual([]);
  expect(textsOf(cutter.flush())).toEqual(['A\r\nB']);
});

test('a silence ends no line of a reader that sends its ends, and does of one that never did', () => {
  const cutter = createSerialCutter({ kind: 'lines' });
  cutter.push(bytesOf('6901'));
  expect(textsOf(cutter.flush())).toEqual(['6901']);
  expect(textsOf(cutter.push(bytesOf('6902\r6903')))).toEqual(['6902']);
  expect(textsOf(cutter.flush())).toEqual(['(incomplete 4)']);
});

test('a length of two bytes that counts the whole frame is read, the longest too', () => {
  const cutter = createSerialCutter({
    kind: 'length',
    start: '',
    lengthBytes: 2,
    lengthCounts: 'frame',
    skipBytes: 0,
    endBytes: 0,
    check: 'none',
  });
  const data = 'x'.repeat(FRAME_BYTES_MAX - 2);
  const frame = Uint8Array.of(FRAME_BYTES_MAX >> 8, FRAME_BYTES_MAX & 0xff, ...bytesOf(data));
  expect(textsOf(cutter.push(frame))).toEqual([data]);
  expect(textsOf(cutter.push(Uint8Array.of(0xff, 0xff)))).toEqual([]);
  expect(textsOf(cutter.flush())).toEqual(['(incomplete 2)']);
});

test.each(framings)(
  'a code that a silence cut in two is no other number, and the next one is whole: $framing',
  ({ framing, frame }) => {
    const cutter = createSerialCutter(framing);
    cutter.push(bytesOf(frame('first')));
    const whole = frame('2900013912345678');
    const cutAt = whole.length - 13;
    const heard = [
      ...cutter.push(bytesOf(whole.slice(0, cutAt))),
      ...cutter.flush(),
      ...cutter.push(bytesOf(whole.slice(cutAt))),
      ...cutter.push(bytesOf(frame('next'))),
    ];
    expect(textsOf(heard.filter(({ kind }) => kind === 'frame'))).toEqual(['next']);

    // Half a code of which nothing more comes is over with the second silence.
    const alone = [
      ...cutter.push(bytesOf(whole.slice(0, cutAt))),
      ...cutter.flush(),
      ...cutter.flush(),
      ...cutter.push(bytesOf(frame('again'))),
    ];
    expect(textsOf(alone.filter(({ kind }) => kind === 'frame'))).toEqual(['again']);
  },
);
