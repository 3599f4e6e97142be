import type { PostedReceipt } from '../../../../src-shared/contract/till/receipt.ts';
import type { RefundQuote } from '../../../../src-shared/contract/till/refund.ts';
import { parseBusinessDate } from '../../../../src-shared/values/business-date.ts';
import { busily } from '../../../client/busily.ts';
import type { CallResult } from '../../../client/call-result.ts';
import type { TillClient } from '../../../client/till-client.ts';
import { readAmountFen, tidyAmountText, writeAmountText } from '../../../parts/amount-text.ts';
import { readBirthdayText } from '../../../parts/birthday-text.ts';
import { announce, announceNo, goTo, type TillRoom, wordsOfNo } from '../till-room.ts';
import type {
  RefundApproveStage,
  RefundLinesStage,
  RefundShortStage,
  RefundStage,
  RefundUnknownStage,
  ShortChoice,
  WantedReceiptText,
} from '../task-state.ts';
import { findApprovers } from './approvers.ts';
import { takeMember } from './take-member.ts';

const RECENT_MAX = 6;
/** So long nobody types before the till is asked what the amounts would move. */
const PREVIEW_AFTER_MS = 200;

/** F8: chooses a receipt, beginning with the last ones. The sale at hand waits. */
export async function startRefund(room: TillRoom): Promise<void> {
  goTo(room, { status: 'refund', stage: { status: 'choosing', recent: [] } });
  const result = await room.line.call(({ receipt }, withSignal) =>
    receipt.recent({ limit: RECENT_MAX }, withSignal),
  );
  if (result.status !== 'ok' || stageOf(room)?.status !== 'choosing') return;
  setStage(room, { status: 'choosing', recent: result.value.receipts });
}

/**
 * Finds a receipt of this till, or through head office one of another till or store. Of several of a number the cashier says
 * which (PL-10), or has said it already: `saleOperationId`. One that cannot be asked for now is
 * written down with a manager's approval, for the member at the till (OF-02).
 */
export function findReceipt(
  room: TillRoom,
  wanted: WantedReceiptText,
  saleOperationId?: string,
): Promise<void> {
  return busily(room, async () => {
    const receiptNo = wanted.receiptNo.trim();
    const storeId = wanted.storeId.trim();
    const day = wanted.day.trim() === '' ? null : readDay(wanted.day);
    if (receiptNo === '') return;
    if (day === null && wanted.day.trim() !== '') return askDay(room);
    const { member } = room.store.getState().sale;
    const result = await room.line.call(({ receipt }, withSignal) =>
      receipt.find(
        {
          receiptNo,
          ...(storeId === '' ? {} : { storeId }),
          ...(day === null ? {} : { receiptDate: day }),
          ...saidOf(saleOperationId, member),
        },
        withSignal,
      ),
    );
    if (result.status === 'ok') return chooseReceipt(room, result.value);
    const { sales } = result.status === 'refused' ? result.data : {};
    if (sales !== undefined) {
      room.store.setState({ notice: null });
      setStage(room, { status: 'which', wanted, sales });
      room.sound('ask');
      return;
    }
    const isOffline = result.status === 'refused' && result.code === 'refund_receipt_offline';
    if (!isOffline) return announceNo(room, result);
    if (room.store.getState().sale.member === null) {
      const detail = room.say('refund.member_first');
      return announce(room, { tone: 'ask', title: result.message, detail });
    }
    setStage(room, {
      status: 'unknown',
      refundNo: room.newId('rf'),
      receiptNo,
      storeId: storeId === '' ? null : storeId,
      dayText: day ?? '',
      amountText: '',
    });
    announce(room, { tone: 'ask', title: result.message });
  });
}

/** Whoever it is, once it is said which sale is meant. */
function saidOf(
  saleOperationId: string | undefined,
  member: { readonly memberId: string } | null,
): { readonly saleOperationId?: string; readonly memberId?: string } {
  if (saleOperationId !== undefined) return { saleOperationId };
  return member === null ? {} : { memberId: member.memberId };
}

function chooseReceipt(room: TillRoom, receipt: PostedReceipt): void {
  room.store.setState({ notice: null });
  const refundNo = room.newId('rf');
  setStage(room, { status: 'lines', receipt, refundNo, amountTexts: {}, preview: null });
}

/** Chooses one of the last receipts of this till, and asks meanwhile what came back of it at other tills. */
export async function chooseRecent(room: TillRoom, listed: PostedReceipt): Promise<void> {
  chooseReceipt(room, listed);
  const result = await room.line.call(({ receipt }, withSignal) =>
    receipt.find(namesOf(listed), withSignal),
  );
  const stage = stageOf(room);
  if (result.status !== 'ok' || stage?.status !== 'lines' || stage.receipt !== listed) return;
  setStage(room, { ...stage, receipt: result.value });
}

/** Esc: one stage back, with all that was typed; answers false when there is nothing to go back to. */
export function leaveRefundStage(room: TillRoom): boolean {
  const stage = stageOf(room);
  room.store.setState({ notice: null });
  switch (stage?.status) {
    case 'which':
    case 'lines':
    case 'unknown':
      void startRefund(room);
      return true;
    case 'short':
      setStage(room, stage.lines);
      return true;
    case 'approve':
      setStage(room, stage.before);
      return true;
    default:
      return false;
  }
}

export function typeRefundAmount(room: TillRoom, lineNo: number, text: string): void {
  const stage = stageOf(room);
  if (stage?.status !== 'lines') return;
  const amountText = tidyAmountText(text, stage.amountTexts[lineNo] ?? '');
  setAmounts(room, stage, { ...stage.amountTexts, [lineNo]: amountText });
}

/** F8 again: everything that has not come back yet. */
export function refundEverything(room: TillRoom): void {
  const stage = stageOf(room);
  if (stage?.status !== 'lines') return;
  const amountTexts = Object.fromEntries(
    stage.receipt.lines
      .filter((line) => !line.isBack)
      .map(({ lineNo, amountFen, refundedFen, waitingFen }) => ({
        lineNo,
        isGift: amountFen === 0,
        leftFen: amountFen - refundedFen - waitingFen,
      }))
      .filter(({ isGift, leftFen }) => isGift || leftFen > 0)
      .map(({ lineNo, leftFen }) => [lineNo, writeAmountText(leftFen)]),
  );
  setAmounts(room, stage, amountTexts, 0);
}

/** The keys of the stages: Enter goes on, digits choose what becomes of points that are gone. */
export function pressRefundKey(room: TillRoom, event: KeyboardEvent): boolean {
  const stage = stageOf(room);
  const { key, target } = event;
  const isTyping = target instanceof HTMLInputElement && target.type === 'text';
  if (stage?.status === 'short' && !isTyping && /^[1-9]$/.test(key)) {
    const choice = stage.quote.choices[Number(key) - 1]?.choice;
    if (choice !== undefined) chooseShort(room, choice);
    return choice !== undefined;
  }
  if (key !== 'Enter' || target instanceof HTMLButtonElement) return false;
  if (stage?.status === 'lines') void postRefund(room);
  else if (stage?.status === 'short') void confirmShort(room);
  else return false;
  return true;
}

/**
 * Posts the refund, or first shows the choices of PL-12 where points to take back are gone. A repeated try carries the same
 * number and refunds once.
 */
export function postRefund(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const stage = stageOf(room);
    if (stage?.status !== 'lines') return;
    if (readRefundLines(stage).length === 0) {
      announce(room, { tone: 'ask', title: room.say('refund.amounts_first') });
      return;
    }
    const result = await quote(room, stage);
    if (result.status !== 'ok') return announceNo(room, result);
    // What points or stored value paid is not paid out: the sum is seen before it is posted.
    const { moneyFen, planChargeFen } = result.value;
    if (stage.preview === null && (moneyFen !== goodsFenOf(stage) || planChargeFen > 0)) {
      setStage(room, { ...stage, preview: result.value });
      room.sound('ask');
      return;
    }
    const [first] = result.value.choices;
    if (first === undefined) {
      if (result.value.needsManager) return callManager(room, { ...stage, preview: result.value });
      return post(room, ofLines(stage), stage.receipt.receiptNo);
    }
    const { choice } = first;
    room.store.setState({ notice: null });
    setStage(room, { status: 'short', lines: stage, quote: result.value, choice, note: '' });
    room.sound('ask');
  });
}

export function chooseShort(room: TillRoom, choice: ShortChoice): void {
  const stage = stageOf(room);
  if (stage?.status === 'short') setStage(room, { ...stage, choice });
}

export function typeWaiveNote(room: TillRoom, note: string): void {
  const stage = stageOf(room);
  if (stage?.status === 'short') setStage(room, { ...stage, note });
}

/** Refunds with the choice at hand; a manager is called where the choice needs one. */
export function confirmShort(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const stage = stageOf(room);
    if (stage?.status !== 'short') return;
    const chosen = stage.quote.choices.find(({ choice }) => choice === stage.choice);
    if (chosen?.needsManager !== true) {
      return post(room, ofShort(stage), stage.lines.receipt.receiptNo);
    }
    if (stage.choice === 'waive' && stage.note.trim() === '') {
      announce(room, { tone: 'ask', title: room.say('refund.waive_reason_first') });
      return;
    }
    await callManager(room, stage);
  });
}

export function typeUnknown(
  room: TillRoom,
  typed: { readonly dayText?: string; readonly amountText?: string },
): void {
  const stage = stageOf(room);
  if (stage?.status !== 'unknown') return;
  const { dayText = stage.dayText, amountText = stage.amountText } = typed;
  setStage(room, {
    ...stage,
    dayText,
    amountText: tidyAmountText(amountText, stage.amountText),
  });
}

/** Calls a manager for a receipt nobody here knows; it needs its day and what comes back. */
export function confirmUnknown(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const stage = stageOf(room);
    if (stage?.status !== 'unknown') return;
    if (readDay(stage.dayText) === null) return askDay(room);
    if ((readAmountFen(stage.amountText) ?? 0) === 0) {
      announce(room, { tone: 'ask', title: room.say('refund.amounts_first') });
      return;
    }
    await callManager(room, stage);
  });
}

/** A manager approves by their own PIN. A no is shown where it was typed. */
export function approveRefund(
  room: TillRoom,
  approver: { readonly staffId: string; readonly pin: string },
): Promise<void> {
  return busily(room, async () => {
    const stage = stageOf(room);
    if (stage?.status !== 'approve') return;
    const { before } = stage;
    const input = inputOf(room, before);
    if (input === null) return;
    await post(room, { ...input, approver }, input.receiptNo);
  });
}

/** The lines that have an amount to refund, in fen; of goods given free those with a 0 in their field. */
export function readRefundLines(
  stage: Pick<RefundLinesStage, 'receipt' | 'amountTexts'>,
): { lineNo: number; amountFen: number }[] {
  return stage.receipt.lines.flatMap(({ lineNo, amountFen: soldFen }) => {
    const amountFen = readAmountFen(stage.amountTexts[lineNo] ?? '');
    const isNothing = amountFen === null || (amountFen === 0 && soldFen > 0);
    return isNothing ? [] : [{ lineNo, amountFen }];
  });
}

/** What the goods that come back were sold for, in whatever tender they were paid. */
export function goodsFenOf(stage: Pick<RefundLinesStage, 'receipt' | 'amountTexts'>): number {
  return readRefundLines(stage).reduce((sumFen, line) => sumFen + line.amountFen, 0);
}

type RefundInput = Parameters<TillClient['refund']['post']>[0];

async function post(room: TillRoom, input: RefundInput, receiptNo: string): Promise<void> {
  const result = await room.line.call(({ refund }, withSignal) => refund.post(input, withSignal));
  if (result.status !== 'ok') {
    const stage = stageOf(room);
    if (stage?.status !== 'approve') return announceNo(room, result);
    setStage(room, { ...stage, message: wordsOfNo(room, result) });
    room.sound('refuse');
    return;
  }
  takeMember(room, result.value.member);
  room.store.setState({ notice: null });
  setStage(room, { status: 'refunded', receiptNo, outcome: result.value });
  room.sound('ok');
}

/** null where it cannot be posted any more. */
function inputOf(room: TillRoom, before: RefundApproveStage['before']): RefundInput | null {
  switch (before.status) {
    case 'lines':
      return ofLines(before);
    case 'short':
      return ofShort(before);
    case 'unknown':
      return ofUnknown(room, before);
  }
}

function ofLines(stage: RefundLinesStage): RefundInput {
  return { refundNo: stage.refundNo, ...returnedOf(stage) };
}

function ofShort({ lines, choice, note }: RefundShortStage): RefundInput {
  const input = { ...ofLines(lines), shortPoints: choice };
  return choice === 'waive' ? { ...input, note: note.trim() } : input;
}

/** null where its day or member is gone. */
function ofUnknown(room: TillRoom, stage: RefundUnknownStage): RefundInput | null {
  const { refundNo, receiptNo, storeId } = stage;
  const { member } = room.store.getState().sale;
  const receiptDate = readDay(stage.dayText);
  const amountFen = readAmountFen(stage.amountText);
  if (member === null || receiptDate === null || amountFen === null) return null;
  return {
    refundNo,
    receiptNo,
    receiptDate,
    memberId: member.memberId,
    lines: [{ lineNo: 1, amountFen }],
    ...(storeId === null ? {} : { storeId }),
  };
}

function returnedOf(stage: RefundLinesStage) {
  return { ...namesOf(stage.receipt), lines: readRefundLines(stage) };
}

function namesOf({ storeId, receiptNo, businessDate: receiptDate, ...receipt }: PostedReceipt) {
  const { memberId, saleOperationId } = receipt;
  const named = saleOperationId === undefined ? {} : { saleOperationId };
  return { storeId, receiptNo, receiptDate, memberId, ...named };
}

async function callManager(room: TillRoom, before: RefundApproveStage['before']): Promise<void> {
  const approvers = await findApprovers(room, ['manager']);
  if (approvers === null) return;
  room.store.setState({ notice: null });
  setStage(room, { status: 'approve', before, approvers, message: '' });
  room.sound('ask');
}

function setAmounts(
  room: TillRoom,
  stage: RefundLinesStage,
  amountTexts: RefundLinesStage['amountTexts'],
  previewAfterMs = PREVIEW_AFTER_MS,
): void {
  setStage(room, { ...stage, amountTexts, preview: null });
  setTimeout(() => void preview(room, amountTexts), previewAfterMs);
}

/** Shows what the amounts would move, unless others have been typed since. A no waits for Enter. */
async function preview(
  room: TillRoom,
  amountTexts: RefundLinesStage['amountTexts'],
): Promise<void> {
  const linesNow = () => {
    const stage = stageOf(room);
    return stage?.status === 'lines' && stage.amountTexts === amountTexts ? stage : null;
  };
  const asked = linesNow();
  if (asked === null || readRefundLines(asked).length === 0) return;
  const result = await quote(room, asked);
  const stage = linesNow();
  if (result.status === 'ok' && stage !== null) setStage(room, { ...stage, preview: result.value });
}

function quote(room: TillRoom, stage: RefundLinesStage): Promise<CallResult<RefundQuote>> {
  const returned = returnedOf(stage);
  return room.line.call(({ refund }, withSignal) => refund.quote(returned, withSignal));
}

function askDay(room: TillRoom): void {
  announce(room, { tone: 'ask', title: room.say('refund.day_first') });
}

/** "20261118" or "2026-11-18" as a day; null when it is none. */
function readDay(text: string): ReturnType<typeof parseBusinessDate> {
  return parseBusinessDate(readBirthdayText(text));
}

function stageOf(room: TillRoom): RefundStage | null {
  const { step } = room.store.getState();
  return step.status === 'refund' ? step.stage : null;
}

function setStage(room: TillRoom, stage: RefundStage): void {
  room.store.setState({ step: { status: 'refund', stage } });
}
