import { nobodyLookedUp, type ScanTaker } from '../../client/scan-desk.ts';
import { type DeviceRoom, sayNo } from './create-device.ts';

/**
 * How the device page takes scans: each is noted for the log, and nobody is looked up. What another reader of the till read
 * is in the log already.
 */
export function deviceScans(room: DeviceRoom): ScanTaker {
  return {
    policy: () => 'accept',
    lookUp: async (scan) => {
      if (scan.kind === 'offer') return nobodyLookedUp;
      const { text, reader } = scan;
      const result = await room.line.call(({ device }, withSignal) =>
        device.noteScan({ text, reader }, withSignal),
      );
      return result.status === 'ok' ? nobodyLookedUp : result;
    },
    accept: () => {},
    reject: () => {},
    wait: () => {},
    giveUp: () => {},
    // The log of this page says it, with its sound.
    drop: () => {},
    fail: (result) => sayNo(room, result),
    onChange: () => () => {},
  };
}
