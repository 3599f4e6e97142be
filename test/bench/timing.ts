import { atMost, type BenchLine } from './bench-line.ts';

/** A line that only tells. */
export function measured(name: string, ours: number, limit: number): BenchLine {
  return { ...atMost(name, ours, limit, Number.POSITIVE_INFINITY), bound: 'measured' };
}

/** What is compared: each does one unit of work. */
export interface Sides {
  readonly ours: () => unknown;
  readonly raw: () => unknown;
}

/** Times both in microseconds. They take turns in blocks, so that a busy moment of the machine meets both. */
export function timeBoth(
  sides: Sides,
  {
    blockCount,
    blockSize,
    warmUpCount,
  }: { blockCount: number; blockSize: number; warmUpCount: number },
): { readonly ours: readonly number[]; readonly raw: readonly number[] } {
  timeMany(warmUpCount, sides.ours);
  timeMany(warmUpCount, sides.raw);
  const ours: number[] = [];
  const raw: number[] = [];
  for (let block = 0; block < blockCount; block++) {
    ours.push(...timeMany(blockSize, sides.ours));
    raw.push(...timeMany(blockSize, sides.raw));
  }
  return { ours, raw };
}

/** Times some work again and again, in microseconds. */
export function timeMany(count: number, work: () => unknown): number[] {
  return Array.from({ length: count }, () => timeUs(work));
}

export function timeUs(work: () => unknown): number {
  const startMs = performance.now();
  work();
  return (performance.now() - startMs) * 1000;
}

/** Draws member indexes evenly and the same at every run (a 32-bit xorshift). */
export function createDraw(memberCount: number): () => number {
  let bits = 2_463_534_242;
  return () => {
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    return (bits >>> 0) % memberCount;
  };
}
