import { decideConsent } from '../../../src-shared/domain/member/decide-consent.ts';
import { decideEditProfile } from '../../../src-shared/domain/member/decide-edit-profile.ts';
import { decideSetPin } from '../../../src-shared/domain/member/decide-set-pin.ts';
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
} from '../../../src-shared/domain/plan/decide-plan-refund.ts';
import { decidePlanSale } from '../../../src-shared/domain/plan/decide-plan-sale.ts';
import { decideAdjustment } from '../../../src-shared/domain/points/decide-adjustment.ts';
import {
  type Programme,
  shortPointsChoices,
} from '../../../src-shared/domain/programme/programme.ts';
import { factsOf } from '../../../src-shared/domain/quote/facts-of.ts';
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
import { decideRefund } from '../../../src-shared/domain/refund/decide-refund.ts';
import { decideSinkCancel } from '../../../src-shared/domain/sink/decide-sink-cancel.ts';
import { decideSink } from '../../../src-shared/domain/sink/decide-sink.ts';
import {
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
import { groceryGoods } from '../sample-baskets.ts';
import { sampleCardNo, sampleEnrolDraft, sampleMemberId, sampleTill } from '../sample-domain.ts';

/** Numbers that an act takes its choices from, modulo what there is to choose. */
export interface Choices {
  readonly choice: number;
  readonly amountsFen: readonly number[];
  readonly points: number;
}

/** When something happens in the shop. */
export interface ShopMoment {
  readonly programme: Programme;
  readonly businessDate: BusinessDate;
  readonly nowMs: number;
}

interface OpenRedemption {
  readonly memberId: MemberId;
  readonly redemption: ReceiptRedemption;
  /** Points given for something that is no receipt; `couponId` where it was a coupon. */
  readonly sink?: { readonly couponId: string | null };
}

interface OpenPayment {
  readonly memberId: MemberId;
  readonly payment: ReceiptPayment;
}

/** What a decision answers, whatever it is about. */
type Decided =
  | { readonly status: 'refused' | 'needs_approval' | 'unchanged' | 'requested' }
  | { readonly status: 'decided'; readonly draft: OperationDraft };

const minutesPerDay = 1_440;
const roles = ['cashier', 'supervisor', 'manager'] as const;

/**
 * A small till: it decides with the real domain from what it knows, the base it pulled last with its own operations on top,
 * and keeps what a real one keeps of receipts, redemptions and payments. A refusal is an act that did not happen: null.
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

  enrol(memberIndex: number, at: ShopMoment): Operation | null {
    if (this.view(sampleMemberId(memberIndex)) !== null) return null;
    return this.#place(sampleEnrolDraft(memberIndex, at.programme), at);
  }

  editProfile(state: MemberState, { choice }: Choices, at: ShopMoment): Operation | null {
    const birthday = `${String(1 + (choice % 12)).padStart(2, '0')}-15`;
    const cardNo = sampleCardNo(1_000 + choice);
    const wish = choice % 3 === 0 ? { cardNo } : { name: `王${String(choice)}`, birthday };
    return this.#post(decideEditProfile({ state, ...wish }), at);
  }

  consent(state: MemberState, { choice }: Choices, at: ShopMoment): Operation | null {
    const optional = at.programme.privacy.items.filter(({ required }) => !required);
    const item = pick(optional, choice)?.code ?? '';
    const consents = [{ item, given: choice % 2 === 0 }];
    return this.#post(decideConsent({ programme: at.programme, state, consents }), at);
  }

  task(state: MemberState, { choice }: Choices, at: ShopMoment): Operation | null {
    const { programme, businessDate } = at;
    const { taskId = '' } = pick(programme.tasks ?? [], choice) ?? {};
    const checkId = `check-${String(choice)}`;
    return this.#post(decideTask({ programme, state, checkId, taskId, businessDate }), at);
  }

  setPin(state: MemberState, { choice }: Choices, at: ShopMoment): Operation | null {
    const pinVerifier = `scrypt$16384$8$1$salt$${String(choice)}`;
    const pin =
      choice % 3 === 0 ? { by: 'manager' as const } : { by: 'member' as const, pinVerifier };
    return this.#post(decideSetPin({ state, pin }), at);
  }

  /** Stops or frees a wallet, a card or a whole membership; stops are short, since nothing much happens in them. */
  freeze(state: MemberState, { choice }: Choices, at: ShopMoment): Operation | null {
    const { memberId, cards } = state;
    const isStopped = state.status === 'frozen' || state.value?.isFrozen === true;
    if (state.status === 'frozen' || (!isStopped && choice % 5 === 0)) {
      const frozen = state.status !== 'frozen';
      return this.#place({ kind: 'freeze', body: { target: 'member', frozen }, memberId }, at);
    }
    const card = pick(cards, choice);
    if (choice % 5 === 1 && card !== undefined) {
      const body = { target: 'card', cardNo: card.cardNo, frozen: card.isFrozen !== true } as const;
      return this.#place({ kind: 'freeze', body, memberId }, at);
    }
    const frozen = !isStopped;
    return this.#post(decideValueFreeze({ state, frozen, approverId: 'manager' }), at);
  }

  /** A receipt that only earns, or one with the best of everything; it closes what waits for one here. */
  earn(
    state: MemberState,
    choices: Choices,
    at: ShopMoment,
    {
      isQuoted,
      receiptNo = this.#nextId('R'),
    }: { readonly isQuoted: boolean; readonly receiptNo?: string },
  ): Operation | null {
    const { programme, businessDate, nowMs } = at;
    const { choice, points } = choices;
    const { memberId } = state;
    const isOwn = (each: { readonly memberId: string }) => each.memberId === memberId;
    const redemptions = this.#redemptions
      .filter((each) => isOwn(each) && each.sink === undefined)
      .map(({ redemption }) => redemption);
    const payments = this.#payments.filter(isOwn).map(({ payment }) => payment);
    const wishes = isQuoted
      ? { couponIds: 'best' as const, points: Math.max(0, points) * programme.redeem.stepPoints }
      : null;
    const given = {
      programme,
      state,
      redemptions,
      payments,
      moment: { businessDate, atMs: nowMs },
    };
    const facts = factsOf({
      ...given,
      storeId: this.storeId,
      businessDate,
      // Any time of the day, so that happy hours are met.
      minuteOfDay: (choice * 37) % minutesPerDay,
      asked: isQuoted ? {} : null,
    });
    const operation = this.#post(
      decideReceipt({
        ...given,
        facts,
        receipt: { storeId: this.storeId, businessDate, receiptNo },
        lines: linesOf(choices),
        wishes,
        spend: {
          redemptionId: this.#nextId('X'),
          right: 'authorised',
          authorisedBeyondView: choice % 4 === 0,
        },
      }),
      at,
    );
    if (operation?.kind !== 'earn') return null;
    const differences = auditReceipt(programme, operation.body);
    if (differences === null || differences.length > 0)
      throw new Error(JSON.stringify(differences));
    this.#redemptions = this.#redemptions.filter((each) => !isOwn(each) || each.sink !== undefined);
    this.#payments = this.#payments.filter((each) => !isOwn(each));
    this.#records.push(receiptRecordOf(operation, { redemptions, payments }));
    return operation;
  }

  redeem(state: MemberState, { choice, points }: Choices, at: ShopMoment): Operation | null {
    const { programme, businessDate, nowMs } = at;
    const redemptionId = this.#nextId('X');
    const wish = Math.max(1, points) * programme.redeem.stepPoints;
    const operation = this.#post(
      decideRedemption({
        programme,
        state,
        businessDate,
        nowMs,
        redemptionId,
        receiptNo: 'R',
        eligibleFen: 100_000,
        points: Math.max(wish, programme.redeem.minPoints),
        alreadyOffsetFen: 0,
        right: 'authorised',
        authorisedBeyondView: choice % 5 === 0,
      }),
      at,
    );
    if (operation?.kind !== 'redeem') return null;
    const { entries, offsetFen, points: spent } = operation.body;
    const lots = entries.flatMap((entry) => entry.lots);
    const redemption = { redemptionId, points: spent, offsetFen, lots };
    this.#redemptions = [...this.#redemptions, { memberId: state.memberId, redemption }];
    return operation;
  }

  /** Undoes an open redemption, or a coupon taken for points. */
  cancelRedemption({ choice }: Choices, at: ShopMoment): Operation | null {
    const open = pick(this.#redemptions, choice);
    const state = open === undefined ? null : this.survivor(open.memberId);
    if (open === undefined || state === null) return null;
    const { programme, businessDate } = at;
    const { redemption, sink } = open;
    const { memberId } = state;
    const operation = this.#post(
      sink === undefined
        ? decideCancel({ programme, redemption, memberId, businessDate, receiptPosted: false })
        : decideSinkCancel({ programme, state, redemption, businessDate, ...sink }),
      at,
    );
    if (operation !== null) {
      this.#redemptions = this.#redemptions.filter((each) => each !== open);
    }
    return operation;
  }

  sink(state: MemberState, { choice }: Choices, at: ShopMoment): Operation | null {
    const { programme, businessDate, nowMs } = at;
    const redemptionId = this.#nextId('S');
    const couponId = `coupon-${redemptionId}`;
    const operation = this.#post(
      decideSink({
        programme,
        state,
        sinkId: pick(programme.sinks, choice)?.sinkId ?? '',
        redemptionId,
        storeId: this.storeId,
        businessDate,
        nowMs,
        couponId,
        giftsLeft: () => 1,
        right: 'authorised',
        authorisedBeyondView: choice % 7 === 0,
      }),
      at,
    );
    if (operation?.kind !== 'redeemSink') return null;
    const { points, entries, coupons } = operation.body;
    const lots = entries.flatMap((entry) => entry.lots);
    const redemption = { redemptionId, points, offsetFen: 0, lots };
    const sink = { couponId: coupons === undefined ? null : couponId };
    this.#redemptions = [...this.#redemptions, { memberId: state.memberId, redemption, sink }];
    return operation;
  }

  /** A part of a line of a receipt of this till, or of one that head office told of. */
  refund(told: ReceiptRecord | null, choices: Choices, at: ShopMoment): Operation | null {
    const { choice, amountsFen } = choices;
    const ownIndex = choice % Math.max(1, this.#records.length);
    const record = told ?? this.#records[ownIndex];
    const state = record === undefined ? null : this.survivor(record.memberId);
    const line = record === undefined ? undefined : pick(record.lines, choice);
    if (record === undefined || line === undefined || state === null) return null;
    const { programme, businessDate } = at;
    const whole = choice % 6 === 0;
    const lines = (whole ? record.lines : [line]).map(({ lineNo, amountFen }) => {
      const leftFen = amountFen - returnedFen(record, lineNo);
      return { lineNo, amountFen: whole ? leftFen : Math.min(amountsFen[0] ?? 1, leftFen) };
    });
    const wished = shortPointsChoices[choice % shortPointsChoices.length] ?? 'debt';
    const isAllowed = programme.refund.shortPoints.includes(wished);
    const decided = decideRefund({
      programme,
      state,
      record,
      refundNo: this.#nextId('F'),
      lines,
      businessDate,
      isSameTill: told === null,
      ...(isAllowed ? { shortPoints: { choice: wished, approverId: 'manager' } } : {}),
    });
    const operation = this.#post(decided, at);
    if (operation !== null && decided.status === 'decided' && told === null) {
      this.#records[ownIndex] = { ...record, refunds: [...record.refunds, decided.refund] };
    }
    return operation;
  }

  /** Takes goods of a receipt that nobody here knows: head office decides it once it knows the receipt (OF-02). */
  refundUnknown(
    record: ReceiptRecord,
    { choice, amountsFen }: Choices,
    at: ShopMoment,
  ): Operation | null {
    const state = this.survivor(record.memberId);
    const line = pick(record.lines, choice);
    if (state === null || line === undefined) return null;
    const amountFen = Math.min(amountsFen[0] ?? 1, line.amountFen);
    if (amountFen === 0) return null;
    const body = {
      refundNo: this.#nextId('F'),
      receipt: record.key,
      lines: [{ lineNo: line.lineNo, amountFen }],
      takenBackPoints: 0,
      restoredPoints: 0,
      entries: [],
      unknownReceipt: true,
      approverId: 'manager',
    } as const;
    return this.#place({ kind: 'refund', body, memberId: state.memberId }, at);
  }

  adjust(state: MemberState, { choice, points }: Choices, at: ShopMoment): Operation | null {
    const { programme, businessDate, nowMs } = at;
    const role = pick(roles, choice) ?? 'manager';
    const approver = { staffId: 'other', role: 'manager' } as const;
    return this.#post(
      decideAdjustment({
        programme,
        state,
        role,
        ...(choice % 2 === 0 ? { approver } : {}),
        adjustmentId: this.#nextId('A'),
        reasonCode: pick(programme.adjust.reasons, choice)?.code ?? '',
        points: points * 37,
        businessDate,
        nowMs,
      }),
      at,
    );
  }

  topUp(
    state: MemberState,
    { of, line }: { readonly of: TopUpWish['of']; readonly line: OfficeLine },
    at: ShopMoment,
  ): Operation | null {
    const { programme, businessDate } = at;
    return this.#post(
      decideTopUp({
        programme,
        state,
        businessDate,
        storeId: this.storeId,
        contractNo: this.#nextId('C'),
        wish: {
          topUpId: this.#nextId('T'),
          of,
          method: 'card',
          buyer: 'person',
          identity: 'id_card',
          guardianConfirmed: true,
        },
        line,
      }),
      at,
    );
  }

  /** A payment that head office has kept value for; `atOffice` is the member as head office has them. */
  pay(
    state: MemberState,
    atOffice: MemberState | null,
    { amountsFen }: Choices,
    at: ShopMoment,
  ): Operation | null {
    const paymentId = this.#nextId('P');
    const amountFen = Math.min(9_000, amountsFen[0] ?? 1);
    const listFen = amountFen + (amountFen % 50);
    const rules = at.programme.value;
    const wish = { paymentId, receiptNo: 'R', amountFen, listFen };
    if (rules === null || atOffice === null) return null;
    if (checkPayment({ rules, state, wish, proof: 'pin' }) !== null) return null;
    const reserved = reserveValue({
      state: atOffice,
      others: [],
      pendingEntries: this.#pendingValue(state.memberId),
      wish: { kind: 'payment', amountFen, listFen, spendOrder: rules.spendOrder },
      nowMs: at.nowMs,
    });
    if (reserved.status === 'refused') return null;
    const { draft, payment } = decidePayment({ state, wish, entries: reserved.entries });
    this.#payments = [...this.#payments, { memberId: state.memberId, payment }];
    return this.#place(draft, at);
  }

  cancelPayment({ choice }: Choices, at: ShopMoment): Operation | null {
    const open = pick(this.#payments, choice);
    const state = open === undefined ? null : this.survivor(open.memberId);
    if (open === undefined || state === null) return null;
    this.#payments = this.#payments.filter((each) => each !== open);
    return this.#post(
      decideCancelPayment({ state, payment: open.payment, receiptPosted: false }),
      at,
    );
  }

  refundValue(
    state: MemberState,
    { contractNo, basis }: { readonly contractNo: string; readonly basis: ValueRefundBasis },
    at: ShopMoment,
  ): Operation | null {
    const { programme, businessDate } = at;
    const found = findValueRefund({ rules: programme.value, state, businessDate, contractNo });
    if (found.status === 'refused') return null;
    const working = found.quote.workings.find((each) => each.basis === basis);
    return this.#post(
      decideValueRefund({
        programme,
        state,
        businessDate,
        refundId: this.#nextId('V'),
        contractNo,
        basis,
        expectedFen: working?.refundFen ?? 0,
        payTo: 'same_name_account',
        approverId: 'manager',
      }),
      at,
    );
  }

  sellPlan(state: MemberState, { choice }: Choices, at: ShopMoment): Operation | null {
    const { programme, businessDate } = at;
    return this.#post(
      decidePlanSale({
        programme,
        state,
        planSaleId: this.#nextId('L'),
        planId: pick(programme.plans, choice)?.planId ?? '',
        businessDate,
        replicaAgeMs: 0,
      }),
      at,
    );
  }

  refundPlan(state: MemberState, { choice }: Choices, at: ShopMoment): Operation | null {
    const { programme, businessDate } = at;
    const planSaleId = pick(state.plans ?? [], choice)?.planSaleId ?? '';
    const reason = choice % 2 === 0 ? 'seller' : 'consumer';
    const decided = decidePlanRefund({ programme, state, planSaleId, reason, businessDate });
    if (decided.status === 'refused') return null;
    return this.#place(planRefundDraft(state.memberId, planSaleId, decided.refund, 'manager'), at);
  }

  #pendingValue(memberId: string): readonly ValueEntry[] {
    return this.#pending
      .filter((operation) => operation.memberId === memberId)
      .flatMap((operation) => partsOf(operation).value)
      .filter(({ kind }) => kind !== 'top_up');
  }

  #post(decided: Decided, at: ShopMoment): Operation | null {
    return decided.status === 'decided' ? this.#place(decided.draft, at) : null;
  }

  #place(draft: OperationDraft, { programme, businessDate, nowMs }: ShopMoment): Operation {
    const programmeVersion = programme.version;
    const operation = this.#chain.place(draft, { businessDate, programmeVersion, atMs: nowMs });
    const before = this.view(operation.memberId);
    this.#pending = [...this.#pending, operation];
    this.#views.set(operation.memberId, viewMember(before, [operation]));
    return operation;
  }

  #nextId(prefix: string): string {
    this.#numbers += 1;
    return `${prefix}${String(this.index)}-${String(this.#numbers)}`;
  }
}

/** Goods of the shop for amounts; now and then weighed, for nothing or below their list price. */
function linesOf({ amountsFen, choice }: Choices): ReceiptLine[] {
  return amountsFen.map((amountFen, index) => {
    const goods = pick(groceryGoods, choice + index * 7) ?? groceryGoods[0];
    return {
      lineNo: index + 1,
      ...goods,
      quantity: (choice + index) % 5 === 0 ? '1.235' : '1',
      amountFen: (choice + index) % 11 === 0 ? 0 : amountFen,
      ...((choice + index) % 3 === 0 ? { listFen: amountFen + 500 } : {}),
    };
  });
}

function returnedFen({ refunds }: ReceiptRecord, lineNo: number): number {
  return refunds
    .flatMap(({ lines }) => lines)
    .reduce((sum, line) => sum + (line.lineNo === lineNo ? line.amountFen : 0), 0);
}

function pick<Item>(items: readonly Item[], choice: number): Item | undefined {
  return items[choice % Math.max(1, items.length)];
}
