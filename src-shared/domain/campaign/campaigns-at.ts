import { businessDateAt, daysBetween, type BusinessDate } from '../../values/business-date.ts';
import type { DayMinute } from '../../values/day-hours.ts';
import { lifecycleStage } from '../member/lifecycle-stage.ts';
import type { MemberState } from '../member/member-state.ts';
import { activePlanIds } from '../plan/active-plans.ts';
import type { Programme } from '../programme/programme.ts';
import type { WhyBarred } from './campaign-bar.ts';
import { findCampaigns, type FoundCampaigns } from './find-campaigns.ts';

/** A birthday that was changed counts from so many days after it (R051): nobody has one every week. */
const changedBirthdayDays = 30;

/** The campaigns of a moment: those that run for a member, and what keeps the others from it. */
export function campaignsAt(
  programme: Programme,
  state: MemberState,
  moment: DayMinute & { readonly storeId: string },
): FoundCampaigns {
  const birthday = settledBirthday(state, moment.businessDate);
  return findCampaigns(
    programme.campaigns,
    {
      memberId: state.memberId,
      tierCode: state.tierCode,
      tags: state.tags ?? [],
      planIds: activePlanIds(state.plans, moment.businessDate),
    },
    {
      ...moment,
      ...(birthday === undefined ? {} : { birthday }),
      enrolledOnDay: state.enrolledOnDay,
      isFirstPurchase: state.purchases === undefined,
      lifecycleStage: lifecycleStage(state.purchases, programme.lifecycle, moment.businessDate),
    },
  );
}

/**
 * Why a member does not get something, where that is about a birthday that is not known or too new to count; any other reason
 * is as it was.
 */
export function whyForBirthday<Why extends { readonly code: string }>(
  whyNot: Why | WhyBarred,
  state: Pick<MemberState, 'profile' | 'enrolledOnDay'>,
  onDay: BusinessDate,
): Why | WhyBarred {
  const isOfBirthday = whyNot.code === 'only_birthday' || whyNot.code === 'only_on_birthday';
  if (!isOfBirthday || settledBirthday(state, onDay) !== undefined) return whyNot;
  return state.profile.birthday === undefined
    ? { code: 'birthday_unknown' }
    : { code: 'birthday_new', days: changedBirthdayDays };
}

/** The one given on joining counts at once, one given or changed later after a while. */
function settledBirthday(
  { profile, enrolledOnDay }: Pick<MemberState, 'profile' | 'enrolledOnDay'>,
  onDay: BusinessDate,
): string | undefined {
  if (profile.birthday === undefined) return undefined;
  const { value, setAtMs } = profile.birthday;
  const setOnDay = businessDateAt(setAtMs);
  const isChanged = setOnDay > enrolledOnDay;
  return isChanged && daysBetween(setOnDay, onDay) < changedBirthdayDays ? undefined : value;
}
