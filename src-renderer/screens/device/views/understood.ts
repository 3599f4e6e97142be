import type { ScanLogEntry } from '../../../../src-shared/contract/till/device.ts';
import { dropReasonWords, scanKindWords } from '../../../parts/scan-kind-words.ts';
import type { Say } from '../../../parts/words.ts';

/** What a scan was understood as, and of its number as much as may be shown. */
export function understood(
  say: Say,
  { kind, masked, dropReason }: ScanLogEntry,
): { readonly what: string; readonly number: string } {
  if (dropReason !== null) return { what: say(dropReasonWords[dropReason]), number: '' };
  return { what: kind === null ? '' : say(scanKindWords[kind]), number: masked };
}
