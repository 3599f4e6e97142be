import type { PictureCode } from './code-decoder.ts';

/** What the page gives the decoding worker: one picture at a time, the next when the answer to the last has come. */
export interface DecodeRequest {
  readonly bitmap: ImageBitmap;
}

/** What the worker says: that it can begin, and then the codes of each picture. */
export type DecodeAnswer =
  | {
      readonly kind: 'started';
      /** Only the slower decoder runs here. */
      readonly isSlow: boolean;
    }
  | { readonly kind: 'codes'; readonly codes: readonly PictureCode[] };
