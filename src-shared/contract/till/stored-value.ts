import { z } from 'zod';
import { type InferContractRouterOutputs, oc } from '@orpc/contract';
import {
  identityDocuments,
  topUpMethods,
  valueRefundBases,
  valueRights,
} from '../../domain/stored-value/stored-value.ts';
import {
  amountFenSchema,
  atMsSchema,
  businessDateSchema,
  idSchema,
  numberTextSchema,
  pinSchema,
} from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { approverSchema } from './adjustment.ts';
import { shownMemberSchema } from './member.ts';

const proofSchema = z.object({ kind: z.literal('pin'), pin: pinSchema });
const signedFenSchema = z.int();

const contractSchema = z.object({
  contractNo: z.string(),
  onDay: businessDateSchema,
  storeId: z.string(),
  paidFen: z.int(),
  bonusFen: z.int(),
  principalLeftFen: z.int(),
  bonusLeftFen: z.int(),
  spentFen: z.int(),
  refundedFen: z.int(),
  status: z.enum(['pending', 'open', 'refunded']),
});

const movementSchema = z.object({
  kind: z.enum(['top_up', 'pay', 'restore', 'refund', 'cancel']),
  reason: z.string(),
  contractNo: z.string(),
  principalFen: signedFenSchema,
  bonusFen: signedFenSchema,
  listFen: signedFenSchema.describe(
    'What the goods it paid for cost undiscounted (SV-02); below 0 where they came back, 0 where none were paid for',
  ),
  paidOutFen: z.int(),
  businessDate: businessDateSchema,
  atMs: atMsSchema,
  storeId: z.string(),
  reference: z.string(),
});

const workingSchema = z.object({
  basis: z.enum(valueRefundBases),
  applies: z.boolean(),
  consumedFen: z.int(),
  refundFen: z.int(),
  /** How it is worked out, in words, to be shown and printed. */
  lines: z.array(z.string()),
});

export const storedValueContractOf = <Member extends z.ZodType>(memberSchema: Member) => ({
  topUp: oc
    .route({
      method: 'POST',
      path: '/stored-value/top-ups',
      summary: 'Top up a member’s stored value against money received',
    })
    .errors(refusalErrors)
    .input(
      z.object({
        topUpId: idSchema,
        memberId: idSchema,
        /** A package, or an amount of the customer's own choice without bonus: one of the two. */
        packageId: idSchema.optional(),
        amountFen: amountFenSchema.optional(),
        method: z.enum(topUpMethods),
        buyer: z.enum(['person', 'unit']).default('person'),
        /** The document the buyer showed. */
        identity: z.enum(identityDocuments).optional(),
        /** Its number, where the store's law has it kept: sealed at once for head office, and kept nowhere else (SV-06). */
        identityNumber: z.string().min(1).max(40).optional(),
        /** The name on the document, where it is not the member's. */
        identityName: z.string().min(1).max(60).optional(),
        guardianConfirmed: z.boolean().default(false),
        /** The customer has seen amount, bonus, terms and refund rule, and agreed. */
        termsConfirmed: z.literal(true),
      }),
    )
    .output(
      z.object({
        status: z.enum(['posted', 'already_posted']),
        contractNo: z.string(),
        paidFen: z.int(),
        bonusFen: z.int(),
        /** The voucher to print, line by line. */
        voucher: z.array(z.string()),
        member: memberSchema,
      }),
    ),
  pay: oc
    .route({
      method: 'POST',
      path: '/stored-value/payments',
      summary: 'Pay part of a receipt with stored value',
    })
    .errors(refusalErrors)
    .input(
      z.object({
        paymentId: idSchema,
        memberId: idSchema,
        receiptNo: numberTextSchema,
        amountFen: amountFenSchema,
        /** What the goods this pays for cost undiscounted; without it, what is paid. */
        listFen: amountFenSchema.optional(),
        proof: proofSchema.optional(),
      }),
    )
    .output(
      z.object({
        status: z.enum(['posted', 'already_posted']),
        amountFen: z.int(),
        principalFen: z.int(),
        bonusFen: z.int(),
        right: z.enum(valueRights),
        member: memberSchema,
      }),
    ),
  cancelPayment: oc
    .route({
      method: 'POST',
      path: '/stored-value/payments/{paymentId}/cancel',
      summary: 'Give a payment back whose receipt is not posted',
    })
    .errors(refusalErrors)
    .input(z.object({ paymentId: idSchema }))
    .output(
      z.object({
        status: z.enum(['cancelled', 'already_cancelled']),
        amountFen: z.int(),
        member: memberSchema,
      }),
    ),
  refund: oc
    .route({
      method: 'POST',
      path: '/stored-value/refunds',
      summary: 'Pay a contract of stored value back',
    })
    .errors(refusalErrors)
    .input(
      z.object({
        refundId: idSchema,
        memberId: idSchema,
        contractNo: idSchema,
        basis: z.enum(valueRefundBases),
        /** What was shown to the customer. */
        refundFen: amountFenSchema,
        payTo: z.enum(['cash', 'same_name_account']),
        approver: approverSchema,
        proof: proofSchema.optional(),
      }),
    )
    .output(
      z.object({
        status: z.enum(['posted', 'already_posted']),
        refundFen: z.int(),
        /** The calculation to print, line by line. */
        lines: z.array(z.string()),
        member: memberSchema,
      }),
    ),
  quoteRefund: oc
    .route({
      method: 'POST',
      path: '/stored-value/refunds/quotes',
      summary: 'What contracts would give back, on every basis; nothing is recorded',
    })
    .errors(refusalErrors)
    .input(z.object({ memberId: idSchema, contractNo: idSchema.optional() }))
    .output(
      z.object({
        contracts: z.array(
          z.object({
            contract: contractSchema,
            workings: z.array(workingSchema),
            lines: z.array(z.string()),
          }),
        ),
      }),
    ),
  freeze: oc
    .route({
      method: 'POST',
      path: '/stored-value/freezes',
      summary: 'Stop a lost wallet at once, or let a manager end the stop',
    })
    .errors(refusalErrors)
    .input(
      z.object({
        freezeId: idSchema,
        memberId: idSchema,
        frozen: z.boolean(),
        /** Needed to end a stop. */
        approver: approverSchema.optional(),
      }),
    )
    .output(
      z.object({
        status: z.enum(['posted', 'already_posted', 'unchanged']),
        member: memberSchema,
      }),
    ),
  get: oc
    .route({
      method: 'GET',
      path: '/members/{memberId}/stored-value',
      summary: 'Balance, contracts and movements of a member’s stored value',
    })
    .errors(refusalErrors)
    .input(z.object({ memberId: idSchema }))
    .output(
      z.object({
        principalFen: z.int(),
        bonusFen: z.int(),
        pendingFen: z.int(),
        reservedFen: z.int(),
        /** Without what is set aside for other stores (OF-04). */
        availableFen: z.int(),
        /** What could be paid right now without the office (OF-03). */
        offlineFen: z.int(),
        /** What a payment would be made by now. */
        right: z.enum(valueRights),
        frozen: z.boolean(),
        identityChecked: z.boolean(),
        contracts: z.array(contractSchema),
        /** Payments of this till whose receipt is not posted; each can still be given back. */
        openPayments: z.array(
          z.object({ paymentId: z.string(), receiptNo: z.string(), amountFen: z.int() }),
        ),
        /** Newest first. */
        entries: z.array(movementSchema),
        /** Sums of the movements before those. */
        carriedPrincipalFen: signedFenSchema,
        carriedBonusFen: signedFenSchema,
        asOfMs: z.int().nullable(),
      }),
    ),
  statement: oc
    .route({
      method: 'GET',
      path: '/members/{memberId}/stored-value/statement',
      summary: 'Every movement of a member’s stored value, from head office where it answers',
    })
    .errors(refusalErrors)
    .input(z.object({ memberId: idSchema }))
    .output(
      z.object({
        /** false: head office did not answer, or has more than fit; only the latest are here. */
        isComplete: z.boolean(),
        /** Newest first. */
        entries: z.array(movementSchema),
      }),
    ),
});

export const storedValueContract = storedValueContractOf(shownMemberSchema);

/** For the top-up screen: what can be bought here and now. */
export const storedValueScreenContract = {
  offer: oc
    .errors(refusalErrors)
    .input(z.object({ memberId: idSchema }))
    .output(
      z.object({
        packages: z.array(
          z.object({
            packageId: z.string(),
            name: z.string(),
            payFen: z.int(),
            bonusFen: z.int(),
          }),
        ),
        freeStepFen: z.int().nullable(),
        /** The most that may come onto the wallet now, principal and bonus. */
        maxFen: z.int(),
        /** A document has to be shown before anything is bought. */
        identityNeeded: z.boolean(),
        /** Its number is written down as well, sealed for head office (SV-06). */
        identityNumberNeeded: z.boolean(),
        terms: z.string(),
        issuerName: z.string(),
        /** The law this store sells under (SV-04, SV-06, SV-07). */
        limits: z.object({
          name: z.string(),
          maxBalanceFen: z.int(),
          /** On the wallet now, with what is on its way. */
          walletFen: z.int(),
          identityFromFen: z.int(),
          noCashFromFen: z.int(),
          coolingOffDays: z.int(),
        }),
        /** While the line is down (SV-13); null while it is up. */
        offline: z.object({ maxTopUpFen: z.int(), maxBalanceFen: z.int() }).nullable(),
      }),
    ),
};

type Answers = InferContractRouterOutputs<
  typeof storedValueContract & typeof storedValueScreenContract
>;
export type StoredValue = Answers['get'];
export type ValueOffer = Answers['offer'];
export type ValueMovement = Answers['statement']['entries'][number];
export type ValueStatement = Answers['statement'];
export type ValueRefundQuote = Answers['quoteRefund']['contracts'][number];
export type PostedTopUp = Answers['topUp'];
