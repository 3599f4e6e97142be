import { safe } from '@orpc/client';
import type { Quote } from '../../../../src-shared/contract/till/quote.ts';
import type { BusinessDate } from '../../../../src-shared/values/business-date.ts';
import { busily } from '../../../client/busily.ts';
import { yuan } from '../../../parts/format.ts';
import { announce, announceNo, goTo, type TillRoom, wordsOfNo } from '../till-room.ts';
import { doneStep, emptySale, type Earned, type Sale, shownQuote } from '../till-state.ts';
import { refreshMember } from './find-member.ts';
import { linesOf } from '../sale-lines.ts';
import { addLine, isEntryWhole } from './lines.ts';
import { hasPaidOrAsk } from './paid-sale.ts';
import { canTypeAgain } from './pin-again.ts';
import { quoteNow } from './quote.ts';
import { takeReceiptNumber } from './receipt-number.ts';
import { waitingNotice } from './scanned-coupons.ts';

// The till asks the office about points, and falls back by itself when the office is silent.
const POST_TIMEOUT_MS = 20_000;

/** Enter in the sale: adds the line being typed to those before it; with nothing more to add, the sale is recorded. */
export function enterSale(room: TillRoom): Promise<void> {
  const { sale } = room.store.getState();
  const isNextLine = sale.lines.length > 0 || sale.sku !== null;
  if (isNextLine && (sale.amountText !== '' || sale.sku !== null)) {
    addLine(room);
    return Promise.resolve();
  }
  return confirm(room);
}

/**
 * Records the sale as it is in sight. What nobody has seen is shown first; where coupons or points are used, the member
 * types the PIN before. A repeated try carries the same receipt and never earns twice.
 */
export function confirm(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    if (room.store.getState().sale.member === null || !isEntryWhole(room)) return;
    await takeReceiptNumber(room);
    if (!hasReceiptNo(room.store.getState().sale)) {
      announce(room, { tone: 'ask', title: room.say('sale.receipt_first') });
      return;
    }
    if (room.store.getState().sale.quote.status !== 'quoted') {
      const inSightFen = shownQuote(room.store.getState().sale)?.payableFen;
      await quoteNow(room);
      const { quote } = room.store.getState().sale;
      if (quote.status === 'failed') {
        announce(room, { tone: 'refuse', title: quote.message });
        return;
      }
      if (quote.status === 'quoted' && !isExpected(quote.quote, inSightFen)) {
        announce(room, { tone: 'ask', title: room.say('quote.look_first') });
        return;
      }
      // Typed on meanwhile.
      if (quote.status !== 'quoted' && quote.status !== 'refused') return;
    }
    const { sale } = room.store.getState();
    if (isPaidTooMuch(room, sale) || isAskedAbout(room, sale)) return;
    const needsPin = shownQuote(sale)?.proofNeeded === true && sale.member?.level !== 'L2';
    if (!needsPin) await post(room, null);
    else if (sale.member?.hasPin === true) goTo(room, { status: 'member_pin', message: '' });
    else announce(room, { tone: 'ask', title: room.say('quote.pin_first') });
  });
}

/** Tells whether a quote asks for what the cashier sees anyway: the sum of the lines, or what the last quote said. */
function isExpected({ payableFen, grossFen }: Quote, inSightFen: number | undefined): boolean {
  return payableFen === grossFen || payableFen === inSightFen;
}

/** Six digits typed with the focus elsewhere, such as a PIN, are an amount too: from here on the sum is asked about, once. */
const unusualFromFen = 5_000_000;

/** Tells whether a sale is so large that the cashier is asked first; the next Enter with the same sum goes on. */
function isAskedAbout(room: TillRoom, sale: Sale): boolean {
  const sumFen = linesOf(sale).reduce((sum, { amountFen }) => sum + amountFen, 0);
  if (sumFen < unusualFromFen || sale.askedFen === sumFen) return false;
  room.store.setState({ sale: { ...sale, askedFen: sumFen } });
  announce(room, { tone: 'ask', title: room.say('sale.unusual', { amount: yuan(sumFen) }) });
  return true;
}

/** Tells whether stored value has paid more than the sale costs by now; says so, and what to do. */
function isPaidTooMuch(room: TillRoom, sale: Sale): boolean {
  const paidFen = sale.payments.reduce((sumFen, { amountFen }) => sumFen + amountFen, 0);
  const dueFen = shownQuote(sale)?.payableFen ?? paidFen;
  if (paidFen <= dueFen) return false;
  const paid = { paid: yuan(paidFen), due: yuan(dueFen) };
  announce(room, { tone: 'ask', title: room.say('value.paid_too_much', paid) });
  return true;
}

/** Records the sale with the PIN the member has typed. */
export function confirmWithPin(room: TillRoom, pin: string): Promise<void> {
  return busily(room, async () => {
    if (room.store.getState().step.status === 'member_pin') await post(room, pin);
  });
}

async function post(room: TillRoom, pin: string | null): Promise<void> {
  const { sale } = room.store.getState();
  const { member, receipt } = sale;
  if (member === null || receipt === null) return;
  const quote = shownQuote(sale);
  const lines = [...linesOf(sale)];
  const result = await room.line.call(async ({ receipt: receipts }, withSignal) => {
    const answer = await safe(
      receipts.post(
        {
          receiptNo: receipt.receiptNo.trim(),
          // It came from the till itself with the receipt's number.
          businessDate: receipt.businessDate as BusinessDate,
          memberId: member.memberId,
          lines,
          ...(quote === null ? {} : { quoteId: quote.quoteId }),
          ...(pin === null ? {} : { proof: { kind: 'pin', pin } as const }),
        },
        withSignal,
      ),
    );
    if (answer.isSuccess) return { status: 'posted', posted: answer.data } as const;
    if (answer.isDefined && answer.error.code === 'quote_changed') {
      return { status: 'changed', ...answer.error.data } as const;
    }
    throw answer.error;
  }, POST_TIMEOUT_MS);

  if (result.status !== 'ok') return takeNo(room, result);
  if (result.value.status === 'changed') {
    const { changed, quote: now } = result.value;
    const shown = {
      status: 'quoted',
      quote: now,
      changed: { changed, before: quote ?? now },
    } as const;
    room.store.setState({
      sale: { ...room.store.getState().sale, quote: shown },
      step: { status: 'sale' },
      notice: null,
    });
    room.sound('ask');
    // The PIN was right, and need not be typed again.
    if (pin !== null) await refreshMember(room, member.memberId);
    return;
  }
  const { posted } = result.value;
  const grossFen = lines.reduce((sumFen, { amountFen }) => sumFen + amountFen, 0);
  const till = room.line.store.getState().till;
  const payableFen = posted.benefits?.payableFen ?? grossFen;
  const valuePaidFen = sale.payments.reduce((sumFen, { amountFen }) => sumFen + amountFen, 0);
  const earned: Earned = {
    earnedPoints: posted.earnedPoints,
    heldPoints: quote?.heldPoints ?? 0,
    entries: posted.entries,
    receiptNo: receipt.receiptNo.trim(),
    payableFen: Math.max(0, payableFen - valuePaidFen),
    valuePaidFen,
    savedFen: grossFen - payableFen,
    usedPoints: posted.benefits?.points ?? 0,
    right: posted.benefits?.right ?? null,
    raisedTo: posted.benefits?.raisedTo?.name ?? null,
    isPending: till === null || !till.online,
  };
  // Of whoever is not known, or may earn only, no quote has said what comes of a coupon.
  const usedIds = quote?.coupons.map(({ couponId }) => couponId) ?? [];
  const unsaid = sale.scanned.some(
    ({ couponId, said }) => said === null && !usedIds.includes(couponId),
  );
  room.store.setState({
    // What is recorded is no sale at hand any more: neither its number nor its lines serve another.
    sale: { ...emptySale, member: posted.member },
    step: { status: 'earned', earned },
    notice: unsaid ? { tone: 'ask', title: room.say('coupons.not_used') } : null,
  });
  room.sound(unsaid ? 'ask' : 'ok');
}

/** A no leaves the sale as it is. A wrong PIN may be typed again, and an act without an answer tried again. */
async function takeNo(room: TillRoom, result: Parameters<typeof announceNo>[1]): Promise<void> {
  const { step } = room.store.getState();
  const code = result.status === 'refused' ? result.code : null;
  if (step.status === 'member_pin' && canTypeAgain(result)) {
    room.store.setState({ step: { ...step, message: wordsOfNo(room, result) } });
    room.sound('refuse');
    return;
  }
  if (code === 'pin_needed' && step.status === 'sale') {
    goTo(room, { status: 'member_pin', message: '' });
    return;
  }
  if (step.status === 'member_pin') goTo(room, { status: 'sale' });
  if (code === 'quote_not_found') {
    await quoteNow(room);
    announce(room, { tone: 'ask', title: room.say('quote.look_first') });
    return;
  }
  announceNo(room, result);
}

/**
 * F7, and Enter after the end: makes room for the next customer. A receipt number that was not used is used next, and what was
 * scanned after the end waits for who comes. What stored value has paid goes back first.
 */
export function clearSale(room: TillRoom): void {
  if (hasPaidOrAsk(room)) return;
  const { sale, step } = room.store.getState();
  const scanned = doneStep(step) === null ? [] : sale.scanned;
  room.store.setState({
    sale: { ...emptySale, receipt: sale.receipt, scanned },
    step: { status: 'ready' },
    query: '',
    notice: waitingNotice(room, scanned),
    overlay: 'none',
    unknown: {},
  });
}

function hasReceiptNo({ receipt }: Sale): boolean {
  return receipt !== null && receipt.receiptNo.trim() !== '';
}
