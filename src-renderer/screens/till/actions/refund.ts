import type { PostedReceipt } from '../../../../src-shared/contract/till/receipt.ts';
import { readAmountFen, tidyAmountText, writeAmountText } from '../../../parts/amount-text.ts';
import { announce, announceNo, busily, goTo, type TillRoom } from '../till-room.ts';
import type { RefundStage } from '../till-state.ts';
import { quoteSoon } from './quote.ts';

const RECENT_MAX = 6;

/** F8: chooses a receipt, beginning with the last ones. The sale at hand waits. */
export async function startRefund(room: TillRoom): Promise<void> {
  goTo(room, { status: 'refund', stage: { status: 'choosing', recent: [] } });
  const result = await room.line.call(({ receipt }, withSignal) =>
    receipt.recent({ limit: RECENT_MAX }, withSignal),
  );
  const { step } = room.store.getState();
  const isStillChoosing = step.status === 'refund' && step.stage.status === 'choosing';
  if (result.status !== 'ok' || !isStillChoosing) return;
  setStage(room, { status: 'choosing', recent: result.value.receipts });
}

export function findReceipt(room: TillRoom, receiptNo: string): Promise<void> {
  return busily(room, async () => {
    if (receiptNo.trim() === '') return;
    const result = await room.line.call(({ receipt }, withSignal) =>
      receipt.find({ receiptNo: receiptNo.trim() }, withSignal),
    );
    if (result.status === 'ok') chooseReceipt(room, result.value);
    else announceNo(room, result);
  });
}

export function chooseReceipt(room: TillRoom, receipt: PostedReceipt): void {
  room.store.setState({ notice: null });
  setStage(room, { status: 'lines', receipt, refundNo: room.newId('rf'), amountTexts: {} });
}

/** Back from the lines to the choice; answers false when there is nothing to go back to. */
export function leaveLines(room: TillRoom): boolean {
  const { step } = room.store.getState();
  if (step.status !== 'refund' || step.stage.status !== 'lines') return false;
  void startRefund(room);
  return true;
}

export function typeRefundAmount(room: TillRoom, lineNo: number, text: string): void {
  const { step } = room.store.getState();
  if (step.status !== 'refund' || step.stage.status !== 'lines') return;
  const { amountTexts } = step.stage;
  const amountText = tidyAmountText(text, amountTexts[lineNo] ?? '');
  setStage(room, { ...step.stage, amountTexts: { ...amountTexts, [lineNo]: amountText } });
}

/** F8 again: everything that has not come back yet. */
export function refundEverything(room: TillRoom): void {
  const { step } = room.store.getState();
  if (step.status !== 'refund' || step.stage.status !== 'lines') return;
  const amountTexts = Object.fromEntries(
    step.stage.receipt.lines
      .filter((line) => line.amountFen > line.refundedFen)
      .map((line) => [line.lineNo, writeAmountText(line.amountFen - line.refundedFen)]),
  );
  setStage(room, { ...step.stage, amountTexts });
}

/** Posts the refund. A repeated try carries the same number and refunds once. */
export function postRefund(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const { step } = room.store.getState();
    if (step.status !== 'refund' || step.stage.status !== 'lines') return;
    const { receipt, refundNo } = step.stage;
    const lines = readRefundLines(step.stage);
    if (lines.length === 0) {
      announce(room, { tone: 'ask', title: room.say('refund.amounts_first') });
      return;
    }
    const result = await room.line.call(({ refund }, withSignal) =>
      refund.post(
        { refundNo, receiptNo: receipt.receiptNo, receiptDate: receipt.businessDate, lines },
        withSignal,
      ),
    );
    if (result.status !== 'ok') return announceNo(room, result);
    const { sale } = room.store.getState();
    const { member } = result.value;
    if (sale.member?.memberId === member.memberId) {
      room.store.setState({ sale: { ...sale, member } });
      quoteSoon(room);
    }
    room.store.setState({ notice: null });
    setStage(room, { status: 'refunded', receiptNo: receipt.receiptNo, outcome: result.value });
    room.sound('ok');
  });
}

/** The lines that have an amount to refund, in fen. */
export function readRefundLines(
  stage: Extract<RefundStage, { status: 'lines' }>,
): { lineNo: number; amountFen: number }[] {
  return stage.receipt.lines.flatMap(({ lineNo }) => {
    const amountFen = readAmountFen(stage.amountTexts[lineNo] ?? '') ?? 0;
    return amountFen === 0 ? [] : [{ lineNo, amountFen }];
  });
}

function setStage(room: TillRoom, stage: RefundStage): void {
  room.store.setState({ step: { status: 'refund', stage } });
}
