import { z } from 'zod';
import { oc } from '@orpc/contract';
import { idSchema, storedNumberSchema } from '../fields.ts';
import { feedMemberSchema } from './feed-member.ts';
import { officeErrors } from './office-errors.ts';

/** Looks one member up that the replica may not hold yet, and compares those it holds. */
export const membersContract = {
  /** What the members of a partition hash to, in the order of their ids: a till that differs there finds out in whom. */
  digests: oc
    .route({ method: 'POST', path: '/members/digests' })
    .errors(officeErrors)
    .input(
      z.object({
        partition: z.string().min(1).max(2),
        /** Those after this id; '' begins. */
        after: idSchema.or(z.literal('')),
        limit: z.int().min(1).max(2000),
      }),
    )
    .output(
      z.object({
        members: z.array(z.object({ memberId: z.string(), hash: z.int() })),
        more: z.boolean(),
      }),
    ),
  /** Members by their ids, as the feed gives them: one merged away as itself. Those that are not there are left out. */
  read: oc
    .route({ method: 'POST', path: '/members/read' })
    .errors(officeErrors)
    .input(z.object({ memberIds: z.array(idSchema).min(1).max(200) }))
    .output(z.object({ members: z.array(feedMemberSchema) })),
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
