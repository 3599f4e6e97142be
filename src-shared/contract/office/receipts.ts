import { z } from 'zod';
import { oc } from '@orpc/contract';
import { amountFenSchema, businessDateSchema, idSchema, storedNumberSchema } from '../fields.ts';
import { numberedSaleSchema } from '../numbered-sale.ts';
import { feedMemberSchema } from './feed-member.ts';
import { officeErrors } from './office-errors.ts';

/** Looks up a receipt that another till posted, with everything that came back of it so far, for a refund here. */
export const receiptsContract = {
  find: oc
    .route({ method: 'POST', path: '/receipts/find' })
    .errors(officeErrors)
    .input(
      z.object({
        /** Without it: the store of the till that asks. */
        storeId: idSchema.optional(),
        receiptNo: storedNumberSchema,
        /** Without it: the latest of that number. */
        businessDate: businessDateSchema.optional(),
        /** Whose it is said to be: tells apart receipts of two tills with one number. */
        memberId: idSchema.optional(),
        /** The operation that posted it, where the till knows it: tells apart even receipts of one member. */
        saleOperationId: idSchema.optional(),
      }),
    )
    .output(
      z.object({
        /** Several tills of the store have one of that number and day, and it is not said which; then there is none. */
        isAmbiguous: z.boolean().optional(),
        /** Those; an office that is older than its tills does not list them. */
        sales: z.array(numberedSaleSchema).optional(),
        /** There is no such store; then there is no receipt. An office that is older than its tills does not tell. */
        isStoreUnknown: z.boolean().optional(),
        /** Whom it was made up for by hand (PL-17), of a day that was named; then nobody is known to have bought it. */
        madeUpFor: idSchema.optional(),
        /** Goods of it that tills took without knowing it and that wait for it to come in (OF-02); then there is no receipt. */
        waiting: z
          .array(
            z.object({
              operationId: idSchema,
              lines: z.array(z.object({ lineNo: z.int(), amountFen: amountFenSchema })),
            }),
          )
          .optional(),
        receipt: z
          .object({
            /** ReceiptRecord as JSON text. */
            recordJson: z.string(),
            /** Whose it is, as they are now. */
            member: feedMemberSchema,
          })
          .nullable(),
      }),
    ),
};
