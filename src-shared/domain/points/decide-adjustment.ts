import { type BusinessDate, daysBetween } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import { ageBandOf, ageTable } from '../offline-rights/age-table.ts';
import type { DraftOf } from '../operation/operation.ts';
import type { Programme, StaffRole } from '../programme/programme.ts';
import type { ReceiptKey } from '../receipt/receipt.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { balanceOf, spendableLots } from './balance.ts';
import { expiryDay } from './expiry-day.ts';
import { allocateEarliestExpiry } from './lots.ts';
import type { PointsEntry } from './points-entry.ts';

/** OF-02: the most points of one adjustment while the line is down. */
const offlineMaxPoints = 500;

/** The reason of PL-17 for points of a receipt that never earned. */
export const missedReceiptCode = 'missed_receipt';

/** Roles from the least to the most trusted. */
const roles = ['cashier', 'supervisor', 'manager'] as const satisfies readonly StaffRole[];

/**
 * Decides a correction by hand (PL-17): `points` are added, or taken where negative. A frozen member can be adjusted, since
 * that is how a wrong is put right. `role` is of who started it; beyond what that role may do alone, or the programme lets
 * one person do, it answers `needs_approval` with the roles that may approve, until it comes with an `approver` (FR-20), who
 * is known to be another person. One for a missed receipt names it, and not longer after it than a receipt may be attached.
 * Whether the adjustmentId was posted before is the caller's question. Refuses in the order invalid_value,
 * adjustment_reason_unknown, invalid_value of the receipt, receipt_late_too_old, adjustment_online_only,
 * adjustment_above_limit (head office then), adjustment_day_limit, adjustment_below_zero, the last three with the most points
 * that would do.
 */
export function decideAdjustment(input: {
  readonly programme: Programme;
  readonly state: MemberState;
  readonly role: StaffRole;
  readonly approver?: { readonly staffId: string; readonly role: StaffRole };
  /** How old the replica is while the line is down (OF-02); absent: online. */
  readonly offlineAgeMs?: number;
  /** Points, whatever their sign, that who answers for this one has moved today as far as is known here. */
  readonly dayPoints?: number;
  readonly adjustmentId: string;
  readonly reasonCode: string;
  readonly points: number;
  readonly note?: string;
  /** The receipt that it is for; whether that was credited before is the caller's question. */
  readonly receipt?: ReceiptKey;
  readonly businessDate: BusinessDate;
  readonly nowMs: number;
}):
  | Refusal
  | { readonly status: 'needs_approval'; readonly approverRoles: readonly StaffRole[] }
  | { readonly status: 'decided'; readonly draft: DraftOf<'adjust'> } {
  const { programme, state, reasonCode, points, note, approver, receipt } = input;
  if (!Number.isSafeInteger(points) || points === 0)
    return refuse('invalid_value', { field: 'points' });
  const isKnown = programme.adjust.reasons.some((reason) => reason.code === reasonCode);
  if (!isKnown) return refuse('adjustment_reason_unknown');
  if (reasonCode === missedReceiptCode) {
    if (receipt === undefined) return refuse('invalid_value', { field: 'receipt' });
    const ageDays = daysBetween(receipt.businessDate, input.businessDate);
    if (ageDays > programme.adjust.lateAttachDays) return refuse('receipt_late_too_old');
  }
  const limits = limitsNow(programme, input.offlineAgeMs);
  if (limits === null) return refuse('adjustment_online_only');
  const size = Math.abs(points);
  const maxPoints = Math.max(...roles.map((role) => limits[role]));
  if (size > maxPoints) return refuse('adjustment_above_limit', { maxPoints });
  if (approver !== undefined && size > limits[approver.role]) {
    return refuse('adjustment_above_limit', { maxPoints: limits[approver.role] });
  }
  const leftPoints = Math.max(0, programme.adjust.maxPointsPerDay - (input.dayPoints ?? 0));
  if (size > leftPoints) return refuse('adjustment_day_limit', { maxPoints: leftPoints });
  const { availablePoints } = balanceOf(state, input);
  if (-points > availablePoints)
    return refuse('adjustment_below_zero', { maxPoints: availablePoints });
  const aloneMaxPoints = Math.min(programme.adjust.approvalAbovePoints, limits[input.role]);
  if (approver === undefined && size > aloneMaxPoints) {
    return {
      status: 'needs_approval',
      approverRoles: roles.filter((role) => size <= limits[role]),
    };
  }

  const lots =
    points > 0
      ? [{ expiresOnDay: expiryDay(programme.earn.expiry, input.businessDate), points }]
      : allocateEarliestExpiry(spendableLots(state, input.businessDate), -points);
  const entry: PointsEntry = { kind: 'adjust', points, ruleId: `adjust:${reasonCode}`, lots };
  const body = {
    adjustmentId: input.adjustmentId,
    reasonCode,
    ...(receipt === undefined ? {} : { receipt }),
    entries: [entry],
    ...(approver === undefined ? {} : { approverId: approver.staffId }),
  };
  const personal = note === undefined ? {} : { personal: { note } };
  return {
    status: 'decided',
    draft: { kind: 'adjust', body, memberId: state.memberId, ...personal },
  };
}

/** The most points of one adjustment by role (PL-17), lowered while the line is down (OF-02); null: nobody may. */
function limitsNow(
  { adjust }: Programme,
  offlineAgeMs: number | undefined,
): Readonly<Record<StaffRole, number>> | null {
  if (offlineAgeMs === undefined) return adjust.maxPoints;
  const from = ageTable.adjustments[ageBandOf(offlineAgeMs)];
  if (from === 'nobody') return null;
  const lowered = (role: StaffRole): number => Math.min(adjust.maxPoints[role], offlineMaxPoints);
  if (from === 'manager') {
    return { cashier: 0, supervisor: 0, manager: lowered('manager') };
  }
  return {
    cashier: lowered('cashier'),
    supervisor: lowered('supervisor'),
    manager: lowered('manager'),
  };
}
