import { inTime } from '../../src-shared/domain/coupon/coupon-uses.ts';
import { decideConflictCost } from '../../src-shared/domain/coupon/decide-conflict-cost.ts';
import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import { isWholeBack } from '../../src-shared/domain/refund/decide-refund.ts';
import type { ReviewCase } from '../../src-shared/domain/review/review-case.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import type { Queryable } from '../store/database.ts';
import { readUndoings } from '../store/coupon-store.ts';
import {
  type ConflictCase,
  type ConflictCost,
  listConflictCases,
  readConflictCosts,
} from '../store/case-store.ts';
import { readEarnsById, readReceiptHistories } from '../store/receipt-history-store.ts';
import { named, type NotedConflict } from './coupon-conflicts.ts';

/**
 * Works out who bears the use that did not count (CP-09, OF-09) and what it took off, and adds both to what is known. Of a
 * coupon that was undone (PL-23) the undoing is what counts.
 */
export async function withCosts(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  conflicts: readonly NotedConflict[],
): Promise<readonly Omit<ReviewCase, 'openedAtMs'>[]> {
  const uses = await readEarnsById(
    transaction,
    conflicts.map(({ lost }) => lost.operationId),
  );
  const undoings = await readUndoings(
    transaction,
    conflicts.map(({ act, lost }) => ({ memberId: act.memberId, couponId: lost.couponId })),
  );
  return conflicts.map(({ found: noted, lost: { couponId, operationId } }) => {
    const undoing = undoings.get(couponId);
    const stands = undoing === undefined ? {} : named('stands', undoing);
    const found = { ...noted, evidence: { ...noted.evidence, ...stands } };
    const use = uses.get(operationId);
    if (use === undefined) return found;
    const { storeId, programmeVersion } = use;
    const { benefits, couponRight } = use.body;
    const used = benefits?.coupons.find((each) => each.couponId === couponId);
    const templates = programmes.ofVersion(programmeVersion)?.coupons.templates ?? [];
    const paidBy = decideConflictCost({
      coupon: benefits?.facts.coupons.find((each) => each.couponId === couponId) ?? null,
      template: templates.find(({ templateId }) => templateId === used?.templateId) ?? null,
      storeId,
      wasClaimed: couponRight === 'claimed',
    });
    return { ...found, evidence: { ...found.evidence, offFen: used?.offFen ?? 0, paidBy } };
  });
}

/**
 * Adds up who bears the coupons that were found used twice in some time (CP-09). One whose goods all came back counts, and costs
 * nothing: what it took off was not paid out with them. Nor does one that has come to stand since, as the goods of the earlier
 * ones came back (CP-04).
 */
export async function sumConflictCosts(
  queryable: Queryable,
  time: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly ConflictCost[]> {
  const cases = await listConflictCases(queryable, time);
  const operationIds = cases.flatMap((each) => [each.standsOperationId, each.lostOperationId]);
  const uses = await readEarnsById(queryable, [...new Set(operationIds)]);
  const receipts = await readReceiptHistories(queryable, [...uses.values()]);
  const backIds = new Set(receipts.filter(isWholeBack).map(({ operationId }) => operationId));
  const ofCoupon = Map.groupBy(cases, ({ couponId }) => couponId);
  const freeCaseIds = [...ofCoupon.values()].flatMap((all) =>
    findFreeConflicts(all, { uses, backIds }).map(({ caseId }) => caseId),
  );
  return readConflictCosts(queryable, { ...time, freeCaseIds });
}

/** Of all conflicts of one coupon those that cost nothing: what lost is back, or is the earliest use that is not. */
function findFreeConflicts(
  cases: readonly ConflictCase[],
  {
    uses,
    backIds,
  }: {
    readonly uses: ReadonlyMap<string, OperationOf<'earn'>>;
    readonly backIds: ReadonlySet<string | undefined>;
  },
): readonly ConflictCase[] {
  const standingIds = cases.map(({ standsOperationId }) => standsOperationId);
  // Of one that was taken back, passed on or given to another member, that stands for good (PL-23, CP-01, PL-19).
  const mayStand = standingIds.every((id) => uses.has(id));
  const [earliest] = [...standingIds, ...cases.map(({ lostOperationId }) => lostOperationId)]
    .flatMap((id) => uses.get(id) ?? [])
    .filter(({ operationId }) => !backIds.has(operationId))
    .toSorted(inTime);
  const standsId = mayStand ? earliest?.operationId : undefined;
  return cases.filter(({ lostOperationId: id }) => backIds.has(id) || id === standsId);
}
