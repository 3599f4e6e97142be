import { z } from 'zod';
import { oc } from '@orpc/contract';
import { audienceFacts } from '../domain/campaign/audience-on.ts';
import { holdReasons } from '../domain/office/office-operation.ts';
import { operationKinds } from '../domain/operation/operation.ts';
import { problemCodes } from '../programme/problem.ts';
import { campaignStates } from '../programme/campaign-life.ts';
import { caseKinds } from '../domain/review/review-case.ts';
import {
  businessDateSchema,
  idSchema,
  pinSchema,
  pointsSchema,
  nameTextSchema,
  shortTextSchema,
} from './fields.ts';
import { operationStatusSchema } from './till/operation.ts';
import { staffRoleSchema, staffSchema } from './till/session.ts';

/**
 * What people and systems at head office may call, with the admin token. Paths below `/admin/v1`. A name that a call does not
 * know is refused: what was meant by it would silently not be done.
 */

/** One thing wrong with a programme: where, as `tiers[0].code`, and what, in the language of `Accept-Language`. */
const programmeProblemSchema = z.object({
  path: z.string(),
  code: z.enum(problemCodes),
  message: z.string(),
});

const adminErrors = {
  not_found: { status: 422 as const },
  phone_invalid: { status: 422 as const },
  pin_weak: { status: 422 as const },
  programme_invalid: {
    status: 422 as const,
    data: z.object({ problems: z.array(programmeProblemSchema) }),
  },
  programme_started: { status: 409 as const },
  id_reused: { status: 409 as const },
  day_not_reached: { status: 422 as const },
  same_member: { status: 422 as const },
  already_merged: { status: 409 as const },
  merge_unknown: { status: 422 as const },
  undo_too_late: { status: 422 as const },
  survivor_merged: { status: 409 as const },
  not_accepted: { status: 422 as const },
};

const jobSchema = z.object({
  jobId: z.string(),
  name: z.string(),
  onDay: z.string(),
  status: z.enum(['running', 'done']),
  /** Members it has been through. */
  seenCount: z.int(),
  /** Members it did something to. */
  changedCount: z.int(),
  noticeCount: z.int(),
  startedAtMs: z.int(),
  /** When it went through a stretch of members last. */
  lastStepAtMs: z.int().nullable(),
  endedAtMs: z.int().nullable(),
});

/** Unmasked: head office works with the admin token, and every look is logged. */
export const adminMemberSchema = z.object({
  memberId: z.string(),
  memberNo: z.string(),
  phone: z.string(),
  name: z.string().nullable(),
  birthday: z.string().nullable(),
  status: z.enum(['active', 'frozen']),
  tier: z.string(),
  cards: z.array(z.string()),
  availablePoints: z.int(),
  pendingPoints: z.int(),
  heldPoints: z.int(),
  reservedPoints: z.int(),
  /** What is set aside of `availablePoints`, and of stored value, for the tills of a store (OF-04). */
  grants: z.array(z.object({ storeId: z.string(), points: z.int(), valueFen: z.int() })),
  debtPoints: z.int(),
  consents: z.array(z.object({ item: z.string(), given: z.boolean(), setAtMs: z.int() })),
  mergedInto: z.string().nullable(),
  revision: z.int(),
});

/** Points, signed as the ledger has them. */
const liabilitySchema = z.object({
  storeId: z
    .string()
    .describe(
      'Where the till acted. "office": acts of head office, such as all that expires, wherever it was earned',
    ),
  /** All entries before the day; with the columns up to `mergedPoints` it comes to `balancePoints`. */
  openingPoints: z.int(),
  /** Balances of imported lists. */
  importedPoints: z.int(),
  earnedPoints: z.int(),
  redeemedPoints: z.int(),
  restoredPoints: z.int(),
  takenBackPoints: z.int(),
  adjustedPoints: z.int(),
  expiredPoints: z.int(),
  writtenOffPoints: z.int(),
  mergedPoints: z.int(),
  debtPoints: z.int(),
  balancePoints: z.int(),
  balanceDebtPoints: z.int(),
});

/** Leaves room in the ids that are made of it. */
const mergeIdSchema = idSchema.max(48);

/** Who did it at head office, and why: kept with the act. */
const actFields = { actor: idSchema, reason: shortTextSchema.min(1) };

const drawShape = {
  drawId: idSchema,
  name: shortTextSchema.min(1),
  fromDay: businessDateSchema,
  toDay: businessDateSchema,
  /** Absent: all stores. */
  storeIds: z.array(idSchema).max(1000).optional(),
  minAmountFen: z.int().min(0).max(100_000_000_000),
  /** The best first. */
  prizes: z
    .array(
      z.object({
        prizeId: idSchema,
        name: shortTextSchema.min(1),
        quantity: z.int().min(1).max(100_000),
        worthFen: z.int().min(0).max(100_000_000_000),
      }),
    )
    .max(100),
};

const toldDrawSchema = z.object({
  ...drawShape,
  commitment: z.string(),
  /** As it stands, or as it was when it was drawn. */
  entryCount: z.int(),
  /** To be printed and shown, line by line. */
  oddsLines: z.array(z.string()),
  drawableFromDay: z.string(),
  drawn: z.object({ seed: z.string(), publicText: z.string(), drawnAtMs: z.int() }).nullable(),
  winners: z
    .array(z.object({ prizeId: z.string(), entryKey: z.string(), memberId: z.string() }))
    .nullable(),
});

/** A document without what it says. */
const identityShape = {
  operationId: z.string(),
  document: z.string(),
  storeId: z.string(),
  businessDate: z.string(),
  /** It is kept until then (Order 9). */
  keptUntilDay: z.string(),
};

const terminalSchema = z.object({
  terminalId: z.string(),
  terminalName: z.string(),
  storeId: z.string(),
  status: z.enum(['active', 'revoked']),
  heldSeq: z.int(),
  lastSeenAtMs: z.int().nullable(),
});

const giftAllotmentSchema = z.object({
  storeId: z.string(),
  terminalId: z.string(),
  terminalName: z.string(),
  sku: z.string(),
  allottedCount: z.int(),
  /** As far as its operations have arrived. */
  handedCount: z.int(),
});

const toldCampaignSchema = z.object({
  campaignId: z.string(),
  name: z.string(),
  /** The version whose rule this is: of the day, else of when it runs next, else the last that had it. */
  programmeVersion: z.int(),
  firstDay: z.string(),
  lastDay: z.string(),
  /** The last day it really runs; null where no programme lets it run. */
  runsToDay: z.string().nullable(),
  state: z.enum(campaignStates),
  /** null: all stores. */
  storeIds: z.array(z.string()).nullable(),
  /** For whom and when, in words, and as the programme writes it. */
  audienceWords: z.string(),
  audience: z.unknown(),
  when: z.array(z.unknown()),
});

/** Which rule of a campaign an answer is by. */
const campaignRuleShape = {
  campaignId: z.string(),
  programmeVersion: z.int(),
  /** Where it stands on the day. */
  state: z.enum(campaignStates),
  /** What of members the rule looks at, and whether it is known of that day or only of now. */
  facts: z.array(z.object({ fact: z.enum(audienceFacts), isDated: z.boolean() })),
};

const maxIssued = 5000;

const issuedSchema = z.object({
  /** As it was asked for: an id, or a phone. */
  member: z.string(),
  status: z.enum(['issued', 'already_issued', 'refused']),
  couponId: z.string().nullable(),
  reason: z
    .enum(['template_ended', 'total_limit', 'member_limit', 'member_unknown', 'member_frozen'])
    .nullable(),
});

const adminCouponSchema = z.object({
  couponId: z.string(),
  templateId: z.string(),
  status: z.string(),
  fromDay: z.string(),
  toDay: z.string(),
  storeId: z.string().nullable(),
  use: z
    .object({
      operationId: z.string(),
      storeId: z.string(),
      receiptNo: z.string(),
      atMs: z.int(),
    })
    .nullable(),
  /** Whom it passed to, and what they have in its place (CP-01); null while it did not. */
  handedOver: z
    .object({
      couponId: z.string(),
      memberId: z.string(),
      storeId: z.string(),
      atMs: z.int(),
    })
    .nullable(),
  /** Signed, for the member's phone or print (CP-06); null once it was used or has ended. */
  code: z.string().nullable(),
});

/** What a phone shows as a QR code of version 6 at level M (ID-03). */
const memberCodeSchema = z.object({
  code: z.string(),
  issuedAtMs: z.int(),
  /** When the next one should be asked for. */
  refreshAtMs: z.int(),
  /** By when a till must have seen it. */
  expiresAtMs: z.int(),
  /** What it carries: kept by head office, to be spent at this store by then (ID-04). */
  grant: z.object({ storeId: z.string(), points: z.int(), endsAtMs: z.int() }).nullable(),
});

export const adminContract = {
  activation: {
    create: oc
      .route({
        method: 'POST',
        path: '/activations',
        summary: 'A code that turns one install into a terminal',
      })
      .errors(adminErrors)
      .input(
        z.strictObject({
          storeId: idSchema,
          storeName: nameTextSchema.optional(),
          /** Stores of one region share their members where the programme's scope is `region`; absent: as it is. */
          region: idSchema.optional(),
          terminalName: nameTextSchema,
        }),
      )
      .output(z.object({ activationCode: z.string() })),
  },
  terminal: {
    list: oc
      .route({ method: 'GET', path: '/terminals', summary: 'Tills, with what is known of them' })
      .errors(adminErrors)
      .output(z.object({ terminals: z.array(terminalSchema) })),
    revoke: oc
      .route({
        method: 'POST',
        path: '/terminals/{terminalId}/revoke',
        summary: 'A lost or stolen till',
      })
      .errors(adminErrors)
      .input(z.strictObject({ terminalId: idSchema }))
      .output(z.object({ status: z.literal('revoked') })),
    giveUp: oc
      .route({
        method: 'POST',
        path: '/terminals/{terminalId}/give-up',
        summary: 'A till that a restored head office waits for no longer',
      })
      .errors(adminErrors)
      .input(z.strictObject({ terminalId: idSchema }))
      .output(z.object({ status: z.enum(['given_up', 'not_awaited']) })),
  },
  staff: {
    create: oc
      .route({ method: 'POST', path: '/staff', summary: 'Add somebody of the staff' })
      .errors(adminErrors)
      .input(
        z.strictObject({
          /** Given by the caller to make a repeat safe; else made here. */
          staffId: idSchema.optional(),
          name: nameTextSchema,
          role: staffRoleSchema,
          /** Absent: works at every store. */
          storeId: idSchema.optional(),
          pin: pinSchema,
        }),
      )
      .output(
        staffSchema.extend({
          /** In words, where somebody else of that name and role works there too: screens show both alike. */
          warning: z.string().optional(),
        }),
      ),
    list: oc
      .route({ method: 'GET', path: '/staff', summary: 'Everybody of the staff' })
      .errors(adminErrors)
      .output(
        z.object({
          staff: z.array(
            staffSchema.extend({
              storeId: z.string().nullable(),
              status: z.enum(['active', 'revoked']),
              memberIds: z.array(z.string()),
            }),
          ),
        }),
      ),
    setMembers: oc
      .route({
        method: 'POST',
        path: '/staff/{staffId}/members',
        summary: 'Whom somebody may not serve: their own membership, and their family’s (FR-01)',
      })
      .errors(adminErrors)
      .input(z.strictObject({ staffId: idSchema, memberIds: z.array(idSchema).max(20) }))
      .output(z.object({ memberIds: z.array(z.string()) })),
    revoke: oc
      .route({
        method: 'POST',
        path: '/staff/{staffId}/revoke',
        summary: 'Somebody who works here no more',
      })
      .errors(adminErrors)
      .input(z.strictObject({ staffId: idSchema }))
      .output(z.object({ status: z.literal('revoked') })),
  },
  programme: {
    publish: oc
      .route({
        method: 'POST',
        path: '/programmes',
        summary: 'Check and publish a programme document',
      })
      .errors(adminErrors)
      .input(z.strictObject({ document: z.unknown() }))
      .output(z.object({ status: z.enum(['published', 'already_published']), version: z.int() })),
    list: oc
      .route({
        method: 'GET',
        path: '/programmes',
        summary: 'Programmes that were published, and the one of today',
      })
      .errors(adminErrors)
      .output(
        z.object({
          programmes: z.array(
            z.object({
              version: z.int(),
              startsOnDay: z.string(),
              publishedAtMs: z.int(),
              isInEffect: z.boolean(),
            }),
          ),
        }),
      ),
    activate: oc
      .route({
        method: 'POST',
        path: '/programmes/{version}/activate',
        summary: 'Set the first day of a programme that has not started',
      })
      .errors(adminErrors)
      .input(
        z.strictObject({
          version: z.coerce.number().int().min(1).max(1_000_000_000),
          startsOnDay: businessDateSchema,
        }),
      )
      .output(
        z.object({
          status: z.literal('activated'),
          version: z.int(),
          startsOnDay: z.string(),
        }),
      ),
  },
  campaign: {
    list: oc
      .route({
        method: 'GET',
        path: '/campaigns',
        summary: 'Campaigns of all published programmes, and where each stands on a day (R079)',
      })
      .errors(adminErrors)
      .input(z.strictObject({ onDay: businessDateSchema.optional() }))
      .output(z.object({ onDay: z.string(), campaigns: z.array(toldCampaignSchema) })),
    stop: oc
      .route({
        method: 'POST',
        path: '/campaigns/{campaignId}/stop',
        summary: 'Publish the programmes of today and later without a campaign',
        description:
          'Tills have it with their next sync; receipts keep their terms. A later version that has it starts it again.',
      })
      .errors({ ...adminErrors, campaign_ended: { status: 409 as const } })
      .input(
        z.strictObject({
          campaignId: z.string().min(1).max(64),
          /** The first day it runs no more; absent: today. */
          fromDay: businessDateSchema.optional(),
          ...actFields,
        }),
      )
      .output(
        z.object({
          status: z.literal('stopped'),
          campaignId: z.string(),
          /** The last day it runs, or ran; null where it never did. */
          runsToDay: z.string().nullable(),
          /** What was published for it, by this call or a former one. */
          versions: z.array(z.int()),
        }),
      ),
    audience: oc
      .route({
        method: 'GET',
        path: '/campaigns/{campaignId}/audience',
        summary: 'Members whom the rule of a campaign meets on a day, by their ids (R079)',
        description: [
          'As the day began, whatever the hour and the store, also on days the campaign does not run: members who joined before,',
          'with their tier, plans, birthday and purchases by then. Purchases count by the day of the receipt; a birthday that an',
          'import brought and that was changed since is not known. Tags, merges and a frozen member are as they are now: `facts`',
          'says which of what the rule looks at are dated. Who was merged away counts through the survivor. Of a day to come,',
          'today’s facts. `count` and `digest` are of all up to this page, whatever the size of pages: the digest starts as the',
          'SHA-256 of the rule and becomes that of itself, a newline and the next id. A page may be short: follow `nextAfter`',
          'until it is null.',
        ].join(' '),
      })
      .errors(adminErrors)
      .input(
        z.strictObject({
          campaignId: z.string().min(1).max(64),
          onDay: businessDateSchema,
          limit: z.coerce.number().int().min(1).max(10_000).default(1000),
          after: z
            .string()
            .max(400)
            .regex(/^[\w.:-]+~\d{1,9}~[\da-f]{64}~[\da-f]{64}$/)
            .optional(),
        }),
      )
      .output(
        z.object({
          ...campaignRuleShape,
          onDay: z.string(),
          memberIds: z.array(z.string()),
          /** Up to this page. */
          count: z.int(),
          digest: z.string(),
          nextAfter: z.string().nullable(),
        }),
      ),
    arms: oc
      .route({
        method: 'GET',
        path: '/campaigns/{campaignId}/arms',
        summary: 'What both arms of an A/B test bought on some days (R081)',
        description: [
          'Of the audience of the first day, as `audience` tells it but for its arm, each member in the arm that all tills find.',
          'Receipts of these days, at the stores of the campaign where it names some, by the day of the receipt; sales as sold',
          'and points as given, and beside them what came back of these receipts until now. Goes through all members: not for',
          'a dashboard.',
        ].join(' '),
      })
      .errors(adminErrors)
      .input(
        z.strictObject({
          campaignId: z.string().min(1).max(64),
          fromDay: businessDateSchema,
          toDay: businessDateSchema,
        }),
      )
      .output(
        z.object({
          ...campaignRuleShape,
          fromDay: z.string(),
          toDay: z.string(),
          /** The one that the campaign is for; null: both. */
          campaignArm: z.enum(['A', 'B']).nullable(),
          arms: z.array(
            z.object({
              arm: z.enum(['A', 'B']),
              memberCount: z.int(),
              buyerCount: z.int(),
              receiptCount: z.int(),
              /** Of `receiptCount`, those of which all came back. */
              returnedReceiptCount: z.int(),
              salesFen: z.int(),
              /** Of `salesFen`, what came back. */
              returnedFen: z.int(),
              /** Given by this campaign. */
              points: z.int(),
              /** Of `points`, what the goods that were kept do not give. */
              returnedPoints: z.int(),
            }),
          ),
        }),
      ),
  },
  coupon: {
    issue: oc
      .route({
        method: 'POST',
        path: '/coupons/issue',
        summary:
          'One coupon of a template to each of these members; safe to repeat under its issueId',
      })
      .errors({ ...adminErrors, coupon_template_unknown: { status: 422 as const } })
      .input(
        z.strictObject({
          issueId: idSchema,
          templateId: z.string().min(1).max(64),
          memberIds: z.array(idSchema).max(maxIssued).default([]),
          phones: z.array(z.string().max(64)).max(maxIssued).default([]),
          /** The only store that takes them (CP-07). */
          storeId: idSchema.optional(),
          ...actFields,
        }),
      )
      .output(z.object({ members: z.array(issuedSchema) })),
    list: oc
      .route({ method: 'GET', path: '/coupons', summary: "A member's coupons, with their codes" })
      .errors(adminErrors)
      .input(z.strictObject({ memberId: idSchema }))
      .output(z.object({ coupons: z.array(adminCouponSchema) })),
    rotateKey: oc
      .route({
        method: 'POST',
        path: '/coupons/keys/rotate',
        summary:
          'The next key signs coupon codes; former ones verify for a while, a stolen one no more',
      })
      .errors(adminErrors)
      .input(z.strictObject({ stolen: z.boolean().default(false) }))
      .output(z.object({ keyIds: z.array(z.string()) })),
  },
  giftStock: {
    add: oc
      .route({
        method: 'POST',
        path: '/gift-stock',
        summary: 'Gifts delivered to a store, shared over its tills or for one of them',
      })
      .errors(adminErrors)
      .input(
        z.strictObject({
          /** A repeat with the same id adds nothing. */
          deliveryId: idSchema,
          storeId: idSchema,
          sku: z.string().min(1).max(64),
          quantity: z.int().min(1).max(1_000_000),
          /** Absent: every working till of the store gets its share. */
          terminalId: idSchema.optional(),
        }),
      )
      .output(
        z.object({
          status: z.enum(['added', 'already_added']),
          gifts: z.array(giftAllotmentSchema),
        }),
      ),
    list: oc
      .route({ method: 'GET', path: '/gift-stock', summary: 'Gifts of a store, by till' })
      .errors(adminErrors)
      .input(z.strictObject({ storeId: idSchema.optional() }))
      .output(z.object({ gifts: z.array(giftAllotmentSchema) })),
  },
  member: {
    get: oc
      .route({ method: 'GET', path: '/members/{memberId}', summary: 'A member whole' })
      .errors(adminErrors)
      .input(z.strictObject({ memberId: idSchema }))
      .output(adminMemberSchema),
    find: oc
      .route({ method: 'GET', path: '/members', summary: 'The members of a telephone number' })
      .errors(adminErrors)
      .input(z.strictObject({ phone: z.string().max(64) }))
      .output(z.object({ members: z.array(adminMemberSchema) })),
    duplicates: oc
      .route({
        method: 'GET',
        path: '/members/duplicates',
        summary:
          'Members of one phone or one card, or taken for one person at a counter: proposals for a merge',
      })
      .errors(adminErrors)
      .input(z.strictObject({ limit: z.coerce.number().int().min(1).max(1000).default(100) }))
      .output(
        z.object({
          proposals: z.array(
            z.object({
              /** What they share; both null where somebody at a counter has said so: then the case says who. */
              phone: z.string().nullable(),
              cardNo: z.string().nullable(),
              caseId: z.string().nullable(),
              members: z.array(adminMemberSchema),
            }),
          ),
        }),
      ),
    merge: oc
      .route({
        method: 'POST',
        path: '/members/merge',
        summary: 'Everything of one member goes to another; both ids lead there',
      })
      .errors(adminErrors)
      .input(
        z.strictObject({
          fromMemberId: idSchema,
          intoMemberId: idSchema,
          /** Made by the caller, so that a repeat is safe. */
          mergeId: mergeIdSchema,
          ...actFields,
        }),
      )
      .output(z.object({ status: z.enum(['merged', 'already_merged']) })),
    unmerge: oc
      .route({
        method: 'POST',
        path: '/members/unmerge',
        summary: 'Undo a merge within the days of the programme',
      })
      .errors(adminErrors)
      .input(z.strictObject({ mergeId: mergeIdSchema, ...actFields }))
      .output(z.object({ status: z.enum(['unmerged', 'already_unmerged']) })),
    identities: oc
      .route({
        method: 'GET',
        path: '/members/{memberId}/identities',
        summary: 'Documents that stored value was bought with, masked (SV-06)',
      })
      .errors(adminErrors)
      .input(z.strictObject({ memberId: idSchema }))
      .output(
        z.object({
          identities: z.array(
            z.object({
              ...identityShape,
              /** null where the key file that opens it is gone. */
              maskedNumber: z.string().nullable(),
              maskedName: z.string().nullable(),
            }),
          ),
        }),
      ),
    revealIdentity: oc
      .route({
        method: 'POST',
        path: '/members/{memberId}/identities/reveal',
        summary: 'One of them in full; who asks, and why, is logged',
      })
      .errors(adminErrors)
      .input(z.strictObject({ memberId: idSchema, operationId: idSchema, ...actFields }))
      .output(z.object({ ...identityShape, number: z.string(), name: z.string() })),
    grantTier: oc
      .route({
        method: 'POST',
        path: '/members/{memberId}/tier',
        summary: 'Give a member a tier by hand until a day, approved by a second person',
      })
      .errors(adminErrors)
      .input(
        z.strictObject({
          memberId: idSchema,
          tierCode: z.string().min(1).max(32),
          untilDay: businessDateSchema,
          approverId: idSchema,
          ...actFields,
        }),
      )
      .output(z.object({ status: z.enum(['granted', 'already_granted']) })),
    code: oc
      .route({
        method: 'GET',
        path: '/members/{memberId}/code',
        summary: 'A code for the member’s phone, fresh for 90 seconds: for the chain’s own app',
      })
      .errors(adminErrors)
      .input(z.strictObject({ memberId: idSchema }))
      .output(memberCodeSchema),
    carry: oc
      .route({
        method: 'POST',
        path: '/members/{memberId}/code',
        summary:
          'The same with points to be spent at one store without the line; also for the next picture',
      })
      .errors({
        ...adminErrors,
        store_unknown: { status: 422 as const },
        points_not_available: {
          status: 422 as const,
          data: z.object({ availablePoints: z.int() }),
        },
      })
      .input(
        z.strictObject({
          memberId: idSchema,
          storeId: idSchema,
          points: pointsSchema.min(1),
        }),
      )
      .output(memberCodeSchema),
    rotateCodeKey: oc
      .route({
        method: 'POST',
        path: '/members/code-keys/rotate',
        summary:
          'The next key signs member codes; former ones verify for a while, a stolen one no more',
      })
      .errors(adminErrors)
      .input(z.strictObject({ stolen: z.boolean().default(false) }))
      .output(z.object({ keyIds: z.array(z.string()) })),
  },
  totals: oc
    .route({ method: 'GET', path: '/totals', summary: 'Sums over all members and their ledger' })
    .errors(adminErrors)
    .output(
      z.object({
        members: z.int(),
        operations: z.int(),
        entries: z.int(),
        sumEntryPoints: z.int(),
        sumLotPoints: z.int(),
        sumHeldPoints: z.int(),
        sumDebtPoints: z.int(),
      }),
    ),
  operation: {
    list: oc
      .route({
        method: 'GET',
        path: '/operations',
        summary: 'What tills sent, newest first, with what became of it',
      })
      .errors(adminErrors)
      .input(
        z.strictObject({
          memberId: idSchema.optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
      )
      .output(
        z.object({
          operations: z.array(
            z.object({
              operationId: z.string(),
              kind: z.enum(operationKinds).or(z.string()),
              memberId: z.string().nullable(),
              /** null: an act of head office, by `actor`. */
              terminalId: z.string().nullable(),
              terminalSeq: z.int().nullable(),
              actor: z.string().nullable(),
              atMs: z.int(),
              status: operationStatusSchema,
              reason: z.string().nullable(),
              body: z.unknown(),
            }),
          ),
        }),
      ),
  },
  job: {
    run: oc
      .route({
        method: 'POST',
        path: '/jobs/{name}',
        summary: 'Begin work on all members for a day, or go on with it',
      })
      .errors(adminErrors)
      .input(z.strictObject({ name: idSchema, onDay: businessDateSchema }))
      .output(jobSchema),
    list: oc
      .route({ method: 'GET', path: '/jobs', summary: 'How far jobs have come' })
      .errors(adminErrors)
      .output(
        z.object({
          jobs: z.array(jobSchema),
          /** What runs by itself, in the order of its time of the day. */
          schedule: z.array(
            z.object({
              name: z.string(),
              /** "00:10" in the time of the shops. */
              timeOfDay: z.string(),
              lastOnDay: z.string().nullable(),
              lastStatus: z.enum(['running', 'done']).nullable(),
              /** The day it is due for now; null where it waits for its time. */
              dueOnDay: z.string().nullable(),
            }),
          ),
        }),
      ),
  },
  notice: {
    list: oc
      .route({ method: 'GET', path: '/notices', summary: 'What members are to be told on a day' })
      .errors(adminErrors)
      .input(
        z.strictObject({
          onDay: businessDateSchema,
          /** The last memberId of the page before. */
          after: idSchema.optional(),
          limit: z.coerce.number().int().min(1).max(10_000).default(1000),
        }),
      )
      .output(
        z.object({
          notices: z.array(
            z.object({
              onDay: z.string(),
              memberId: z.string(),
              kind: z.string(),
              reference: z.string(),
              detail: z.record(z.string(), z.union([z.string(), z.int()])),
            }),
          ),
        }),
      ),
  },
  draw: {
    create: oc
      .route({
        method: 'POST',
        path: '/draws',
        summary: 'Open a prize draw among receipts (CP-10)',
      })
      .errors(adminErrors)
      .input(z.strictObject(drawShape))
      .output(
        z.object({
          drawId: z.string(),
          /** SHA-256 of the seed, hex: to be published with the terms, before anybody takes part. */
          commitment: z.string(),
        }),
      ),
    list: oc
      .route({ method: 'GET', path: '/draws', summary: 'Draws with their odds, seeds and winners' })
      .errors(adminErrors)
      .output(z.object({ draws: z.array(toldDrawSchema) })),
    draw: oc
      .route({
        method: 'POST',
        path: '/draws/{drawId}/draw',
        summary: 'Draw the winners; the first draw stands',
      })
      .errors(adminErrors)
      .input(
        z.strictObject({
          drawId: idSchema,
          /** What nobody could know before the entries were in, named in the terms: the numbers of a lottery. */
          publicText: shortTextSchema,
          actor: idSchema,
        }),
      )
      .output(toldDrawSchema),
    entries: oc
      .route({
        method: 'GET',
        path: '/draws/{drawId}/entries',
        summary: 'The receipts that took part, to draw again from the published seed',
      })
      .errors(adminErrors)
      .input(
        z.strictObject({
          drawId: idSchema,
          after: z.string().max(400).optional(),
          limit: z.coerce.number().int().min(1).max(10_000).default(1000),
        }),
      )
      .output(z.object({ entryKeys: z.array(z.string()), nextAfter: z.string().nullable() })),
  },
  case: {
    list: oc
      .route({ method: 'GET', path: '/cases', summary: 'What rules of head office have found' })
      .errors(adminErrors)
      .input(
        z.strictObject({
          state: z.enum(['open', 'confirmed', 'dismissed']).optional(),
          memberId: idSchema.optional(),
          /** `nextAfter` of the page before. */
          after: z.string().max(400).optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
      )
      .output(
        z.object({
          cases: z.array(
            z.object({
              caseId: z.string(),
              kind: z.enum(caseKinds),
              memberId: z.string(),
              /** Of the staff, who therefore may not decide it. */
              operatorId: z.string().nullable(),
              evidence: z.record(z.string(), z.union([z.string(), z.number()])),
              /** What the member said about a line they dispute, as a clerk wrote it down (R116); '' in other cases. */
              words: z.string(),
              state: z.enum(['open', 'confirmed', 'dismissed']),
              openedAtMs: z.int(),
              decidedBy: z.string().nullable(),
              decidedAtMs: z.int().nullable(),
              reason: z.string().nullable(),
            }),
          ),
          nextAfter: z.string().nullable(),
        }),
      ),
    decide: oc
      .route({
        method: 'POST',
        path: '/cases/{caseId}',
        summary: 'Say what became of a case; points it holds are decided with `holds`',
      })
      .errors(adminErrors)
      .input(
        z.strictObject({
          caseId: z.string().min(1).max(300),
          decision: z.enum(['confirmed', 'dismissed']),
          ...actFields,
        }),
      )
      .output(z.object({ status: z.enum(['decided', 'already_decided']) })),
  },
  hold: {
    list: oc
      .route({ method: 'GET', path: '/holds', summary: 'Points that wait for review' })
      .errors(adminErrors)
      .input(
        z.strictObject({
          /** `nextAfter` of the page before. */
          after: idSchema.optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
      )
      .output(
        z.object({
          holds: z.array(
            z.object({
              memberId: z.string(),
              holdId: z.string(),
              points: z.int(),
              reason: z.enum(holdReasons),
              sinceMs: z.int(),
            }),
          ),
          nextAfter: z.string().nullable(),
        }),
      ),
    decide: oc
      .route({
        method: 'POST',
        path: '/holds/{holdId}',
        summary: 'Give points that wait for review to the member, or refuse them',
      })
      .errors(adminErrors)
      .input(
        z.strictObject({
          holdId: z.string().min(1).max(300),
          memberId: idSchema,
          decision: z.enum(['granted', 'refused']),
          ...actFields,
        }),
      )
      .output(z.object({ status: z.enum(['decided', 'already_decided']) })),
  },
  report: {
    liability: oc
      .route({
        method: 'GET',
        path: '/reports/liability',
        summary: 'Points moved on a day and owed at its end, by store, for accounting',
      })
      .errors(adminErrors)
      .input(z.strictObject({ date: businessDateSchema }))
      .output(z.object({ date: z.string(), stores: z.array(liabilitySchema) })),
    liabilityCsv: oc
      .route({
        method: 'GET',
        path: '/reports/liability.csv',
        summary: 'The same as comma-separated text',
      })
      .errors(adminErrors)
      .input(z.strictObject({ date: businessDateSchema }))
      .output(z.file().mime('text/csv')),
    offlineLoss: oc
      .route({
        method: 'GET',
        path: '/reports/offline-loss',
        summary:
          'The most that tills without head office can cost the chain, from the limits in force',
      })
      .errors(adminErrors)
      .output(
        z.object({
          programmeVersion: z.int(),
          storeCount: z.int(),
          tillCount: z.int(),
          floorFenPerMemberAndTill: z.int(),
          pointsFenPerTill: z.int(),
          pointsLossFen: z.int(),
          extendedPointsLossFen: z.int(),
          couponFenPerTill: z.int(),
          couponLossFen: z.int(),
          grantFenPerMember: z.int(),
          keptPointsLossFen: z.literal(0),
          grantValueFenPerMember: z.int(),
          valueFenPerTill: z.int(),
          keptValueLossFen: z.literal(0),
          silentTillCount: z.int(),
          /** What a restore leaves to be heard; null where there was none, or all of it is over. */
          restored: z
            .object({
              atMs: z.int(),
              /** Until they were heard of, nobody is given more than the floor, nor stored value or what a phone would carry. */
              awaitedTills: z.array(
                z.object({
                  terminalId: z.string(),
                  terminalName: z.string(),
                  storeId: z.string(),
                  lastSeenAtMs: z.int().nullable(),
                }),
              ),
              /** What each member is given of points in that time, over all tills (OF-05); they may have been spent before. */
              floorFenPerMember: z.int(),
              /** What was given so of all. */
              givenFen: z.int(),
              /** What it can come to: of every member's floor while tills are waited for, of what was given after that. */
              floorLossFen: z.int(),
              /** Not heard of and not waited for: what they took since the backup may be a debt, as of silent ones. */
              givenUpTillCount: z.int(),
              /** So long tills that were activated after the backup may take what was set aside for them. */
              unknownTillsUntilMs: z.int(),
            })
            .nullable(),
        }),
      ),
    couponConflicts: oc
      .route({
        method: 'GET',
        path: '/reports/coupon-conflicts',
        summary: 'What coupons found used twice took off, and whether campaign or store bears it',
      })
      .errors(adminErrors)
      .input(z.strictObject({ fromDay: businessDateSchema, toDay: businessDateSchema }))
      .output(
        z.object({
          costs: z.array(
            z.object({
              templateId: z.string(),
              storeId: z.string(),
              paidBy: z.enum(['campaign', 'store']),
              conflictCount: z.int(),
              offFen: z.int(),
            }),
          ),
        }),
      ),
  },
  audit: {
    differences: oc
      .route({
        method: 'GET',
        path: '/audit/differences',
        summary: 'Operations that the office decides otherwise than the till did',
        description:
          '`behind`: the till may not have heard of what others had done. `difference`: nothing it may have known gives this.',
      })
      .errors(adminErrors)
      .input(
        z.strictObject({
          limit: z.coerce.number().int().min(1).max(1000).default(100),
          standing: z.enum(['difference', 'behind']).optional(),
        }),
      )
      .output(
        z.object({
          differences: z.array(
            z.object({
              operationId: z.string(),
              memberId: z.string(),
              terminalId: z.string(),
              /** Which parts differ, separated by commas; the keys of the two below. */
              part: z.string(),
              recorded: z.unknown(),
              expected: z.unknown(),
              foundAtMs: z.int(),
              standing: z.enum(['difference', 'behind']),
            }),
          ),
        }),
      ),
  },
};
