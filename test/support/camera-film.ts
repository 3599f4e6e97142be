import { writeFileSync } from 'node:fs';
import { type CodeFormat, drawCode } from './draw-code.ts';
import type { GreyPicture } from './grey-picture.ts';
import { photograph, type PhotographedCode } from './photograph.ts';

/** What stands before the camera of a test: a code, where and how large. */
export interface FilmedCode extends Omit<PhotographedCode, 'code' | 'modulePixels'> {
  readonly format: CodeFormat;
  readonly text: string;
  /** Its width in pixels of a picture of 640 by 480; 240 unless given. */
  readonly widthPixels?: number;
  /** Changes the drawn code, such as to half of it. */
  readonly cut?: (code: GreyPicture) => GreyPicture;
}

const size = { width: 640, height: 480 } as const;
const framesPerSecond = 10;

/** Writes a film in which nothing moves, as Y4M: a header, then each frame as brightness and colours that are grey. */
export async function writeFilm(file: string, filmed: readonly FilmedCode[]): Promise<void> {
  const codes = await Promise.all(
    filmed.map(async ({ format, text, widthPixels = 240, cut = (code) => code, ...placed }) => {
      const code = await drawCode(format, text);
      return { code: cut(code), modulePixels: widthPixels / code.width, ...placed };
    }),
  );
  const { levels } = photograph(codes, { ...size, blurPixels: 0.8 });
  const colours = Buffer.alloc(levels.length / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), levels, colours]);
  const header = `YUV4MPEG2 W${size.width} H${size.height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`;
  writeFileSync(file, Buffer.concat([Buffer.from(header), frame, frame]));
}
