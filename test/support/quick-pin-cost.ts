import type { PinCost } from '../../src-main/till/pin-verifier.ts';

/** For tests that make PINs and are not about what a PIN costs: the same verifiers, made and checked by the same code. */
export const quickPinCost: PinCost = { N: 2, r: 1, p: 1 };
