import { z } from 'zod';
import { oc } from '@orpc/contract';
import { entryKinds } from '../../domain/points/points-entry.ts';
import { businessDateSchema, idSchema } from '../fields.ts';
import { officeErrors } from './office-errors.ts';

/** What a dispute asks of an entry (R110, R116): which operation, at which till, who agreed, of what receipt. */
export const ledgerOriginSchema = z.object({
  operationId: z.string().optional(),
  /** In the chain of its till; absent for an act of head office. */
  hash: z.string().optional(),
  terminalName: z.string().optional(),
  approverId: z.string().optional(),
  /** Of an earning its own; of a refund also what of it came back, in fen before points offset. */
  receipt: z
    .object({ storeId: z.string(), businessDate: businessDateSchema, receiptNo: z.string() })
    .optional(),
  lines: z.array(z.object({ lineNo: z.int(), amountFen: z.int() })).optional(),
});
export type LedgerOrigin = z.infer<typeof ledgerOriginSchema>;

/** One entry of the full ledger, with what explains it. */
export const officeLedgerEntrySchema = z.object({
  kind: z.enum(entryKinds),
  points: z.int(),
  /** Change of the debt by the whole operation, told on one of its entries. */
  debtPoints: z.int(),
  ruleId: z.string(),
  programmeVersion: z.int(),
  businessDate: businessDateSchema,
  atMs: z.int(),
  reference: z.string(),
  operatorId: z.string(),
  /** null: an act of head office. */
  storeId: z.string().nullable(),
  origin: ledgerOriginSchema.optional(),
});
export type OfficeLedgerEntry = z.infer<typeof officeLedgerEntrySchema>;

/** The ledger of a member as head office has it, newest first, in pages: tills know the last entries only. */
export const ledgerContract = {
  find: oc
    .route({ method: 'POST', path: '/ledger/find' })
    .errors(officeErrors)
    .input(
      z.object({
        memberId: idSchema,
        /** Where the page before ended; absent: from the newest. */
        before: z.string().max(200).optional(),
        limit: z.int().min(1).max(200),
      }),
    )
    .output(
      z.object({
        /** null: no such member. */
        page: z
          .object({
            entries: z.array(officeLedgerEntrySchema),
            /** The sum of everything older than this page. */
            carriedPoints: z.int(),
            /** For the next page; null: this is the end. */
            before: z.string().nullable(),
          })
          .nullable(),
      }),
    ),
};
