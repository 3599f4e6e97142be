import { z } from 'zod';
import type { ValueEntry } from '../domain/stored-value/stored-value.ts';
import { amountFenSchema, mayBeAbsent } from './fields.ts';

const codeSchema = z.string().max(100);

/** One decided movement of stored value, as it travels in operations and in what the office keeps for a till. */
export const valueEntrySchema = z.object({
  kind: z.enum(['top_up', 'pay', 'restore', 'refund', 'cancel']),
  contractNo: codeSchema,
  principalFen: z.int(),
  bonusFen: z.int(),
  listFen: z.int(),
  paidOutFen: mayBeAbsent(amountFenSchema),
}) satisfies z.ZodType<ValueEntry>;

/** Parts of contracts that go from one till to another (OF-04). */
export const valuePartsSchema = z
  .array(
    z.object({
      contractNo: codeSchema,
      principalFen: amountFenSchema,
      bonusFen: amountFenSchema,
    }),
  )
  .max(200);

export const valueEntriesSchema = z.array(valueEntrySchema).max(200);
