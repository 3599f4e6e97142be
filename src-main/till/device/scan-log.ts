import type { ScanLogEntry } from '../../../src-shared/contract/till/device.ts';
import { classifyRead } from '../../../src-shared/scan/classify-scan.ts';
import type { ReaderFrame, ReaderRead } from '../../../src-shared/scan/reader-frame.ts';
import { maskScan, shapeOf } from '../../../src-shared/scan/scan-shape.ts';
import type { ScannedCode } from '../../../src-shared/scan/scanned-code.ts';

const entriesMax = 50;

/** A code that head office has signed, or that looks so. */
export type SignedScan = Extract<ScannedCode, { kind: 'signed_code' | 'coupon' }>;

/** The last scans of this till, masked, in memory only. */
export interface ScanLog {
  note(scan: {
    readonly readerId: string;
    readonly atMs: number;
    readonly frame: ReaderFrame;
    readonly outcome: ScanLogEntry['outcome'];
  }): ScanLogEntry;
  /** Says later what came of a scan; one that is no more in the log is left alone. */
  noteOutcome(scanNo: number, outcome: ScanLogEntry['outcome']): void;
  /** Newest first. */
  list(): readonly ScanLogEntry[];
}

/** `isForged` tells of one of the chain's signed codes that something in it is not as it was signed. */
export function createScanLog(options: {
  readonly cardPrefixes: () => readonly string[];
  readonly isForged: (code: SignedScan) => boolean;
}): ScanLog {
  const entries: ScanLogEntry[] = [];
  let scanNo = 0;
  return {
    note({ readerId, atMs, frame, outcome }) {
      scanNo += 1;
      const what = frame.kind === 'read' ? readEntry(frame.read) : nothingRead;
      const drop =
        frame.kind === 'dropped'
          ? { dropReason: frame.reason, frameBytes: frame.frameBytes }
          : { dropReason: null, frameBytes: null };
      const entry = { scanNo, atMs, readerId, outcome, ...drop, ...what };
      entries.unshift(entry);
      entries.length = Math.min(entries.length, entriesMax);
      return entry;
    },
    noteOutcome(noted, outcome) {
      const at = entries.findIndex((entry) => entry.scanNo === noted);
      const entry = entries[at];
      if (entry !== undefined) entries[at] = { ...entry, outcome };
    },
    list: () => [...entries],
  };

  function readEntry(read: ReaderRead): Pick<ScanLogEntry, keyof typeof nothingRead> {
    const scanned = classifyRead(read, { cardPrefixes: options.cardPrefixes() });
    return {
      source: read.source,
      symbology: read.source === 'code' ? read.symbology : null,
      shape: shapeOf(read.text),
      characterCount: read.text.trim().length,
      kind: kindOf(scanned, options.isForged),
      masked: maskScan(scanned),
    };
  }
}

const nothingRead = {
  source: null,
  symbology: null,
  shape: '',
  characterCount: null,
  kind: null,
  masked: '',
} as const;

/** What a screen calls it. A character that a reader changed leaves a code its form, and only its signature tells. */
function kindOf(
  scanned: ScannedCode,
  isForged: (code: SignedScan) => boolean,
): NonNullable<ScanLogEntry['kind']> {
  switch (scanned.kind) {
    case 'phone_region_needed':
      return 'phone';
    case 'signed_code':
      return isForged(scanned) ? 'own_code_unreadable' : scanned.kind;
    case 'coupon':
      return isForged(scanned) ? 'coupon_unreadable' : scanned.kind;
    default:
      return scanned.kind;
  }
}
