import { describe, expect, test } from 'vitest';
import { classifyRead } from '../../../src-shared/scan/classify-scan.ts';
import { FRAME_BYTES_MAX, type ReaderFrame } from '../../../src-shared/scan/reader-frame.ts';
import { isInStoreEan13 } from '../../../src-shared/values/ean13.ts';
import { type FrameFile, readFrameFiles } from '../../devices/frame-files.ts';
import { decoderOf } from './sample-decoders.ts';

/** For each kind of reader; `FRAMES=1000000` is what the promise says. */
const frameCount = Number(process.env['FRAMES'] ?? 100_000);
const options = { cardPrefixes: ['VIP', '8008'] };

const files = readFrameFiles();

/** Members whose numbers are those of the recorded frames with one digit another: the ones a spoilt frame is most like. */
const members: ReadonlySet<string> = new Set(
  files
    .flatMap(({ cases }) => cases.flatMap(({ frames }) => frames))
    .flatMap((frame) => /\b2\d{12}$/.exec(frame) ?? [])
    .filter((number) => isInStoreEan13(number))
    .flatMap((number) =>
      Array.from(number, (_, at) =>
        Array.from('0123456789', (digit) => number.slice(0, at) + digit + number.slice(at + 1)),
      )
        .flat()
        .filter((other) => other !== number && other.startsWith('2')),
    ),
);

/** A recorded scan: what is sent for it, and what is read of it alone. */
interface Scan {
  readonly sent: readonly Uint8Array[];
  readonly read: string;
}

function scansOf(file: FrameFile): readonly Scan[] {
  return file.cases.flatMap(({ acts, frames: [read, ...others] }) => {
    const sent = acts.flatMap((act) => (act.kind === 'send' ? [act.bytes] : []));
    const isOne = sent.length === acts.length && read?.startsWith('read') === true;
    return isOne && others.length === 0 ? [{ sent, read }] : [];
  });
}

/** The numbers that are read of frames and are not the one of the scan they were made of. */
function others(frames: readonly ReaderFrame[], scan: Scan): readonly string[] {
  return frames
    .flatMap((frame) => (frame.kind === 'read' ? [frame.read.text] : []))
    .filter((text) => !scan.read.endsWith(` ${text}`));
}

/** Everything before a place in one of the pieces, as when a cable is pulled there. */
function cutsOf({ sent }: Scan): readonly (readonly Uint8Array[])[] {
  return sent.flatMap((piece, at) =>
    Array.from(piece, (_, end) => [...sent.slice(0, at), piece.subarray(0, end)]),
  );
}

// A reader that ends its codes by silence alone has said all there is.
test.each(
  files.filter(({ name }) => name !== 'serial-silence').map((file) => [file.name, file] as const),
)(
  'ID-01: %s: half a scan is no other number, wherever it breaks off, and neither is the next whole one',
  (_, file) => {
    for (const scan of scansOf(file)) {
      for (const half of cutsOf(scan)) {
        const decoder = decoderOf(file);
        for (const piece of scan.sent) decoder.push(piece);
        const frames = half.flatMap((piece) => decoder.push(piece));
        frames.push(...decoder.flush(), ...decoder.flush());
        for (const piece of scan.sent) frames.push(...decoder.push(piece));
        expect(others(frames, scan)).toEqual([]);
      }
    }
  },
);

// The same of a reader that has shown nothing of itself, so that nobody knows yet what ends its codes.
const serial = files.filter(({ name }) => name.startsWith('serial') && name !== 'serial-silence');
test.each(serial.map((file) => [file.name, file] as const))(
  'ID-01: %s: neither half of a first scan with a pause in it is another number, wherever the pause is',
  (_, file) => {
    for (const scan of scansOf(file)) {
      const whole = Buffer.concat(scan.sent);
      for (let at = 1; at < whole.length; at += 1) {
        const decoder = decoderOf(file);
        const frames = [
          ...decoder.push(whole.subarray(0, at)),
          ...decoder.flush(),
          ...decoder.push(whole.subarray(at)),
          ...decoder.flush(),
          ...decoder.push(whole),
        ];
        // Behind a lost "M1:" stands the same number as a card, which its check digit proves.
        const numbers = others(frames, scan).filter((text) => /\d/.test(text));
        const wrong = numbers.filter((text) => !scan.read.endsWith(`M1:${text}`));
        expect(wrong, `cut at ${at}`).toEqual([]);
      }
    }
  },
);

const checked = new Set(['hid-stripe-bits', 'serial-frame-length', 'serial-length']);
test.each(files.filter(({ name }) => checked.has(name)).map((file) => [file.name, file] as const))(
  'ID-01: %s has a check: one bit that arrives wrong makes no other number',
  (_, file) => {
    for (const scan of scansOf(file)) {
      for (const [at, piece] of scan.sent.entries()) {
        for (let bit = 0; bit < piece.length * 8; bit += 1) {
          const wrong = piece.slice();
          wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          const decoder = decoderOf(file);
          const frames = scan.sent.with(at, wrong).flatMap((each) => decoder.push(each));
          expect(others(frames, scan)).toEqual([]);
        }
      }
    }
  },
);

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
