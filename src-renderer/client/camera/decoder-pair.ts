import type { CodeDecoder } from './code-decoder.ts';

/** How many pictures in a row the first decoder may find nothing in before the second has a look as well. */
const FRUITLESS_MAX = 4;

/**
 * Two decoders as one: the first looks at every picture, the second at every fifth in a row without a code, because it reads
 * some that the first does not and costs more time. Without a first one the second does it all.
 */
export function createDecoderPair(first: CodeDecoder | null, second: CodeDecoder): CodeDecoder {
  if (first === null) return second;
  let fruitlessCount = 0;
  return {
    async decode(picture) {
      const codes = await first.decode(picture);
      fruitlessCount = codes.length > 0 ? 0 : fruitlessCount + 1;
      if (fruitlessCount <= FRUITLESS_MAX) return codes;
      fruitlessCount = 0;
      return second.decode(picture);
    },
  };
}
