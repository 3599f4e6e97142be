import { randomUUID } from 'node:crypto';
import type { ReaderRead } from '../../src-shared/scan/reader-frame.ts';

/** Whoever waits longer has scanned again; screens keep a scan for as long while a step of theirs is not done. */
const keptMs = 120_000;
const keptMax = 32;

/** What a reader of the till read, for the screen that takes it. */
export interface ReaderScan {
  readonly read: ReaderRead;
  /** In the log of the device page. */
  readonly scanNo: number;
  /** Readers are being tested: whoever takes it hears that, and nobody is looked up. */
  readonly isTest: boolean;
}

/** What the readers of this till have read and no screen has taken yet: in memory, each once, and not for long. */
export interface ReaderScans {
  /** Keeps a read; answers the id by which the screen that takes it asks for it. */
  offer(scan: ReaderScan): string;
  /** Gives a read away; null for one that was taken before or is too old. */
  take(scanId: string): ReaderScan | null;
}

/** `monotonicMs` is a clock that nobody sets. */
export function createReaderScans(monotonicMs: () => number): ReaderScans {
  const kept = new Map<string, { readonly scan: ReaderScan; readonly atMs: number }>();
  return {
    offer(scan) {
      const scanId = randomUUID();
      kept.set(scanId, { scan, atMs: monotonicMs() });
      const [oldest] = kept.keys();
      if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
      return scanId;
    },
    take(scanId) {
      const offered = kept.get(scanId);
      kept.delete(scanId);
      const isGood = offered !== undefined && monotonicMs() - offered.atMs <= keptMs;
      return isGood ? offered.scan : null;
    },
  };
}
