import { busily } from '../../../client/busily.ts';
import { signedPts } from '../../../parts/format.ts';
import { announce, announceNo, goTo, type TillRoom, wordsOfNo } from '../till-room.ts';
import type { Adjustment, MissedPaper } from '../task-state.ts';
import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import { findApprovers } from './approvers.ts';
import { askForMember, isKnownOrAsk } from './ask-who.ts';
import { takeMember } from './take-member.ts';

/** One approval counts for as long as this (FR-20). */
const APPROVE_WITHIN_MS = 2 * 60_000;

export function openAdjust(room: TillRoom): void {
  if (room.store.getState().sale.member === null) askForMember(room);
  else if (isKnownOrAsk(room, 'adjust')) openForm(room, null, null);
}

/** Adds or takes points for a reason, or asks somebody else to approve. A repeated try carries the same id and posts once. */
export function adjust(room: TillRoom, asked: Adjustment): Promise<void> {
  return busily(room, async () => {
    const { step } = room.store.getState();
    if (step.status === 'adjust') await post(room, asked, step.adjustmentId);
  });
}

/** The approval came too late: the same is asked for anew. */
export function askAgain(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const { step } = room.store.getState();
    if (step.status !== 'adjust' || step.stage.status !== 'approve') return;
    const adjustmentId = room.newId('adj');
    room.store.setState({ step: { ...step, adjustmentId } });
    await post(room, step.stage.asked, adjustmentId);
  });
}

/** A second person approves by their own PIN. A no is shown where it was typed. */
export function approveAdjustment(
  room: TillRoom,
  approver: { readonly staffId: string; readonly pin: string },
): Promise<void> {
  return busily(room, async () => {
    const { step } = room.store.getState();
    if (step.status !== 'adjust' || step.stage.status !== 'approve') return;
    const { adjustmentId, stage } = step;
    const result = await room.line.call(({ adjustment }, withSignal) =>
      adjustment.approve({ adjustmentId, ...approver }, withSignal),
    );
    if (result.status === 'ok') return showDone(room, stage.asked, result.value.member);
    const isLapsed = result.status === 'refused' && result.code === 'approval_lapsed';
    const message = wordsOfNo(room, result);
    room.store.setState({
      step: { ...step, stage: { ...stage, message, ...(isLapsed ? { untilMs: 0 } : {}) } },
    });
    room.sound('refuse');
  });
}

/** Esc: back to what was asked for; answers false when there is nothing to go back to. */
export function leaveApproval(room: TillRoom): boolean {
  const { step } = room.store.getState();
  if (step.status !== 'adjust' || step.stage.status === 'form') return false;
  const { stage } = step;
  if (stage.status === 'attach') openForm(room, null, stage.paper);
  else openForm(room, stage.asked, null);
  return true;
}

async function post(room: TillRoom, asked: Adjustment, adjustmentId: string): Promise<void> {
  const { sale } = room.store.getState();
  if (sale.member === null) return;
  const { memberId } = sale.member;
  const { points, reasonCode } = asked;
  const note = asked.note.trim();
  const result = await room.line.call(({ adjustment }, withSignal) =>
    adjustment.post(
      {
        memberId,
        adjustmentId,
        points,
        reasonCode,
        ...(note === '' ? {} : { note }),
      },
      withSignal,
    ),
  );
  if (result.status !== 'ok') return announceNo(room, result);
  const { status, approverRoles, member } = result.value;
  if (status !== 'needs_approval') return showDone(room, asked, member);
  // The till's clock may be another than this screen's: the time runs from its answer.
  const untilMs = Date.now() + APPROVE_WITHIN_MS;
  const approvers = await findApprovers(room, approverRoles);
  if (approvers === null) return;
  const stage = { status: 'approve', asked, approvers, untilMs, message: '' } as const;
  goTo(room, { status: 'adjust', adjustmentId, stage });
  room.sound('ask');
}

function openForm(room: TillRoom, draft: Adjustment | null, paper: MissedPaper | null): void {
  const adjustmentId = room.newId('adj');
  goTo(room, { status: 'adjust', adjustmentId, stage: { status: 'form', draft, paper } });
}

function showDone(room: TillRoom, { points }: Adjustment, member: MemberSummary): void {
  goTo(room, { status: 'sale' });
  takeMember(room, member);
  announce(room, { tone: 'ok', title: room.say('adjust.done', { points: signedPts(points) }) });
}
