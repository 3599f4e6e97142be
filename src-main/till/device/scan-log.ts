import type { ScanLogEntry } from '../../../src-shared/contract/till/device.ts';
import { classifyRead } from '../../../src-shared/scan/classify-scan.ts';
import type { ReaderFrame, ReaderRead } from '../../../src-shared/scan/reader-frame.ts';
import { maskScan, shapeOf } from '../../../src-shared/scan/scan-shape.ts';
import type { ScannedCode } from '../../../src-shared/scan/scanned-code.ts';

const entriesMax = 50;

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

export function createScanLog(cardPrefixes: () => readonly string[]): ScanLog {
  const entries: ScanLogEntry[] = [];
  let scanNo = 0;
  return {
    note({ readerId, atMs, frame, outcome }) {
      scanNo += 1;
      const what = frame.kind === 'read' ? readEntry(frame.read, cardPrefixes()) : nothingRead;
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
}

const nothingRead = {
  source: null,
  symbology: null,
  shape: '',
  characterCount: null,
  kind: null,
  masked: '',
} as const;

function readEntry(
  read: ReaderRead,
  cardPrefixes: readonly string[],
): Pick<ScanLogEntry, keyof typeof nothingRead> {
  const scanned = classifyRead(read, { cardPrefixes });
  return {
    source: read.source,
    symbology: read.source === 'code' ? read.symbology : null,
    shape: shapeOf(read.text),
    characterCount: read.text.trim().length,
    kind: kindOf(scanned),
    masked: maskScan(scanned),
  };
}

/** What a screen calls it. */
function kindOf(scanned: ScannedCode): NonNullable<ScanLogEntry['kind']> {
  switch (scanned.kind) {
    case 'phone_region_needed':
      return 'phone';
    case 'coupon_unreadable':
      return 'coupon';
    case 'staff_badge_unreadable':
      return 'staff_badge';
    case 'own_code_unreadable':
      return 'signed_code';
    default:
      return scanned.kind;
  }
}
