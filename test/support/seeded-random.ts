/** Numbers that look random and are the same for the same seed. */
export interface SeededRandom {
  readonly seed: number;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
}

/** Mulberry32. The seed is the environment's SEED, or a new one; print it, so that a failure can be repeated. */
export function seededRandom(
  seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000),
): SeededRandom {
  let state = seed >>> 0;
  return {
    seed,
    below: (end) => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * end);
    },
  };
}
