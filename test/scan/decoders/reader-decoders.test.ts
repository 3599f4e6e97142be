import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyRead } from '../../../src-shared/scan/classify-scan.ts';
import type { ReaderFrame } from '../../../src-shared/scan/reader-frame.ts';
import {
  type FrameCase,
  type FrameFile,
  readFrameFiles,
  sayFrame,
} from '../../devices/frame-files.ts';
import { decoderOf } from './sample-decoders.ts';

const options = { cardPrefixes: ['VIP', '8008'] };

function decode(file: FrameFile, { acts }: FrameCase): readonly ReaderFrame[] {
  const decoder = decoderOf(file);
  return acts.flatMap((act) =>
    act.kind === 'silence' ? decoder.flush() : decoder.push(act.bytes),
  );
}

describe.each(readFrameFiles())('recorded frames: $name', (file) => {
  test.each(file.cases)('$name', (frameCase) => {
    const frames = decode(file, frameCase);
    expect(frames.map(sayFrame)).toEqual(frameCase.frames);
    const last = frames.at(-1);
    if (frameCase.is === null || last?.kind !== 'read') return;
    const scanned = classifyRead(last.read, options);
    expect(scanned.kind).toBe(frameCase.is);
    // Of what is not the shop's business no digit goes any further (ID-01).
    if (['payment_code', 'bank_card', 'unknown'].includes(scanned.kind))
      expect(JSON.stringify(scanned)).not.toMatch(/\d/);
  });

  test('gives nothing more after it was told of a silence', () => {
    for (const frameCase of file.cases) {
      const decoder = decoderOf(file);
      for (const act of frameCase.acts) if (act.kind === 'send') decoder.push(act.bytes);
      decoder.flush();
      expect(decoder.flush()).toEqual([]);
    }
  });

  test('gives the same frames however a line is cut into pieces, and none of half a report', () => {
    const isSerial = file.reader.startsWith('serial');
    const sent = fc.constantFrom(...file.cases);
    fc.assert(
      fc.property(sent, fc.array(fc.nat(200), { maxLength: 8 }), (frameCase, cuts) => {
        const decoder = decoderOf(file);
        const frames = frameCase.acts.flatMap((act) => {
          if (act.kind === 'silence') return [...decoder.flush()];
          return isSerial ? pushInPieces(decoder, act.bytes, cuts) : [...decoder.push(act.bytes)];
        });
        expect(frames.map(sayFrame)).toEqual(frameCase.frames);
      }),
      { numRuns: 50 },
    );
  });
});

function pushInPieces(
  decoder: ReturnType<typeof decoderOf>,
  bytes: Uint8Array,
  cuts: readonly number[],
): ReaderFrame[] {
  const ends = [...cuts, bytes.length].toSorted((a, b) => a - b);
  let from = 0;
  return ends.flatMap((end) => {
    const piece = bytes.subarray(from, end);
    from = Math.max(from, Math.min(end, bytes.length));
    return [...decoder.push(piece)];
  });
}
