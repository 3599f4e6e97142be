import { z } from 'zod';
import { oc } from '@orpc/contract';
import { refusalErrors } from '../refusal-errors.ts';
import { shownMemberSchema } from './member.ts';

/** What a scan can be (ID-01); see `ScannedCode` of src-shared/scan. */
export const scanKindSchema = z
  .enum([
    'member_card',
    /** A member code that never changes (M1): as good as a card. */
    'static_code',
    /** A member code that head office signed (M2). */
    'signed_code',
    'phone',
    'coupon',
    'staff_badge',
    'goods',
    'payment_code',
    'bank_card',
    'unknown',
  ])
  .describe(
    'Beside member_card, phone, payment_code and unknown others came later, and more may: read one you do not know as unknown',
  );

const scanResultSchemaOf = <Member extends z.ZodType>(memberSchema: Member) =>
  z.object({
    kind: scanKindSchema,
    status: z.enum(['found', 'not_found', 'not_in_replica', 'refused']),
    message: z.string(),
    member: memberSchema.optional(),
    /** What was scanned when a person may go on with it (a card to bind, a phone to enrol); never for a payment code. */
    cardNo: z.string().optional(),
    phone: z.string().optional(),
    /** 8 digits of Hong Kong or Macau: the same with +852 or +853 before them is looked up (ID-01). */
    phoneDigits: z.string().optional(),
    /** How many members have this phone, where it is more than one: `member` is the first, `phone` finds them all (ID-10). */
    sameNumberCount: z.int().optional(),
    /** The code of goods (EAN, UPC): a line of the sale waits for its amount. */
    goodsCode: z.string().optional(),
    /** Whose badge it is: at the sign-in they are chosen, and their PIN follows. */
    staffId: z.string().optional(),
    /** A signed coupon code that head office made (CP-06). It identifies nobody. */
    coupon: z
      .object({
        couponId: z.string(),
        templateId: z.string(),
        memberId: z.string(),
        /** The code itself, of one that may be handed over to another member with it (CP-01). */
        code: z.string().optional(),
      })
      .optional(),
  });
export const scanResultSchema = scanResultSchemaOf(shownMemberSchema);
export type ScanResult = z.infer<typeof scanResultSchema>;

/** What reads codes at a screen itself. */
export const screenReaderSchema = z.enum(['keyboard', 'camera']);

const scanInputSchema = z.object({ text: z.string().max(4096) });

const scanContractWith = <Member extends z.ZodType, Input extends z.ZodType>(
  memberSchema: Member,
  inputSchema: Input,
) =>
  oc
    .route({
      method: 'POST',
      path: '/scans',
      summary: 'What a scanned or typed code is, and whose',
    })
    .errors(refusalErrors)
    .input(inputSchema)
    .output(scanResultSchemaOf(memberSchema));

export const scanContractOf = <Member extends z.ZodType>(memberSchema: Member) =>
  scanContractWith(memberSchema, scanInputSchema);

/**
 * While a member has the screen: a signed code of anybody else is refused and stays unopened, so that its owner can still use
 * it.
 */
const ownerSchema = { onlyMemberId: z.string().optional() };

/** A screen also tells what read it, for the log of the device page; without that it was typed. */
export const scanContract = scanContractWith(
  shownMemberSchema,
  scanInputSchema.extend({ reader: screenReaderSchema.optional(), ...ownerSchema }),
);

/**
 * What a reader of the till read, for the screen that takes it: only now anybody is looked up, and a code that is good once is
 * used up. A second call of one `scanId`, and one after two minutes, is asked to scan again.
 */
export const takeScanContract = oc
  .errors(refusalErrors)
  .input(z.object({ scanId: z.string(), ...ownerSchema }))
  .output(scanResultSchema);
