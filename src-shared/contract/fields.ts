import { z } from 'zod';
import type { BusinessDate } from '../values/business-date.ts';

/** Fields that several messages share. Every text is bounded, so that no message can grow without limit. */

// A control character in an id or a number is a broken scanner or an attack, never meant.
const printable = /^[^\p{Cc}\p{Cf}\p{Cs}]*$/u;

export const idSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w.:-]+$/);
export const numberTextSchema = z.string().min(1).max(64).regex(printable);
export const shortTextSchema = z.string().max(200);
/** A code of another system, such as a SKU: kept as it came, so it must hold nothing that a database cannot. */
export const codeTextSchema = shortTextSchema.regex(printable);
export const amountFenSchema = z.int().min(0).max(100_000_000_000);
export const pointsSchema = z.int().min(0).max(1_000_000_000);
export const signedPointsSchema = z.int();
export const atMsSchema = z.int().min(0);
/** "YYYY-MM-DD"; whether the day exists is for the handler to say in words. */
export const businessDateSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/) as unknown as z.ZodType<
  BusinessDate,
  BusinessDate
>; // the brand is ours
export const pinSchema = z.string().min(1).max(64);
