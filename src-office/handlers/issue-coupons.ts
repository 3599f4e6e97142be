import { createHash } from 'node:crypto';
import { couponAllotmentSku } from '../../src-shared/domain/coupon/coupon-allotment.ts';
import type { CouponTemplate } from '../../src-shared/domain/coupon/coupon.ts';
import {
  issueCoupon,
  issueProblem,
  type IssueRefusal,
} from '../../src-shared/domain/coupon/issue-coupon.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import {
  countIssued,
  countIssuedOfMembers,
  insertIssued,
  type IssuedCoupon,
  listIssued,
  lockTemplate,
} from '../store/coupon-store.ts';
import type { Queryable } from '../store/database.ts';
import { countOutstanding } from '../store/gift-store.ts';
import { lockWithSurvivors, survivorOf } from '../store/member-store.ts';
import { postToLocked } from '../store/office-operation-store.ts';

const couponIdLength = 24;

/** One act of issuing: a template to members, known by its id. */
export interface Issue {
  readonly issueId: string;
  readonly template: CouponTemplate;
  readonly programmeVersion: number;
  readonly businessDate: BusinessDate;
  readonly atMs: number;
  readonly actor: string;
  /** As a person said it; absent where a rule issues. */
  readonly reason?: string;
  /** CP-07 (B): the only store that takes them. */
  readonly storeId?: string;
}

export type Issued =
  | { readonly status: 'issued' | 'already_issued'; readonly couponId: string }
  | {
      readonly status: 'refused';
      readonly reason: IssueRefusal | 'member_unknown' | 'member_frozen';
    };

/**
 * Issues one coupon of a template to each of these members, set-wise, in the order given while there are any left. Safe to
 * repeat: under one issueId a member gets one coupon, and a repeat says which. A member that was merged away gets it as the
 * survivor. The caller knows that the issueId belongs to no other template.
 */
export async function issueCoupons(
  transaction: Queryable,
  issue: Issue,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, Issued>> {
  const { template, issueId } = issue;
  // Only a total is shared by members: what one may have is kept by the lock of its row.
  if (template.totalLimit !== null) await lockTemplate(transaction, template.templateId);
  const locked = await lockWithSurvivors(transaction, memberIds);
  const ownersOf = new Map(
    memberIds.map((memberId) => [memberId, survivorOf(locked, memberId)?.state ?? null]),
  );
  const ownerIds = [...ownersOf.values()].flatMap((state) =>
    state === null ? [] : [state.memberId],
  );
  const before = new Map(
    (await listIssued(transaction, issueId)).map((each) => [each.memberId, each.couponId]),
  );
  const counts = new Map(await countIssuedOfMembers(transaction, template.templateId, ownerIds));
  let issuedCount = template.totalLimit === null ? 0 : await countTaken(transaction, template);

  const answers = new Map<string, Issued>();
  const rows: IssuedCoupon[] = [];
  const operations: OfficeOperation[] = [];
  for (const [memberId, state] of ownersOf) {
    const couponId = state === null ? undefined : before.get(state.memberId);
    if (couponId !== undefined) {
      answers.set(memberId, { status: 'already_issued', couponId });
      continue;
    }
    const memberIssuedCount = state === null ? 0 : (counts.get(state.memberId) ?? 0);
    const answer = decideOne(issue, state, { issuedCount, memberIssuedCount });
    answers.set(memberId, answer);
    if (answer.status === 'refused' || state === null) continue;
    issuedCount += 1;
    counts.set(state.memberId, memberIssuedCount + 1);
    before.set(state.memberId, answer.couponId);
    const { couponId: newId } = answer;
    const { templateId } = template;
    rows.push({ couponId: newId, issueId, templateId, memberId: state.memberId, atMs: issue.atMs });
    operations.push(toOperation(issue, state, newId));
  }
  await insertIssued(transaction, rows);
  await postToLocked(transaction, operations, locked);
  return answers;
}

/** How many of a template there are no more: issued, or shared out to tills and not yet given by them (CP-08). */
export async function countTaken(
  queryable: Queryable,
  { templateId }: Pick<CouponTemplate, 'templateId'>,
): Promise<number> {
  const [issued, outstanding] = await Promise.all([
    countIssued(queryable, templateId),
    countOutstanding(queryable, couponAllotmentSku(templateId)),
  ]);
  return issued + outstanding;
}

/** The act of head office that gives a member one coupon. */
export function toOperation(issue: Issue, state: MemberState, couponId: string): OfficeOperation {
  const { template, businessDate, atMs, programmeVersion, actor, reason, storeId } = issue;
  const coupon = issueCoupon(template, {
    couponId,
    tierCode: state.tierCode,
    businessDate,
    atMs,
    ...(storeId === undefined ? {} : { storeId }),
  });
  return {
    operationId: `issue:${couponId}`,
    kind: 'issueCoupons',
    body: {
      coupons: [{ kind: 'issue', coupon }],
      ...(reason === undefined ? {} : { reason }),
    },
    memberId: state.memberId,
    atMs,
    businessDate,
    programmeVersion,
    actor,
  };
}

/** An id made from what the coupon is issued for: a repeat makes the same one. Short, since it is shown as a code. */
export function couponIdOf(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(parts.join('\n')).digest('base64url');
  return hash.slice(0, couponIdLength);
}

function decideOne(
  { template, issueId, businessDate }: Issue,
  state: MemberState | null,
  counts: { readonly issuedCount: number; readonly memberIssuedCount: number },
): Issued {
  if (state === null) return { status: 'refused', reason: 'member_unknown' };
  if (state.status === 'frozen') return { status: 'refused', reason: 'member_frozen' };
  const reason = issueProblem(template, { businessDate, ...counts });
  if (reason !== null) return { status: 'refused', reason };
  const couponId = couponIdOf(issueId, template.templateId, state.memberId);
  return { status: 'issued', couponId };
}
