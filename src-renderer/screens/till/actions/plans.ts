import type {
  PlanOffer,
  PlanRefundQuote,
  PlanRefundReason,
  PlanRequest,
} from '../../../../src-shared/contract/till/plan.ts';
import { busily } from '../../../client/busily.ts';
import type { HeldPlanSale, PlanRefundStage, PlanStage } from '../task-state.ts';
import { announce, announceNo, goTo, type TillRoom, wordsOfNo } from '../till-room.ts';
import { findApprovers } from './approvers.ts';
import { askForMember, isKnownOrAsk } from './ask-who.ts';
import { readStanding } from './standing.ts';
import { takeMember } from './take-member.ts';

/** Shows what the member has, what is sold, and what waits for the line. */
export async function openPlans(room: TillRoom): Promise<void> {
  const { member } = room.store.getState().sale;
  if (member === null) return askForMember(room);
  if (!isKnownOrAsk(room, 'plans')) return;
  const { memberId } = member;
  goTo(room, { status: 'plans', stage: { status: 'choosing', offers: null, requests: [] } });
  const [offers, requests] = await Promise.all([
    room.line.call(({ plan }, withSignal) => plan.list({}, withSignal)),
    room.line.call(({ plan }, withSignal) => plan.requests({ memberId }, withSignal)),
    readStanding(room),
  ]);
  if (stageOf(room)?.status !== 'choosing') return;
  if (offers.status !== 'ok') return announceNo(room, offers);
  if (requests.status !== 'ok') return announceNo(room, requests);
  const { plans } = offers.value;
  setStage(room, { status: 'choosing', offers: plans, ...requests.value });
}

export function chooseOffer(room: TillRoom, offer: PlanOffer): void {
  room.store.setState({ notice: null });
  setStage(room, { status: 'sell', offer, planSaleId: room.newId('ps') });
}

/** Sells or renews once the money is received. A repeated try carries the same id and sells once. */
export function sellPlan(room: TillRoom): Promise<void> {
  const stage = stageOf(room);
  if (stage?.status !== 'sell') return Promise.resolve();
  return busily(room, () => sell(room, stage.offer, stage.planSaleId));
}

/** Begins to give back one sale: works out what that is at the member's own wish, which the cashier may change. */
export function chooseHeldSale(room: TillRoom, sale: HeldPlanSale): Promise<void> {
  room.store.setState({ notice: null });
  const planRefundId = room.newId('pr');
  return quote(room, { status: 'refund', sale, planRefundId, reason: 'consumer', quote: null });
}

export function chooseRefundReason(room: TillRoom, reason: PlanRefundReason): Promise<void> {
  const stage = stageOf(room);
  if (stage?.status !== 'refund') return Promise.resolve();
  // Another wish is another request.
  return quote(room, { ...stage, planRefundId: room.newId('pr'), reason, quote: null });
}

/** Calls a manager, without whom nothing is given back. */
export function confirmPlanRefund(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const stage = stageOf(room);
    if (stage?.status !== 'refund' || stage.quote === null) return;
    const approvers = await findApprovers(room, ['manager']);
    if (approvers === null) return;
    room.store.setState({ notice: null });
    setStage(room, { status: 'approve', before: stage, approvers, message: '' });
    room.sound('ask');
  });
}

/** A manager approves by their own PIN. A no is shown where it was typed; another sum by now is worked out anew. */
export function approvePlanRefund(
  room: TillRoom,
  approver: { readonly staffId: string; readonly pin: string },
): Promise<void> {
  return busily(room, async () => {
    const stage = stageOf(room);
    const { member } = room.store.getState().sale;
    if (stage?.status !== 'approve' || member === null || stage.before.quote === null) return;
    const { sale, planRefundId, reason, quote: shown } = stage.before;
    const result = await room.line.call(({ plan }, withSignal) =>
      plan.refund(
        {
          planRefundId,
          memberId: member.memberId,
          planSaleId: sale.planSaleId,
          reason,
          refundFen: shown.refundFen,
          approver,
        },
        withSignal,
      ),
    );
    if (result.status === 'refused' && result.code === 'plan_refund_changed') {
      await quote(room, { ...stage.before, quote: null });
      announce(room, { tone: 'ask', title: result.message });
      return;
    }
    if (result.status !== 'ok') {
      setStage(room, { ...stage, message: wordsOfNo(room, result) });
      room.sound('refuse');
      return;
    }
    const { status, member: now, ...given } = result.value;
    takeMember(room, now);
    const isWaiting = status === 'requested';
    const stageNow = {
      status: 'refunded',
      planName: sale.planName,
      quote: given,
      isWaiting,
    } as const;
    goTo(room, { status: 'plans', stage: stageNow });
    room.sound(isWaiting ? 'ask' : 'ok');
  });
}

/** Does now what waited for the line: a sale under its own id; a refund is worked out anew, for its sum may be another. */
export function resumePlanRequest(
  room: TillRoom,
  request: PlanRequest,
  held: readonly HeldPlanSale[],
): Promise<void> {
  const stage = stageOf(room);
  if (stage?.status !== 'choosing') return Promise.resolve();
  const { refund, requestId } = request;
  if (refund !== null) {
    const sale = held.find(({ planSaleId }) => planSaleId === refund.planSaleId);
    if (sale === undefined) return withdrawPlanRequest(room, request);
    const { reason } = refund;
    const begun: PlanRefundStage = {
      status: 'refund',
      sale,
      planRefundId: requestId,
      reason,
      quote: null,
    };
    return quote(room, begun);
  }
  const offer = stage.offers?.find(({ planId }) => planId === request.planId);
  if (offer === undefined) {
    announce(room, { tone: 'refuse', title: room.say('plan.not_sold') });
    return Promise.resolve();
  }
  setStage(room, { status: 'sell', offer, planSaleId: requestId });
  return Promise.resolve();
}

/** The member does not want it any more: nothing was sold or given back. */
export function withdrawPlanRequest(room: TillRoom, request: PlanRequest): Promise<void> {
  return busily(room, async () => {
    const { member } = room.store.getState().sale;
    if (member === null) return;
    const { kind, requestId } = request;
    const result = await room.line.call(({ plan }, withSignal) =>
      plan.withdraw({ memberId: member.memberId, kind, requestId }, withSignal),
    );
    if (result.status !== 'ok') return announceNo(room, result);
    const stage = stageOf(room);
    if (stage?.status !== 'choosing') return;
    const requests = stage.requests.filter((each) => each.requestId !== requestId);
    setStage(room, { ...stage, requests });
    announce(room, { tone: 'ok', title: room.say('plan.withdrawn') });
  });
}

/** Esc: one stage back; answers false when there is nothing to go back to. */
export function leavePlanStage(room: TillRoom): boolean {
  const stage = stageOf(room);
  room.store.setState({ notice: null });
  switch (stage?.status) {
    case 'sell':
    case 'refund':
    case 'sold':
    case 'refunded':
      void openPlans(room);
      return true;
    case 'approve':
      setStage(room, stage.before);
      return true;
    default:
      return false;
  }
}

/** Enter goes on where no field or row has it. */
export function pressPlanKey(room: TillRoom, { key, target }: KeyboardEvent): boolean {
  if (key !== 'Enter' || target instanceof HTMLButtonElement) return false;
  switch (stageOf(room)?.status) {
    case 'sell':
      void sellPlan(room);
      return true;
    case 'refund':
      void confirmPlanRefund(room);
      return true;
    case 'sold':
    case 'refunded':
      return leavePlanStage(room);
    default:
      return false;
  }
}

async function sell(room: TillRoom, offer: PlanOffer, planSaleId: string): Promise<void> {
  const { member } = room.store.getState().sale;
  if (member === null) return;
  const { memberId } = member;
  const { planId } = offer;
  const result = await room.line.call(({ plan }, withSignal) =>
    plan.sell({ planSaleId, memberId, planId }, withSignal),
  );
  if (result.status !== 'ok') return announceNo(room, result);
  takeMember(room, result.value.member);
  const stage = { status: 'sold', planName: offer.name, outcome: result.value } as const;
  goTo(room, { status: 'plans', stage });
  room.sound(result.value.status === 'requested' ? 'ask' : 'ok');
}

/** Shows the sale at once, and what it gives back as soon as that is known. */
async function quote(room: TillRoom, begun: PlanRefundStage): Promise<void> {
  const { member } = room.store.getState().sale;
  if (member === null) return;
  const { memberId } = member;
  const { sale, reason } = begun;
  setStage(room, begun);
  const result = await room.line.call(({ plan }, withSignal) =>
    plan.quoteRefund({ memberId, planSaleId: sale.planSaleId, reason }, withSignal),
  );
  if (stageOf(room) !== begun) return;
  if (result.status !== 'ok') return announceNo(room, result);
  const { status: _status, ...worked } = result.value;
  setStage(room, { ...begun, quote: worked satisfies PlanRefundQuote });
}

function stageOf(room: TillRoom): PlanStage | null {
  const { step } = room.store.getState();
  return step.status === 'plans' ? step.stage : null;
}

function setStage(room: TillRoom, stage: PlanStage): void {
  room.store.setState({ step: { status: 'plans', stage } });
}
