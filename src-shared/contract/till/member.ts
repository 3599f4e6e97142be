import { z } from 'zod';
import { type InferContractRouterOutputs, oc } from '@orpc/contract';
import { identificationLevels } from '../../domain/member/identification.ts';
import { entryKinds } from '../../domain/points/points-entry.ts';
import { tierMeasures } from '../../domain/tier/tier.ts';
import {
  amountFenSchema,
  atMsSchema,
  businessDateSchema,
  idSchema,
  optionalNumberTextSchema,
  pinSchema,
  shortTextSchema,
  signedPointsSchema,
  saidTextSchema,
} from '../fields.ts';
import { ledgerOriginSchema } from '../office/ledger.ts';
import { refusalErrors } from '../refusal-errors.ts';

const birthdayTextSchema = z.string().max(20).describe('MM-DD or YYYY-MM-DD');
const missingSchema = z.array(z.object({ measure: z.enum(tierMeasures), missing: z.int().min(1) }));

/** What a member has reached, how long it lasts, and what the next tier lacks (TR-01 to TR-04, TR-09, R008). */
const memberStandingSchema = z.object({
  /** What counts towards tiers today. */
  growth: z.object({
    spendFen: z.int(),
    visitDays: z.int(),
    topUpFen: z.int(),
    taskPoints: z.int(),
  }),
  /** null: for good. */
  tierUntilDay: businessDateSchema.nullable(),
  /** Only this till knows it yet. */
  tierIsProvisional: z.boolean(),
  /** Set by hand below what was earned: nothing raises it before its last day (TR-05). */
  tierIsHeld: z.boolean(),
  /** The shortest way, in fen, days or points; null on the highest tier or a held one. [] is raised by the next receipt. */
  nextTier: z.object({ tier: z.string(), tierName: z.string(), missing: missingSchema }).nullable(),
  /** From the days of notice on; `missing` is null for a tier that cannot be earned. */
  keepTier: z.object({ byDay: businessDateSchema, missing: missingSchema.nullable() }).nullable(),
  plans: z.array(
    z.object({
      planId: z.string(),
      name: z.string(),
      fromDay: businessDateSchema,
      /** With all renewals. */
      untilDay: businessDateSchema,
      isProvisional: z.boolean(),
      /** What it is made of, the first to end first: each is given back by itself. */
      sales: z.array(
        z.object({
          planSaleId: z.string(),
          fromDay: businessDateSchema,
          untilDay: businessDateSchema,
          paidFen: amountFenSchema,
        }),
      ),
    }),
  ),
  /** Those not used yet and not over. */
  coupons: z.object({
    count: z.int(),
    /** Of them, those whose last day is within a week. */
    endingCount: z.int(),
    /** The next last day of those; null where none is near. */
    endsOnDay: businessDateSchema.nullable(),
  }),
});
export type MemberStanding = z.infer<typeof memberStandingSchema>;

/** What anybody at a counter may see, however the member was found. */
const memberFaceSchema = z.object({
  memberId: z.string(),
  memberNo: z.string(),
  maskedName: z.string(),
  maskedPhone: z.string(),
  /** Tier code; its words are in `tierName`. */
  tier: z.string(),
  tierName: z.string(),
  status: z.enum(['active', 'frozen']),
  /** How sure this counter is of who stands there (ID-02); at the POS API: what this call itself made sure of. */
  level: z.enum(identificationLevels),
  hasPin: z.boolean(),
  cardCount: z.int(),
  /**
   * A member of other stores, of whom this till holds no more than tier and status (OF-13): may earn; names, numbers and balances
   * here say nothing.
   */
  isElsewhere: z.literal(true).exactOptional(),
  /** When the office's part of the figures was last confirmed. */
  asOfMs: z.int().nullable(),
});

const openMemberSchema = memberFaceSchema.extend({
  availablePoints: z.int(),
  pendingPoints: z.int(),
  heldPoints: z.int(),
  reservedPoints: z.int(),
  /** Set aside for other stores, and so not available here (OF-04). */
  grants: z.array(z.object({ storeName: z.string(), points: z.int(), valueFen: z.int() })),
  debtPoints: z.int(),
  /** What could be spent right now without the office (OF-03). */
  offlinePoints: z.int(),
  expiringPoints: z.int(),
  /** Stored value as head office has it: what was paid for, and what was given on top. */
  valuePrincipalFen: z.int(),
  valueBonusFen: z.int(),
  expiresOnDay: businessDateSchema.nullable(),
  birthday: z.enum(['none', 'known', 'near']),
  /** At most one thing worth saying to this member (section j). */
  prompt: z.enum(['birthday', 'points_expiring', 'debt', 'set_pin', 'complete_profile']).nullable(),
});
/** A member with balances as this till knows them (ID-11). */
export interface OpenMember extends z.infer<typeof openMemberSchema> {}
/** Under its name, as it is in so many answers: written out in each, the contract would be too long for the compiler. */
export const memberSummarySchema: z.ZodType<OpenMember, OpenMember> = openMemberSchema;

/** A member of whom a screen has heard no more than a number or a name: nothing of what they own, and nothing to be known by. */
const closedMemberSchema = memberFaceSchema.extend({
  level: z.literal('L0'),
  availablePoints: z.null(),
  pendingPoints: z.null(),
  heldPoints: z.null(),
  reservedPoints: z.null(),
  grants: z.null(),
  debtPoints: z.null(),
  offlinePoints: z.null(),
  expiringPoints: z.null(),
  valuePrincipalFen: z.null(),
  valueBonusFen: z.null(),
  expiresOnDay: z.null(),
  birthday: z.enum(['none', 'known']),
  prompt: z.enum(['set_pin', 'complete_profile']).nullable(),
});
export interface ClosedMember extends z.infer<typeof closedMemberSchema> {}

export type MemberSummary = OpenMember | ClosedMember;
/** What a screen is told of a member: `availablePoints` is null exactly where all the rest is hidden (ID-02). */
export const shownMemberSchema: z.ZodType<MemberSummary, MemberSummary> = z.union([
  openMemberSchema,
  closedMemberSchema,
]);

/** A till knows the name of its own store; of another one of the chain it has the id. */
const joinedAtStoreSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('named'), name: z.string() }),
  z.object({ kind: z.literal('other'), storeId: idSchema }),
]);

/** What tells people apart who may be one, as far as anybody at a counter may see it (ID-10, ID-11). */
const comparedMemberSchema = z.object({
  member: shownMemberSchema,
  joinedOnDay: businessDateSchema,
  /** null: head office. */
  joinedAtStore: joinedAtStoreSchema.nullable(),
  lastBoughtOnDay: businessDateSchema.nullable(),
  /** Beside the member number; the last four characters of each. */
  cards: z.array(z.object({ maskedCardNo: z.string(), isFrozen: z.boolean() })),
});
export type ComparedMember = z.infer<typeof comparedMemberSchema>;

export const ledgerEntrySchema = z.object({
  kind: z.enum(entryKinds),
  points: signedPointsSchema,
  /** Change of the debt by this entry: a settlement moves no points, and this is what it settles. */
  debtPoints: z.int(),
  /** Change of what is held for review; absent where there is none, or head office told the entry. */
  heldPoints: z.int().optional(),
  ruleId: z.string(),
  reason: z.string(),
  programmeVersion: z.int(),
  businessDate: businessDateSchema,
  atMs: atMsSchema,
  reference: z.string(),
  /** Who did it, and where (null: head office); only in what head office tells. */
  operatorId: z.string().optional(),
  storeId: z.string().nullable().optional(),
  origin: ledgerOriginSchema.optional(),
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

const saidSchemas = [
  /** In characters or pinyin. */
  z.object({ kind: z.literal('surname'), text: z.string().max(64) }),
  /** "MM-DD". */
  z.object({ kind: z.literal('birthday'), monthDay: z.string().max(20) }),
] as const;
const saidSchema = z.discriminatedUnion('kind', saidSchemas);

/** What a member says or types to be known (ID-02); it is checked and forgotten. */
const factorSchema = z.discriminatedUnion('kind', [
  ...saidSchemas,
  z.object({ kind: z.literal('pin'), pin: pinSchema }),
  /** A manager has seen a document. */
  z.object({ kind: z.literal('manager'), staffId: idSchema, pin: pinSchema }),
]);
export type Factor = z.infer<typeof factorSchema>;

/** Members, for a cash register and for a screen: they differ in what they are told of a member. */
export const memberContractOf = <Member extends z.ZodType>(memberSchema: Member) => ({
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
        birthday: birthdayTextSchema.optional(),
        cardNo: optionalNumberTextSchema,
        pin: pinSchema.optional(),
        consents: z.array(z.string().max(64)).max(20).optional(),
      }),
    )
    .output(
      z.object({
        status: z.enum(['enrolled', 'exists']),
        memberId: z.string(),
        memberNo: z.string(),
        member: memberSchema,
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
    .output(memberSchema),
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
    .output(
      z.object({
        members: z.array(memberSchema),
        list: z
          .enum(['whole', 'cut', 'query_too_short'])
          .describe(
            'cut: more members fit. query_too_short: nobody was looked for, give 2 Chinese characters, 3 letters or 3 digits',
          ),
      }),
    ),
  standing: oc
    .route({
      method: 'GET',
      path: '/members/{memberId}/standing',
      summary: "How long a member's tier and paid plans last, and what the next tier lacks",
    })
    .errors(refusalErrors)
    .input(memberIdInput)
    .output(memberStandingSchema),
  setPin: oc
    .route({
      method: 'POST',
      path: '/members/{memberId}/pin',
      summary: "Set or change a member's PIN",
    })
    .errors(refusalErrors)
    .input(memberIdInput.extend({ pin: pinSchema, proof: proofSchema.optional() }))
    .output(z.object({ status: z.literal('set') })),
  ledger: oc
    .route({
      method: 'GET',
      path: '/members/{memberId}/ledger',
      summary:
        'Every entry of a member, newest first, with its reason and the sum of what is older',
    })
    .errors(refusalErrors)
    .input(
      memberIdInput.extend({
        /** Of the page before; with it or `limit` the pages come from head office while the line is up. */
        before: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(200).optional(),
      }),
    )
    .output(
      z.object({
        entries: z.array(ledgerEntrySchema),
        /** The sum of everything older than the entries. */
        carriedPoints: signedPointsSchema,
        /** For the next page; null: there is none to be had here now. */
        before: z.string().nullable(),
        /** `till`: the last entries only, and what is older stays a sum until head office can be asked. */
        source: z.enum(['office', 'till']),
        consents: z.array(z.object({ item: z.string(), given: z.boolean(), setAtMs: atMsSchema })),
      }),
    ),
});
export const memberContract = memberContractOf(shownMemberSchema);
export type LedgerPage = InferContractRouterOutputs<typeof memberContract>['ledger'];

/** What only the screens do with a member. */
export const memberScreenContract = {
  /** Makes sure of a member beyond the phone they said; answers them as they may be shown from now on. */
  identify: oc
    .errors(refusalErrors)
    .input(memberIdInput.extend({ factor: factorSchema }))
    .output(shownMemberSchema),
  /** Who may be the one about to enrol: of the same name, with the same birthday or last four digits (ID-10). */
  similar: oc
    .errors(refusalErrors)
    .input(
      z.object({
        phone: z.string().max(64),
        region: z.enum(['CN', 'HK', 'MO', 'TW']).optional(),
        name: shortTextSchema.optional(),
        birthday: birthdayTextSchema.optional(),
      }),
    )
    .output(z.object({ members: z.array(comparedMemberSchema) })),
  /** Everybody who has this number, to be told apart side by side (ID-10). */
  sameNumber: oc
    .errors(refusalErrors)
    .input(z.object({ phone: z.string().max(64) }))
    .output(z.object({ members: z.array(comparedMemberSchema) })),
  /** Tells head office that two members may be one person; nothing is merged here (ID-10, PL-19). */
  proposeMerge: oc
    .errors(refusalErrors)
    .input(memberIdInput.extend({ otherMemberId: idSchema }))
    .output(z.object({ status: z.enum(['proposed', 'already_proposed']) })),
  /** Disputes a line of the ledger: head office opens a case with what shows how it came about (R116). Safe to repeat. */
  disputeEntry: oc
    .errors(refusalErrors)
    .input(
      memberIdInput.extend({
        entry: ledgerEntrySchema
          .pick({
            kind: true,
            points: true,
            ruleId: true,
            programmeVersion: true,
            businessDate: true,
            atMs: true,
            reference: true,
          })
          .extend({
            operationId: z.string().max(200).optional(),
            hash: z
              .string()
              .regex(/^[0-9a-f]{64}$/)
              .optional(),
          }),
        /** What the member says about it, as the clerk writes it down. */
        words: saidTextSchema.optional(),
      }),
    )
    .output(z.object({ status: z.enum(['opened', 'already_opened']) })),
  /** The number is somebody else's now (ID-09): a manager agrees, and the member is frozen with what they own. */
  releasePhone: oc
    .errors(refusalErrors)
    .input(
      memberIdInput.extend({
        /** What the person at the counter says of themselves; absent where nothing is on file to compare it with. */
        said: saidSchema.optional(),
        approver: z.object({ staffId: idSchema, pin: pinSchema }),
      }),
    )
    .output(z.object({ status: z.literal('released') })),
  /** The member has left this counter: the next visit begins anew. Safe to repeat. */
  leave: oc
    .errors(refusalErrors)
    .input(memberIdInput)
    .output(z.object({ status: z.literal('left') })),
  resetPin: oc
    .errors(refusalErrors)
    .input(memberIdInput.extend({ proof: proofSchema }))
    .output(z.object({ status: z.literal('reset') })),
  editProfile: oc
    .errors(refusalErrors)
    .input(
      memberIdInput.extend({
        name: shortTextSchema.optional(),
        birthday: birthdayTextSchema.optional(),
        cardNo: optionalNumberTextSchema,
      }),
    )
    .output(z.object({ status: z.literal('saved'), member: shownMemberSchema })),
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
};
