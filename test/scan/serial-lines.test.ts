import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createLineDecoder,
  SERIAL_FRAME_BYTES_MAX,
  type SerialFrame,
} from '../../src-shared/scan/decoders/serial-lines.ts';

const utf8 = new TextDecoder();

function decodeUtf8(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function textsOf(frames: readonly SerialFrame[]): string[] {
  return frames.map((frame) => (frame.kind === 'frame' ? frame.text : `(${frame.frameBytes})`));
}

test.each([
  ['CR', 'A\rB\r'],
  ['LF', 'A\nB\n'],
  ['CR LF', 'A\r\nB\r\n'],
  ['STX and ETX', '\u0002A\u0003\u0002B\u0003'],
  ['a mixture', '\r\n\u0002A\u0003\r\nB\n\r'],
])('cuts frames at %s and skips empty ones', (_, sent) => {
  expect(textsOf(createLineDecoder(decodeUtf8).push(bytesOf(sent)))).toEqual(['A', 'B']);
});

test('puts a character together that came in two halves', () => {
  const decoder = createLineDecoder(decodeUtf8);
  const bytes = bytesOf('张\r');
  expect(decoder.push(bytes.subarray(0, 1))).toEqual([]);
  expect(textsOf(decoder.push(bytes.subarray(1)))).toEqual(['张']);
});

test('leaves GB18030 characters whole for the given decoder', () => {
  const decodeGb = (bytes: Uint8Array): string => new TextDecoder('gb18030').decode(bytes);
  const decoder = createLineDecoder(decodeGb);
  expect(textsOf(decoder.push(Uint8Array.of(0xd5, 0xc5, 0xc8, 0xfd, 0x0d)))).toEqual(['张三']);
});

test('ends a frame by silence once', () => {
  const decoder = createLineDecoder(decodeUtf8);
  expect(decoder.push(bytesOf('6901'))).toEqual([]);
  expect(textsOf(decoder.flush())).toEqual(['6901']);
  expect(decoder.flush()).toEqual([]);
});

test('drops a frame that is too long, says how long it was, and reads the next', () => {
  const decoder = createLineDecoder(decodeUtf8);
  const whole = 'x'.repeat(SERIAL_FRAME_BYTES_MAX);
  expect(textsOf(decoder.push(bytesOf(`${whole}\r${whole}y\rB\r`)))).toEqual([
    whole,
    '(4097)',
    'B',
  ]);
  decoder.push(bytesOf(`${whole}${whole}`));
  expect(textsOf(decoder.flush())).toEqual(['(8192)']);
});

test('gives the same frames however the bytes are chunked', () => {
  const piece = fc.constantFrom(
    '\r',
    '\n',
    '\r\n',
    '\u0002',
    '\u0003',
    'VIP1',
    '张',
    'x'.repeat(3000),
  );
  const sent = fc.array(piece, { maxLength: 30 }).map((pieces) => bytesOf(pieces.join('')));
  fc.assert(
    fc.property(sent, fc.array(fc.nat(40_000)), (bytes, cuts) => {
      const whole = createLineDecoder(decodeUtf8);
      const expected = [...whole.push(bytes), ...whole.flush()];

      const chunked = createLineDecoder(decodeUtf8);
      const ends = [...cuts, bytes.length].toSorted((a, b) => a - b);
      let from = 0;
      const frames = ends.flatMap((end) => {
        const chunk = bytes.subarray(from, end);
        from = Math.max(from, Math.min(end, bytes.length));
        return chunked.push(chunk);
      });
      expect([...frames, ...chunked.flush()]).toEqual(expected);
    }),
  );
});
