import type { Quote } from '../../../src-shared/contract/till/quote.ts';
import type { CouponOfflineMode, WhyNot } from '../../../src-shared/domain/coupon/coupon.ts';
import { whyNotText } from '../../../src-shared/text/why-not-words.ts';
import type { FakeMember } from './fake-members.ts';

const fenPerPoint = 100;
const stepPoints = 100;
const quoteLifeMs = 900_000;
const silverFen = 200_000;
/** Goods with a price for members: a tenth less. */
export const memberPriceSku = '6901234567892';

interface FakeLine {
  readonly lineNo: number;
  readonly sku: string;
  readonly category: string;
  readonly amountFen: number;
}

export interface FakeWishes {
  readonly couponIds: 'best' | readonly string[];
  readonly points: number | 'most';
}

/** A made-up coupon: so much off from a threshold on, one of them per receipt unless it stacks. */
export interface FakeCoupon {
  readonly couponId: string;
  readonly name: string;
  readonly thresholdFen: number;
  readonly offFen: number;
  readonly stacks: boolean;
  /** The only goods it is for. */
  readonly sku?: string;
  /** How it may be used without the line; unless said, as `store_bound` is at its store. */
  readonly offlineMode?: CouponOfflineMode;
}

/** What a made-up member gets on a receipt: member prices, coupons, points and a point per yuan. */
export function fakeQuote(
  { summary, coupons }: FakeMember,
  lines: readonly FakeLine[],
  asked: {
    readonly wishes: FakeWishes;
    readonly isClosed: boolean;
    readonly isOnline: boolean;
    readonly atMs: number;
  },
): Quote {
  const { wishes, isClosed, isOnline, atMs } = asked;
  const priced = lines.map((line) => {
    const isMemberPrice = line.sku === memberPriceSku;
    const priceFen = isMemberPrice ? Math.floor((line.amountFen * 9) / 10) : line.amountFen;
    return { ...line, priceFen };
  });
  const grossFen = sum(lines.map(({ amountFen }) => amountFen));
  const pricedFen = sum(priced.map(({ priceFen }) => priceFen));
  const giftCards = priced.filter(({ category }) => category === 'gift_card');
  const giftCardFen = sum(giftCards.map(({ priceFen }) => priceFen));
  const chosen = isClosed
    ? none
    : chooseCoupons(coupons, pricedFen, {
        wished: wishes.couponIds,
        isOnline,
        skus: lines.map(({ sku }) => sku),
      });
  const couponFen = sum(chosen.used.map(({ offFen }) => offFen));
  const owned = isOnline
    ? summary.availablePoints
    : Math.min(summary.availablePoints, summary.offlinePoints);
  const leftFen = pricedFen - couponFen;
  const maxPoints = isClosed ? 0 : toStep(Math.min(owned, leftFen / 2));
  const wishedPoints = wishes.points === 'most' ? maxPoints : wishes.points;
  const usedPoints = Math.min(maxPoints, toStep(wishedPoints));
  const payableFen = leftFen - usedPoints;
  const base = Math.floor(payableFen / fenPerPoint);
  const bonus = summary.tier === 'gold' ? Math.floor(base / 5) : 0;
  const isRaised = summary.tier === 'regular' && payableFen >= silverFen;
  return {
    quoteId: `quote-${summary.memberId}-${grossFen}-${couponFen}-${usedPoints}`,
    validUntilMs: atMs + quoteLifeMs,
    programmeVersion: 1,
    lines: priced.map(({ lineNo, sku, amountFen, priceFen }) => ({
      lineNo,
      sku,
      amountFen,
      priceFen,
      priceRule: priceFen < amountFen ? 'member_price' : 'till',
      promotionFen: 0,
      couponFen: 0,
      offsetFen: 0,
      soldFen: priceFen,
      netFen: priceFen,
      points: Math.floor(priceFen / fenPerPoint),
    })),
    benefits: [
      ...(pricedFen < grossFen
        ? [
            {
              kind: 'member_price' as const,
              ruleId: 'member_price',
              savedFen: grossFen - pricedFen,
              reason: '会员价',
            },
          ]
        : []),
      ...chosen.used.map(({ couponId, name, offFen }) => ({
        kind: 'coupon' as const,
        ruleId: `coupon:${couponId}`,
        savedFen: offFen,
        reason: name,
      })),
      ...(usedPoints > 0
        ? [{ kind: 'points' as const, ruleId: 'redeem', savedFen: usedPoints, reason: '积分抵现' }]
        : []),
    ],
    unused: isClosed
      ? []
      : [
          ...chosen.unused,
          ...(coupons.length === 0
            ? []
            : [
                {
                  kind: 'campaign' as const,
                  id: 'happy_hour',
                  name: '晚间双倍积分',
                  whyNot: 'only_hours',
                  reach: 'today' as const,
                  reason: '每天 18:00–20:00 可用',
                },
                {
                  kind: 'campaign' as const,
                  id: 'member_day',
                  name: '周三会员日1.5倍积分',
                  whyNot: 'only_weekdays',
                  reach: 'later' as const,
                  reason: '限周三',
                },
                {
                  kind: 'campaign' as const,
                  id: 'first_order',
                  name: '首单送100积分',
                  whyNot: 'first_purchase_only',
                  reach: 'never' as const,
                  reason: '限首次消费',
                },
              ]),
          ...(usedPoints === 0 && maxPoints > 0
            ? [
                {
                  kind: 'points' as const,
                  id: 'points',
                  name: '',
                  whyNot: 'not_wished',
                  reason: '可用，本单未选',
                },
              ]
            : []),
        ],
    coupons: chosen.used.map(({ couponId, name, offFen }) => ({
      couponId,
      templateId: couponId,
      name,
      offFen,
    })),
    points: {
      used: usedPoints,
      offsetFen: usedPoints,
      maxPoints,
      minPoints: stepPoints,
      stepPoints,
      offsetFenAtMax: maxPoints,
      right: isOnline ? 'authorised' : 'floor',
    },
    grossFen,
    savedFen: grossFen - payableFen,
    payableFen,
    valuePaidFen: 0,
    // Stored value buys no gift cards.
    valuePayableFen: payableFen - Math.min(payableFen, giftCardFen),
    earnedPoints: base + bonus,
    heldPoints: base > 5000 ? base - 5000 : 0,
    entries: [
      { kind: 'earn', points: base, ruleId: 'base', reason: '1 元积 1 分' },
      ...(bonus === 0
        ? []
        : [
            {
              kind: 'earn_bonus' as const,
              points: bonus,
              ruleId: 'tier:gold',
              reason: '金卡 1.2 倍',
            },
          ]),
    ],
    tier: {
      code: summary.tier,
      name: summary.tierName,
      raisedTo: isRaised ? { code: 'silver', name: '银卡', untilDay: null } : null,
      next:
        summary.tier === 'gold' && summary.isElsewhere !== true
          ? {
              code: 'diamond',
              name: '钻石',
              missing: [
                { measure: 'spend_fen', missing: 1_234_500 },
                { measure: 'visit_days', missing: 6 },
              ],
            }
          : null,
    },
    proofNeeded: usedPoints > 0 || chosen.used.length > 0,
    isClosed,
  };
}

const none = { used: [], unused: [] };

function chooseCoupons(
  coupons: readonly FakeCoupon[],
  baseFen: number,
  {
    wished,
    isOnline,
    skus,
  }: {
    readonly wished: FakeWishes['couponIds'];
    readonly isOnline: boolean;
    readonly skus: readonly string[];
  },
): { readonly used: readonly FakeCoupon[]; readonly unused: Quote['unused'] } {
  const order =
    wished === 'best'
      ? coupons.toSorted((one, other) => other.offFen - one.offFen)
      : wished.flatMap((id) => coupons.filter(({ couponId }) => couponId === id));
  const used: FakeCoupon[] = [];
  const whyOffline = ({ offlineMode }: FakeCoupon): WhyNot | null => {
    if (isOnline || offlineMode === undefined || offlineMode === 'store_bound') return null;
    if (offlineMode === 'online_only') return { code: 'online_only' };
    // Once per member and till.
    return used.some((each) => each.offlineMode === 'floor') ? { code: 'offline_limit' } : null;
  };
  const hasGoods = ({ sku }: FakeCoupon) => sku === undefined || skus.includes(sku);
  for (const coupon of order) {
    if (whyOffline(coupon) !== null || !hasGoods(coupon)) continue;
    const isAlone = !coupon.stacks && used.some(({ stacks }) => !stacks);
    if (coupon.thresholdFen <= baseFen && !isAlone) used.push(coupon);
  }
  const unused = coupons
    .filter((coupon) => !used.includes(coupon))
    .map((coupon) => {
      const { couponId, name, thresholdFen } = coupon;
      const missingFen = thresholdFen - baseFen;
      const common = { kind: 'coupon' as const, id: couponId, name };
      if (!hasGoods(coupon)) {
        return { ...common, whyNot: 'no_goods', reason: whyNotText('zh-CN', { code: 'no_goods' }) };
      }
      if (missingFen > 0) {
        const reason = `还差 ¥${(missingFen / fenPerPoint).toFixed(2)} 可用`;
        return { ...common, whyNot: 'missing_fen', missingFen, reason };
      }
      const offline = whyOffline(coupon);
      if (offline !== null) {
        return { ...common, whyNot: offline.code, reason: whyNotText('zh-CN', offline) };
      }
      return order.some((each) => each.couponId === couponId)
        ? { ...common, whyNot: 'stacks_not', reason: '与已选优惠不能同享' }
        : { ...common, whyNot: 'not_wished', reason: '可用，本单未选' };
    });
  return { used, unused };
}

function toStep(points: number): number {
  return Math.max(0, Math.floor(points / stepPoints) * stepPoints);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
