import type { ScanTaker } from '../../client/scan-desk.ts';
import { type DeviceRoom, sayNo } from './create-device.ts';

/**
 * How the device page takes scans: each is noted for the log, and nobody is looked up. What another reader of the till read
 * is in the log already.
 */
export function deviceScans(room: DeviceRoom): ScanTaker {
  return {
    policy: () => 'accept',
    lookUp: async (text, reader) => {
      const result = await room.line.call(({ device }, withSignal) =>
        device.noteScan({ text, reader }, withSignal),
      );
      return result.status === 'ok'
        ? { status: 'ok', value: { kind: 'unknown', status: 'refused', message: '' } }
        : result;
    },
    accept: () => {},
    reject: () => {},
    fail: (result) => sayNo(room, result),
    onChange: () => () => {},
  };
}
