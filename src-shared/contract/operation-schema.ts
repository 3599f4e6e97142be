import { z } from 'zod';
import type { Operation, OperationBodies } from '../domain/operation/operation.ts';
import { entryKinds } from '../domain/points/points-entry.ts';
import type { InstallId, MemberId, OperationId, StoreId, TerminalId } from '../values/ids.ts';
import {
  amountFenSchema,
  atMsSchema,
  businessDateSchema,
  numberTextSchema,
  pointsSchema,
  shortTextSchema,
} from './fields.ts';

/**
 * The shape of an operation on the wire. The office reads each operation of a push by itself through this schema, so
 * that one it cannot read is set aside without stopping the others.
 */

const isId = (value: unknown): boolean =>
  typeof value === 'string' && /^[\w.:-]{1,64}$/.test(value);
const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);
const rateSchema = z.object({ numerator: z.int().min(0), denominator: z.int().min(1) });
const lotMoveSchema = z.object({ expiresOnDay: businessDateSchema, points: pointsSchema });
const entrySchema = z.object({
  kind: z.enum(entryKinds),
  points: z.int(),
  ruleId: z.string().max(100),
  lots: z.array(lotMoveSchema).max(200),
});
const entriesSchema = z.array(entrySchema).max(50);
const consentSchema = z.object({
  item: z.string().max(64),
  given: z.boolean(),
  noticeVersion: z.string().max(64),
});
const receiptKeySchema = z.object({
  storeId: z.string().max(64),
  businessDate: businessDateSchema,
  receiptNo: numberTextSchema,
});

const bodySchemas = {
  enrol: z.object({
    memberNo: z.string().max(32),
    tierCode: z.string().max(32),
    cardNo: numberTextSchema.exactOptional(),
    consents: z.array(consentSchema).max(20),
  }),
  editProfile: z.object({
    fields: z.array(z.enum(['name', 'phone', 'birthday'])).max(3),
    cardNo: numberTextSchema.exactOptional(),
  }),
  earn: z.object({
    receipt: receiptKeySchema,
    lines: z
      .array(
        z.object({
          lineNo: z.int().min(1),
          sku: shortTextSchema,
          category: shortTextSchema,
          quantity: z.string().max(32),
          amountFen: amountFenSchema,
          offsetFen: amountFenSchema,
          baseFen: amountFenSchema,
          points: pointsSchema,
        }),
      )
      .max(1000),
    terms: z.object({
      rate: rateSchema,
      tierCode: z.string().max(32),
      tierMultiplier: rateSchema,
      campaignId: z.string().max(64).exactOptional(),
      campaignMultiplier: rateSchema.exactOptional(),
      campaignCategories: z.array(z.string().max(200)).exactOptional(),
      expiresOnDay: businessDateSchema,
    }),
    redemptionIds: z.array(z.string().max(64)).max(100),
    entries: entriesSchema,
  }),
  redeem: z.object({
    redemptionId: z.string().max(64),
    receiptNo: numberTextSchema,
    eligibleFen: amountFenSchema,
    offsetFen: amountFenSchema,
    points: pointsSchema,
    right: z.enum(['authorised', 'floor']),
    entries: entriesSchema,
  }),
  cancelRedemption: z.object({ redemptionId: z.string().max(64), entries: entriesSchema }),
  refund: z.object({
    refundNo: numberTextSchema,
    receipt: receiptKeySchema,
    lines: z.array(z.object({ lineNo: z.int().min(1), amountFen: amountFenSchema })).max(1000),
    takenBackPoints: pointsSchema,
    restoredPoints: pointsSchema,
    entries: entriesSchema,
  }),
  adjust: z.object({
    adjustmentId: z.string().max(64),
    reasonCode: z.string().max(64),
    entries: entriesSchema,
  }),
  consent: z.object({ consents: z.array(consentSchema).max(20) }),
  setPin: z.object({ by: z.enum(['member', 'manager']) }),
} satisfies { [Kind in keyof OperationBodies]: z.ZodType<OperationBodies[Kind]> };

const headerShape = {
  operationId: z.custom<OperationId>(isId),
  memberId: z.custom<MemberId>(isId),
  storeId: z.custom<StoreId>(isId),
  terminalId: z.custom<TerminalId>(isId),
  installId: z.custom<InstallId>(isId),
  terminalSeq: z.int().min(1),
  rawAtMs: atMsSchema,
  atMs: atMsSchema,
  businessDate: businessDateSchema,
  operatorId: z.string().max(64),
  programmeVersion: z.int().min(0),
  personalHash: hashSchema.exactOptional(),
  personal: z
    .object({
      salt: z.string().max(64),
      phone: z.string().max(32).exactOptional(),
      name: z.string().max(64).exactOptional(),
      birthday: z.string().max(10).exactOptional(),
      pinVerifier: z.string().max(300).nullable().exactOptional(),
      note: z.string().max(400).exactOptional(),
    })
    .exactOptional(),
  prevHash: hashSchema,
  hash: hashSchema,
};

const operationOf = <Kind extends keyof OperationBodies>(kind: Kind) =>
  z.object({ ...headerShape, kind: z.literal(kind), body: bodySchemas[kind] });

const schema = z.discriminatedUnion('kind', [
  operationOf('enrol'),
  operationOf('editProfile'),
  operationOf('earn'),
  operationOf('redeem'),
  operationOf('cancelRedemption'),
  operationOf('refund'),
  operationOf('adjust'),
  operationOf('consent'),
  operationOf('setPin'),
]);

export const operationSchema: z.ZodType<Operation> = schema;
