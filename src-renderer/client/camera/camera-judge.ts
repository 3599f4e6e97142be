import type { PictureCode } from './code-decoder.ts';

/** The part of the picture that counts, as shares of its width and height: the frame that the view draws. */
export const aim = { left: 0.14, top: 0.14, right: 0.86, bottom: 0.86 } as const;

/** A linear code must be read twice within so long: one picture of bars may lie. */
const AGREE_WITHIN_MS = 1000;

/** What a picture means: nothing yet, a code beside the aiming frame, several in it, or the one that is meant. */
export type CameraSight =
  | { readonly kind: 'nothing' | 'outside' | 'several' }
  | { readonly kind: 'code'; readonly text: string };

/** Judges the pictures of one camera, one after another. */
export interface CameraJudge {
  /** `atMs` is of a clock that nobody sets. */
  judge(codes: readonly PictureCode[], atMs: number): CameraSight;
}

/**
 * Makes a judge. Two different codes in the aiming frame are none: the till must not choose between two customers. The same
 * text twice, as wallets show it in bars and as a square, is one.
 */
export function createCameraJudge(): CameraJudge {
  let earlier: { readonly text: string; readonly atMs: number } | null = null;
  return {
    judge(codes, atMs) {
      const aimed = codes.filter(isAimedAt);
      const [code, ...others] = aimed;
      if (code === undefined) return { kind: codes.length > 0 ? 'outside' : 'nothing' };
      if (others.some(({ text }) => text !== code.text)) {
        earlier = null;
        return { kind: 'several' };
      }
      const isSure =
        aimed.some(({ kind }) => kind === 'qr') ||
        (earlier?.text === code.text && atMs - earlier.atMs <= AGREE_WITHIN_MS);
      earlier = { text: code.text, atMs };
      return isSure ? { kind: 'code', text: code.text } : { kind: 'nothing' };
    },
  };
}

function isAimedAt({ x, y }: PictureCode): boolean {
  return x >= aim.left && x <= aim.right && y >= aim.top && y <= aim.bottom;
}
