/** A history that failed once, of the edition of `troubles` that it was found in. */
export interface FailedSeed {
  readonly seed: number;
  readonly edition: number;
}

/** Every seed that ever failed, lived through again in every run; the mistakes they showed are mended. */
export const failedSeeds: readonly FailedSeed[] = [
  { seed: 378_183_391, edition: 0 },
  { seed: 398_184_722, edition: 0 },
  { seed: 610_000_007, edition: 1 },
  { seed: 630_000_000, edition: 4 },
  { seed: 700_000_008, edition: 4 },
  { seed: 710_000_013, edition: 7 },
  { seed: 920_000_004, edition: 11 },
  { seed: 920_000_013, edition: 11 },
  { seed: 930_000_027, edition: 11 },
  { seed: 449_794_083, edition: 15 },
  { seed: 1_410_000_015, edition: 15 },
  { seed: 1_310_000_030, edition: 16 },
  { seed: 1_720_000_233, edition: 16 },
  { seed: 1_723_000_625, edition: 16 },
  { seed: 1_723_000_660, edition: 16 },
  { seed: 1_723_000_675, edition: 16 },
  { seed: 1_723_001_110, edition: 16 },
  { seed: 1_725_000_667, edition: 16 },
  { seed: 1_728_000_135, edition: 16 },
  { seed: 1_730_000_068, edition: 16 },
  { seed: 1_730_000_111, edition: 16 },
  { seed: 1_732_000_137, edition: 16 },
];
