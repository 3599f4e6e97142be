import { z } from 'zod';

/** The end of a line of operations, as the office signed for it when it held it (FR-22). */
export const signedHeadSchema = z.object({
  terminalSeq: z.int().min(1),
  hash: z.string().length(64),
  /** Ed25519 by the office over `countersignatureText`, base64url. */
  signature: z.string().max(200),
});
export type SignedHead = z.infer<typeof signedHeadSchema>;
