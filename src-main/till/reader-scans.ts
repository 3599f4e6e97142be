import { randomUUID } from 'node:crypto';
import type { ReaderRead } from '../../src-shared/scan/reader-frame.ts';

/** Whoever waits longer has scanned again; screens keep a scan for as long while they are busy. */
const keptMs = 15_000;
const keptMax = 32;

/** What the readers of this till have read and no screen has taken yet: in memory, each once, and not for long. */
export interface ReaderScans {
  /** Keeps a read; answers the id by which the screen that takes it asks for it. */
  offer(read: ReaderRead): string;
  /** Gives a read away; null for one that was taken before or is too old. */
  take(scanId: string): ReaderRead | null;
}

/** `monotonicMs` is a clock that nobody sets. */
export function createReaderScans(monotonicMs: () => number): ReaderScans {
  const kept = new Map<string, { readonly read: ReaderRead; readonly atMs: number }>();
  return {
    offer(read) {
      const scanId = randomUUID();
      kept.set(scanId, { read, atMs: monotonicMs() });
      const [oldest] = kept.keys();
      if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
      return scanId;
    },
    take(scanId) {
      const scan = kept.get(scanId);
      kept.delete(scanId);
      return scan !== undefined && monotonicMs() - scan.atMs <= keptMs ? scan.read : null;
    },
  };
}
