import { z } from 'zod';
import { businessDateSchema, idSchema } from './fields.ts';

/** One of several sales under one number (PL-10), with what a person tells it from the others by. */
export const numberedSaleSchema = z.object({
  /** What names it. */
  saleOperationId: idSchema,
  businessDate: businessDateSchema,
  /** null where only head office knows, and cannot be asked; so is the till's name. */
  atMs: z.int().nullable(),
  terminalName: z.string().nullable(),
  /** Of all its goods. */
  amountFen: z.int(),
  maskedName: z.string(),
});
