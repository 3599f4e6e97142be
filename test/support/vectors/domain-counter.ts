import { countComingBack } from '../../../src-shared/domain/coupon/give-back-coupons.ts';
import { usualCeiling } from '../../../src-shared/domain/offline-rights/stretch-amounts.ts';
import { expiryJob } from '../../../src-office/jobs/expiry-job.ts';
import { tierJob } from '../../../src-office/jobs/tier-job.ts';
import {
  decideCouponUse,
  floorCouponIdsOf,
  isCouponOnlineOnly,
} from '../../../src-shared/domain/coupon/decide-coupon-use.ts';
import { drawProblem } from '../../../src-shared/domain/draw/decide-draw.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import type { Operation } from '../../../src-shared/domain/operation/operation.ts';
import { sumPoints } from '../../../src-shared/domain/points/lots.ts';
import { watchValue } from '../../../src-shared/domain/review/watch-value.ts';
import type { SpendLimits } from '../../../src-shared/domain/quote/facts-of.ts';
import { sumValueFen } from '../../../src-shared/domain/stored-value/restore-value.ts';
import { quoteValueRefund } from '../../../src-shared/domain/stored-value/decide-value-refund.ts';
import { profileOfStore } from '../../../src-shared/domain/stored-value/decide-top-up.ts';
import { parseProgramme } from '../../../src-shared/programme/parse-programme.ts';
import { pathText } from '../../../src-shared/programme/problem.ts';
import { addDays } from '../../../src-shared/values/business-date.ts';
import type { MemberId } from '../../../src-shared/values/ids.ts';
import { historyFirstDay, historyFirstMs } from '../history/history-programmes.ts';
import { ModelOffice } from '../history/model-office.ts';
import {
  type Done,
  isDone,
  ModelTill,
  type NotDone,
  type ShopMoment,
} from '../history/model-till.ts';
import { expectLedgerHolds } from '../ledger.ts';
import { sampleMemberId } from '../sample-domain.ts';
import {
  birthdayOf,
  daysBefore,
  drawOf,
  type Figures,
  linesOf,
  memberFigures,
  type RulesCounter,
  publishedDocument,
  rulesProgramme,
  type RulesSetting,
  type RulesStep,
} from './rules-history.ts';

const dayMs = 86_400_000;
const noon = 720;
const [memberIndex, otherIndex] = [0, 1];

/** A counter that decides with the domain alone, and a head office of the same kind; both know everything at once. */
export function openDomainCounter(setting: RulesSetting): RulesCounter {
  return new DomainCounter(setting);
}

class DomainCounter implements RulesCounter {
  readonly #setting: RulesSetting;
  readonly #programme;
  readonly #office: ModelOffice;
  readonly #till = new ModelTill(0);
  readonly #second = new ModelTill(1);
  readonly #dayPoints = new Map<string, number>();
  #days = 0;
  #steps = 0;
  #isDown = false;
  /** Coupons used since the line went down, by till. */
  readonly #usedFens = new Map<ModelTill, readonly number[]>();
  #mergeCount = 0;
  /** What head office looks at. */
  #cases: readonly string[] = [];

  constructor(setting: RulesSetting) {
    this.#setting = setting;
    this.#programme = rulesProgramme(setting, 100);
    this.#office = new ModelOffice([this.#programme]);
    const birthday = birthdayOf(setting, historyFirstDay);
    this.#till.enrol(memberIndex, this.#at(), birthday === undefined ? {} : { birthday });
    this.#till.enrol(otherIndex, this.#at());
    this.#sync();
    const { tierCode } = setting.member ?? {};
    if (tierCode !== undefined) {
      const untilDay = addDays(historyFirstDay, 100);
      const memberId = sampleMemberId(memberIndex);
      this.#office.grantTier(memberId, { tierCode, untilDay, operationId: 'tier' }, this.#at());
    }
    this.#sync();
  }

  async run(step: RulesStep): Promise<Figures> {
    this.#days += daysBefore(step, this.#member(), this.#at().businessDate);
    this.#steps += 1;
    if (step.line !== undefined) this.#isDown = step.line === 'down';
    const figures = this.#act(step, this.#member(step.other));
    if (!this.#isDown) {
      this.#usedFens.clear();
      this.#sync();
    }
    const { businessDate, nowMs } = this.#at();
    const state = this.#member(step.other);
    expectLedgerHolds(state);
    return { ...memberFigures(state, { businessDate, nowMs }), cases: this.#cases, ...figures };
  }

  /** The figures of an act of stored value that head office looks at when it hears of it (SV-11). */
  #watched(done: Done, memberId: MemberId): Figures {
    const state = this.#till.view(memberId);
    const rules = this.#programme.value;
    if (isDone(done) && state !== null && rules !== null) {
      const watched = watchValue(done, state, profileOfStore(rules, done.storeId));
      if (watched !== null) this.#cases = [...this.#cases, watched.kind];
    }
    return figuresOf(done);
  }

  #act(step: RulesStep, state: MemberState): Figures {
    const at = this.#at();
    const till = this.#till;
    if (step.earn !== undefined) return this.#earn(step, step.earn);
    if (step.redeem !== undefined) {
      const { points, eligibleFen = 1_000_000 } = step.redeem;
      return figuresOf(till.redeem(state, { points, eligibleFen, receiptNo: 'other' }, at));
    }
    if (step.refund !== undefined) return this.#refund(step.refund);
    if (step.adjust !== undefined) return this.#adjust(step.adjust, state);
    if (step.topUp !== undefined) return this.#topUp(step.topUp, state);
    if (step.pay !== undefined) {
      const { amountFen, listFen = amountFen, hasPin = true, receiptNo = 'other' } = step.pay;
      const proof = hasPin ? ('pin' as const) : ('none' as const);
      const wish = { amountFen, listFen, proof, receiptNo };
      return figuresOf(till.pay(state, this.#office.survivor(state.memberId), wish, at));
    }
    if (step.refundValue !== undefined) return this.#refundValue(step.refundValue, state);
    if (step.sellPlan !== undefined) return figuresOf(till.sellPlan(state, step.sellPlan, at));
    if (step.refundPlan !== undefined) {
      const plan = state.plans?.at(-1);
      const wish = { planSaleId: plan?.planSaleId ?? '', reason: step.refundPlan };
      return figuresOf(till.refundPlan(state, wish, at));
    }
    return this.#actOfOffice(step, state);
  }

  #actOfOffice(step: RulesStep, { memberId }: MemberState): Figures {
    const at = this.#at();
    const otherId = sampleMemberId(otherIndex);
    if (step.issueCoupon !== undefined) {
      this.#office.issueCoupon(memberId, step.issueCoupon, `issue-${String(this.#steps)}`, at);
      return {};
    }
    if (step.merge !== undefined) {
      this.#mergeCount += 1;
      return refusedAs(this.#office.merge(otherId, memberId, this.#mergeId(), at));
    }
    if (step.unmerge !== undefined) return refusedAs(this.#office.unmerge(this.#mergeId(), at));
    if (step.job !== undefined) {
      const job = step.job === 'expiry' ? expiryJob : tierJob;
      const notices = this.#office
        .runJob(job, at)
        .filter((notice) => notice.memberId === memberId)
        .map(({ kind }) => kind);
      return { notices };
    }
    if (step.openDraw !== undefined) {
      const draw = drawOf(step.openDraw.worthFen, at.businessDate);
      return refusedAs(drawProblem({ drawId: 'draw', ...draw }) === null ? null : 'not_accepted');
    }
    const document = publishedDocument(this.#setting, step, 101);
    if (document === null) return {};
    const parsed = parseProgramme(document);
    const problem = parsed.status === 'refused' ? parsed.problems[0] : undefined;
    return { refusedAt: problem === undefined ? null : pathText(problem.path) };
  }

  #earn(step: RulesStep, wish: NonNullable<RulesStep['earn']>): Figures {
    const { receiptNo, points } = wish;
    const isQuoted = points !== undefined;
    const till = step.at === 'second' ? this.#second : this.#till;
    const state = this.#member(step.other, till);
    const done = till.earn(
      state,
      {
        receiptNo,
        lines: linesOf(wish),
        wishes: isQuoted ? { couponIds: 'best', points } : null,
        minuteOfDay: noon,
        limits: this.#limits(till, state),
      },
      this.#at(),
    );
    if (isDone(done) && done.kind === 'earn') {
      const usedFens = done.body.benefits?.coupons.map(({ offFen }) => offFen) ?? [];
      this.#usedFens.set(till, [...(this.#usedFens.get(till) ?? []), ...usedFens]);
    }
    return figuresOf(done);
  }

  /** What may be used without the line (CP-07, OF-02). */
  #limits(till: ModelTill, { coupons = [], couponConflicts }: MemberState): SpendLimits {
    if (!this.#isDown) return {};
    const usedFens = this.#usedFens.get(till) ?? [];
    const isOnlineOnly = isCouponOnlineOnly(couponConflicts, this.#at().businessDate);
    const { templates } = this.#programme.coupons;
    const barredCoupons = coupons.flatMap((coupon) => {
      const template = templates.find(({ templateId }) => templateId === coupon.templateId);
      if (template === undefined) return [];
      const whyNot = decideCouponUse({
        coupon,
        template,
        storeId: till.storeId,
        isIdentified: true,
        isOnlineOnly,
        line: {
          replicaAgeMs: 0,
          floorUsed: usedFens.length > 0,
          usedCount: usedFens.length,
          usedFen: usedFens.reduce((sum, offFen) => sum + offFen, 0),
          ceiling: usualCeiling,
        },
      });
      return whyNot === null ? [] : [{ couponId: coupon.couponId, whyNot }];
    });
    return { barredCoupons, floorCouponIds: floorCouponIdsOf(coupons, templates) };
  }

  #refund({ receiptNo, lines, choice }: NonNullable<RulesStep['refund']>): Figures {
    const record = this.#till.records().find(({ key }) => key.receiptNo === receiptNo);
    if (record === undefined) throw new Error(`There is no receipt ${receiptNo}.`);
    const all = record.lines.map(({ lineNo, amountFen }) => ({ lineNo, amountFen }));
    const wish = { lines: lines ?? all, ...(choice === undefined ? {} : { choice }) };
    return figuresOf(this.#till.refund(record, wish, this.#at()));
  }

  #adjust({ points, approver }: NonNullable<RulesStep['adjust']>, state: MemberState): Figures {
    const at = this.#at();
    const key = `${approver ?? ''} ${at.businessDate}`;
    const done = this.#till.adjust(
      state,
      {
        points,
        role: 'cashier',
        ...(approver === undefined ? {} : { approver }),
        reasonCode: 'complaint',
        dayPoints: this.#dayPoints.get(key) ?? 0,
      },
      at,
    );
    if (isDone(done)) {
      this.#dayPoints.set(key, (this.#dayPoints.get(key) ?? 0) + Math.abs(points));
    }
    return figuresOf(done);
  }

  #topUp(wish: NonNullable<RulesStep['topUp']>, state: MemberState): Figures {
    const {
      packageId,
      amountFen = 0,
      method = 'card',
      buyer = 'person',
      hasDocument = true,
    } = wish;
    return this.#watched(
      this.#till.topUp(
        state,
        {
          of: packageId === undefined ? { amountFen } : { packageId },
          method,
          buyer,
          ...(hasDocument ? { identity: 'id_card' as const } : {}),
          guardianConfirmed: wish.guardian === true,
          line: this.#isDown ? { status: 'offline', replicaAgeMs: 0 } : { status: 'online' },
        },
        this.#at(),
      ),
      state.memberId,
    );
  }

  #refundValue(wish: NonNullable<RulesStep['refundValue']>, state: MemberState): Figures {
    const at = this.#at();
    const contract = state.value?.contracts.at(-1);
    const rules = this.#programme.value;
    if (contract === undefined || rules === null) throw new Error('There is nothing to give back.');
    const { coolingOffDays = 0 } = profileOfStore(rules, contract.storeId) ?? {};
    const { businessDate } = at;
    const { workings } = quoteValueRefund(contract, { businessDate, coolingOffDays });
    const done = this.#till.refundValue(state, { contractNo: contract.contractNo, ...wish }, at);
    return {
      workings: Object.fromEntries(
        workings.map(({ basis, applies, refundFen }) => [basis, applies ? refundFen : null]),
      ),
      ...this.#watched(done, state.memberId),
    };
  }

  #mergeId(): string {
    return `merge-${String(this.#mergeCount)}`;
  }

  #member(isOther?: true, till = this.#till): MemberState {
    const state = till.survivor(sampleMemberId(isOther === true ? otherIndex : memberIndex));
    if (state === null) throw new Error('The till knows its members.');
    return state;
  }

  #at(): ShopMoment {
    const businessDate = addDays(historyFirstDay, this.#days);
    const nowMs = historyFirstMs + this.#days * dayMs + this.#steps * 1_000;
    return { programme: this.#programme, businessDate, nowMs };
  }

  #sync(): void {
    for (const till of [this.#till, this.#second]) this.#office.push(till.pending(), this.#at());
    for (const till of [this.#till, this.#second]) till.pull(this.#office.states);
  }
}

/** What an act moved, as the till's API says it. */
function figuresOf(done: Done): Figures {
  return isDone(done) ? operationFigures(done) : refusalFigures(done);
}

function refusalFigures(refused: NotDone): Figures {
  if (refused.status === 'too_little') return { refused: 'value_too_little' };
  if (refused.status !== 'refused') return { refused: refused.status };
  const { status: _status, code, ...numbers } = refused;
  return { refused: code, ...numbers };
}

function refusedAs(code: string | null): Figures {
  return code === null ? {} : { refused: code };
}

function operationFigures({ kind, body }: Operation): Figures {
  switch (kind) {
    case 'earn': {
      const { entries, benefits } = body;
      const parts = entries.filter((entry) => entry.kind === 'earn' || entry.kind === 'earn_bonus');
      return {
        earnedPoints: sumPoints(parts),
        parts: parts.map(({ points }) => points),
        payableFen: benefits?.payableFen,
        usedCoupons: benefits?.coupons.map(({ templateId }) => templateId),
        linePriceFen: benefits?.lines.map(({ priceFen }) => priceFen),
        lineCouponFen: benefits?.lines.map(({ couponFen }) => couponFen),
        linePoints: benefits?.lines.map(({ points }) => points),
      };
    }
    case 'redeem':
      return { offsetFen: body.offsetFen };
    case 'refund': {
      const { takenBackPoints, restoredPoints, shortPoints, coupons = [] } = body;
      const { deductedFen = 0 } = shortPoints ?? {};
      const value = body.value ?? [];
      return {
        takenBackPoints,
        restoredPoints,
        moneyFen: body.moneyFen,
        deductedFen,
        restoredCoupons: countComingBack(coupons),
        restoredValueFen: sumValueFen(value),
      };
    }
    case 'topUp':
      return { paidFen: body.paidFen };
    case 'payValue':
      return {
        principalFen: 0 - body.value.reduce((sum, entry) => sum + entry.principalFen, 0),
        bonusFen: 0 - body.value.reduce((sum, entry) => sum + entry.bonusFen, 0),
      };
    case 'refundValue':
      return { refundFen: body.refundFen };
    case 'refundPlan':
      return { basis: body.basis, refundFen: body.refundFen };
    default:
      return {};
  }
}
