import { z } from 'zod';
import { pinSchema } from '../fields.ts';

/**
 * Who spends points or coupons (ID-02): the member's PIN, or a fresh code of their phone as it was scanned (ID-03). A code
 * proves one act. A screen where they are known so well already sends neither.
 */
export const spendProofSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pin'), pin: pinSchema }),
  z.object({ kind: z.literal('code'), text: z.string().max(500) }),
]);
export type SpendProof = z.infer<typeof spendProofSchema>;
