import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { sinkContract } from '../../../src-shared/contract/till/sink.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { decideSink } from '../../../src-shared/domain/sink/decide-sink.ts';
import type { ReadyAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import type { IdReused } from '../answer.ts';
import { checkKnown, identifyMember } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { checkNotOwn } from '../own-member.ts';
import { requestHash } from '../post-operation.ts';
import type { Right } from '../redemption/find-right.ts';
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
    decide: (ready, { right, isBeyondView }) => {
      const decided = decide(till, input, { ready, right, isBeyondView });
      if (decided.status === 'refused') return decided;
      const { draft, sink } = decided;
      const { points, coupons } = draft.body;
      const [issued] = coupons ?? [];
      const couponId = issued?.kind === 'issue' ? issued.coupon.couponId : null;
      const kept = { sinkId, points, right, reward: sink.reward.kind, couponId };
      return { status: 'decided', draft, kept };
    },
    alsoPost: (body) => {
      if ('giftSku' in body) till.store.gift.handOver(body.giftSku);
    },
    keptOf: () => till.store.act.find(sinkActKind, redemptionId)?.record as SinkKept, // kept by this act
  });
  if (done.status === 'refused' || done.status === 'id_reused') return done;
  const { right, points, reward, couponId } = done.kept;
  const member = memberSummary(till, done.view, session);
  // It never waits for a second person.
  const status = done.status === 'posted' ? 'posted' : 'already_posted';
  return { status, right, points, reward, couponId, member };
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
    checkNotOwn(till, session, view) ??
    (await identifyMember(till, session, view, input.proof)) ??
    checkKnown(till, session, view, 'spendPoints');
  if (unknown !== null) return unknown;
  const isBeyondView = till.reference.isOnline();
  const decided = decide(till, input, { ready, right: 'authorised', isBeyondView });
  return decided.status === 'refused' ? decided : null;
}

function decide(
  till: ActiveTill,
  input: Input,
  wish: { readonly ready: ReadyAct; readonly right: Right; readonly isBeyondView: boolean },
) {
  const { ready, right, isBeyondView } = wish;
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
    giftsLeft: (sku) => till.store.gift.countLeft(sku),
    right,
    authorisedBeyondView: isBeyondView,
  });
  const isGift = decided.status === 'decided' && decided.draft.body.giftSku !== undefined;
  if (isGift && input.handOverAcknowledged !== true) return refuse('gift_not_acknowledged');
  return decided;
}
