import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { CouponEffect, CouponOfflineMode } from '../../../src-shared/domain/coupon/coupon.ts';
import type { Draw } from '../../../src-shared/domain/draw/draw.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import type { PaidPlan } from '../../../src-shared/domain/plan/plan.ts';
import type { PlanRefundReason } from '../../../src-shared/domain/plan/decide-plan-refund.ts';
import { balanceOf } from '../../../src-shared/domain/points/balance.ts';
import { sumPoints } from '../../../src-shared/domain/points/lots.ts';
import type {
  LocalText,
  Programme,
  ShortPointsChoice,
  StaffRole,
} from '../../../src-shared/domain/programme/programme.ts';
import type { RefundLine } from '../../../src-shared/domain/refund/decide-refund.ts';
import type { ReceiptLine } from '../../../src-shared/domain/receipt/receipt.ts';
import type {
  TopUpMethod,
  ValueRefundBasis,
} from '../../../src-shared/domain/stored-value/stored-value.ts';
import type { Tier } from '../../../src-shared/domain/tier/tier.ts';
import { parseProgramme } from '../../../src-shared/programme/parse-programme.ts';
import {
  addDays,
  addMonths,
  type BusinessDate,
  daysBetween,
  endOfMonth,
} from '../../../src-shared/values/business-date.ts';
import { sampleTemplate } from '../sample-coupons.ts';
import { rateOf, sampleLines, sampleProgramme } from '../sample-domain.ts';
import { sampleValueRules } from '../sample-value.ts';

/** One act at a counter or at head office, as the vectors write it: time passes first, then one act, then what is expected. */
export interface RulesStep {
  /** Days that pass before it. */
  readonly after?: number;
  /** Or: the day that is so many days from the end of the first lot, or of the tier. */
  readonly fromLotEnd?: number;
  readonly fromTierEnd?: number;
  /** At the second till of the store; both lines go down and up together. */
  readonly at?: 'second';
  /** The other member does it. */
  readonly other?: true;
  readonly earn?: {
    readonly receiptNo: string;
    readonly amountsFen?: readonly number[];
    readonly category?: string;
    readonly lines?: readonly Omit<ReceiptLine, 'lineNo' | 'quantity'>[];
    /** With benefits: the best coupons, and so many points. */
    readonly points?: number;
    /** Attached so many days after the sale (PL-18). */
    readonly lateDays?: number;
  };
  readonly redeem?: { readonly points: number; readonly eligibleFen?: number };
  readonly refund?: {
    readonly receiptNo: string;
    /** Without them all there is. */
    readonly lines?: readonly RefundLine[];
    readonly choice?: ShortPointsChoice;
  };
  readonly adjust?: { readonly points: number; readonly approver?: StaffRole };
  readonly topUp?: {
    readonly packageId?: string;
    readonly amountFen?: number;
    readonly method?: TopUpMethod;
    readonly buyer?: 'unit';
    readonly hasDocument?: false;
    readonly guardian?: true;
  };
  readonly pay?: {
    readonly amountFen: number;
    readonly listFen?: number;
    readonly hasPin?: false;
    /** Of the receipt that is posted after it; without it, of another. */
    readonly receiptNo?: string;
  };
  readonly refundValue?: {
    readonly basis: ValueRefundBasis;
    readonly payTo?: 'cash' | 'same_name_account';
  };
  readonly sellPlan?: string;
  readonly refundPlan?: PlanRefundReason;
  readonly issueCoupon?: string;
  /** The other member comes over, or goes back. */
  readonly merge?: 'other';
  readonly unmerge?: 'other';
  readonly job?: 'expiry' | 'tiers';
  readonly line?: 'down' | 'up';
  /** A prize draw with one prize that head office is asked to open. */
  readonly openDraw?: { readonly worthFen: number };
  /** Sections of a programme that head office is asked to publish. */
  readonly publish?: Sections;
  /** Or one with a coupon of so many fen. */
  readonly publishCoupon?: { readonly offFen: number; readonly offlineMode: CouponOfflineMode };
  /** Figures of the act, and of the member after it. */
  readonly expect?: Figures;
}

export type Figures = Readonly<Record<string, unknown>>;
type Sections = Readonly<Record<string, unknown>>;

/** What a history begins with. */
export interface RulesSetting {
  /** Sections of the programme that are not as usual; objects change what they name, lists are taken as they are. */
  readonly programme?: Sections;
  /** Tiers are earned by 2,000, 8,000 and 30,000 yuan, silver with a gift pack of 100 points (TR-01, TR-06). */
  readonly earnsTiers?: true;
  readonly member?: {
    readonly tierCode?: string;
    readonly birthday?: 'today' | { readonly yearsAgo: number };
  };
}

export interface RulesHistory extends RulesSetting {
  readonly name: string;
  readonly rules: readonly string[];
  /** Absent: the domain, and a till with head office. */
  readonly only?: 'live';
  readonly steps: readonly RulesStep[];
}

/** A counter with a member of its own that does what the steps say. */
export interface RulesCounter {
  /** Figures of a step, and of the member after it. */
  run(step: RulesStep): Promise<Figures>;
}

/** The vectors of rules.md, sections a to d. */
export function readRulesVectors(): {
  readonly shares: readonly {
    readonly name: string;
    readonly total: number;
    readonly weights: readonly number[];
    readonly shares: readonly number[];
  }[];
  readonly histories: readonly RulesHistory[];
} {
  const file = path.join(import.meta.dirname, '../../domain/vectors/rules.json');
  return JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof readRulesVectors>; // a wrong one fails its test
}

/** Does a history step by step; every figure that is named has to be as expected. */
export async function expectHistory(
  counter: RulesCounter,
  steps: readonly RulesStep[],
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    // What nobody expects to be refused is not.
    const figures = { refused: null, ...(await counter.run(step)) };
    const { refused = null, refundFen, ...wanted } = step.expect ?? {};
    const what = `step ${String(index + 1)}: ${JSON.stringify(step)}`;
    // A till may say it before the domain is asked.
    expect(refused === null ? [null] : [refused].flat(), what).toContain(figures.refused);
    expect(figures, what).toMatchObject({
      ...wanted,
      ...(refundFen === undefined ? {} : { refundFen: refundOf(refundFen, figures) }),
    });
  }
}

/** A sum, or what is left of one after so many of the days of the plan (TR-09). */
function refundOf(wanted: unknown, { planDays }: Figures): unknown {
  if (!isObject(wanted)) return wanted;
  const { ofFen, lessDays } = wanted as { readonly ofFen: number; readonly lessDays: number };
  return ofFen - Math.floor((ofFen * lessDays) / Number(planDays));
}

/** The programme of a history as head office reads it; a version of its own. Throws where it could not be published. */
export function rulesProgramme(setting: RulesSetting, version: number): Programme {
  const parsed = parseProgramme(rulesDocument(setting, version));
  if (parsed.status === 'refused') throw new Error(JSON.stringify(parsed.problems));
  return parsed.programme;
}

/** The same for histories with the same programme. */
export function programmeKey({ programme = {}, earnsTiers }: RulesSetting): string {
  return JSON.stringify([programme, earnsTiers ?? false]);
}

/** The programme as it is written. */
export function rulesDocument(setting: RulesSetting, version: number): object {
  const { programme: sections = {}, earnsTiers = false } = setting;
  const usual = usualProgramme(version, earnsTiers);
  const changed = Object.entries(sections).map(([name, given]): [string, unknown] => [
    name,
    isObject(given) ? { ...((usual as unknown as Sections)[name] as object), ...given } : given,
  ]);
  return { ...usual, ...Object.fromEntries(changed) };
}

/** What a step asks head office to publish, as it is written; null for a step that does not. */
export function publishedDocument(
  setting: RulesSetting,
  { publish, publishCoupon }: RulesStep,
  version: number,
): object | null {
  if (publish !== undefined) return rulesDocument({ ...setting, programme: publish }, version);
  if (publishCoupon === undefined) return null;
  const { offFen, offlineMode } = publishCoupon;
  const offered = { ...template('new', { kind: 'cash', offFen }), offlineMode };
  return rulesDocument({ ...setting, programme: { coupons: { templates: [offered] } } }, version);
}

/** What a member has, as both counters tell it; days are counted from today. */
export function memberFigures(
  state: MemberState,
  at: { readonly businessDate: BusinessDate; readonly nowMs: number },
): Figures {
  const { businessDate } = at;
  const { availablePoints, pendingPoints, heldPoints, debtPoints } = balanceOf(state, at);
  const { lots, carriedPoints, entries, tierCode, tierTerm, coupons = [], value } = state;
  const contracts = value?.contracts ?? [];
  const plan = state.plans?.at(-1);
  const valuePrincipalFen = contracts.reduce((sum, each) => sum + each.principalLeftFen, 0);
  const valueBonusFen = contracts.reduce((sum, each) => sum + each.bonusLeftFen, 0);
  return {
    availablePoints,
    pendingPoints,
    heldPoints,
    debtPoints,
    ledgerPoints: carriedPoints + sumPoints(entries),
    lots: lots.map(({ expiresOnDay, points }) => ({
      points,
      daysLeft: daysBetween(businessDate, expiresOnDay),
    })),
    tierCode,
    /** Months from the day it began to the end of the month it ends in; null where it does not end so. */
    tierMonths: tierTerm === undefined ? null : monthsBetween(tierTerm.sinceDay, tierTerm.untilDay),
    coupons: coupons
      .filter(({ status }) => status === 'issued')
      .map(({ templateId, toDay }) => ({ templateId, daysLeft: daysBetween(businessDate, toDay) })),
    planDays: plan === undefined ? null : daysBetween(plan.fromDay, plan.untilDay) + 1,
    /** Whole months from the day the first began to the end of the last. */
    planMonths: planMonths(state.plans ?? []),
    valuePrincipalFen,
    valueBonusFen,
    valueFen: valuePrincipalFen + valueBonusFen,
  };
}

/** Whether all that is expected of a step is told by what was done. */
export function wantsNoMember({ expect: wanted = {} }: RulesStep, told: Figures): boolean {
  return !isObject(wanted['refundFen']) && Object.keys(wanted).every((name) => name in told);
}

/** The draw that a step asks for. */
export function drawOf(worthFen: number, today: BusinessDate): Omit<Draw, 'drawId'> {
  return {
    name: '会员日抽奖',
    fromDay: today,
    toDay: addDays(today, 9),
    storeIds: [],
    minAmountFen: 1,
    prizes: [{ prizeId: 'car', name: '车', quantity: 1, worthFen }],
  };
}

/** How many days pass before a step. */
export function daysBefore(step: RulesStep, state: MemberState, today: BusinessDate): number {
  const { after = 0, fromLotEnd, fromTierEnd } = step;
  const lotEnd = state.lots[0]?.expiresOnDay;
  if (fromLotEnd !== undefined && lotEnd !== undefined) {
    return daysBetween(today, addDays(lotEnd, fromLotEnd));
  }
  const tierEnd = state.tierTerm?.untilDay;
  if (fromTierEnd !== undefined && tierEnd !== undefined) {
    return daysBetween(today, addDays(tierEnd, fromTierEnd));
  }
  return after;
}

/** The lines of a step's receipt. */
export function linesOf({
  amountsFen = [],
  category,
  lines,
}: NonNullable<RulesStep['earn']>): ReceiptLine[] {
  if (lines === undefined) return sampleLines(amountsFen, category);
  return lines.map((line, index) => ({ lineNo: index + 1, quantity: '1', ...line }));
}

/** A birthday as the setting asks for it; undefined for none. */
export function birthdayOf({ member }: RulesSetting, today: BusinessDate): string | undefined {
  const { birthday } = member ?? {};
  if (birthday === undefined || birthday === 'today')
    return birthday === undefined ? undefined : today.slice(5);
  return addMonths(today, -12 * birthday.yearsAgo);
}

const always = { fromDay: '2020-01-01', toDay: '2099-12-31' };
const afterIssue = { kind: 'after_issue', days: 30 } as const;
const templates = [
  template('cash5', { kind: 'cash', offFen: 500 }),
  template('off10', { kind: 'threshold_off', thresholdFen: 10_000, offFen: 1_000 }),
  template('share88', {
    kind: 'percent',
    thresholdFen: 0,
    payShare: rateOf(88, 100),
    maxOffFen: 800,
  }),
  template('points50', { kind: 'bonus_points', thresholdFen: 5_000, points: 50 }),
  { ...template('cash3_same', { kind: 'cash', offFen: 300 }), stackGroup: 'cash5' },
  template('cash20', { kind: 'cash', offFen: 2_000 }),
  {
    ...template('cash50_01', { kind: 'cash', offFen: 5_001 }),
    offlineMode: 'online_only' as const,
  },
];

function template(templateId: string, effect: CouponEffect) {
  return sampleTemplate(templateId, effect, { validity: afterIssue });
}

function usualProgramme(version: number, earnsTiers: boolean): Programme {
  const plain = sampleProgramme();
  const rules = sampleValueRules();
  // No law has a wallet without bound, and publication refuses one.
  const profiles = rules.profiles.filter(({ profileId }) => profileId !== 'loose');
  const plan: PaidPlan = {
    planId: 'year',
    name: words('年卡'),
    priceFen: 19_800,
    months: 12,
    priceShare: rateOf(95, 100),
    fullRefundDays: 7,
  };
  return {
    ...plain,
    version,
    tiers: earnsTiers ? earnedTiers(plain.tiers) : plain.tiers,
    coupons: { ...plain.coupons, templates },
    plans: [plan],
    value: { ...rules, profiles, profileIdByStore: {} },
    campaigns: plain.campaigns.map((campaign) => ({ ...campaign, ...always }) as typeof campaign),
  };
}

function earnedTiers(tiers: readonly Tier[]): readonly Tier[] {
  const yuan = [0, 200_000, 800_000, 3_000_000];
  return tiers.map((tier, index) => {
    const amount = yuan[index] ?? 0;
    if (amount === 0) return tier;
    const qualify = { kind: 'at_least', measure: 'spend_fen', amount } as const;
    const giftPack = { couponTemplateIds: [], points: 100 };
    return { ...tier, qualify, ...(tier.code === 'silver' ? { giftPack } : {}) };
  });
}

function planMonths(plans: NonNullable<MemberState['plans']>): number | null {
  const [first] = plans;
  const last = plans.at(-1);
  if (first === undefined || last === undefined) return null;
  const endsOn = addDays(last.untilDay, 1);
  for (let months = 0; months <= 36; months += 1) {
    if (addMonths(first.fromDay, months) === endsOn) return months;
  }
  return null;
}

function monthsBetween(sinceDay: BusinessDate, untilDay: BusinessDate): number | null {
  for (let months = 0; months <= 36; months += 1) {
    if (endOfMonth(addMonths(sinceDay, months)) === untilDay) return months;
  }
  return null;
}

function words(text: string): LocalText {
  return { 'zh-CN': text, en: text, 'zh-TW': text };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
