import type { BusinessDate } from '../../values/business-date.ts';
import type { ExplainedValueEntry, ValueContract, ValueEntry, ValuePurse } from './stored-value.ts';

/** How many movements a state keeps for the statement; the office has them all (art. 25). */
const explainedEntryCount = 20;

/** Where, when and for what decided movements are posted. */
export interface ValuePosting {
  readonly businessDate: BusinessDate;
  readonly atMs: number;
  readonly storeId: string;
  readonly reference: string;
  /** false at a till until the office has the operation: a top-up is then pending (SV-13). */
  readonly acknowledged: boolean;
}

export const emptyPurse: ValuePurse = {
  contracts: [],
  pendingPrincipalFen: 0,
  pendingBonusFen: 0,
  isFrozen: false,
  entries: [],
  carriedPrincipalFen: 0,
  carriedBonusFen: 0,
  reservations: [],
};

/**
 * Posts decided movements to a member's stored value (SV-01). Total: it never refuses, and per account keeps
 * carried + sum(entries) = sum of what is left on the contracts; a contract is driven below 0 by a payment that was made
 * without cover, never silently.
 */
export function postValue(
  purse: ValuePurse | undefined,
  entries: readonly ValueEntry[],
  posting: ValuePosting,
): ValuePurse {
  let posted = purse ?? emptyPurse;
  for (const entry of entries) posted = postEntry(posted, entry, posting);
  return trim(posted);
}

function postEntry(purse: ValuePurse, entry: ValueEntry, posting: ValuePosting): ValuePurse {
  const { acknowledged, ...at } = posting;
  const isPending = entry.kind === 'top_up' && !acknowledged;
  return {
    ...purse,
    contracts: postToContract(purse.contracts, entry, posting),
    pendingPrincipalFen: purse.pendingPrincipalFen + (isPending ? entry.principalFen : 0),
    pendingBonusFen: purse.pendingBonusFen + (isPending ? entry.bonusFen : 0),
    entries: [...purse.entries, { ...entry, ...at }],
  };
}

function postToContract(
  contracts: readonly ValueContract[],
  entry: ValueEntry,
  posting: ValuePosting,
): readonly ValueContract[] {
  const found = contracts.find(({ contractNo }) => contractNo === entry.contractNo);
  const isSale = entry.kind === 'top_up';
  const before = found ?? {
    contractNo: entry.contractNo,
    onDay: posting.businessDate,
    storeId: posting.storeId,
    paidFen: 0,
    bonusFen: 0,
    principalLeftFen: 0,
    bonusLeftFen: 0,
    spentListFen: 0,
    status: 'open' as const,
  };
  const after: ValueContract = {
    ...before,
    paidFen: before.paidFen + (isSale ? entry.principalFen : 0),
    bonusFen: before.bonusFen + (isSale ? entry.bonusFen : 0),
    principalLeftFen: before.principalLeftFen + entry.principalFen,
    bonusLeftFen: before.bonusLeftFen + entry.bonusFen,
    spentListFen: before.spentListFen + entry.listFen,
    status: entry.kind === 'refund' ? 'refunded' : before.status,
  };
  if (found === undefined) return [...contracts, after];
  return contracts.map((contract) => (contract === found ? after : contract));
}

function trim(purse: ValuePurse): ValuePurse {
  const carriedCount = Math.max(0, purse.entries.length - explainedEntryCount);
  if (carriedCount === 0) return purse;
  const carried = purse.entries.slice(0, carriedCount);
  const sum = (fenOf: (entry: ExplainedValueEntry) => number): number =>
    carried.reduce((total, entry) => total + fenOf(entry), 0);
  return {
    ...purse,
    entries: purse.entries.slice(carriedCount),
    carriedPrincipalFen: purse.carriedPrincipalFen + sum(({ principalFen }) => principalFen),
    carriedBonusFen: purse.carriedBonusFen + sum(({ bonusFen }) => bonusFen),
  };
}
