import { z } from 'zod';
import { entryKinds } from '../../domain/points/points-entry.ts';
import { amountFenSchema, codeTextSchema } from '../fields.ts';

export const receiptLineSchema = z.object({
  lineNo: z.int().min(1).max(100_000),
  sku: codeTextSchema,
  category: codeTextSchema,
  /** May be a decimal for weighed goods; kept with six decimals. */
  quantity: z.number().min(0.000_001).max(1_000_000),
  amountFen: amountFenSchema,
  /** Before item discounts, where the till knows it: what tier and plan discounts are taken of (TR-10). */
  listFen: amountFenSchema.optional(),
});
export const receiptLinesSchema = z.array(receiptLineSchema).max(1000);

/** Why so many points: one item per entry of the ledger. */
export const explainedPointsSchema = z.object({
  kind: z.enum(entryKinds),
  points: z.int(),
  ruleId: z.string(),
  reason: z.string(),
});
