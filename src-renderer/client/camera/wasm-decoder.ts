import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import type { CodeDecoder } from './code-decoder.ts';

/** More codes than these in one picture are a shelf, and nobody means one of them. */
const CODES_MAX = 4;

const options: ReaderOptions = {
  formats: ['QRCode', 'EAN13', 'Code128'],
  tryHarder: true,
  tryRotate: true,
  // Phones show light codes on dark ground at night.
  tryInvert: true,
  tryDownscale: true,
  maxNumberOfSymbols: CODES_MAX,
  // Whoever takes the codes asks for two pictures that agree.
  minLineCount: 1,
  textMode: 'Plain',
};

/**
 * The decoder of zxing-wasm. `wasmBinary` is its compiled reader, which the caller brings: the library itself would fetch it
 * from the internet. Rejects where WebAssembly cannot be compiled.
 */
export async function loadWasmDecoder(wasmBinary: ArrayBuffer): Promise<CodeDecoder> {
  await prepareZXingModule({
    // What it would print, the error that comes back says as well.
    overrides: { wasmBinary, printErr: () => {} },
    fireImmediately: true,
  });
  return {
    async decode({ data, width, height }) {
      const found = await readBarcodes({ data, width, height } as ImageData, options); // no more of it is read
      return found.map(({ text, symbology, position }) => {
        const corners = [
          position.topLeft,
          position.topRight,
          position.bottomLeft,
          position.bottomRight,
        ];
        const middle = (axis: 'x' | 'y', length: number) =>
          corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length / length;
        return {
          text,
          kind: symbology === 'QRCode' ? ('qr' as const) : ('linear' as const),
          x: middle('x', width),
          y: middle('y', height),
        };
      });
    },
  };
}
