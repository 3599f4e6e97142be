/**
 * Why a campaign of these days does not run for a member now, in words of at most 40 characters in `src-shared/text` (CP-03,
 * R058): what its rule asks for, so that somebody can say when or for whom it does.
 */
export type WhyBarred =
  | { readonly code: 'only_hours'; readonly fromMinute: number; readonly toMinute: number }
  /** ISO weekdays, 1 (Monday) to 7. */
  | { readonly code: 'only_weekdays'; readonly weekdays: readonly number[] }
  | { readonly code: 'only_days_of_month'; readonly days: readonly number[] }
  | { readonly code: 'only_birthday'; readonly days: number }
  /** A birthday that was given or changed counts after so many days (R051). */
  | { readonly code: 'birthday_new'; readonly days: number }
  | { readonly code: 'only_after_months'; readonly months: number }
  | {
      readonly code:
        | 'only_on_birthday'
        | 'birthday_unknown'
        | 'first_purchase_only'
        | 'for_new'
        | 'for_active'
        | 'for_returning';
    }
  | { readonly code: 'other_tier' | 'other_plan' | 'other_store' | 'not_for_member' };

/**
 * Whether what is barred can still come: `today` at another hour; `later` on another day, with another tier or plan, or around
 * a birthday; `never` for this member in this store.
 */
export const barReaches = ['today', 'later', 'never'] as const;
export type BarReach = (typeof barReaches)[number];
