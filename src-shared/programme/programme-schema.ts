import { z } from 'zod';
import { compareRates } from '../domain/points/rate.ts';
import {
  conditionCatalogue,
  type CampaignCondition,
} from '../domain/campaign/conditions/catalogue.ts';
import type { SettingField } from '../domain/campaign/define-condition.ts';
import { shortPointsChoices, type Programme } from '../domain/programme/programme.ts';
import { tierMeasures, type TierPolicy, type TierRule } from '../domain/tier/tier.ts';
import { parseBusinessDate, type BusinessDate } from '../values/business-date.ts';
import { pathText, plainWords } from './plain-words.ts';

const maxVersion = 1_000_000_000;
const maxListItems = 200;
const maxArticles = 20_000;
const maxNameLength = 60;
const maxNoticeChineseCharacters = 120;
const maxNoticeEnglishCharacters = 400;
const maxPointsOrFen = 1_000_000_000;
const minExpiryMonths = 12;
const maxExpiryMonths = 120;
const maxMultiplier = 5;
/** Small enough that sums and differences of multipliers stay exact. */
const maxMultiplierTerm = 1000;
const maxRateTerm = 1_000_000;
const maxPointsPerFen = 100;
/** PL-05: more than 5 % back is refused. */
const maxGiveBackPercent = 5n;

const code = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,31}$/,
    'must be lower-case letters, digits and _, at most 32, beginning with a letter',
  );

const dayWords = 'must be a real day, written YYYY-MM-DD';
const dayText = z.iso.date(dayWords).refine((text) => parseBusinessDate(text) !== null, dayWords);
// Checked by parseBusinessDate; a transform would say the same but has no JSON schema.
const day = dayText as unknown as z.ZodType<BusinessDate, string>;

/** As the tills write it on a receipt's line. */
const category = z.string().trim().min(1).max(64);

const amount = z.int().min(0).max(maxPointsOrFen);
const minute = z.int().min(0).max(1439);
const sku = z.string().trim().min(1).max(64);
const storeId = z.string().trim().min(1).max(64);
const notBeforeFromDay = { path: ['toDay'], message: 'must not be before fromDay' };

const localText = localTextOf(() => maxNameLength);

const notice = localTextOf((language) =>
  language === 'en' ? maxNoticeEnglishCharacters : maxNoticeChineseCharacters,
);

const rate = z.strictObject({
  numerator: z.int().min(1).max(maxRateTerm),
  denominator: z.int().min(1).max(maxRateTerm),
});

const share = z
  .strictObject({
    numerator: z.int().min(0).max(maxRateTerm),
    denominator: z.int().min(1).max(maxRateTerm),
  })
  .refine((each) => each.numerator <= each.denominator, 'must be a share from 0 to 1');

const multiplier = z
  .strictObject({
    numerator: z.int().min(1).max(maxMultiplierTerm),
    denominator: z.int().min(1).max(maxMultiplierTerm),
  })
  .refine((each) => each.numerator >= each.denominator, 'must be 1 or more')
  .refine(
    (each) => each.numerator <= each.denominator * maxMultiplier,
    `must be ${maxMultiplier} or less`,
  );

const tierRule: z.ZodType<TierRule> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('at_least'),
      measure: z.enum(tierMeasures),
      amount: z.int().min(1).max(maxPointsOrFen),
    }),
    z.strictObject({ kind: z.literal('all'), of: z.array(tierRule).min(1).max(10) }),
    z.strictObject({ kind: z.literal('any'), of: z.array(tierRule).min(1).max(10) }),
  ]),
);

const tier = z.strictObject({
  code,
  name: localText,
  multiplier,
  qualify: tierRule.exactOptional(),
  priceShare: share.exactOptional(),
  giftPack: z
    .strictObject({ couponTemplateIds: z.array(code).max(20), points: amount })
    .exactOptional(),
});

const tierPolicy = z.strictObject({
  window: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('rolling_months'), months: z.int().min(1).max(24) }),
    z.strictObject({ kind: z.literal('calendar_year') }),
  ]),
  visitMinFen: amount,
  onRefund: z.enum(['revert', 'keep']),
  revertDays: z.int().min(0).max(366),
  downgrade: z.enum(['one_level', 'earned_level']),
  graceDays: z.int().min(0).max(366),
  noticeDays: z.int().min(0).max(366),
});

/** A condition of a campaign, checked by what its rule in the catalogue says of its settings. */
const condition = z.discriminatedUnion(
  'kind',
  Object.entries(conditionCatalogue).map(([kind, rule]) =>
    z.strictObject({ kind: z.literal(kind), ...settingsShape(rule.fields) }),
  ) as unknown as [z.ZodObject<{ kind: z.ZodLiteral<string> }>],
) as unknown as z.ZodType<CampaignCondition>;

const campaign = z
  .strictObject({
    campaignId: code,
    name: localText,
    priority: z.int().min(0).max(1000),
    fromDay: day,
    toDay: day,
    audience: z
      .strictObject({
        tierCodes: z.array(code).min(1).max(20).exactOptional(),
        tags: z.array(code).min(1).max(maxListItems).exactOptional(),
        storeIds: z.array(storeId).min(1).max(maxListItems).exactOptional(),
        planIds: z.array(code).min(1).max(20).exactOptional(),
        arm: z.enum(['A', 'B']).exactOptional(),
      })
      .exactOptional(),
    when: z.array(condition).max(10),
    reward: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('multiplier'),
        multiplier,
        categories: z.array(category).min(1).max(maxListItems).exactOptional(),
      }),
      z.strictObject({
        kind: z.literal('bonus'),
        points: z.int().min(1).max(maxPointsOrFen),
        thresholdFen: z.int().min(1).max(maxPointsOrFen),
        categories: z.array(category).min(1).max(maxListItems).exactOptional(),
      }),
    ]),
    maxPointsPerReceipt: z.int().min(1).max(maxPointsOrFen).exactOptional(),
  })
  .refine((each) => each.fromDay <= each.toDay, notBeforeFromDay);

const goodsScope = z.strictObject({
  categories: z.array(category).min(1).max(maxListItems).exactOptional(),
  skus: z.array(sku).min(1).max(maxListItems).exactOptional(),
  excludedCategories: z.array(category).min(1).max(maxListItems).exactOptional(),
  excludedSkus: z.array(sku).min(1).max(maxListItems).exactOptional(),
});

const memberPrice = z
  .strictObject({
    sku,
    unitFen: amount,
    fromDay: day,
    toDay: day,
    tierCodes: z.array(code).min(1).max(20).exactOptional(),
    planIds: z.array(code).min(1).max(20).exactOptional(),
  })
  .refine((each) => each.fromDay <= each.toDay, notBeforeFromDay);

const promotion = z
  .strictObject({
    promotionId: code,
    name: localText,
    thresholdFen: z.int().min(1).max(maxPointsOrFen),
    offFen: z.int().min(1).max(maxPointsOrFen),
    scope: goodsScope,
    fromDay: day,
    toDay: day,
    storeIds: z.array(storeId).min(1).max(maxListItems).exactOptional(),
  })
  .refine((each) => each.fromDay <= each.toDay, notBeforeFromDay);

const couponEffect = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('threshold_off'),
    thresholdFen: z.int().min(1).max(maxPointsOrFen),
    offFen: z.int().min(1).max(maxPointsOrFen),
  }),
  z.strictObject({ kind: z.literal('cash'), offFen: z.int().min(1).max(maxPointsOrFen) }),
  z.strictObject({
    kind: z.literal('percent'),
    thresholdFen: amount,
    payShare: share,
    maxOffFen: z.int().min(1).max(maxPointsOrFen),
  }),
  z.strictObject({ kind: z.literal('item'), sku }),
  z.strictObject({
    kind: z.literal('buy_gift'),
    buyQuantity: z.int().min(1).max(1000),
    giftSku: sku,
  }),
  z.strictObject({ kind: z.literal('add_on'), thresholdFen: amount, sku, payFen: amount }),
  z.strictObject({
    kind: z.literal('bonus_points'),
    thresholdFen: amount,
    points: z.int().min(1).max(maxPointsOrFen),
  }),
  z.strictObject({ kind: z.literal('multiplier'), multiplier }),
]);

const couponTemplate = z.strictObject({
  templateId: code,
  name: localText,
  effect: couponEffect,
  scope: goodsScope,
  validity: z.discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('fixed'), fromDay: day, toDay: day })
      .refine((each) => each.fromDay <= each.toDay, notBeforeFromDay),
    z.strictObject({ kind: z.literal('after_issue'), days: z.int().min(1).max(1100) }),
  ]),
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).exactOptional(),
  hours: z.strictObject({ fromMinute: minute, toMinute: minute }).exactOptional(),
  storeIds: z.array(storeId).min(1).max(maxListItems).exactOptional(),
  stackGroup: code,
  offlineMode: z.enum(['online_only', 'store_bound', 'floor']),
  transferable: z.boolean(),
  claim: z.enum(['targeted', 'self', 'new_member']),
  totalLimit: z.int().min(1).max(maxPointsOrFen).nullable(),
  perMemberLimit: z.int().min(1).max(1000),
});

const plan = z.strictObject({
  planId: code,
  name: localText,
  priceFen: z.int().min(1).max(maxPointsOrFen),
  months: z.int().min(1).max(60),
  priceShare: share.exactOptional(),
  multiplier: multiplier.exactOptional(),
  fullRefundDays: z.int().min(7).max(366), // art. 14: seven days at least
});

const valueProfile = z.strictObject({
  profileId: code,
  name: localText,
  maxBalanceFen: z.int().min(1).max(maxPointsOrFen),
  identityFromFen: amount,
  noCashFromFen: z.int().min(1).max(maxPointsOrFen),
  coolingOffDays: z.int().min(7).max(366),
});

const value = z
  .strictObject({
    issuerEntityId: code,
    issuerName: localText,
    spendOrder: z.enum(['proportional', 'bonus_first', 'principal_first']),
    packages: z
      .array(
        z.strictObject({
          packageId: code,
          name: localText,
          payFen: z.int().min(1).max(maxPointsOrFen),
          bonusFen: amount,
        }),
      )
      .max(50),
    freeStepFen: z.int().min(1).max(maxPointsOrFen).nullable(),
    profiles: z.array(valueProfile).min(1).max(50),
    profileIdByStore: z.record(storeId, code),
    defaultProfileId: code,
    pinAboveFen: amount.max(20_000), // SV-12
    offline: z.strictObject({
      maxTopUpFen: amount,
      maxBalanceFen: amount,
      maxPaymentFen: amount,
    }),
    terms: notice,
  })
  .nullable();

const sink = z.strictObject({
  sinkId: code,
  name: localText,
  points: z.int().min(1).max(maxPointsOrFen),
  reward: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('gift'), sku }),
    z.strictObject({ kind: z.literal('charity'), cause: localText }),
    z.strictObject({ kind: z.literal('coupon'), templateId: code }),
    z.strictObject({
      kind: z.literal('tier'),
      tierCode: code,
      months: z.int().min(1).max(60),
    }),
  ]),
});

/** TR-01 to TR-04, where a document leaves it out. */
const defaultTierPolicy: TierPolicy = {
  window: { kind: 'rolling_months', months: 12 },
  visitMinFen: 1,
  onRefund: 'revert',
  revertDays: 30,
  downgrade: 'one_level',
  graceDays: 30,
  noticeDays: 30,
};

const expiry = z.discriminatedUnion('kind', [
  // PL-20: nobody's points live for less than a year.
  z.strictObject({
    kind: z.literal('rolling_months'),
    months: z.int().min(minExpiryMonths).max(maxExpiryMonths),
  }),
  z.strictObject({ kind: z.literal('end_of_next_year') }),
]);

/**
 * The programme document as a chain writes it, checked whole: a till never meets one that its rules cannot run on. Unknown
 * keys are refused, since a misspelt rule would otherwise silently not apply.
 */
export const programmeSchema = z
  .strictObject({
    version: z.int().min(1).max(maxVersion),
    name: localText,
    startsOnDay: day,
    scope: z.literal('all'),
    cards: z.strictObject({
      prefixes: z
        .array(z.string().regex(/^[0-9A-Z]{2,12}$/, 'must be 2 to 12 capital letters or digits'))
        .max(maxListItems),
    }),
    tiers: z.array(tier).min(1).max(20),
    tierPolicy: tierPolicy.default(defaultTierPolicy),
    earn: z.strictObject({
      // More than any chain gives, and little enough that the points of the largest receipt stay exact.
      rate: rate.refine(
        (each) => each.numerator <= each.denominator * maxPointsPerFen,
        `must be at most ${maxPointsPerFen} points per fen`,
      ),
      excludedCategories: z.array(category).max(maxListItems),
      expiry,
      maxMultiplier: multiplier,
      debtSettleShare: share,
      usableAfterDays: z
        .array(
          z.strictObject({
            categories: z.array(category).min(1).max(maxListItems),
            days: z.int().min(1).max(366),
          }),
        )
        .max(20)
        .default([]),
      caps: z
        .strictObject({
          receiptsPerDay: z.int().min(1).max(maxPointsOrFen),
          pointsPerDay: z.int().min(1).max(maxPointsOrFen),
        })
        .default({ receiptsPerDay: 10, pointsPerDay: 5000 }),
      valuePrincipalEarns: z.boolean().default(true),
      expiryNoticeDays: z.array(z.int().min(1).max(366)).max(10).default([30, 7]),
    }),
    memberPrices: z.array(memberPrice).max(maxArticles).default([]),
    promotions: z.array(promotion).max(maxListItems).default([]),
    campaigns: z.array(campaign).max(maxListItems).default([]),
    coupons: z
      .strictObject({
        maxPerReceipt: z.int().min(1).max(20),
        giveBackGraceDays: z.int().min(0).max(366),
        templates: z.array(couponTemplate).max(maxListItems),
      })
      .default({ maxPerReceipt: 3, giveBackGraceDays: 7, templates: [] }),
    plans: z.array(plan).max(20).default([]),
    value: value.default(null),
    redeem: z.strictObject({
      stepPoints: z.int().min(1).max(maxPointsOrFen),
      minPoints: z.int().min(1).max(maxPointsOrFen),
      fenPerPoint: rate,
      capShare: share,
      capFen: amount.nullable(),
      keepPayableFen: amount,
    }),
    refund: z.strictObject({
      restoreGraceDays: z.int().min(1).max(366),
      shortPoints: z.array(z.enum(shortPointsChoices)).min(1).max(3).default(['debt']),
    }),
    offline: z.strictObject({
      floorPoints: amount,
      floorMaxReplicaAgeMs: z
        .int()
        .min(0)
        .max(366 * 24 * 3_600_000),
      grants: z.literal('off'),
    }),
    adjust: z.strictObject({
      reasons: z.array(z.strictObject({ code, name: localText })).max(maxListItems),
      maxPoints: z.strictObject({ cashier: amount, supervisor: amount, manager: amount }),
      maxPointsPerDay: amount.default(10_000),
      approvalAbovePoints: amount.default(200),
      lateAttachDays: z.int().min(0).max(366).default(7),
    }),
    merge: z.strictObject({ undoDays: z.int().min(0).max(366) }).default({ undoDays: 30 }),
    lifecycle: z
      .strictObject({
        newDays: z.int().min(1).max(1100),
        activeDays: z.int().min(1).max(1100),
        lostDays: z.int().min(1).max(1100),
      })
      .default({ newDays: 30, activeDays: 30, lostDays: 60 }),
    privacy: z.strictObject({
      noticeVersion: z.string().min(1).max(40),
      notice,
      items: z
        .array(z.strictObject({ code, name: localText, required: z.boolean() }))
        .min(1)
        .max(20),
    }),
    sinks: z.array(sink).max(maxListItems).default([]),
  })
  .superRefine((programme, context) => {
    const problem = (path: PropertyKey[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    const { tiers, campaigns, redeem, adjust, privacy } = programme;
    reportRepeated(tiers, (each) => each.code, ['tiers'], 'code', problem);
    reportRepeated(campaigns, (each) => each.campaignId, ['campaigns'], 'campaignId', problem);
    reportRepeated(adjust.reasons, (each) => each.code, ['adjust', 'reasons'], 'code', problem);
    reportRepeated(privacy.items, (each) => each.code, ['privacy', 'items'], 'code', problem);
    reportFallingTiers(programme, problem);
    reportGiveBack(programme, problem);
    if (redeem.minPoints % redeem.stepPoints !== 0) {
      problem(['redeem', 'minPoints'], 'must be a multiple of stepPoints');
    }
    if (!privacy.items.some((item) => item.required)) {
      problem(['privacy', 'items'], 'must have one required item: the membership itself');
    }
  }) satisfies z.ZodType<Programme>;

/** One thing wrong with a programme document: where, as `tiers[0].code`, and what, in words for who wrote it. */
export interface ProgrammeProblem {
  readonly path: string;
  readonly message: string;
}

export type ParsedProgramme =
  | { readonly status: 'ok'; readonly programme: Programme }
  | { readonly status: 'refused'; readonly problems: readonly ProgrammeProblem[] };

/**
 * Reads a programme document, or names everything that is wrong with it: first the shape, and once that is right, what the
 * rules say about each other. Never throws.
 */
export function parseProgramme(json: unknown): ParsedProgramme {
  const parsed = programmeSchema.safeParse(json, { error: plainWords });
  if (parsed.success) return { status: 'ok', programme: parsed.data };
  const problems = parsed.error.issues.map((issue) => ({
    path: pathText(issue.path),
    message: issue.message,
  }));
  return { status: 'refused', problems };
}

type Problem = (path: PropertyKey[], message: string) => void;
type Checked = Pick<Programme, 'tiers' | 'earn' | 'redeem'>;

function localTextOf(maxLength: (language: 'zh-CN' | 'en' | 'zh-TW') => number) {
  return z.strictObject({
    'zh-CN': z.string().trim().min(1).max(maxLength('zh-CN')),
    en: z.string().trim().min(1).max(maxLength('en')),
    'zh-TW': z.string().trim().min(1).max(maxLength('zh-TW')),
  });
}

/** The zod shape of a condition's settings, from what its rule declares. */
function settingsShape(fields: Readonly<Record<string, SettingField>>): z.ZodRawShape {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, settingSchema(field)]),
  );
}

function settingSchema(field: SettingField): z.ZodType {
  switch (field.type) {
    case 'int':
      return z.int().min(field.min).max(field.max);
    case 'ints':
      return z.array(z.int().min(field.min).max(field.max)).min(1).max(maxListItems);
    case 'choices':
      return z.array(z.enum(field.of)).min(1).max(field.of.length);
  }
}

function reportRepeated<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  path: PropertyKey[],
  keyName: string,
  problem: Problem,
): void {
  const seen = new Set<string>();
  items.forEach((item, index) => {
    const key = keyOf(item);
    if (seen.has(key)) problem([...path, index, keyName], `is there twice: ${key}`);
    seen.add(key);
  });
}

function reportFallingTiers({ tiers }: Checked, problem: Problem): void {
  tiers.forEach((each, index) => {
    const below = tiers[index - 1];
    if (below === undefined || compareRates(each.multiplier, below.multiplier) >= 0) return;
    problem(['tiers', index, 'multiplier'], 'must not be less than that of the tier below');
  });
}

/** PL-05: what the best tier gets back of its spending for good, campaigns aside, which end. */
function reportGiveBack({ tiers, earn, redeem }: Checked, problem: Problem): void {
  const best = tiers.at(-1);
  if (best === undefined) return;
  const factors = [earn.rate, redeem.fenPerPoint, best.multiplier];
  const back = factors.reduce((product, each) => product * BigInt(each.numerator), 1n);
  const spent = factors.reduce((product, each) => product * BigInt(each.denominator), 1n);
  if (back * 100n <= spent * maxGiveBackPercent) return;
  problem(['earn', 'rate'], 'gives more than 5 % back to the best tier');
}
