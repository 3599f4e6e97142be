import type { SettingsOf } from '../define-condition.ts';
import { birthdayWindow } from './birthday-window.ts';
import { daysOfMonth } from './days-of-month.ts';
import { firstPurchase } from './first-purchase.ts';
import { hours } from './hours.ts';
import { lifecycle } from './lifecycle.ts';
import { tenure } from './tenure.ts';
import { weekdays } from './weekdays.ts';

/** Every kind of condition a campaign can have. To add one: a file beside these, and a line here. */
export const conditionCatalogue = {
  weekdays,
  days_of_month: daysOfMonth,
  hours,
  birthday_window: birthdayWindow,
  first_purchase: firstPurchase,
  lifecycle,
  tenure,
} as const;

type Catalogue = typeof conditionCatalogue;
/** A condition as the programme document writes it. */
export type CampaignCondition = {
  [Kind in keyof Catalogue]: { readonly kind: Kind } & SettingsOf<Catalogue[Kind]>;
}[keyof Catalogue];
