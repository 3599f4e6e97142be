import { z } from 'zod';
import { category, maxListItems, multiplier, positiveAmount, rate, share } from './fields.ts';
import { problem } from '../schema-problems.ts';

const minExpiryMonths = 12;
const maxExpiryMonths = 120;
const maxPointsPerFen = 100;

const expiry = z.discriminatedUnion('kind', [
  // PL-20: nobody's points live for less than a year.
  z.strictObject({
    kind: z.literal('rolling_months'),
    months: z.int().min(minExpiryMonths).max(maxExpiryMonths),
  }),
  z.strictObject({ kind: z.literal('end_of_next_year') }),
]);

export const earnSection = z.strictObject({
  // More than any chain gives, and little enough that the points of the largest receipt stay exact.
  rate: rate.refine(
    (each) => each.numerator <= each.denominator * maxPointsPerFen,
    problem('rate_too_large', { limit: maxPointsPerFen }),
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
      receiptsPerDay: positiveAmount,
      pointsPerDay: positiveAmount,
      pointsPer30Days: positiveAmount.optional(),
    })
    .nullable()
    .default(null),
  valuePrincipalEarns: z.boolean().default(true),
  expiryNoticeDays: z.array(z.int().min(1).max(366)).max(10).default([30, 7]),
});
