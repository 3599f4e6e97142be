import { addDays, type BusinessDate } from '../../values/business-date.ts';
import type { ExplainedValueEntry, ValueContract, ValueEntry, ValuePurse } from './stored-value.ts';

/** How many movements a state keeps for the statement; the office has them all (art. 25). */
export const explainedValueEntryCount = 20;
/** So long after its sale a contract with nothing left is forgotten: no goods bought with it come back any more. */
export const endedContractKeptDays = 366;

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
  return trim({ ...posted, contracts: withoutEnded(posted.contracts, posting.businessDate) });
}

/** A contract after one movement; what it says of the contract's number is not looked at. */
export function movedContract(contract: ValueContract, entry: ValueEntry): ValueContract {
  const { kind, principalFen, bonusFen } = entry;
  const isSale = kind === 'top_up';
  const isSpend = kind === 'pay' || kind === 'cancel' || kind === 'restore';
  const isBack = kind === 'cancel' || kind === 'restore';
  const principalLeftFen = contract.principalLeftFen + principalFen;
  const bonusLeftFen = contract.bonusLeftFen + bonusFen;
  const isOpen = isBack || (kind === 'refund' && (principalLeftFen > 0 || bonusLeftFen > 0));
  return {
    ...contract,
    paidFen: contract.paidFen + (isSale ? principalFen : 0),
    bonusFen: contract.bonusFen + (isSale ? bonusFen : 0),
    principalLeftFen,
    bonusLeftFen,
    spentFen: contract.spentFen - (isSpend ? principalFen + bonusFen : 0),
    spentListFen: contract.spentListFen + entry.listFen,
    refundedFen: contract.refundedFen + (entry.paidOutFen ?? 0),
    // Goods bought with a contract that was given back may come back later, or before that is heard of: it lives again.
    status: isOpen ? 'open' : kind === 'refund' ? 'refunded' : contract.status,
  };
}

/** How far payments have gone beyond what was there, in fen: 0 unless a till paid without cover. */
export function overdrawnFen(purse: ValuePurse | undefined): number {
  if (purse === undefined) return 0;
  return purse.contracts.reduce(
    (sum, { principalLeftFen, bonusLeftFen }) =>
      sum + Math.max(0, -principalLeftFen) + Math.max(0, -bonusLeftFen),
    0,
  );
}

function postEntry(purse: ValuePurse, entry: ValueEntry, posting: ValuePosting): ValuePurse {
  const { acknowledged: _acknowledged, ...at } = posting;
  return {
    ...purse,
    contracts: postToContract(purse.contracts, entry, posting),
    entries: [...purse.entries, { ...entry, ...at }],
  };
}

function postToContract(
  contracts: readonly ValueContract[],
  entry: ValueEntry,
  posting: ValuePosting,
): readonly ValueContract[] {
  const found = contracts.find(({ contractNo }) => contractNo === entry.contractNo);
  if (found === undefined) return [...contracts, movedContract(newContract(entry, posting), entry)];
  const after = movedContract(found, entry);
  return contracts.map((contract) => (contract === found ? after : contract));
}

function newContract(entry: ValueEntry, posting: ValuePosting): ValueContract {
  const isPending = entry.kind === 'top_up' && !posting.acknowledged;
  // What comes back to a contract that is forgotten was paid for once: it comes back as a contract of just that.
  const isBack = entry.kind === 'cancel' || entry.kind === 'restore';
  return {
    contractNo: entry.contractNo,
    onDay: posting.businessDate,
    storeId: posting.storeId,
    paidFen: isBack ? entry.principalFen : 0,
    bonusFen: isBack ? entry.bonusFen : 0,
    principalLeftFen: 0,
    bonusLeftFen: 0,
    spentFen: isBack ? entry.principalFen + entry.bonusFen : 0,
    spentListFen: isBack ? -entry.listFen : 0,
    refundedFen: 0,
    status: 'open',
    ...(isPending ? { isPending } : {}),
  };
}

function withoutEnded(
  contracts: readonly ValueContract[],
  businessDate: BusinessDate,
): readonly ValueContract[] {
  const firstDay = addDays(businessDate, -endedContractKeptDays);
  const isKept = ({ onDay, principalLeftFen, bonusLeftFen }: ValueContract): boolean =>
    onDay >= firstDay || principalLeftFen !== 0 || bonusLeftFen !== 0;
  return contracts.every(isKept) ? contracts : contracts.filter(isKept);
}

function trim(purse: ValuePurse): ValuePurse {
  const carriedCount = Math.max(0, purse.entries.length - explainedValueEntryCount);
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
