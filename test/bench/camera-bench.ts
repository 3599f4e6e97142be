import type { CodeDecoder, Picture } from '../../src-renderer/client/camera/code-decoder.ts';
import { createScriptDecoder } from '../../src-renderer/client/camera/script-decoder.ts';
import { loadWasmDecoder } from '../../src-renderer/client/camera/wasm-decoder.ts';
import { type CameraFrame, readCameraFrames } from '../devices/camera-frames.ts';
import { asPicture } from '../support/grey-picture.ts';
import { photograph } from '../support/photograph.ts';
import { wasmFile } from '../support/wasm-file.ts';
import { atLeast, atMost, type BenchLine, percentile } from './bench-line.ts';
import { measured } from './timing.ts';

const rounds = 5;
/** What a camera gives is larger than the frames of the set. */
const camera = { width: 1280, height: 720 } as const;
/** Ten pictures a second are a live view that reads as soon as a hand is still. */
const pictureLimitMs = 100;

/** How much of the degraded set each decoder reads, how long a picture takes it, and how long an empty one of a camera does. */
export async function run(): Promise<readonly BenchLine[]> {
  const frames = readCameraFrames();
  const empty = asPicture(photograph([], { ...camera, noiseLevels: 4 }));
  const wasm = await look(await loadWasmDecoder(wasmFile('reader')), frames, empty);
  const script = await look(createScriptDecoder(), frames, empty);
  const both = new Set([...wasm.read, ...script.read]).size;
  const shown = frames.filter(({ text }) => text !== null).length;
  const name = (decoder: string, what: string) => `camera: ${what}, ${decoder}`;
  const set = `share of ${shown} degraded pictures read`;
  return [
    // The one that looks at every picture must be the better one.
    atLeast(
      name('zxing-wasm / @zxing/library', set),
      wasm.read.size / shown,
      script.read.size / shown,
      1,
    ),
    measured(name('either of the two', set), both / shown, 1),
    atMost(name('both', 'misread pictures'), wasm.misreadCount + script.misreadCount, 1, 0),
    ...Object.entries({ 'zxing-wasm': wasm, '@zxing/library': script }).flatMap(
      ([decoder, seen]) => [
        measured(
          name(decoder, 'processor ms a degraded picture, p50'),
          percentile(seen.frameMs, 0.5),
          pictureLimitMs,
        ),
        measured(
          name(decoder, 'processor ms a degraded picture, p95'),
          percentile(seen.frameMs, 0.95),
          pictureLimitMs,
        ),
      ],
    ),
    atMost(
      name('zxing-wasm', 'processor ms a picture of 1280x720 without a code, p95'),
      percentile(wasm.emptyMs, 0.95),
      pictureLimitMs,
      1,
    ),
    measured(
      name('@zxing/library', 'processor ms a picture of 1280x720 without a code, p95'),
      percentile(script.emptyMs, 0.95),
      pictureLimitMs,
    ),
  ];
}

async function look(decoder: CodeDecoder, frames: readonly CameraFrame[], empty: Picture) {
  const read = new Set<string>();
  let misreadCount = 0;
  const frameMs: number[] = [];
  const emptyMs: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    for (const { name, text, picture } of frames) {
      const { codes, ms } = await timed(decoder, asPicture(picture));
      if (codes.some((code) => code.text === text)) read.add(name);
      if (codes.some((code) => code.text !== text)) misreadCount += 1;
      if (round >= 0) frameMs.push(ms);
    }
    for (let count = 0; count < 4; count += 1) emptyMs.push((await timed(decoder, empty)).ms);
  }
  return { read, misreadCount, frameMs, emptyMs };
}

/** In milliseconds of processor time: a decoder waits for nothing, and other work on the machine is not its own. */
async function timed(decoder: CodeDecoder, picture: Picture) {
  const start = process.cpuUsage();
  const codes = await decoder.decode(picture);
  const { user, system } = process.cpuUsage(start);
  return { codes, ms: (user + system) / 1000 };
}
