import { z } from 'zod';
import { spendingRights } from '../domain/offline-rights/spending-right.ts';
import type { BusinessDate } from '../values/business-date.ts';

/** Fields that several messages share. Every text is bounded, so that no message can grow without limit. */

/**
 * A field of JSON that may be absent, typed as zod's `exactOptional`. That one checks an absent field too, notes what is wrong
 * with it and throws the note away: for the thirty that a sale does not have, as costly as to check those that it has. JSON
 * knows no undefined, so that `optional` takes the same texts and gives the same values.
 */
export function mayBeAbsent<Schema extends z.ZodType>(schema: Schema): z.ZodExactOptional<Schema> {
  return schema.optional() as unknown as z.ZodExactOptional<Schema>; // the same for JSON
}

// A control character in an id or a number is a broken scanner or an attack, never meant.
const printable = /^[^\p{Cc}\p{Cf}\p{Cs}]*$/u;

export const idSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w.:-]+$/);
/** A number as an operation or another till holds it: kept as it came, because an operation is signed as it is. */
export const storedNumberSchema = z.string().min(1).max(64).regex(printable);
/**
 * A number of a receipt, a card or a refund as a cash register or a person gives it: "R1", " R1 " and full-width "Ｒ1" are one
 * (PL-17 credits a receipt once ever), so it is compatibility-composed (NFKC) and trimmed before anybody compares it, and a
 * blank one is refused. Letter case counts: "r1" is another receipt, because there are registers that number so.
 */
export const numberTextSchema = z
  .string()
  .max(64)
  .regex(printable)
  .normalize('NFKC')
  .trim()
  .min(1)
  .max(64);
/** The same for a field that need not be filled in: a blank one was not. */
export const optionalNumberTextSchema = z
  .string()
  .max(64)
  .regex(printable)
  .normalize('NFKC')
  .trim()
  .max(64)
  .optional();
export const shortTextSchema = z.string().max(200);
/** A code of another system, such as a SKU: kept as it came, so it must hold nothing that a database cannot, and not be blank. */
export const codeTextSchema = shortTextSchema.regex(printable).regex(/\S/);
/** What a person or a place is called on screens: one line, without control characters or any that turn the text around. */
export const nameTextSchema = shortTextSchema
  .regex(printable, 'has control or invisible characters')
  .regex(/\S/, 'is blank');
/** What somebody says in their own words: one line; blank where nothing is said. */
export const saidTextSchema = shortTextSchema
  .trim()
  .regex(printable, 'has control or invisible characters');
export const amountFenSchema = z.int().min(0).max(100_000_000_000);
export const pointsSchema = z.int().min(0).max(1_000_000_000);
export const signedPointsSchema = z.int();
export const atMsSchema = z.int().min(0);
/** "YYYY-MM-DD"; whether the day exists is for the handler to say in words. */
export const businessDateSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/) as unknown as z.ZodType<
  BusinessDate,
  BusinessDate
>; // the brand is ours
export const pinSchema = z
  .string()
  .min(1)
  .max(64)
  .describe(
    '6 to 12 digits; a new one neither the same digits over and over nor the keys in order',
  );
/** What points were spent by (OF-03). */
export const spendingRightSchema = z
  .enum(spendingRights)
  .describe(
    'carried and grant came later, and others may: one you do not know is a right to spend all the same',
  );
