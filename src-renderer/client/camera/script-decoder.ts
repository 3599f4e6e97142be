import {
  BarcodeFormat,
  BinaryBitmap,
  DecodeHintType,
  HybridBinarizer,
  MultiFormatOneDReader,
  QRCodeReader,
  type Result,
  RGBLuminanceSource,
} from '@zxing/library';
import type { CodeDecoder, Picture, PictureCode } from './code-decoder.ts';

/** The decoder of @zxing/library, in plain script: at most one QR code and one linear code of a picture. */
export function createScriptDecoder(): CodeDecoder {
  const linear = new Map<DecodeHintType, unknown>([
    [DecodeHintType.POSSIBLE_FORMATS, [BarcodeFormat.EAN_13, BarcodeFormat.CODE_128]],
  ]);
  // Trying harder costs linear codes ten times as long, for hardly any more of them.
  const square = new Map<DecodeHintType, unknown>([[DecodeHintType.TRY_HARDER, true]]);
  const readers = [
    { kind: 'qr', reader: new QRCodeReader(), hints: square },
    { kind: 'linear', reader: new MultiFormatOneDReader(linear), hints: linear },
  ] as const;
  return {
    decode(picture) {
      const { width, height } = picture;
      const source = new RGBLuminanceSource(luminanceOf(picture), width, height);
      const bitmap = new BinaryBitmap(new HybridBinarizer(source));
      const codes = readers.flatMap(({ kind, reader, hints }): PictureCode[] => {
        const result = tryRead(() => reader.decode(bitmap, hints));
        return result === null
          ? []
          : [{ text: result.getText(), kind, ...middleOf(result, picture) }];
      });
      return Promise.resolve(codes);
    },
  };
}

/** The library says by throwing that there is no code, and not always by the class it documents. */
function tryRead(read: () => Result): Result | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function middleOf(result: Result, { width, height }: Picture): { x: number; y: number } {
  const points = result.getResultPoints().filter((point) => point !== null);
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return {
    x: mean(points.map((point) => point.getX())) / width,
    y: mean(points.map((point) => point.getY())) / height,
  };
}

/** Brightness by ITU-R BT.601, in whole steps. */
function luminanceOf({ data, width, height }: Picture): Uint8ClampedArray {
  const luminance = new Uint8ClampedArray(width * height);
  for (let pixel = 0; pixel < luminance.length; pixel += 1) {
    const at = pixel * 4;
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
    luminance[pixel] = (red * 77 + green * 150 + blue * 29) >> 8;
  }
  return luminance;
}
