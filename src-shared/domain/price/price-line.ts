import { floorRate, type Rate } from '../../values/rounding.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptFacts } from '../quote/quote.ts';
import type { ReceiptLine } from '../receipt/receipt.ts';
import type { MemberPrice, PriceRule } from './price.ts';

/** A line's price for a member, in fen for the whole line, and the rule that made it. */
export interface LinePrice {
  readonly priceFen: number;
  readonly priceRule: PriceRule;
}

/** The price of a line, and the rules that would have made another one and did not. */
export interface ChosenPrice extends LinePrice {
  readonly losing: readonly PriceRule[];
}

/** Who pays and when, as far as prices depend on it. */
export type PriceFacts = Pick<ReceiptFacts, 'businessDate' | 'tierCode' | 'planIds'>;

/**
 * The price of one line (TR-10): the lowest of the till's own (shelf or promotion), the published member price, the tier's
 * discount, and what paid plans bring, a price of their own or a discount, never two of them together. Discounts are taken of
 * the line's list amount where the till tells it, rounded down; of equal prices the first in this order counts. Goods that
 * never earn (tobacco, gift cards, delivery) get no percentage off either, only a price published for them.
 */
export function priceLine(programme: Programme, facts: PriceFacts, line: ReceiptLine): ChosenPrice {
  const candidates = memberPrices(programme, facts, line).toSorted(byPlanLast);
  let best: LinePrice = { priceFen: line.amountFen, priceRule: { kind: 'till' } };
  // A plan's price is used, and counts against its refund (TR-09), only where no other is as low.
  for (const candidate of candidates) {
    if (candidate.priceFen < best.priceFen) best = candidate;
  }
  const losing = candidates.filter((each) => each !== best).map(({ priceRule }) => priceRule);
  return { ...best, losing };
}

function memberPrices(programme: Programme, facts: PriceFacts, line: ReceiptLine): LinePrice[] {
  const prices: LinePrice[] = [];
  const { sku } = line;
  const quantity = rateOfDecimal(line.quantity);
  for (const price of programme.memberPrices) {
    // Without a quantity there is nothing a price per unit could be of.
    if (quantity.numerator === 0 || !isFor(price, facts, line)) continue;
    const priceFen = floorRate(price.unitFen, quantity);
    const planId = price.planIds?.find((each) => facts.planIds.includes(each));
    const plan = planId === undefined ? {} : { planId };
    prices.push({ priceFen, priceRule: { kind: 'member_price', sku, ...plan } });
  }
  if (programme.earn.excludedCategories.includes(line.category)) return prices;
  const listFen = line.listFen ?? line.amountFen;
  for (const { priceRule, priceShare } of discountsOf(programme, facts)) {
    prices.push({ priceFen: floorRate(listFen, priceShare), priceRule });
  }
  return prices;
}

/** A percentage that a member has on all goods but those that never earn. */
interface Discount {
  readonly priceRule: PriceRule;
  readonly priceShare: Rate;
}

/** The discounts that a member's tier and paid plans bring, the tier's first. */
export function discountsOf(
  { tiers, plans }: Pick<Programme, 'tiers' | 'plans'>,
  { tierCode, planIds }: Pick<PriceFacts, 'tierCode' | 'planIds'>,
): readonly Discount[] {
  return [
    ...tiers
      .filter(({ code }) => code === tierCode)
      .flatMap(({ priceShare }) => shareOf({ kind: 'tier', tierCode }, priceShare)),
    ...plans
      .filter(({ planId }) => planIds.includes(planId))
      .flatMap(({ planId, priceShare }) => shareOf({ kind: 'plan', planId }, priceShare)),
  ];
}

function shareOf(priceRule: PriceRule, priceShare: Rate | undefined): readonly Discount[] {
  return priceShare === undefined ? [] : [{ priceRule, priceShare }];
}

/** The paid plan that a price comes with (TR-09); null where everybody has it, or all of a tier. */
export function planIdOf(rule: PriceRule): string | null {
  return rule.kind === 'plan' || rule.kind === 'member_price' ? (rule.planId ?? null) : null;
}

function byPlanLast({ priceRule: a }: LinePrice, { priceRule: b }: LinePrice): number {
  return (planIdOf(a) === null ? 0 : 1) - (planIdOf(b) === null ? 0 : 1);
}

function isFor(price: MemberPrice, facts: PriceFacts, { sku }: ReceiptLine): boolean {
  return (
    price.sku === sku &&
    price.fromDay <= facts.businessDate &&
    facts.businessDate <= price.toDay &&
    (price.tierCodes?.includes(facts.tierCode) ?? true) &&
    (price.planIds?.some((planId) => facts.planIds.includes(planId)) ?? true)
  );
}

/** A decimal of at most 6 places as a ratio: "1.235" is 1235/1000. */
function rateOfDecimal(text: string): Rate {
  const [whole = '0', places = ''] = text.split('.');
  return { numerator: Number(whole + places), denominator: 10 ** places.length };
}
