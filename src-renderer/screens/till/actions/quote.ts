import type { BusinessDate } from '../../../../src-shared/values/business-date.ts';
import { type TillRoom, wordsOfNo } from '../till-room.ts';
import { doneStep, type Sale, type SaleQuote, shownQuote, type Wishes } from '../till-state.ts';
import { linesOf } from '../sale-lines.ts';
import { sayScanned } from './scanned-coupons.ts';

/** The hand rests so long before the till is asked. */
const QUOTE_AFTER_MS = 180;

interface Asking {
  /** Of the newest question; the answer to any other comes too late. */
  questionNo: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const askings = new WeakMap<TillRoom, Asking>();

function askingOf(room: TillRoom): Asking {
  const known = askings.get(room);
  if (known !== undefined) return known;
  const first: Asking = { questionNo: 0, timer: undefined };
  askings.set(room, first);
  return first;
}

/** Asks what the sale would give, once the hand rests a moment. Whatever is on its way is of no use any more. */
export function quoteSoon(room: TillRoom): void {
  const asking = askingOf(room);
  asking.questionNo += 1;
  clearTimeout(asking.timer);
  const { sale } = room.store.getState();
  if (!canQuote(sale)) {
    show(room, { status: 'none' });
    return;
  }
  show(room, { status: 'waiting', quote: shownQuote(sale) });
  asking.timer = setTimeout(() => void quoteNow(room), QUOTE_AFTER_MS);
}

/** Asks at once. Only the answer to the newest question is shown; typing goes on meanwhile. */
export async function quoteNow(room: TillRoom): Promise<void> {
  const asking = askingOf(room);
  clearTimeout(asking.timer);
  asking.questionNo += 1;
  const { questionNo } = asking;
  const { sale } = room.store.getState();
  const { member, receipt, wishes } = sale;
  if (member === null || !canQuote(sale)) {
    show(room, { status: 'none' });
    return;
  }
  show(room, { status: 'waiting', quote: shownQuote(sale) });
  const result = await room.line.call(({ quote }, withSignal) =>
    quote.get(
      {
        memberId: member.memberId,
        lines: [...linesOf(sale)],
        wishes: { points: wishes.points, couponIds: wishedCoupons(wishes) },
        ...(receipt === null || receipt.receiptNo.trim() === ''
          ? {}
          : {
              receiptNo: receipt.receiptNo.trim(),
              // It came from the till itself with the receipt's number.
              businessDate: receipt.businessDate as BusinessDate,
            }),
      },
      withSignal,
    ),
  );
  if (askings.get(room)?.questionNo !== questionNo) return;
  if (result.status === 'ok') {
    const { member: _member, ...quote } = result.value;
    show(room, { status: 'quoted', quote, changed: null });
    sayScanned(room);
  } else {
    show(room, { status: result.status, message: wordsOfNo(room, result) });
  }
}

/** Hides the quote; an answer that is on its way is not shown either. */
export function forgetQuote(room: TillRoom): void {
  const asking = askingOf(room);
  asking.questionNo += 1;
  clearTimeout(asking.timer);
  show(room, { status: 'none' });
}

/** Wishes something else and asks what it gives. */
export function wish(room: TillRoom, by: Partial<Wishes>): void {
  const { sale } = room.store.getState();
  room.store.setState({ sale: { ...sale, wishes: { ...sale.wishes, ...by } }, notice: null });
  quoteSoon(room);
}

function wishedCoupons({ couponIds }: Wishes): 'best' | string[] {
  return couponIds === 'best' ? 'best' : [...couponIds];
}

function canQuote(sale: Sale): boolean {
  return sale.member !== null && linesOf(sale).length > 0;
}

/** Without a quote there is nothing that the member could agree to with their PIN, and nothing to say of it. */
function show(room: TillRoom, quote: SaleQuote): void {
  const { sale: before, step, notice } = room.store.getState();
  if (doneStep(step) !== null) return;
  const sale = { ...before, quote };
  const hasNone = shownQuote(sale) === null;
  room.store.setState({
    sale,
    ...(hasNone && step.status === 'member_pin' ? { step: { status: 'sale' } } : {}),
    ...(hasNone && notice?.isOfQuote === true ? { notice: null } : {}),
  });
}
