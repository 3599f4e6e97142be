import { z } from 'zod';
import { oc } from '@orpc/contract';
import { officeErrors } from './office-errors.ts';

/** The last words of a till that finds another line of operations under its identity (FR-22). */
export const identityContract = {
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
