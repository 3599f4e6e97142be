import { z } from 'zod';
import { oc } from '@orpc/contract';
import { amountFenSchema, businessDateSchema, numberTextSchema } from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { shownMemberSchema } from './member.ts';

export const refundContractOf = <Member extends z.ZodType>(memberSchema: Member) => ({
  post: oc
    .route({
      method: 'POST',
      path: '/refunds',
      summary: 'Take points back, and give points back, for returned goods',
    })
    .errors(refusalErrors)
    .input(
      z.object({
        refundNo: numberTextSchema,
        receiptNo: numberTextSchema,
        /** Without it: the latest receipt of that number. */
        receiptDate: businessDateSchema.optional(),
        lines: z
          .array(z.object({ lineNo: z.int().min(1).max(100_000), amountFen: amountFenSchema }))
          .max(1000),
      }),
    )
    .output(
      z.object({
        status: z.enum(['posted', 'already_posted']),
        takenBackPoints: z.int(),
        restoredPoints: z.int(),
        debtPoints: z.int(),
        member: memberSchema,
      }),
    ),
});
export const refundContract = refundContractOf(shownMemberSchema);
