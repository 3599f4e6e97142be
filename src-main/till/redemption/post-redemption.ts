import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { redemptionContract } from '../../../src-shared/contract/till/redemption.ts';
import { decideFloor } from '../../../src-shared/domain/offline-rights/decide-floor.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import {
  decideRedemption,
  maxRedeemPoints,
} from '../../../src-shared/domain/redemption/decide-redemption.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import type { StoredRedemption } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { type IdReused, idReused } from '../answer.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { isFloorUsed } from '../floor-right.ts';
import { checkKnown, identifyMember } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { announcePosted, postOperation, requestHash } from '../post-operation.ts';
import type { Moment } from '../reference-data.ts';
import type { SignedIn } from '../session.ts';
import { findRight, hasTakenSince, type Right } from './find-right.ts';
import { alreadyOffsetFen } from './open-redemptions.ts';

type Input = InferContractRouterInputs<typeof redemptionContract>['post'];
type Output = InferContractRouterOutputs<typeof redemptionContract>['post'];

/**
 * Pays part of a receipt with points, or changes nothing. Identification comes before balances; the right comes from head
 * office, or from the floor rule where it does not answer. Safe to repeat: the same redemptionId posts once, and a repeat
 * needs no PIN, because it moves nothing. One after the other per member, so that a double click finds the first one posted.
 */
export function postRedemption(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal | IdReused> {
  return till.queue.run(`spend:${input.memberId}`, () => redeem(till, session, input));
}

async function redeem(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal | IdReused> {
  const { memberId, receiptNo, eligibleFen, points } = input;
  const hash = requestHash({ memberId, receiptNo, eligibleFen, points });
  const before = till.store.redemption.find(input.redemptionId);
  if (before !== null) return told(till, session, repeated(till, before, hash));

  const moment = till.reference.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  const view = readMember(till, memberId);
  if (isRefused(view)) return view;
  const refusal = await checkBeforeAsking(till, session, { view, input, programme, moment });
  if (refusal !== null || programme === null) return refusal ?? refuse('member_not_in_replica');
  const askedSeq = till.store.operation.head().terminalSeq;
  const right = await askRight(till, { view, input, programme, moment });
  if (typeof right !== 'string') return right;

  const posted = till.store.transaction(() => {
    // The line may have taken a while: what was true before is read again.
    const twin = till.store.redemption.find(input.redemptionId);
    if (twin !== null) return repeated(till, twin, hash);
    const now = readMember(till, memberId);
    if (isRefused(now)) return now;
    if (isReceiptPosted(till, receiptNo, moment)) return refuse('receipt_already_posted');
    const beyondView = right === 'authorised' && !hasTakenSince(till, now.memberId, askedSeq);
    const decided = decide(till, { state: now.state, input, programme, moment, right, beyondView });
    if (decided.status === 'refused') return decided;
    if (right === 'floor') {
      const floor = decideOffline(till, { view: now, points, programme });
      if (floor.status === 'refused') return floor;
    }

    // Nothing below may refuse.
    const { draft, offsetFen } = decided;
    const { businessDate } = moment;
    const act = { draft, view: now.state, session, programme, moment };
    const { operation, state } = postOperation<'redeem'>(till, act);
    const lots = draft.body.entries.flatMap((entry) => entry.lots);
    till.store.redemption.insert({
      redemption: { redemptionId: input.redemptionId, points, offsetFen, lots },
      memberId: now.memberId,
      receiptNo,
      businessDate,
      right,
      requestHash: hash,
      terminalSeq: operation.terminalSeq,
    });
    const after = { memberId: now.memberId, state, hasPending: true };
    return { status: 'posted', right, offsetFen, view: after } as const;
  });
  if (posted.status === 'posted') announcePosted(till, posted.view.memberId);
  return told(till, session, posted);
}

interface Told {
  readonly status: 'posted' | 'already_posted';
  readonly right: Right;
  readonly offsetFen: number;
  readonly view: MemberView;
}

/** A redemption that was cancelled stays so: its id answers no repeat that could be taken for a payment. */
function repeated(
  till: ActiveTill,
  stored: StoredRedemption,
  hash: string,
): Told | Refusal | IdReused {
  if (stored.requestHash !== hash || stored.cancelledSeq !== null) return idReused;
  const view = readMember(till, stored.memberId);
  if (isRefused(view)) return view;
  const { offsetFen } = stored.redemption;
  return { status: 'already_posted', right: stored.right, offsetFen, view };
}

function told(
  till: ActiveTill,
  session: SignedIn,
  result: Told | Refusal | IdReused,
): Output | Refusal | IdReused {
  if (result.status === 'refused' || result.status === 'id_reused') return result;
  const { status, right, offsetFen, view } = result;
  return { status, right, offsetFen, member: memberSummary(till, view, session) };
}

interface Wish {
  readonly view: MemberView;
  readonly input: Input;
  readonly programme: Programme;
  readonly moment: Moment;
}

/** Everything that head office need not be asked about, in the order of the list of refusals. */
async function checkBeforeAsking(
  till: ActiveTill,
  session: SignedIn,
  wish: Omit<Wish, 'programme'> & { readonly programme: Programme | null },
): Promise<Refusal | null> {
  const { view, input, programme, moment } = wish;
  if (input.points === 0) return refuse('invalid_value', { field: 'points' });
  if (view.state.status === 'frozen') return refuse('member_frozen');
  const unknown =
    (await identifyMember(till, session, view, input.proof)) ??
    checkKnown(till, session, view, 'spendPoints');
  if (unknown !== null) return unknown;
  if (programme === null) return null;
  if (isReceiptPosted(till, input.receiptNo, moment)) return refuse('receipt_already_posted');
  const { state } = view;
  // The office may know of points that this till does not; it knows of no other caps.
  const byCaps = decide(till, {
    state,
    input,
    programme,
    moment,
    right: 'authorised',
    beyondView: true,
  });
  if (byCaps.status === 'decided') return null;
  const byAll = decide(till, {
    state,
    input,
    programme,
    moment,
    right: 'floor',
    beyondView: false,
  });
  return byAll.status === 'refused' ? byAll : byCaps;
}

function isReceiptPosted(till: ActiveTill, receiptNo: string, { businessDate }: Moment): boolean {
  const { storeId } = till.terminal;
  return till.store.receipt.find({ storeId, businessDate, receiptNo }) !== null;
}

/** The right to spend, or the most that head office has for this receipt. */
async function askRight(till: ActiveTill, wish: Wish): Promise<Right | Refusal | IdReused> {
  const { view, input, programme, moment } = wish;
  const { memberId } = view;
  const { redemptionId, receiptNo, eligibleFen, points } = input;
  const { businessDate } = moment;
  const right = await findRight(till, { redemptionId, memberId, points, businessDate });
  if (typeof right === 'string' || right.status === 'id_reused') return right;
  const { stepPoints, minPoints } = programme.redeem;
  const maxPoints = maxRedeemPoints({
    programme,
    eligibleFen,
    alreadyOffsetFen: alreadyOffsetFen(till, { memberId, receiptNo, businessDate }),
    availablePoints: right.availablePoints,
  });
  return refuse('points_above_limit', { maxPoints, minPoints, stepPoints });
}

function decide(
  till: ActiveTill,
  wish: Omit<Wish, 'view'> & {
    readonly state: MemberState;
    readonly right: Right;
    readonly beyondView: boolean;
  },
) {
  const { state, input, programme, moment, right, beyondView } = wish;
  const { redemptionId, receiptNo, eligibleFen, points } = input;
  return decideRedemption({
    programme,
    state,
    businessDate: moment.businessDate,
    nowMs: moment.atMs,
    redemptionId,
    receiptNo,
    eligibleFen,
    points,
    alreadyOffsetFen: alreadyOffsetFen(till, {
      memberId: state.memberId,
      receiptNo,
      businessDate: moment.businessDate,
    }),
    right,
    authorisedBeyondView: beyondView,
  });
}

function decideOffline(
  till: ActiveTill,
  wish: { readonly view: MemberView; readonly points: number; readonly programme: Programme },
) {
  return decideFloor({
    programme: wish.programme,
    points: wish.points,
    replicaAgeMs: till.reference.replicaAgeMs(),
    floorUsed: isFloorUsed(till, wish.view),
  });
}
