import type { Implementers } from '../implementer.ts';
import { findScanned, logScan, scanResult, typedRead } from '../scan.ts';
import { operatorId } from '../session.ts';

/** What a scanned or typed code is, and whose. */
export function scanHandler({ signedIn }: Implementers) {
  return signedIn.scan.handler(async ({ input, context: { till, session } }) => {
    const scanned = await findScanned(till, typedRead(input.text));
    logScan(till, operatorId(session.operator), scanned);
    return scanResult(till, scanned, session);
  });
}
