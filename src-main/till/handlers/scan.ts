import type { ScanResult } from '../../../src-shared/contract/till/scan.ts';
import type { ReaderRead } from '../../../src-shared/scan/reader-frame.ts';
import { memberId as toMemberId } from '../../../src-shared/values/ids.ts';
import type { ActiveTill } from '../active-till.ts';
import type { Devices } from '../device/devices.ts';
import type { Implementers } from '../implementer.ts';
import { findScanned, goneResult, logScan, scanResult, testedResult, typedRead } from '../scan.ts';
import { operatorId, type SignedIn } from '../session.ts';

/** What a scanned or typed code is, and whose. What a scanner of the screen read is noted for the device page. */
export function scanHandler({ signedIn }: Implementers, devices: Devices) {
  return signedIn.scan.handler(async ({ input, context: { till, session } }) => {
    const { text, reader, onlyMemberId } = input;
    till.announcer.used(session);
    const read = typedRead(text);
    if (reader === undefined) {
      // What a cash register sends may be either.
      const origin = session.operator.kind === 'pos' ? 'scanned' : 'typed';
      return await lookUp(till, session, read, { onlyMemberId, origin });
    }
    const { scanNo, outcome } = devices.noteScreenScan(reader, read);
    if (outcome === 'tested') return testedResult(session);
    const result = await lookUp(till, session, read, { onlyMemberId, origin: 'scanned' });
    devices.noteOutcome(scanNo, outcomeOf(result));
    return result;
  });
}

/** The same of what a reader of the till read, for the screen that takes it. */
export function takeScanHandler({ signedIn }: Implementers, devices: Devices) {
  return signedIn.takeScan.handler(async ({ input, context: { till, session } }) => {
    const { onlyMemberId } = input;
    const scan = till.readerScans.take(input.scanId);
    if (scan === null) return goneResult(session);
    if (scan.isTest) return testedResult(session);
    const result = await lookUp(till, session, scan.read, { onlyMemberId, origin: 'scanned' });
    devices.noteOutcome(scan.scanNo, outcomeOf(result));
    return result;
  });
}

/** What the log says of a scan: refused in words, as a payment code is, or taken. */
function outcomeOf({ kind, status }: ScanResult): 'taken' | 'refused' {
  return status === 'refused' || kind === 'unknown' ? 'refused' : 'taken';
}

async function lookUp(
  till: ActiveTill,
  session: SignedIn,
  read: ReaderRead,
  use: { readonly onlyMemberId: string | undefined; readonly origin: 'scanned' | 'typed' },
): Promise<ScanResult> {
  const { onlyMemberId, origin } = use;
  const scanned = await findScanned(till, read, {
    origin,
    openedBy: session.operator.kind === 'pos' ? 'pos' : 'screen',
    onlyMemberId: onlyMemberId === undefined ? null : toMemberId(onlyMemberId),
  });
  logScan(till, operatorId(session.operator), scanned);
  return scanResult(till, scanned, session);
}
