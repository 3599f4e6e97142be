import type { FailedCall, RefusedCall } from '../../../client/call-result.ts';

/** Tells whether a no leaves the member at their PIN: it was wrong, or nobody knows, and trying again does it once. */
export function canTypeAgain(result: RefusedCall | FailedCall): boolean {
  if (result.status === 'failed') return true;
  return result.code === 'pin_wrong' || result.code === 'pin_invalid';
}
