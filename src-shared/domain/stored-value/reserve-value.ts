import type { MemberState } from '../member/member-state.ts';
import type { ValuePart } from '../offline-rights/holding.ts';
import { allocatePayment } from './allocate-payment.ts';
import { movedContract } from './post-value.ts';
import type { ValueContract, ValueEntry, ValuePurse, ValueRules } from './stored-value.ts';
import { spendableContracts } from './value-balance.ts';

/** What a till wants kept: an amount for a payment, or all of one contract for its refund. Amounts in fen. */
export type ValueWish =
  | {
      readonly kind: 'payment';
      readonly amountFen: number;
      readonly listFen: number;
      readonly spendOrder: ValueRules['spendOrder'];
    }
  | { readonly kind: 'refund'; readonly contractNo: string };

export type ReservedValue =
  | { readonly status: 'reserved'; readonly entries: readonly ValueEntry[] }
  | {
      readonly status: 'refused';
      readonly reason:
        | 'member_frozen'
        | 'value_frozen'
        | 'too_little'
        | 'in_use'
        | 'contract_unknown';
      /** The most a payment could take, in fen. */
      readonly availableFen: number;
    };

/**
 * What the office can keep for one act of one till (SV-13): from the contracts less what is kept for others, less what is set
 * aside for other tills, and less what that till has taken already (`pendingEntries`). `purse.reservations` are those of others.
 * A contract with a payment on its way, or of which something is set aside, is not given back. A frozen membership pays nothing
 * and is refunded all the same.
 */
export function reserveValue(input: {
  readonly state: Pick<MemberState, 'status' | 'value'>;
  readonly others: ValuePurse['reservations'];
  readonly pendingEntries: readonly ValueEntry[];
  /** What is set aside for other tills (OF-04). */
  readonly setAside: readonly ValuePart[];
  readonly wish: ValueWish;
  readonly nowMs: number;
}): ReservedValue {
  const { state, others, wish, nowMs } = input;
  const purse = state.value;
  if (wish.kind === 'payment' && state.status === 'frozen') return refused('member_frozen');
  if (purse === undefined) {
    return refused(wish.kind === 'payment' ? 'too_little' : 'contract_unknown');
  }
  if (purse.isFrozen) return refused('value_frozen');
  const contracts = purse.contracts.map((contract) => after(contract, input.pendingEntries));
  const open = { ...purse, contracts, reservations: others };
  if (wish.kind === 'payment') return reservePayment(open, wish, input);
  const isSetAside = input.setAside.some(({ contractNo }) => contractNo === wish.contractNo);
  return isSetAside ? refused('in_use') : reserveRefund(open, wish, nowMs);
}

function reservePayment(
  purse: ValuePurse,
  wish: Extract<ValueWish, { readonly kind: 'payment' }>,
  { setAside, nowMs }: { readonly setAside: readonly ValuePart[]; readonly nowMs: number },
): ReservedValue {
  const contracts = spendableContracts(purse, { nowMs });
  const { entries, shortFen } = allocatePayment(contracts, { ...wish, setAside });
  if (shortFen > 0) return refused('too_little', wish.amountFen - shortFen);
  return { status: 'reserved', entries };
}

function reserveRefund(
  purse: ValuePurse,
  { contractNo }: Extract<ValueWish, { readonly kind: 'refund' }>,
  nowMs: number,
): ReservedValue {
  const contract = purse.contracts.find((each) => each.contractNo === contractNo);
  if (contract === undefined) return refused('contract_unknown');
  const isInUse = purse.reservations
    .filter(({ expiresAtMs }) => expiresAtMs > nowMs)
    .some(({ entries }) => entries.some((entry) => entry.contractNo === contractNo));
  if (isInUse) return refused('in_use');
  const { principalLeftFen, bonusLeftFen } = contract;
  const left = { principalFen: 0 - principalLeftFen, bonusFen: 0 - bonusLeftFen };
  return { status: 'reserved', entries: [{ kind: 'refund', contractNo, ...left, listFen: 0 }] };
}

function after(contract: ValueContract, entries: readonly ValueEntry[]): ValueContract {
  return entries
    .filter(({ contractNo }) => contractNo === contract.contractNo)
    .reduce(movedContract, contract);
}

function refused(
  reason: Extract<ReservedValue, { readonly status: 'refused' }>['reason'],
  availableFen = 0,
): ReservedValue {
  return { status: 'refused', reason, availableFen };
}
