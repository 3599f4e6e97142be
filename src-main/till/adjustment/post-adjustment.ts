import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { adjustmentContract } from '../../../src-shared/contract/till/adjustment.ts';
import { decideAdjustment } from '../../../src-shared/domain/points/decide-adjustment.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { StaffRole } from '../../../src-shared/domain/programme/programme.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import { type ActDone, runAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import { type IdReused, idReused } from '../answer.ts';
import { type Approver, checkApprover } from '../approver.ts';
import { checkKnown } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { checkNotOwn } from '../own-member.ts';
import { requestHash } from '../post-operation.ts';
import type { Moment } from '../../sync/till-time.ts';
import { checkMissedReceipt, checkStillMissed } from './check-missed-receipt.ts';
import { adjustmentAct, adjustmentsOfDay, type KeptAdjustment } from './kept-adjustments.ts';
import { operatorId, type SignedIn, staffIdOf } from '../session.ts';

type Calls = typeof adjustmentContract;
type Input = InferContractRouterInputs<Calls>['post'];
type Approval = InferContractRouterInputs<Calls>['approve'];
type Output = InferContractRouterOutputs<Calls>['post'];

/** One approval is for one act, and for as long as this (FR-20). */
const approveWithinMs = 2 * 60_000;

/** Corrects a member's points by hand (PL-17), or keeps the wish until somebody else approves. Safe to repeat. */
export async function postAdjustment(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal | IdReused> {
  // Posted before this till kept its acts.
  const { adjustmentId } = input;
  const isKept = till.store.act.find(adjustmentAct, adjustmentId) !== null;
  if (!isKept && till.store.operation.findAdjustment(adjustmentId) !== null) return idReused;
  // Who approves must be another person than who asked (FR-20): somebody asks.
  if (!isKept && staffIdOf(session.operator) === null)
    return refuse('invalid_value', { field: 'x-staff-id' });
  const credited = isKept ? null : await checkMissedReceipt(till, input);
  if (credited !== null) return credited;
  return told(till, session, decideAndPost(till, session, { input, approver: null }));
}

/** Posts an adjustment that waits, approved by another person on the spot. Safe to repeat: it is posted once. */
export async function approveAdjustment(
  till: ActiveTill,
  session: SignedIn,
  { adjustmentId, ...proof }: Approval,
): Promise<Output | Refusal | IdReused> {
  const stored = till.store.act.find(adjustmentAct, adjustmentId);
  if (stored === null) return refuse('adjustment_not_found');
  const { request, operator, askedAtMs, approverRoles } = stored.record as KeptAdjustment; // kept below
  const initiator = { ...session, operator };
  if (stored.state === 'waiting') {
    const checked = await checkApprover(till, proof, {
      initiatorId: operatorId(operator),
      roles: approverRoles,
      memberId: request.memberId,
    });
    if (checked.status === 'refused') return checked;
    if (till.time.now().atMs > askedAtMs + approveWithinMs) return refuse('approval_lapsed');
    const credited = await checkMissedReceipt(till, request);
    if (credited !== null) return credited;
    const { approver } = checked;
    return told(till, session, decideAndPost(till, initiator, { input: request, approver }));
  }
  return told(till, session, decideAndPost(till, initiator, { input: request, approver: null }));
}

function decideAndPost(
  till: ActiveTill,
  session: SignedIn,
  { input, approver }: { readonly input: Input; readonly approver: Approver | null },
): ActDone<KeptAdjustment> | Refusal | IdReused {
  const { operator } = session;
  const { adjustmentId, memberId, points, reasonCode, note, receipt } = input;
  const initiatorId = operatorId(operator);
  return runAct<'adjust', KeptAdjustment>(till, session, {
    kind: adjustmentAct,
    actId: adjustmentId,
    requestHash: requestHash({
      memberId,
      points,
      reasonCode,
      note: note ?? null,
      ...(receipt === undefined ? {} : { receipt }),
    }),
    memberId,
    decide: ({ view, programme, moment }) => {
      // Even what cannot be taken would tell what there is; who approves need not know the member as well.
      const unknown =
        checkNotOwn(till, session, view) ??
        (approver === null ? checkKnown(till, session, view, 'seeAssets') : null);
      if (unknown !== null) return unknown;
      const answersId = approver?.staffId ?? initiatorId;
      const decided = decideAdjustment({
        programme,
        state: view.state,
        // The cash register itself may nothing that nobody approves.
        role: operator.kind === 'staff' ? operator.role : 'cashier',
        ...(approver === null ? {} : { approver }),
        ...offlineAge(till),
        dayPoints: dayPointsOf(till, answersId, moment.businessDate),
        adjustmentId,
        reasonCode,
        points,
        ...(note === undefined ? {} : { note }),
        ...(receipt === undefined
          ? {}
          : { receipt: { storeId: till.terminal.storeId, ...receipt } }),
        businessDate: moment.businessDate,
        nowMs: moment.atMs,
      });
      const kept = { request: input, operator, askedAtMs: moment.atMs };
      if (decided.status === 'refused') return decided;
      const credited = checkStillMissed(till, input);
      if (credited !== null) return credited;
      if (decided.status === 'needs_approval') {
        const { approverRoles } = decided;
        const above = checkSomebodyMay(till, { input, initiatorId, approverRoles, moment });
        if (above !== null) return above;
        return { status: 'waiting', kept: { ...kept, approverRoles, answersId: null } };
      }
      return { ...decided, kept: { ...kept, approverRoles: [], answersId } };
    },
  });
}

function offlineAge(till: ActiveTill): { readonly offlineAgeMs?: number } {
  if (till.reference.isOnline()) return {};
  return { offlineAgeMs: till.reference.replicaAgeMs() ?? Number.MAX_SAFE_INTEGER };
}

/** Who could approve has this much left today, who has most of it: nobody is asked for what none of them may (PL-17). */
function checkSomebodyMay(
  till: ActiveTill,
  asked: {
    readonly input: Input;
    readonly initiatorId: string;
    readonly approverRoles: readonly StaffRole[];
    readonly moment: Moment;
  },
): Refusal | null {
  const { businessDate } = asked.moment;
  const programme = till.reference.programmeAt(businessDate);
  const approvers = till.store.staff
    .list()
    .filter(
      ({ staffId, role }) => staffId !== asked.initiatorId && asked.approverRoles.includes(role),
    );
  if (programme === null || approvers.length === 0) return null;
  const { maxPointsPerDay } = programme.adjust;
  const leastDayPoints = Math.min(
    ...approvers.map(({ staffId }) => dayPointsOf(till, staffId, businessDate)),
  );
  const maxPoints = Math.max(0, maxPointsPerDay - leastDayPoints);
  return Math.abs(asked.input.points) > maxPoints
    ? refuse('adjustment_day_limit', { maxPoints })
    : null;
}

/** What one person has moved by hand at this till on a day, whatever its sign; other tills' sums only head office has. */
function dayPointsOf(till: ActiveTill, staffId: string, businessDate: BusinessDate): number {
  return adjustmentsOfDay(till, businessDate)
    .filter(({ answersId }) => answersId === staffId)
    .reduce((sum, { request }) => sum + Math.abs(request.points), 0);
}

function told(
  till: ActiveTill,
  session: SignedIn,
  result: ActDone<KeptAdjustment> | Refusal | IdReused,
): Output | Refusal | IdReused {
  if (result.status === 'refused' || result.status === 'id_reused') return result;
  const { status, kept, view } = result;
  const isWaiting = status === 'waiting';
  return {
    status: isWaiting ? 'needs_approval' : status,
    adjustmentId: kept.request.adjustmentId,
    approverRoles: [...kept.approverRoles],
    approveUntilMs: isWaiting ? kept.askedAtMs + approveWithinMs : null,
    member: memberSummary(till, view, session),
  };
}
