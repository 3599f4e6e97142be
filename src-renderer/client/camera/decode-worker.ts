import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { CodeDecoder, Picture } from './code-decoder.ts';
import { createDecoderPair } from './decoder-pair.ts';
import type { DecodeAnswer, DecodeRequest } from './decoder-messages.ts';
import { createScriptDecoder } from './script-decoder.ts';
import { loadWasmDecoder } from './wasm-decoder.ts';

/** Looks for codes beside the page, so that no picture holds up a key or a touch. */

const decoder = start();
const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext('2d', { willReadFrequently: true });

addEventListener('message', ({ data }: MessageEvent<DecodeRequest>) => {
  // An error goes to the page, which shows it; of a promise alone it would not.
  look(data.bitmap).catch(reportError);
});

async function start(): Promise<CodeDecoder> {
  const first = await loadFirst();
  answer({ kind: 'started', isSlow: first === null });
  return createDecoderPair(first, createScriptDecoder());
}

/** null where WebAssembly is not to be had; the page tells the cashier that reading is slower. */
async function loadFirst(): Promise<CodeDecoder | null> {
  try {
    const response = await fetch(wasmUrl);
    return await loadWasmDecoder(await response.arrayBuffer());
  } catch {
    return null;
  }
}

async function look(bitmap: ImageBitmap): Promise<void> {
  answer({ kind: 'codes', codes: await (await decoder).decode(draw(bitmap)) });
}

function draw(bitmap: ImageBitmap): Picture {
  const { width, height } = bitmap;
  if (context === null) throw new Error('There is no canvas.');
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}

function answer(message: DecodeAnswer): void {
  postMessage(message);
}
