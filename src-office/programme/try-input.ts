import { z } from 'zod';
import { issueCoupon } from '../../src-shared/domain/coupon/issue-coupon.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { newMemberState } from '../../src-shared/domain/member/new-member.ts';
import type { Language, Programme } from '../../src-shared/domain/programme/programme.ts';
import type { ReceiptLine } from '../../src-shared/domain/receipt/receipt.ts';
import { problem, schemaProblems } from '../../src-shared/programme/schema-problems.ts';
import { day } from '../../src-shared/programme/sections/fields.ts';
import { placeText, problemText } from '../../src-shared/text/problem-words.ts';
import { fillWords, programmeWords } from '../../src-shared/text/programme-words.ts';
import { addDays, addMonths, type BusinessDate } from '../../src-shared/values/business-date.ts';
import { memberId, storeId } from '../../src-shared/values/ids.ts';

const count = z.int().min(0).max(1_000_000_000);

/** A member to try a programme with: as much as rules look at. */
const memberSchema = z.strictObject({
  memberId: z.string().min(1).max(64).default('example'),
  tier: z.string(),
  points: count.default(0),
  debtPoints: count.default(0),
  /** "MM-DD" or "YYYY-MM-DD". */
  birthday: z
    .string()
    .regex(/^(\d{4}-)?\d{2}-\d{2}$/, problem('not_a_birthday'))
    .optional(),
  /** The day they joined; the day before the receipt where it is left out. */
  enrolledOnDay: day.optional(),
  /** Within the window of the tiers, before this receipt. */
  spentFen: count.default(0),
  firstPurchaseOnDay: day.optional(),
  lastPurchaseOnDay: day.optional(),
  tags: z.array(z.string()).default([]),
  planIds: z.array(z.string()).default([]),
  /** Templates, one coupon of each, issued on the day of the receipt. */
  coupons: z.array(z.string()).default([]),
});

const receiptSchema = z.strictObject({
  storeId: z.string().min(1).max(64),
  businessDate: day,
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, problem('not_a_time')),
  lines: z
    .array(
      z.strictObject({
        name: z.string().max(60).optional(),
        sku: z.string().min(1).max(64),
        category: z.string().min(1).max(64),
        quantity: z.string().regex(/^\d+(\.\d+)?$/, problem('not_a_quantity')),
        amountFen: count,
      }),
    )
    .min(1),
  /** Templates to use, or "best". */
  coupons: z.union([z.literal('best'), z.array(z.string())]).default('best'),
  points: count.default(0),
});

/** What a trial begins with. */
export interface Trial {
  readonly state: MemberState;
  readonly storeId: string;
  readonly businessDate: BusinessDate;
  readonly minuteOfDay: number;
  readonly lines: readonly (ReceiptLine & { readonly name: string })[];
  readonly wishes: { readonly couponIds: 'best' | readonly string[]; readonly points: number };
}

/** Reads the two files of a trial; what is wrong with them as `file: path message`. */
export function readTrial(
  programme: Programme,
  language: Language,
  files: { readonly receipt: unknown; readonly member: unknown },
):
  | { readonly status: 'ok'; readonly trial: Trial }
  | { readonly status: 'refused'; readonly problems: readonly string[] } {
  const receipt = receiptSchema.safeParse(files.receipt, { reportInput: true });
  const member = memberSchema.safeParse(files.member, { reportInput: true });
  if (!receipt.success || !member.success) {
    const problems = [
      ...wordsOf(language, 'receipt', receipt.error),
      ...wordsOf(language, 'member', member.error),
    ];
    return { status: 'refused', problems };
  }
  const unknown = unknownNames(programme, member.data, receipt.data);
  if (unknown.length > 0) {
    const { unknownName, none } = programmeWords[language];
    const problems = unknown.map(({ known, ...each }) =>
      fillWords(unknownName, { ...each, known: known === '' ? none : known }),
    );
    return { status: 'refused', problems };
  }
  const { businessDate, time, coupons, points } = receipt.data;
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const trial = {
    state: memberOf(programme, member.data, receipt.data),
    storeId: receipt.data.storeId,
    businessDate,
    minuteOfDay: hours * 60 + minutes,
    lines: receipt.data.lines.map(({ name, ...line }, index) => ({
      ...line,
      name: name ?? line.sku,
      lineNo: index + 1,
    })),
    wishes: { couponIds: coupons, points },
  };
  return { status: 'ok', trial };
}

function memberOf(
  programme: Programme,
  member: z.infer<typeof memberSchema>,
  { businessDate, storeId: store }: z.infer<typeof receiptSchema>,
): MemberState {
  const yesterday = addDays(businessDate, -1);
  const state = newMemberState({
    memberId: memberId(member.memberId),
    memberNo: '',
    profile: {
      phone: { value: '', setAtMs: 0 },
      ...(member.birthday === undefined
        ? {}
        : { birthday: { value: member.birthday, setAtMs: 0 } }),
    },
    tierCode: member.tier,
    enrolledOnDay: member.enrolledOnDay ?? yesterday,
    enrolledAtStoreId: storeId(store),
  });
  const firstOnDay = member.firstPurchaseOnDay ?? member.lastPurchaseOnDay;
  const templates = programme.coupons.templates.filter(({ templateId }) =>
    member.coupons.includes(templateId),
  );
  return {
    ...state,
    lots:
      member.points === 0
        ? []
        : [{ expiresOnDay: addMonths(businessDate, 12), points: member.points }],
    debtPoints: member.debtPoints,
    carriedPoints: member.points - member.debtPoints,
    tags: member.tags,
    growth: { spendFenByDay: member.spentFen === 0 ? {} : { [yesterday]: member.spentFen } },
    plans: member.planIds.map((planId) => ({
      planSaleId: planId,
      planId,
      fromDay: yesterday,
      untilDay: addMonths(businessDate, 1),
      paidFen: 0,
      soldOnDay: yesterday,
      usedFen: 0,
      status: 'active',
    })),
    coupons: templates.map((template) =>
      issueCoupon(template, {
        couponId: template.templateId,
        tierCode: member.tier,
        businessDate,
        atMs: 0,
        storeId: store,
      }),
    ),
    ...(firstOnDay === undefined
      ? {}
      : {
          purchases: {
            firstOnDay,
            lastOnDay: member.lastPurchaseOnDay ?? firstOnDay,
            lastDayReceiptCount: 1,
            lastDayPoints: 0,
          },
        }),
  };
}

/** Something that a trial names and the programme has not, or the member. */
type UnknownName = Readonly<Record<'place' | 'name' | 'known', string>>;

/** A misspelt code would otherwise try something else than was meant. */
function unknownNames(
  programme: Programme,
  member: z.infer<typeof memberSchema>,
  receipt: z.infer<typeof receiptSchema>,
): readonly UnknownName[] {
  const templateIds = programme.coupons.templates.map(({ templateId }) => templateId);
  const tierCodes = programme.tiers.map(({ code }) => code);
  const planIds = programme.plans.map(({ planId }) => planId);
  const wished = receipt.coupons === 'best' ? [] : receipt.coupons;
  return [
    ...unknownOf('member: tier', [member.tier], tierCodes),
    ...unknownOf('member: planIds', member.planIds, planIds),
    ...unknownOf('member: coupons', member.coupons, templateIds),
    ...unknownOf('receipt: coupons', wished, member.coupons),
  ];
}

function unknownOf(
  place: string,
  names: readonly string[],
  known: readonly string[],
): readonly UnknownName[] {
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({ place, name, known: known.join(', ') }));
}

function wordsOf(
  language: Language,
  file: string,
  error: z.ZodError | undefined,
): readonly string[] {
  const problems = error === undefined ? [] : schemaProblems(error);
  return problems.map(
    (each) => `${file}: ${placeText(language, each)} ${problemText(language, each)}`,
  );
}
