import { decideCouponClaim } from '../../src-shared/domain/coupon/decide-coupon-claim.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import type { CouponClaim, OperationOf } from '../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import {
  countIssuedOfMembers,
  insertIssued,
  type IssuedCoupon,
  lockTemplate,
} from '../store/coupon-store.ts';
import type { Queryable } from '../store/database.ts';
import { postOfficeOperations } from '../store/office-operation-store.ts';
import type { PostedOperation } from './hold-for-review.ts';
import { countTaken } from './issue-coupons.ts';

/** A note of a till, with the rules it was given under. */
interface OpenClaim {
  readonly operation: OperationOf<'redeemSink'>;
  readonly claim: CouponClaim;
  readonly memberId: MemberId;
  readonly programme: Programme;
}

/**
 * Counts the coupons that tills gave for points, and settles the notes of those whose share was used up (CP-08): a coupon
 * while any are left, otherwise the points come back (`decideCouponClaim`). Safe to repeat: a coupon has the id that the till
 * gave it, and so has the act. To be called once the gifts of the batch are counted as handed over.
 */
export async function takeSinkCoupons(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  posted: readonly PostedOperation[],
  atMs: number,
): Promise<void> {
  const sinks = posted.flatMap(({ operation, memberId }) =>
    operation.kind === 'redeemSink' ? [{ operation, memberId }] : [],
  );
  await insertIssued(
    transaction,
    sinks.flatMap(({ operation: { body }, memberId }) =>
      (body.coupons ?? []).flatMap((change): readonly IssuedCoupon[] => {
        if (change.kind !== 'issue') return [];
        const { couponId, templateId } = change.coupon;
        return [{ couponId, issueId: issueIdOf(body), templateId, memberId, atMs }];
      }),
    ),
  );
  const claims = sinks.flatMap(({ operation, memberId }): readonly OpenClaim[] => {
    const { couponClaim: claim } = operation.body;
    const { programmeVersion, businessDate } = operation;
    const programme = programmes.ofVersion(programmeVersion) ?? programmes.onDay(businessDate);
    return claim === undefined || programme === null
      ? []
      : [{ operation, claim, memberId, programme }];
  });
  // In one order, so that two transactions never wait for each other's template.
  const byTemplate = [...Map.groupBy(claims, ({ claim }) => claim.templateId)].toSorted(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  for (const [templateId, ofTemplate] of byTemplate) {
    await settleClaims(transaction, templateId, ofTemplate, atMs);
  }
}

async function settleClaims(
  transaction: Queryable,
  templateId: string,
  claims: readonly OpenClaim[],
  atMs: number,
): Promise<void> {
  await lockTemplate(transaction, templateId);
  let issuedCount = await countTaken(transaction, { templateId });
  const memberIds = claims.map(({ memberId }) => memberId);
  const counts = new Map(await countIssuedOfMembers(transaction, templateId, memberIds));
  const businessDate = businessDateAt(atMs);
  const issued: IssuedCoupon[] = [];
  const acts: OfficeOperation[] = [];
  for (const { operation, claim, memberId, programme } of claims) {
    const { redemptionId, points, entries } = operation.body;
    const memberIssuedCount = counts.get(memberId) ?? 0;
    const decided = decideCouponClaim({
      programme,
      claim,
      storeId: operation.storeId,
      redemption: {
        redemptionId,
        points,
        offsetFen: 0,
        lots: entries.flatMap((entry) => entry.lots),
      },
      issuedCount,
      memberIssuedCount,
      businessDate,
      atMs,
    });
    const act = {
      operationId: `claim:${claim.couponId}`,
      memberId,
      atMs,
      businessDate,
      programmeVersion: programme.version,
      actor: 'job:sinks',
    };
    if (decided.status === 'returned') {
      const body = { redemptionId, entries: decided.entries };
      acts.push({ ...act, kind: 'returnClaim', body });
      continue;
    }
    issuedCount += 1;
    counts.set(memberId, memberIssuedCount + 1);
    issued.push({ ...claim, issueId: issueIdOf(operation.body), memberId, atMs });
    const coupons = [{ kind: 'issue' as const, coupon: decided.coupon }];
    acts.push({ ...act, kind: 'issueCoupons', body: { coupons } });
  }
  await insertIssued(transaction, issued);
  await postOfficeOperations(transaction, acts);
}

function issueIdOf({ redemptionId }: OperationOf<'redeemSink'>['body']): string {
  return `sink:${redemptionId}`;
}
