import type { GreyPicture } from './grey-picture.ts';
import { seededRandom } from './seeded-random.ts';

/** One code in front of a camera. */
export interface PhotographedCode {
  readonly code: GreyPicture;
  /** Pixels of a module where the paper is nearest to upright. */
  readonly modulePixels: number;
  /** Where its middle lies, as shares of the picture. */
  readonly x?: number;
  readonly y?: number;
  /** In the plane of the picture, and away from it about an upright axis. */
  readonly turnDegrees?: number;
  readonly tiltDegrees?: number;
}

/** How a camera sees. Everything that is not said is perfect. */
export interface Camera {
  readonly width: number;
  readonly height: number;
  /** Brightness of ink and of paper, 0 to 255. */
  readonly ink?: number;
  readonly paper?: number;
  /** Standard deviation of the blur, in pixels. */
  readonly blurPixels?: number;
  /** How far it was moved while it looked, sideways. */
  readonly shakePixels?: number;
  /** Standard deviation of the noise, in levels of brightness. */
  readonly noiseLevels?: number;
  /** A lamp mirrored by the paper: its middle as shares of the picture, its radius in pixels, what it adds in levels. */
  readonly glare?: {
    readonly x: number;
    readonly y: number;
    readonly pixels: number;
    readonly levels: number;
  };
  readonly seed?: number;
}

const quietModules = 5;
/** The counter around the paper, as a share of its brightness. */
const counterShare = 0.55;
const samplesPerSide = 3;
/** Levels that are told apart: sensors know no more in poor light, and files stay small. */
const levelStep = 8;

/** Takes a picture of codes on paper, of each on its own piece. The same every time. */
export function photograph(codes: readonly PhotographedCode[], camera: Camera): GreyPicture {
  const { width, height, ink = 12, paper = 238 } = camera;
  const sheets = codes.map((code) => placeSheet(code, camera));
  let light = new Float64Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      for (let sample = 0; sample < samplesPerSide ** 2; sample += 1) {
        const u = x + ((sample % samplesPerSide) + 0.5) / samplesPerSide;
        const v = y + (Math.floor(sample / samplesPerSide) + 0.5) / samplesPerSide;
        sum += whiteness(sheets, u, v);
      }
      light[y * width + x] = ink + (paper - ink) * (sum / samplesPerSide ** 2);
    }
  }
  if (camera.blurPixels !== undefined) {
    const weights = bell(camera.blurPixels);
    light = smear(smear(light, width, weights, 1), width, weights, width);
  }
  if (camera.shakePixels !== undefined) {
    const { shakePixels } = camera;
    light = smear(
      light,
      width,
      Array.from({ length: shakePixels }, () => 1 / shakePixels),
      1,
    );
  }
  return { width, height, levels: expose(light, camera) };
}

/** How white the world is at a point of the picture: 0 ink, 1 paper. */
type Sheet = (u: number, v: number) => number | null;

function whiteness(sheets: readonly Sheet[], u: number, v: number): number {
  for (const sheet of sheets) {
    const white = sheet(u, v);
    if (white !== null) return white;
  }
  return counterShare;
}

function placeSheet(placed: PhotographedCode, camera: Camera): Sheet {
  const { code, modulePixels, x = 0.5, y = 0.5, turnDegrees = 0, tiltDegrees = 0 } = placed;
  const radians = Math.PI / 180;
  const [turnSin, turnCos] = [Math.sin(turnDegrees * radians), Math.cos(turnDegrees * radians)];
  const [tiltSin, tiltCos] = [Math.sin(tiltDegrees * radians), Math.cos(tiltDegrees * radians)];
  // A lens that sees its width at about 55 degrees.
  const focalPixels = camera.width;
  return (u, v) => {
    const right = u - x * camera.width;
    const down = v - y * camera.height;
    const across = (right * focalPixels) / (focalPixels * tiltCos - right * tiltSin);
    const along = (down * (focalPixels + across * tiltSin)) / focalPixels;
    const column = (across * turnCos + along * turnSin) / modulePixels + code.width / 2;
    const row = (along * turnCos - across * turnSin) / modulePixels + code.height / 2;
    const isPaper =
      column > -quietModules &&
      column < code.width + quietModules &&
      row > -quietModules &&
      row < code.height + quietModules;
    if (!isPaper) return null;
    const isCode = column >= 0 && column < code.width && row >= 0 && row < code.height;
    if (!isCode) return 1;
    return (code.levels[Math.floor(row) * code.width + Math.floor(column)] ?? 0) / 255;
  };
}

function bell(sigma: number): readonly number[] {
  const reach = Math.ceil(sigma * 3);
  const raw = Array.from({ length: 2 * reach + 1 }, (_, index) =>
    Math.exp(-((index - reach) ** 2) / (2 * sigma ** 2)),
  );
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / sum);
}

/** Mixes each pixel with its neighbours along rows (`stride` 1) or columns (`stride` the width). */
function smear(
  light: Float64Array<ArrayBuffer>,
  width: number,
  weights: readonly number[],
  stride: number,
): Float64Array<ArrayBuffer> {
  const reach = Math.floor(weights.length / 2);
  const count = stride === 1 ? width : light.length / width;
  return light.map((_, index) => {
    const place = stride === 1 ? index % width : Math.floor(index / width);
    return weights.reduce((sum, weight, offset) => {
      const at = Math.min(count - 1, Math.max(0, place + offset - reach));
      return sum + weight * (light[index + (at - place) * stride] ?? 0);
    }, 0);
  });
}

function expose(light: Float64Array, camera: Camera): Uint8Array {
  const { width, height, noiseLevels = 0, glare, seed = 1 } = camera;
  const random = seededRandom(seed);
  const parts = 4096;
  // The sum of twelve even draws is a bell of deviation 1.
  const noise = () =>
    Array.from({ length: 12 }, () => random.below(parts) / parts).reduce(
      (sum, each) => sum + each,
      -6,
    );
  return Uint8Array.from(light, (level, index) => {
    let seen = level;
    if (glare !== undefined) {
      const distance = Math.hypot(
        (index % width) - glare.x * width,
        Math.floor(index / width) - glare.y * height,
      );
      seen += glare.levels * Math.exp(-((distance / glare.pixels) ** 2));
    }
    if (noiseLevels > 0) seen += noise() * noiseLevels;
    return Math.min(255, Math.max(0, Math.round(seen / levelStep) * levelStep));
  });
}
