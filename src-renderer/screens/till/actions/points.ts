import { busily } from '../../../client/busily.ts';
import { announce, goTo, type TillRoom } from '../till-room.ts';
import { shownQuote } from '../till-state.ts';
import { isKnownOrAsk } from './ask-who.ts';
import { isEntryWhole } from './lines.ts';
import { quoteNow, wish } from './quote.ts';

/** F5: how many points to use, the most that is allowed already chosen. */
export function startPoints(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const { sale, step } = room.store.getState();
    if (step.status !== 'sale' || sale.member === null) return;
    if (!isKnownOrAsk(room, 'points')) return;
    if (!isEntryWhole(room)) return;
    if (sale.quote.status !== 'quoted') await quoteNow(room);
    const { quote } = room.store.getState().sale;
    if (quote.status === 'failed' || quote.status === 'refused') {
      announce(room, { tone: 'refuse', title: quote.message });
    } else if (quote.status === 'quoted') {
      const { maxPoints, used } = quote.quote.points;
      const whyNot = quote.quote.unused.find(({ kind }) => kind === 'points')?.reason;
      if (maxPoints === 0) {
        announce(room, { tone: 'refuse', title: whyNot ?? room.say('points.none') });
      } else goTo(room, { status: 'points', points: used === 0 ? maxPoints : used });
    }
  });
}

/** One step more (1) or less (-1), between none and the most that is allowed. */
export function stepPoints(room: TillRoom, direction: 1 | -1): void {
  const { step, sale } = room.store.getState();
  const quote = shownQuote(sale);
  if (step.status !== 'points' || quote === null) return;
  const { stepPoints: size, maxPoints } = quote.points;
  choosePoints(room, Math.min(maxPoints, Math.max(0, step.points + direction * size)));
}

export function choosePoints(room: TillRoom, points: number): void {
  room.store.setState({ step: { status: 'points', points } });
}

/** Wishes the points that were chosen; they are taken with the receipt and not before. */
export function applyPoints(room: TillRoom): void {
  const { step } = room.store.getState();
  if (step.status !== 'points') return;
  goTo(room, { status: 'sale' });
  wish(room, { points: step.points });
}
