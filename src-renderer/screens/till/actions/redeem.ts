import { readAmountFen } from '../../../parts/amount-text.ts';
import { pts, yuan } from '../../../parts/format.ts';
import { announce, announceNo, busily, goTo, type TillRoom, wordsOfNo } from '../till-room.ts';
import { usedFen } from '../till-state.ts';
import { isKnownOrAsk } from './ask-who.ts';
import { takeReceiptNumber } from './receipt-number.ts';

const QUOTE_AFTER_MS = 180;
// The till asks the office, and falls back by itself when the office is silent.
const REDEEM_TIMEOUT_MS = 20_000;

const waiting = new WeakMap<TillRoom, ReturnType<typeof setTimeout>>();

/** Asks, once the amount has rested a moment, how many points it could take. */
export function quoteSoon(room: TillRoom): void {
  clearTimeout(waiting.get(room));
  waiting.set(
    room,
    setTimeout(() => void quote(room), QUOTE_AFTER_MS),
  );
}

async function quote(room: TillRoom): Promise<void> {
  const { sale } = room.store.getState();
  const amountFen = readAmountFen(sale.amountText);
  const { member, receipt } = sale;
  const isOpen = member !== null && member.availablePoints !== null;
  if (!isOpen || receipt === null || amountFen === null || amountFen === 0) {
    room.store.setState({ sale: { ...sale, quote: null } });
    return;
  }
  const result = await room.line.call(({ redemption }, withSignal) =>
    redemption.quote(
      { memberId: member.memberId, receiptNo: receipt.receiptNo, eligibleFen: amountFen },
      withSignal,
    ),
  );
  const now = room.store.getState().sale;
  const isStale = now.member?.memberId !== member.memberId || now.amountText !== sale.amountText;
  if (isStale) return;
  room.store.setState({
    sale: { ...now, quote: result.status === 'ok' ? { amountFen, ...result.value } : null },
  });
  if (result.status === 'refused' && room.store.getState().step.status === 'redeem') {
    announceNo(room, result);
  }
}

/** F5: how many points to use, the most that is allowed already chosen. */
export function startRedeem(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const { sale, step } = room.store.getState();
    if (step.status !== 'sale' || sale.member === null) return;
    if (!isKnownOrAsk(room, 'redeem')) return;
    const amountFen = readAmountFen(sale.amountText);
    if (amountFen === null || amountFen === 0) {
      announce(room, { tone: 'ask', title: room.say('sale.amount_first') });
      return;
    }
    await takeReceiptNumber(room);
    await quote(room);
    const { quote: quoted } = room.store.getState().sale;
    if (quoted === null) {
      announce(room, { tone: 'refuse', title: room.say('call.unanswered') });
    } else if (quoted.maxPoints === 0) {
      announce(room, { tone: 'refuse', title: quoted.reason ?? room.say('redeem.none') });
    } else {
      goTo(room, { status: 'redeem', points: quoted.maxPoints });
    }
  });
}

/** One step more (1) or less (-1), between one step and the most that is allowed. */
export function stepPoints(room: TillRoom, direction: 1 | -1): void {
  const { step, sale } = room.store.getState();
  if (step.status !== 'redeem' || sale.quote === null) return;
  const { stepPoints: size, maxPoints } = sale.quote;
  choosePoints(room, Math.min(maxPoints, Math.max(size, step.points + direction * size)));
}

export function choosePoints(room: TillRoom, points: number): void {
  room.store.setState({ step: { status: 'redeem', points } });
}

/** Turns the screen to the member for the PIN. */
export function askMemberPin(room: TillRoom): void {
  const { step } = room.store.getState();
  if (step.status !== 'redeem') return;
  goTo(room, {
    status: 'member_pin',
    points: step.points,
    redemptionId: room.newId('rd'),
    message: '',
  });
}

/** Uses the points. A repeated try carries the same id and never uses them twice. */
export function redeem(room: TillRoom, pin: string): Promise<void> {
  return busily(room, async () => {
    const { step, sale } = room.store.getState();
    const { member, receipt, quote: quoted } = sale;
    if (step.status !== 'member_pin' || member === null) return;
    if (receipt === null || quoted === null) return;
    const { redemptionId, points } = step;
    const result = await room.line.call(
      ({ redemption }, withSignal) =>
        redemption.post(
          {
            redemptionId,
            memberId: member.memberId,
            receiptNo: receipt.receiptNo,
            eligibleFen: quoted.amountFen,
            points,
            proof: { kind: 'pin', pin },
          },
          withSignal,
        ),
      REDEEM_TIMEOUT_MS,
    );
    if (result.status === 'ok') {
      const { right, offsetFen, member: after } = result.value;
      const used = { redemptionId, points, offsetFen, right };
      room.store.setState({
        sale: { ...sale, member: after, usedPoints: [...sale.usedPoints, used], quote: null },
        step: { status: 'sale' },
      });
      announce(room, {
        tone: 'ok',
        title: room.say('redeem.done', { points: pts(points), amount: yuan(offsetFen) }),
        detail: room.say(right === 'authorised' ? 'right.authorised' : 'right.floor'),
      });
      quoteSoon(room);
    } else if (isAboutThePin(result)) {
      room.store.setState({ step: { ...step, message: wordsOfNo(room, result) } });
      room.sound('refuse');
    } else {
      room.store.setState({ step: { status: 'sale' } });
      announceNo(room, result);
    }
  });
}

/** A wrong PIN may be typed again, and an act without an answer tried again. */
function isAboutThePin(result: { readonly status: string; readonly code?: string }): boolean {
  return result.status === 'failed' || result.code === 'pin_wrong' || result.code === 'pin_invalid';
}

/** Gives the last used points of this sale back. */
export function undoRedeem(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const last = room.store.getState().sale.usedPoints.at(-1);
    if (last === undefined) return;
    await giveBack(room, last.redemptionId);
  });
}

/** Gives all used points of this sale back; answers whether none are left. */
export async function giveBackAll(room: TillRoom): Promise<boolean> {
  for (const { redemptionId } of room.store.getState().sale.usedPoints.toReversed()) {
    if (!(await giveBack(room, redemptionId))) return false;
  }
  return true;
}

async function giveBack(room: TillRoom, redemptionId: string): Promise<boolean> {
  const result = await room.line.call(({ redemption }, withSignal) =>
    redemption.cancel({ redemptionId }, withSignal),
  );
  if (result.status !== 'ok') {
    announceNo(room, result);
    return false;
  }
  const { sale } = room.store.getState();
  room.store.setState({
    sale: {
      ...sale,
      member: result.value.member,
      usedPoints: sale.usedPoints.filter((used) => used.redemptionId !== redemptionId),
    },
  });
  announce(room, {
    tone: 'ok',
    title: room.say('redeem.undone', { points: pts(result.value.restoredPoints) }),
  });
  quoteSoon(room);
  return true;
}

/** What stays to be paid in money, in fen; null without an amount. */
export function payableFen(room: TillRoom): number | null {
  const { sale } = room.store.getState();
  const amountFen = readAmountFen(sale.amountText);
  return amountFen === null ? null : Math.max(0, amountFen - usedFen(sale));
}
