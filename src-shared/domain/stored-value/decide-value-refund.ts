import { daysBetween, type BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import type { DraftOf } from '../operation/operation.ts';
import type { Programme } from '../programme/programme.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { decideRevert } from '../tier/decide-revert.ts';
import type { TierState } from '../tier/decide-upgrade.ts';
import { paidShare } from './allocate-payment.ts';
import { profileOfStore } from './decide-top-up.ts';
import {
  valueRefundBases,
  type ValueContract,
  type ValueEntry,
  type ValueRefundBasis,
  type ValueRules,
} from './stored-value.ts';

/** Up to this much may be paid out in cash (Order 9). */
export const cashRefundMaxFen = 10_000;

/** A refund of one contract worked out on one basis. Money in fen. */
export interface ValueRefundWorking {
  readonly basis: ValueRefundBasis;
  /** What of the money paid counts as used up on this basis. */
  readonly consumedFen: number;
  /** What is given back; 0 where nothing is. Never more than was paid (art. 20). */
  readonly refundFen: number;
  /** false: this basis does not apply. */
  readonly applies: boolean;
}

/** Everything a refund calculation shows (SV-03). */
export interface ValueRefundQuote {
  readonly contract: ValueContract;
  readonly coolingOffDays: number;
  readonly workings: readonly ValueRefundWorking[];
}

/**
 * Works out what a contract would give back on every basis (SV-03): unused within the days of art. 14, all that was paid; at
 * the seller's side (art. 18), less what was spent in the ratio paid : (paid + bonus), that part rounded down, for the
 * consumer; for the consumer's reasons (art. 19), less the undiscounted price of what was bought, and nothing is claimed
 * where that is more (art. 20). The bonus never becomes money, and money given back before is taken off.
 */
export function quoteValueRefund(
  contract: ValueContract,
  at: { readonly businessDate: BusinessDate; readonly coolingOffDays: number },
): ValueRefundQuote {
  const { paidFen, spentFen, spentListFen, refundedFen } = contract;
  const isUnused = spentFen <= 0;
  const isEarly = daysBetween(contract.onDay, at.businessDate) <= at.coolingOffDays;
  const working = (
    basis: ValueRefundBasis,
    usedFen: number,
    applies: boolean,
  ): ValueRefundWorking => {
    const consumedFen = Math.min(paidFen, Math.max(0, usedFen));
    const refundFen = applies ? Math.max(0, paidFen - consumedFen - refundedFen) : 0;
    return { basis, consumedFen, refundFen, applies };
  };
  const used = {
    cooling_off: 0,
    seller: paidShare(contract, spentFen),
    consumer: spentListFen,
  } satisfies Record<ValueRefundBasis, number>;
  return {
    contract,
    coolingOffDays: at.coolingOffDays,
    workings: valueRefundBases.map((basis) =>
      working(basis, used[basis], basis !== 'cooling_off' || (isEarly && isUnused)),
    ),
  };
}

/** The quote for a contract of a member, by the law of the store that sold it. Refuses as `decideValueRefund` does. */
export function findValueRefund(input: {
  readonly rules: ValueRules | null;
  readonly state: Pick<MemberState, 'value'>;
  readonly businessDate: BusinessDate;
  readonly contractNo: string;
}): Refusal | { readonly status: 'found'; readonly quote: ValueRefundQuote } {
  const { rules, state, businessDate, contractNo } = input;
  const contract = state.value?.contracts.find((each) => each.contractNo === contractNo);
  if (contract === undefined) return refuse('value_contract_not_found');
  const profile = rules === null ? null : profileOfStore(rules, contract.storeId);
  if (profile === null) return refuse('value_not_offered');
  const { coolingOffDays } = profile;
  return { status: 'found', quote: quoteValueRefund(contract, { businessDate, coolingOffDays }) };
}

/**
 * Decides that a contract ends and money goes back (SV-03, PL-14, art. 18 to 20): what is left of principal and bonus leaves
 * the wallet, the money is what the basis says. `expectedFen` is what was shown to the customer. Up to 100 yuan may be cash,
 * otherwise it goes to an account of the same name. A tier that the top-up reached may fall with it (TR-03). A frozen
 * membership does not stop it, a stopped wallet does. Refuses in the order value_contract_not_found, value_not_offered,
 * value_frozen, value_pending, value_cooling_off_over, value_nothing_to_refund, value_refund_changed, value_account_needed.
 * Amounts in fen.
 */
export function decideValueRefund(input: {
  readonly programme: Pick<Programme, 'value' | 'tiers' | 'tierPolicy'>;
  readonly state: Pick<MemberState, 'memberId' | 'value'> & TierState;
  readonly businessDate: BusinessDate;
  readonly refundId: string;
  readonly contractNo: string;
  readonly basis: ValueRefundBasis;
  readonly expectedFen: number;
  readonly payTo: 'cash' | 'same_name_account';
  readonly approverId: string;
}):
  | Refusal
  | {
      readonly status: 'decided';
      readonly draft: DraftOf<'refundValue'>;
      readonly working: ValueRefundWorking;
    } {
  const { programme, state, businessDate, refundId, contractNo, basis, payTo, approverId } = input;
  const found = findValueRefund({ ...input, rules: programme.value });
  if (found.status === 'refused') return found;
  const { contract, workings } = found.quote;
  if (state.value?.isFrozen === true) return refuse('value_frozen');
  if (contract.isPending === true) return refuse('value_pending');
  const working = workings.find((each) => each.basis === basis);
  if (working === undefined || !working.applies) return refuse('value_cooling_off_over');
  const { refundFen } = working;
  // What is left can still be spent; ending the contract for nothing would only take it away.
  if (refundFen === 0) return refuse('value_nothing_to_refund');
  if (refundFen !== input.expectedFen) return refuse('value_refund_changed', { maxFen: refundFen });
  if (payTo === 'cash' && refundFen > cashRefundMaxFen) {
    return refuse('value_account_needed', { maxFen: cashRefundMaxFen });
  }
  const entry: ValueEntry = {
    kind: 'refund',
    contractNo,
    principalFen: 0 - contract.principalLeftFen,
    bonusFen: 0 - contract.bonusLeftFen,
    listFen: 0,
    paidOutFen: refundFen,
  };
  const growth = [{ measure: 'top_up_fen' as const, onDay: contract.onDay, amount: 0 - refundFen }];
  const receipt = { receiptNo: contractNo, businessDate: contract.onDay };
  const tier = decideRevert({ programme, state, receipt, growth, businessDate });
  const body = { refundId, contractNo, basis, refundFen, payTo, approverId };
  const { memberId } = state;
  const draft = {
    kind: 'refundValue',
    body: { ...body, value: [entry], growth, ...(tier === null ? {} : { tier }) },
    memberId,
  } as const;
  return { status: 'decided', draft, working };
}
