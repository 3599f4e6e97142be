import { couponConflictsOf } from '../../../src-office/handlers/coupon-conflicts.ts';
import { mayExceedCaps } from '../../../src-office/handlers/hold-above-caps.ts';
import { type Buyer, buyerOf } from '../../../src-office/handlers/hold-not-due.ts';
import type { CameBack } from '../../../src-office/handlers/give-back.ts';
import type { PostedRefund } from '../../../src-office/handlers/settle-double-refunds.ts';
import { couponIdOf, toOperation } from '../../../src-office/handlers/issue-coupons.ts';
import type { Job, JobAct } from '../../../src-office/jobs/job.ts';
import type { LoadedProgrammes } from '../../../src-office/jobs/office-programmes.ts';
import { issueProblem } from '../../../src-shared/domain/coupon/issue-coupon.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import { applyOfficeOperation } from '../../../src-shared/domain/office/apply-office-operation.ts';
import { findNotDue, looksAtPurchases } from '../../../src-shared/domain/campaign/find-not-due.ts';
import { campaignRuleId } from '../../../src-shared/domain/points/points-under-terms.ts';
import {
  type DayEarning,
  decideCapHolds,
  decideCapReleases,
  holdOf,
} from '../../../src-shared/domain/office/decide-cap-holds.ts';
import {
  decideMerge,
  decideUnmerge,
  type MovedSince,
} from '../../../src-shared/domain/office/decide-merge.ts';
import { partsOfOthers } from '../../../src-shared/domain/office/given-back.ts';
import { decideRelease } from '../../../src-shared/domain/office/decide-release.ts';
import { type MergeIn, unmergeOutId } from '../../../src-shared/domain/office/merge.ts';
import {
  type OfficeOperation,
  type OfficeOperationBodies,
  type OfficeOperationKind,
} from '../../../src-shared/domain/office/office-operation.ts';
import {
  applyOperation,
  referenceOf,
  withAppliedSeq,
} from '../../../src-shared/domain/operation/apply-operation.ts';
import {
  type Operation,
  type OperationOf,
  partsOf,
} from '../../../src-shared/domain/operation/operation.ts';
import { saleHoldId } from '../../../src-shared/domain/points/sale-hold.ts';
import { sumPoints } from '../../../src-shared/domain/points/lots.ts';
import type { PointsEntry } from '../../../src-shared/domain/points/points-entry.ts';
import { receiptHistory } from '../../../src-shared/domain/receipt/receipt-history.ts';
import { saleIn } from '../../../src-shared/domain/receipt/sale-of.ts';
import {
  type ReceiptKey,
  receiptKeyText,
  type ReceiptRecord,
} from '../../../src-shared/domain/receipt/receipt.ts';
import {
  movedEntries,
  restoredToPayers,
} from '../../../src-shared/domain/refund/restored-to-payers.ts';
import { boundedToSale, decideRefund } from '../../../src-shared/domain/refund/decide-refund.ts';
import {
  settledRefundId,
  settleRefunds,
} from '../../../src-shared/domain/refund/settle-refunds.ts';
import { decideGiftPack } from '../../../src-shared/domain/tier/decide-gift-pack.ts';
import { decideTierGrant } from '../../../src-shared/domain/tier/decide-tier-grant.ts';
import { programmeInEffect } from '../../../src-shared/programme/programme-in-effect.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import { addDays, type BusinessDate } from '../../../src-shared/values/business-date.ts';
import { sumOf } from '../../../src-shared/values/sum-of.ts';
import { canonicalJson } from '../../../src-shared/values/canonical-json.ts';
import { type MemberId, memberId as toMemberId } from '../../../src-shared/values/ids.ts';

/** One thing that was posted to one member, in the order in which head office did it. */
export type Fact =
  | { readonly kind: 'operation'; readonly memberId: MemberId; readonly operation: Operation }
  /** It was here and did nothing: it went to a survivor, or its receipt had been earned on. */
  | { readonly kind: 'noted'; readonly memberId: MemberId; readonly operation: Operation }
  | { readonly kind: 'office'; readonly memberId: MemberId; readonly operation: OfficeOperation };

interface MemberDay {
  readonly memberId: MemberId;
  readonly businessDate: BusinessDate;
}

interface MergeOfModel {
  readonly into: MemberId;
  readonly mergeIn: MergeIn;
  readonly factCount: number;
}

/** A refund of a receipt that is not here yet; decided after the others once somebody was told that it waits for too long. */
interface WaitingRefund {
  readonly refund: OperationOf<'refund'>;
  readonly receivedAtMs: number;
  readonly isForsaken: boolean;
}

const receiptAwaitedMs = 7 * 86_400_000;

interface OfficeMoment {
  readonly businessDate: BusinessDate;
  readonly nowMs: number;
}

/**
 * Head office as one map of states: it does what the real one does with a push and with each act of its people, by the same
 * decisions of the domain, one operation after another and without a database. The real ones are held against it.
 */
export class ModelOffice {
  readonly states = new Map<string, MemberState>();
  readonly facts: Fact[] = [];
  readonly #programmes: readonly Programme[];
  readonly #loaded: LoadedProgrammes;
  /** The last operation of each install that is here. */
  readonly #heads = new Map<string, number>();
  readonly #receipts = new Map<string, Operation>();
  /** The latest day that each job was run for. */
  readonly #lastRunDays = new Map<string, BusinessDate>();
  /** Who was ever one with each member, themselves among them. */
  readonly #everMerged = new Map<string, ReadonlySet<string>>();
  readonly #officeIds = new Set<string>();
  readonly #merges = new Map<string, MergeOfModel>();
  readonly #issuedCounts = new Map<string, number>();
  #waitingRefunds: readonly WaitingRefund[] = [];

  constructor(programmes: readonly Programme[]) {
    this.#programmes = programmes;
    this.#loaded = {
      onDay: (day) => programmeInEffect(programmes, day),
      ofVersion: (version) => programmes.find((each) => each.version === version) ?? null,
    };
  }

  programmeOn(day: BusinessDate): Programme {
    const programme = programmeInEffect(this.#programmes, day);
    if (programme === null) throw new Error(`No programme rules ${day}.`);
    return programme;
  }

  /** The member that an id stands for, merges followed. */
  survivor(memberId: string): MemberState | null {
    let state = this.states.get(memberId) ?? null;
    for (let step = 0; state?.mergedInto !== undefined && step < 8; step += 1) {
      state = this.states.get(state.mergedInto.otherMemberId) ?? null;
    }
    return state;
  }

  #idsOf(memberId: string): ReadonlySet<string> {
    return this.#everMerged.get(memberId) ?? new Set([memberId]);
  }

  /** Whom an operation belongs to: what came back of a receipt is of whose that is. */
  #ownerOf(operation: Operation): MemberState | null {
    const { kind, body, memberId } = operation;
    if (kind !== 'refund' || body.unknownReceipt === true) return this.survivor(memberId);
    const earning = this.#receipts.get(receiptKeyText(body.receipt));
    const isTheirs = earning !== undefined && this.#idsOf(memberId).has(earning.memberId);
    return this.survivor(isTheirs ? earning.memberId : memberId);
  }

  /** Takes what one till has to send, all in one push. */
  push(operations: readonly Operation[], at: OfficeMoment): void {
    const before = new Map(this.states);
    const conflicts: OfficeOperation[] = [];
    const earnedDays: MemberDay[] = [];
    const capDays: MemberDay[] = [];
    const buyers: Buyer[] = [];
    const cameBack: CameBack[] = [];
    const refunds: PostedRefund[] = [];
    for (const pushed of operations) {
      const operation = this.#asItCounts(pushed);
      const { installId, terminalSeq } = operation;
      if (terminalSeq <= (this.#heads.get(installId) ?? 0)) continue; // It is here already.
      this.#heads.set(installId, terminalSeq);
      const named = this.states.get(operation.memberId);
      const target = named === undefined ? null : this.#ownerOf(operation);
      if (operation.kind === 'earn' && !this.#claim(operation)) {
        if (named !== undefined) this.#note(named, operation);
        continue;
      }
      if (operation.kind === 'refund' && operation.body.unknownReceipt === true) {
        const waiting = { refund: operation, receivedAtMs: at.nowMs, isForsaken: false };
        this.#waitingRefunds = [...this.#waitingRefunds, waiting];
      }
      for (const other of new Set([named, this.survivor(operation.memberId)])) {
        if (other && target !== null && other !== target) this.#note(other, operation);
      }
      const applied = applyOperation(target, operation, { acknowledged: true });
      if (applied.outcome === 'held') throw new Error(`An operation was held: ${applied.reason}`);
      this.#put({ kind: 'operation', memberId: applied.state.memberId, operation }, applied.state);
      conflicts.push(...couponConflictsOf(operation, target, applied.state).map(({ act }) => act));
      const { memberId } = applied.state;
      const day = { memberId, businessDate: operation.businessDate };
      if (operation.kind === 'refund' && operation.body.unknownReceipt !== true) {
        refunds.push({ refund: operation, memberId });
      }
      if (operation.kind === 'earn') earnedDays.push(day);
      if (mayExceedCaps(applied.state, operation, this.#loaded)) capDays.push(day);
      if (applied.state.givenBack !== undefined && operation.kind !== 'enrol') {
        const [reference, parts] = [referenceOf(operation), partsOf(operation)];
        cameBack.push({ operation, reference, parts, state: applied.state });
      }
      const buyer = buyerOf(operation, memberId, this.#loaded);
      if (buyer !== null) buyers.push(buyer);
    }
    for (const conflict of conflicts) this.#postOffice(conflict);
    this.#holdAboveCaps({ earned: earnedDays, suspect: capDays }, at);
    this.#holdNotDue(buyers, at);
    this.#settleDoubleRefunds(refunds, at);
    for (const each of cameBack) this.#giveBack(each, at.nowMs);
    this.#giveGiftPacks(before, at);
    this.#decideWaitingRefunds(at);
  }

  /** Tells a till of a receipt of another one, with everything that came back of it. */
  findReceipt(key: ReceiptKey): ReceiptRecord | null {
    const operation = this.#receipts.get(receiptKeyText(key));
    if (operation?.kind !== 'earn') return null;
    const memberIds = this.#idsOf(operation.memberId);
    const operations = this.facts.flatMap((fact) =>
      fact.kind === 'operation' && memberIds.has(fact.operation.memberId) ? [fact.operation] : [],
    );
    const officeRefunds = this.facts.flatMap((fact) =>
      fact.kind === 'office' && fact.operation.kind === 'refund' && memberIds.has(fact.memberId)
        ? [fact.operation.body]
        : [],
    );
    return receiptHistory(operation, operations, officeRefunds);
  }

  /** No two tills of the model have one number for two sales: what names a sale that earned nothing is of the one that did. */
  #asItCounts(operation: Operation): Operation {
    if (operation.kind !== 'refund') return operation;
    const { saleOperationId, ...body } = operation.body;
    const earning = this.#receipts.get(receiptKeyText(body.receipt));
    return earning?.operationId === saleOperationId ? operation : { ...operation, body };
  }

  issueCoupon(memberId: string, templateId: string, issueId: string, at: OfficeMoment): void {
    const state = this.survivor(memberId);
    const programme = this.programmeOn(at.businessDate);
    const template = programme.coupons.templates.find((each) => each.templateId === templateId);
    if (state === null || template === undefined || state.status === 'frozen') return;
    const { businessDate, nowMs: atMs } = at;
    const countKey = `${templateId} ${state.memberId}`;
    const memberIssuedCount = this.#issuedCounts.get(countKey) ?? 0;
    if (issueProblem(template, { businessDate, issuedCount: 0, memberIssuedCount }) !== null)
      return;
    this.#issuedCounts.set(countKey, memberIssuedCount + 1);
    const programmeVersion = programme.version;
    const issue = { issueId, template, programmeVersion, businessDate, atMs, actor: 'admin' };
    const couponId = couponIdOf(issueId, templateId, state.memberId);
    this.#postOffice(toOperation(issue, state, couponId));
  }

  grantTier(
    memberId: string,
    wish: {
      readonly tierCode: string;
      readonly untilDay: BusinessDate;
      readonly operationId: string;
    },
    at: OfficeMoment,
  ): void {
    const state = this.survivor(memberId);
    if (state === null) return;
    const { tierCode, untilDay, operationId } = wish;
    const decided = decideTierGrant({
      programme: this.programmeOn(at.businessDate),
      state,
      tierCode,
      untilDay,
      reason: 'history',
      approverId: 'bert',
      businessDate: at.businessDate,
    });
    if (decided.status === 'refused') return;
    const { tier } = decided;
    const isThere =
      tier.tierCode === state.tierCode &&
      tier.term?.untilDay === state.tierTerm?.untilDay &&
      canonicalJson(tier.term?.cause ?? null) === canonicalJson(state.tierTerm?.cause ?? null);
    if (isThere) return;
    this.#act('grantTier', state, operationId, { tier }, at);
  }

  decideHold(
    memberId: string,
    wish: {
      readonly holdId: string;
      readonly decision: 'granted' | 'refused';
      readonly operationId: string;
    },
    at: OfficeMoment,
  ): void {
    const state = this.survivor(memberId);
    const hold = state?.holds?.find(({ holdId, points }) => holdId === wish.holdId && points > 0);
    if (state === null || hold === undefined) return;
    const { businessDate } = at;
    const programme = this.programmeOn(businessDate);
    const body = decideRelease(hold, wish.decision, { programme, businessDate, reason: 'history' });
    this.#act('release', state, wish.operationId, body, at);
  }

  /** null, or why they cannot be merged. */
  merge(fromId: string, intoId: string, mergeId: string, at: OfficeMoment): string | null {
    const from = this.states.get(fromId);
    const into = this.states.get(intoId);
    if (from === undefined || into === undefined) return 'not_found';
    const programme = this.programmeOn(at.businessDate);
    const { businessDate } = at;
    const act = { mergeId, reason: 'history', businessDate };
    const decided = decideMerge({ from, into }, programme, act);
    if (decided.status === 'refused') return decided.code;
    this.#act('mergeOut', from, `merge:${mergeId}:out`, decided.mergeOut, at);
    this.#act('mergeIn', into, `merge:${mergeId}:in`, decided.mergeIn, at);
    const ids = new Set([...this.#idsOf(fromId), ...this.#idsOf(intoId)]);
    for (const id of ids) this.#everMerged.set(id, ids);
    const factCount = this.facts.length;
    this.#merges.set(mergeId, { into: into.memberId, mergeIn: decided.mergeIn, factCount });
    return null;
  }

  /** null, or why it cannot be undone. */
  unmerge(mergeId: string, at: OfficeMoment): string | null {
    const merge = this.#merges.get(mergeId);
    const from = merge === undefined ? undefined : this.states.get(merge.mergeIn.fromMemberId);
    const into = merge === undefined ? undefined : this.states.get(merge.into);
    if (merge === undefined || from === undefined || into === undefined) return 'merge_unknown';
    const { businessDate } = at;
    const act = { mergeId, reason: 'history', businessDate };
    const moved = this.#movedSince(from, merge, this.programmeOn(businessDate));
    const members = { from, into, mergeIn: merge.mergeIn, moved };
    const decided = decideUnmerge(members, this.programmeOn(businessDate), act);
    if (decided.status === 'refused') return decided.code;
    this.#act('unmerge', into, unmergeOutId(mergeId), decided.survivor, at);
    this.#act('unmerge', from, `unmerge:${mergeId}:in`, decided.returning, at);
    this.#releaseCapHolds(mergeId, merge, at);
    this.#merges.delete(mergeId);
    return null;
  }

  /** What the caps have held since the merge waits no more where each one's own receipts are below them (PL-08, PL-19). */
  #releaseCapHolds(
    mergeId: string,
    { into: intoId, mergeIn, factCount }: MergeOfModel,
    at: OfficeMoment,
  ): void {
    const [from, into] = [this.states.get(mergeIn.fromMemberId), this.states.get(intoId)];
    if (from === undefined || into === undefined) return;
    const ids = this.#idsOf(intoId);
    const since = this.facts.slice(factCount).filter((fact) => ids.has(fact.memberId));
    const capped = since.flatMap((fact) => cappedBy(fact) ?? []);
    const heldDays = new Set(
      since
        .filter((fact) => fact.kind !== 'noted' && heldPoints(partsOf(fact.operation).entries) > 0)
        .map(({ operation }) => operation.businessDate),
    );
    const { businessDate } = at;
    const today = this.programmeOn(businessDate);
    for (const state of [from, into]) {
      const isOthers = (fact: Fact) => this.#isSoldToOthers(fact, state.memberId);
      const acts = [...heldDays].toSorted().flatMap((day) => {
        const earnings = [...ids]
          .flatMap((memberId) =>
            this.#dayEarnings({ memberId: toMemberId(memberId), businessDate: day }, isOthers),
          )
          .map((earning) => ({
            ...earning,
            cappedPoints: sumOf(
              capped.filter(({ operationId }) => operationId === earning.operationId),
              ({ points }) => points,
            ),
          }));
        const beforePoints = sumOf([...ids], (memberId) =>
          this.#earnedPoints(
            { memberId: toMemberId(memberId), businessDate: day },
            { fromDaysAgo: 29, toDaysAgo: 1 },
            isOthers,
          ),
        );
        const holds = state.holds ?? [];
        return decideCapReleases(earnings, holds, this.programmeOn(day), beforePoints);
      });
      for (const { operationId, hold } of acts) {
        const wish = { programme: today, businessDate, reason: 'history' };
        const body = decideRelease(hold, 'granted', wish);
        this.#act('release', state, `unmerge:${mergeId}:${operationId}`, body, at);
      }
    }
  }

  /** What moved, since there were so many facts, of what was a member's who was merged away; last what was paid for others. */
  #movedSince(
    { memberId, mergedFrom = [] }: MemberState,
    merge: MergeOfModel,
    programme: Programme,
  ): readonly MovedSince[] {
    const ids = this.#idsOf(merge.into);
    const brought = new Set([memberId, ...mergedFrom.map((each) => each.otherMemberId)]);
    const theirs = this.facts.flatMap(({ kind, operation }, index) => {
      if (kind !== 'operation' || !brought.has(operation.memberId)) return [];
      return operation.kind === 'redeemSink' && index >= merge.factCount ? [] : [operation];
    });
    const operationIds = new Set<string>(theirs.map(({ operationId }) => operationId));
    const receipts = new Set(
      theirs.flatMap(({ kind, body }) => (kind === 'earn' ? [receiptKeyText(body.receipt)] : [])),
    );
    const redemptionIds = new Set(
      theirs.flatMap(({ kind, body }) =>
        kind === 'redeem' || kind === 'redeemSink' ? [body.redemptionId] : [],
      ),
    );
    const holdIds = new Set(merge.mergeIn.brought.holds.map(({ holdId }) => holdId));
    const since = this.facts
      .slice(merge.factCount)
      .filter((fact) => fact.kind !== 'noted' && ids.has(fact.memberId));
    const moved = since.flatMap((fact): MovedSince[] => {
      const isMoved =
        fact.kind === 'office' ? isActTheirs(fact.operation) : isTheirs(fact.operation);
      if (!isMoved) return [];
      const { kind, body, businessDate } = fact.operation;
      const { entries, growth, hold } = partsOf(fact.operation);
      const sale = saleIn(fact.operation);
      if (hold !== null) holdIds.add(sale === null ? hold.holdId : saleHoldId(sale));
      return [
        {
          entries,
          growth,
          businessDate,
          ...(hold === null ? {} : { hold }),
          ...(sale === null ? {} : { sale }),
          ...(kind === 'earn' ? { isSale: true } : {}),
          ...(kind === 'topUp' ? { contractNo: body.contractNo } : {}),
          ...(kind === 'sellPlan' ? { planSaleId: body.planSaleId } : {}),
        },
      ];
    });
    const refunds = since.flatMap(({ operation: { kind, body, businessDate } }) =>
      kind === 'refund' ? [{ body, businessDate }] : [],
    );
    return [...moved, ...this.#paidForOthers(refunds, brought, programme)];

    function isActTheirs({ kind, body }: OfficeOperation): boolean {
      switch (kind) {
        case 'refund':
          return receipts.has(receiptKeyText(body.receipt));
        case 'hold':
          return body.operationId !== undefined && operationIds.has(body.operationId);
        case 'release':
          return holdIds.has(body.holdId);
        default:
          return false;
      }
    }

    function isTheirs({ kind, body, memberId: namedId }: Operation): boolean {
      switch (kind) {
        case 'earn':
        case 'redeem':
        case 'topUp':
        case 'sellPlan':
        case 'adjust':
          return brought.has(namedId);
        case 'refund':
          return receipts.has(receiptKeyText(body.receipt));
        case 'cancelRedemption':
          return redemptionIds.has(body.redemptionId);
        default:
          return false;
      }
    }
  }

  /** What refunds restored of points that some paid on receipts of others, and others on theirs. */
  #paidForOthers(
    refunds: readonly {
      readonly body: { readonly receipt: ReceiptKey; readonly restoredPoints: number };
      readonly businessDate: BusinessDate;
    }[],
    brought: ReadonlySet<string>,
    programme: Programme,
  ): readonly MovedSince[] {
    const ofReceipt = Map.groupBy(refunds, ({ body }) => receiptKeyText(body.receipt));
    return [...ofReceipt.values()].flatMap((latest): MovedSince[] => {
      const { body, businessDate } = latest.at(-1)!;
      const record = this.findReceipt(body.receipt);
      if (record === null) return [];
      const isReceiptTheirs = brought.has(record.memberId);
      const parts = restoredToPayers(record, restoredBy(record, latest), {
        programme,
        businessDate,
      });
      return parts.flatMap(({ payerId, points, lots }) => {
        if (brought.has(payerId) === isReceiptTheirs) return [];
        const entries = movedEntries(isReceiptTheirs ? 0 - points : points, lots, 0);
        return [{ entries, growth: [], businessDate }];
      });
    });
  }

  /** Runs one of the daily jobs over everybody; what members are told. */
  runJob(
    job: Job,
    at: OfficeMoment,
  ): readonly { readonly memberId: string; readonly kind: string }[] {
    const { businessDate: onDay, nowMs: atMs } = at;
    const programme = this.programmeOn(onDay);
    const lastRunOnDay = this.#lastRunDays.get(job.name) ?? null;
    if (lastRunOnDay === null || lastRunOnDay < onDay) this.#lastRunDays.set(job.name, onDay);
    const context = { onDay, lastRunOnDay, atMs, programme };
    const told: { memberId: string; kind: string }[] = [];
    for (const memberId of [...this.states.keys()].toSorted()) {
      const state = this.states.get(memberId);
      if (state === undefined || state.mergedInto !== undefined) continue;
      const { acts, notices } = job.decide(state, context);
      told.push(...notices.map(({ kind }) => ({ memberId, kind })));
      acts.forEach((act: JobAct, index) => {
        const place = `${job.name}:${onDay}:${memberId}${index === 0 ? '' : `:${String(index)}`}`;
        this.#act(act.kind, state, act.operationId ?? place, act.body, at);
      });
    }
    return told;
  }

  /** A receipt is credited once ever (PL-17); false for one that another operation has earned on. */
  #claim(operation: OperationOf<'earn'>): boolean {
    const key = receiptKeyText(operation.body.receipt);
    if (this.#receipts.has(key)) return false;
    this.#receipts.set(key, operation);
    return true;
  }

  #note(state: MemberState, operation: Operation): void {
    const noted = withAppliedSeq(state, operation);
    this.#put({ kind: 'noted', memberId: state.memberId, operation }, noted);
  }

  #put(fact: Fact, state: MemberState): void {
    this.facts.push(fact);
    this.states.set(state.memberId, state);
  }

  /** Stored value, coupons and what plans saved go to whose they are since a merge was undone (PL-14, PL-19). */
  #giveBack({ operation, reference, parts, state }: CameBack, atMs: number): void {
    const { businessDate, programmeVersion } = operation;
    for (const { mergeId, memberId, ...theirs } of partsOfOthers(parts, state)) {
      const operationId = `back:${mergeId}:${operation.operationId}`;
      if (this.#officeIds.has(operationId)) continue;
      this.#postOffice({
        operationId,
        kind: 'giveBack',
        body: { mergeId, fromMemberId: state.memberId, reference, ...theirs },
        memberId: toMemberId(memberId),
        atMs,
        businessDate,
        programmeVersion,
        actor: 'job:merges',
      });
      const given = { operationId, businessDate, programmeVersion };
      const passedOn = this.survivor(memberId);
      if (passedOn === null) continue;
      this.#giveBack({ operation: given, reference, parts: theirs, state: passedOn }, atMs);
    }
  }

  #act<Kind extends OfficeOperationKind>(
    kind: Kind,
    state: MemberState,
    operationId: string,
    body: OfficeOperationBodies[Kind],
    { businessDate, nowMs: atMs }: OfficeMoment,
  ): void {
    const programmeVersion = this.programmeOn(businessDate).version;
    const { memberId } = state;
    const placed = { operationId, kind, body, memberId, atMs, businessDate, programmeVersion };
    const operation = { ...placed, actor: 'history' } as OfficeOperation; // given as a pair
    this.#postOffice(operation);
    if (operation.kind !== 'refund') return;
    const { refundNo: reference } = operation.body;
    this.#giveBack({ operation, reference, parts: partsOf(operation), state }, atMs);
  }

  /** Lets each operationId in once, to the survivor but for the sides of a merge. */
  #postOffice(operation: OfficeOperation): void {
    const { kind, memberId, operationId } = operation;
    const isMerge = kind === 'mergeIn' || kind === 'mergeOut' || kind === 'unmerge';
    const state = isMerge ? (this.states.get(memberId) ?? null) : this.survivor(memberId);
    if (state === null || this.#officeIds.has(operationId)) return;
    this.#officeIds.add(operationId);
    const after = applyOfficeOperation(state, operation);
    this.#put({ kind: 'office', memberId: after.memberId, operation }, after);
  }

  /** All that is above the caps of the days on which somebody earned (PL-08), and of the 30 days that end with them (FR-14). */
  #holdAboveCaps(
    {
      earned,
      suspect,
    }: { readonly earned: readonly MemberDay[]; readonly suspect: readonly MemberDay[] },
    at: OfficeMoment,
  ): void {
    const above = earned.flatMap((day) => {
      const cap = this.programmeOn(day.businessDate).earn.caps?.pointsPer30Days;
      const before = this.#earnedPoints(day, { fromDaysAgo: 29, toDaysAgo: 1 });
      const all = before + this.#earnedPoints(day, { fromDaysAgo: 0, toDaysAgo: 0 });
      return cap !== undefined && all > cap ? [{ day, before }] : [];
    });
    const beforeOf = new Map(above.map(({ day, before }) => [dayText(day), before]));
    const days = [...suspect, ...above.map(({ day }) => day)];
    const unique = new Map(days.map((day) => [dayText(day), day]));
    // Decided over the same ledger, and then posted.
    const holds = [...unique.values()].flatMap((day) =>
      this.#capHolds(day, beforeOf.get(dayText(day)), at),
    );
    for (const hold of holds) this.#postOffice(hold);
  }

  #earnedPoints(
    { memberId, businessDate }: MemberDay,
    { fromDaysAgo, toDaysAgo }: { readonly fromDaysAgo: number; readonly toDaysAgo: number },
    isLeftOut: (fact: Fact) => boolean = () => false,
  ): number {
    const [from, to] = [addDays(businessDate, -fromDaysAgo), addDays(businessDate, -toDaysAgo)];
    const entries = this.facts.flatMap((fact) => {
      const day = fact.operation.businessDate;
      if (fact.kind === 'noted' || fact.memberId !== memberId || day < from || day > to) return [];
      if (isLeftOut(fact)) return [];
      return partsOf(fact.operation).entries;
    });
    return sumPoints(entries.filter(({ kind }) => kind === 'earn' || kind === 'earn_bonus'));
  }

  #capHolds(
    { memberId, businessDate }: MemberDay,
    earnedBeforePoints: number | undefined,
    { nowMs }: OfficeMoment,
  ): readonly OfficeOperation[] {
    const programme = this.programmeOn(businessDate);
    const isOthers = (fact: Fact) => this.#isSoldToOthers(fact, memberId);
    const earnings = this.#dayEarnings({ memberId, businessDate }, isOthers);
    const { version: programmeVersion } = programme;
    return decideCapHolds(earnings, programme, earnedBeforePoints).map(({ operationId, body }) => ({
      operationId,
      kind: 'hold',
      body,
      memberId,
      atMs: nowMs,
      businessDate,
      programmeVersion,
      actor: 'job:caps',
    }));
  }

  /** Points of a first purchase, or of coming back, on receipts that were not it (R063). */
  #holdNotDue(posted: readonly Buyer[], { nowMs: atMs }: OfficeMoment): void {
    const buyers = posted.filter((buyer) => buyer.isGiven || this.#hasLaterBonus(buyer));
    for (const memberId of new Set(buyers.map((buyer) => buyer.memberId))) {
      const ids = new Set(
        buyers.flatMap((buyer) =>
          buyer.memberId === memberId ? [buyer.memberId, buyer.namedId] : [],
        ),
      );
      const earns = this.facts.flatMap(({ kind, operation }) =>
        kind === 'operation' && operation.kind === 'earn' && ids.has(operation.memberId)
          ? [operation]
          : [],
      );
      const receipts = earns.map(({ operationId, atMs: soldAtMs, body }) => {
        const { receipt, entries } = body;
        return { operationId, atMs: soldAtMs, businessDate: receipt.businessDate, entries };
      });
      const found = findNotDue(receipts, (day) => this.#loaded.onDay(day));
      const holds = found.flatMap(({ operationId, campaignId, points }) => {
        const { businessDate } = earns.find((earn) => earn.operationId === operationId)!;
        const earning = this.#dayEarnings({ memberId, businessDate }).find(
          (each) => each.operationId === operationId,
        );
        if (earning === undefined) return [];
        const left = Math.min(points, earning.earnedPoints - earning.heldPoints);
        if (left <= 0) return [];
        const ruleId = campaignRuleId(campaignId);
        return [
          {
            operationId: `campaign:${operationId}:${campaignId}`,
            kind: 'hold' as const,
            body: holdOf(earning, left, { reason: 'review', ruleId }),
            memberId,
            atMs,
            businessDate,
            programmeVersion: this.programmeOn(businessDate).version,
            actor: 'job:campaigns',
          },
        ];
      });
      for (const hold of holds) this.#postOffice(hold);
    }
  }

  /** Whether points of a first purchase, or of coming back, were given after an earning that has come in only now. */
  #hasLaterBonus({ memberId, namedId, soldAtMs }: Buyer): boolean {
    const isGivenOnce = (ruleId: string, programmes: readonly (Programme | null)[]) =>
      programmes.some((programme) =>
        programme?.campaigns.some(
          (campaign) =>
            looksAtPurchases(campaign) && campaignRuleId(campaign.campaignId) === ruleId,
        ),
      );
    return this.facts.some(({ kind, operation, memberId: postedTo }) => {
      if (kind !== 'operation' || operation.kind !== 'earn') return false;
      if (postedTo !== memberId && postedTo !== namedId) return false;
      const { atMs, businessDate, programmeVersion, body } = operation;
      const rules = [this.#loaded.ofVersion(programmeVersion), this.#loaded.onDay(businessDate)];
      return (
        atMs > soldAtMs &&
        body.entries.some(
          (entry) => entry.kind === 'earn_bonus' && isGivenOnce(entry.ruleId, rules),
        )
      );
    });
  }

  /** A receipt of somebody who is not one with the member, or not any more. */
  #isSoldToOthers({ kind, operation }: Fact, memberId: string): boolean {
    if (kind !== 'operation' || operation.kind !== 'earn') return false;
    return this.survivor(operation.memberId)?.memberId !== memberId;
  }

  #dayEarnings(
    { memberId, businessDate }: MemberDay,
    isLeftOut: (fact: Fact) => boolean = () => false,
  ): readonly DayEarning[] {
    const ofDay = this.facts.filter(
      (fact) =>
        fact.memberId === memberId &&
        fact.operation.businessDate === businessDate &&
        !isLeftOut(fact),
    );
    const heldOf = new Map<string, number>();
    for (const fact of ofDay) {
      if (fact.kind !== 'office' || fact.operation.kind !== 'hold') continue;
      const { operationId = '', entries } = fact.operation.body;
      heldOf.set(operationId, (heldOf.get(operationId) ?? 0) + heldPoints(entries));
    }
    return ofDay.flatMap((fact) => {
      if (fact.kind !== 'operation' || fact.operation.kind !== 'earn') return [];
      const { operationId, atMs, body } = fact.operation;
      const earned = body.entries.filter(({ kind }) => kind === 'earn' || kind === 'earn_bonus');
      if (earned.length === 0) return [];
      return [
        {
          operationId,
          atMs,
          holdId: saleHoldId({ receipt: body.receipt, saleOperationId: operationId }),
          earnedPoints: sumPoints(earned),
          heldPoints: heldPoints(body.entries) + (heldOf.get(operationId) ?? 0),
          takenBackPoints: this.#takenBackPoints(memberId, body.receipt),
          lots: earned.flatMap(({ lots }) => lots),
        },
      ];
    });
  }

  #takenBackPoints(memberId: string, receipt: ReceiptKey): number {
    const taken = this.facts.flatMap((fact) => {
      const { operation } = fact;
      if (fact.memberId !== memberId || operation.kind !== 'refund') return [];
      const isOther = receiptKeyText(operation.body.receipt) !== receiptKeyText(receipt);
      return isOther ? [] : operation.body.entries.filter(({ kind }) => kind === 'takeback');
    });
    return 0 - sumPoints(taken);
  }

  /** The points of goods that came back more than once (R100), by what came in last of each receipt. */
  #settleDoubleRefunds(refunds: readonly PostedRefund[], at: OfficeMoment): void {
    const ofReceipt = Map.groupBy(
      refunds,
      ({ refund, memberId }) => `${memberId} ${receiptKeyText(refund.body.receipt)}`,
    );
    for (const latest of ofReceipt.values()) {
      const { businessDate, operationId, body } = latest.at(-1)!.refund;
      const { refundNo, receipt } = body;
      const record = this.findReceipt(receipt);
      const state = record === null ? null : this.survivor(record.memberId);
      if (record === null || state === null) continue;
      const othersCoupons = (state.givenBack ?? []).flatMap(
        (each) => this.survivor(each.memberId)?.coupons ?? [],
      );
      const programme = this.programmeOn(businessDate);
      const ofPush = latest.map(({ refund }) => refund);
      const settled = settleRefunds({
        programme,
        saleProgramme: this.#loaded.ofVersion(record.programmeVersion),
        state,
        record,
        latest: ofPush,
        businessDate,
        othersCoupons,
      });
      if (settled !== null) {
        const refundOperationId = settledRefundId(operationId);
        const { operationId: saleId } = record;
        const sale = { receipt, ...(saleId === undefined ? {} : { saleOperationId: saleId }) };
        const act = { refundNo, ...sale, refundOperationId, lines: [], ...settled };
        this.#act('refund', state, `refunds:${operationId}`, act, { ...at, businessDate });
      }
      const { beforePoints, afterPoints } = restoredBy(record, ofPush);
      const settledPoints = settled?.restoredPoints ?? 0;
      const restored = { beforePoints, afterPoints: afterPoints + settledPoints };
      this.#passRestored(record, restored, { operationId, refundNo, businessDate }, at.nowMs);
    }
  }

  /** Points that came back of a receipt go to whoever had paid them (PL-13, PL-19). */
  #passRestored(
    record: ReceiptRecord,
    restored: { readonly beforePoints: number; readonly afterPoints: number },
    refund: {
      readonly operationId: string;
      readonly refundNo: string;
      readonly businessDate: BusinessDate;
    },
    atMs: number,
  ): void {
    const { operationId, refundNo, businessDate } = refund;
    const programme = this.programmeOn(businessDate);
    const parts = restoredToPayers(record, restored, { programme, businessDate });
    const [member, payers] = [
      this.survivor(record.memberId),
      parts.map(({ payerId }) => this.survivor(payerId)),
    ];
    const acts = parts.flatMap(({ payerId, points, lots }, index) => {
      const payer = payers[index] ?? null;
      if (member === null || payer === null || payer === member) return [];
      const act = (
        side: 'out' | 'in',
        { memberId, debtPoints }: MemberState,
        other: MemberState,
      ): OfficeOperation => ({
        operationId: `paid:${operationId}:${payerId}:${side}`,
        kind: 'passPoints',
        body: {
          otherMemberId: other.memberId,
          refundNo,
          entries: movedEntries(side === 'out' ? 0 - points : points, lots, debtPoints),
        },
        memberId,
        atMs,
        businessDate,
        programmeVersion: programme.version,
        actor: 'job:merges',
      });
      return [act('out', member, payer), act('in', payer, member)];
    });
    for (const act of acts) this.#postOffice(act);
  }

  #giveGiftPacks(before: ReadonlyMap<string, MemberState>, at: OfficeMoment): void {
    const { businessDate, nowMs: atMs } = at;
    const programme = this.programmeOn(businessDate);
    for (const state of this.states.values()) {
      const { memberId, giftPackKeys = [] } = state;
      for (const giftPackKey of giftPackKeys) {
        if (before.get(memberId)?.giftPackKeys?.includes(giftPackKey) === true) continue;
        const pack = decideGiftPack({ programme, memberId, giftPackKey, businessDate, atMs });
        if (pack !== null) this.#act('givePack', state, pack.operationId, pack.body, at);
      }
    }
  }

  #decideWaitingRefunds(at: OfficeMoment): void {
    const known = this.#waitingRefunds
      .filter(({ refund }) => this.#receipts.has(receiptKeyText(refund.body.receipt)))
      .toSorted(
        (a, b) =>
          Number(a.isForsaken) - Number(b.isForsaken) ||
          (a.refund.operationId < b.refund.operationId ? -1 : 1),
      );
    this.#waitingRefunds = this.#waitingRefunds
      .filter((waiting) => !known.includes(waiting))
      .map((waiting) => ({
        ...waiting,
        isForsaken: waiting.isForsaken || waiting.receivedAtMs < at.nowMs - receiptAwaitedMs,
      }));
    for (const { refund: taken } of known) {
      const { operationId, businessDate, body } = taken;
      const record = this.findReceipt(body.receipt);
      const state = record === null ? null : this.survivor(record.memberId);
      if (record === null || state === null) continue;
      const { lines } = boundedToSale(record, body.lines);
      if (lines.length === 0) continue; // For a person.
      const decided = decideRefund({
        programme: this.programmeOn(businessDate),
        saleProgramme: this.#loaded.ofVersion(record.programmeVersion),
        state,
        record,
        refundNo: body.refundNo,
        lines,
        businessDate,
        shortPoints: { choice: 'debt' },
      });
      if (decided.status === 'refused') continue; // For a person.
      const { shortPoints: _shortPoints, ...rest } = decided.draft.body;
      const refund = { ...rest, refundOperationId: operationId };
      const refundId = `refund:${operationId}`;
      this.#act('refund', state, refundId, refund, { ...at, businessDate });
      const { afterPoints: beforePoints } = restoredBy(record, []);
      const restored = { beforePoints, afterPoints: beforePoints + decided.restoredPoints };
      const named = { operationId: refundId, refundNo: body.refundNo, businessDate };
      this.#passRestored(record, restored, named, at.nowMs);
    }
  }
}

/** What all refunds of a receipt had restored without the latest, and what they have with them. */
function restoredBy(
  { refunds }: ReceiptRecord,
  latest: readonly { readonly body: { readonly restoredPoints: number } }[],
): { readonly beforePoints: number; readonly afterPoints: number } {
  const afterPoints = sumOf(refunds, ({ restoredPoints }) => restoredPoints);
  const latestPoints = sumOf(latest, ({ body }) => body.restoredPoints);
  return { beforePoints: afterPoints - latestPoints, afterPoints };
}

function heldPoints(entries: readonly PointsEntry[]): number {
  return entries
    .filter(({ kind }) => kind === 'hold')
    .reduce((sum, { lots }) => sum + sumPoints(lots), 0);
}

/** What a fact is about and held for the caps, at its till or here; null where it is no such thing. */
function cappedBy({
  kind,
  operation,
}: Fact): { readonly operationId: string; readonly points: number } | null {
  const { operationId } = operation;
  if (kind === 'operation' && operation.kind === 'earn') {
    return { operationId, points: heldPoints(operation.body.entries) };
  }
  if (kind !== 'office' || operation.kind !== 'hold' || !operationId.startsWith('cap:'))
    return null;
  const { operationId: aboutId = '', entries } = operation.body;
  return { operationId: aboutId, points: heldPoints(entries) };
}

function dayText({ memberId, businessDate }: MemberDay): string {
  return `${memberId} ${businessDate}`;
}
