import { explainedValueEntryCount } from '../stored-value/post-value.ts';
import type {
  ExplainedValueEntry,
  ValueContract,
  ValuePurse,
} from '../stored-value/stored-value.ts';

/** Two members' stored value as one: contracts by day of sale, movements by time; both accounts add up as before. */
export function joinPurses(purse: ValuePurse, other: ValuePurse): ValuePurse {
  const entries = [...purse.entries, ...other.entries].toSorted((a, b) => a.atMs - b.atMs);
  const contracts = joinContracts([...purse.contracts, ...other.contracts]);
  return withCarried({
    ...purse,
    contracts,
    isFrozen: purse.isFrozen || other.isFrozen,
    entries: entries.slice(-explainedValueEntryCount),
    reservations: [...purse.reservations, ...other.reservations],
    ...(purse.identity === undefined && other.identity !== undefined
      ? { identity: other.identity }
      : {}),
  });
}

/** By day of sale. One that two purses have parts of, as after a merge that was undone in between, is one again. */
function joinContracts(contracts: readonly ValueContract[]): readonly ValueContract[] {
  const joined = new Map<string, ValueContract>();
  for (const contract of contracts) {
    const { contractNo } = contract;
    const other = joined.get(contractNo);
    joined.set(contractNo, other === undefined ? contract : addContracts(other, contract));
  }
  return [...joined.values()].toSorted((a, b) =>
    a.onDay < b.onDay ? -1 : a.onDay > b.onDay ? 1 : 0,
  );
}

function addContracts(a: ValueContract, b: ValueContract): ValueContract {
  const earlier = a.onDay <= b.onDay ? a : b;
  return {
    ...earlier,
    paidFen: a.paidFen + b.paidFen,
    bonusFen: a.bonusFen + b.bonusFen,
    principalLeftFen: a.principalLeftFen + b.principalLeftFen,
    bonusLeftFen: a.bonusLeftFen + b.bonusLeftFen,
    spentFen: a.spentFen + b.spentFen,
    spentListFen: a.spentListFen + b.spentListFen,
    refundedFen: a.refundedFen + b.refundedFen,
    status: a.status === 'open' || b.status === 'open' ? 'open' : 'refunded',
  };
}

/** The part of a purse that belongs to some of its contracts, as they are now, with their movements. */
export function splitPurse(
  purse: ValuePurse,
  isKept: (contract: ValueContract) => boolean,
): ValuePurse {
  const contracts = purse.contracts.filter(isKept);
  const contractNos = new Set(contracts.map(({ contractNo }) => contractNo));
  return withCarried({
    ...purse,
    contracts,
    entries: purse.entries.filter(({ contractNo }) => contractNos.has(contractNo)),
  });
}

/** What the listed movements do not explain of what is left is carried. */
function withCarried(purse: ValuePurse): ValuePurse {
  const sumLeft = (fenOf: (contract: ValueContract) => number): number =>
    purse.contracts.reduce((sum, contract) => sum + fenOf(contract), 0);
  const sumListed = (fenOf: (entry: ExplainedValueEntry) => number): number =>
    purse.entries.reduce((sum, entry) => sum + fenOf(entry), 0);
  return {
    ...purse,
    carriedPrincipalFen:
      sumLeft(({ principalLeftFen }) => principalLeftFen) -
      sumListed(({ principalFen }) => principalFen),
    carriedBonusFen:
      sumLeft(({ bonusLeftFen }) => bonusLeftFen) - sumListed(({ bonusFen }) => bonusFen),
  };
}
