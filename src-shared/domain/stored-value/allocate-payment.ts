import { floorRate } from '../../values/rounding.ts';
import type { ValueContract, ValueEntry, ValueRules } from './stored-value.ts';

/** What of an amount came from where; `shortFen` is what the contracts did not have. */
export interface ValueAllocation {
  readonly entries: readonly ValueEntry[];
  readonly shortFen: number;
}

/**
 * Takes an amount from contracts, the oldest first (SV-02). Within a contract `proportional` takes paid : bonus, worked out
 * on all that was ever spent of it, so that however many payments there were the principal gone is the one floor of
 * art. 18; the other orders use one part up first. `listFen`, what the goods cost undiscounted (art. 19), is shared over the
 * contracts by what each pays. Amounts in fen, exact: nothing is lost or taken twice, and no contract goes below 0.
 */
export function allocatePayment(
  contracts: readonly ValueContract[],
  payment: {
    readonly amountFen: number;
    readonly listFen: number;
    readonly spendOrder: ValueRules['spendOrder'];
  },
): ValueAllocation {
  const { amountFen, listFen, spendOrder } = payment;
  // A contract that a payment without cover drove below 0 is made good by the others.
  const coverFen = contracts.reduce(
    (sum, { principalLeftFen, bonusLeftFen }) => sum + principalLeftFen + bonusLeftFen,
    0,
  );
  const payFen = Math.max(0, Math.min(amountFen, coverFen));
  const entries: ValueEntry[] = [];
  let takenFen = 0;
  for (const contract of contracts) {
    const takeFen = Math.min(payFen - takenFen, leftFen(contract));
    if (takeFen === 0) continue;
    const principalFen = principalOf(contract, takeFen, spendOrder);
    const listBeforeFen = listShare(listFen, takenFen, amountFen);
    takenFen += takeFen;
    entries.push({
      kind: 'pay',
      contractNo: contract.contractNo,
      principalFen: 0 - principalFen,
      bonusFen: 0 - (takeFen - principalFen),
      listFen: listShare(listFen, takenFen, amountFen) - listBeforeFen,
    });
  }
  return { entries, shortFen: amountFen - takenFen };
}

/** A part of a contract that was driven below 0 has nothing to give. */
function leftFen({ principalLeftFen, bonusLeftFen }: ValueContract): number {
  return Math.max(0, principalLeftFen) + Math.max(0, bonusLeftFen);
}

function principalOf(
  contract: ValueContract,
  takeFen: number,
  spendOrder: ValueRules['spendOrder'],
): number {
  const principalLeftFen = Math.max(0, contract.principalLeftFen);
  const mostFen = Math.min(takeFen, principalLeftFen);
  const leastFen = takeFen - Math.min(takeFen, Math.max(0, contract.bonusLeftFen));
  switch (spendOrder) {
    case 'principal_first':
      return mostFen;
    case 'bonus_first':
      return leastFen;
    case 'proportional': {
      const goneFen = contract.paidFen - principalLeftFen;
      const dueFen = paidShare(contract, contract.spentFen + takeFen);
      // Another order before, or goods that came back, may have left the parts uneven.
      return Math.min(mostFen, Math.max(leastFen, dueFen - goneFen));
    }
  }
}

/** How much of an amount spent from a contract was paid for, by the ratio paid : (paid + bonus), rounded down (art. 18). */
export function paidShare(
  { paidFen, bonusFen }: Pick<ValueContract, 'paidFen' | 'bonusFen'>,
  spentFen: number,
): number {
  if (paidFen + bonusFen === 0) return 0;
  return floorRate(spentFen, { numerator: paidFen, denominator: paidFen + bonusFen });
}

function listShare(listFen: number, takenFen: number, amountFen: number): number {
  return floorRate(listFen, { numerator: takenFen, denominator: amountFen });
}
