import { floorRate } from '../../values/rounding.ts';
import type { ValuePart } from '../offline-rights/holding.ts';
import type { ValueContract, ValueEntry, ValueRules } from './stored-value.ts';
import { contractsLess } from './value-balance.ts';

/** What of an amount came from where; `shortFen` is what the contracts did not have. */
export interface ValueAllocation {
  readonly entries: readonly ValueEntry[];
  readonly shortFen: number;
}

/**
 * Takes an amount from contracts, the oldest first (SV-02). Within a contract `proportional` takes paid : bonus, worked out
 * on all that was ever spent of it, so that however many payments there were the principal spent is the one floor of
 * art. 18; the other orders use one part up first. `listFen`, what the goods cost undiscounted (art. 19), is shared over the
 * contracts by what each pays. `within` are the parts that may be taken where not all may, `setAside` those that are for
 * others (OF-04): they bound what is taken and are not spent yet. Amounts in fen, exact: nothing is lost or taken twice, and
 * no contract goes below 0.
 */
export function allocatePayment(
  contracts: readonly ValueContract[],
  payment: {
    readonly amountFen: number;
    readonly listFen: number;
    readonly spendOrder: ValueRules['spendOrder'];
    readonly within?: readonly ValuePart[];
    readonly setAside?: readonly ValuePart[];
  },
): ValueAllocation {
  const { amountFen, listFen, spendOrder } = payment;
  const free = contractsLess(contracts, payment.setAside ?? []);
  // A contract that a payment without cover drove below 0 is made good by the others.
  const coverFen = free.reduce(
    (sum, { principalLeftFen, bonusLeftFen }) => sum + principalLeftFen + bonusLeftFen,
    0,
  );
  const payFen = Math.max(0, Math.min(amountFen, coverFen));
  const entries: ValueEntry[] = [];
  let takenFen = 0;
  for (const [index, contract] of contracts.entries()) {
    const most = mostOf(free[index] ?? contract, payment.within);
    const takeFen = Math.min(payFen - takenFen, most.principalFen + most.bonusFen);
    if (takeFen === 0) continue;
    const principalFen = principalOf(contract, most, { takeFen, spendOrder });
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

type Parts = Omit<ValuePart, 'contractNo'>;

/** A part of a contract that was driven below 0 has nothing to give. */
function mostOf(
  { contractNo, principalLeftFen, bonusLeftFen }: ValueContract,
  within: readonly ValuePart[] | undefined,
): Parts {
  const left = {
    principalFen: Math.max(0, principalLeftFen),
    bonusFen: Math.max(0, bonusLeftFen),
  };
  if (within === undefined) return left;
  const part = within.find((each) => each.contractNo === contractNo);
  return {
    principalFen: Math.min(left.principalFen, part?.principalFen ?? 0),
    bonusFen: Math.min(left.bonusFen, part?.bonusFen ?? 0),
  };
}

function principalOf(
  contract: ValueContract,
  most: Parts,
  taken: { readonly takeFen: number; readonly spendOrder: ValueRules['spendOrder'] },
): number {
  const { takeFen, spendOrder } = taken;
  const mostFen = Math.min(takeFen, most.principalFen);
  const leastFen = takeFen - Math.min(takeFen, most.bonusFen);
  switch (spendOrder) {
    case 'principal_first':
      return mostFen;
    case 'bonus_first':
      return leastFen;
    case 'proportional': {
      const { principalLeftFen, bonusLeftFen, spentFen } = contract;
      // What was given back as money is neither spent nor left, and is no part of what is shared out.
      const spendableFen = spentFen + principalLeftFen + bonusLeftFen;
      const goneFen = paidShare(contract, spendableFen) - principalLeftFen;
      const dueFen = paidShare(contract, spentFen + takeFen);
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
