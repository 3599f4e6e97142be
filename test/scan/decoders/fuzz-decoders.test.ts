import { describe, expect, test } from 'vitest';
import { classifyRead } from '../../../src-shared/scan/classify-scan.ts';
import { FRAME_BYTES_MAX, type ReaderFrame } from '../../../src-shared/scan/reader-frame.ts';
import { formatMemberNo } from '../../../src-shared/values/member-no.ts';
import { type FrameFile, readFrameFiles } from '../../devices/frame-files.ts';
import { decoderOf } from './sample-decoders.ts';

/** For each kind of reader; `FRAMES=1000000` is what the promise says. */
const frameCount = Number(process.env['FRAMES'] ?? 100_000);
const options = { cardPrefixes: ['VIP', '8008'] };

/** Whoever is a member of the chain; no number of theirs is in a recorded frame. */
const members: ReadonlySet<string> = new Set<string>(
  Array.from({ length: 20_000 }, (_, counter) => formatMemberNo({ installNo: 77, counter })),
);

const files = readFrameFiles();
const kinds = [...new Set(files.map(({ reader }) => reader))];

describe.each(kinds)('%s', (kind) => {
  const own = files.filter(({ reader }) => reader === kind);

  test(`ID-01: ${frameCount} random frames throw nothing, hold nothing up and are no member`, () => {
    for (const [index, file] of own.entries()) {
      fuzz(file, { seed: 1 + index, count: Math.ceil(frameCount / own.length) });
    }
  }, 600_000);
});

/** Recorded frames cut, glued, flipped and filled with noise, in one long connection and in many short ones. */
function fuzz(file: FrameFile, { seed, count }: { seed: number; count: number }): void {
  const draw = createDraw(seed);
  const recorded = file.cases.flatMap(({ acts }) =>
    acts.flatMap((act) => (act.kind === 'send' ? [act.bytes] : [])),
  );
  let decoder = decoderOf(file);
  for (let sent = 0; sent < count; sent += 1) {
    if (draw(64) === 0) decoder = decoderOf(file);
    const bytes = spoil(recorded[draw(recorded.length)] ?? new Uint8Array(), draw);
    check(decoder.push(bytes), bytes);
    if (draw(8) === 0) check(decoder.flush(), bytes);
  }
}

function check(frames: readonly ReaderFrame[], bytes: Uint8Array): void {
  for (const frame of frames) {
    if (frame.kind === 'dropped') continue;
    const { text } = frame.read;
    if (text.length > FRAME_BYTES_MAX) expect(text.length).toBeLessThanOrEqual(FRAME_BYTES_MAX);
    const scanned = classifyRead(frame.read, options);
    const isMember = 'cardNo' in scanned && members.has(scanned.cardNo);
    if (isMember) expect.fail(`${[...bytes].join(' ')} became the member ${scanned.cardNo}.`);
  }
}

function spoil(recorded: Uint8Array, draw: (below: number) => number): Uint8Array {
  const bytes = recorded.slice(0, 512);
  switch (draw(4)) {
    case 0:
      return bytes.subarray(0, draw(bytes.length + 1));
    case 1:
      return bytes.map(() => draw(256));
    case 2: {
      const glued = new Uint8Array(2 * bytes.length);
      glued.set(bytes.subarray(draw(bytes.length + 1)));
      glued.set(bytes, bytes.length);
      return glued;
    }
    default:
      for (let flips = 1 + draw(4); flips > 0; flips -= 1) {
        const at = draw(bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << draw(8));
      }
      return bytes;
  }
}

/** A 32-bit xorshift: the same frames at every run. */
function createDraw(seed: number): (below: number) => number {
  let bits = Math.imul(seed, 0x9e3779b1) | 1;
  return (below) => {
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    return below === 0 ? 0 : (bits >>> 0) % below;
  };
}
