import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { MemberCoupon } from '../../src-shared/domain/coupon/coupon.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import type { MemberPlan } from '../../src-shared/domain/plan/plan.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { factsOf } from '../../src-shared/domain/quote/facts-of.ts';
import type { QuoteWishes } from '../../src-shared/domain/quote/quote.ts';
import { decideReceipt } from '../../src-shared/domain/receipt/decide-receipt.ts';
import { checkPaidByValue } from '../../src-shared/domain/stored-value/decide-payment.ts';
import type { ReceiptPayment } from '../../src-shared/domain/stored-value/stored-value.ts';
import type { ReceiptLine } from '../../src-shared/domain/receipt/receipt.ts';
import { parseProgramme } from '../../src-shared/programme/parse-programme.ts';
import { addDays, type BusinessDate } from '../../src-shared/values/business-date.ts';
import { memberId } from '../../src-shared/values/ids.ts';
import { sampleDay, sampleMemberState, sampleNowMs, sampleTill } from './sample-domain.ts';

const file = path.join(import.meta.dirname, '../../resources/programmes/sample-grocery.json');

/** The sample programme as it is shipped. */
export function readGroceryProgramme(): Programme {
  const parsed = parseProgramme(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.status === 'refused') throw new Error(JSON.stringify(parsed.problems));
  return parsed.programme;
}

/** What the shop of the sample programme sells; the articles its rules name are among them. */
export const groceryGoods = [
  { sku: '6907992502526', category: 'dairy' }, // has a price for all members
  { sku: '6902083881405', category: 'household' }, // for gold and diamond
  { sku: '6901209212215', category: 'dairy' }, // for those with a plan
  { sku: '6907992512648', category: 'dairy' }, // buy two, get one
  { sku: '6925303721039', category: 'drink' }, // to be had for a coupon
  { sku: '6936571910015', category: 'fresh' }, // cheap on top
  { sku: '6920174757576', category: 'household' }, // in no promotion
  { sku: '2100001000005', category: 'fresh' },
  { sku: '2100002000004', category: 'fruit' },
  { sku: '6900000000014', category: 'meat' },
  { sku: '6900000000021', category: 'paper' },
  { sku: '6900000000038', category: 'snack' },
  { sku: '6900000000045', category: 'bakery' },
  { sku: '6900000000052', category: 'clothing' },
  { sku: '6900000000069', category: 'tobacco' },
  { sku: '6900000000076', category: 'gift_card' },
  { sku: '6900000000083', category: 'bag' },
] as const;

/** Without these a rule of its own has nothing to do. */
const often = groceryGoods.filter(
  ({ sku, category }) => sku === '6907992512648' || category === 'bakery',
);
const days = [
  '2026-11-25', // a Wednesday: member day
  '2026-11-28', // a Saturday, and a day of the plan
  '2026-12-18', // a Friday, another one
  '2026-12-20', // a Sunday, with both promotions
  '2027-01-05',
].map(sampleDay);
const minutes = [30, 600, 1_150, 1_290]; // after midnight, morning, evening bakery, night
const storeIds = ['demo-store', 'demo-store', 'other-store'];
const firstCouponDay = addDays(sampleDay('2026-11-25'), -20);

const line = fc.record({
  goods: fc.constantFrom(...groceryGoods, ...often, ...often),
  amountFen: fc.oneof(
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 9_000 }) },
    { weight: 4, arbitrary: fc.integer({ min: 9_001, max: 60_000 }) },
  ),
  quantity: fc.constantFrom('1', '1', '1', '2', '3', '1.235', '0.004'),
  /** Fen above the till's own price. */
  reducedFen: fc.constantFrom(null, null, 0, 700, 3_000),
});

const grocery = readGroceryProgramme();
const templateIds = grocery.coupons.templates.map(({ templateId }) => templateId);

const basketWish = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 10 }),
  /** 'till': nobody asked for benefits. */
  wishes: fc.constantFrom('best', 'best', 'best', 'best', 'some', 'some', 'strange', 'till'),
  points: fc.constantFrom(0, 0, 0, 100, 300, 2_500, 250),
  member: fc.integer({ min: 1, max: 40 }),
  tierCode: fc.constantFrom('regular', 'silver', 'gold', 'diamond'),
  birthday: fc.constantFrom(null, null, null, null, -4, -3, 0, 3, 4),
  tags: fc.constantFrom([], ['win_back_sms']),
  plan: fc.constantFrom(null, null, 'plus_year', 'plus_month'),
  coupons: fc.subarray([...templateIds, ...templateIds.map((id) => `${id} again`)]),
  couponStatus: fc.constantFrom<MemberCoupon['status'][]>('issued', 'issued', 'issued', 'used'),
  barredCount: fc.constantFrom(0, 0, 2),
  lotPoints: fc.constantFrom(0, 90, 700, 5_000),
  maxPoints: fc.constantFrom(null, null, null, 0, 200),
  debtPoints: fc.constantFrom(0, 0, 0, 75),
  /** Days since the last purchase; 0 with what the day has seen. */
  lastPurchase: fc.constantFrom(null, 0, 0, 5, 45, 120),
  day: fc.record({ receiptCount: fc.constantFrom(1, 9, 10), points: fc.constantFrom(40, 4_950) }),
  onDay: fc.constantFrom(...days),
  minuteOfDay: fc.constantFrom(...minutes),
  storeId: fc.constantFrom(...storeIds),
  /**
   * Fen that points and stored value paid before, of which the receipt may have become less. What stored value may not pay for
   * is paid otherwise (SV-11).
   */
  redeemedFen: fc.constantFrom(0, 0, 100, 300),
  paid: fc.option(fc.record({ principalFen: fc.nat(3_000), bonusFen: fc.nat(600) }), { freq: 2 }),
});
type BasketWish = typeof basketWish extends fc.Arbitrary<infer Value> ? Value : never;

/** A basket with everything the sample programme knows, as a till decided it. */
export interface DecidedBasket {
  readonly operation: OperationOf<'earn'>;
  readonly wishes: QuoteWishes | null;
}

/** Random baskets of the sample programme: goods, member, moment and wishes, each decided as a till decides it. */
export const sampleBasket: fc.Arbitrary<DecidedBasket> = basketWish.map(decide);

function decide(wish: BasketWish): DecidedBasket {
  const { onDay, minuteOfDay, storeId } = wish;
  const state = memberOf(wish);
  const moment = { businessDate: onDay, atMs: sampleNowMs };
  const wishes = wishesOf(wish, state);
  const { redeemedFen, maxPoints, barredCount } = wish;
  const redemptions =
    redeemedFen === 0
      ? []
      : [{ redemptionId: 'x0', points: redeemedFen, offsetFen: redeemedFen, lots: [] }];
  const payments =
    wish.paid === null
      ? []
      : [
          {
            paymentId: 'p0',
            amountFen: wish.paid.principalFen + wish.paid.bonusFen,
            ...wish.paid,
            entries: [],
          },
        ];
  const barredCoupons = (state.coupons ?? [])
    .slice(0, barredCount)
    .map(({ couponId }) => ({ couponId, whyNot: { code: 'online_only' } as const }));
  const limits =
    maxPoints === null ? {} : { maxPoints, pointsBar: { code: 'offline_limit' } as const };
  const decidePaid = (paid: readonly ReceiptPayment[]) => {
    const given = { programme: grocery, state, moment, redemptions, payments: paid };
    return decideReceipt({
      ...given,
      facts: factsOf({
        ...given,
        storeId,
        businessDate: onDay,
        minuteOfDay,
        asked: wishes === null ? null : { ...limits, barredCoupons },
      }),
      receipt: { storeId, businessDate: onDay, receiptNo: 'R1' },
      lines: linesOf(wish),
      wishes,
      spend: { redemptionId: 'x1', right: 'authorised', authorisedBeyondView: false },
    });
  };
  const paidSo = decidePaid(payments);
  const isPaidSo =
    paidSo.status === 'decided' && checkPaidByValue(grocery.value, payments, paidSo.quote) === null;
  const decided = isPaidSo ? paidSo : decidePaid([]);
  if (decided.status === 'refused') throw new Error(decided.code);
  const operation = sampleTill(1).place(decided.draft, {
    businessDate: onDay,
    programmeVersion: grocery.version,
  });
  return { operation: operation as OperationOf<'earn'>, wishes }; // placed from an earn draft
}

function linesOf({ lines }: BasketWish): ReceiptLine[] {
  return lines.map(({ goods, amountFen, quantity, reducedFen }, index) => ({
    // Not in their order: a quote sorts them.
    lineNo: lines.length - index,
    ...goods,
    quantity,
    amountFen,
    ...(reducedFen === null ? {} : { listFen: amountFen + reducedFen }),
  }));
}

function wishesOf({ wishes, points }: BasketWish, { coupons = [] }: MemberState) {
  if (wishes === 'till') return null;
  if (wishes === 'best') return { couponIds: 'best', points } as const;
  const ids = coupons.map(({ couponId }) => couponId);
  return { couponIds: wishes === 'some' ? ids.slice(-4) : [...ids.slice(0, 2), 'nobodys'], points };
}

function memberOf(wish: BasketWish): MemberState {
  const { onDay, birthday, plan, lotPoints, debtPoints, member } = wish;
  const { tierTerm: _tierTerm, ...bare } = sampleMemberState(member, { entryCount: 0 });
  const { birthday: _birthday, ...profile } = bare.profile;
  const born = birthday === null ? null : addDays(onDay, birthday).slice(5);
  return {
    ...bare,
    // Ids that fall on both sides of the split.
    memberId: memberId(`0197a0${String(member).padStart(2, '0')}-2222-7abc-8000-aaaaaaaaaaaa`),
    profile: { ...profile, ...(born === null ? {} : { birthday: { value: born, setAtMs: 0 } }) },
    // Some have been with the shop for more than three years.
    enrolledOnDay: addDays(onDay, member % 3 === 0 ? -1_200 : -300),
    tierCode: wish.tierCode,
    tags: wish.tags,
    lots: lotPoints === 0 ? [] : [{ expiresOnDay: sampleDay('2028-12-31'), points: lotPoints }],
    debtPoints,
    carriedPoints: lotPoints - debtPoints,
    coupons: wish.coupons.map((id) => couponOf(id, wish)),
    ...purchasesOf(wish),
    ...(plan === null ? {} : { plans: [planOf(plan, onDay)] }),
  };
}

function couponOf(id: string, { couponStatus, onDay }: BasketWish): MemberCoupon {
  const [templateId = '', again] = id.split(' ');
  const template = grocery.coupons.templates.find((each) => each.templateId === templateId);
  const isGold = template?.effect.kind === 'cash' && again !== undefined;
  return {
    couponId: again === undefined ? `${templateId}-1` : `${templateId}-2`,
    templateId,
    status: again === undefined ? 'issued' : couponStatus,
    fromDay: firstCouponDay,
    // Some have ended on the later days.
    toDay: again === undefined ? addDays(onDay, 30) : sampleDay('2026-12-19'),
    issuedAtMs: 0,
    ...(isGold ? { offFen: 1_500 } : {}),
    ...(template?.offlineMode === 'store_bound' ? { storeId: 'demo-store' } : {}),
  };
}

function purchasesOf({ lastPurchase, day, onDay }: BasketWish): Pick<MemberState, 'purchases'> {
  if (lastPurchase === null) return {};
  const lastOnDay = addDays(onDay, -lastPurchase);
  const counts = { lastDayReceiptCount: day.receiptCount, lastDayPoints: day.points };
  return { purchases: { firstOnDay: addDays(onDay, -300), lastOnDay, ...counts } };
}

function planOf(planId: string, onDay: BusinessDate): MemberPlan {
  return {
    planSaleId: 'sale',
    planId,
    fromDay: addDays(onDay, -1),
    untilDay: addDays(onDay, 25),
    paidFen: 1_980,
    soldOnDay: addDays(onDay, -1),
    usedFen: 0,
    status: 'active',
  };
}

/** What of the sample programme a basket used, by name. */
export function featuresOf({ operation, wishes }: DecidedBasket): readonly string[] {
  const { lines, benefits, terms, entries, hold, redemption, growth = [] } = operation.body;
  const facts = benefits?.facts ?? operation.body.facts;
  const quoted = benefits?.lines ?? [];
  const has = (name: string, isThere: boolean): readonly string[] => (isThere ? [name] : []);
  return [
    ...quoted.map(({ priceRule }) => `price:${priceRule.kind}`),
    ...(benefits?.coupons ?? []).map(({ templateId }) => `coupon:${templateId}`),
    ...(benefits?.coupons.length === 3 ? ['three_coupons'] : []),
    ...entries.map(({ kind, ruleId }) => (kind === 'earn_bonus' ? `bonus:${ruleId}` : kind)),
    ...has(
      'promotion',
      quoted.some(({ promotionFen }) => promotionFen > 0),
    ),
    ...has('wishes:till', wishes === null),
    ...has('wishes:list', Array.isArray(wishes?.couponIds)),
    ...has(
      'weighed',
      lines.some(({ quantity }) => quantity.includes('.')),
    ),
    ...has(
      'zero_line',
      lines.some(({ amountFen }) => amountFen === 0),
    ),
    ...has('nothing_to_pay', benefits?.payableFen === 0),
    ...has(
      'excluded',
      lines.some(({ amountFen, baseFen }) => amountFen > 0 && baseFen === 0),
    ),
    ...has(
      'list_price',
      lines.some(({ listFen }) => listFen !== undefined),
    ),
    ...has(
      'usable_later',
      entries.some(({ lots }) => lots.some((lot) => lot.usableFromDay)),
    ),
    ...has(`hold:${hold?.reason ?? ''}`, hold !== undefined),
    ...has('points', redemption !== undefined),
    ...has('points_before', (facts?.redeemedFen ?? 0) > 0),
    ...has('value_bonus', (facts?.paidBonusFen ?? 0) > 0),
    ...has('value_principal', (facts?.paidPrincipalFen ?? 0) > 0),
    ...has('barred_coupons', (facts?.barredCoupons ?? []).length > 0),
    ...has('points_barred', facts?.pointsBar !== undefined),
    ...has('plan', (facts?.planIds ?? []).length > 0),
    ...has('growth', growth.length > 0),
    ...has(`tier:${terms.tierCode}`, true),
  ];
}
