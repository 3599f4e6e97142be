import { ageOn, parseBirthday } from '../../values/birthday.ts';
import type { BusinessDate } from '../../values/business-date.ts';
import { floorDivide } from '../../values/rounding.ts';
import type { MemberState } from '../member/member-state.ts';
import type { DraftOf } from '../operation/operation.ts';
import { ageBandOf, ageTable } from '../offline-rights/age-table.ts';
import type { Programme } from '../programme/programme.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { decideUpgrade } from '../tier/decide-upgrade.ts';
import type {
  IdentityDocument,
  TopUpMethod,
  ValueProfile,
  ValuePurse,
  ValueRules,
} from './stored-value.ts';
import { walletFen } from './value-balance.ts';

/** SV-08, art. 10: too young to buy at all, and too young to buy much alone. */
const buyerMinYears = 8;
const grownUpYears = 18;
export const guardianAboveFen = 20_000;

/** What somebody wants to top up, and what was shown for it. */
export interface TopUpWish {
  readonly topUpId: string;
  /** A package, or an amount of one's own choice without bonus. */
  readonly of: { readonly packageId: string } | { readonly amountFen: number };
  readonly method: TopUpMethod;
  readonly buyer: 'person' | 'unit';
  /** The document the buyer showed to the operator. */
  readonly identity?: IdentityDocument;
  /** Its number was written down and sealed for head office (SV-06). */
  readonly hasIdentityNumber?: boolean;
  readonly guardianConfirmed?: boolean;
}

/** How the line to the office is; the age is that of the replica, null where it never was complete. */
export type OfficeLine =
  | { readonly status: 'online' }
  | { readonly status: 'offline'; readonly replicaAgeMs: number | null };

/** The law a store sells stored value under (SV-04); null where the rules do not name it. */
export function profileOfStore(rules: ValueRules, storeId: string): ValueProfile | null {
  const profileId = rules.profileIdByStore[storeId] ?? rules.defaultProfileId;
  return rules.profiles.find((profile) => profile.profileId === profileId) ?? null;
}

/** The most money that may be taken for one top-up without the office, in fen (SV-13, OF-02). */
export function offlineTopUpMaxFen(
  { offline }: Pick<ValueRules, 'offline'>,
  replicaAgeMs: number | null,
): number {
  const measure = ageTable.topUps[ageBandOf(replicaAgeMs)];
  if (measure === 'none') return 0;
  return measure === 'half' ? floorDivide(offline.maxTopUpFen, 2) : offline.maxTopUpFen;
}

/**
 * Decides a top-up against money received (SV-04 to SV-08, SV-13): one contract, its principal and its bonus. The limits count
 * principal and bonus after the top-up, pending ones included; the sums of a day count what this member bought on it before,
 * whatever became of it. What is topped up counts towards a tier at once (R077). Refuses in the order value_not_offered,
 * member_frozen, value_frozen, value_unit_purchase, value_package_unknown, value_amount_not_offered, value_buyer_too_young,
 * value_guardian_needed, value_no_cash, value_identity_needed, value_identity_number_needed, value_above_limit,
 * value_offline_old, value_above_offline_limit; value_amount_not_offered with the step of free amounts (0: there are none), the
 * last ones with the most fen that would do, of a free amount in whole steps. Amounts in fen.
 */
export function decideTopUp(input: {
  readonly programme: Pick<Programme, 'value' | 'tiers' | 'tierPolicy'>;
  readonly state: MemberState;
  readonly businessDate: BusinessDate;
  readonly storeId: string;
  readonly contractNo: string;
  readonly wish: TopUpWish;
  readonly line: OfficeLine;
}): Refusal | { readonly status: 'decided'; readonly draft: DraftOf<'topUp'> } {
  const { programme, state, businessDate, wish, contractNo } = input;
  const rules = programme.value;
  const profile = rules === null ? null : profileOfStore(rules, input.storeId);
  if (rules === null || profile === null) return refuse('value_not_offered');
  if (state.status === 'frozen') return refuse('member_frozen');
  if (state.value?.isFrozen === true) return refuse('value_frozen');
  // Bank transfer, account names and the unit's papers are for head office (SV-07).
  if (wish.buyer === 'unit') return refuse('value_unit_purchase');
  const sold = amountsOf(rules, wish.of);
  if ('code' in sold) return sold;
  const { packageId, paidFen, bonusFen } = sold;

  const dayFen = boughtOnDayFen(state.value, businessDate) + paidFen;
  const refusal =
    checkBuyer(state, {
      businessDate,
      dayFen,
      guardianConfirmed: wish.guardianConfirmed === true,
    }) ??
    checkMoney({ profile, state, wish, dayFen }) ??
    wholeSteps(
      checkLimits({ rules, profile, state, line: input.line, paidFen, bonusFen }),
      packageId === null ? rules.freeStepFen : null,
    );
  if (refusal !== null) return refusal;

  const growth = [{ measure: 'top_up_fen' as const, onDay: businessDate, amount: paidFen }];
  const tier = decideUpgrade({ programme, state, growth, businessDate, receiptNo: contractNo });
  const entry = { contractNo, principalFen: paidFen, bonusFen, listFen: 0 };
  const body = {
    topUpId: wish.topUpId,
    contractNo,
    packageId,
    paidFen,
    method: wish.method,
    profileId: profile.profileId,
    issuerEntityId: rules.issuerEntityId,
    ...(wish.identity === undefined ? {} : { identity: { document: wish.identity } }),
    ...(wish.guardianConfirmed === true ? { guardianConfirmed: true as const } : {}),
    value: [{ kind: 'top_up' as const, ...entry }],
    growth,
    ...(tier === null ? {} : { tier }),
  };
  return { status: 'decided', draft: { kind: 'topUp', body, memberId: state.memberId } };
}

/** What is still possible of a free amount is whole steps: less than one of them is nothing. */
function wholeSteps(refusal: Refusal | null, stepFen: number | null): Refusal | null {
  if (refusal?.maxFen === undefined || stepFen === null) return refusal;
  if (refusal.code !== 'value_above_limit' && refusal.code !== 'value_above_offline_limit')
    return refusal;
  return { ...refusal, maxFen: refusal.maxFen - (refusal.maxFen % stepFen) };
}

function amountsOf(
  rules: ValueRules,
  wish: TopUpWish['of'],
):
  | Refusal
  | { readonly packageId: string | null; readonly paidFen: number; readonly bonusFen: number } {
  if ('packageId' in wish) {
    const found = rules.packages.find(({ packageId }) => packageId === wish.packageId);
    if (found === undefined) return refuse('value_package_unknown');
    return { packageId: found.packageId, paidFen: found.payFen, bonusFen: found.bonusFen };
  }
  const { amountFen } = wish;
  const isStep =
    rules.freeStepFen !== null &&
    Number.isSafeInteger(amountFen) &&
    amountFen > 0 &&
    amountFen % rules.freeStepFen === 0;
  if (!isStep) return refuse('value_amount_not_offered', { stepFen: rules.freeStepFen ?? 0 });
  return { packageId: null, paidFen: amountFen, bonusFen: 0 };
}

/** SV-07: what was bought on one day counts together, so that nobody splits under a threshold. */
function boughtOnDayFen(purse: ValuePurse | undefined, businessDate: BusinessDate): number {
  if (purse === undefined) return 0;
  return purse.contracts
    .filter(({ onDay }) => onDay === businessDate)
    .reduce((sum, { paidFen }) => sum + paidFen, 0);
}

/** SV-08. A birthday without its year says nothing about age. */
function checkBuyer(
  { profile }: MemberState,
  buying: {
    readonly businessDate: BusinessDate;
    readonly dayFen: number;
    readonly guardianConfirmed: boolean;
  },
): Refusal | null {
  const birthday = profile.birthday === undefined ? null : parseBirthday(profile.birthday.value);
  const years = birthday === null ? null : ageOn(birthday, buying.businessDate);
  if (years === null || years >= grownUpYears) return null;
  if (years < buyerMinYears) return refuse('value_buyer_too_young');
  if (buying.dayFen <= guardianAboveFen || buying.guardianConfirmed) return null;
  return refuse('value_guardian_needed', { maxFen: guardianAboveFen });
}

/** SV-06, SV-07: whose money it is. The document is recorded once per person. */
function checkMoney(input: {
  readonly profile: ValueProfile;
  readonly state: MemberState;
  readonly wish: TopUpWish;
  readonly dayFen: number;
}): Refusal | null {
  const { profile, state, wish, dayFen } = input;
  if (wish.method === 'cash' && dayFen >= profile.noCashFromFen) return refuse('value_no_cash');
  if (state.value?.identity !== undefined || dayFen < profile.identityFromFen) return null;
  if (wish.identity === undefined) return refuse('value_identity_needed');
  const isNumberMissing = profile.keepsIdentityNumber === true && wish.hasIdentityNumber !== true;
  return isNumberMissing ? refuse('value_identity_number_needed') : null;
}

/** SV-04 and SV-13: what may be on the wallet, and what may be taken while nobody else can be asked. */
function checkLimits(input: {
  readonly rules: ValueRules;
  readonly profile: ValueProfile;
  readonly state: MemberState;
  readonly line: OfficeLine;
  readonly paidFen: number;
  readonly bonusFen: number;
}): Refusal | null {
  const { rules, profile, line, paidFen, bonusFen } = input;
  const beforeFen = walletFen(input.state.value);
  const afterFen = beforeFen + paidFen + bonusFen;
  if (afterFen > profile.maxBalanceFen) {
    return refuse('value_above_limit', { maxFen: Math.max(0, profile.maxBalanceFen - beforeFen) });
  }
  if (line.status === 'online') return null;
  const maxTopUpFen = offlineTopUpMaxFen(rules, line.replicaAgeMs);
  if (maxTopUpFen === 0) return refuse('value_offline_old');
  const roomFen = Math.max(0, rules.offline.maxBalanceFen - beforeFen);
  if (paidFen > maxTopUpFen || paidFen + bonusFen > roomFen) {
    return refuse('value_above_offline_limit', { maxFen: Math.min(maxTopUpFen, roomFen) });
  }
  return null;
}
