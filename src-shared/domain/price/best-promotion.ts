import { shareByLargestRemainder } from '../../values/rounding.ts';
import type { WhyNot } from '../coupon/coupon.ts';
import type { ReceiptFacts } from '../quote/quote.ts';
import { coversGoods } from './covers-goods.ts';
import type { Promotion } from './price.ts';

/** What promotions take off a receipt. Amounts in fen. */
export interface PromotionChoice {
  /** null: none applies. */
  readonly promotionId: string | null;
  readonly offFen: number;
  /** Parallel to the lines given. */
  readonly lineOffFen: readonly number[];
  readonly unused: readonly { readonly promotionId: string; readonly whyNot: WhyNot }[];
}

/** A line after member prices. */
export interface PricedGoods {
  readonly sku: string;
  readonly category: string;
  readonly priceFen: number;
}

/**
 * The one promotion that counts (满减, CP-02): of those that run here and today and whose threshold the goods of their scope
 * reach after member prices, the one that takes off most; ties to the lowest promotionId. Never more than its goods cost;
 * shared over them by largest remainder (PL-06). The others say why not, those that do not run are not spoken of.
 */
export function bestPromotion(
  promotions: readonly Promotion[],
  facts: Pick<ReceiptFacts, 'storeId' | 'businessDate'>,
  lines: readonly PricedGoods[],
): PromotionChoice {
  const running = promotions.filter((promotion) => isRunning(promotion, facts));
  const offers = running.map((promotion) => offerOf(promotion, lines));
  let best: Offer | null = null;
  for (const offer of offers) {
    if (offer.offFen > 0 && (best === null || isBetter(offer, best))) best = offer;
  }
  return {
    promotionId: best?.promotionId ?? null,
    offFen: best?.offFen ?? 0,
    lineOffFen:
      best === null ? lines.map(() => 0) : shareByLargestRemainder(best.offFen, best.weights),
    unused: offers
      .filter((offer) => offer !== best)
      .map(({ promotionId, whyNot }) => ({
        promotionId,
        whyNot: whyNot ?? { code: 'better_chosen' },
      })),
  };
}

interface Offer {
  readonly promotionId: string;
  readonly offFen: number;
  /** What each line weighs in it. */
  readonly weights: readonly number[];
  /** null: it could be used. */
  readonly whyNot: WhyNot | null;
}

function offerOf(promotion: Promotion, lines: readonly PricedGoods[]): Offer {
  const { promotionId, thresholdFen, scope } = promotion;
  const weights = lines.map((line) => (coversGoods(scope, line) ? line.priceFen : 0));
  const goodsFen = weights.reduce((sum, weight) => sum + weight, 0);
  const none = { promotionId, offFen: 0, weights };
  if (goodsFen === 0) return { ...none, whyNot: { code: 'no_goods' } };
  if (goodsFen < thresholdFen) {
    return { ...none, whyNot: { code: 'missing_fen', missingFen: thresholdFen - goodsFen } };
  }
  return { ...none, offFen: Math.min(promotion.offFen, goodsFen), whyNot: null };
}

function isBetter(offer: Offer, best: Offer): boolean {
  if (offer.offFen !== best.offFen) return offer.offFen > best.offFen;
  return offer.promotionId < best.promotionId;
}

function isRunning(
  { fromDay, toDay, storeIds }: Promotion,
  { businessDate, storeId }: Pick<ReceiptFacts, 'storeId' | 'businessDate'>,
): boolean {
  return fromDay <= businessDate && businessDate <= toDay && (storeIds?.includes(storeId) ?? true);
}
