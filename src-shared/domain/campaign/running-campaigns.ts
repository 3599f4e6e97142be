import { businessDateAt, daysBetween, type BusinessDate } from '../../values/business-date.ts';
import type { DayMinute } from '../../values/day-hours.ts';
import { lifecycleStage } from '../member/lifecycle-stage.ts';
import type { MemberState } from '../member/member-state.ts';
import { activePlanIds } from '../plan/active-plans.ts';
import type { Programme } from '../programme/programme.ts';
import { findCampaigns } from './find-campaigns.ts';

/** A birthday that was changed counts from so many days after it (R051): nobody has one every week. */
const changedBirthdayDays = 30;

/** The ids of the campaigns that run for a member at a moment, in the order of the programme. */
export function runningCampaigns(
  programme: Programme,
  state: MemberState,
  moment: DayMinute & { readonly storeId: string },
): readonly string[] {
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
 * The ids of the campaigns that would run as well were the member of another tier (R043): what somebody asks for and is told
 * that it is not for them.
 */
export function tierBarredCampaigns(
  programme: Programme,
  state: MemberState,
  moment: DayMinute & { readonly storeId: string },
): readonly string[] {
  const ofOtherTiers = programme.campaigns.flatMap(({ audience, ...campaign }) => {
    const { tierCodes, ...others } = audience ?? {};
    const isOther = tierCodes !== undefined && !tierCodes.includes(state.tierCode);
    return isOther ? [{ ...campaign, audience: others }] : [];
  });
  if (ofOtherTiers.length === 0) return [];
  return runningCampaigns({ ...programme, campaigns: ofOtherTiers }, state, moment);
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
