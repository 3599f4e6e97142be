import { decideConsent } from '../../../src-shared/domain/member/decide-consent.ts';
import { decideEditProfile } from '../../../src-shared/domain/member/decide-edit-profile.ts';
import { decideEnrol } from '../../../src-shared/domain/member/decide-enrol.ts';
import { decideProposeMerge } from '../../../src-shared/domain/member/decide-propose-merge.ts';
import { decideReleasePhone } from '../../../src-shared/domain/member/decide-release-phone.ts';
import { decideSetPin, type NewPin } from '../../../src-shared/domain/member/decide-set-pin.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import { viewMember } from '../../../src-shared/domain/member/member-view.ts';
import { isApplied } from '../../../src-shared/domain/operation/apply-operation.ts';
import {
  type Operation,
  type OperationDraft,
  partsOf,
} from '../../../src-shared/domain/operation/operation.ts';
import {
  decidePlanRefund,
  planRefundDraft,
  type PlanRefundReason,
} from '../../../src-shared/domain/plan/decide-plan-refund.ts';
import { decidePlanSale } from '../../../src-shared/domain/plan/decide-plan-sale.ts';
import { decideAdjustment } from '../../../src-shared/domain/points/decide-adjustment.ts';
import type {
  Programme,
  ShortPointsChoice,
  StaffRole,
} from '../../../src-shared/domain/programme/programme.ts';
import { factsOf, type SpendLimits } from '../../../src-shared/domain/quote/facts-of.ts';
import type { QuoteWishes } from '../../../src-shared/domain/quote/quote.ts';
import { auditReceipt } from '../../../src-shared/domain/receipt/audit-receipt.ts';
import {
  decideReceipt,
  receiptRecordOf,
} from '../../../src-shared/domain/receipt/decide-receipt.ts';
import type {
  ReceiptLine,
  ReceiptRecord,
  ReceiptRedemption,
} from '../../../src-shared/domain/receipt/receipt.ts';
import { decideCancel } from '../../../src-shared/domain/redemption/decide-cancel.ts';
import { decideRedemption } from '../../../src-shared/domain/redemption/decide-redemption.ts';
import { decideRefund, type RefundLine } from '../../../src-shared/domain/refund/decide-refund.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { decideSinkCancel } from '../../../src-shared/domain/sink/decide-sink-cancel.ts';
import { decideSink } from '../../../src-shared/domain/sink/decide-sink.ts';
import {
  checkPaidByValue,
  checkPayment,
  decideCancelPayment,
  decidePayment,
} from '../../../src-shared/domain/stored-value/decide-payment.ts';
import {
  decideTopUp,
  type OfficeLine,
  type TopUpWish,
} from '../../../src-shared/domain/stored-value/decide-top-up.ts';
import { decideValueFreeze } from '../../../src-shared/domain/stored-value/decide-value-freeze.ts';
import {
  decideValueRefund,
  findValueRefund,
} from '../../../src-shared/domain/stored-value/decide-value-refund.ts';
import { reserveValue } from '../../../src-shared/domain/stored-value/reserve-value.ts';
import type {
  ReceiptPayment,
  ValueEntry,
  ValueRefundBasis,
} from '../../../src-shared/domain/stored-value/stored-value.ts';
import { decideTask } from '../../../src-shared/domain/task/decide-task.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { MemberId } from '../../../src-shared/values/ids.ts';
import { formatMemberNo } from '../../../src-shared/values/member-no.ts';
import { sampleCardNo, sampleMemberId, samplePhone, sampleTill } from '../sample-domain.ts';

/** When something happens in the shop. */
export interface ShopMoment {
  readonly programme: Programme;
  readonly businessDate: BusinessDate;
  readonly nowMs: number;
}

/** Points that paid, and whose receipt is not here yet; or that were given for something that has none. */
export interface OpenRedemption {
  readonly memberId: MemberId;
  readonly redemption: ReceiptRedemption;
  /** Whose it is; absent: the next one of the member. */
  readonly receiptNo?: string;
  /** `couponId` where it was a coupon. */
  readonly sink?: { readonly couponId: string | null };
}

/** Stored value that paid, and whose receipt is not here yet. */
export interface OpenPayment {
  readonly memberId: MemberId;
  readonly payment: ReceiptPayment;
  readonly receiptNo?: string;
}

/** An act that did not happen, and why. */
export type NotDone =
  | Refusal
  | { readonly status: 'needs_approval' | 'unchanged' | 'requested' | 'too_little' | 'unknown' };

/** An operation, or why there is none; an operation has no `status`. */
export type Done = Operation | NotDone;

type Decided = NotDone | { readonly status: 'decided'; readonly draft: OperationDraft };

/** Tells whether an act happened. */
export function isDone(done: Done): done is Operation {
  return !('status' in done);
}

/**
 * A small till: it decides with the real domain from what it knows, the base it pulled last with its own operations on top,
 * and keeps what a real one keeps of receipts, redemptions and payments.
 */
export class ModelTill {
  readonly index: number;
  readonly storeId: string;
  readonly installId: string;
  #base: ReadonlyMap<string, MemberState> = new Map();
  #pending: readonly Operation[] = [];
  /** Base and own operations together, as far as anybody asked. */
  readonly #views = new Map<string, MemberState | null>();
  readonly #chain;
  #numbers = 0;
  #redemptions: readonly OpenRedemption[] = [];
  #payments: readonly OpenPayment[] = [];
  readonly #records: ReceiptRecord[] = [];

  constructor(index: number) {
    this.index = index;
    this.#chain = sampleTill(index);
    this.installId = this.#chain.installId;
    this.storeId = `store-${String(index)}`;
  }

  /** What is not known to be at head office yet. */
  pending(): readonly Operation[] {
    return this.#pending;
  }

  records(): readonly ReceiptRecord[] {
    return this.#records;
  }

  openRedemptions(): readonly OpenRedemption[] {
    return this.#redemptions;
  }

  openPayments(): readonly OpenPayment[] {
    return this.#payments;
  }

  /** Takes over head office's state; what that contains leaves the overlay (architecture, point 7). */
  pull(states: ReadonlyMap<string, MemberState>): void {
    this.#base = new Map(states);
    this.#views.clear();
    this.#pending = this.#pending.filter((operation) => {
      const state = states.get(operation.memberId);
      return state === undefined || !isApplied(state, operation);
    });
  }

  /** What this till shows of a member; null where it knows nobody of this id. */
  view(memberId: string): MemberState | null {
    const known = this.#views.get(memberId);
    if (known !== undefined) return known;
    const own = this.#pending.filter((operation) => operation.memberId === memberId);
    const view = viewMember(this.#base.get(memberId) ?? null, own);
    this.#views.set(memberId, view);
    return view;
  }

  /** The member that an id stands for here, merges followed (PL-19). */
  survivor(memberId: string): MemberState | null {
    let state = this.view(memberId);
    for (let step = 0; state?.mergedInto !== undefined && step < 8; step += 1) {
      state = this.view(state.mergedInto.otherMemberId);
    }
    return state;
  }

  enrol(memberIndex: number, at: ShopMoment, more: { readonly birthday?: string } = {}): Done {
    const memberId = sampleMemberId(memberIndex);
    if (this.view(memberId) !== null) return { status: 'unchanged' };
    return this.#post(
      decideEnrol({
        programme: at.programme,
        memberId,
        memberNo: formatMemberNo({ installNo: 0, counter: memberIndex }),
        phone: samplePhone(memberIndex),
        name: `王${String(memberIndex)}`,
        cardNo: sampleCardNo(memberIndex),
        consents: ['membership'],
        ...more,
      }),
      at,
    );
  }

  editProfile(
    state: MemberState,
    wish: { readonly name?: string; readonly birthday?: string; readonly cardNo?: string },
    at: ShopMoment,
  ): Done {
    return this.#post(decideEditProfile({ state, ...wish }), at);
  }

  consent(state: MemberState, item: string, given: boolean, at: ShopMoment): Done {
    const consents = [{ item, given }];
    return this.#post(decideConsent({ programme: at.programme, state, consents }), at);
  }

  task(
    state: MemberState,
    wish: { readonly taskId: string; readonly checkId: string },
    at: ShopMoment,
  ): Done {
    const { programme, businessDate } = at;
    return this.#post(decideTask({ programme, state, ...wish, businessDate }), at);
  }

  setPin(state: MemberState, pin: NewPin, at: ShopMoment): Done {
    return this.#post(decideSetPin({ state, pin }), at);
  }

  freezeValue(state: MemberState, frozen: boolean, at: ShopMoment): Done {
    return this.#post(decideValueFreeze({ state, frozen, approverId: 'manager' }), at);
  }

  /** Stops or frees a whole membership, or one of its cards. */
  freeze({ memberId }: MemberState, frozen: boolean, cardNo: string | null, at: ShopMoment): Done {
    const body =
      cardNo === null
        ? ({ target: 'member', frozen } as const)
        : ({ target: 'card', cardNo, frozen } as const);
    return this.#place({ kind: 'freeze', body, memberId }, at);
  }

  /** The number is somebody else's: only of who has not been seen for long (ID-09). */
  releasePhone(state: MemberState, at: ShopMoment): Done {
    const { businessDate } = at;
    return this.#post(decideReleasePhone({ state, businessDate, approverId: 'manager' }), at);
  }

  proposeMerge(state: MemberState, otherMemberId: MemberId, at: ShopMoment): Done {
    const other = this.survivor(otherMemberId);
    if (other === null) return { status: 'unknown' };
    return this.#post(decideProposeMerge({ state, other }), at);
  }

  /** The oldest line that is in sight. */
  disputeEntry({ memberId, entries }: MemberState, at: ShopMoment): Done {
    const [entry] = entries;
    if (entry === undefined) return { status: 'unknown' };
    const { kind, points, ruleId, programmeVersion, businessDate, atMs, reference } = entry;
    const line = { kind, points, ruleId, programmeVersion, businessDate, atMs, reference };
    return this.#place({ kind: 'disputeEntry', body: line, memberId }, at);
  }

  /** A receipt; it closes what waits for one of the member here. Without wishes it only earns. */
  earn(
    state: MemberState,
    wish: {
      readonly lines: readonly ReceiptLine[];
      readonly wishes: QuoteWishes | null;
      /** Of the store's clock, 0 to 1439. */
      readonly minuteOfDay: number;
      readonly receiptNo?: string;
      /** Of the receipt, where it is another than today. */
      readonly receiptDay?: BusinessDate;
      readonly limits?: SpendLimits;
      readonly right?: 'authorised' | 'floor';
      readonly beyondView?: boolean;
    },
    at: ShopMoment,
  ): Done {
    const { programme, businessDate, nowMs } = at;
    const { lines, wishes, minuteOfDay, receiptNo = this.nextId('R') } = wish;
    const receiptDay = wish.receiptDay ?? businessDate;
    const { memberId } = state;
    const isOwn = (each: { readonly memberId: string; readonly receiptNo?: string }) =>
      each.memberId === memberId && (each.receiptNo ?? receiptNo) === receiptNo;
    const redemptions = this.#redemptions
      .filter((each) => isOwn(each) && each.sink === undefined)
      .map(({ redemption }) => redemption);
    const moment = { businessDate, atMs: nowMs };
    const decide = (payments: readonly ReceiptPayment[]) => {
      const given = { programme, state, redemptions, payments, moment };
      const facts = factsOf({
        ...given,
        storeId: this.storeId,
        businessDate: receiptDay,
        minuteOfDay,
        asked: wishes === null ? null : (wish.limits ?? {}),
      });
      return decideReceipt({
        ...given,
        facts,
        receipt: { storeId: this.storeId, businessDate: receiptDay, receiptNo },
        lines,
        wishes,
        spend: {
          redemptionId: this.nextId('X'),
          right: wish.right ?? 'authorised',
          authorisedBeyondView: wish.beyondView === true,
        },
      });
    };
    const paid = this.#payments.filter(isOwn).map(({ payment }) => payment);
    const withPaid = decide(paid);
    // What stored value may not pay for is paid otherwise (SV-11): its payments stay open.
    const isPaidSo =
      withPaid.status === 'refused' ||
      checkPaidByValue(programme.value, paid, withPaid.quote) === null;
    const payments = isPaidSo ? paid : [];
    const operation = this.#post(isPaidSo ? withPaid : decide([]), at);
    if (!isDone(operation) || operation.kind !== 'earn') return operation;
    const differences = auditReceipt(programme, operation.body);
    if (differences === null || differences.length > 0) {
      throw new Error(JSON.stringify(differences));
    }
    this.#redemptions = this.#redemptions.filter((each) => !isOwn(each) || each.sink !== undefined);
    this.#payments = this.#payments.filter(({ payment }) => !payments.includes(payment));
    this.#records.push(receiptRecordOf(operation, { redemptions, payments }));
    return operation;
  }

  redeem(
    state: MemberState,
    wish: {
      readonly points: number;
      readonly eligibleFen: number;
      readonly receiptNo?: string;
      readonly right?: 'authorised' | 'floor';
      readonly beyondView?: boolean;
    },
    at: ShopMoment,
  ): Done {
    const { programme, businessDate, nowMs } = at;
    const redemptionId = this.nextId('X');
    const operation = this.#post(
      decideRedemption({
        programme,
        state,
        businessDate,
        nowMs,
        redemptionId,
        receiptNo: 'R',
        eligibleFen: wish.eligibleFen,
        points: wish.points,
        alreadyOffsetFen: 0,
        right: wish.right ?? 'authorised',
        authorisedBeyondView: wish.beyondView === true,
      }),
      at,
    );
    if (!isDone(operation) || operation.kind !== 'redeem') return operation;
    const { entries, offsetFen, points } = operation.body;
    const lots = entries.flatMap((entry) => entry.lots);
    const redemption = { redemptionId, points, offsetFen, lots };
    const open = { memberId: state.memberId, redemption, ...receiptOf(wish) };
    this.#redemptions = [...this.#redemptions, open];
    return operation;
  }

  /** Undoes an open redemption, or a coupon taken for points. */
  cancelRedemption(open: OpenRedemption, at: ShopMoment): Done {
    const state = this.survivor(open.memberId);
    if (state === null) return { status: 'unknown' };
    const { programme, businessDate } = at;
    const { redemption, sink } = open;
    const { memberId } = state;
    const operation = this.#post(
      sink === undefined
        ? decideCancel({ programme, redemption, memberId, businessDate, receiptPosted: false })
        : decideSinkCancel({ programme, state, redemption, businessDate, ...sink }),
      at,
    );
    if (isDone(operation)) this.#redemptions = this.#redemptions.filter((each) => each !== open);
    return operation;
  }

  sink(
    state: MemberState,
    wish: { readonly sinkId: string; readonly beyondView?: boolean },
    at: ShopMoment,
  ): Done {
    const { programme, businessDate, nowMs } = at;
    const redemptionId = this.nextId('S');
    const couponId = `coupon-${redemptionId}`;
    const operation = this.#post(
      decideSink({
        programme,
        state,
        sinkId: wish.sinkId,
        redemptionId,
        storeId: this.storeId,
        businessDate,
        nowMs,
        couponId,
        giftsLeft: () => 1,
        replicaAgeMs: 0,
        right: 'authorised',
        authorisedBeyondView: wish.beyondView === true,
      }),
      at,
    );
    if (!isDone(operation) || operation.kind !== 'redeemSink') return operation;
    const { points, entries, coupons } = operation.body;
    const lots = entries.flatMap((entry) => entry.lots);
    const redemption = { redemptionId, points, offsetFen: 0, lots };
    const sink = { couponId: coupons === undefined ? null : couponId };
    this.#redemptions = [...this.#redemptions, { memberId: state.memberId, redemption, sink }];
    return operation;
  }

  /** Goods of a receipt of this till, or of one that head office told of. */
  refund(
    record: ReceiptRecord,
    wish: { readonly lines: readonly RefundLine[]; readonly choice?: ShortPointsChoice },
    at: ShopMoment,
  ): Done {
    const state = this.survivor(record.memberId);
    if (state === null) return { status: 'unknown' };
    const { programme, businessDate } = at;
    const ownIndex = this.#records.indexOf(record);
    const { lines, choice } = wish;
    const decided = decideRefund({
      programme,
      state,
      record,
      refundNo: this.nextId('F'),
      lines,
      businessDate,
      isSameTill: ownIndex !== -1,
      ...(choice === undefined ? {} : { shortPoints: { choice, approverId: 'manager' } }),
    });
    const operation = this.#post(decided, at);
    if (isDone(operation) && decided.status === 'decided' && ownIndex !== -1) {
      this.#records[ownIndex] = { ...record, refunds: [...record.refunds, decided.refund] };
    }
    return operation;
  }

  /** Takes goods of a receipt that nobody here knows: head office decides it once it knows the receipt (OF-02). */
  refundUnknown(record: ReceiptRecord, line: RefundLine, at: ShopMoment): Done {
    const state = this.survivor(record.memberId);
    if (state === null || line.amountFen === 0) return { status: 'unknown' };
    const body = {
      refundNo: this.nextId('F'),
      receipt: record.key,
      lines: [line],
      takenBackPoints: 0,
      restoredPoints: 0,
      entries: [],
      unknownReceipt: true,
      approverId: 'manager',
    } as const;
    return this.#place({ kind: 'refund', body, memberId: state.memberId }, at);
  }

  adjust(
    state: MemberState,
    wish: {
      readonly points: number;
      readonly role: StaffRole;
      readonly approver?: StaffRole;
      readonly reasonCode: string;
      readonly dayPoints?: number;
      readonly offlineAgeMs?: number;
    },
    at: ShopMoment,
  ): Done {
    const { programme, businessDate, nowMs } = at;
    const { approver, ...rest } = wish;
    return this.#post(
      decideAdjustment({
        programme,
        state,
        ...rest,
        ...(approver === undefined ? {} : { approver: { staffId: approver, role: approver } }),
        adjustmentId: this.nextId('A'),
        businessDate,
        nowMs,
      }),
      at,
    );
  }

  topUp(
    state: MemberState,
    wish: Omit<TopUpWish, 'topUpId' | 'buyer' | 'method'> &
      Partial<Pick<TopUpWish, 'buyer' | 'method'>> & { readonly line: OfficeLine },
    at: ShopMoment,
  ): Done {
    const { programme, businessDate } = at;
    const { line, ...rest } = wish;
    return this.#post(
      decideTopUp({
        programme,
        state,
        businessDate,
        storeId: this.storeId,
        contractNo: this.nextId('C'),
        wish: { topUpId: this.nextId('T'), method: 'card', buyer: 'person', ...rest },
        line,
      }),
      at,
    );
  }

  /** A payment that head office has kept value for; `atOffice` is the member as head office has them. */
  pay(
    state: MemberState,
    atOffice: MemberState | null,
    wish: {
      readonly amountFen: number;
      readonly listFen: number;
      readonly proof: 'pin' | 'none';
      readonly receiptNo?: string;
    },
    at: ShopMoment,
  ): Done {
    const { proof, amountFen, listFen } = wish;
    const amounts = { amountFen, listFen };
    const payment = { paymentId: this.nextId('P'), receiptNo: 'R', ...amounts };
    const rules = at.programme.value;
    const refusal = checkPayment({ rules, state, wish: payment, proof });
    if (refusal !== null) return refusal;
    if (rules === null || atOffice === null) return { status: 'unknown' };
    const reserved = reserveValue({
      state: atOffice,
      others: [],
      pendingEntries: this.#pendingValue(state.memberId),
      setAside: [],
      wish: { kind: 'payment', ...amounts, spendOrder: rules.spendOrder },
      nowMs: at.nowMs,
    });
    if (reserved.status === 'refused') return { status: 'too_little' };
    const { entries } = reserved;
    const decided = decidePayment({ state, wish: payment, right: 'authorised', entries });
    const { memberId } = state;
    const open = { memberId, payment: decided.payment, ...receiptOf(wish) };
    this.#payments = [...this.#payments, open];
    return this.#place(decided.draft, at);
  }

  cancelPayment(open: OpenPayment, at: ShopMoment): Done {
    const state = this.survivor(open.memberId);
    if (state === null) return { status: 'unknown' };
    this.#payments = this.#payments.filter((each) => each !== open);
    const { payment } = open;
    return this.#post(decideCancelPayment({ state, payment, receiptPosted: false }), at);
  }

  refundValue(
    state: MemberState,
    wish: {
      readonly contractNo: string;
      readonly basis: ValueRefundBasis;
      readonly payTo?: 'cash' | 'same_name_account';
    },
    at: ShopMoment,
  ): Done {
    const { programme, businessDate } = at;
    const { contractNo, basis, payTo = 'same_name_account' } = wish;
    const found = findValueRefund({ rules: programme.value, state, businessDate, contractNo });
    if (found.status === 'refused') return found;
    const working = found.quote.workings.find((each) => each.basis === basis);
    return this.#post(
      decideValueRefund({
        programme,
        state,
        businessDate,
        refundId: this.nextId('V'),
        contractNo,
        basis,
        expectedFen: working?.refundFen ?? 0,
        payTo,
        approverId: 'manager',
      }),
      at,
    );
  }

  sellPlan(state: MemberState, planId: string, at: ShopMoment): Done {
    const { programme, businessDate } = at;
    const planSaleId = this.nextId('L');
    return this.#post(
      decidePlanSale({ programme, state, planSaleId, planId, businessDate, replicaAgeMs: 0 }),
      at,
    );
  }

  refundPlan(
    state: MemberState,
    wish: { readonly planSaleId: string; readonly reason: PlanRefundReason },
    at: ShopMoment,
  ): Done {
    const { programme, businessDate } = at;
    const decided = decidePlanRefund({ programme, state, businessDate, ...wish });
    if (decided.status === 'refused') return decided;
    const { planSaleId } = wish;
    return this.#place(planRefundDraft(state.memberId, planSaleId, decided.refund, 'manager'), at);
  }

  /** A number that nobody else gives. */
  nextId(prefix: string): string {
    this.#numbers += 1;
    return `${prefix}${String(this.index)}-${String(this.#numbers)}`;
  }

  #pendingValue(memberId: string): readonly ValueEntry[] {
    return this.#pending
      .filter((operation) => operation.memberId === memberId)
      .flatMap((operation) => partsOf(operation).value)
      .filter(({ kind }) => kind !== 'top_up');
  }

  #post(decided: Decided, at: ShopMoment): Done {
    return decided.status === 'decided' ? this.#place(decided.draft, at) : decided;
  }

  #place(draft: OperationDraft, { programme, businessDate, nowMs }: ShopMoment): Operation {
    const programmeVersion = programme.version;
    const operation = this.#chain.place(draft, { businessDate, programmeVersion, atMs: nowMs });
    const before = this.view(operation.memberId);
    this.#pending = [...this.#pending, operation];
    this.#views.set(operation.memberId, viewMember(before, [operation]));
    return operation;
  }
}

function receiptOf({ receiptNo }: { readonly receiptNo?: string }): {
  readonly receiptNo?: string;
} {
  return receiptNo === undefined ? {} : { receiptNo };
}
