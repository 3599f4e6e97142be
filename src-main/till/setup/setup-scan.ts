import type { ReaderSetupScan } from '../../../src-shared/contract/till/setup.ts';
import { classifySetupScan } from '../../../src-shared/scan/classify-setup-scan.ts';
import { scanWords } from '../../../src-shared/text/scan-words.ts';
import type { ReaderScan } from '../reader-scans.ts';
import type { Session } from '../session.ts';

/**
 * Says what a reader of the till read is to the first run or to a locked till, as its screen does of what it read itself.
 * `wanted` is the code that the step asks for; every other text stays here (ID-01). `scan` is null for one that is gone.
 */
export function setupScanOf(
  scan: ReaderScan | null,
  wanted: 'activation_code' | 'recovery_code',
  { language }: Session,
): ReaderSetupScan {
  if (scan === null) return { kind: 'gone', message: scanWords[language].gone };
  const { source, text } = scan.read;
  // Neither code is on a stripe or in a chip, and what is on one may look like anything.
  if (source !== 'code') return { kind: 'other' };
  const scanned = classifySetupScan(text);
  return scanned.kind === wanted || scanned.kind === 'payment_code' ? scanned : { kind: 'other' };
}
