/** What can be wrong with a document. The words are in `text/problem-words.ts`. */
export const problemCodes = [
  // its shape
  'missing',
  'not_whole_number',
  'not_number',
  'not_text',
  'not_flag',
  'not_list',
  'not_group',
  'not_a_choice',
  'not_choice_or_list',
  'not_choice_or_group',
  'not_known_kind',
  'too_small',
  'too_large',
  'too_short',
  'too_long',
  'too_few_items',
  'too_many_items',
  'unknown_keys',
  'key_twice',
  'not_accepted',
  'not_a_code',
  'not_a_day',
  'not_a_birthday',
  'not_a_time',
  'not_a_quantity',
  'not_a_card_prefix',
  'before_from_day',
  'not_a_share',
  'multiplier_below_one',
  'multiplier_too_large',
  'rate_too_large',
  // what its rules say of each other
  'is_twice',
  'condition_twice',
  'no_tier',
  'no_plan',
  'no_template',
  'no_profile',
  'no_category',
  'earns_less_than_below',
  'pays_more_than_below',
  'first_tier_given',
  'rule_never_holds',
  'rule_never_holds_without_value',
  'nobody_stays',
  'tier_cycle',
  'gives_price_back',
  'tier_gives_too_much',
  'receipt_gives_too_much',
  'sink_worth_too_much',
  'gift_pack_gives_too_much',
  'price_of_nothing',
  'price_never_used',
  'nothing_left_of_share',
  'nothing_left_of_threshold',
  'stack_takes_all',
  'coupon_without_end',
  'given_away_twice',
  'floor_too_large',
  'store_bound_too_large',
  'coupon_never_usable',
  'campaign_never_runs',
  'no_such_day',
  'pack_coupon_limited',
  'named_card_limit',
  'identity_limit',
  'cash_limit',
  'offline_limit',
  'package_never_sold',
  'identify_from_first_fen',
  'not_a_multiple',
  'floor_never_spent',
  'floor_above_ceiling',
  'payment_above_ceiling',
  'no_required_item',
  'notices_not_falling',
  'limits_not_rising',
  'nobody_can_adjust',
  'lost_before_active',
  // what it takes from members
  'tier_dropped',
  'template_dropped',
  'coupon_worth_less',
  'coupon_narrower',
  'coupon_bound',
  'plan_dropped',
  'value_dropped',
  // its publication
  'version_too_low',
  'version_of_other_content',
  'in_the_past',
  'has_started',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** One thing wrong with a document, for whoever wrote it: where, and what, with the numbers and names that its words hold. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly code: ProblemCode;
  readonly data?: ProblemData;
}

export type ProblemData = Readonly<Record<string, string | number>>;

/** Writes the place of a value as `tiers[0].code`; '' is the document itself. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += text === '' ? String(key) : `.${String(key)}`;
  }
  return text;
}
