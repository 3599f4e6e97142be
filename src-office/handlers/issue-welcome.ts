import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import { issueProblem } from '../../src-shared/domain/coupon/issue-coupon.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { insertIssued, lockTemplate } from '../store/coupon-store.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import type { Queryable } from '../store/database.ts';
import { lockWithSurvivors } from '../store/member-store.ts';
import { postToLocked } from '../store/office-operation-store.ts';
import { countTaken, couponIdOf, type Issue, toOperation } from './issue-coupons.ts';

/**
 * Gives new members the welcome coupons of the programme in effect (R006), in the transaction that enrols them. Once per
 * phone ever: of two tills that enrolled one phone while offline, the first to arrive brings the coupon.
 */
export async function issueWelcome(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  memberIds: readonly string[],
  atMs: number,
): Promise<void> {
  if (memberIds.length === 0) return;
  const businessDate = businessDateAt(atMs);
  const programme = programmes.onDay(businessDate);
  const templates =
    programme?.coupons.templates.filter(({ claim }) => claim === 'new_member') ?? [];
  if (programme === null || templates.length === 0) return;
  const locked = await lockWithSurvivors(transaction, memberIds);
  const operations: OfficeOperation[] = [];
  for (const template of templates) {
    const { templateId, totalLimit } = template;
    if (totalLimit !== null) await lockTemplate(transaction, templateId);
    let issuedCount = totalLimit === null ? 0 : await countTaken(transaction, template);
    for (const { state } of locked.values()) {
      if (issueProblem(template, { businessDate, issuedCount, memberIssuedCount: 0 }) !== null)
        continue;
      const issueId = `welcome:${templateId}`;
      const couponId = couponIdOf(issueId, state.profile.phone.value);
      const row = { couponId, issueId, templateId, memberId: state.memberId, atMs };
      const isNew = (await insertIssued(transaction, [row])).has(couponId);
      if (!isNew) continue;
      issuedCount += 1;
      const issue: Issue = {
        issueId,
        template,
        programmeVersion: programme.version,
        businessDate,
        atMs,
        actor: 'job:welcome',
      };
      operations.push(toOperation(issue, state, couponId));
    }
  }
  await postToLocked(transaction, operations, locked);
}
