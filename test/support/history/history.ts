import fc from 'fast-check';
import { expiryJob } from '../../../src-office/jobs/expiry-job.ts';
import type { Job } from '../../../src-office/jobs/job.ts';
import { releaseHoldsJob } from '../../../src-office/jobs/release-holds-job.ts';
import { tierJob } from '../../../src-office/jobs/tier-job.ts';
import { writeOffDebtsJob } from '../../../src-office/jobs/write-off-debts-job.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import type { Operation } from '../../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import { valueRefundBases } from '../../../src-shared/domain/stored-value/stored-value.ts';
import { addDays, type BusinessDate } from '../../../src-shared/values/business-date.ts';
import { sampleMemberId } from '../sample-domain.ts';
import { historyFirstDay, historyFirstMs, historyProgrammes } from './history-programmes.ts';
import { ModelOffice } from './model-office.ts';
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
  'sameReceipt',
  ...many('cancelRedemption', 2),
  'refundElsewhere',
  'refundUnknown',
  'adjust',
  ...many('cancelPayment', 2),
  ...many('refundValue', 3),
  'sellPlan',
  'refundPlan',
  'grantTier',
  'decideHold',
  'repeatPush',
] as const;
type Act = (typeof acts)[number];

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

  /** What was done; null where it could not be. */
  run(step: HistoryStep): unknown {
    this.#stepCount += 1;
    const { act, choice } = step;
    const at = this.moment();
    const till = this.#till(step.till);
    const memberIndex = this.#isIndependent
      ? this.#ownMember(till, step.member)
      : step.member % this.memberCount;
    const memberId = sampleMemberId(memberIndex);
    switch (act) {
      case 'push':
        return this.push(till);
      case 'pull':
        return till.pull(this.office.states);
      case 'enrol':
        return this.office.states.has(memberId) || this.#isKnownSomewhere(memberId)
          ? null
          : till.enrol(memberIndex, at);
      case 'cancelRedemption':
        return till.cancelRedemption(step, at);
      case 'cancelPayment':
        return till.cancelPayment(step, at);
      case 'refund':
        return till.refund(null, step, at);
      case 'refundElsewhere':
        return this.#refundElsewhere(till, step);
      case 'refundUnknown':
        return this.#refundUnknown(till, step);
      case 'sameReceipt':
        return this.#earnSameReceipt(till, step);
      case 'nextDay':
        return this.#isIndependent ? null : this.#nextDay(daysOn(choice));
      case 'repeatPush':
        return this.#repeatPush(choice);
      case 'issueCoupon':
      case 'grantTier':
      case 'decideHold':
      case 'merge':
      case 'unmerge':
      case 'job':
        return this.#isIndependent ? null : this.#actOfOffice(act, memberId, step);
      default: {
        const state = till.survivor(memberId);
        return state === null ? null : this.#actOfTill(till, state, { ...step, act });
      }
    }
  }

  #actOfTill(
    till: ModelTill,
    state: MemberState,
    step: HistoryStep & { readonly act: Act },
  ): Operation | null {
    const at = this.moment();
    switch (step.act) {
      case 'earn':
        return till.earn(state, step, at, { isQuoted: false });
      case 'quoted':
        return till.earn(state, step, at, { isQuoted: true });
      case 'redeem':
        return till.redeem(state, step, at);
      case 'sink':
        return till.sink(state, step, at);
      case 'adjust':
        return till.adjust(state, step, at);
      case 'topUp':
        return till.topUp(state, topUpOf(step, at), at);
      case 'pay':
        return till.pay(state, this.office.survivor(state.memberId), step, at);
      case 'refundValue':
        return till.refundValue(state, valueRefundOf(state, step), at);
      case 'sellPlan':
        return till.sellPlan(state, step, at);
      case 'refundPlan':
        return till.refundPlan(state, step, at);
      case 'editProfile':
        return till.editProfile(state, step, at);
      case 'consent':
        return till.consent(state, step, at);
      case 'task':
        return till.task(state, step, at);
      case 'setPin':
        return till.setPin(state, step, at);
      case 'freeze':
        return till.freeze(state, step, at);
      default:
        throw new Error(`${step.act} is no act of a till on a member.`);
    }
  }

  #actOfOffice(act: Act, memberId: string, { choice, member }: HistoryStep): unknown {
    const at = this.moment();
    const operationId = `office-${String(this.events.length)}`;
    switch (act) {
      case 'issueCoupon': {
        const { templates } = at.programme.coupons;
        const templateId = templates[choice % templates.length]?.templateId ?? '';
        const issueId = operationId;
        this.#event({ kind: 'issueCoupon', memberId, templateId, issueId });
        return this.office.issueCoupon(memberId, templateId, issueId, at);
      }
      case 'grantTier': {
        const tierCode = tierCodes[choice % tierCodes.length] ?? 'regular';
        const untilDay = addDays(this.#today, choice % 90);
        this.#event({ kind: 'grantTier', memberId, tierCode, untilDay });
        return this.office.grantTier(memberId, { tierCode, untilDay, operationId }, at);
      }
      case 'decideHold': {
        const holds = [...this.office.states.values()].flatMap((state) =>
          (state.holds ?? [])
            .filter(({ points }) => points > 0)
            .map(({ holdId }) => ({ holdId, memberId: state.memberId })),
        );
        const hold = holds[choice % Math.max(1, holds.length)];
        if (hold === undefined) return null;
        const decision = choice % 2 === 0 ? 'granted' : 'refused';
        this.#event({ kind: 'decideHold', ...hold, decision });
        return this.office.decideHold(hold.memberId, { ...hold, decision, operationId }, at);
      }
      case 'merge': {
        const otherIndex =
          (member + 1 + (choice % Math.max(1, this.memberCount - 1))) % this.memberCount;
        const intoId = sampleMemberId(otherIndex);
        const mergeId = `m${String(this.events.length)}`;
        if (!this.office.merge(memberId, intoId, mergeId, at)) return null;
        this.#mergeIds.push(mergeId);
        this.#event({ kind: 'merge', fromId: memberId, intoId, mergeId });
        return mergeId;
      }
      case 'unmerge': {
        const mergeId = this.#mergeIds[choice % Math.max(1, this.#mergeIds.length)];
        if (mergeId === undefined || !this.office.unmerge(mergeId, at)) return null;
        this.#event({ kind: 'unmerge', mergeId });
        return mergeId;
      }
      default: {
        const job = jobs[choice % jobs.length];
        return job === undefined ? null : this.#runJob(job);
      }
    }
  }

  /** The same operations once more, as after an answer that was lost (section 11, test 4). */
  #repeatPush(choice: number): null {
    const before = this.#pushed[choice % Math.max(1, this.#pushed.length)];
    if (before === undefined) return null;
    this.#event({ kind: 'push', ...before });
    this.office.push(before.operations, this.moment());
    return null;
  }

  #refundElsewhere(till: ModelTill, step: HistoryStep): Operation | null {
    if (this.#isIndependent) return null;
    const other = this.#till(step.till + 1);
    const record = other.records()[step.choice % Math.max(1, other.records().length)];
    const told = record === undefined ? null : this.office.findReceipt(record.key);
    return told === null ? null : till.refund(told, step, this.moment());
  }

  #refundUnknown(till: ModelTill, step: HistoryStep): Operation | null {
    if (this.#isIndependent) return null;
    const other = this.#till(step.till + 1);
    const record = other.records()[step.choice % Math.max(1, other.records().length)];
    return record === undefined ? null : till.refundUnknown(record, step, this.moment());
  }

  /** A receipt number of the same till and day again, as after a reinstall (section 11, test 5). */
  #earnSameReceipt(till: ModelTill, step: HistoryStep): Operation | null {
    const record = till.records().at(-1);
    const state = record === undefined ? null : till.survivor(record.memberId);
    if (record === undefined || state === null || record.key.businessDate !== this.#today)
      return null;
    const { receiptNo } = record.key;
    return till.earn(state, step, this.moment(), { isQuoted: false, receiptNo });
  }

  /** A job runs once for a day; asked for again it has ended. */
  #runJob(job: Job): null {
    const jobKey = `${job.name} ${this.#today}`;
    if (this.#jobsDone.has(jobKey)) return null;
    this.#jobsDone.add(jobKey);
    this.#event({ kind: 'job', name: job.name, onDay: this.#today });
    this.office.runJob(job, this.moment());
    return null;
  }

  #nextDay(days: number): null {
    this.#today = addDays(this.#today, days);
    this.#days += days;
    this.#event({ kind: 'nextDay', days });
    if (days >= longDays) for (const job of jobs) this.#runJob(job);
    return null;
  }

  #ownMember(till: ModelTill, member: number): number {
    const perTill = Math.floor(this.memberCount / this.tills.length);
    return till.index + this.tills.length * (member % perTill);
  }

  #isKnownSomewhere(memberId: string): boolean {
    return this.tills.some((till) => till.view(memberId) !== null);
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

function topUpOf({ choice }: HistoryStep, { programme }: ShopMoment) {
  const packages = programme.value?.packages ?? [];
  const packageId = packages[choice % Math.max(1, packages.length)]?.packageId;
  const isFree = packageId === undefined || choice % 3 === 0;
  const of = isFree ? { amountFen: 10_000 * (1 + (choice % 5)) } : { packageId };
  const offline = { status: 'offline', replicaAgeMs: 0 } as const;
  return { of, line: choice % 2 === 0 ? ({ status: 'online' } as const) : offline };
}

function valueRefundOf({ value }: MemberState, { choice }: HistoryStep) {
  const contracts = value?.contracts ?? [];
  const contractNo = contracts[choice % Math.max(1, contracts.length)]?.contractNo ?? '';
  return { contractNo, basis: valueRefundBases[choice % valueRefundBases.length] ?? 'seller' };
}

/** A few days as a rule; now and then so many that tiers, plans, coupons and points end. */
function daysOn(choice: number): number {
  return choice % 5 === 0 ? longDays + (choice % 800) : 1 + (choice % 12);
}

function many<Name extends string>(name: Name, count: number): Name[] {
  return Array.from({ length: count }, () => name);
}
