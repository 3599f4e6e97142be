import { z } from 'zod';
import { compareRates } from '../domain/points/rate.ts';
import type { Programme } from '../domain/programme/programme.ts';
import { parseBusinessDate, type BusinessDate } from '../values/business-date.ts';
import { pathText, plainWords } from './plain-words.ts';

const maxVersion = 1_000_000_000;
const maxListItems = 200;
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

const tier = z.strictObject({ code, name: localText, multiplier });

const campaign = z
  .strictObject({
    campaignId: code,
    name: localText,
    multiplier,
    priority: z.int().min(0).max(1000),
    fromDay: day,
    toDay: day,
    weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).exactOptional(),
    daysOfMonth: z.array(z.int().min(1).max(31)).min(1).max(31).exactOptional(),
    categories: z.array(category).min(1).max(maxListItems).exactOptional(),
    birthdayWindowDays: z.int().min(0).max(31).exactOptional(),
  })
  .refine((each) => each.fromDay <= each.toDay, {
    path: ['toDay'],
    message: 'must not be before fromDay',
  });

const expiry = z.discriminatedUnion('kind', [
  // PL-20: nobody's points live for less than a year.
  z.strictObject({
    kind: z.literal('rolling_months'),
    months: z.int().min(minExpiryMonths).max(maxExpiryMonths),
  }),
  z.strictObject({ kind: z.literal('end_of_next_year') }),
]);

const amount = z.int().min(0).max(maxPointsOrFen);

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
    }),
    campaigns: z.array(campaign).max(maxListItems),
    redeem: z.strictObject({
      stepPoints: z.int().min(1).max(maxPointsOrFen),
      minPoints: z.int().min(1).max(maxPointsOrFen),
      fenPerPoint: rate,
      capShare: share,
      capFen: amount.nullable(),
      keepPayableFen: amount,
    }),
    refund: z.strictObject({ restoreGraceDays: z.int().min(1).max(366) }),
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
    }),
    privacy: z.strictObject({
      noticeVersion: z.string().min(1).max(40),
      notice,
      items: z
        .array(z.strictObject({ code, name: localText, required: z.boolean() }))
        .min(1)
        .max(20),
    }),
    gifts: z.array(z.never()).max(0),
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
