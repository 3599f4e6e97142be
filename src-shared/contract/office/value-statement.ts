import { z } from 'zod';
import { oc } from '@orpc/contract';
import { atMsSchema, businessDateSchema, idSchema } from '../fields.ts';
import { valueEntrySchema } from '../value-entry-schema.ts';
import { officeErrors } from './office-errors.ts';

/** One movement of stored value as a statement lists it (art. 25). */
export const valueMovementSchema = valueEntrySchema.extend({
  operationId: z.string(),
  businessDate: businessDateSchema,
  atMs: atMsSchema,
  storeId: z.string(),
  reference: z.string(),
});
export type ValueMovement = z.infer<typeof valueMovementSchema>;

/** Every movement of a member's stored value that head office has, newest first. */
export const valueStatementContract = oc
  .route({ method: 'POST', path: '/valueStatement' })
  .errors(officeErrors)
  .input(z.object({ memberId: idSchema }))
  .output(
    z.object({
      movements: z.array(valueMovementSchema),
      /** false: there are older ones than fit into an answer. */
      isComplete: z.boolean(),
    }),
  );
