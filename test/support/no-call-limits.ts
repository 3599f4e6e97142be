import type { CallLimits } from '../../src-office/handlers/call-gate.ts';

const noLimit = { perSecond: null, burst: 0, perTerminal: 1_000, atOnce: 1_000, waiting: 1_000 };
/** For tests, which ask faster than any till does. */
export const noCallLimits: CallLimits = {
  push: noLimit,
  feed: noLimit,
  question: noLimit,
  snapshot: noLimit,
  activation: noLimit,
};
