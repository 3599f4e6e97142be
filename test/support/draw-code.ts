import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { wasmFile } from './wasm-file.ts';
import type { GreyPicture } from './grey-picture.ts';

export type CodeFormat = 'QRCode' | 'EAN13' | 'Code128';

/** How high a linear code is drawn, as a share of its width. */
const LINEAR_HEIGHT = 0.4;

/** Draws a code with one pixel for each module and nothing around it. */
export async function drawCode(format: CodeFormat, text: string): Promise<GreyPicture> {
  await prepareZXingModule({
    overrides: { wasmBinary: wasmFile('writer') },
    equalityFn: () => true,
    fireImmediately: true,
  });
  const { error, symbol } = await writeBarcode(text, { format, addQuietZones: false });
  if (error !== '') throw new Error(error);
  const { width } = symbol;
  if (format === 'QRCode')
    return { width, height: symbol.height, levels: Uint8Array.from(symbol.data) };
  const bars = symbol.data.slice(0, width);
  const height = Math.round(width * LINEAR_HEIGHT);
  const levels = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) levels.set(bars, y * width);
  return { width, height, levels };
}
