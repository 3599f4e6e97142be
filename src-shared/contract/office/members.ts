import { z } from 'zod';
import { oc } from '@orpc/contract';
import { idSchema, storedNumberSchema } from '../fields.ts';
import { feedMemberSchema } from './feed.ts';
import { officeErrors } from './office-errors.ts';

/** Looks one member up that the replica may not hold yet. */
export const membersContract = {
  find: oc
    .route({ method: 'POST', path: '/members/find' })
    .errors(officeErrors)
    .input(
      z.discriminatedUnion('by', [
        z.object({ by: z.literal('phone'), phone: storedNumberSchema }),
        z.object({ by: z.literal('card'), cardNo: storedNumberSchema }),
        z.object({ by: z.literal('id'), memberId: idSchema }),
      ]),
    )
    .output(z.object({ member: feedMemberSchema.nullable() })),
};
