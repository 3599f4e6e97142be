import type { ScanResult } from '../../src-shared/contract/till/scan.ts';
import { classifyScan } from '../../src-shared/scan/classify-scan.ts';
import type { ScanTaker } from './scan-desk.ts';

/**
 * How a screen takes scans where nobody is signed in: the badge of somebody of the staff names them, and their PIN follows;
 * everything else is refused, what is no use to anybody by its name, and nothing of it goes to the till.
 */
export function scansOfNobody(options: {
  readonly onBadge: (staffId: string) => void;
  /** `other`: the till would take it of somebody who is signed in. */
  readonly onOther: (kind: 'payment_code' | 'bank_card' | 'other') => void;
  readonly onDropped: () => void;
}): ScanTaker {
  return {
    policy: () => 'accept',
    lookUp: (scan) =>
      Promise.resolve({ status: 'ok', value: readBadge(scan.kind === 'text' ? scan.text : '') }),
    accept: ({ staffId, kind }) => {
      if (staffId !== undefined) options.onBadge(staffId);
      else options.onOther(kind === 'payment_code' || kind === 'bank_card' ? kind : 'other');
    },
    reject: () => options.onOther('other'),
    wait: () => {},
    giveUp: () => options.onOther('other'),
    drop: options.onDropped,
    fail: () => options.onOther('other'),
    onChange: () => () => {},
  };
}

function readBadge(text: string): ScanResult {
  const scanned = classifyScan(text, { cardPrefixes: [] });
  switch (scanned.kind) {
    case 'staff_badge':
      return { kind: scanned.kind, status: 'refused', message: '', staffId: scanned.staffId };
    case 'payment_code':
    case 'bank_card':
      return { kind: scanned.kind, status: 'refused', message: '' };
    default:
      return { kind: 'unknown', status: 'not_found', message: '' };
  }
}
