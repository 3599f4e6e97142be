import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { reviewScreenContract } from '../../src-shared/contract/till/review.ts';
import type { StaffRole } from '../../src-shared/domain/programme/programme.ts';
import { refuse, type Refusal } from '../../src-shared/domain/refusal.ts';
import { waitingRefundText } from '../../src-shared/text/waiting-refund-words.ts';
import type { ReviewDesk } from '../sync/sync.ts';
import type { ActiveTill } from './active-till.ts';
import { checkApprover } from './approver.ts';
import { waitingPlanRequests } from './plan/plan-requests.ts';
import type { Session, SignedIn } from './session.ts';
import { listUnclosedPayments, receiptsOf, tellUnclosedPayments } from './unclosed-payments.ts';

type Calls = typeof reviewScreenContract;
type Desk = InferContractRouterOutputs<Calls>['list'];
type Decided = InferContractRouterOutputs<Calls>['decideHold'];

const deskRoles: ReadonlySet<StaffRole> = new Set(['supervisor', 'manager'] as const);
const nothing: ReviewDesk = {
  holds: [],
  conflicts: [],
  refunds: [],
  duplicates: [],
  disputes: [],
  soldElsewhere: [],
  hasMore: false,
};

/**
 * What waits for a manager of this store, masked (R115): points in review, coupons used twice, refunds of receipts nobody
 * knew, members who may be one person, lines that are disputed, all as head office has them; and of this till what members paid
 * for receipts that it never posted, and wishes that wait for the line. Cashiers are not shown it (R111).
 */
export async function listReview(
  till: ActiveTill,
  session: SignedIn,
): Promise<Refusal | ({ readonly status: 'listed' } & Desk)> {
  const { operator } = session;
  if (operator.kind === 'pos' || !deskRoles.has(operator.role)) return refuse('staff_role_needed');
  const unclosed = listUnclosedPayments(till);
  const desk = till.reference.isOnline()
    ? await till.sync.listReview(receiptsOf(unclosed.payments))
    : null;
  const { holds, conflicts, refunds, duplicates, disputes, soldElsewhere, hasMore } =
    desk ?? nothing;
  const nameOf = (staffId: string) => till.reference.staff(staffId)?.name ?? staffId;
  return {
    status: 'listed',
    isOnline: desk !== null,
    holds: holds.map(({ operatorId, ...hold }) => ({
      ...hold,
      operatorName: operatorId === null ? null : nameOf(operatorId),
      mayDecide: hold.reason !== 'review',
    })),
    conflicts: conflicts.map(({ templateId, ...conflict }) => ({
      ...conflict,
      couponName: couponName(till, session, templateId),
    })),
    refunds: refunds.map(({ operatorId, refused, ...refund }) => ({
      ...refund,
      operatorName: nameOf(operatorId),
      reason: refused === null ? null : waitingRefundText(session.language, refused),
    })),
    duplicates: duplicates.map(({ operatorId, ...pair }) => ({
      ...pair,
      operatorName: nameOf(operatorId),
    })),
    disputes: disputes.map(({ operatorId, ...dispute }) => ({
      ...dispute,
      operatorName: nameOf(operatorId),
    })),
    payments: tellUnclosedPayments(till, unclosed.payments, soldElsewhere),
    requests: waitingPlanRequests(till, session),
    hasMore: hasMore || unclosed.hasMore,
  };
}

/**
 * Grants or refuses points that wait for review, decided by a manager with their own PIN and posted by head office (FR-20,
 * FR-23). Refuses as `checkApprover` does, then review_online_only, review_not_found, review_office_only,
 * review_decided_otherwise. Safe to repeat.
 */
export async function decideHold(
  till: ActiveTill,
  { memberId, holdId, decision, reason, approver }: InferContractRouterInputs<Calls>['decideHold'],
): Promise<Refusal | Decided> {
  // Whoever is signed in only opens the list; who decides is asked, and head office knows who served.
  const wanted = { initiatorId: '', roles: ['manager'], memberId } as const;
  const checked = await checkApprover(till, approver, wanted);
  if (checked.status === 'refused') return checked;
  const { staffId } = checked.approver;
  if (!till.reference.isOnline()) return refuse('review_online_only');
  const answer = await till.sync.decideHold({ memberId, holdId, decision, staffId, reason });
  till.log.info({ memberId, holdId, decision, staffId, answer }, 'a hold was decided at this till');
  switch (answer) {
    case 'decided':
    case 'already_decided':
      return { status: answer };
    case 'unreachable':
      return refuse('review_online_only');
    case 'not_found':
      return refuse('review_not_found');
    case 'office_only':
      return refuse('review_office_only');
    case 'decided_otherwise':
      return refuse('review_decided_otherwise');
    case 'no_manager':
      return refuse('staff_role_needed');
    case 'own_act':
      return refuse('approver_same_person');
    case 'own_member':
      return refuse('approver_is_beneficiary');
  }
}

function couponName(till: ActiveTill, { language }: Session, templateId: string): string {
  const programme = till.reference.programmeAt(till.time.now().businessDate);
  const template = programme?.coupons.templates.find((each) => each.templateId === templateId);
  return template?.name[language] ?? templateId;
}
