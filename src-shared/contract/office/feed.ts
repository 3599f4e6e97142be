import { z } from 'zod';
import { oc } from '@orpc/contract';
import { staffRoleSchema } from '../till/session.ts';
import { feedMemberSchema } from './feed-member.ts';
import { officeErrors } from './office-errors.ts';

export const feedStaffSchema = z.object({
  staffId: z.string(),
  name: z.string(),
  role: staffRoleSchema,
  pinVerifier: z.string(),
  /** Whom they may not serve: themselves and their family (FR-01); absent from an office of before. */
  memberIds: z.array(z.string()).optional(),
});

const codeKeysSchema = z.object({
  keys: z.array(
    z.object({
      keyId: z.string().max(32),
      /** Ed25519 public key, SPKI DER, base64url. */
      publicKey: z.string().max(200),
    }),
  ),
  signature: z.string(),
});

/** State, not events: every member that changed since the cursor, each once, in its latest state. */
export const feedContract = oc
  .route({ method: 'POST', path: '/feed' })
  .errors(officeErrors)
  .input(
    z.object({
      /** Opaque; null for the first time. One of another epoch starts over. */
      cursor: z.string().max(200).nullable(),
      limit: z.int().min(1).max(5000),
      /** How long the office may hold the answer while nothing has changed. */
      waitMs: z.int().min(0).max(30_000),
      /** Lists the till holds already, by their revision; they come only when they differ. */
      staffRevision: z.string().max(100).nullable(),
      programmeRevision: z.string().max(100).nullable(),
      /** Absent from a till of before, which is told of no gifts. */
      giftRevision: z.string().max(100).nullable().optional(),
      /** Absent from a till of before, which knows no other till. */
      neighbourRevision: z.string().max(100).nullable().optional(),
      /** Where the till is in its store's receipts; null for the first time, absent from a till of before. */
      receiptCursor: z.string().max(500).nullable().optional(),
      /** Where the till is in the directory of members of other stores (OF-13); as `receiptCursor`. */
      directoryCursor: z.string().max(200).nullable().optional(),
      /** The till's own last terminalSeq: whether the office has all of it; absent from a till of before. */
      headSeq: z.int().min(0).optional(),
      /** The hash of that operation: another machine's may have its place. Absent from a till of before. */
      headHash: z.string().max(64).optional(),
      /** With the last page, the sums of what the till then has: to look for drift. Such an answer does not wait for news. */
      withSums: z.boolean().optional(),
    }),
  )
  .output(
    z.object({
      members: z.array(feedMemberSchema),
      cursor: z.string(),
      /** The cursor was of another epoch or null: this is the start of a full load. */
      fromStart: z.boolean(),
      /** More is ready now. */
      more: z.boolean(),
      staff: z.object({ revision: z.string(), staff: z.array(feedStaffSchema) }).nullable(),
      programmes: z
        .object({
          revision: z.string(),
          /** Programme documents, to be read by the programme schema: every version there ever was. */
          documents: z.array(z.string()),
          /** Of each document in turn, with the day it begins (`programmeSignatureText`); absent from an office of before. */
          signatures: z
            .array(z.object({ startsOnDay: z.string(), signature: z.string() }))
            .optional(),
          /** What coupon codes are signed with (CP-06), newest last, signed (`codeKeysText`); in the revision. */
          couponKeys: codeKeysSchema.optional(),
          /** The same for member codes (ID-03). */
          memberCodeKeys: codeKeysSchema.optional(),
          /** What buyers' documents are sealed for (SV-06), the one to use last; X25519. */
          identityKeys: codeKeysSchema.optional(),
        })
        .nullable(),
      /** What this till may hand over of each gift, all deliveries together (PL-22). */
      gifts: z
        .object({
          revision: z.string(),
          gifts: z.array(z.object({ sku: z.string(), allottedCount: z.int() })),
        })
        .nullable()
        .optional(),
      /** The terminals of the till's store, itself among them: who may speak to whom over the store's LAN. */
      neighbours: z
        .object({
          revision: z.string(),
          /** What their certificates are signed by: X.509, PEM. */
          authority: z.string().max(10_000),
          terminals: z.array(
            z.object({
              installId: z.string(),
              terminalId: z.string(),
              terminalName: z.string(),
              /** The install's Ed25519 public key, SPKI DER, base64url. */
              publicKey: z.string(),
            }),
          ),
          /** By the office over `neighboursText`. */
          signature: z.string(),
        })
        .nullable()
        .optional(),
      /** Receipts of the till's store of the last days that changed, as they stand, with what came back of them. */
      receipts: z
        .object({
          receipts: z.array(
            z.object({
              businessDate: z.string(),
              receiptNo: z.string(),
              /** Of the till that posted it. */
              installId: z.string(),
              /** ReceiptRecord as JSON text. */
              recordJson: z.string(),
            }),
          ),
          /** Those that were made up for by hand at whichever till of the store (PL-17); absent from an office of before. */
          madeUp: z
            .array(
              z.object({
                businessDate: z.string(),
                receiptNo: z.string(),
                /** The operation that did. */
                adjustmentId: z.string(),
                memberId: z.string(),
              }),
            )
            .optional(),
          cursor: z.string(),
          /** More of them is ready now. */
          more: z.boolean(),
        })
        .nullable()
        .optional(),
      /** Whom there is in the chain beside the till's scope, as far as it changed. */
      directory: z
        .object({
          /** What the till has of it is of another epoch or scope: it begins again, perhaps with nothing. */
          fromStart: z.boolean(),
          /** What numbers are hashed by, hex; null where this till needs no directory. */
          key: z.string().max(200).nullable(),
          /** DirectoryEntry as JSON text, by `directoryEntrySchema`; '' of a member that is gone. */
          entries: z.array(z.object({ memberId: z.string(), entryJson: z.string() })),
          cursor: z.string().nullable(),
          /** More of it is ready now. */
          more: z.boolean(),
        })
        .nullable()
        .optional(),
      /**
       * The sum of `memberHash` of each partition up to `cursor`, modulo 2^48 and so perhaps below 0; null for one that is being
       * written to, absent for one without members. null where more is to come; absent from an office of before.
       */
      sums: z
        .array(z.object({ partition: z.string(), sum: z.int().nullable() }))
        .nullable()
        .optional(),
      heldSeq: z.int(),
      /**
       * The office waits for tills that it has not heard of since it was restored: nothing that it set aside may be taken
       * until it says so no more; absent where it waits for none, and from an office of before.
       */
      awaitsTills: z.boolean().optional(),
      /** The hash of that operation; absent from an office of before. */
      headHash: z.string().optional(),
      officeAtMs: z.int(),
    }),
  );
