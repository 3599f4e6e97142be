import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { refundContract } from '../../../src-shared/contract/till/refund.ts';
import type { OperationOf } from '../../../src-shared/domain/operation/operation.ts';
import {
  decideRefund,
  type ShortPointsWish,
} from '../../../src-shared/domain/refund/decide-refund.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { sumValueFen } from '../../../src-shared/domain/stored-value/restore-value.ts';
import type { StoredRefund } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { type IdReused, idReused } from '../answer.ts';
import { type Approver, checkApprover } from '../approver.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { memberSummary } from '../member-summary.ts';
import { announcePosted, postOperation, requestHash } from '../post-operation.ts';
import { operatorId, type SignedIn } from '../session.ts';
import { findRefundable } from './find-refundable.ts';

type Input = InferContractRouterInputs<typeof refundContract>['post'];
type Output = InferContractRouterOutputs<typeof refundContract>['post'];

/**
 * Takes back and gives back what belongs to returned goods, or changes nothing. Safe to repeat under the same refundNo. A
 * manager's PIN is checked before anything else is said.
 */
export async function postRefund(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal | IdReused> {
  const repeat = findRepeat(till, input);
  if (repeat !== null) return told(till, session, repeat);
  const { shortPoints: choice, approver: proof } = input;
  if (choice !== 'waive') return told(till, session, post(till, session, input, null));
  if (proof === undefined) return refuse('approval_needed');
  const initiatorId = operatorId(session.operator);
  const checked = await checkApprover(till, proof, { initiatorId, roles: ['manager'] });
  if (checked.status === 'refused') return checked;
  return told(till, session, post(till, session, input, checked.approver));
}

interface Told {
  readonly status: 'posted' | 'already_posted';
  readonly refund: StoredRefund;
  readonly operation: OperationOf<'refund'> | null;
  readonly view: MemberView;
}

function post(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
  approver: Approver | null,
): Told | Refusal | IdReused {
  const { refundNo } = input;
  const moment = till.reference.now();
  const programme = till.reference.programmeAt(moment.businessDate);

  const result = till.store.transaction((): Told | Refusal | IdReused => {
    const repeat = findRepeat(till, input); // again: somebody may have posted it during the PIN
    if (repeat !== null) return repeat;
    const found = findRefundable(till, input);
    if (found.status === 'refused') return found;
    const { record, stored } = found;
    const view = readMember(till, record.memberId);
    if (isRefused(view)) return view;
    // A till that has posted a receipt has had a programme ever since.
    if (programme === null) return refuse('receipt_not_found');
    const { state, memberId } = view;
    const decided = decideRefund({
      programme,
      state,
      record,
      refundNo,
      lines: input.lines,
      businessDate: moment.businessDate,
      isSameTill: true,
      ...wishOf(input, approver),
    });
    if (decided.status === 'refused') return decided;

    // Nothing below may refuse.
    const { draft, takenBackPoints, restoredPoints, debtPoints } = decided;
    const act = { draft, view: state, session, programme, moment };
    const { operation, state: after } = postOperation<'refund'>(till, act);
    const { terminalSeq } = operation;
    till.store.receipt.update({ ...stored, refunds: [...stored.refunds, decided.refund] });
    const figures = { takenBackPoints, restoredPoints, debtPoints };
    const refund = { refundNo, requestHash: hashOf(input), terminalSeq, memberId, ...figures };
    till.store.refund.insert(refund);
    return {
      status: 'posted',
      refund,
      operation,
      view: { memberId, state: after, hasPending: true },
    };
  });
  if (result.status === 'posted') announcePosted(till, result.view.memberId);
  return result;
}

function wishOf(
  { shortPoints: choice, note }: Input,
  approver: Approver | null,
): { readonly shortPoints?: ShortPointsWish } {
  if (choice === undefined) return {};
  return {
    shortPoints: {
      choice,
      ...(approver === null ? {} : { approverId: approver.staffId }),
      ...(note === undefined ? {} : { note }),
    },
  };
}

/** The date is not part of it: a repeat may name the receipt more exactly than the first try did, or less. */
function hashOf({ receiptNo, lines, shortPoints }: Input): string {
  const choice = shortPoints === undefined ? {} : { shortPoints };
  return requestHash({ receiptNo, receiptDate: null, lines, ...choice });
}

function findRepeat(till: ActiveTill, input: Input): Told | Refusal | IdReused | null {
  const refund = till.store.refund.find(input.refundNo);
  if (refund === null) return null;
  const operation = readRefund(till, refund.terminalSeq);
  const businessDate = operation?.body.receipt.businessDate;
  const { receiptNo, lines, receiptDate = businessDate } = input;
  if (businessDate !== undefined && receiptDate !== businessDate) return idReused;
  // Before the date was left out, it was a part of the request where it was given.
  const datedHash = requestHash({ receiptNo, receiptDate: receiptDate ?? null, lines });
  if (![hashOf(input), datedHash].includes(refund.requestHash)) return idReused;
  const view = readMember(till, refund.memberId);
  if (isRefused(view)) return view;
  return { status: 'already_posted', refund, operation, view };
}

function readRefund(till: ActiveTill, terminalSeq: number): OperationOf<'refund'> | null {
  const operation = till.store.operation.find(terminalSeq)?.operation;
  return operation?.kind === 'refund' ? operation : null;
}

function told(
  till: ActiveTill,
  session: SignedIn,
  result: Told | Refusal | IdReused,
): Output | Refusal | IdReused {
  if (result.status === 'refused' || result.status === 'id_reused') return result;
  const { status, refund, operation, view } = result;
  const { takenBackPoints, restoredPoints, debtPoints } = refund;
  return {
    status,
    takenBackPoints,
    restoredPoints,
    debtPoints,
    ...(operation === null ? {} : moreFigures(operation)),
    member: memberSummary(till, view, session),
  };
}

/** What not every refund has; a repeat reads it from the operation again. */
function moreFigures({ body }: OperationOf<'refund'>): Partial<Output> {
  const { shortPoints, value, isVoid } = body;
  return {
    ...(shortPoints?.choice === 'deduct' ? { deductedFen: shortPoints.deductedFen } : {}),
    ...(shortPoints?.choice === 'waive' ? { waivedPoints: shortPoints.points } : {}),
    ...(value === undefined ? {} : { restoredValueFen: sumValueFen(value) }),
    ...(isVoid === undefined ? {} : { isVoid }),
  };
}
