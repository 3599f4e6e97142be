import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { sinkContract } from '../../../src-shared/contract/till/sink.ts';
import type { SpendingRight } from '../../../src-shared/domain/offline-rights/spending-right.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { decideSink } from '../../../src-shared/domain/sink/decide-sink.ts';
import type { Sink } from '../../../src-shared/domain/sink/sink.ts';
import { refusalText } from '../../../src-shared/text/refusal-words.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { decideOfflineNow } from '../offline-right.ts';
import { checkKnown } from '../identify.ts';
import { findCarriedGrant, withGrantFreed } from '../redemption/carried-right.ts';
import { rightNow } from '../redemption/find-right.ts';
import type { Moment } from '../../sync/till-time.ts';
import type { SignedIn } from '../session.ts';

type Input = InferContractRouterInputs<typeof sinkContract>['list'];
type Output = InferContractRouterOutputs<typeof sinkContract>['list'];

/** Lists what a member can have for points, in the order of the programme, with the reason where not now. Promises nothing. */
export function listSinks(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Refusal | ({ readonly status: 'listed' } & Output) {
  const view = readMember(till, input.memberId);
  if (isRefused(view)) return view;
  const unknown = checkKnown(till, session, view, 'seeAssets');
  if (unknown !== null) return unknown;
  const moment = till.time.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  const { memberId } = view;
  const state = withGrantFreed(view.state, findCarriedGrant(till, memberId));
  const sinks = (programme?.sinks ?? []).map((sink) => {
    const right = rightNow(till, view, sink.points);
    const refusal = whyNot(till, { sink, programme, view: { ...view, state }, moment, right });
    const { sinkId, name, points, reward } = sink;
    return {
      sinkId,
      name: name[session.language],
      points,
      reward: reward.kind,
      leftCount: reward.kind === 'gift' ? till.store.gift.countLeft(reward.sku) : null,
      whyNot: refusal === null ? null : refusalText(session.language, refusal.code, refusal),
    };
  });
  return { status: 'listed', right: rightNow(till, view, 0), sinks };
}

function whyNot(
  till: ActiveTill,
  wish: {
    readonly sink: Sink;
    readonly programme: Programme | null;
    readonly view: MemberView;
    readonly moment: Moment;
    readonly right: SpendingRight;
  },
): Refusal | null {
  const { sink, programme, view, moment, right } = wish;
  if (programme === null) return null;
  const decided = decideSink({
    programme,
    state: view.state,
    sinkId: sink.sinkId,
    redemptionId: '',
    storeId: till.terminal.storeId,
    businessDate: moment.businessDate,
    nowMs: moment.atMs,
    couponId: '',
    replicaAgeMs: till.reference.replicaAgeMs(),
    giftsLeft: (sku) => till.store.gift.countLeft(sku),
    right,
  });
  if (decided.status === 'refused') return decided;
  if (right !== 'floor' && right !== 'grant') return null;
  const offline = decideOfflineNow(till, { view, programme }, sink.points);
  return offline.status === 'refused' ? offline : null;
}
