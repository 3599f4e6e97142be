import { describe, expect, test } from 'vitest';
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

/** What is certain, and behind a question mark what may be half a code. */
const saidOf = (frames: readonly SerialFrame[]): string[] =>
  frames.map((frame) => {
    const [text = ''] = textsOf([frame]);
    return frame.kind === 'frame' && frame.isDoubtful ? `?${text}` : text;
  });

describe('lines end at a mark or by a silence', () => {
  test('of a reader that nobody knows the first one by a silence is in doubt, until it shows what it does', () => {
    const cutter = createSerialCutter({ kind: 'lines' });
    expect(cutter.endsBy()).toBe('unknown');
    cutter.push(bytesOf('6901'));
    expect(saidOf(cutter.flush())).toEqual(['?6901']);
    expect(cutter.endsBy()).toBe('silence');
    cutter.push(bytesOf('6902'));
    expect(saidOf(cutter.flush())).toEqual(['6902']);
    expect(saidOf(cutter.push(bytesOf('6903\r6904')))).toEqual(['6903']);
    expect(cutter.endsBy()).toBe('mark');
    expect(saidOf(cutter.flush())).toEqual(['(incomplete 4)']);
  });

  test('what follows half a line up to the next mark is in doubt, and after a second silence is not', () => {
    for (const known of ['unknown', 'mark'] as const) {
      const cutter = createSerialCutter({ kind: 'lines' }, known);
      cutter.push(bytesOf('29000'));
      cutter.flush();
      expect(saidOf(cutter.push(bytesOf('00018\r\n6901\r\n')))).toEqual(['?00018', '6901']);
      cutter.push(bytesOf('29000'));
      cutter.flush();
      cutter.flush();
      expect(saidOf(cutter.push(bytesOf('6902\r\n')))).toEqual(['6902']);
    }
  });

  test('a mark that comes late ends its line, and the next one is certain', () => {
    const cutter = createSerialCutter({ kind: 'lines' });
    cutter.push(bytesOf('6901'));
    cutter.flush();
    expect(cutter.push(bytesOf('\r\n'))).toEqual([]);
    expect(cutter.endsBy()).toBe('mark');
    expect(saidOf(cutter.push(bytesOf('6902\r\n')))).toEqual(['6902']);
  });

  test('two lines in a row without their mark are those of another reader', () => {
    const cutter = createSerialCutter({ kind: 'lines' }, 'mark');
    const scan = (text: string) => {
      cutter.push(bytesOf(text));
      return saidOf([...cutter.flush(), ...cutter.flush()]);
    };
    expect(['6901', '6902', '6903'].map(scan)).toEqual([['(incomplete 4)'], ['?6902'], ['6903']]);
    expect(cutter.endsBy()).toBe('silence');
  });

  test.each([[[0x00]], [[0xff]], [[0xfe]], [[0x07]], [[0xff, 0x00, 0xff]], [[0x1b, 0x7f]]])(
    'noise as of a reader that is switched on is no line and says nothing: %j',
    (noise) => {
      for (const end of [[], [0x0d]]) {
        const cutter = createSerialCutter({ kind: 'lines' });
        expect(cutter.push(Uint8Array.from([...noise, ...end]))).toEqual([]);
        expect(cutter.flush()).toEqual([]);
        expect(cutter.endsBy()).toBe('unknown');
      }
    },
  );

  test('an idle line that breaks right before a code is no part of it', () => {
    const cutter = createSerialCutter({ kind: 'lines' });
    cutter.push(Uint8Array.of(0x00, 0xff));
    expect(saidOf(cutter.push(bytesOf('6901\r')))).toEqual(['6901']);
  });
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

const certain = (frames: readonly SerialFrame[]): string[] =>
  textsOf(frames.filter((frame) => frame.kind === 'frame' && !frame.isDoubtful));

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
    expect(certain(heard)).toEqual(['next']);

    // Half a code of which nothing more comes is over with the second silence.
    const alone = [
      ...cutter.push(bytesOf(whole.slice(0, cutAt))),
      ...cutter.flush(),
      ...cutter.flush(),
      ...cutter.push(bytesOf(frame('again'))),
    ];
    expect(certain(alone)).toEqual(['again']);
  },
);
