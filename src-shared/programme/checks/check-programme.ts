import type { Programme } from '../../domain/programme/programme.ts';
import { checkCampaignTimes, checkCouponDays } from './campaign-times.ts';
import { checkCategories } from './categories.ts';
import { checkCouponEnds } from './coupon-ends.ts';
import { checkCouponRisks, checkPackCoupons } from './coupon-risks.ts';
import type { ProgrammeCheck } from './programme-check.ts';
import type { Problem } from '../problem.ts';
import { checkGiveBack } from './give-back.ts';
import { checkMemberPrices } from './member-prices.ts';
import { checkPayable } from './payable.ts';
import { checkReferences } from './references.ts';
import { checkRepeated } from './repeated.ts';
import { checkSettings } from './settings.ts';
import { checkTierCycles } from './tier-cycles.ts';
import { checkTierOrder } from './tier-order.ts';
import { checkTierRules } from './tier-rules.ts';
import { checkValueLimits } from './value-limits.ts';

/** Every check of publication. To add one: a file beside these, and a line here. */
const checks: readonly ProgrammeCheck[] = [
  checkRepeated,
  checkReferences,
  checkCategories,
  checkTierOrder,
  checkTierRules,
  checkTierCycles,
  checkGiveBack,
  checkPayable,
  checkMemberPrices,
  checkCouponEnds,
  checkCouponRisks,
  checkPackCoupons,
  checkCampaignTimes,
  checkCouponDays,
  checkValueLimits,
  checkSettings,
];

/** Everything that the rules of a programme say against each other; [] where it may be published. */
export function checkProgramme(programme: Programme): readonly Problem[] {
  return checks.flatMap((check) => check(programme));
}
