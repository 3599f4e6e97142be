import type { ValueProfile, ValuePurse } from './stored-value.ts';
import { walletFen } from './value-balance.ts';

/**
 * How much a wallet holds beyond what the law of the store allows that topped it up (SV-04), in fen; 0 where it does not. Only
 * head office can find one: tills that were offline at the same time knew nothing of each other (SV-13).
 */
export function excessOfWalletFen(
  purse: ValuePurse | undefined,
  { maxBalanceFen }: Pick<ValueProfile, 'maxBalanceFen'>,
): number {
  return Math.max(0, walletFen(purse) - maxBalanceFen);
}
