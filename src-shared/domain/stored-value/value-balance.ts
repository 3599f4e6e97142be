import type { ValuePart } from '../offline-rights/holding.ts';
import { movedContract } from './post-value.ts';
import type { ValueContract, ValueEntry, ValuePurse } from './stored-value.ts';

/** A member's stored value as the counter shows it. Money in fen. */
export interface ValueBalance {
  /** Paid for and acknowledged by the office. */
  readonly principalFen: number;
  /** Given on top, and acknowledged. */
  readonly bonusFen: number;
  /** Topped up at a till, both parts, and not yet acknowledged: cannot be spent (SV-13). */
  readonly pendingFen: number;
  /** Kept by the office for payments about to be posted. */
  readonly reservedFen: number;
  /** Can be spent now. Never below 0. */
  readonly availableFen: number;
  readonly isFrozen: boolean;
}

/** Reads a balance as of a moment (epoch milliseconds). */
export function valueBalanceOf(
  purse: ValuePurse,
  { nowMs }: { readonly nowMs: number },
): ValueBalance {
  const { principalFen, bonusFen } = settledValue(purse);
  const reservedFen = -liveEntries(purse, nowMs).reduce(
    (sum, entry) => sum + entry.principalFen + entry.bonusFen,
    0,
  );
  return {
    principalFen,
    bonusFen,
    pendingFen: walletFen(purse) - principalFen - bonusFen,
    reservedFen,
    availableFen: Math.max(0, principalFen + bonusFen - reservedFen),
    isFrozen: purse.isFrozen,
  };
}

/** What head office has acknowledged of a purse, in fen. */
export function settledValue({ contracts }: Pick<ValuePurse, 'contracts'>): {
  readonly principalFen: number;
  readonly bonusFen: number;
} {
  const settled = contracts.filter(({ isPending }) => isPending === undefined);
  return {
    principalFen: settled.reduce((sum, each) => sum + each.principalLeftFen, 0),
    bonusFen: settled.reduce((sum, each) => sum + each.bonusLeftFen, 0),
  };
}

/** Everything on a wallet, principal and bonus, pending top-ups included: what the limits of the law are about (SV-04). */
export function walletFen(purse: ValuePurse | undefined): number {
  if (purse === undefined) return 0;
  return purse.contracts.reduce(
    (sum, { principalLeftFen, bonusLeftFen }) => sum + principalLeftFen + bonusLeftFen,
    0,
  );
}

/** The contracts a payment may take from, oldest first: acknowledged ones, less what is kept for others (SV-13). */
export function spendableContracts(
  purse: ValuePurse | undefined,
  { nowMs }: { readonly nowMs: number },
): readonly ValueContract[] {
  if (purse === undefined) return [];
  const reserved = liveEntries(purse, nowMs);
  return purse.contracts
    .filter(({ isPending }) => isPending === undefined)
    .map((contract) =>
      reserved
        .filter(({ contractNo }) => contractNo === contract.contractNo)
        .reduce(movedContract, contract),
    );
}

/** Contracts as they are once parts of them are paid, at what the goods are paid for. */
export function contractsLess(
  contracts: readonly ValueContract[],
  parts: readonly ValuePart[],
): readonly ValueContract[] {
  if (parts.length === 0) return contracts;
  return contracts.map((contract) =>
    parts
      .filter(({ contractNo }) => contractNo === contract.contractNo)
      .reduce((left, part) => movedContract(left, payEntryOf(part)), contract),
  );
}

/** A part of a contract as a payment of it, at what the goods are paid for. */
export function payEntryOf({ contractNo, principalFen, bonusFen }: ValuePart): ValueEntry {
  const paid = { principalFen: 0 - principalFen, bonusFen: 0 - bonusFen };
  return { kind: 'pay', contractNo, ...paid, listFen: principalFen + bonusFen };
}

function liveEntries(purse: ValuePurse, nowMs: number) {
  return purse.reservations
    .filter(({ expiresAtMs }) => expiresAtMs > nowMs)
    .flatMap(({ entries }) => entries);
}
