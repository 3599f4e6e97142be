import type { ReviewHold, UnclosedPayment } from '../../../../src-shared/contract/till/review.ts';
import { busily } from '../../../client/busily.ts';
import { pts, yuan } from '../../../parts/format.ts';
import type { ReviewStage } from '../task-state.ts';
import { announce, announceNo, goTo, type TillRoom, wordsOfNo } from '../till-room.ts';
import { mainStep } from '../till-state.ts';
import { openMemberById } from './find-member.ts';
import { takeMember } from './take-member.ts';
import { dropPayment } from './value/pay.ts';

/** Shows what waits for a manager of this store. The sale at hand waits. */
export async function openReview(room: TillRoom, pickedId: string | null = null): Promise<void> {
  goTo(room, { status: 'review', stage: { status: 'list', list: null, pickedId } });
  const result = await room.line.call(({ review }, withSignal) => review.list({}, withSignal));
  const stage = stageOf(room);
  if (stage?.status !== 'list') return;
  if (result.status === 'ok') return setStage(room, { ...stage, list: result.value });
  goTo(room, mainStep(room.store.getState().sale));
  announceNo(room, result);
}

export function pickReview(room: TillRoom, pickedId: string): void {
  const stage = stageOf(room);
  if (stage?.status === 'list') setStage(room, { ...stage, pickedId });
}

/** Begins to decide points that wait; it needs a reason and a manager. */
export function startDecision(
  room: TillRoom,
  hold: ReviewHold,
  decision: 'granted' | 'refused',
): void {
  room.store.setState({ notice: null });
  setStage(room, { status: 'decide', hold, decision, reason: '' });
}

export function typeDecisionReason(room: TillRoom, reason: string): void {
  const stage = stageOf(room);
  if (stage?.status === 'decide') setStage(room, { ...stage, reason });
}

/** Calls a manager for the decision at hand. Who is signed in may be the one: the PIN says who it is. */
export function confirmDecision(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const stage = stageOf(room);
    if (stage?.status !== 'decide') return;
    if (stage.reason.trim() === '') {
      announce(room, { tone: 'ask', title: room.say('review.reason_first') });
      return;
    }
    const result = await room.line.call(({ session }, withSignal) => session.staff({}, withSignal));
    if (result.status !== 'ok') return announceNo(room, result);
    const managers = result.value.staff.filter(({ role }) => role === 'manager');
    room.store.setState({ notice: null });
    setStage(room, { status: 'approve', before: stage, managers, message: '' });
    room.sound('ask');
  });
}

/** A manager decides by their own PIN. A no is shown where it was typed. */
export function approveDecision(
  room: TillRoom,
  approver: { readonly staffId: string; readonly pin: string },
): Promise<void> {
  return busily(room, async () => {
    const stage = stageOf(room);
    if (stage?.status !== 'approve') return;
    const { hold, decision, reason } = stage.before;
    const { memberId, holdId } = hold;
    const result = await room.line.call(({ review }, withSignal) =>
      review.decideHold(
        { memberId, holdId, decision, reason: reason.trim(), approver },
        withSignal,
      ),
    );
    if (result.status !== 'ok') {
      setStage(room, { ...stage, message: wordsOfNo(room, result) });
      room.sound('refuse');
      return;
    }
    await openReview(room);
    const words = decision === 'granted' ? 'review.granted' : 'review.refused';
    announce(room, { tone: 'ok', title: room.say(words) });
  });
}

/** The row of a payment: a cash register may have given points and stored value one id. */
export function paymentRowId({ kind, paymentId }: UnclosedPayment): string {
  return `${kind}:${paymentId}`;
}

/** Asks before what a member has paid without a receipt is given back. */
export function startGiveBack(room: TillRoom, payment: UnclosedPayment): void {
  room.store.setState({ notice: null });
  setStage(room, { status: 'give_back', payment });
}

/** Gives it back and says how much; a repeated try gives it back once. */
export function confirmGiveBack(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const stage = stageOf(room);
    if (stage?.status !== 'give_back') return;
    const result = await giveBack(room, stage.payment);
    if (result.status !== 'ok') return announceNo(room, result);
    const { member, title } = result.value;
    takeMember(room, member);
    await openReview(room);
    announce(room, { tone: 'ok', title });
  });
}

async function giveBack(room: TillRoom, { kind, paymentId }: UnclosedPayment) {
  if (kind === 'value') {
    const result = await room.line.call(({ storedValue }, withSignal) =>
      storedValue.cancelPayment({ paymentId }, withSignal),
    );
    if (result.status !== 'ok') return result;
    dropPayment(room, paymentId);
    const { amountFen, member } = result.value;
    const title = room.say('value.payment_back', { amount: yuan(amountFen) });
    return { ...result, value: { member, title } };
  }
  const result = await room.line.call(({ redemption }, withSignal) =>
    redemption.cancel({ redemptionId: paymentId }, withSignal),
  );
  if (result.status !== 'ok') return result;
  const { restoredPoints, member } = result.value;
  const title = room.say('review.points_back', { points: pts(restoredPoints) });
  return { ...result, value: { member, title } };
}

/** Opens the member a thing is about; the cashier makes sure of them as ever. */
export function openReviewedMember(room: TillRoom, memberId: string): Promise<void> {
  return busily(room, () => openMemberById(room, memberId));
}

/** Esc: one stage back; answers false when there is nothing to go back to. */
export function leaveReviewStage(room: TillRoom): boolean {
  const stage = stageOf(room);
  room.store.setState({ notice: null });
  switch (stage?.status) {
    case 'decide':
      void openReview(room, stage.hold.holdId);
      return true;
    case 'give_back':
      void openReview(room, paymentRowId(stage.payment));
      return true;
    case 'approve':
      setStage(room, stage.before);
      return true;
    default:
      return false;
  }
}

function stageOf(room: TillRoom): ReviewStage | null {
  const { step } = room.store.getState();
  return step.status === 'review' ? step.stage : null;
}

function setStage(room: TillRoom, stage: ReviewStage): void {
  room.store.setState({ step: { status: 'review', stage } });
}
