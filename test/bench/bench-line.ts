/** One measure: ours beside a limit measured in the same run, so that the ratio holds on any machine. */
export interface BenchLine {
  readonly name: string;
  readonly ours: number;
  readonly limit: number;
  readonly ratio: number;
  /** What the ratio may be: `<= 1.5` or `>= 0.3`. */
  readonly bound: string;
  readonly holds: boolean;
}

/** For times: `ours` may be at most `most` times the limit. Both in the unit that the name ends with. */
export function atMost(name: string, ours: number, limit: number, most: number): BenchLine {
  const ratio = ours / limit;
  return { name, ...rounded(ours, limit, ratio), bound: `<= ${most}`, holds: ratio <= most };
}

/** For rates: `ours` must be at least `least` of the limit. */
export function atLeast(name: string, ours: number, limit: number, least: number): BenchLine {
  const ratio = ours / limit;
  return { name, ...rounded(ours, limit, ratio), bound: `>= ${least}`, holds: ratio >= least };
}

/** The value at a share of the sorted samples: 0.5 is the median. */
export function percentile(samples: readonly number[] | Float64Array, share: number): number {
  const sorted = Float64Array.from(samples).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function rounded(
  ours: number,
  limit: number,
  ratio: number,
): Pick<BenchLine, 'ours' | 'limit' | 'ratio'> {
  const threeDigits = (value: number): number => Number(value.toPrecision(3));
  return { ours: threeDigits(ours), limit: threeDigits(limit), ratio: threeDigits(ratio) };
}
