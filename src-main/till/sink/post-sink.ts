import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { sinkContract } from '../../../src-shared/contract/till/sink.ts';
import type { RightToSpend } from '../../../src-shared/domain/offline-rights/spending-right.ts';
import { couponAllotmentSku } from '../../../src-shared/domain/coupon/coupon-allotment.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { decideSink } from '../../../src-shared/domain/sink/decide-sink.ts';
import type { ReadyAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import type { IdReused } from '../answer.ts';
import { proveSpender, spendCode } from '../member-code/prove-spender.ts';
import { memberSummary } from '../member-summary.ts';
import { checkNotOwn } from '../own-member.ts';
import { requestHash } from '../post-operation.ts';
import { findCarriedGrant, vouchedByGrant } from '../redemption/carried-right.ts';
import { spendPoints } from '../redemption/spend-points.ts';
import type { SignedIn } from '../session.ts';
import { sinkActKind, type SinkKept } from './sink-act.ts';

type Input = InferContractRouterInputs<typeof sinkContract>['post'];
type Output = InferContractRouterOutputs<typeof sinkContract>['post'];

/**
 * Gives points for a gift, a cause, a coupon or a tier, or changes nothing. Identification comes before balances; a gift
 * comes out of this till's allotment. Safe to repeat, as `spendPoints` is.
 */
export async function postSink(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal | IdReused> {
  const { sinkId, redemptionId, memberId } = input;
  const done = await spendPoints<SinkKept>(till, session, {
    actKind: sinkActKind,
    redemptionId,
    requestHash: requestHash({ sinkId, memberId }),
    memberId,
    receiptNo: '',
    points: ({ sinks }) => sinks.find((sink) => sink.sinkId === sinkId)?.points ?? 0,
    check: (ready) => checkBeforeAsking(till, session, { input, ready }),
    tooFew: (_ready, maxPoints) => refuse('points_not_enough', { maxPoints }),
    decide: (ready, { isBeyondView, ...by }) => {
      const { right } = by;
      const decided = decide(till, input, { ready, by, isBeyondView });
      if (decided.status === 'refused') return decided;
      const { draft, sink } = decided;
      const { points, coupons, couponClaim } = draft.body;
      const [issued] = coupons ?? [];
      const issuedId = issued?.kind === 'issue' ? issued.coupon.couponId : null;
      const couponId = couponClaim?.couponId ?? issuedId;
      const isCouponPending = couponClaim !== undefined;
      const kept = { sinkId, points, right, reward: sink.reward.kind, couponId, isCouponPending };
      return { status: 'decided', draft, kept };
    },
    alsoPost: (body) => {
      if ('giftSku' in body) till.store.gift.handOver(body.giftSku);
      if ('allottedTemplateId' in body) {
        till.store.gift.handOver(couponAllotmentSku(body.allottedTemplateId));
      }
      spendCode(till, input.proof, redemptionId);
    },
    keptOf: () => till.store.act.find(sinkActKind, redemptionId)?.record as SinkKept, // kept by this act
  });
  if (done.status === 'refused' || done.status === 'id_reused') return done;
  const { right, points, reward, couponId, isCouponPending = false } = done.kept;
  const member = memberSummary(till, done.view, session);
  // It never waits for a second person.
  const status = done.status === 'posted' ? 'posted' : 'already_posted';
  return { status, right, points, reward, couponId, isCouponPending, member };
}

/** Everything that head office need not be asked about. It may know of points that this till does not. */
async function checkBeforeAsking(
  till: ActiveTill,
  session: SignedIn,
  { input, ready }: { readonly input: Input; readonly ready: ReadyAct },
): Promise<Refusal | null> {
  const { view } = ready;
  if (view.state.status === 'frozen') return refuse('member_frozen');
  const unknown =
    checkNotOwn(till, session, view) ?? (await proveSpender(till, session, view, input.proof));
  if (unknown !== null) return unknown;
  const grant = findCarriedGrant(till, view.memberId);
  const pricePoints = ready.programme.sinks.find(({ sinkId }) => sinkId === input.sinkId)?.points;
  const isVouched = grant !== null && (pricePoints ?? 0) <= vouchedByGrant(till, grant);
  const isBeyondView = till.reference.isOnline() || isVouched;
  const by = {
    right: 'authorised',
    ...(grant === null ? {} : { grantId: grant.grantId }),
  } as const;
  const decided = decide(till, input, { ready, by, isBeyondView });
  return decided.status === 'refused' ? decided : null;
}

function decide(
  till: ActiveTill,
  input: Input,
  wish: { readonly ready: ReadyAct; readonly by: RightToSpend; readonly isBeyondView: boolean },
) {
  const { ready, by, isBeyondView } = wish;
  const { view, programme, moment } = ready;
  const decided = decideSink({
    programme,
    state: view.state,
    sinkId: input.sinkId,
    redemptionId: input.redemptionId,
    storeId: till.terminal.storeId,
    businessDate: moment.businessDate,
    nowMs: moment.atMs,
    couponId: till.clock.newId(),
    replicaAgeMs: till.reference.replicaAgeMs(),
    giftsLeft: (sku) => till.store.gift.countLeft(sku),
    ...by,
    authorisedBeyondView: isBeyondView,
  });
  const isGift = decided.status === 'decided' && decided.draft.body.giftSku !== undefined;
  if (isGift && input.handOverAcknowledged !== true) return refuse('gift_not_acknowledged');
  return decided;
}
