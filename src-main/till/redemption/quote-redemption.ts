import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { redemptionScreenContract } from '../../../src-shared/contract/till/redemption.ts';
import { balanceOf } from '../../../src-shared/domain/points/balance.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import { maxRedeemPoints } from '../../../src-shared/domain/redemption/decide-redemption.ts';
import { steppedPoints } from '../../../src-shared/domain/redemption/stepped-points.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { refusalText } from '../../../src-shared/text/refusal-words.ts';
import { floorRate } from '../../../src-shared/values/rounding.ts';
import type { CarriedGrant } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { decideOfflineNow } from '../offline-right.ts';
import { checkKnown, isProven } from '../identify.ts';
import { checkNotOwn } from '../own-member.ts';
import { pinVerifierOf } from '../pin-checks.ts';
import type { SignedIn } from '../session.ts';
import { findCarriedGrant, vouchedByGrant, withGrantFreed } from './carried-right.ts';
import { rightNow } from './find-right.ts';
import { alreadyOffsetFen } from './open-redemptions.ts';

type Input = InferContractRouterInputs<typeof redemptionScreenContract>['quote'];
type Quote = InferContractRouterOutputs<typeof redemptionScreenContract>['quote'];

/** Says how many points could pay this receipt now, and why it is not more. Promises nothing: `post` decides again. */
export function quoteRedemption(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Refusal | { readonly status: 'quoted'; readonly quote: Quote } {
  const view = readMember(till, input.memberId);
  if (isRefused(view)) return view;
  const unknown = checkNotOwn(till, session, view) ?? checkKnown(till, session, view, 'seeAssets');
  if (unknown !== null) return unknown;
  const { businessDate, atMs } = till.time.now();
  const programme = till.reference.programmeAt(businessDate);
  if (programme === null) return refuse('member_not_in_replica');
  const { memberId } = view;
  const grant = findCarriedGrant(till, memberId);
  const state = withGrantFreed(view.state, grant);
  const { storeId } = till.terminal;
  const { availablePoints } = balanceOf(state, { storeId, businessDate, nowMs: atMs });
  const capsPoints = maxRedeemPoints({
    programme,
    eligibleFen: input.eligibleFen,
    alreadyOffsetFen: alreadyOffsetFen(till, {
      member: view,
      receiptNo: input.receiptNo,
      businessDate,
    }),
    availablePoints: Math.max(availablePoints, grant === null ? 0 : vouchedByGrant(till, grant)),
  });
  const canProve = pinVerifierOf(view.state) !== null || isProven(till, session, memberId);
  const bound = findBound(till, { view, programme, grant, capsPoints, canProve });
  const reason =
    bound.refusal === null
      ? null
      : refusalText(session.language, bound.refusal.code, bound.refusal);
  const { maxPoints } = bound;
  const quote = {
    right: rightNow(till, view, maxPoints),
    maxPoints,
    stepPoints: programme.redeem.stepPoints,
    offsetFenAtMax: floorRate(maxPoints, programme.redeem.fenPerPoint),
    reason,
  } as const;
  return { status: 'quoted', quote };
}

/** What holds the points down, the first reason first; caps and balances need no words unless nothing is left. */
function findBound(
  till: ActiveTill,
  quote: {
    readonly view: MemberView;
    readonly programme: Programme;
    readonly grant: CarriedGrant | null;
    readonly capsPoints: number;
    /** By a PIN, or by what they showed at this screen. */
    readonly canProve: boolean;
  },
): { readonly maxPoints: number; readonly refusal: Refusal | null } {
  const { view, programme, grant, capsPoints } = quote;
  if (view.state.status === 'frozen') return { maxPoints: 0, refusal: refuse('member_frozen') };
  if (!quote.canProve) return { maxPoints: 0, refusal: refuse('pin_not_set') };
  if (capsPoints === 0) {
    return { maxPoints: 0, refusal: refuse('points_above_limit', { maxPoints: 0 }) };
  }
  const carriedPoints = grant?.points ?? 0;
  if (till.reference.isOnline() || capsPoints <= carriedPoints) {
    return { maxPoints: capsPoints, refusal: null };
  }
  const offline = decideOfflineNow(till, { view, programme }, capsPoints);
  if (offline.status === 'allowed') return { maxPoints: capsPoints, refusal: null };
  const offlinePoints = offline.maxPoints ?? 0;
  const allowedPoints = Math.max(offlinePoints, carriedPoints);
  const maxPoints = steppedPoints(Math.min(allowedPoints, capsPoints), programme);
  const isCarried = carriedPoints > offlinePoints;
  return {
    maxPoints,
    refusal: isCarried ? refuse('offline_points_above_limit', { maxPoints }) : offline,
  };
}
