import { z } from 'zod';
import { oc } from '@orpc/contract';
import { officeErrors } from './office-errors.ts';
import { pushedOperationsSchema } from './push.ts';

/** Of one call, so that it is as much work as a push. */
export const relayedBatchesMax = 200;

/**
 * Operations that another till of the store passed on to this one, for a till that is dead or has no line. They are posted as
 * that till would push them. An office of before has no such call: the till keeps them, and they arrive with their own till.
 */
export const relayContract = oc
  .route({ method: 'POST', path: '/relay' })
  .errors({
    ...officeErrors,
    /** No other till of this store that works. */
    neighbour_unknown: { status: 422 as const },
  })
  .input(
    z.object({
      /** Whose operations these are. */
      installId: z.string().min(1).max(64),
      /** As they were passed on, the oldest first. */
      batches: z
        .array(
          z.object({
            operations: pushedOperationsSchema.min(1),
            /** By that install's key over `pushSignatureText`, base64url. */
            signature: z.string().max(200),
          }),
        )
        .min(1)
        .max(relayedBatchesMax),
    }),
  )
  .output(
    z.object({
      /** The last terminalSeq that the office holds of that install: nothing up to it needs to be relayed. */
      heldSeq: z.int(),
      /**
       * From here on what was relayed is of another line than the office holds: none of it counts. Absent where all is of one
       * line, and from an office of before.
       */
      otherFromSeq: z.int().min(1).optional(),
    }),
  );
