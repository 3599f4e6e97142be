import type { Quote } from '../../../src-shared/contract/till/quote.ts';
import type { FakeMember } from './fake-members.ts';

const fenPerPoint = 100;
const quoteLifeMs = 900_000;

/** What a made-up member gets on a receipt: the till's prices, no benefits, a point per yuan. */
export function fakeQuote(
  { summary }: FakeMember,
  lines: readonly { readonly lineNo: number; readonly sku: string; readonly amountFen: number }[],
  atMs: number,
): Quote {
  const grossFen = lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
  const earnedPoints = Math.floor(grossFen / fenPerPoint);
  return {
    quoteId: `quote-${summary.memberId}-${grossFen}`,
    validUntilMs: atMs + quoteLifeMs,
    programmeVersion: 1,
    lines: lines.map(({ lineNo, sku, amountFen }) => ({
      lineNo,
      sku,
      amountFen,
      priceFen: amountFen,
      priceRule: 'till',
      promotionFen: 0,
      couponFen: 0,
      offsetFen: 0,
      netFen: amountFen,
      points: Math.floor(amountFen / fenPerPoint),
    })),
    benefits: [],
    unused: [],
    coupons: [],
    points: {
      used: 0,
      offsetFen: 0,
      maxPoints: 0,
      stepPoints: 100,
      offsetFenAtMax: 0,
      right: 'authorised',
    },
    grossFen,
    savedFen: 0,
    payableFen: grossFen,
    valuePaidFen: 0,
    earnedPoints,
    heldPoints: 0,
    entries: [{ kind: 'earn', points: earnedPoints, ruleId: 'base', reason: '1 元积 1 分' }],
    tier: { code: summary.tier, name: summary.tierName, raisedTo: null, next: null },
    proofNeeded: false,
    isClosed: false,
  };
}
