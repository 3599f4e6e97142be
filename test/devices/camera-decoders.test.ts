import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createCameraJudge } from '../../src-renderer/client/camera/camera-judge.ts';
import type { CodeDecoder, PictureCode } from '../../src-renderer/client/camera/code-decoder.ts';
import { createDecoderPair } from '../../src-renderer/client/camera/decoder-pair.ts';
import { createScriptDecoder } from '../../src-renderer/client/camera/script-decoder.ts';
import { loadWasmDecoder } from '../../src-renderer/client/camera/wasm-decoder.ts';
import { drawCode } from '../support/draw-code.ts';
import { asPicture, decodePng, encodePng } from '../support/grey-picture.ts';
import { photograph } from '../support/photograph.ts';
import { wasmFile } from '../support/wasm-file.ts';
import { cameraFramesFolder, readCameraFrames } from './camera-frames.ts';

const frames = readCameraFrames();

async function readAll(decoder: CodeDecoder) {
  const read: string[] = [];
  const misread: string[] = [];
  for (const { name, text, picture } of frames) {
    const codes = await decoder.decode(asPicture(picture));
    if (codes.some((code) => code.text !== text)) misread.push(name);
    else if (codes.length > 0) read.push(name);
  }
  return { read, misread };
}

test('the decoder that looks first reads most of the degraded pictures, the other fewer, neither a wrong code', async () => {
  const wasm = await readAll(await loadWasmDecoder(wasmFile('reader')));
  const script = await readAll(createScriptDecoder());
  expect({ wasm: wasm.misread, script: script.misread }).toEqual({ wasm: [], script: [] });
  expect(frames.filter(({ text }) => text !== null)).toHaveLength(68);
  expect(wasm.read.length).toBeGreaterThanOrEqual(40);
  expect(script.read.length).toBeGreaterThanOrEqual(30);
  expect(wasm.read.length).toBeGreaterThan(script.read.length);
  // The second look is worth it: it finds what the first does not.
  expect(script.read.some((name) => !wasm.read.includes(name))).toBe(true);
});

test('no decoder takes a reader that is no WebAssembly', async () => {
  const other = await import('zxing-wasm/reader');
  other.purgeZXingModule();
  await expect(loadWasmDecoder(new ArrayBuffer(8))).rejects.toThrow();
  other.purgeZXingModule();
});

test('the pictures are those that the committed script makes', async () => {
  const code = await drawCode('EAN13', '2900000000018');
  const held = { code, modulePixels: 190 / code.width };
  const made = photograph([held], { width: 304, height: 228, seed: 5, blurPixels: 1.1 });
  const file = readFileSync(path.join(cameraFramesFolder, 'card-blurred-1.png'));
  const worst = decodePng(file).levels.reduce(
    (most, level, index) => Math.max(most, Math.abs(level - (made.levels[index] ?? 0))),
    0,
  );
  // The last digit of an exponential may differ between engines.
  expect(worst).toBeLessThanOrEqual(8);
  expect(decodePng(encodePng(made))).toEqual(made);
});

const code = (text: string, at: Partial<PictureCode> = {}): PictureCode => {
  return { text, kind: 'qr', x: 0.5, y: 0.5, ...at };
};
const picture = asPicture({ width: 1, height: 1, levels: new Uint8Array(1) });

function decoderOf(codes: readonly PictureCode[]): CodeDecoder & { count: number } {
  const decoder = {
    count: 0,
    decode: () => {
      decoder.count += 1;
      return Promise.resolve(codes);
    },
  };
  return decoder;
}

test('the second decoder looks at every fifth picture in a row without a code, and alone where there is no first', async () => {
  const blind = decoderOf([]);
  const second = decoderOf([code('M1:1')]);
  const pair = createDecoderPair(blind, second);
  const found: number[] = [];
  for (let count = 0; count < 10; count += 1) found.push((await pair.decode(picture)).length);
  expect(found).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  expect(blind.count).toBe(10);
  expect(createDecoderPair(null, second)).toBe(second);

  const sharp = decoderOf([code('M1:1')]);
  const never = decoderOf([]);
  const quick = createDecoderPair(sharp, never);
  for (let count = 0; count < 10; count += 1) await quick.decode(picture);
  expect(never.count).toBe(0);
});

test('a QR code in the aiming frame is read at once, bars when two pictures within a second agree', () => {
  const judge = createCameraJudge();
  expect(judge.judge([], 0)).toEqual({ kind: 'nothing' });
  expect(judge.judge([code('A')], 50)).toEqual({ kind: 'code', text: 'A' });

  const bars = (text: string) => [code(text, { kind: 'linear' })];
  expect(judge.judge(bars('1'), 100)).toEqual({ kind: 'nothing' });
  expect(judge.judge(bars('2'), 200)).toEqual({ kind: 'nothing' });
  expect(judge.judge([], 250)).toEqual({ kind: 'nothing' });
  expect(judge.judge(bars('2'), 300)).toEqual({ kind: 'code', text: '2' });
  expect(judge.judge(bars('3'), 400)).toEqual({ kind: 'nothing' });
  expect(judge.judge(bars('3'), 1500)).toEqual({ kind: 'nothing' });
});

test('a code beside the aiming frame is not read, and of two different ones in it neither is', () => {
  const judge = createCameraJudge();
  expect(judge.judge([code('A', { x: 0.05 })], 0)).toEqual({ kind: 'outside' });
  expect(judge.judge([code('A'), code('B')], 50)).toEqual({ kind: 'several' });
  expect(judge.judge([code('A'), code('B', { y: 0.95 })], 100)).toEqual({
    kind: 'code',
    text: 'A',
  });
  // A wallet shows one text in bars and as a square.
  const both = [code('A', { kind: 'linear' }), code('A')];
  expect(judge.judge(both, 150)).toEqual({ kind: 'code', text: 'A' });
});
