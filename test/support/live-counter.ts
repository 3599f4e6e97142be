import { safe } from '@orpc/client';
import { expect } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import { balanceOf } from '../../src-shared/domain/points/balance.ts';
import type {
  EarnCaps,
  Programme,
  Rate,
  ShortPointsChoice,
} from '../../src-shared/domain/programme/programme.ts';
import { auditReceipt } from '../../src-shared/domain/receipt/audit-receipt.ts';
import type { RefundLine } from '../../src-shared/domain/refund/decide-refund.ts';
import type { ValueRefundBasis } from '../../src-shared/domain/stored-value/stored-value.ts';
import { parseProgramme } from '../../src-shared/programme/parse-programme.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import type { TestOffice } from './describe-office.ts';
import { expectLedgerHolds } from './ledger.ts';
import { publishTo, startLiveTill } from './live-till.ts';
import { callAdmin, OfficeTill } from './office-client.ts';
import { sampleTemplate } from './sample-coupons.ts';
import { sampleLines, sampleProgramme } from './sample-domain.ts';
import { sampleValueRules } from './sample-value.ts';
import { until } from './until.ts';

/** One act at a counter, as the files of vectors write it. */
export interface CounterStep {
  readonly earn?: {
    readonly receiptNo: string;
    readonly amountsFen: readonly number[];
    readonly category?: string;
    /** Quoted with the best coupons. */
    readonly withCoupons?: boolean;
  };
  /** Points. */
  readonly redeem?: number;
  readonly refund?: {
    readonly receiptNo: string;
    readonly lines: readonly RefundLine[];
    readonly choice?: ShortPointsChoice;
  };
  /** A package. */
  readonly topUp?: string;
  /** Fen of stored value. */
  readonly pay?: number;
  readonly refundValue?: ValueRefundBasis;
  readonly expect?: Readonly<Record<string, unknown>>;
}

/** What a history begins with. */
export interface CounterSetting {
  readonly member?: { readonly tierCode?: string; readonly birthday?: 'today' };
  /** Templates of which the member has one coupon each. */
  readonly coupons?: readonly string[];
  readonly earnRate?: Rate;
  readonly caps?: EarnCaps;
  readonly shortPoints?: readonly ShortPointsChoice[];
}

type Figures = Readonly<Record<string, unknown>>;

const pin = '579246';
const proof = { kind: 'pin', pin } as const;
const managerPin = '830164';
let counterCount = 0;

/** The programme of the vectors as head office publishes it. */
function counterProgramme({ earnRate, caps, shortPoints }: CounterSetting): Programme {
  const plain = sampleProgramme();
  const rules = sampleValueRules();
  // No law has a wallet without bound, and publication refuses one.
  const profiles = rules.profiles.filter(({ profileId }) => profileId === 'named');
  const validity = { kind: 'after_issue', days: 30 } as const;
  return sampleProgramme({
    earn: {
      ...plain.earn,
      ...(earnRate === undefined ? {} : { rate: earnRate }),
      ...(caps === undefined ? {} : { caps }),
    },
    refund: { ...plain.refund, ...(shortPoints === undefined ? {} : { shortPoints }) },
    value: { ...rules, profiles, profileIdByStore: {} },
    coupons: {
      ...plain.coupons,
      templates: [sampleTemplate('cash5', { kind: 'cash', offFen: 500 }, { validity })],
    },
  });
}

/** Of an office, made once. */
const strangers = new WeakMap<TestOffice, Promise<OfficeTill>>();
const managers = new WeakMap<TestOffice, Promise<string>>();

function strangerOf(office: TestOffice): Promise<OfficeTill> {
  const stranger = strangers.get(office) ?? OfficeTill.activate(office, 'S099');
  strangers.set(office, stranger);
  return stranger;
}

function managerOf(office: TestOffice): Promise<string> {
  const manager = managers.get(office) ?? addManager(office);
  managers.set(office, manager);
  return manager;
}

async function addManager(office: TestOffice): Promise<string> {
  const person = { name: '王店长', role: 'manager', pin: managerPin };
  return (await callAdmin<{ staffId: string }>(office, '/staff', person)).body.staffId;
}

/** A member as head office has them at the moment. */
async function readOfficeState(office: TestOffice, memberId: string): Promise<MemberState> {
  const stranger = await strangerOf(office);
  // The call that answers with a whole member, asked for something that is not there.
  const answer = await stranger.client.authoriseValue({
    reservationId: 'look',
    memberId,
    want: { kind: 'refund', contractNo: 'none' },
    businessDate: businessDateAt(Date.now()),
    pendingDebits: [],
  });
  if (answer.status !== 'refused') throw new Error(answer.status);
  return JSON.parse(answer.member.stateJson) as MemberState; // written by this office
}

/** Decides every receipt that head office has of a member again from what it carries (R102): all figures are the same. */
async function expectAuditsHold(
  office: TestOffice,
  memberId: string,
  programme: Programme,
): Promise<void> {
  const { body } = await callAdmin<{ operations: { kind: string; body: unknown }[] }>(
    office,
    `/operations?memberId=${memberId}&limit=1000`,
  );
  for (const operation of body.operations) {
    if (operation.kind !== 'earn') continue;
    const earned = operation.body as OperationOf<'earn'>['body']; // as its kind says
    expect(auditReceipt(programme, earned)).toEqual([]);
  }
}

/**
 * A live till with one member, at an office with the programme of the setting. After every step all is sent, the ledger at
 * head office holds, its audit of the receipts finds nothing, and the till says what head office has.
 */
export async function openLiveCounter(
  office: TestOffice,
  setting: CounterSetting,
): Promise<{ run(step: CounterStep): Promise<Figures> }> {
  counterCount += 1;
  const mark = `C${String(counterCount)}`;
  const parsed = parseProgramme({ ...counterProgramme(setting), version: 100 + counterCount });
  if (parsed.status !== 'ok') throw new Error(JSON.stringify(parsed));
  const { programme } = parsed;
  await publishTo(office, programme);
  const managerId = await managerOf(office);
  const till = await startLiveTill(office);
  const { pos } = till;
  const today = businessDateAt(Date.now());
  const { memberId } = await pos.member.enrol({
    phone: `138${String(10_000_000 + counterCount)}`,
    pin,
    ...(setting.member?.birthday === 'today' ? { birthday: today } : {}),
  });
  await till.sync();
  await giveBefore();
  let numbers = 0;
  let contractNo = '';

  async function giveBefore(): Promise<void> {
    const { tierCode } = setting.member ?? {};
    const people = { actor: 'anna', approverId: 'bert', reason: '测试' };
    if (tierCode !== undefined) {
      const wish = { tierCode, untilDay: addDays(today, 100), ...people };
      expect((await callAdmin(office, `/members/${memberId}/tier`, wish)).status).toBe(200);
    }
    for (const templateId of setting.coupons ?? []) {
      const wish = { issueId: `${mark}-${templateId}`, templateId, memberIds: [memberId] };
      expect((await callAdmin(office, '/coupons/issue', wish)).status).toBe(200);
    }
    await till.sync();
    await until('the till knows the tier', async () => {
      await till.sync();
      return (await pos.member.get({ memberId })).tier === (tierCode ?? 'regular');
    });
  }

  async function earn(wish: NonNullable<CounterStep['earn']>): Promise<Figures> {
    const { entries, earnedPoints, benefits } = await pos.receipt.post({
      receiptNo: `${mark}-${wish.receiptNo}`,
      businessDate: today,
      memberId,
      lines: sampleLines(wish.amountsFen, wish.category).map((line) => ({ ...line, quantity: 1 })),
      ...(wish.withCoupons === true ? { wishes: { couponIds: 'best', points: 0 }, proof } : {}),
    });
    const parts = entries
      .filter(({ kind }) => kind === 'earn' || kind === 'earn_bonus')
      .map(({ points }) => points);
    return {
      earnedPoints,
      parts,
      payableFen: benefits?.payableFen,
      lineCouponFen: benefits?.lines.map(({ couponFen }) => couponFen),
      linePoints: benefits?.lines.map(({ points }) => points),
    };
  }

  async function redeem(points: number): Promise<Figures> {
    numbers += 1;
    const id = `${mark}-X${String(numbers)}`;
    const wish = { redemptionId: id, receiptNo: id, eligibleFen: 1_000_000, points, proof };
    const { offsetFen } = await pos.redemption.post({ ...wish, memberId });
    return { offsetFen };
  }

  async function refund(wish: NonNullable<CounterStep['refund']>): Promise<Figures> {
    numbers += 1;
    const posted = await pos.refund.post({
      refundNo: `${mark}-F${String(numbers)}`,
      receiptNo: `${mark}-${wish.receiptNo}`,
      lines: [...wish.lines],
      ...(wish.choice === undefined ? {} : { shortPoints: wish.choice }),
      ...(wish.choice === 'waive'
        ? { approver: { staffId: managerId, pin: managerPin }, note: '体谅' }
        : {}),
    });
    const { takenBackPoints, restoredPoints, deductedFen = 0 } = posted;
    return { takenBackPoints, restoredPoints, deductedFen };
  }

  async function topUp(packageId: string): Promise<Figures> {
    numbers += 1;
    const sold = await pos.storedValue.topUp({
      topUpId: `${mark}-T${String(numbers)}`,
      memberId,
      packageId,
      method: 'card',
      identity: 'id_card',
      termsConfirmed: true,
    });
    ({ contractNo } = sold);
    return { paidFen: sold.paidFen };
  }

  async function pay(amountFen: number): Promise<Figures> {
    numbers += 1;
    const paymentId = `${mark}-P${String(numbers)}`;
    const wish = { paymentId, receiptNo: paymentId, memberId, amountFen, proof };
    const { principalFen, bonusFen } = await pos.storedValue.pay(wish);
    return { principalFen, bonusFen };
  }

  async function refundValue(basis: ValueRefundBasis): Promise<Figures> {
    numbers += 1;
    const { contracts } = await pos.storedValue.quoteRefund({ memberId, contractNo });
    const quoted = contracts[0]?.workings ?? [];
    const workings = Object.fromEntries(
      quoted.map((each) => [each.basis, each.applies ? each.refundFen : null]),
    );
    const { refundFen } = await pos.storedValue.refund({
      refundId: `${mark}-V${String(numbers)}`,
      memberId,
      contractNo,
      basis,
      refundFen: Number(workings[basis]),
      payTo: 'same_name_account',
      approver: { staffId: managerId, pin: managerPin },
      proof,
    });
    return { workings, refundFen };
  }

  function act(step: CounterStep): Promise<Figures> {
    if (step.earn !== undefined) return earn(step.earn);
    if (step.redeem !== undefined) return redeem(step.redeem);
    if (step.refund !== undefined) return refund(step.refund);
    if (step.topUp !== undefined) return topUp(step.topUp);
    if (step.pay !== undefined) return pay(step.pay);
    if (step.refundValue !== undefined) return refundValue(step.refundValue);
    throw new Error('A step does nothing.');
  }

  async function agreed(): Promise<Figures> {
    const state = await readOfficeState(office, memberId);
    expectLedgerHolds(state);
    const { availablePoints, pendingPoints, heldPoints, debtPoints } = balanceOf(state, {
      businessDate: today,
      nowMs: Date.now(),
    });
    const contracts = state.value?.contracts ?? [];
    const figures = {
      availablePoints,
      pendingPoints,
      heldPoints,
      debtPoints,
      valuePrincipalFen: contracts.reduce((sum, each) => sum + each.principalLeftFen, 0),
      valueBonusFen: contracts.reduce((sum, each) => sum + each.bonusLeftFen, 0),
    };
    await till.sync();
    const seen = await pos.member.get({ memberId });
    expect(seen).toMatchObject(figures);
    return { ...figures, valueFen: figures.valuePrincipalFen + figures.valueBonusFen };
  }

  return {
    /** Figures of a step, and of the member at head office after it. */
    async run(step: CounterStep): Promise<Figures> {
      const { error, data } = await safe(act(step));
      if (error !== null && !('code' in error)) throw error;
      await till.sync();
      await expectAuditsHold(office, memberId, programme);
      const figures = await agreed();
      return error === null ? { ...data, ...figures } : { refused: error.code, ...figures };
    },
  };
}
