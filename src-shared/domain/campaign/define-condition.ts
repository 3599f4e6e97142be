import type { BarReach, WhyBarred } from './campaign-bar.ts';
import type { CampaignOccasion } from './occasion.ts';

/** What one setting of a condition may be: enough for the programme document to be checked by. */
export type SettingField =
  | { readonly type: 'int'; readonly min: number; readonly max: number }
  | { readonly type: 'ints'; readonly min: number; readonly max: number }
  | { readonly type: 'choices'; readonly of: readonly string[] };

type SettingOf<Field extends SettingField> = Field extends { readonly type: 'int' }
  ? number
  : Field extends { readonly type: 'choices'; readonly of: readonly (infer Choice)[] }
    ? readonly Choice[]
    : readonly number[];

type Settings<Fields extends Readonly<Record<string, SettingField>>> = {
  readonly [Name in keyof Fields]: SettingOf<Fields[Name]>;
};

/** A kind of condition: its settings as the document writes them, and when it holds. */
export interface ConditionRule<Fields extends Readonly<Record<string, SettingField>>> {
  readonly fields: Fields;
  holds(settings: Settings<Fields>, occasion: CampaignOccasion): boolean;
  /** What it says where it does not hold, and whether it may hold for this member at another time. */
  whyNot(settings: Settings<Fields>): WhyBarred;
  readonly reach: BarReach;
  /** What it looks at: who a member is on a day, which makes an audience, or the moment they stand at a counter. */
  readonly of: 'member' | 'moment';
}

/** The settings of a kind of condition. */
export type SettingsOf<Rule> = Rule extends ConditionRule<infer Fields> ? Settings<Fields> : never;

/** Defines a kind of condition; add it to the catalogue to have it in the programme document, the check and the quote. */
export function defineCondition<const Fields extends Readonly<Record<string, SettingField>>>(
  rule: ConditionRule<Fields>,
): ConditionRule<Fields> {
  return rule;
}
