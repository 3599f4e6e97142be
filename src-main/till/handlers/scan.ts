import type { Devices } from '../device/devices.ts';
import type { Implementers } from '../implementer.ts';
import { findScanned, logScan, scanResult, testedResult, typedRead } from '../scan.ts';
import { operatorId } from '../session.ts';

/** What a scanned or typed code is, and whose. What a scanner of the screen read is noted for the device page. */
export function scanHandler({ signedIn }: Implementers, devices: Devices) {
  return signedIn.scan.handler(async ({ input, context: { till, session } }) => {
    const { text, reader } = input;
    const read = typedRead(text);
    const goesOn = reader === undefined || devices.noteScreenScan(reader, read);
    if (!goesOn) return testedResult(session);
    const by = session.operator.kind === 'pos' ? 'pos' : 'screen';
    const scanned = await findScanned(till, read, by);
    logScan(till, operatorId(session.operator), scanned);
    return scanResult(till, scanned, session);
  });
}
