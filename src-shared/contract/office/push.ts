import { z } from 'zod';
import { oc } from '@orpc/contract';
import { officeErrors } from './office-errors.ts';
import { signedHeadSchema } from './signed-head.ts';

/** `duplicate` is not listed: a repeat gets the first verdict again. */
export const verdictSchema = z.object({
  terminalSeq: z.int().min(1),
  outcome: z.enum(['posted', 'posted_with_debt', 'held', 'invalid']),
  /** For `held` and `invalid`: why, in one closed word. */
  reason: z
    .enum([
      'unreadable',
      'hash_wrong',
      'chain_broken',
      'id_reused',
      'foreign_install',
      'member_unknown',
      'member_exists',
      'receipt_posted',
    ])
    .optional(),
});
export type Verdict = z.infer<typeof verdictSchema>;
export type VerdictReason = NonNullable<Verdict['reason']>;

/** Operations of one install in terminalSeq order, as they are sent to head office and passed on to neighbours. */
export const pushedOperationsSchema = z
  .array(
    z.object({
      terminalSeq: z.int().min(1),
      hash: z.string().length(64),
      prevHash: z.string().length(64),
      /** The whole operation as JSON: read one by one, so that a poisoned one stops nothing. */
      json: z.string().max(1_000_000),
    }),
  )
  .max(2000);

/** Operations of one install, after what the office already holds. */
export const pushContract = oc
  .route({ method: 'POST', path: '/push' })
  .errors(officeErrors)
  .input(
    z.object({
      operations: pushedOperationsSchema,
      /** Ed25519 by the install's key over `pushSignatureText`, base64url. */
      signature: z.string().max(200),
      /** The newest head that the office signed for; absent from a till of before, and before the first. */
      signed: signedHeadSchema.optional(),
      /** A line of a copy that the office left beside this one: one that was restored since does not know. Absent where none. */
      beside: signedHeadSchema.optional(),
    }),
  )
  .output(
    z.object({
      verdicts: z.array(verdictSchema),
      /** The last terminalSeq the office holds of this install; the till sends everything after it. */
      heldSeq: z.int(),
      /** The hash of that operation; absent from an office of before. */
      headHash: z.string().optional(),
      /** Ed25519 by the office over `<installId>:<heldSeq>:<head hash>`, base64url. */
      countersignature: z.string(),
      officeAtMs: z.int(),
    }),
  );
