import type { ReaderProblem } from '../../src-shared/contract/till/device.ts';

/** What a device or its port can fail with: what a reader can, and that a kind of port cannot be looked at at all. */
type DeviceFailureCode = ReaderProblem | 'hid_unavailable' | 'serial_unavailable';

/** A device that did not do what it was asked. Trying again helps once somebody has plugged it in or freed it. */
export class DeviceFailure extends Error {
  override readonly name = 'DeviceFailure';
  readonly code: DeviceFailureCode;

  constructor(code: DeviceFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What a reader suffers from, as it is told: of what is no failure of a device nothing is known. */
export function problemOf(cause: unknown): ReaderProblem {
  if (!(cause instanceof DeviceFailure)) return 'failed';
  return cause.code === 'hid_unavailable' || cause.code === 'serial_unavailable'
    ? 'failed'
    : cause.code;
}
