import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { sinkContract } from '../../../src-shared/contract/till/sink.ts';
import { decideFloor } from '../../../src-shared/domain/offline-rights/decide-floor.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { decideSink } from '../../../src-shared/domain/sink/decide-sink.ts';
import { type ActDone, type ReadyAct, runAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import { faultError, type IdReused, idReused } from '../answer.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { isFloorUsed } from '../floor-right.ts';
import { checkKnown, identifyMember } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { requestHash } from '../post-operation.ts';
import { findRight, hasTakenSince, type Right } from '../redemption/find-right.ts';
import type { Moment } from '../reference-data.ts';
import type { SignedIn } from '../session.ts';
import { sinkActKind, type SinkKept } from './sink-act.ts';

type Input = InferContractRouterInputs<typeof sinkContract>['post'];
type Output = InferContractRouterOutputs<typeof sinkContract>['post'];

/**
 * Gives points for a gift, a cause, a coupon or a tier, or changes nothing. Identification comes before balances; the right
 * comes from head office, or from the floor rule where it does not answer; a gift out of this till's allotment. Safe to
 * repeat: the same redemptionId posts once, and a repeat needs no PIN.
 */
export function postSink(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal | IdReused> {
  // Behind a redemption of the same member that is on its way.
  return till.queue.run(`spend:${input.memberId}`, () => redeem(till, session, input));
}

async function redeem(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal | IdReused> {
  const { sinkId, redemptionId, memberId } = input;
  const hash = requestHash({ sinkId, memberId });
  const stored = till.store.act.find(sinkActKind, redemptionId);
  if (stored !== null) {
    const isSame = stored.requestHash === hash && stored.state !== 'cancelled';
    const view = readMember(till, stored.memberId);
    if (!isSame || isRefused(view)) return isSame && isRefused(view) ? view : idReused;
    // Kept by this act.
    return told(till, session, {
      status: 'already_posted',
      kept: stored.record as SinkKept,
      view,
    });
  }
  if (till.store.redemption.find(redemptionId) !== null) return idReused;

  const moment = till.reference.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const view = readMember(till, memberId);
  if (isRefused(view)) return view;
  const refusal = await checkBeforeAsking(till, session, { view, input, programme, moment });
  if (refusal !== null) return refusal;
  const points = programme.sinks.find((sink) => sink.sinkId === sinkId)?.points ?? 0;
  const askedSeq = till.store.operation.head().terminalSeq;
  const { businessDate } = moment;
  const right = await findRight(till, {
    redemptionId,
    memberId: view.memberId,
    points,
    businessDate,
  });
  if (typeof right !== 'string') {
    return right.status === 'id_reused'
      ? right
      : refuse('points_not_enough', { maxPoints: right.availablePoints });
  }
  // The line may have taken a while: what was true before is read again inside.
  const done = runAct<'redeemSink', SinkKept>(till, session, {
    kind: sinkActKind,
    actId: redemptionId,
    requestHash: hash,
    memberId,
    decide: (ready) => decideReady(till, input, { ready, right, askedSeq }),
    alsoPost: ({ body, terminalSeq, businessDate: postedOn }) => {
      const lots = body.entries.flatMap((entry) => entry.lots);
      till.store.redemption.insert({
        redemption: { redemptionId, points: body.points, offsetFen: 0, lots },
        memberId: view.memberId,
        receiptNo: '',
        businessDate: postedOn,
        right: body.right,
        requestHash: hash,
        terminalSeq,
      });
      if (body.giftSku !== undefined) till.store.gift.handOver(body.giftSku);
    },
  });
  if (done.status === 'refused' || done.status === 'id_reused') return done;
  return told(till, session, done);
}

/** Everything that head office need not be asked about. It may know of points that this till does not. */
async function checkBeforeAsking(
  till: ActiveTill,
  session: SignedIn,
  wish: {
    readonly view: MemberView;
    readonly input: Input;
    readonly programme: Programme;
    readonly moment: Moment;
  },
): Promise<Refusal | null> {
  const { view, input, programme, moment } = wish;
  if (view.state.status === 'frozen') return refuse('member_frozen');
  const unknown =
    (await identifyMember(till, session, view, input.proof)) ??
    checkKnown(till, session, view, 'spendPoints');
  if (unknown !== null) return unknown;
  const ready = { view, programme, moment };
  const isBeyondView = till.reference.isOnline();
  const decided = decide(till, input, { ready, right: 'authorised', isBeyondView });
  return decided.status === 'refused' ? decided : null;
}

function decideReady(
  till: ActiveTill,
  input: Input,
  wish: { readonly ready: ReadyAct; readonly right: Right; readonly askedSeq: number },
) {
  const { ready, right, askedSeq } = wish;
  const { view, programme } = ready;
  const isBeyondView = right === 'authorised' && !hasTakenSince(till, view.memberId, askedSeq);
  const decided = decide(till, input, { ready, right, isBeyondView });
  if (decided.status === 'refused') return decided;
  const { draft, sink } = decided;
  const { points, coupons } = draft.body;
  if (right === 'floor') {
    const floor = decideFloor({
      programme,
      points,
      replicaAgeMs: till.reference.replicaAgeMs(),
      floorUsed: isFloorUsed(till, view),
    });
    if (floor.status === 'refused') return floor;
  }
  const [issued] = coupons ?? [];
  const couponId = issued?.kind === 'issue' ? issued.coupon.couponId : null;
  const kept: SinkKept = {
    sinkId: input.sinkId,
    points,
    right,
    reward: sink.reward.kind,
    couponId,
  };
  return { status: 'decided', draft, kept } as const;
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

function told(
  till: ActiveTill,
  session: SignedIn,
  { status, kept, view }: ActDone<SinkKept>,
): Output {
  const { right, points, reward, couponId } = kept;
  const member = memberSummary(till, view, session);
  // It never waits for a second person.
  const isPosted = status === 'posted';
  return {
    status: isPosted ? 'posted' : 'already_posted',
    right,
    points,
    reward,
    couponId,
    member,
  };
}
