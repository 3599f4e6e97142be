import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { refundContract } from '../../../src-shared/contract/till/refund.ts';
import { countComingBack } from '../../../src-shared/domain/coupon/give-back-coupons.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import { needsRefundApproval } from '../../../src-shared/domain/offline-rights/needs-refund-approval.ts';
import type { DraftOf, OperationOf } from '../../../src-shared/domain/operation/operation.ts';
import { chargedForGoodsFen } from '../../../src-shared/domain/plan/give-back-plan-use.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import type { ReceiptRecord } from '../../../src-shared/domain/receipt/receipt.ts';
import { isOtherSale } from '../../../src-shared/domain/receipt/sale-of.ts';
import {
  decideRefund,
  mergeLines,
  type ShortPointsWish,
} from '../../../src-shared/domain/refund/decide-refund.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { sumValueFen } from '../../../src-shared/domain/stored-value/restore-value.ts';
import { parseBusinessDate } from '../../../src-shared/values/business-date.ts';
import type { StoredRefund } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { faultError, type IdReused, idReused } from '../answer.ts';
import { type Approver, checkApprover } from '../approver.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { memberSummary } from '../member-summary.ts';
import { announcePosted, postOperation, requestHash } from '../post-operation.ts';
import {
  checkOwner,
  findOwnReceipt,
  foreignReceipt,
  type LocatedReceipt,
  locateReceipt,
  unknownReceipt,
  waitingHere,
  withWhatCameBack,
} from '../receipt/locate-receipt.ts';
import type { Moment } from '../../sync/till-time.ts';
import { operatorId, type SignedIn } from '../session.ts';

type Input = InferContractRouterInputs<typeof refundContract>['post'];
type Output = InferContractRouterOutputs<typeof refundContract>['post'];

/**
 * Takes back and gives back what belongs to returned goods, or changes nothing. Safe to repeat under the same refundNo. A
 * receipt of another till comes from head office or, of this store, from the feed. Where head office cannot be asked, one that
 * nobody here knows is taken with a manager's approval, and head office decides it later (OF-02); one that head office does
 * not know either is not found.
 */
export async function postRefund(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal | IdReused> {
  const repeat = findRepeat(till, input);
  if (repeat !== null) return told(till, session, repeat);
  const found = await locateReceipt(till, input);
  if (found.status === 'refused') return found;
  const isUnknown = found.status === 'unknown';
  const notTheirs = isUnknown ? null : checkOwner(till, found.record, input);
  if (notTheirs !== null) return notTheirs;
  if (isUnknown && (!found.isOffline || input.memberId === undefined)) return unknownReceipt(found);
  const isOld = isRefundOld(till);
  if (!isUnknown && input.shortPoints !== 'waive' && !isOld) {
    return told(till, session, post(till, session, input, { found, approver: null, isOld }));
  }
  if (input.approver === undefined) return refuse('approval_needed');
  if (input.shortPoints === 'waive' && (input.note ?? '').trim() === '')
    return refuse('invalid_value', { field: 'note' });
  const initiatorId = operatorId(session.operator);
  const memberId = isUnknown ? (input.memberId ?? '') : found.record.memberId;
  const wanted = { initiatorId, roles: ['manager'], memberId } as const;
  const checked = await checkApprover(till, input.approver, wanted);
  if (checked.status === 'refused') return checked;
  const { approver } = checked;
  return told(
    till,
    session,
    isUnknown
      ? postUnknown(till, session, input, approver)
      : post(till, session, input, { found, approver, isOld }),
  );
}

/** Whether this till has been without head office for too long to take goods back on its own (OF-02). */
export function isRefundOld({ reference }: ActiveTill): boolean {
  return needsRefundApproval({
    isOnline: reference.isOnline(),
    replicaAgeMs: reference.replicaAgeMs(),
  });
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
  {
    found,
    approver,
    isOld,
  }: {
    readonly found: LocatedReceipt;
    readonly approver: Approver | null;
    readonly isOld: boolean;
  },
): Told | Refusal | IdReused {
  const { refundNo, lines } = input;
  return inTransaction(till, session, input, {
    memberId: found.record.memberId,
    decide: ({ programme, moment, state }) => {
      // Again: a part of it may have come back meanwhile.
      const now =
        found.stored === null ? foreignReceipt(till, found.record) : findOwnReceipt(till, input);
      if (now === null) return refuse('receipt_not_found');
      if (now.status === 'refused') return now;
      const { stored } = now;
      // What head office said of it is not here yet.
      const record = withWhatCameBack(now.record, found.record);
      const decided = decideRefund({
        programme,
        saleProgramme: till.reference.programmeOf(record.programmeVersion),
        state,
        record,
        refundNo,
        lines,
        businessDate: moment.businessDate,
        isSameTill: stored !== null,
        ...wishOf(input, approver),
      });
      if (decided.status === 'refused') return decided;
      const { draft, refund, takenBackPoints, restoredPoints, debtPoints } = decided;
      const agreed = isOld && approver !== null ? { approverId: approver.staffId } : {};
      return {
        status: 'decided',
        draft: { ...draft, body: { ...draft.body, ...agreed } },
        figures: { takenBackPoints, restoredPoints, debtPoints },
        stores: (operationId) =>
          stored === null
            ? null
            : { ...stored, refunds: [...stored.refunds, { ...refund, operationId }] },
      };
    },
  });
}

/** The goods come back and the receipt is known to nobody here: what it means for points, head office decides. */
function postUnknown(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
  { staffId: approverId }: Approver,
): Told | Refusal | IdReused {
  const { refundNo, receiptNo, memberId = '', storeId = till.terminal.storeId } = input;
  const businessDate = parseBusinessDate(input.receiptDate ?? '');
  if (businessDate === null) return refuse('receipt_date_invalid');
  const lines = mergeLines(input.lines).filter(({ amountFen }) => amountFen > 0);
  if (lines.length === 0) return refuse('refund_empty');
  const receipt = { storeId, businessDate, receiptNo };
  const nothing = { takenBackPoints: 0, restoredPoints: 0 };
  return inTransaction(till, session, input, {
    memberId,
    decide: ({ state }) => {
      // How much of a line there was is known to nobody here, so that what waits of it is all of it. Which one it is says
      // nothing to the cashier: the screen names the whole sum as the first.
      const waiting = waitingHere(till, receipt).flatMap((each) => each.lines);
      const waitingNos = new Set(waiting.map(({ lineNo }) => lineNo));
      if (lines.some(({ lineNo }) => waitingNos.has(lineNo))) {
        return refuse('receipt_awaits_office');
      }
      return {
        status: 'decided',
        draft: {
          kind: 'refund',
          body: {
            refundNo,
            receipt,
            lines,
            ...nothing,
            entries: [],
            unknownReceipt: true,
            approverId,
          },
          memberId: state.memberId,
        },
        figures: { ...nothing, debtPoints: 0 },
        stores: () => null,
      };
    },
  });
}

interface Decided {
  readonly status: 'decided';
  readonly draft: DraftOf<'refund'>;
  readonly figures: Pick<StoredRefund, 'takenBackPoints' | 'restoredPoints' | 'debtPoints'>;
  /** The receipt of this till with the refund in it, under the id of its operation; null: of another till. */
  readonly stores: (operationId: string) => ReceiptRecord | null;
}

function inTransaction(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
  act: {
    readonly memberId: string;
    readonly decide: (ready: {
      readonly programme: Programme;
      readonly moment: Moment;
      readonly state: MemberState;
    }) => Refusal | Decided;
  },
): Told | Refusal | IdReused {
  const { refundNo } = input;
  const moment = till.time.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const result = till.store.transaction((): Told | Refusal | IdReused => {
    const repeat = findRepeat(till, input); // again: somebody may have posted it during the PIN
    if (repeat !== null) return repeat;
    const view = readMember(till, act.memberId);
    if (isRefused(view)) return view;
    const { state, memberId } = view;
    const decided = act.decide({ programme, moment, state });
    if (decided.status === 'refused') return decided;

    // Nothing below may refuse.
    const { draft, figures, stores } = decided;
    const { operation, state: after } = postOperation<'refund'>(till, {
      draft,
      view: state,
      session,
      programme,
      moment,
    });
    const { terminalSeq, operationId } = operation;
    const changed = stores(operationId);
    if (changed !== null) till.store.receipt.update(changed);
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
  const { storeId } = operation?.body.receipt ?? input;
  if (input.storeId !== undefined && input.storeId !== storeId) return idReused;
  // Before the date was left out, it was a part of the request where it was given.
  const datedHash = requestHash({ receiptNo, receiptDate: receiptDate ?? null, lines });
  if (isOtherSale(operation?.body.saleOperationId, input.saleOperationId)) return idReused;
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
  const { moneyFen, shortPoints, value, coupons, isVoid, unknownReceipt: isQueued } = body;
  const planChargeFen = chargedForGoodsFen(body.plans ?? []);
  return {
    ...(moneyFen === undefined ? {} : { moneyFen }),
    ...(planChargeFen === 0 ? {} : { planChargeFen }),
    ...(shortPoints?.choice === 'deduct' ? { deductedFen: shortPoints.deductedFen } : {}),
    ...(shortPoints?.choice === 'waive' ? { waivedPoints: shortPoints.points } : {}),
    ...(value === undefined ? {} : { restoredValueFen: sumValueFen(value) }),
    ...(coupons === undefined ? {} : { restoredCoupons: countComingBack(coupons) }),
    ...(isVoid === undefined ? {} : { isVoid }),
    ...(isQueued === undefined ? {} : { isQueued }),
  };
}
