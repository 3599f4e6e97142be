import type { MemberStanding } from '../../../src-shared/contract/till/member.ts';
import type { PlanRefundQuote, PlanRequest } from '../../../src-shared/contract/till/plan.ts';
import {
  addDays,
  type BusinessDate,
  businessDateAt,
} from '../../../src-shared/values/business-date.ts';
import type { ReviewList, UnclosedPayment } from '../../../src-shared/contract/till/review.ts';
import type { SinkOffer, TakenSink } from '../../../src-shared/contract/till/sink.ts';
import type { FakeMember } from './fake-members.ts';
import { fakeNowMs } from './fake-members.ts';

const today = businessDateAt(fakeNowMs);

const plain: MemberStanding = {
  growth: { spendFen: 0, visitDays: 0, topUpFen: 0, taskPoints: 0 },
  tierUntilDay: null,
  tierIsProvisional: false,
  tierIsHeld: false,
  nextTier: {
    tier: 'silver',
    tierName: '银卡',
    missing: [{ measure: 'spend_fen', missing: 200_000 }],
  },
  keepTier: null,
  plans: [],
  coupons: { count: 0, endingCount: 0, endsOnDay: null },
};

/** What the members of the fake shop have reached. */
const standings: Readonly<Record<string, Partial<MemberStanding>>> = {
  'm-zhang': {
    growth: { spendFen: 1_765_500, visitDays: 31, topUpFen: 0, taskPoints: 120 },
    tierUntilDay: addDays(today, 40),
    nextTier: {
      tier: 'diamond',
      tierName: '钻石',
      missing: [{ measure: 'spend_fen', missing: 1_234_500 }],
    },
  },
  'm-long': {
    growth: { spendFen: 987_654_300, visitDays: 312, topUpFen: 500_000, taskPoints: 9800 },
    tierUntilDay: addDays(today, 9),
    tierIsProvisional: true,
    nextTier: null,
    keepTier: {
      byDay: addDays(today, 9),
      missing: [
        { measure: 'spend_fen', missing: 1_234_500 },
        { measure: 'visit_days', missing: 6 },
      ],
    },
  },
};

/** The standing of a member; coupons are counted as they have them, plans as they have bought them here. */
export function fakeStanding(
  { summary, coupons }: FakeMember,
  held: readonly FakePlanSale[],
): MemberStanding {
  const count = coupons.length;
  const isEnding = count > 1;
  const own = held.filter(({ memberId }) => memberId === summary.memberId);
  const [first] = own;
  return {
    ...plain,
    ...standings[summary.memberId],
    plans:
      first === undefined
        ? []
        : [
            {
              planId: 'plus',
              name: plus.name,
              fromDay: first.fromDay,
              untilDay: own.at(-1)?.untilDay ?? first.untilDay,
              isProvisional: own.some(({ isNew }) => isNew),
              sales: own.map(({ planSaleId, fromDay, untilDay, paidFen }) => ({
                planSaleId,
                fromDay,
                untilDay,
                paidFen,
              })),
            },
          ],
    coupons: {
      count,
      endingCount: isEnding ? 1 : 0,
      endsOnDay: isEnding ? addDays(today, 5) : null,
    },
  };
}

export interface FakePlanSale {
  readonly memberId: string;
  readonly planSaleId: string;
  readonly fromDay: BusinessDate;
  readonly untilDay: BusinessDate;
  readonly paidFen: number;
  readonly isNew: boolean;
}

const plus = {
  planId: 'plus',
  name: '青禾 Plus 年卡',
  priceFen: 19_900,
  months: 12,
  fullRefundDays: 7,
};
const fakePlans = [
  plus,
  {
    planId: 'family',
    name: '青禾家庭卡（最多五位家人共享的全年会员价格）',
    priceFen: 39_900,
    months: 24,
    fullRefundDays: 30,
  },
];
const planDays = 364;

type PlanId = (typeof fakePlans)[number]['planId'];

/** Paid memberships of the fake shop: one member has one, with savings of 25 yuan. */
export function makeFakePlans() {
  let held: readonly FakePlanSale[] = [
    {
      memberId: 'm-zhang',
      planSaleId: 'plan-sale-1',
      fromDay: addDays(today, -100),
      untilDay: addDays(today, planDays - 100),
      paidFen: plus.priceFen,
      isNew: false,
    },
  ];
  let waiting: readonly PlanRequest[] = [];
  const drop = (requestId: string) => {
    waiting = waiting.filter((each) => each.requestId !== requestId);
  };
  const wait = (
    { summary }: FakeMember,
    request: Pick<PlanRequest, 'requestId' | 'kind' | 'refund' | 'amountFen'> & {
      readonly planId: PlanId;
    },
  ) => {
    drop(request.requestId);
    const { memberId, maskedName, maskedPhone } = summary;
    const planName = fakePlans.find(({ planId }) => planId === request.planId)?.name ?? '';
    const asked = { memberId, maskedName, maskedPhone, planName, askedOnDay: today };
    waiting = [...waiting, { ...request, ...asked }];
  };
  return {
    offers: fakePlans,
    held: () => held,
    drop,
    requests: () => waiting,
    requestsOf: (memberId: string) => waiting.filter((each) => each.memberId === memberId),
    sell(member: FakeMember, planSaleId: string, planId: PlanId, isOnline: boolean) {
      const offer = fakePlans.find((each) => each.planId === planId) ?? plus;
      const { memberId } = member.summary;
      const last = held.findLast((each) => each.memberId === memberId);
      const fromDay = last === undefined ? today : addDays(last.untilDay, 1);
      const untilDay = addDays(fromDay, planDays);
      const told = { planSaleId, priceFen: offer.priceFen, fromDay, untilDay };
      if (!isOnline) {
        const request = { requestId: planSaleId, kind: 'sale' as const, refund: null };
        wait(member, { ...request, amountFen: offer.priceFen, planId });
        return { status: 'requested' as const, ...told };
      }
      drop(planSaleId);
      held = [
        ...held,
        { memberId, planSaleId, fromDay, untilDay, paidFen: offer.priceFen, isNew: true },
      ];
      return { status: 'posted' as const, ...told };
    },
    quote(reason: 'seller' | 'consumer'): PlanRefundQuote {
      const bySeller = reason === 'seller';
      const lessFen = bySeller ? 5506 : 2500;
      const text = bySeller ? '已过 101 天（共 365 天）' : '已享优惠（按原价计，含多得积分）';
      const refundFen = plus.priceFen - lessFen;
      return {
        basis: reason,
        refundFen,
        lines: [
          { kind: 'paid', text: '已付会员费', amountFen: plus.priceFen },
          { kind: bySeller ? 'used_days' : 'used_benefits', text, amountFen: -lessFen },
          { kind: 'refund', text: '应退金额', amountFen: refundFen },
        ],
      };
    },
    refund(
      member: FakeMember,
      asked: {
        readonly planRefundId: string;
        readonly planSaleId: string;
        readonly reason: 'seller' | 'consumer';
        readonly refundFen: number;
      },
      isOnline: boolean,
    ): 'posted' | 'requested' {
      const { planRefundId, planSaleId, reason, refundFen } = asked;
      if (!isOnline) {
        const refund = { planSaleId, reason };
        const request = { requestId: planRefundId, kind: 'refund' as const, refund };
        wait(member, { ...request, amountFen: refundFen, planId: 'plus' });
        return 'requested';
      }
      drop(planRefundId);
      held = held.filter((each) => each.planSaleId !== planSaleId);
      return 'posted';
    },
  };
}

const fakeSinks: readonly Omit<SinkOffer, 'whyNot'>[] = [
  { sinkId: 'tote_bag', name: '帆布购物袋', points: 600, reward: 'gift', leftCount: 3 },
  {
    sinkId: 'mug',
    name: '青禾限量搪瓷杯（周年纪念款，配木盖）',
    points: 1200,
    reward: 'gift',
    leftCount: 0,
  },
  { sinkId: 'school_lunch', name: '山区学校午餐', points: 500, reward: 'charity', leftCount: null },
  { sinkId: 'voucher', name: '10元代金券', points: 1000, reward: 'coupon', leftCount: null },
  { sinkId: 'gold', name: '金卡 3 个月', points: 6000, reward: 'tier', leftCount: null },
];

/** What points can be given for in the fake shop. */
export function makeFakeSinks() {
  let takenHere: readonly (TakenSink & { readonly memberId: string })[] = [];
  let bagCount = 3;
  const find = (sinkId: string) => {
    const sink = fakeSinks.find((each) => each.sinkId === sinkId);
    if (sink === undefined) throw new Error(`There is no ${sinkId}.`);
    return sink;
  };
  return {
    find,
    list(availablePoints: number): readonly SinkOffer[] {
      return fakeSinks.map((sink) => {
        const leftCount = sink.sinkId === 'tote_bag' ? bagCount : sink.leftCount;
        const isGone = leftCount === 0;
        const isTooMuch = sink.points > availablePoints;
        const whyNot = isGone
          ? '本机没有这件礼品了，可到其他收银台或换一件'
          : isTooMuch
            ? `积分不够，现在可用 ${availablePoints} 分`
            : null;
        return { ...sink, leftCount, whyNot };
      });
    },
    taken: (memberId: string) => takenHere.filter((each) => each.memberId === memberId),
    take(memberId: string, redemptionId: string, sinkId: string): SinkOffer['reward'] {
      const { name, points, reward } = find(sinkId);
      if (reward === 'gift') bagCount -= 1;
      if (reward === 'coupon') {
        const toDay = addDays(today, 30);
        const taken = { memberId, redemptionId, name, points, takenOnDay: today, toDay };
        takenHere = [...takenHere, taken];
      }
      return reward;
    },
    cancel(redemptionId: string) {
      const taken = takenHere.find((each) => each.redemptionId === redemptionId);
      takenHere = takenHere.filter((each) => each !== taken);
      return taken ?? null;
    },
  };
}

/** What two members paid at this till for receipts that it never posted; the second was posted at another till. */
export function fakeUnclosedPayments(): readonly UnclosedPayment[] {
  return [
    {
      kind: 'points',
      paymentId: 'rd-crashed',
      points: 1000,
      amountFen: 1000,
      receiptNo: 'T01-000118',
      businessDate: today,
      atMs: fakeNowMs - 3_000_000,
      memberId: 'm-zhang',
      maskedName: '张*',
      maskedPhone: '138****1234',
      soldElsewhere: null,
    },
    {
      kind: 'value',
      paymentId: 'pay-elsewhere',
      points: 0,
      amountFen: 3000,
      receiptNo: 'T01-000121',
      businessDate: today,
      atMs: fakeNowMs - 1_500_000,
      memberId: 'm-zhang',
      maskedName: '张*',
      maskedPhone: '138****1234',
      soldElsewhere: {
        terminalName: '2 号收银台',
        atMs: fakeNowMs - 1_380_000,
        businessDate: today,
        moneyFen: 5000,
      },
    },
  ];
}

/** What waits for a manager of the fake store. */
export function makeFakeReview() {
  const whose = { memberId: 'm-zhang', maskedName: '张*', maskedPhone: '138****1234' };
  const other = {
    memberId: 'm-long',
    maskedName: '阿卜杜热西提*麦麦提吐尔逊阿吉巴依',
    maskedPhone: '139****1234',
  };
  const hourMs = 3_600_000;
  let holds: ReviewList['holds'] = [
    {
      ...whose,
      holdId: 'receipt:store-1:2026-11-19:T01-000087',
      points: 1860,
      reason: 'daily_points',
      sinceMs: fakeNowMs - 20 * hourMs,
      receiptNo: 'T01-000087',
      businessDate: '2026-11-19',
      terminalName: '1 号收银台',
      operatorName: '王芳',
      mayDecide: true,
    },
    {
      ...other,
      holdId: 'receipt:store-1:2026-11-20:T02-000311',
      points: 620,
      reason: 'review',
      sinceMs: fakeNowMs - 2 * hourMs,
      receiptNo: 'T02-000311',
      businessDate: '2026-11-20',
      terminalName: '2 号收银台',
      operatorName: '陈晓东',
      mayDecide: false,
    },
  ];
  const conflicts: ReviewList['conflicts'] = [
    {
      ...whose,
      caseId: 'conflict:c-100-10:op',
      couponName: '满100减10元',
      stands: {
        storeId: 'store-1',
        terminalName: '1 号收银台',
        receiptNo: 'T01-000076',
        atMs: fakeNowMs - 30 * hourMs,
      },
      lost: {
        storeId: 'B02',
        terminalName: '人民广场店 7 号收银台',
        receiptNo: 'T07-000298',
        atMs: fakeNowMs - 29 * hourMs,
      },
      paidBy: 'campaign',
      state: 'open',
    },
  ];
  const refunds: ReviewList['refunds'] = [
    {
      ...whose,
      operationId: 'op-refund-1',
      refundNo: 'rf-1',
      storeId: 'B02',
      receiptNo: 'T07-000311',
      businessDate: '2026-11-18',
      amountFen: 8850,
      terminalName: '1 号收银台',
      atMs: fakeNowMs - 26 * hourMs,
      operatorName: '王芳',
      reason: '退的比卖的多，请核对小票',
    },
    {
      ...other,
      operationId: 'op-refund-2',
      refundNo: 'rf-2',
      storeId: 'store-1',
      receiptNo: 'T03-000045',
      businessDate: '2026-11-17',
      amountFen: 12_800,
      terminalName: '1 号收银台',
      atMs: fakeNowMs - 3 * hourMs,
      operatorName: '王芳',
      reason: null,
    },
  ];
  const duplicates: ReviewList['duplicates'] = [
    {
      ...whose,
      other: { ...other, memberId: 'm-other' },
      caseId: 'duplicate:m-1:m-other',
      operatorName: '王芳',
      sinceMs: fakeNowMs - 50 * hourMs,
    },
  ];
  const disputes: ReviewList['disputes'] = [
    {
      ...whose,
      caseId: 'dispute:m-zhang:op-1',
      operatorName: '王芳',
      sinceMs: fakeNowMs - 5 * hourMs,
      entryKind: 'earn',
      points: 128,
      entryDay: '2026-11-19',
      reference: 'T01-000087',
      words: '会员说买了两件，只积了一件的分',
      state: 'open',
      decidedAtMs: null,
      reason: null,
    },
    {
      ...other,
      caseId: 'dispute:m-long:op-2',
      operatorName: '陈晓东',
      sinceMs: fakeNowMs - 70 * hourMs,
      entryKind: 'takeback',
      points: -320,
      entryDay: '2026-11-17',
      reference: 'T03-000045',
      words: '',
      state: 'confirmed',
      decidedAtMs: fakeNowMs - 30 * hourMs,
      reason: '退货金额录错，积分已补回',
    },
  ];
  return {
    list(
      isOnline: boolean,
      here: {
        readonly requests: readonly PlanRequest[];
        readonly payments: readonly UnclosedPayment[];
      },
    ): ReviewList {
      const office = isOnline
        ? { holds, conflicts, refunds, duplicates, disputes }
        : { holds: [], conflicts: [], refunds: [], duplicates: [], disputes: [] };
      const [requests, payments] = [[...here.requests], [...here.payments]];
      return { isOnline, ...office, payments, requests, hasMore: false };
    },
    decide(holdId: string) {
      holds = holds.filter((hold) => hold.holdId !== holdId);
    },
  };
}
