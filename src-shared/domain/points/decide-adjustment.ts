import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import type { DraftOf } from '../operation/operation.ts';
import type { Programme, StaffRole } from '../programme/programme.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { balanceOf, spendableLots } from './balance.ts';
import { expiryDay } from './expiry-day.ts';
import { allocateEarliestExpiry } from './lots.ts';
import type { PointsEntry } from './points-entry.ts';

/**
 * Decides a correction by hand (PL-17): `points` are added, or taken where negative. A frozen member can be adjusted, since
 * that is how a wrong is put right. Whether the adjustmentId was posted before is the caller's question. Refuses in the
 * order invalid_value, adjustment_reason_unknown, adjustment_above_limit, adjustment_below_zero, the last two with the most
 * points that would do.
 */
export function decideAdjustment(input: {
  readonly programme: Programme;
  readonly state: MemberState;
  readonly role: StaffRole;
  readonly adjustmentId: string;
  readonly reasonCode: string;
  readonly points: number;
  readonly note?: string;
  readonly businessDate: BusinessDate;
  readonly nowMs: number;
}): Refusal | { readonly status: 'decided'; readonly draft: DraftOf<'adjust'> } {
  const { programme, state, reasonCode, points, note } = input;
  if (!Number.isSafeInteger(points) || points === 0)
    return refuse('invalid_value', { field: 'points' });
  const isKnown = programme.adjust.reasons.some((reason) => reason.code === reasonCode);
  if (!isKnown) return refuse('adjustment_reason_unknown');
  const maxPoints = programme.adjust.maxPoints[input.role];
  if (Math.abs(points) > maxPoints) return refuse('adjustment_above_limit', { maxPoints });
  const { availablePoints } = balanceOf(state, input);
  if (-points > availablePoints)
    return refuse('adjustment_below_zero', { maxPoints: availablePoints });

  const lots =
    points > 0
      ? [{ expiresOnDay: expiryDay(programme.earn.expiry, input.businessDate), points }]
      : allocateEarliestExpiry(spendableLots(state, input.businessDate), -points);
  const entry: PointsEntry = { kind: 'adjust', points, ruleId: `adjust:${reasonCode}`, lots };
  const body = { adjustmentId: input.adjustmentId, reasonCode, entries: [entry] };
  const personal = note === undefined ? {} : { personal: { note } };
  return {
    status: 'decided',
    draft: { kind: 'adjust', body, memberId: state.memberId, ...personal },
  };
}
