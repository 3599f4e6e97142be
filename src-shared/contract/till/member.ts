import { z } from 'zod';
import { oc } from '@orpc/contract';
import { entryKinds } from '../../domain/points/points-entry.ts';
import {
  atMsSchema,
  businessDateSchema,
  idSchema,
  numberTextSchema,
  pinSchema,
  shortTextSchema,
  signedPointsSchema,
} from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';

/** What a counter may see of a member: masked, and with balances as this till knows them (ID-11). */
export const memberSummarySchema = z.object({
  memberId: z.string(),
  memberNo: z.string(),
  maskedName: z.string(),
  maskedPhone: z.string(),
  /** Tier code; its words are in `tierName`. */
  tier: z.string(),
  tierName: z.string(),
  status: z.enum(['active', 'frozen']),
  availablePoints: z.int(),
  pendingPoints: z.int(),
  heldPoints: z.int(),
  reservedPoints: z.int(),
  debtPoints: z.int(),
  /** What could be spent right now without the office (OF-05). */
  offlinePoints: z.int(),
  expiringPoints: z.int(),
  expiresOnDay: businessDateSchema.nullable(),
  hasPin: z.boolean(),
  cardCount: z.int(),
  birthday: z.enum(['none', 'known', 'near']),
  /** At most one thing worth saying to this member (section j). */
  prompt: z.enum(['birthday', 'points_expiring', 'debt', 'set_pin', 'complete_profile']).nullable(),
  /** When the office's part of these figures was last confirmed. */
  asOfMs: z.int().nullable(),
});
export type MemberSummary = z.infer<typeof memberSummarySchema>;

export const ledgerEntrySchema = z.object({
  kind: z.enum(entryKinds),
  points: signedPointsSchema,
  debtPoints: z.int(),
  ruleId: z.string(),
  reason: z.string(),
  programmeVersion: z.int(),
  businessDate: businessDateSchema,
  atMs: atMsSchema,
  reference: z.string(),
  pending: z.boolean(),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

const memberIdInput = z.object({ memberId: idSchema });

export const proofSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pin'), pin: pinSchema }),
  /** A manager stands beside it: resets without the member's old PIN. */
  z.object({ kind: z.literal('manager'), staffId: idSchema, pin: pinSchema }),
]);
export type Proof = z.infer<typeof proofSchema>;

export const memberContract = {
  enrol: oc
    .route({
      method: 'POST',
      path: '/members',
      summary: 'Enrol a member, or say that the phone is one already',
    })
    .errors(refusalErrors)
    .input(
      z.object({
        phone: z.string().max(64),
        region: z.enum(['CN', 'HK', 'MO', 'TW']).optional(),
        name: shortTextSchema.optional(),
        birthday: z.string().max(20).optional(),
        cardNo: numberTextSchema.optional(),
        pin: pinSchema.optional(),
        consents: z.array(z.string().max(64)).max(20).optional(),
      }),
    )
    .output(
      z.object({
        status: z.enum(['enrolled', 'exists']),
        memberId: z.string(),
        memberNo: z.string(),
        member: memberSummarySchema,
      }),
    ),
  get: oc
    .route({
      method: 'GET',
      path: '/members/{memberId}',
      summary: 'One member as this till knows it',
    })
    .errors(refusalErrors)
    .input(memberIdInput)
    .output(memberSummarySchema),
  find: oc
    .route({
      method: 'GET',
      path: '/members',
      summary: 'Members by card, phone, last four digits, name, pinyin or initials',
    })
    .errors(refusalErrors)
    .input(
      z.object({
        query: z.string().max(64),
        limit: z.coerce.number().int().min(1).max(50).default(8),
      }),
    )
    .output(z.object({ members: z.array(memberSummarySchema) })),
  setPin: oc
    .route({
      method: 'POST',
      path: '/members/{memberId}/pin',
      summary: "Set or change a member's PIN",
    })
    .errors(refusalErrors)
    .input(memberIdInput.extend({ pin: pinSchema, proof: proofSchema.optional() }))
    .output(z.object({ status: z.literal('set') })),
};

/** What only the screens do with a member. */
export const memberScreenContract = {
  resetPin: oc
    .errors(refusalErrors)
    .input(memberIdInput.extend({ proof: proofSchema }))
    .output(z.object({ status: z.literal('reset') })),
  editProfile: oc
    .errors(refusalErrors)
    .input(
      memberIdInput.extend({
        name: shortTextSchema.optional(),
        birthday: z.string().max(20).optional(),
        cardNo: numberTextSchema.optional(),
      }),
    )
    .output(z.object({ status: z.literal('saved'), member: memberSummarySchema })),
  consent: oc
    .errors(refusalErrors)
    .input(
      memberIdInput.extend({
        consents: z
          .array(z.object({ item: z.string().max(64), given: z.boolean() }))
          .min(1)
          .max(20),
      }),
    )
    .output(z.object({ status: z.literal('recorded') })),
  adjust: oc
    .errors(refusalErrors)
    .input(
      memberIdInput.extend({
        adjustmentId: idSchema,
        points: z.int().min(-1_000_000).max(1_000_000),
        reasonCode: z.string().max(64),
        note: shortTextSchema.optional(),
      }),
    )
    .output(
      z.object({ status: z.enum(['posted', 'already_posted']), member: memberSummarySchema }),
    ),
  ledger: oc
    .errors(refusalErrors)
    .input(memberIdInput)
    .output(
      z.object({
        entries: z.array(ledgerEntrySchema),
        carriedPoints: signedPointsSchema,
        consents: z.array(z.object({ item: z.string(), given: z.boolean(), setAtMs: atMsSchema })),
      }),
    ),
};
