import { z } from 'zod';
import { oc } from '@orpc/contract';
import { officeErrors } from './office-errors.ts';
import { signedHeadSchema } from './signed-head.ts';

/** What a till asks and says that finds another line of operations under its identity (FR-22). */
export const identityContract = {
  /** Asks whether the office has signed for this till's line and lacks it now, as after a restore. Changes nothing. */
  compare: oc
    .route({ method: 'POST', path: '/identity/compare' })
    .errors(officeErrors)
    .input(
      z.object({
        /** The newest head that the office signed for; null before the first. */
        signed: signedHeadSchema.nullable(),
        /** Some operations of the till's own, from its last one back in steps that double. */
        places: z
          .array(z.object({ terminalSeq: z.int().min(1), hash: z.string().length(64) }))
          .max(100),
      }),
    )
    .output(
      z.object({
        /** The last of `places` that the office holds too, from where the till sends again; null: this till has to stop. */
        sendAfterSeq: z.int().nullable(),
        /** What the office holds now, signed; null before the first. */
        head: signedHeadSchema.nullable(),
        /** What it holds where it had signed for this till's, signed as well; null where it holds nothing there. */
        atSigned: signedHeadSchema.nullable(),
      }),
    ),
  /** The last words of a till that has to stop. */
  report: oc
    .route({ method: 'POST', path: '/identity/report' })
    .errors(officeErrors)
    .input(
      z.object({
        /** Found before head office agreed with this run of the till, or after that. */
        kind: z.enum(['data_folder_old', 'identity_shared']),
        /** The end of its own chain. */
        headSeq: z.int().min(0),
        headHash: z.string().max(64),
      }),
    )
    .output(z.object({ status: z.literal('noted') })),
};
