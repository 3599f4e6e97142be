import { z } from 'zod';
import { numberedSaleSchema } from './numbered-sale.ts';
import { type RefusalCode, refusalCodes } from '../domain/refusal.ts';

/** The numbers a refusal's words need, and what there is to choose from; on the wire they stand beside `code` and `message`. */
export const refusalDataSchema = z.object({
  maxPoints: z.int().optional(),
  stepPoints: z.int().optional(),
  minPoints: z.int().optional(),
  attemptsLeft: z.int().optional(),
  lockedUntilMs: z.int().optional(),
  lineNo: z.int().optional(),
  maxFen: z.int().optional(),
  stepFen: z.int().optional(),
  maskedName: z.string().optional(),
  store: z.string().optional(),
  onDay: z.string().optional(),
  field: z.string().optional(),
  sales: z.array(numberedSaleSchema).optional(),
});

/** Under its name, as it is in every call: written out in each, the contract would be too long for the compiler. */
export type RefusalErrors = Readonly<
  Record<RefusalCode, { readonly status: 422; readonly data: typeof refusalDataSchema }> & {
    id_reused: { readonly status: 409; readonly data: typeof refusalDataSchema };
  }
>;

/**
 * Every refusal as a typed error of the contract: HTTP answers 422 `{code, message, …numbers}`, and a typed client
 * sees the same code. `id_reused` is the one conflict: the same id came before with another body (409).
 */
export const refusalErrors = {
  ...Object.fromEntries(
    refusalCodes.map((code) => [code, { status: 422, data: refusalDataSchema }]),
  ),
  id_reused: { status: 409, data: refusalDataSchema },
} as unknown as RefusalErrors; // fromEntries forgets the keys it was given
