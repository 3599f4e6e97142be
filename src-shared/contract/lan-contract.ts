import { z } from 'zod';
import { oc } from '@orpc/contract';
import { isLanAddress } from '../values/lan-address.ts';
import { pushedOperationsSchema } from './office/push.ts';
import { valuePartsSchema } from './value-entry-schema.ts';

/** No grant of a store is larger, in points and in fen. */
export const loanMaxPoints = 1_000_000;
const loanMaxFen = 1_000_000;

/** `host:port` of a till on the LAN of its store. */
export const lanAddressSchema = z.string().max(270).refine(isLanAddress);

const codeOpeningSchema = z.object({ codeId: z.string().min(1).max(200), openedAtMs: z.int() });

/**
 * What the tills of a store say to each other over their LAN, each to each (architecture, point 9). Who speaks is known from
 * the certificate of the connection and never from a message. A change here must say what an older till in the store will do.
 */
export const lanContract = {
  /** The first word on every connection. */
  greet: oc
    .input(
      z.object({
        /** Where the speaker itself listens; its host is the one it speaks from. */
        listenPort: z.int().min(1).max(65_535),
        /** Codes that were opened at the speaker a moment ago, maybe while nobody heard of it (ID-03). */
        openedCodes: z.array(codeOpeningSchema).max(200),
      }),
    )
    .output(
      z.object({
        /** The last operation of the speaker that is here; 0 before the first. */
        heldSeq: z.int().min(0),
        /** Where other tills of the store were met. */
        addresses: z.array(lanAddressSchema).max(100),
      }),
    ),
  /** Passes on operations as they are pushed to head office, in terminalSeq order. Safe to repeat. */
  pass: oc
    .input(
      z.object({
        operations: pushedOperationsSchema,
        /** As in a push: Ed25519 by the install's key over `pushSignatureText`, base64url. */
        signature: z.string().max(200),
        /** Operations that head office called invalid: they count for nothing. */
        invalidSeqs: z.array(z.int().min(1)).max(1000),
      }),
    )
    .output(
      z.discriminatedUnion('status', [
        /** `heldSeq` is on the disk: what follows comes next. */
        z.object({ status: z.literal('held'), heldSeq: z.int().min(0) }),
        z.object({
          status: z.literal('refused'),
          reason: z.enum(['signature_wrong', 'chain_broken']),
        }),
      ]),
    ),
  /**
   * Asks for a part of this till's share of a member (OF-04). What is answered was given up here, on the disk; the same loan
   * asked for again is answered the same. An older till takes a wish for stored value for a mistake and lends nothing; one that
   * asks for points only is answered as ever.
   */
  borrow: oc
    .input(
      z.object({
        loanId: z.string().min(1).max(64),
        memberId: z.string().min(1).max(64),
        points: z.int().min(0).max(loanMaxPoints),
        /** Stored value; absent: none. */
        valueFen: z.int().min(1).max(loanMaxFen).optional(),
      }),
    )
    .output(
      z.object({
        lentPoints: z.int().min(0).max(loanMaxPoints),
        lentValue: valuePartsSchema.optional(),
      }),
    ),
  /** The speaker is about to open a member code: from now on it is opened here too (ID-03). */
  openCode: oc.input(codeOpeningSchema).output(
    z.object({
      /** It was opened here, or is being opened here and this till comes first. */
      isOpened: z.boolean(),
    }),
  ),
};
