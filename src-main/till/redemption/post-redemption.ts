import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { redemptionContract } from '../../../src-shared/contract/till/redemption.ts';
import type {
  RightToSpend,
  SpendingRight,
} from '../../../src-shared/domain/offline-rights/spending-right.ts';
import {
  decideRedemption,
  maxRedeemPoints,
} from '../../../src-shared/domain/redemption/decide-redemption.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ReadyAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import type { IdReused } from '../answer.ts';
import { proveSpender, spendCode } from '../member-code/prove-spender.ts';
import { memberSummary } from '../member-summary.ts';
import { checkNotOwn } from '../own-member.ts';
import { requestHash } from '../post-operation.ts';
import { checkNotPosted } from '../receipt/check-not-posted.ts';
import type { SignedIn } from '../session.ts';
import { alreadyOffsetFen } from './open-redemptions.ts';
import { spendPoints } from './spend-points.ts';

type Input = InferContractRouterInputs<typeof redemptionContract>['post'];
type Output = InferContractRouterOutputs<typeof redemptionContract>['post'];

/** What a repeat is answered from. */
interface Kept {
  readonly right: SpendingRight;
  readonly offsetFen: number;
}

/**
 * Pays part of a receipt with points, or changes nothing. Identification comes before balances. Safe to repeat, as
 * `spendPoints` is.
 */
export async function postRedemption(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal | IdReused> {
  const { redemptionId, memberId, receiptNo, eligibleFen, points } = input;
  const done = await spendPoints<Kept>(till, session, {
    actKind: 'redeem',
    redemptionId,
    requestHash: requestHash({ memberId, receiptNo, eligibleFen, points }),
    memberId,
    receiptNo,
    points: () => points,
    check: (ready) => checkBeforeAsking(till, session, { input, ready }),
    tooFew: (ready, availablePoints) => aboveLimit(till, { input, ready }, availablePoints),
    decide: (ready, { isBeyondView, ...by }) => {
      const late = checkNotPosted(till, receiptNo, ready.moment);
      if (late !== null) return late;
      const { right } = by;
      const decided = decide(till, { input, ready, by, isBeyondView });
      if (decided.status === 'refused') return decided;
      const { draft, offsetFen } = decided;
      return { status: 'decided', draft, kept: { right, offsetFen } };
    },
    alsoPost: () => spendCode(till, input.proof, redemptionId),
    keptOf: ({ right, redemption: { offsetFen } }) => ({ right, offsetFen }),
  });
  if (done.status === 'refused' || done.status === 'id_reused') return done;
  const { kept, view } = done;
  // It never waits for a second person.
  const status = done.status === 'posted' ? 'posted' : 'already_posted';
  return { status, ...kept, member: memberSummary(till, view, session) };
}

/** Everything that head office need not be asked about, in the order of the list of refusals. */
async function checkBeforeAsking(
  till: ActiveTill,
  session: SignedIn,
  { input, ready }: { readonly input: Input; readonly ready: ReadyAct },
): Promise<Refusal | null> {
  const { view, moment } = ready;
  if (input.points === 0) return refuse('invalid_value', { field: 'points' });
  if (view.state.status === 'frozen') return refuse('member_frozen');
  const refusal =
    checkNotOwn(till, session, view) ??
    (await proveSpender(till, session, view, input.proof)) ??
    checkNotPosted(till, input.receiptNo, moment);
  if (refusal !== null) return refusal;
  // The office may know of points that this till does not; it knows of no other caps.
  const authorised = { right: 'authorised' } as const;
  const byCaps = decide(till, { input, ready, by: authorised, isBeyondView: true });
  if (byCaps.status === 'decided') return null;
  const byAll = decide(till, { input, ready, by: { right: 'floor' }, isBeyondView: false });
  return byAll.status === 'refused' ? byAll : byCaps;
}

/** The most that head office has for this receipt. */
function aboveLimit(
  till: ActiveTill,
  { input, ready }: { readonly input: Input; readonly ready: ReadyAct },
  availablePoints: number,
): Refusal {
  const { view, programme, moment } = ready;
  const { receiptNo, eligibleFen } = input;
  const { stepPoints, minPoints } = programme.redeem;
  const receipt = { member: view, receiptNo, businessDate: moment.businessDate };
  const maxPoints = maxRedeemPoints({
    programme,
    eligibleFen,
    alreadyOffsetFen: alreadyOffsetFen(till, receipt),
    availablePoints,
  });
  return refuse('points_above_limit', { maxPoints, minPoints, stepPoints });
}

function decide(
  till: ActiveTill,
  wish: {
    readonly input: Input;
    readonly ready: ReadyAct;
    readonly by: RightToSpend;
    readonly isBeyondView: boolean;
  },
) {
  const { input, by } = wish;
  const { programme, view, moment } = wish.ready;
  const { redemptionId, receiptNo, eligibleFen, points } = input;
  const { businessDate, atMs: nowMs } = moment;
  return decideRedemption({
    programme,
    state: view.state,
    storeId: till.terminal.storeId,
    businessDate,
    nowMs,
    redemptionId,
    receiptNo,
    eligibleFen,
    points,
    alreadyOffsetFen: alreadyOffsetFen(till, { member: view, receiptNo, businessDate }),
    ...by,
    authorisedBeyondView: wish.isBeyondView,
  });
}
