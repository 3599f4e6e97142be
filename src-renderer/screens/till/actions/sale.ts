import { isAmountTooLarge, readAmountFen, tidyAmountText } from '../../../parts/amount-text.ts';
import type { BusinessDate } from '../../../../src-shared/values/business-date.ts';
import { announce, announceNo, busily, type TillRoom } from '../till-room.ts';
import { doneStep, emptySale, type Sale } from '../till-state.ts';
import { takeReceiptNumber } from './receipt-number.ts';
import { giveBackAll, payableFen, quoteSoon } from './redeem.ts';

/** Changes the amount as typed. Points already used were quoted for it, so it stays then. */
export function typeAmount(room: TillRoom, text: string): void {
  const { sale } = room.store.getState();
  if (sale.usedPoints.length > 0) {
    announce(room, { tone: 'ask', title: room.say('sale.undo_first') });
    return;
  }
  const amountText = tidyAmountText(text, sale.amountText);
  if (amountText === sale.amountText) return;
  room.store.setState({ sale: { ...sale, amountText, quote: null }, notice: null });
  quoteSoon(room);
}

export function typeReceiptNo(room: TillRoom, receiptNo: string): void {
  const { sale } = room.store.getState();
  if (sale.receipt === null || sale.usedPoints.length > 0) return;
  room.store.setState({ sale: { ...sale, receipt: { ...sale.receipt, receiptNo } } });
}

/** Earns the points of this sale. A repeated try carries the same receipt and never earns twice. */
export function earn(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const { sale } = room.store.getState();
    const amountFen = readAmountFen(sale.amountText);
    if (sale.member === null) return;
    if (amountFen === null || amountFen === 0) {
      const words = isAmountTooLarge(sale.amountText)
        ? 'sale.amount_too_large'
        : 'sale.amount_first';
      announce(room, { tone: 'ask', title: room.say(words) });
      return;
    }
    await takeReceiptNumber(room);
    const ready = room.store.getState().sale;
    if (ready.receipt === null || ready.receipt.receiptNo.trim() === '') {
      announce(room, { tone: 'ask', title: room.say('sale.receipt_first') });
      return;
    }
    await post(room, ready, amountFen);
  });
}

async function post(room: TillRoom, sale: Sale, amountFen: number): Promise<void> {
  const { member, receipt } = sale;
  if (member === null || receipt === null) return;
  const receiptNo = receipt.receiptNo.trim();
  const result = await room.line.call(({ receipt: receipts }, withSignal) =>
    receipts.post(
      {
        receiptNo,
        // It came from the till itself with the receipt's number.
        businessDate: receipt.businessDate as BusinessDate,
        memberId: member.memberId,
        lines: [{ lineNo: 1, sku: 'MANUAL', category: 'general', quantity: 1, amountFen }],
      },
      withSignal,
    ),
  );
  if (result.status !== 'ok') return announceNo(room, result);
  const { earnedPoints, entries, member: after } = result.value;
  const till = room.line.store.getState().till;
  room.store.setState({
    sale: { ...room.store.getState().sale, member: after },
    step: {
      status: 'earned',
      earned: {
        earnedPoints,
        entries,
        receiptNo,
        payableFen: payableFen(room) ?? amountFen,
        isPending: till === null || !till.online,
      },
    },
    notice: null,
  });
  room.sound('ok');
}

/** F7: ends this sale. Points used for it are given back first, after a question. */
export function clearSale(room: TillRoom): void {
  const { sale, step } = room.store.getState();
  if (doneStep(step) === null && sale.usedPoints.length > 0) {
    room.store.setState({ overlay: 'clear_asked' });
    room.sound('ask');
    return;
  }
  startNext(room);
}

/** Gives the used points back and ends the sale; what cannot be given back keeps it open. */
export function clearAfterGivingBack(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    room.store.setState({ overlay: 'none' });
    if (await giveBackAll(room)) startNext(room);
  });
}

/** Makes room for the next customer. A receipt number that was not used is used next. */
function startNext(room: TillRoom): void {
  const { sale, step } = room.store.getState();
  const receipt = doneStep(step) === null ? sale.receipt : null;
  room.store.setState({
    sale: { ...emptySale, receipt },
    step: { status: 'ready' },
    query: '',
    notice: null,
    overlay: 'none',
    unknown: {},
  });
}
