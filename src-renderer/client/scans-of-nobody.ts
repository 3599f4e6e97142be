import type { ScanResult } from '../../src-shared/contract/till/scan.ts';
import { classifyScan } from '../../src-shared/scan/classify-scan.ts';
import type { ScanTaker } from './scan-desk.ts';

/**
 * How a screen takes scans where nobody is signed in: the badge of somebody of the staff names them, and their PIN follows;
 * everything else is refused, and nothing of it goes to the till.
 */
export function scansOfNobody(options: {
  readonly onBadge: (staffId: string) => void;
  readonly onOther: () => void;
}): ScanTaker {
  return {
    policy: () => 'accept',
    lookUp: (scan) =>
      Promise.resolve({ status: 'ok', value: readBadge(scan.kind === 'text' ? scan.text : '') }),
    accept: ({ staffId }) => {
      if (staffId === undefined) options.onOther();
      else options.onBadge(staffId);
    },
    reject: options.onOther,
    fail: options.onOther,
    onChange: () => () => {},
  };
}

function readBadge(text: string): ScanResult {
  const scanned = classifyScan(text, { cardPrefixes: [] });
  return scanned.kind === 'staff_badge'
    ? { kind: 'staff_badge', status: 'refused', message: '', staffId: scanned.staffId }
    : { kind: 'unknown', status: 'not_found', message: '' };
}
