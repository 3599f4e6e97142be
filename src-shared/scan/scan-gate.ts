import type { ReaderRead } from './reader-frame.ts';

/** The same read again within so long is one scan: readers repeat themselves, and some send a code on two ways. */
export const DOUBLE_DELIVERY_MS = 300;

/** A torn code comes in pieces, a line at the wrong speed in many: what is dropped within so long is one trouble. */
export const SAME_TROUBLE_MS = 2_000;

/** Lets every scan through once. */
export interface ScanGate {
  /** Tells whether a read is the one of a moment ago again. `atMs` never goes back: give it a monotonic clock. */
  isRepeat(read: Pick<ReaderRead, 'source' | 'text'>, atMs: number): boolean;
  /** Tells whether a frame that was dropped follows another closely, without a read between them. The same clock. */
  isSameTrouble(atMs: number): boolean;
}

/**
 * Makes a gate for all readers of a till together. A read that is held against the sensor counts from its last delivery, so
 * that a presentation scanner gives one scan for as long as the card lies there.
 */
export function createScanGate(): ScanGate {
  const lastMs = new Map<string, number>();
  let droppedMs: number | null = null;
  return {
    isRepeat({ source, text }, atMs) {
      droppedMs = null;
      for (const [key, earlierMs] of lastMs) {
        if (atMs - earlierMs > DOUBLE_DELIVERY_MS) lastMs.delete(key);
      }
      const key = `${source} ${text}`;
      const isRepeat = lastMs.has(key);
      lastMs.set(key, atMs);
      return isRepeat;
    },
    isSameTrouble(atMs) {
      const isSame = droppedMs !== null && atMs - droppedMs <= SAME_TROUBLE_MS;
      droppedMs = atMs;
      return isSame;
    },
  };
}
