import fc from 'fast-check';
import { expiryJob } from '../../../src-office/jobs/expiry-job.ts';
import type { Job } from '../../../src-office/jobs/job.ts';
import { releaseHoldsJob } from '../../../src-office/jobs/release-holds-job.ts';
import { tierJob } from '../../../src-office/jobs/tier-job.ts';
import { writeOffDebtsJob } from '../../../src-office/jobs/write-off-debts-job.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import type { Operation } from '../../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import type { ReceiptRecord } from '../../../src-shared/domain/receipt/receipt.ts';
import { addDays, type BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { MemberId } from '../../../src-shared/values/ids.ts';
import { sampleMemberId } from '../sample-domain.ts';
import { historyFirstDay, historyFirstMs, historyProgrammes } from './history-programmes.ts';
import { ModelOffice } from './model-office.ts';
import {
  adjustmentWish,
  paymentWish,
  pick,
  pinWish,
  planRefundWish,
  profileWish,
  receiptWish,
  redemptionWish,
  refundWish,
  sinkWish,
  topUpWish,
  valueRefundWish,
} from './history-wishes.ts';
import { ModelTill, type ShopMoment } from './model-till.ts';

/** Everything that can happen, as often as it stands here. */
const acts = [
  ...many('earn', 6),
  ...many('quoted', 10),
  ...many('refund', 5),
  ...many('redeem', 4),
  ...many('push', 5),
  ...many('pull', 4),
  ...many('topUp', 4),
  ...many('pay', 5),
  ...many('sink', 3),
  ...many('issueCoupon', 5),
  ...many('nextDay', 5),
  ...many('job', 4),
  ...many('merge', 2),
  ...many('unmerge', 2),
  'enrol',
  'editProfile',
  'consent',
  'task',
  'setPin',
  'freeze',
  'releasePhone',
  'proposeMerge',
  'disputeEntry',
  'sameReceipt',
  ...many('cancelRedemption', 2),
  'refundElsewhere',
  'refundUnknown',
  'adjust',
  ...many('cancelPayment', 4),
  ...many('refundValue', 3),
  'sellPlan',
  ...many('refundPlan', 2),
  'grantTier',
  'decideHold',
  'repeatPush',
] as const;
type Act = (typeof acts)[number];
type OfficeAct =
  | 'push'
  | 'pull'
  | 'nextDay'
  | 'repeatPush'
  | 'issueCoupon'
  | 'grantTier'
  | 'decideHold'
  | 'merge'
  | 'unmerge'
  | 'job';
type MemberAct = Exclude<
  Act,
  | OfficeAct
  | 'enrol'
  | 'cancelRedemption'
  | 'cancelPayment'
  | 'refund'
  | 'refundElsewhere'
  | 'refundUnknown'
  | 'sameReceipt'
>;

const tillMost = 4;
const memberMost = 12;

/** One thing that happens in the shop; its numbers are taken modulo what there is to choose from. */
export const historyStep = fc.record({
  act: fc.constantFrom<Act[]>(...acts),
  till: fc.nat({ max: tillMost - 1 }),
  member: fc.nat({ max: memberMost - 1 }),
  choice: fc.nat({ max: 1000 }),
  amountsFen: fc.array(
    fc.oneof(fc.integer({ min: 1, max: 9_000 }), fc.integer({ min: 9_001, max: 60_000 })),
    { minLength: 1, maxLength: 3 },
  ),
  points: fc.integer({ min: -3, max: 5 }),
});
export type HistoryStep = typeof historyStep extends fc.Arbitrary<infer Value> ? Value : never;

const jobs: readonly Job[] = [expiryJob, tierJob, writeOffDebtsJob, releaseHoldsJob];
const tierCodes = ['regular', 'silver', 'gold', 'diamond'];
/** After so long away head office's jobs have run. */
const longDays = 30;
const dayMs = 86_400_000;
const stepMs = 20_000;

/** What reaches head office, in the order in which it does: enough to do the same at another one. */
export type OfficeEvent =
  | { readonly kind: 'push'; readonly till: number; readonly operations: readonly Operation[] }
  | { readonly kind: 'nextDay'; readonly days: number }
  | {
      readonly kind: 'issueCoupon';
      readonly memberId: string;
      readonly templateId: string;
      readonly issueId: string;
    }
  | {
      readonly kind: 'grantTier';
      readonly memberId: string;
      readonly tierCode: string;
      readonly untilDay: BusinessDate;
    }
  | {
      readonly kind: 'decideHold';
      readonly memberId: string;
      readonly holdId: string;
      readonly decision: 'granted' | 'refused';
    }
  | {
      readonly kind: 'merge';
      readonly fromId: string;
      readonly intoId: string;
      readonly mergeId: string;
    }
  | { readonly kind: 'unmerge'; readonly mergeId: string }
  | { readonly kind: 'job'; readonly name: string; readonly onDay: BusinessDate };

export interface HistorySize {
  readonly tillCount?: number;
  readonly memberCount?: number;
  /** Members who are enrolled when it begins. */
  readonly enrolledCount?: number;
  /** Each till has members of its own, and nobody at head office does anything: nothing depends on anything else. */
  readonly isIndependent?: boolean;
}

/** Some tills and a head office that live through a history step by step. */
export class HistoryShop {
  readonly programmes: readonly Programme[] = historyProgrammes();
  readonly office = new ModelOffice(this.programmes);
  readonly tills: readonly ModelTill[];
  readonly events: OfficeEvent[] = [];
  readonly memberCount: number;
  readonly #isIndependent: boolean;
  #today = historyFirstDay;
  #stepCount = 0;
  #days = 0;
  readonly #jobsDone = new Set<string>();
  readonly #mergeIds: string[] = [];
  readonly #pushed: { readonly till: number; readonly operations: readonly Operation[] }[] = [];

  constructor({
    tillCount = 2,
    memberCount = 3,
    enrolledCount = memberCount,
    isIndependent = false,
  }: HistorySize = {}) {
    this.memberCount = memberCount;
    this.#isIndependent = isIndependent;
    this.tills = Array.from({ length: tillCount }, (_, index) => new ModelTill(index));
    for (let index = 0; index < enrolledCount; index += 1) {
      this.#till(isIndependent ? index % tillCount : 0).enrol(index, this.moment());
    }
    for (const till of this.tills) {
      this.push(till);
    }
    for (const till of this.tills) till.pull(this.office.states);
  }

  moment(): ShopMoment {
    const programme = this.office.programmeOn(this.#today);
    const nowMs = historyFirstMs + this.#days * dayMs + this.#stepCount * stepMs;
    return { programme, businessDate: this.#today, nowMs };
  }

  today(): BusinessDate {
    return this.#today;
  }

  memberIds(): readonly string[] {
    return Array.from({ length: this.memberCount }, (_, index) => sampleMemberId(index));
  }

  /** Every state of every replica. */
  *allStates(): Iterable<MemberState> {
    yield* this.office.states.values();
    for (const till of this.tills) {
      for (const memberId of this.memberIds()) {
        const view = till.view(memberId);
        if (view !== null) yield view;
      }
    }
  }

  push(till: ModelTill): void {
    const operations = till.pending();
    if (operations.length === 0) return;
    this.#event({ kind: 'push', till: till.index, operations });
    this.#pushed.push({ till: till.index, operations });
    this.office.push(operations, this.moment());
  }

  /** Does what a step says; what cannot be is not done. */
  run(step: HistoryStep): void {
    this.#stepCount += 1;
    const till = this.#till(step.till);
    switch (step.act) {
      case 'push':
        this.push(till);
        return;
      case 'pull':
        till.pull(this.office.states);
        return;
      case 'issueCoupon':
      case 'grantTier':
      case 'decideHold':
      case 'merge':
      case 'unmerge':
      case 'job':
        if (!this.#isIndependent) this.#actOfOffice(step.act, this.#memberIdOf(till, step), step);
        return;
      case 'nextDay':
        if (!this.#isIndependent) this.#nextDay(daysOn(step.choice));
        return;
      case 'repeatPush':
        this.#repeatPush(step.choice);
        return;
      default:
        this.#actOfTill(till, step.act, step);
    }
  }

  #actOfTill(till: ModelTill, act: Exclude<Act, OfficeAct>, step: HistoryStep): void {
    const at = this.moment();
    const own = pick(till.records(), step.choice);
    switch (act) {
      case 'enrol':
        this.#enrol(till, step);
        return;
      case 'cancelRedemption': {
        const open = pick(till.openRedemptions(), step.choice);
        if (open !== undefined) till.cancelRedemption(open, at);
        return;
      }
      case 'cancelPayment': {
        const open = pick(till.openPayments(), step.choice);
        if (open !== undefined) till.cancelPayment(open, at);
        return;
      }
      case 'refund':
        if (own !== undefined) this.#refund(till, own, step);
        return;
      case 'refundElsewhere':
      case 'refundUnknown':
        if (!this.#isIndependent) this.#refundForeign(till, act, step);
        return;
      case 'sameReceipt':
        this.#earnSameReceipt(till, step);
        return;
      default: {
        const state = till.survivor(this.#memberIdOf(till, step));
        if (state !== null) this.#actOnMember(till, act, state, step);
      }
    }
  }

  #actOnMember(till: ModelTill, act: MemberAct, state: MemberState, step: HistoryStep): void {
    const at = this.moment();
    switch (act) {
      case 'earn':
      case 'quoted':
        till.earn(state, receiptWish(step, act === 'quoted', at), at);
        return;
      case 'redeem':
        till.redeem(state, redemptionWish(step, at), at);
        return;
      case 'sink':
        till.sink(state, sinkWish(step, at), at);
        return;
      case 'adjust':
        till.adjust(state, adjustmentWish(step, at), at);
        return;
      case 'topUp':
        till.topUp(state, topUpWish(step, at), at);
        return;
      case 'pay':
        till.pay(state, this.office.survivor(state.memberId), paymentWish(step), at);
        return;
      case 'refundValue':
        till.refundValue(state, valueRefundWish(state, step), at);
        return;
      case 'sellPlan':
        till.sellPlan(state, pick(at.programme.plans, step.choice)?.planId ?? '', at);
        return;
      case 'refundPlan':
        till.refundPlan(state, planRefundWish(state, step), at);
        return;
      case 'editProfile':
        till.editProfile(state, profileWish(step), at);
        return;
      case 'consent': {
        const optional = at.programme.privacy.items.filter(({ required }) => !required);
        const item = pick(optional, step.choice)?.code ?? '';
        till.consent(state, item, step.choice % 2 === 0, at);
        return;
      }
      case 'task': {
        const { taskId = '' } = pick(at.programme.tasks ?? [], step.choice) ?? {};
        till.task(state, { taskId, checkId: `check-${String(step.choice)}` }, at);
        return;
      }
      case 'setPin':
        till.setPin(state, pinWish(step), at);
        return;
      case 'freeze':
        this.#freeze(till, state, step.choice);
        return;
      case 'releasePhone':
        till.releasePhone(state, at);
        return;
      case 'disputeEntry':
        till.disputeEntry(state, at);
        return;
      case 'proposeMerge':
        till.proposeMerge(state, sampleMemberId(step.choice % this.memberCount), at);
    }
  }

  #enrol(till: ModelTill, step: HistoryStep): void {
    const memberIndex = this.#memberIndexOf(till, step);
    const memberId = sampleMemberId(memberIndex);
    const isKnown = this.tills.some((each) => each.view(memberId) !== null);
    if (!this.office.states.has(memberId) && !isKnown) till.enrol(memberIndex, this.moment());
  }

  /** Stops are short, since nothing much happens in them. */
  #freeze(till: ModelTill, state: MemberState, choice: number): void {
    const at = this.moment();
    const isStopped = state.status === 'frozen' || state.value?.isFrozen === true;
    const card = pick(state.cards, choice);
    if (state.status === 'frozen' || (!isStopped && choice % 5 === 0)) {
      till.freeze(state, state.status !== 'frozen', null, at);
    } else if (choice % 5 === 1 && card !== undefined) {
      till.freeze(state, card.isFrozen !== true, card.cardNo, at);
    } else {
      till.freezeValue(state, !isStopped, at);
    }
  }

  #actOfOffice(act: OfficeAct, memberId: string, { choice, member }: HistoryStep): void {
    const at = this.moment();
    const operationId = `office-${String(this.events.length)}`;
    switch (act) {
      case 'issueCoupon': {
        const templateId = pick(at.programme.coupons.templates, choice)?.templateId ?? '';
        this.#event({ kind: 'issueCoupon', memberId, templateId, issueId: operationId });
        this.office.issueCoupon(memberId, templateId, operationId, at);
        return;
      }
      case 'grantTier': {
        const tierCode = pick(tierCodes, choice) ?? 'regular';
        const untilDay = addDays(this.#today, choice % 90);
        this.#event({ kind: 'grantTier', memberId, tierCode, untilDay });
        this.office.grantTier(memberId, { tierCode, untilDay, operationId }, at);
        return;
      }
      case 'decideHold': {
        const hold = pick(this.#openHolds(), choice);
        if (hold === undefined) return;
        const decision = choice % 2 === 0 ? 'granted' : 'refused';
        this.#event({ kind: 'decideHold', ...hold, decision });
        this.office.decideHold(hold.memberId, { ...hold, decision, operationId }, at);
        return;
      }
      case 'merge': {
        const step = 1 + (choice % Math.max(1, this.memberCount - 1));
        const intoId = sampleMemberId((member + step) % this.memberCount);
        const mergeId = `m${String(this.events.length)}`;
        if (this.office.merge(memberId, intoId, mergeId, at) !== null) return;
        this.#mergeIds.push(mergeId);
        this.#event({ kind: 'merge', fromId: memberId, intoId, mergeId });
        return;
      }
      case 'unmerge': {
        const mergeId = pick(this.#mergeIds, choice);
        if (mergeId === undefined || this.office.unmerge(mergeId, at) !== null) return;
        this.#event({ kind: 'unmerge', mergeId });
        return;
      }
      default: {
        const job = pick(jobs, choice);
        if (job !== undefined) this.#runJob(job);
      }
    }
  }

  #openHolds(): readonly { readonly holdId: string; readonly memberId: string }[] {
    return [...this.office.states.values()].flatMap(({ memberId, holds = [] }) =>
      holds.filter(({ points }) => points > 0).map(({ holdId }) => ({ holdId, memberId })),
    );
  }

  /** The same operations once more, as after an answer that was lost (section 11, test 4). */
  #repeatPush(choice: number): void {
    const before = pick(this.#pushed, choice);
    if (before === undefined) return;
    this.#event({ kind: 'push', ...before });
    this.office.push(before.operations, this.moment());
  }

  #refund(till: ModelTill, record: ReceiptRecord, step: HistoryStep): void {
    const wish = refundWish(record, step, this.moment());
    if (wish !== null) till.refund(record, wish, this.moment());
  }

  /** Goods of a receipt of another till: as head office tells of it, or as nobody here knows it. */
  #refundForeign(
    till: ModelTill,
    act: 'refundElsewhere' | 'refundUnknown',
    step: HistoryStep,
  ): void {
    const record = pick(this.#till(step.till + 1).records(), step.choice);
    if (record === undefined) return;
    if (act === 'refundElsewhere') {
      const told = this.office.findReceipt(record.key);
      if (told !== null) this.#refund(till, told, step);
      return;
    }
    const line = pick(record.lines, step.choice);
    if (line === undefined) return;
    const amountFen = Math.min(step.amountsFen[0] ?? 1, line.amountFen);
    till.refundUnknown(record, { lineNo: line.lineNo, amountFen }, this.moment());
  }

  /** A receipt number of the same till and day again, as after a reinstall (section 11, test 5). */
  #earnSameReceipt(till: ModelTill, step: HistoryStep): void {
    const at = this.moment();
    const record = till.records().at(-1);
    const state = record === undefined ? null : till.survivor(record.memberId);
    if (record === undefined || state === null || record.key.businessDate !== this.#today) return;
    const { receiptNo } = record.key;
    till.earn(state, { ...receiptWish(step, false, at), receiptNo }, at);
  }

  /** A job runs once for a day; asked for again it has ended. */
  #runJob(job: Job): void {
    const jobKey = `${job.name} ${this.#today}`;
    if (this.#jobsDone.has(jobKey)) return;
    this.#jobsDone.add(jobKey);
    this.#event({ kind: 'job', name: job.name, onDay: this.#today });
    this.office.runJob(job, this.moment());
  }

  #nextDay(days: number): void {
    this.#today = addDays(this.#today, days);
    this.#days += days;
    this.#event({ kind: 'nextDay', days });
    if (days >= longDays) for (const job of jobs) this.#runJob(job);
  }

  #ownMember(till: ModelTill, member: number): number {
    const perTill = Math.floor(this.memberCount / this.tills.length);
    return till.index + this.tills.length * (member % perTill);
  }

  #memberIndexOf(till: ModelTill, { member }: HistoryStep): number {
    return this.#isIndependent ? this.#ownMember(till, member) : member % this.memberCount;
  }

  #memberIdOf(till: ModelTill, step: HistoryStep): MemberId {
    return sampleMemberId(this.#memberIndexOf(till, step));
  }

  #till(index: number): ModelTill {
    const till = this.tills[index % this.tills.length];
    if (till === undefined) throw new Error('A shop has tills.');
    return till;
  }

  #event(event: OfficeEvent): void {
    this.events.push(event);
  }
}

/** A few days as a rule; now and then so many that tiers, plans, coupons and points end. */
function daysOn(choice: number): number {
  return choice % 5 === 0 ? longDays + (choice % 800) : 1 + (choice % 12);
}

function many<Name extends string>(name: Name, count: number): Name[] {
  return Array.from({ length: count }, () => name);
}
