import { z } from 'zod';

/** What a till holds of a member of other stores (OF-13): nothing that anybody could read a number from. */
export const directoryEntrySchema = z.object({
  /** Of phone, member number and cards: HMAC-SHA-256 by the chain's key, its first 48 bits. */
  numberHashes: z
    .array(z.int())
    .nullable()
    .transform((hashes) => hashes ?? []),
  tierCode: z.string(),
  /** The last day of the tier; null: for good. */
  tierUntilDay: z.string().nullable(),
  status: z.enum(['active', 'frozen']),
});
export type DirectoryEntry = z.infer<typeof directoryEntrySchema>;
