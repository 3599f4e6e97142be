import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { memberCodePayload, memberCodeText } from '../../src-shared/scan/member-code.ts';
import { memberId } from '../../src-shared/values/ids.ts';
import { type CodeFormat, drawCode } from '../support/draw-code.ts';
import { decodePng, type GreyPicture } from '../support/grey-picture.ts';
import { type Camera, photograph, type PhotographedCode } from '../support/photograph.ts';

/** Where the degraded pictures lie, made by `make-camera-frames-cli.ts`. */
export const cameraFramesFolder = path.join(import.meta.dirname, 'camera-frames');

/** A picture with what it shows; null: nothing that may be read. */
export interface CameraFrame {
  readonly name: string;
  readonly text: string | null;
  readonly picture: GreyPicture;
}

/** One code of each kind that a customer shows. */
const codes = {
  card: { format: 'EAN13', text: '2900000000018' },
  label: { format: 'Code128', text: 'VIP80012345' },
  still: { format: 'QRCode', text: 'M1:2900000000018' },
  signed: {
    format: 'QRCode',
    text: memberCodeText(
      memberCodePayload({
        keyByte: 7,
        memberId: memberId('0198c2b4-5f3e-7d21-9a6b-1c2d3e4f5a6b'),
        issuedAtS: 1_795_000_000,
        nonce: 123_456_789,
        grant: { maxPoints: 5000, storeReference: 77, livesS: 90 },
      }),
      Uint8Array.from({ length: 64 }, (_, index) => (index * 37 + 11) % 256),
    ),
  },
} as const satisfies Record<string, { format: CodeFormat; text: string }>;

const size = { width: 304, height: 228 } as const;

/** How large a code is in the picture unless it is `small`: what a customer's hand does by itself. */
const usualWidths = { card: 190, label: 230, still: 110, signed: 150 } as const;

/** What a counter does to a picture, each mildly and badly. */
const harms: Readonly<
  Record<
    string,
    {
      readonly scale?: number;
      readonly held?: Partial<PhotographedCode>;
      readonly seen?: Partial<Camera>;
    }
  >
> = {
  'small-1': { scale: 0.75, seen: { noiseLevels: 3 } },
  'small-2': { scale: 0.6, seen: { noiseLevels: 3 } },
  'dark-1': { seen: { ink: 8, paper: 60, noiseLevels: 5 } },
  'dark-2': { seen: { ink: 6, paper: 36, noiseLevels: 6 } },
  'blurred-1': { seen: { blurPixels: 1.1 } },
  'blurred-2': { seen: { blurPixels: 1.7, noiseLevels: 2 } },
  'shaken-1': { seen: { shakePixels: 3 } },
  'turned-1': { held: { turnDegrees: 22 }, seen: { noiseLevels: 3 } },
  'turned-2': { held: { turnDegrees: 78 }, seen: { noiseLevels: 3, blurPixels: 0.7 } },
  'noisy-1': { seen: { noiseLevels: 15 } },
  'noisy-2': { seen: { noiseLevels: 26 } },
  'faint-1': { seen: { ink: 120, paper: 165, noiseLevels: 4 } },
  'faint-2': { seen: { ink: 130, paper: 155, noiseLevels: 4 } },
  'glare-1': { seen: { glare: { x: 0.62, y: 0.4, pixels: 30, levels: 190 } } },
  'glare-2': {
    seen: { glare: { x: 0.55, y: 0.5, pixels: 38, levels: 240 }, paper: 190, noiseLevels: 3 },
  },
  'tilted-1': { held: { tiltDegrees: 28 }, seen: { noiseLevels: 3 } },
  'tilted-2': {
    held: { tiltDegrees: 46, turnDegrees: 8 },
    seen: { noiseLevels: 3, blurPixels: 0.6 },
  },
};

/** Makes the whole set anew, the same every time. */
export async function makeCameraFrames(): Promise<readonly CameraFrame[]> {
  const frames: CameraFrame[] = [];
  let seed = 0;
  for (const [codeName, { format, text }] of Object.entries(codes)) {
    const code = await drawCode(format, text);
    const usualPixels = usualWidths[codeName as keyof typeof codes] / code.width; // the names are those of `codes`
    for (const [harmName, { scale = 1, held = {}, seen = {} }] of Object.entries(harms)) {
      seed += 1;
      const placed = { code, modulePixels: usualPixels * scale, ...held };
      const picture = photograph([placed], { ...size, seed, ...seen });
      frames.push({ name: `${codeName}-${harmName}`, text, picture });
    }
    seed += 1;
    const half = { code: halfOf(code), modulePixels: usualPixels };
    const picture = photograph([half], { ...size, seed, noiseLevels: 3 });
    frames.push({ name: `none-half-${codeName}`, text: null, picture });
  }
  return [
    ...frames,
    {
      name: 'none-counter',
      text: null,
      picture: photograph([], { ...size, seed: 0, noiseLevels: 12 }),
    },
  ];
}

/** Reads the committed set. */
export function readCameraFrames(): readonly CameraFrame[] {
  return readdirSync(cameraFramesFolder)
    .filter((file) => file.endsWith('.png'))
    .toSorted()
    .map((file) => {
      const name = path.basename(file, '.png');
      const shown = Object.entries(codes).find(([codeName]) => name.startsWith(`${codeName}-`));
      const picture = decodePng(readFileSync(path.join(cameraFramesFolder, file)));
      return { name, text: shown?.[1].text ?? null, picture };
    });
}

/** The left half: the rest is behind a thumb. */
export function halfOf({ width, height, levels }: GreyPicture): GreyPicture {
  const half = Math.floor(width / 2);
  const kept = Uint8Array.from({ length: half * height }, (_, index) => {
    return levels[Math.floor(index / half) * width + (index % half)] ?? 0;
  });
  return { width: half, height, levels: kept };
}
