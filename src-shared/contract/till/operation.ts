import { z } from 'zod';
import { oc } from '@orpc/contract';
import { operationKinds } from '../../domain/operation/operation.ts';
import { idSchema } from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';

export const operationStatusSchema = z.enum([
  'pending',
  'posted',
  'posted_with_debt',
  'held',
  'invalid',
]);

export const operationContract = {
  list: oc
    .route({
      method: 'GET',
      path: '/operations',
      summary: "A member's or this till's operations, newest first",
    })
    .errors(refusalErrors)
    .input(
      z.object({
        memberId: idSchema.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(
      z.object({
        operations: z.array(
          z.object({
            operationId: z.string(),
            kind: z.enum(operationKinds),
            memberId: z.string(),
            atMs: z.int(),
            status: operationStatusSchema,
          }),
        ),
      }),
    ),
};
