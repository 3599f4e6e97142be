import { ORPCError, safe } from '@orpc/client';
import { expect } from 'vitest';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import type { OperationOf } from '../../../src-shared/domain/operation/operation.ts';
import type { Programme, StaffRole } from '../../../src-shared/domain/programme/programme.ts';
import { auditReceipt } from '../../../src-shared/domain/receipt/audit-receipt.ts';
import {
  addDays,
  type BusinessDate,
  businessDateAt,
} from '../../../src-shared/values/business-date.ts';
import type { TestOffice } from '../describe-office.ts';
import { historyFirstMs } from '../history/history-programmes.ts';
import { systemClock } from '../../../src-main/till/system-clock.ts';
import { expectLedgerHolds } from '../ledger.ts';
import { type LiveTill, publishTo, openLiveTill } from '../live-till.ts';
import { callAdmin, OfficeTill } from '../office-client.ts';
import { type OfficeLine, startOfficeLine } from '../office-line.ts';
import { until } from '../until.ts';
import {
  birthdayOf,
  daysBefore,
  drawOf,
  type Figures,
  linesOf,
  memberFigures,
  programmeKey,
  publishedDocument,
  type RulesCounter,
  type RulesHistory,
  rulesProgramme,
  type RulesStep,
  wantsNoMember,
} from './rules-history.ts';

const dayMs = 86_400_000;
const pin = '579246';
const proof = { kind: 'pin', pin } as const;
const staffPins: Readonly<Record<StaffRole, string>> = {
  cashier: '481516',
  supervisor: '830164',
  manager: '730264',
};

/** A till and its line to head office. */
interface LineTill {
  readonly till: LiveTill;
  readonly line: OfficeLine;
}

/** A till whose time is head office's. */
async function openTill(office: TestOffice): Promise<LineTill> {
  const line = await startOfficeLine(() => office.url);
  const clock = { ...systemClock, nowMs: () => office.nowMs(), uptimeMs: () => office.nowMs() };
  const till = await openLiveTill(office, { storeId: 'S001', officeUrl: line.url, clock });
  return { till, line };
}

/** One till and one head office for all histories of a file; each has members of its own, and time only goes on. */
export class LiveShop {
  readonly office: TestOffice;
  readonly till: LiveTill;
  readonly line: OfficeLine;
  readonly staff: ReadonlyMap<StaffRole, string>;
  #second: Promise<LineTill> | null = null;
  /** Looks at members as head office has them. */
  readonly #stranger: OfficeTill;
  #counters = 0;
  #version = 100;
  #inEffect: { readonly key: string; readonly programme: Programme } | null = null;

  private constructor(
    office: TestOffice,
    parts: Pick<LiveShop, 'till' | 'line' | 'staff'> & { readonly stranger: OfficeTill },
  ) {
    this.office = office;
    this.till = parts.till;
    this.line = parts.line;
    this.staff = parts.staff;
    this.#stranger = parts.stranger;
  }

  /** Ends with the suite or test in which it is opened. */
  static async open(office: TestOffice): Promise<LiveShop> {
    // Ten in the morning, so that no day ends during a history.
    office.passMs(historyFirstMs - office.nowMs());
    const staff = new Map<StaffRole, string>();
    for (const role of ['cashier', 'supervisor', 'manager'] as const) {
      const person = { name: '王店长', role, pin: staffPins[role] };
      const { body } = await callAdmin<{ staffId: string }>(office, '/staff', person);
      staff.set(role, body.staffId);
    }
    const { till, line } = await openTill(office);
    const stranger = await OfficeTill.activate(office, 'S099');
    return new LiveShop(office, { till, line, staff, stranger });
  }

  /** The second till of the store, with a line of its own; most histories need none. */
  second(): Promise<LineTill> {
    this.#second ??= openTill(this.office);
    return this.#second;
  }

  async stop(): Promise<void> {
    const second = await this.#second;
    for (const { till, line } of [this, ...(second === null ? [] : [second])]) {
      await till.stop();
      await line.stop();
    }
  }

  today(): BusinessDate {
    return businessDateAt(this.office.nowMs());
  }

  /** A counter under the programme of a history, published for it where the one before had another. */
  async openCounter(history: RulesHistory): Promise<RulesCounter> {
    this.#counters += 1;
    const programme = await this.#programmeOf(history);
    // The one before may have ended without it.
    await this.line.set({ kind: 'pass' });
    const counter = new LiveCounter(this, history, programme, this.#counters);
    await counter.enrol();
    return counter;
  }

  async #programmeOf(history: RulesHistory): Promise<Programme> {
    const key = programmeKey(history);
    if (this.#inEffect?.key === key) return this.#inEffect.programme;
    this.#version += 1;
    const startsOnDay = this.today();
    const programme = { ...rulesProgramme(history, this.#version), startsOnDay };
    await publishTo(this.office, programme);
    this.#inEffect = { key, programme };
    return programme;
  }

  /** Whether head office would publish a document: it is published, for a day that never comes in these histories. */
  async publish(document: object): Promise<Figures> {
    this.#version += 1;
    const version = this.#version;
    const wish = { document: { ...document, version, startsOnDay: '2090-01-01' } };
    const { status, body } = await callAdmin<{
      data?: { problems: readonly { path: string }[] };
      problems?: readonly { path: string }[];
    }>(this.office, '/programmes', wish);
    const problems = body.problems ?? body.data?.problems ?? [];
    return { refusedAt: status === 200 ? null : problems[0]?.path };
  }

  /** A member as head office has them at the moment. */
  async readState(memberId: string): Promise<MemberState> {
    // The call that answers with a whole member, asked for something that is not there.
    const answer = await this.#stranger.client.authoriseValue({
      reservationId: 'look',
      memberId,
      want: { kind: 'refund', contractNo: 'none' },
      businessDate: this.today(),
      pendingDebits: [],
    });
    if (answer.status !== 'refused') throw new Error(answer.status);
    return JSON.parse(answer.member.stateJson) as MemberState; // written by this office
  }

  async runJob(name: string): Promise<void> {
    const onDay = this.today();
    const { body } = await callAdmin<{ jobId: string }>(this.office, `/jobs/${name}`, { onDay });
    await until(`${name} is done`, async () => {
      const { jobs } = (
        await callAdmin<{ jobs: { jobId: string; status: string }[] }>(this.office, '/jobs')
      ).body;
      return jobs.find(({ jobId }) => jobId === body.jobId)?.status === 'done';
    });
  }

  async noticesOf(memberId: string): Promise<readonly string[]> {
    const { notices } = (
      await callAdmin<{ notices: { memberId: string; kind: string }[] }>(
        this.office,
        `/notices?onDay=${this.today()}&limit=10000`,
      )
    ).body;
    return notices.filter((notice) => notice.memberId === memberId).map(({ kind }) => kind);
  }
}

type Act = Promise<Figures>;

class LiveCounter implements RulesCounter {
  readonly #shop: LiveShop;
  readonly #history: RulesHistory;
  readonly #programme: Programme;
  readonly #mark: string;
  readonly #number: number;
  /** Days of its receipts, for refunds. */
  readonly #receiptDays = new Map<string, BusinessDate>();
  #memberId = '';
  #otherId = '';
  #numbers = 0;
  #contractNo = '';
  #planSaleId = '';
  #mergeId = '';
  #isDown = false;
  /** Those of the store that the history uses. */
  #tills: readonly LineTill[];
  #isAtSecond = false;
  /** Who has not heard of the last act, or of the time that passed; asking for less is what keeps the file quick. */
  #behind: 'nobody' | 'office' | 'till' = 'office';

  constructor(shop: LiveShop, history: RulesHistory, programme: Programme, number: number) {
    this.#shop = shop;
    this.#history = history;
    this.#programme = programme;
    this.#number = number;
    this.#mark = `C${String(number)}`;
    this.#tills = [shop];
  }

  async enrol(): Promise<void> {
    const { till, office } = this.#shop;
    const birthday = birthdayOf(this.#history, this.#shop.today());
    const phoneOf = (index: number) => `138${String(10_000_000 + this.#number * 10 + index)}`;
    const more = birthday === undefined ? {} : { birthday };
    if (this.#history.steps.some(({ at }) => at === 'second')) {
      this.#tills = [this.#shop, await this.#shop.second()];
    }
    for (const each of this.#tills) {
      await until('the till has the programme', async () => {
        const current = await each.till.pos.programme.current({});
        if (current?.version === this.#programme.version) return true;
        await each.till.sync();
        return false;
      });
    }
    this.#memberId = (await till.pos.member.enrol({ phone: phoneOf(0), pin, ...more })).memberId;
    if (this.#history.steps.some(needsOther)) {
      this.#otherId = (await till.pos.member.enrol({ phone: phoneOf(1), pin })).memberId;
    }
    const { tierCode } = this.#history.member ?? {};
    if (tierCode === undefined) return;
    const untilDay = addDays(this.#shop.today(), 100);
    const wish = { tierCode, untilDay, actor: 'anna', approverId: 'bert', reason: '测试' };
    await this.#catchUp();
    expect((await callAdmin(office, `/members/${this.#memberId}/tier`, wish)).status).toBe(200);
    this.#behind = 'till';
  }

  async run(step: RulesStep): Promise<Figures> {
    await this.#pass(step);
    if (step.line !== undefined) await this.#setLine(step.line);
    const memberId = step.other === true ? this.#otherId : this.#memberId;
    this.#isAtSecond = step.at === 'second';
    const { error, data } = await safe(this.#act(step, memberId));
    this.#isAtSecond = false;
    const told: Figures = error === null ? data : refusalIn(error);
    const isLast = step === this.#history.steps.at(-1);
    if (!isLast && wantsNoMember(step, told)) return told;
    if (this.#isDown) return { ...(await this.#shown(memberId)), ...told };
    const figures = await this.#agree(memberId);
    if (isLast) await this.#expectAuditsHold(memberId);
    const cases = step.expect?.['cases'] === undefined ? {} : await this.#casesOf(memberId);
    return { ...figures, ...cases, ...told };
  }

  async #casesOf(memberId: string): Act {
    const { body } = await callAdmin<{ cases: { kind: string }[] }>(
      this.#shop.office,
      `/cases?memberId=${memberId}`,
    );
    return { cases: body.cases.map(({ kind }) => kind) };
  }

  async #setLine(wanted: 'down' | 'up'): Promise<void> {
    if (wanted === 'down') await this.#catchUp();
    this.#isDown = wanted === 'down';
    for (const { till, line } of this.#tills) {
      await line.set({ kind: this.#isDown ? 'refuse' : 'pass' });
      await until('the till knows its line', async () => {
        await till.pos.sync.run();
        return (await till.pos.sync.state()).online !== this.#isDown;
      });
    }
  }

  async #catchUp(): Promise<void> {
    if (this.#behind === 'nobody' || this.#isDown) return;
    for (const { till } of this.#tills) await till.sync();
    // What the last one sent may have changed what the others were told.
    for (const { till } of this.#tills.slice(0, -1)) await till.sync();
    this.#behind = 'nobody';
  }

  async #pass(step: RulesStep): Promise<void> {
    if ([step.after, step.fromLotEnd, step.fromTierEnd].every((each) => each === undefined)) return;
    await this.#catchUp();
    const state = await this.#shop.readState(this.#memberId);
    this.#shop.office.passMs(daysBefore(step, state, this.#shop.today()) * dayMs);
    this.#behind = 'till';
  }

  async #act(step: RulesStep, memberId: string): Act {
    const atTill = this.#actOfTill(step);
    if (atTill === null && step.line !== undefined) return {};
    // Head office is told all before it acts, a till hears of what head office did, and spends what both know of.
    if (atTill === null || this.#behind === 'till' || spends(step)) await this.#catchUp();
    this.#behind = atTill === null ? 'till' : 'office';
    return atTill === null ? this.#askOffice(step, memberId) : atTill(memberId);
  }

  /** What a step does at the till; null for one of head office. */
  #actOfTill(step: RulesStep): ((memberId: string) => Act) | null {
    const { earn, redeem, refund, adjust, topUp, pay, refundValue, sellPlan, refundPlan } = step;
    if (earn !== undefined) return (memberId) => this.#earn(earn, memberId);
    if (redeem !== undefined) return (memberId) => this.#redeem(redeem, memberId);
    if (refund !== undefined) return () => this.#refund(refund);
    if (adjust !== undefined) return (memberId) => this.#adjust(adjust, memberId);
    if (topUp !== undefined) return (memberId) => this.#topUp(topUp, memberId);
    if (pay !== undefined) return (memberId) => this.#pay(pay, memberId);
    if (refundValue !== undefined) return (memberId) => this.#refundValue(refundValue, memberId);
    if (sellPlan !== undefined) return (memberId) => this.#sellPlan(sellPlan, memberId);
    if (refundPlan !== undefined) return (memberId) => this.#refundPlan(refundPlan, memberId);
    return null;
  }

  async #askOffice(step: RulesStep, memberId: string): Act {
    const { office } = this.#shop;
    const people = { actor: 'anna', reason: '测试' };
    if (step.issueCoupon !== undefined) {
      const templateId = step.issueCoupon;
      const wish = { issueId: this.#id('I'), templateId, memberIds: [memberId], ...people };
      expect((await callAdmin(office, '/coupons/issue', wish)).status).toBe(200);
      return {};
    }
    if (step.merge !== undefined) {
      this.#mergeId = this.#id('M');
      const wish = { fromMemberId: this.#otherId, intoMemberId: memberId, ...people };
      return this.#admin('/members/merge', { ...wish, mergeId: this.#mergeId });
    }
    if (step.unmerge !== undefined) {
      return this.#admin('/members/unmerge', { mergeId: this.#mergeId, ...people });
    }
    if (step.job !== undefined) {
      await this.#shop.runJob(step.job);
      return { notices: await this.#shop.noticesOf(memberId) };
    }
    if (step.openDraw !== undefined) {
      const draw = drawOf(step.openDraw.worthFen, this.#shop.today());
      return this.#admin('/draws', { drawId: this.#id('D'), ...draw });
    }
    const document = publishedDocument(this.#history, step, 1);
    return document === null ? {} : this.#shop.publish(document);
  }

  async #earn(wish: NonNullable<RulesStep['earn']>, memberId: string): Act {
    const { receiptNo, points, lateDays } = wish;
    const businessDate = addDays(this.#shop.today(), -(lateDays ?? 0));
    this.#receiptDays.set(receiptNo, businessDate);
    const { entries, earnedPoints, benefits } = await this.#pos().receipt.post({
      receiptNo: `${this.#mark}-${receiptNo}`,
      businessDate,
      memberId,
      lines: linesOf(wish).map((line) => ({ ...line, quantity: 1 })),
      ...(points === undefined ? {} : { wishes: { couponIds: 'best', points }, proof }),
      ...(lateDays === undefined ? {} : { late: this.#approver('manager') }),
    });
    return {
      earnedPoints,
      parts: entries
        .filter(({ kind }) => kind === 'earn' || kind === 'earn_bonus')
        .map((entry) => entry.points),
      payableFen: benefits?.payableFen,
      usedCoupons: benefits?.coupons.map(({ templateId }) => templateId),
      linePriceFen: benefits?.lines.map(({ priceFen }) => priceFen),
      lineCouponFen: benefits?.lines.map(({ couponFen }) => couponFen),
      linePoints: benefits?.lines.map((line) => line.points),
    };
  }

  async #redeem(wish: NonNullable<RulesStep['redeem']>, memberId: string): Act {
    const { points, eligibleFen = 1_000_000 } = wish;
    const id = this.#id('X');
    const redemption = { redemptionId: id, receiptNo: id, eligibleFen, points, proof };
    const { offsetFen } = await this.#pos().redemption.post({ ...redemption, memberId });
    return { offsetFen };
  }

  async #refund({ receiptNo, lines, choice }: NonNullable<RulesStep['refund']>): Act {
    const original = {
      receiptNo: `${this.#mark}-${receiptNo}`,
      receiptDate: this.#receiptDays.get(receiptNo) ?? this.#shop.today(),
    };
    const posted = await this.#pos().refund.post({
      refundNo: this.#id('F'),
      ...original,
      lines: [...(lines ?? (await this.#linesLeft(original)))],
      ...(choice === undefined ? {} : { shortPoints: choice }),
      ...(choice === 'waive' ? { approver: this.#approver('manager'), note: '体谅' } : {}),
    });
    const { takenBackPoints, restoredPoints, deductedFen = 0, restoredCoupons = 0 } = posted;
    const { restoredValueFen = 0, moneyFen } = posted;
    const figures = { takenBackPoints, restoredPoints, deductedFen, restoredCoupons };
    return { ...figures, restoredValueFen, moneyFen };
  }

  async #linesLeft(original: { readonly receiptNo: string; readonly receiptDate: BusinessDate }) {
    const { lines } = await this.#pos().receipt.find(original);
    return lines.map(({ lineNo, amountFen, refundedFen }) => ({
      lineNo,
      amountFen: amountFen - refundedFen,
    }));
  }

  async #adjust({ points, approver }: NonNullable<RulesStep['adjust']>, memberId: string): Act {
    const adjustmentId = this.#id('A');
    const wish = { adjustmentId, memberId, points, reasonCode: 'complaint' };
    const { status } = await this.#till()
      .posOf(this.#shop.staff.get('cashier') ?? '')
      .adjustment.post(wish);
    if (status !== 'needs_approval') return {};
    if (approver === undefined) return { refused: status };
    await this.#pos().adjustment.approve({ adjustmentId, ...this.#approver(approver) });
    return {};
  }

  async #topUp(wish: NonNullable<RulesStep['topUp']>, memberId: string): Act {
    const { packageId, amountFen, method = 'card', buyer = 'person', hasDocument = true } = wish;
    const sold = await this.#pos().storedValue.topUp({
      topUpId: this.#id('T'),
      memberId,
      ...(packageId === undefined ? { amountFen: amountFen ?? 0 } : { packageId }),
      method,
      buyer,
      ...(hasDocument ? { identity: 'id_card' as const } : {}),
      guardianConfirmed: wish.guardian === true,
      termsConfirmed: true,
    });
    this.#contractNo = sold.contractNo;
    return { paidFen: sold.paidFen };
  }

  async #pay(wish: NonNullable<RulesStep['pay']>, memberId: string): Act {
    const { amountFen, listFen = amountFen, hasPin = true } = wish;
    const id = this.#id('P');
    const receiptNo = wish.receiptNo === undefined ? id : `${this.#mark}-${wish.receiptNo}`;
    const payment = { paymentId: id, receiptNo, memberId, amountFen, listFen };
    const { principalFen, bonusFen } = await this.#pos().storedValue.pay({
      ...payment,
      ...(hasPin ? { proof } : {}),
    });
    return { principalFen, bonusFen };
  }

  async #refundValue(wish: NonNullable<RulesStep['refundValue']>, memberId: string): Act {
    const { basis, payTo = 'same_name_account' } = wish;
    const contractNo = this.#contractNo;
    const { contracts } = await this.#pos().storedValue.quoteRefund({ memberId, contractNo });
    const quoted = contracts[0]?.workings ?? [];
    const workings = Object.fromEntries(
      quoted.map((each) => [each.basis, each.applies ? each.refundFen : null]),
    );
    const { error, data } = await safe(
      this.#pos().storedValue.refund({
        refundId: this.#id('V'),
        memberId,
        contractNo,
        basis,
        refundFen: workings[basis] ?? 0,
        payTo,
        approver: this.#approver('manager'),
        proof,
      }),
    );
    if (error !== null) return { workings, ...refusalIn(error) };
    return { workings, refundFen: data.refundFen };
  }

  async #sellPlan(planId: string, memberId: string): Act {
    this.#planSaleId = this.#id('L');
    await this.#pos().plan.sell({ planSaleId: this.#planSaleId, memberId, planId });
    return {};
  }

  async #refundPlan(reason: NonNullable<RulesStep['refundPlan']>, memberId: string): Act {
    const sale = { memberId, planSaleId: this.#planSaleId, reason };
    const quoted = await this.#pos().plan.quoteRefund(sale);
    const { basis, refundFen } = await this.#pos().plan.refund({
      planRefundId: this.#id('G'),
      ...sale,
      refundFen: quoted.refundFen,
      approver: this.#approver('manager'),
    });
    return { basis, refundFen };
  }

  async #admin(path: string, wish: object): Act {
    const { status, body } = await callAdmin<{ code?: string }>(this.#shop.office, path, wish);
    return status === 200 ? {} : { refused: body.code };
  }

  /** What the till shows while nobody else can be asked. */
  async #shown(memberId: string): Act {
    const { availablePoints, pendingPoints, ...seen } = await this.#pos().member.get({ memberId });
    const { valuePrincipalFen, valueBonusFen } = seen;
    return {
      availablePoints,
      pendingPoints,
      valueFen: (valuePrincipalFen ?? 0) + (valueBonusFen ?? 0),
    };
  }

  /** All is sent; the ledger at head office holds, and the till shows what head office has. */
  async #agree(memberId: string): Act {
    await this.#catchUp();
    const state = await this.#shop.readState(memberId);
    expectLedgerHolds(state);
    const at = { businessDate: this.#shop.today(), nowMs: this.#shop.office.nowMs() };
    const figures = memberFigures(state, at);
    const { availablePoints, pendingPoints, heldPoints, debtPoints } = figures;
    const { valuePrincipalFen, valueBonusFen, tierCode: tier } = figures;
    const points = { availablePoints, pendingPoints, heldPoints, debtPoints };
    const wanted = { ...points, valuePrincipalFen, valueBonusFen, tier };
    await until('the till shows what head office has', async () => {
      const seen = (await this.#pos().member.get({ memberId })) as Figures;
      const isSame = Object.entries(wanted).every(([name, value]) => seen[name] === value);
      if (!isSame) await this.#shop.till.sync();
      return isSame;
    });
    return figures;
  }

  /** Decides every receipt that head office has of a member again from what it carries (R102): all figures are the same. */
  async #expectAuditsHold(memberId: string): Promise<void> {
    const { body } = await callAdmin<{ operations: { kind: string; body: unknown }[] }>(
      this.#shop.office,
      `/operations?memberId=${memberId}&limit=1000`,
    );
    for (const operation of body.operations) {
      if (operation.kind !== 'earn') continue;
      const earned = operation.body as OperationOf<'earn'>['body']; // as its kind says
      expect(auditReceipt(this.#programme, earned)).toEqual([]);
    }
  }

  #till() {
    const at = this.#isAtSecond ? this.#tills.at(-1) : this.#tills[0];
    return (at ?? this.#shop).till;
  }

  #pos() {
    return this.#till().pos;
  }

  #approver(role: StaffRole): { readonly staffId: string; readonly pin: string } {
    return { staffId: this.#shop.staff.get(role) ?? '', pin: staffPins[role] };
  }

  #id(prefix: string): string {
    this.#numbers += 1;
    return `${this.#mark}-${prefix}${String(this.#numbers)}`;
  }
}

function spends({ earn, redeem, pay, refundValue }: RulesStep): boolean {
  return earn?.points !== undefined || [redeem, pay, refundValue].some(Boolean);
}

function needsOther({ other, merge }: RulesStep): boolean {
  return other !== undefined || merge !== undefined;
}

/** A till's answer that it does not do something; other errors are thrown on. */
function refusalIn(error: unknown): Figures {
  if (!(error instanceof ORPCError)) throw error;
  return { refused: error.code, ...(error.data as object | undefined) };
}
