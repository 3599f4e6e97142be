import type { BusinessDate } from '../values/business-date.ts';

/**
 * Why the business says no: one closed list, in the order in which the checks run within an act.
 * A refusal is a value; its words per language are in `src-shared/text`.
 */
export const refusalCodes = [
  // the till itself
  'terminal_revoked',
  'staff_not_signed_in',
  'staff_role_needed',
  'staff_unknown',
  'staff_pin_wrong',
  'staff_pin_locked',
  // input that can be read but not accepted
  'invalid_value',
  'payment_code',
  'phone_invalid',
  'phone_region_needed',
  'name_invalid',
  'name_is_phone',
  'birthday_invalid',
  'card_invalid',
  'card_taken',
  'card_elsewhere',
  'consent_item_unknown',
  'consent_required',
  // who it is about
  'look_up_limit',
  'member_not_found',
  'member_not_in_replica',
  'member_frozen',
  'member_numbers_used_up',
  'own_member',
  'phone_recently_used',
  'phone_holder_matches',
  'proposal_same_member',
  // identification, always before balances
  'identification_needed',
  'identification_impossible',
  'identification_locked',
  'identification_wrong',
  'member_code_unreadable',
  'member_code_key_unknown',
  'member_code_forged',
  'member_code_clock_off',
  'member_code_early',
  'member_code_expired',
  'member_code_other_store',
  'member_code_opened',
  'member_code_other_member',
  'member_code_needs_pin',
  'pin_invalid',
  'pin_weak',
  'pin_not_set',
  'pin_locked',
  'pin_wrong',
  'pin_proof_needed',
  'pin_needed',
  // a second person (FR-20)
  'approval_needed',
  'approval_lapsed',
  'approver_same_person',
  'approver_is_beneficiary',
  // receipts
  'receipt_empty',
  'receipt_line_repeated',
  'receipt_date_invalid',
  'receipt_not_found',
  'receipt_ambiguous',
  'receipt_of_other_member',
  'receipt_already_posted',
  'receipt_credited',
  'receipt_late_too_old',
  'receipt_late_offline',
  'receipt_store_unknown',
  'receipt_of_other_day',
  // what this till may do without head office in one stretch (OF-06)
  'offline_ceiling_value',
  'offline_ceiling_coupons',
  'offline_ceiling_adjustments',
  'offline_ceiling_members',
  'offline_ceiling_top_ups',
  'offline_ceiling_far',
  // a head office that was restored
  'office_awaits_tills',
  // quotes
  'quote_not_found',
  // a coupon that passes to another member
  'coupon_code_wrong',
  'coupon_not_transferable',
  'coupon_ended',
  'coupon_used',
  'coupon_hand_over_offline',
  // redemptions
  'points_below_minimum',
  'points_not_a_step',
  'points_above_limit',
  'points_overused',
  'offline_replica_old',
  'offline_limit_used',
  'offline_points_above_limit',
  'offline_ceiling_points',
  'points_not_enough',
  'redemption_not_found',
  'redemption_receipt_posted',
  'redemption_cancelled',
  // what points can be given for
  'sink_unknown',
  'sink_other_day',
  'gift_none_left',
  'gift_not_acknowledged',
  'sink_coupon_ended',
  'sink_final',
  'sink_coupon_used',
  'sink_cancel_online_only',
  // tasks
  'task_unknown',
  'task_done',
  // refunds
  'refund_receipt_offline',
  'refund_empty',
  'refund_line_unknown',
  'refund_exceeds_sale',
  'refund_awaits_office',
  'receipt_awaits_office',
  'refund_choice_not_allowed',
  // adjustments
  'adjustment_not_found',
  'adjustment_reason_unknown',
  'adjustment_online_only',
  'adjustment_above_limit',
  'adjustment_day_limit',
  'adjustment_below_zero',
  // what waits for a person
  'review_online_only',
  'review_not_found',
  'review_decided_otherwise',
  'review_office_only',
  // tiers and paid plans
  'tier_unknown',
  'tier_held',
  'tier_not_higher',
  'plan_unknown',
  'plan_sale_not_found',
  'plan_refunded',
  'plan_over',
  'plan_refund_changed',
  // stored value
  'value_not_offered',
  'value_frozen',
  'value_unit_purchase',
  'value_identity_number_wrong',
  'value_package_unknown',
  'value_amount_not_offered',
  'value_buyer_too_young',
  'value_guardian_needed',
  'value_no_cash',
  'value_identity_needed',
  'value_identity_number_needed',
  'value_above_limit',
  'value_offline_old',
  'value_above_offline_limit',
  'value_pin_needed',
  'value_offline',
  'value_offline_stale',
  'value_above_grant',
  'value_too_little',
  'payment_not_found',
  'payment_receipt_posted',
  'payment_cancelled',
  'value_overpaid',
  'value_not_for_goods',
  'value_refund_offline',
  'value_contract_not_found',
  'value_pending',
  'value_in_use',
  'value_cooling_off_over',
  'value_nothing_to_refund',
  'value_refund_changed',
  'value_account_needed',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** A refusal with the numbers its words need. All optional: the code says which are set. */
/** One of several sales under one number (PL-10), with what a person tells it from the others by. */
export interface NumberedSale {
  readonly saleOperationId: string;
  readonly businessDate: BusinessDate;
  /** null where only head office knows, and cannot be asked; so is the till's name. */
  readonly atMs: number | null;
  readonly terminalName: string | null;
  /** Of all its goods. */
  readonly amountFen: number;
  readonly maskedName: string;
}

export interface Refusal {
  readonly status: 'refused';
  readonly code: RefusalCode;
  /** The most points that would be accepted now. */
  readonly maxPoints?: number;
  readonly stepPoints?: number;
  readonly minPoints?: number;
  readonly attemptsLeft?: number;
  readonly lockedUntilMs?: number;
  readonly lineNo?: number;
  /** The most that can still be refunded on `lineNo`. */
  readonly maxFen?: number;
  /** What a free amount must be a multiple of; 0 where none is taken. */
  readonly stepFen?: number;
  /** The masked name of the member in the way, for `card_taken`, or whom a receipt has earned for. */
  readonly maskedName?: string;
  /** Where a receipt has earned: the name of this store, the id of another one. */
  readonly store?: string;
  /** The business day that it has earned under. */
  readonly onDay?: string;
  /** Which field of the input was not accepted, for `invalid_value`. */
  readonly field?: string;
  /** Those that it may be, for `receipt_ambiguous`: named by `saleOperationId` it is one. */
  readonly sales?: readonly NumberedSale[];
}

/** Builds a refusal. */
export function refuse(code: RefusalCode, data: Omit<Refusal, 'status' | 'code'> = {}): Refusal {
  return { status: 'refused', code, ...data };
}
