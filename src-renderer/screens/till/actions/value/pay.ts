import { busily } from '../../../../client/busily.ts';
import { readAmountFen, tidyAmountText, writeAmountText } from '../../../../parts/amount-text.ts';
import { yuan } from '../../../../parts/format.ts';
import { floorRate } from '../../../../../src-shared/values/rounding.ts';
import { announce, announceNo, goTo, type TillRoom, wordsOfNo } from '../../till-room.ts';
import { shownQuote } from '../../till-state.ts';
import type { ValuePayStage } from '../../value-state.ts';
import { isEntryWhole } from '../lines.ts';
import { canTypeAgain } from '../pin-again.ts';
import { quoteNow, quoteSoon } from '../quote.ts';
import { takeReceiptNumber } from '../receipt-number.ts';
import { setStage, showHome, takeMember, valueStepOf } from './wallet.ts';

/** Begins to pay the sale at hand, as much of it as the wallet has already typed in. */
export function startPay(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const step = valueStepOf(room);
    const wallet = step?.wallet?.value ?? null;
    const isByGrant = wallet?.right === 'grant';
    const available = (isByGrant ? wallet.offlineFen : wallet?.availableFen) ?? 0;
    if (step === null || step.before.status === 'earned' || !isEntryWhole(room)) return;
    await takeReceiptNumber(room);
    if ((room.store.getState().sale.receipt?.receiptNo.trim() ?? '') === '') {
      return announce(room, { tone: 'ask', title: room.say('sale.receipt_first') });
    }
    if (room.store.getState().sale.quote.status !== 'quoted') await quoteNow(room);
    const { quote } = room.store.getState().sale;
    if (quote.status === 'failed' || quote.status === 'refused') {
      return announce(room, { tone: 'refuse', title: quote.message });
    }
    if (quote.status !== 'quoted') return;
    const dueFen = quote.quote.payableFen - quote.quote.valuePaidFen;
    const buysFen = quote.quote.valuePayableFen - quote.quote.valuePaidFen;
    const maxFen = Math.min(dueFen, buysFen, available);
    if (maxFen <= 0) {
      const nothing = isByGrant ? 'value.nothing_offline' : 'value.nothing_available';
      const stopped = buysFen <= 0 ? 'value.not_for_goods' : nothing;
      const words = dueFen <= 0 ? 'value.nothing_due' : stopped;
      return announce(room, { tone: 'ask', title: room.say(words) });
    }
    room.store.setState({ notice: null });
    const amountText = writeAmountText(maxFen);
    setStage(room, { status: 'pay', paymentId: room.newId('vp'), amountText, dueFen, maxFen });
  });
}

export function typePayAmount(room: TillRoom, text: string): void {
  const stage = valueStepOf(room)?.stage;
  if (stage?.status !== 'pay') return;
  const amountText = tidyAmountText(text, stage.amountText);
  setStage(room, { ...stage, amountText, paymentId: room.newId('vp') });
}

/** Pays, or first turns the screen to the member for the PIN; how often it is needed the till decides (SV-12). */
export function payWithValue(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const step = valueStepOf(room);
    const { member } = room.store.getState().sale;
    if (step?.stage.status !== 'pay' || member === null) return;
    const { stage } = step;
    const amountFen = readAmountFen(stage.amountText) ?? 0;
    if (amountFen === 0) {
      return announce(room, { tone: 'ask', title: room.say('value.amount_first') });
    }
    if (amountFen > stage.maxFen) {
      const title = room.say('value.pay_max', { amount: yuan(stage.maxFen) });
      return announce(room, { tone: 'refuse', title });
    }
    if (member.level === 'L2') await post(room, stage, null);
    else askPin(room);
  });
}

/** Pays with the PIN the member has typed. */
export function payWithPin(room: TillRoom, stage: ValuePayStage, pin: string): Promise<void> {
  return busily(room, () => post(room, stage, pin));
}

/** Gives a payment back whose receipt is not posted. Safe to repeat: it comes back once. */
export function cancelPayment(room: TillRoom, paymentId: string): Promise<void> {
  return busily(room, async () => {
    const result = await room.line.call(({ storedValue }, withSignal) =>
      storedValue.cancelPayment({ paymentId }, withSignal),
    );
    if (result.status !== 'ok') return announceNo(room, result);
    dropPayment(room, paymentId);
    takeMember(room, result.value.member);
    const amount = yuan(result.value.amountFen);
    announce(room, { tone: 'ok', title: room.say('value.payment_back', { amount }) });
    await showHome(room);
  });
}

/** What was given back pays nothing of the sale at hand any more. */
export function dropPayment(room: TillRoom, paymentId: string): void {
  const { sale } = room.store.getState();
  const payments = sale.payments.filter((each) => each.paymentId !== paymentId);
  room.store.setState({ sale: { ...sale, payments } });
}

/** Turns the screen to the member; says what to do where they have no PIN. */
function askPin(room: TillRoom): void {
  const step = valueStepOf(room);
  if (step?.stage.status !== 'pay' || step.wallet === null) return;
  if (room.store.getState().sale.member?.hasPin !== true) {
    return announce(room, { tone: 'ask', title: room.say('value.pin_first') });
  }
  const { stage, wallet, before } = step;
  goTo(room, { status: 'value_customer', wallet, stage, message: '', before });
}

async function post(room: TillRoom, stage: ValuePayStage, pin: string | null): Promise<void> {
  const { sale, step } = room.store.getState();
  const { member, receipt } = sale;
  const amountFen = readAmountFen(stage.amountText);
  if (member === null || receipt === null || amountFen === null) return;
  const { paymentId } = stage;
  const result = await room.line.call(({ storedValue }, withSignal) =>
    storedValue.pay(
      {
        paymentId,
        memberId: member.memberId,
        receiptNo: receipt.receiptNo.trim(),
        amountFen,
        listFen: listShareFen(room, amountFen),
        ...(pin === null ? {} : { proof: { kind: 'pin', pin } as const }),
      },
      withSignal,
    ),
  );
  if (result.status === 'ok') {
    const { sale: now } = room.store.getState();
    const others = now.payments.filter((each) => each.paymentId !== paymentId);
    room.store.setState({
      sale: {
        ...now,
        member: result.value.member,
        payments: [...others, { paymentId, amountFen }],
      },
      step: { status: 'sale' },
    });
    quoteSoon(room);
    const { principalFen, bonusFen, right } = result.value;
    const parts = room.say('value.parts', {
      principal: yuan(principalFen),
      bonus: yuan(bonusFen),
    });
    return announce(room, {
      tone: 'ok',
      title: room.say('value.paid', { amount: yuan(amountFen) }),
      detail: right === 'grant' ? `${parts} · ${room.say('right.value_grant')}` : parts,
    });
  }
  if (step.status === 'value_customer') {
    if (canTypeAgain(result)) {
      room.store.setState({ step: { ...step, message: wordsOfNo(room, result) } });
      room.sound('refuse');
      return;
    }
    goTo(room, { status: 'value', wallet: step.wallet, stage, before: step.before });
  } else if (result.status === 'refused' && result.code === 'value_pin_needed') {
    askPin(room);
    return;
  }
  announceNo(room, result);
}

/** What the goods that this pays for cost undiscounted (art. 19): its part of the sale, worked out on all that is paid. */
function listShareFen(room: TillRoom, amountFen: number): number {
  const quote = shownQuote(room.store.getState().sale);
  if (quote === null || quote.payableFen === 0) return amountFen;
  const { grossFen, payableFen, valuePaidFen } = quote;
  const shareOf = (paidFen: number) =>
    floorRate(grossFen, { numerator: paidFen, denominator: payableFen });
  return Math.max(amountFen, shareOf(valuePaidFen + amountFen) - shareOf(valuePaidFen));
}
