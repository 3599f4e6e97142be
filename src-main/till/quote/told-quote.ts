import type { Quote, QuoteChange } from '../../../src-shared/contract/till/quote.ts';
import { whyForBirthday } from '../../../src-shared/domain/campaign/campaigns-at.ts';
import { sumPoints } from '../../../src-shared/domain/points/lots.ts';
import { couponRuleId } from '../../../src-shared/domain/points/points-under-terms.ts';
import type { Language, Programme } from '../../../src-shared/domain/programme/programme.ts';
import type {
  QuotedLine,
  ReceiptFacts,
  ReceiptQuote,
  UnusedBenefit,
} from '../../../src-shared/domain/quote/quote.ts';
import { payableByValue } from '../../../src-shared/domain/stored-value/decide-payment.ts';
import { decideUpgrade } from '../../../src-shared/domain/tier/decide-upgrade.ts';
import { growthOfReceipt } from '../../../src-shared/domain/tier/growth-of-receipt.ts';
import { missingForNextTier } from '../../../src-shared/domain/tier/missing-for-tier.ts';
import { postGrowth } from '../../../src-shared/domain/tier/post-growth.ts';
import type { TierChange } from '../../../src-shared/domain/tier/tier.ts';
import { benefitReason, unusedName } from '../../../src-shared/text/benefit-reason.ts';
import { entryReason, nameOfRule } from '../../../src-shared/text/entry-reason.ts';
import { floorRate } from '../../../src-shared/values/rounding.ts';
import type { ActiveTill } from '../active-till.ts';
import { reasonText } from '../coupon/coupon-reason.ts';
import type { MemberView } from '../find-member.ts';
import { toldToStrangers } from '../told-to-strangers.ts';
import { rightNow } from '../redemption/find-right.ts';
import type { Moment } from '../../sync/till-time.ts';
import type { KeptQuote } from './kept-quotes.ts';

/** The quote of a receipt would be another one now. Nothing was recorded. */
export interface QuoteChanged {
  readonly status: 'quote_changed';
  readonly changed: readonly QuoteChange[];
  readonly quote: Quote;
}

/** What a quote is said of. */
export interface QuotedFor {
  readonly view: MemberView;
  readonly facts: ReceiptFacts;
  readonly programme: Programme;
  readonly moment: Moment;
  readonly language: Language;
}

/** A quote as the contract says it, with its reasons in words. */
export function toldQuote(till: ActiveTill, kept: KeptQuote, given: QuotedFor): Quote {
  const { quote, asked } = kept;
  const { view, facts, language } = given;
  const { redeem } = given.programme;
  const programme = asked.isClosed ? toldToStrangers(given.programme) : given.programme;
  const isTold = ({ kind, id }: UnusedBenefit) =>
    kind !== 'campaign' || programme.campaigns.some(({ campaignId }) => campaignId === id);
  return {
    quoteId: kept.quoteId,
    validUntilMs: kept.validUntilMs,
    programmeVersion: programme.version,
    lines: quote.lines.map(toldLine),
    benefits: quote.benefits.map((benefit) => ({
      ...benefit,
      reason: benefitReason(benefit, programme, language),
    })),
    unused: quote.unused.filter(isTold).map((unused) => toldUnused(till, unused, given)),
    coupons: toldCoupons(quote.coupons, programme, language),
    points: {
      used: quote.points,
      offsetFen: quote.offsetFen,
      maxPoints: quote.maxPoints,
      minPoints: redeem.minPoints,
      stepPoints: redeem.stepPoints,
      offsetFenAtMax: floorRate(quote.maxPoints, redeem.fenPerPoint),
      right: rightNow(till, view, quote.points > 0 ? quote.points : quote.maxPoints),
    },
    grossFen: quote.grossFen,
    savedFen: quote.benefits.reduce((sum, { savedFen }) => sum + savedFen, 0),
    payableFen: quote.payableFen,
    valuePaidFen: Math.min(quote.payableFen, facts.paidBonusFen + (facts.paidPrincipalFen ?? 0)),
    valuePayableFen: payableByValue(programme.value, quote.lines),
    earnedPoints: sumPoints(quote.parts),
    heldPoints: quote.heldPoints,
    entries: quote.parts.map((part) => ({
      ...part,
      reason: entryReason(part, programme, language),
    })),
    tier: toldTier(quote, given),
    proofNeeded: needsProof(quote),
    isClosed: asked.isClosed,
  };
}

/** Points and coupons are only for who knows the PIN (ID-02). */
export function needsProof(quote: ReceiptQuote): boolean {
  return quote.points > 0 || quote.coupons.length > 0;
}

export function toldLine(line: QuotedLine): Quote['lines'][number] {
  const { lineNo, sku, amountFen, priceFen, priceRule, promotionFen, couponFen } = line;
  const { offsetFen, netFen, points } = line;
  return {
    lineNo,
    sku,
    amountFen,
    priceFen,
    priceRule: priceRule.kind,
    promotionFen,
    couponFen,
    soldFen: priceFen - promotionFen - couponFen,
    offsetFen,
    netFen,
    points,
  };
}

export function toldCoupons(
  coupons: ReceiptQuote['coupons'],
  programme: Programme | null,
  language: Language,
): Quote['coupons'] {
  return coupons.map((coupon) => ({
    ...coupon,
    name: nameOfRule(couponRuleId(coupon.templateId), programme)?.[language] ?? coupon.templateId,
  }));
}

/** The tier a receipt raises its member to, in words; null where it does not. */
export function toldRise(
  tier: TierChange | null,
  programme: Programme | null,
  language: Language,
): Quote['tier']['raisedTo'] {
  if (tier === null) return null;
  const { tierCode, term } = tier;
  return {
    code: tierCode,
    name: tierName(tierCode, programme, language),
    untilDay: term?.untilDay ?? null,
  };
}

function toldUnused(
  till: ActiveTill,
  { kind, id, whyNot: barredBy, reach }: UnusedBenefit,
  { view, facts, programme, language }: QuotedFor,
): Quote['unused'][number] {
  // The facts of a quote say nothing of the person: not even that their birthday is not known.
  const whyNot = whyForBirthday(barredBy, view.state, facts.businessDate);
  const coupon = facts.coupons.find(({ couponId }) => couponId === id);
  const templateId = coupon?.templateId ?? null;
  return {
    kind,
    id,
    name: unusedName({ kind, id, templateId }, programme, language),
    whyNot: whyNot.code,
    ...missingOf(whyNot),
    ...(reach === undefined ? {} : { reach }),
    reason: reasonText(till, language, whyNot),
  };
}

function missingOf(whyNot: UnusedBenefit['whyNot']): { readonly missingFen?: number } {
  return whyNot.code === 'missing_fen' ? { missingFen: whyNot.missingFen } : {};
}

function toldTier(quote: ReceiptQuote, given: QuotedFor): Quote['tier'] {
  const { view, facts, programme, moment, language } = given;
  const { state } = view;
  const growth = growthOfReceipt(facts.businessDate, quote.lines);
  const rise = decideUpgrade({
    programme,
    state,
    growth,
    businessDate: moment.businessDate,
    receiptNo: '',
    receiptDate: facts.businessDate,
  });
  const after = {
    ...state,
    growth: postGrowth(state.growth, growth, moment.businessDate),
    tierCode: rise?.tierCode ?? facts.tierCode,
  };
  // What a member of another store has reached so far is not here.
  const isKnown = view.isElsewhere !== true;
  const next = isKnown ? missingForNextTier(programme, after, moment.businessDate) : null;
  return {
    code: facts.tierCode,
    name: tierName(facts.tierCode, programme, language),
    raisedTo: toldRise(rise, programme, language),
    next:
      next === null
        ? null
        : {
            code: next.tierCode,
            name: tierName(next.tierCode, programme, language),
            missing: next.missing.map(({ measure, missing }) => ({ measure, missing })),
          },
  };
}

function tierName(code: string, programme: Programme | null, language: Language): string {
  return nameOfRule(`tier:${code}`, programme)?.[language] ?? code;
}
