import type { Implementers } from '../implementer.ts';
import { findScanned, scanResult } from '../scan.ts';

/** What a scanned or typed code is, and whose. */
export function scanHandler({ signedIn }: Implementers) {
  return signedIn.scan.handler(async ({ input, context: { till, session } }) =>
    scanResult(till, await findScanned(till, input.text), session.language),
  );
}
