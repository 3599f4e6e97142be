import type { OperationOf } from '../operation/operation.ts';
import type { Programme } from '../programme/programme.ts';
import { decideSink } from '../sink/decide-sink.ts';
import { compare, type AuditFinding, wouldRefuse } from './audit-finding.ts';
import { claimedState, isVouched } from './claimed-state.ts';

type SinkBody = OperationOf<'redeemSink'>['body'];

/** Decides again what points were given for (PL-22, PL-23, TR-08): the price, the lots, the gift, the coupon or the tier. */
export function auditSink(
  programme: Programme,
  operation: OperationOf<'redeemSink'>,
): readonly AuditFinding[] {
  const { body, businessDate, storeId } = operation;
  const { sinkId, redemptionId, right, entries, couponClaim, tier } = body;
  const coupon = issuedOf(body);
  // The face of some coupons is the tier's: the one that the note names, or else any that gives this coupon.
  const tierCodes = programme.tiers.map(({ code }) => code);
  const claimedTier = couponClaim?.tierCode;
  const decisions = (claimedTier === undefined ? tierCodes : [claimedTier]).map((tierCode) =>
    decideSink({
      programme,
      state: claimedState(operation, entries, tier === undefined ? tierCode : tierCodes[0]),
      sinkId,
      redemptionId,
      storeId,
      businessDate,
      nowMs: coupon?.issuedAtMs ?? operation.atMs,
      couponId: coupon?.couponId ?? couponClaim?.couponId ?? '',
      giftsLeft: () => (couponClaim === undefined ? 1 : 0),
      right,
      replicaAgeMs: 0,
      authorisedBeyondView: isVouched(right),
    }),
  );
  const found = decisions.map((decided) =>
    decided.status === 'refused' ? wouldRefuse(decided) : differences(body, decided.draft.body),
  );
  return found.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

function differences(body: SinkBody, expected: SinkBody): readonly AuditFinding[] {
  return [
    ...compare('points', body.points, expected.points),
    ...compare('entries', body.entries, expected.entries),
    ...compare(
      'gift',
      body.giftSku ?? body.allottedTemplateId,
      expected.giftSku ?? expected.allottedTemplateId,
    ),
    ...compare(
      'coupons',
      body.coupons ?? body.couponClaim,
      expected.coupons ?? expected.couponClaim,
    ),
    ...compare('tier', bareTier(body), bareTier(expected)),
  ];
}

/** What the member had before, and had had of packs, the tier was given on top of. */
function bareTier({ tier }: SinkBody) {
  if (tier?.term === undefined || tier.term === null) return tier?.tierCode;
  const { before: _before, ...term } = tier.term;
  return { tierCode: tier.tierCode, over: tier.over, term };
}

function issuedOf({ coupons = [] }: SinkBody) {
  return coupons.flatMap((change) => (change.kind === 'issue' ? [change.coupon] : []))[0];
}
