import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAudited } from '../../src-office/jobs/audit-operation.ts';
import { auditDecision } from '../../src-shared/domain/audit/audit-decision.ts';
import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import { auditReceipt } from '../../src-shared/domain/receipt/audit-receipt.ts';
import { mostGiveBack } from '../../src-shared/programme/checks/give-back.ts';
import { sampleToday } from '../support/sample-domain.ts';
import { featuresOf, readGroceryProgramme, sampleBasket } from '../support/sample-baskets.ts';

/** `npm run test:baskets` decides 100,000. */
const basketCount = Number(process.env['BASKETS'] ?? 1_000);
const programme = readGroceryProgramme();
const mostBack = mostGiveBack(programme);
/** Of the member head office knows nothing that a basket could differ from. */
const known = {
  today: sampleToday,
  state: null,
  record: null,
  cancelled: null,
  roleOf: () => null,
};

/** The least that 1,000 baskets have to show; everything the sample programme can do on a receipt. */
const features = [
  ...['till', 'member_price', 'tier', 'plan'].map((kind) => `price:${kind}`),
  ...programme.coupons.templates.map(({ templateId }) => `coupon:${templateId}`),
  ...programme.campaigns.map(({ campaignId }) => `bonus:campaign:${campaignId}`),
  ...['silver', 'gold', 'diamond'].map((tierCode) => `bonus:tier:${tierCode}`),
  ...programme.plans.map(({ planId }) => `bonus:plan:${planId}`),
  ...words('bonus:coupon:extra_100 bonus:coupon:night_double promotion excluded plan growth'),
  ...words('wishes:till wishes:list weighed hold:daily_points hold:daily_receipts points'),
  ...words('three_coupons barred_coupons list_price zero_line nothing_to_pay usable_later'),
  ...words('debt_settle points_before points_barred value_bonus value_principal'),
];

function words(text: string): string[] {
  return text.split(' ');
}

describe('the test set that every build must pass (section 11)', () => {
  test(`test 23: head office decides ${String(basketCount)} random baskets as the till did (R102)`, () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(sampleBasket, (basket) => {
        const { lines, benefits } = basket.operation.body;
        // It crosses the line as text; every byte of its figures is worked out again.
        const arrived = readAudited(JSON.stringify(basket.operation));
        expect(arrived === null ? null : auditDecision(programme, arrived, known)).toEqual([]);
        const payableFen = (benefits?.lines ?? []).reduce((sum, { netFen }) => sum + netFen, 0);
        expect(benefits?.payableFen ?? 0).toBe(payableFen);
        for (const line of [...lines, ...(benefits?.lines ?? [])]) {
          expect(
            Math.min(line.amountFen, line.offsetFen, line.baseFen, line.points),
          ).toBeGreaterThanOrEqual(0);
        }
        expect(points(basket.operation.body) * mostBack.spentFen).toBeLessThanOrEqual(
          mostBack.backFen * pricedFen(basket.operation.body),
        );
        for (const feature of featuresOf(basket)) seen.add(feature);
      }),
      { numRuns: basketCount },
    );
    expect(features.filter((feature) => !seen.has(feature))).toEqual([]);
  }, 1_800_000);

  test('test 23: a till that took a figure for another is found out, whichever figure it is', () => {
    fc.assert(
      fc.property(sampleBasket, fc.nat(), ({ operation }, choice) => {
        for (const [part, forged] of forgeriesOf(operation.body, choice)) {
          const found = (auditReceipt(programme, forged) ?? []).map((finding) => finding.part);
          expect(found).toContain(part);
        }
      }),
      { numRuns: 200 },
    );
  });
});

type Body = OperationOf<'earn'>['body'];

/** Points of the sample programme are worth a fen each. */
function points({ lines }: Body): bigint {
  return BigInt(lines.reduce((sum, line) => sum + line.points, 0));
}

/** What the goods cost after member prices and promotions, of which PL-05 is a share. */
function pricedFen({ lines, benefits }: Body): bigint {
  if (benefits === undefined) return BigInt(lines.reduce((sum, line) => sum + line.amountFen, 0));
  return BigInt(benefits.lines.reduce((sum, line) => sum + line.priceFen - line.promotionFen, 0));
}

/** A receipt with one figure wrong, and the part that has to be named; as many as it has such figures. */
function forgeriesOf(body: Body, choice: number): readonly (readonly [string, Body])[] {
  const { lines, entries, growth = [], coupons = [], benefits, redemption, hold } = body;
  const at = choice % lines.length;
  const replaced = <Item>(items: readonly Item[], index: number, item: Item) =>
    items.with(index, item);
  const forged: (readonly [string, Body])[] = [];
  const line = lines[at];
  if (line !== undefined) {
    forged.push([
      'lines',
      { ...body, lines: replaced(lines, at, { ...line, baseFen: line.baseFen + 1 }) },
    ]);
  }
  forged.push(['terms', { ...body, terms: { ...body.terms, tierCode: 'platinum' } }]);
  const earned = entries.findIndex(({ kind }) => kind === 'earn' || kind === 'earn_bonus');
  const entry = entries[earned];
  if (entry !== undefined) {
    const more = { ...entry, points: entry.points + 1 };
    forged.push(['points', { ...body, entries: replaced(entries, earned, more) }]);
    const lots = entry.lots.map((lot) => ({
      ...lot,
      expiresOnDay: benefits?.facts.businessDate ?? lot.expiresOnDay,
    }));
    if (benefits !== undefined) {
      forged.push(['entries', { ...body, entries: replaced(entries, earned, { ...entry, lots }) }]);
    }
  }
  if (benefits !== undefined) {
    const payableFen = benefits.payableFen + 1;
    forged.push(['payable', { ...body, benefits: { ...benefits, payableFen } }]);
  }
  if (redemption !== undefined) {
    forged.push([
      'offset',
      { ...body, redemption: { ...redemption, offsetFen: redemption.offsetFen + 1 } },
    ]);
  }
  if (hold !== undefined) {
    const { hold: _hold, ...released } = body;
    forged.push(['hold', released]);
    forged.push(['entries', { ...body, entries: entries.filter(({ kind }) => kind !== 'hold') }]);
  }
  const [counted] = growth;
  if (counted !== undefined) {
    forged.push(['growth', { ...body, growth: [{ ...counted, amount: counted.amount + 1 }] }]);
  }
  if (coupons.length > 0) {
    const { coupons: _coupons, ...unused } = body;
    forged.push(['coupons', unused]);
  }
  return forged;
}
