import { z } from 'zod';
import { parseBusinessDate, type BusinessDate } from '../../values/business-date.ts';
import type { ProblemCode } from '../problem.ts';
import { problem } from '../schema-problems.ts';

/** Fields that several sections of the programme document share. */

export const maxListItems = 200;
export const maxPointsOrFen = 1_000_000_000;
const maxNameLength = 60;
const maxNoticeChineseCharacters = 120;
const maxNoticeEnglishCharacters = 400;
const maxMultiplier = 5;
/** Small enough that sums and differences of multipliers stay exact. */
const maxMultiplierTerm = 1000;
const maxRateTerm = 1_000_000;

export const code = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, problem('not_a_code'));

const dayText = z.iso
  .date({ error: 'not_a_day' satisfies ProblemCode, abort: true })
  .refine((text) => parseBusinessDate(text) !== null, problem('not_a_day'));
// Checked by parseBusinessDate; a transform would say the same but has no JSON schema.
export const day = dayText as unknown as z.ZodType<BusinessDate, string>;
export const notBeforeFromDay = { path: ['toDay'], ...problem('before_from_day') };

/** As the tills write it on a receipt's line. */
export const category = z.string().trim().min(1).max(64);
export const sku = z.string().trim().min(1).max(64);
export const storeId = z.string().trim().min(1).max(64);

/** Points or fen from 0. */
export const amount = z.int().min(0).max(maxPointsOrFen);
/** Points or fen from 1. */
export const positiveAmount = z.int().min(1).max(maxPointsOrFen);
/** Of the day. */
export const minute = z.int().min(0).max(1439);

export const localText = localTextOf(() => maxNameLength);
export const notice = localTextOf((language) =>
  language === 'en' ? maxNoticeEnglishCharacters : maxNoticeChineseCharacters,
);

export const rate = z.strictObject({
  numerator: z.int().min(1).max(maxRateTerm),
  denominator: z.int().min(1).max(maxRateTerm),
});

/** From 0 to 1. */
export const share = z
  .strictObject({
    numerator: z.int().min(0).max(maxRateTerm),
    denominator: z.int().min(1).max(maxRateTerm),
  })
  .refine((each) => each.numerator <= each.denominator, problem('not_a_share'));

export const multiplier = z
  .strictObject({
    numerator: z.int().min(1).max(maxMultiplierTerm),
    denominator: z.int().min(1).max(maxMultiplierTerm),
  })
  .refine((each) => each.numerator >= each.denominator, problem('multiplier_below_one'))
  .refine(
    (each) => each.numerator <= each.denominator * maxMultiplier,
    problem('multiplier_too_large', { limit: maxMultiplier }),
  );

function localTextOf(maxLength: (language: 'zh-CN' | 'en' | 'zh-TW') => number) {
  return z.strictObject({
    'zh-CN': z.string().trim().min(1).max(maxLength('zh-CN')),
    en: z.string().trim().min(1).max(maxLength('en')),
    'zh-TW': z.string().trim().min(1).max(maxLength('zh-TW')),
  });
}
