import type { ScanResult } from '../../../src-shared/contract/till/scan.ts';
import type { ReaderRead } from '../../../src-shared/scan/reader-frame.ts';
import { DOUBLE_DELIVERY_MS } from '../../../src-shared/scan/scan-gate.ts';
import { memberId as toMemberId } from '../../../src-shared/values/ids.ts';
import type { ActiveTill } from '../active-till.ts';
import type { Devices } from '../device/devices.ts';
import type { Implementers } from '../implementer.ts';
import { findScanned, goneResult, logScan, scanResult, testedResult, typedRead } from '../scan.ts';
import { operatorId, type Session, type SignedIn } from '../session.ts';

/** What a scanned or typed code is, and whose. What a scanner of the screen read is noted for the device page. */
export function scanHandler({ signedIn }: Implementers, devices: Devices) {
  return signedIn.scan.handler(async ({ input, context: { till, session } }) => {
    const { text, reader, onlyMemberId } = input;
    till.announcer.used(session);
    const read = typedRead(text);
    const uptimeMs = () => till.clock.uptimeMs();
    if (reader === undefined) {
      // What a cash register sends may be either.
      if (session.operator.kind !== 'pos') {
        return await lookUp(till, session, read, { onlyMemberId, origin: 'typed' });
      }
      return await lookUpOnce(till, { way: 'register', text, uptimeMs }, () =>
        lookUp(till, session, read, { onlyMemberId, origin: 'scanned' }),
      );
    }
    const { scanNo, outcome } = devices.noteScreenScan(reader, read);
    if (outcome === 'tested') return testedResult(session);
    const result = await lookUpOnce(session, { way: 'screen', text, uptimeMs }, () =>
      lookUp(till, session, read, { onlyMemberId, origin: 'scanned' }),
    );
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
    till.announcer.scanTaken(input.scanId);
    if (scan.isTest) return testedResult(session);
    const { text } = scan.read;
    const uptimeMs = () => till.clock.uptimeMs();
    const result = await lookUpOnce(session, { way: 'port', text, uptimeMs }, () =>
      lookUp(till, session, scan.read, { onlyMemberId, origin: 'scanned' }),
    );
    devices.noteOutcome(scan.scanNo, outcomeOf(result));
    return result;
  });
}

interface LastScan {
  readonly way: 'screen' | 'port' | 'register';
  readonly text: string;
  readonly result: Promise<ScanResult>;
  endedAtMs: number;
}

/** In memory, for as long as the session lives; of cash registers, whose calls have none, as long as the till. */
const lastScans = new WeakMap<Session | ActiveTill, LastScan>();

/**
 * A scanner that types and is on a port as well delivers a scan on both ways. The second within 300 ms has the answer of the
 * first, which the screen takes for one scan: asked again, a code that is good once would be refused. Of a cash register any
 * second delivery is that; a screen tells its own by itself.
 */
async function lookUpOnce(
  asker: Session | ActiveTill,
  scan: Pick<LastScan, 'way' | 'text'> & { readonly uptimeMs: () => number },
  look: () => Promise<ScanResult>,
): Promise<ScanResult> {
  const { way, text, uptimeMs } = scan;
  const last = lastScans.get(asker);
  lastScans.delete(asker);
  const isOther = last !== undefined && (last.way !== way || way === 'register');
  const isSame = isOther && last.text === text;
  if (isSame && uptimeMs() - last.endedAtMs <= DOUBLE_DELIVERY_MS) return await last.result;
  const asked: LastScan = { way, text, result: look(), endedAtMs: Infinity };
  lastScans.set(asker, asked);
  let isFound = false;
  try {
    const result = await asked.result;
    isFound = result.status === 'found';
    return result;
  } finally {
    asked.endedAtMs = uptimeMs();
    // What is refused is refused again, and the digits of a payment code are kept nowhere (ID-01).
    if (!isFound && lastScans.get(asker) === asked) lastScans.delete(asker);
  }
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
