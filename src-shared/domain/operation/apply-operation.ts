import { daysBetween, type BusinessDate } from '../../values/business-date.ts';
import type { AppliedSeq, MemberState } from '../member/member-state.ts';
import { newMemberState } from '../member/new-member.ts';
import { bindCard, laterPin, mergeConsents, mergeProfile } from '../member/resolve-changes.ts';
import { postLoan } from '../offline-rights/post-loan.ts';
import { reservedForOthers } from '../offline-rights/spending-right.ts';
import { type OpenLoan, withShareUsed } from '../offline-rights/store-grant.ts';
import { takenFromShare } from '../offline-rights/taken-from-share.ts';
import { postPurchase } from '../member/post-purchase.ts';
import { saleIn } from '../receipt/sale-of.ts';
import { emptyPurse, overdrawnFen } from '../stored-value/post-value.ts';
import type { TierChange } from '../tier/tier.ts';
import { partsOf, type Operation, type OperationOf } from './operation.ts';
import { postParts } from './post-parts.ts';

/** After so many days without an operation, a member state may forget another install (architecture, point 3). */
export const appliedSeqKeptDays = 60;
/**
 * It forgets none while it knows no more than these: an entry dropped before its till has read the state would stay in that
 * till's overlay and count twice, as when the till slept for months or another one has a wrong date.
 */
export const appliedInstallsKept = 8;

/** Why a fact is kept but not posted. */
export type HeldReason =
  /** There is no such member here, and the operation does not enrol one. */
  | 'member_unknown'
  /** It enrols a member id that is there already. */
  | 'member_exists'
  /** It enrols a member whose personal part is not there, so that nobody could be found by it. */
  | 'personal_missing';

export type AppliedOperation =
  | { readonly state: MemberState; readonly outcome: 'posted' | 'posted_with_debt' }
  | { readonly state: MemberState | null; readonly outcome: 'held'; readonly reason: HeldReason };

/**
 * Posts one operation to the member it belongs to; the till and the office both run this (architecture, point 2). It depends
 * on nothing but its arguments: no programme, tier, cap or clock. A second application of the same operation changes nothing
 * and answers `posted`. Operations of one install come in the order of their terminalSeq. `acknowledged` is false for what
 * only the till has yet: its earnings are then pending.
 */
export function applyOperation(
  state: MemberState | null,
  operation: Operation,
  { acknowledged }: { readonly acknowledged: boolean },
): AppliedOperation {
  if (state === null) {
    if (operation.kind === 'enrol') return enrol(operation);
    return { state: null, outcome: 'held', reason: 'member_unknown' };
  }
  if (isApplied(state, operation)) return { state, outcome: 'posted' };
  if (operation.kind === 'enrol') {
    return { state: withAppliedSeq(state, operation), outcome: 'held', reason: 'member_exists' };
  }
  // Nothing below may refuse: the operation is a fact.
  const changed = withAppliedSeq(change(state, operation, acknowledged), operation);
  const isDeeperInDebt =
    changed.debtPoints > state.debtPoints ||
    overdrawnFen(changed.value) > overdrawnFen(state.value);
  return { state: changed, outcome: isDeeperInDebt ? 'posted_with_debt' : 'posted' };
}

/** Tells whether a state contains an operation already. */
export function isApplied(
  state: MemberState,
  operation: Pick<Operation, 'installId' | 'terminalSeq'>,
): boolean {
  return operation.terminalSeq <= (state.appliedSeq[operation.installId]?.seq ?? 0);
}

function enrol(operation: OperationOf<'enrol'>): AppliedOperation {
  const { body, personal, atMs } = operation;
  if (personal?.phone === undefined)
    return { state: null, outcome: 'held', reason: 'personal_missing' };
  const phone = { value: personal.phone, setAtMs: atMs };
  const bare = newMemberState({
    memberId: operation.memberId,
    memberNo: body.memberNo,
    profile: mergeProfile({ phone }, ['name', 'birthday'], personal, atMs),
    tierCode: body.tierCode,
    enrolledOnDay: operation.businessDate,
    enrolledAtStoreId: operation.storeId,
  });
  const member = {
    ...bare,
    cards: body.cardNo === undefined ? [] : [{ cardNo: body.cardNo, boundAtMs: atMs }],
    consents: mergeConsents([], body.consents, atMs),
    ...(personal.pinVerifier === undefined
      ? {}
      : { pin: { value: personal.pinVerifier, setAtMs: atMs } }),
  };
  return { state: withAppliedSeq(member, operation), outcome: 'posted' };
}

function change(
  state: MemberState,
  operation: Exclude<Operation, OperationOf<'enrol'>>,
  acknowledged: boolean,
): MemberState {
  switch (operation.kind) {
    case 'editProfile':
      return editProfile(state, operation);
    case 'consent':
      return {
        ...state,
        consents: mergeConsents(state.consents, operation.body.consents, operation.atMs),
      };
    case 'setPin':
      return setPin(state, operation);
    case 'freeze':
      return postFreeze(state, operation.body);
    case 'releasePhone':
      return { ...state, status: 'frozen', phoneReleasedOnDay: operation.businessDate };
    case 'proposeMerge':
    case 'disputeEntry':
      // A wish to head office: it changes nothing of anybody.
      return state;
    case 'lendShare': {
      const { body, installId: fromInstallId, storeId } = operation;
      const { toInstallId } = body;
      return postLoan(state, {
        ...loanOf(operation),
        half: 'lent',
        fromInstallId,
        toInstallId,
        storeId,
      });
    }
    case 'borrowShare': {
      const { body, installId: toInstallId, storeId } = operation;
      const { fromInstallId } = body;
      return postLoan(state, {
        ...loanOf(operation),
        half: 'borrowed',
        fromInstallId,
        toInstallId,
        storeId,
      });
    }
    case 'redeem':
    case 'redeemSink':
      return post(withRightUsed(state, operation.body, operation), operation, acknowledged);
    case 'earn': {
      const { receipt, redemption } = operation.body;
      const before = redemption === undefined ? state : withRightUsed(state, redemption, operation);
      const posted = post(before, operation, acknowledged);
      return {
        ...posted,
        purchases: postPurchase(posted.purchases, receipt.businessDate, operation),
      };
    }
    case 'payValue':
      return post(
        withoutValueReservation(withShareTaken(state, operation), operation.body.paymentId),
        operation,
        acknowledged,
      );
    case 'refundValue':
      return post(
        withoutValueReservation(withShareTaken(state, operation), operation.body.refundId),
        operation,
        acknowledged,
      );
    case 'topUp':
      return withIdentity(post(state, operation, acknowledged), operation);
    case 'checkTask':
      return checkTask(state, operation, acknowledged);
    case 'cancelRedemption':
    case 'refund':
    case 'adjust':
    case 'cancelPayment':
    case 'sellPlan':
    case 'refundPlan':
      return post(state, operation, acknowledged);
  }
}

/** More than anybody does in the time for which growth counts. */
const taskKeysKept = 500;

/** A task counts once, whichever of two tills has checked it off first: the other one's check changes nothing (R040). */
function checkTask(
  state: MemberState,
  operation: OperationOf<'checkTask'>,
  acknowledged: boolean,
): MemberState {
  const { taskKey } = operation.body;
  const { taskKeys = [] } = state;
  if (taskKeys.includes(taskKey)) return state;
  const posted = post(state, operation, acknowledged);
  return { ...posted, taskKeys: [...taskKeys, taskKey].slice(-taskKeysKept) };
}

/** Posts every part an operation carries. */
function post(
  state: MemberState,
  operation: Exclude<Operation, OperationOf<'enrol'>>,
  acknowledged: boolean,
): MemberState {
  const { businessDate, atMs, storeId, operationId, programmeVersion } = operation;
  const parts = partsOf(operation);
  const tier = parts.tier === null ? null : withSale(parts.tier, operation);
  const sale = saleIn(operation);
  return postParts(
    state,
    { ...parts, tier },
    {
      operationId,
      storeId,
      reference: referenceOf(operation),
      programmeVersion,
      businessDate,
      atMs,
      acknowledged,
      ...(sale === null ? {} : { sale }),
    },
  );
}

/** A tier that a sale gave, with the sale: its till named the receipt alone, before the operation had an id (TR-03). */
function withSale(tier: TierChange, { kind, operationId: saleOperationId }: Operation): TierChange {
  const { term } = tier;
  if (kind !== 'earn' || term?.cause.kind !== 'receipt') return tier;
  return { ...tier, term: { ...term, cause: { ...term.cause, saleOperationId } } };
}

/** What an operation belongs to, as a statement names it. */
export function referenceOf(operation: Exclude<Operation, OperationOf<'enrol'>>): string {
  switch (operation.kind) {
    case 'earn':
      return operation.body.receipt.receiptNo;
    case 'redeem':
    case 'redeemSink':
    case 'cancelRedemption':
      return operation.body.redemptionId;
    case 'refund':
      return operation.body.refundNo;
    case 'adjust':
      return operation.body.adjustmentId;
    case 'topUp':
    case 'refundValue':
      return operation.body.contractNo;
    case 'payValue':
    case 'cancelPayment':
      return operation.body.paymentId;
    case 'sellPlan':
    case 'refundPlan':
      return operation.body.planSaleId;
    case 'checkTask':
      return operation.body.taskId;
    default:
      return '';
  }
}

function editProfile(state: MemberState, operation: OperationOf<'editProfile'>): MemberState {
  const { body, personal, atMs } = operation;
  const profile = mergeProfile(state.profile, body.fields, personal, atMs);
  const { phoneReleasedOnDay, ...rest } = state;
  // A number that was set since is the member's own.
  const isStillReleased = profile.phone === state.profile.phone && phoneReleasedOnDay !== undefined;
  const edited = { ...rest, ...(isStillReleased ? { phoneReleasedOnDay } : {}), profile };
  if (body.cardNo === undefined) return edited;
  return {
    ...edited,
    cards: bindCard(state.cards, { cardNo: body.cardNo, boundAtMs: atMs }),
  };
}

function setPin(state: MemberState, operation: OperationOf<'setPin'>): MemberState {
  const value = operation.personal?.pinVerifier;
  if (value === undefined) return state;
  return { ...state, pin: laterPin(state.pin, { value, setAtMs: operation.atMs }) };
}

function postFreeze(state: MemberState, body: OperationOf<'freeze'>['body']): MemberState {
  switch (body.target) {
    case 'member':
      return { ...state, status: body.frozen ? 'frozen' : 'active' };
    case 'value':
      return { ...state, value: { ...(state.value ?? emptyPurse), isFrozen: body.frozen } };
    case 'card':
      return {
        ...state,
        cards: state.cards.map((card) =>
          card.cardNo === body.cardNo ? { ...card, isFrozen: body.frozen } : card,
        ),
      };
  }
}

function withoutValueReservation(state: MemberState, id: string): MemberState {
  const { value } = state;
  if (value === undefined || value.reservations.every((each) => each.reservationId !== id))
    return state;
  const reservations = value.reservations.filter((each) => each.reservationId !== id);
  return { ...state, value: { ...value, reservations } };
}

/** The document is checked once per person, and the first check stands (SV-06). */
function withIdentity(state: MemberState, operation: OperationOf<'topUp'>): MemberState {
  const { businessDate, body } = operation;
  if (body.identity === undefined || state.value?.identity !== undefined) return state;
  const identity = { document: body.identity.document, onDay: businessDate };
  return { ...state, value: { ...(state.value ?? emptyPurse), identity } };
}

/** What a loan is about, whichever of its halves tells of it. */
function loanOf({
  body,
  businessDate: onDay,
}: OperationOf<'lendShare' | 'borrowShare'>): Pick<
  OpenLoan,
  'loanId' | 'points' | 'value' | 'onDay'
> {
  const { loanId, points, valueParts: value } = body;
  return { loanId, points, onDay, ...(value === undefined ? {} : { value }) };
}

/** The till's share of a store grant is less by what the operation takes (OF-04). */
function withShareTaken(state: MemberState, operation: Operation): MemberState {
  return withShareUsed(state, {
    installId: operation.installId,
    taken: takenFromShare(operation),
  });
}

/** What head office kept for a spend, or for the phone that carried its right, has been spent (ID-04), and the till's share. */
function withRightUsed(
  state: MemberState,
  spend: { readonly redemptionId: string; readonly grantId?: string },
  operation: Operation,
): MemberState {
  const shared = withShareTaken(state, operation);
  const reservations = reservedForOthers(shared.reservations, spend);
  return reservations.length === shared.reservations.length ? shared : { ...shared, reservations };
}

/** Notes in a state that it contains an operation of an install, and all before it. */
export function withAppliedSeq(
  state: MemberState,
  operation: Pick<Operation, 'installId' | 'terminalSeq' | 'businessDate'>,
): MemberState {
  const { installId, terminalSeq, businessDate } = operation;
  const others = Object.entries(state.appliedSeq).filter(([otherId]) => otherId !== installId);
  const isCrowded = others.length >= appliedInstallsKept;
  const kept = isCrowded ? others.filter(([, other]) => isRecent(other, businessDate)) : others;
  const appliedSeq: Record<string, AppliedSeq> = Object.fromEntries(kept);
  appliedSeq[installId] = { seq: terminalSeq, onDay: businessDate };
  return { ...state, appliedSeq };
}

function isRecent(applied: AppliedSeq, businessDate: BusinessDate): boolean {
  if (applied.onDay >= businessDate) return true;
  const days = daysBetween(applied.onDay, businessDate);
  return !(days > appliedSeqKeptDays); // A day that is none gives NaN and clears nothing out.
}
