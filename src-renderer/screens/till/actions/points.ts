import type { Quote } from '../../../../src-shared/contract/till/quote.ts';
import { steppedPoints } from '../../../../src-shared/domain/redemption/stepped-points.ts';
import { busily } from '../../../client/busily.ts';
import { pts } from '../../../parts/format.ts';
import type { Say } from '../../../parts/words.ts';
import { announce, goTo, type TillRoom } from '../till-room.ts';
import { shownQuote } from '../till-state.ts';
import { isKnownOrAsk } from './ask-who.ts';
import { isEntryWhole } from './lines.ts';
import { quoteNow, wish } from './quote.ts';

/** No balance has more digits: they would be a code that was typed into the field. */
const DIGITS_MAX = 8;

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
      } else choosePoints(room, used === 0 ? maxPoints : used);
    }
  });
}

/** Takes the digits of what the field holds. */
export function typePoints(room: TillRoom, text: string): void {
  const typed = text
    .normalize('NFKC')
    .replaceAll(/\D/g, '')
    .replace(/^0+(?=\d)/, '');
  if (typed.length <= DIGITS_MAX) goTo(room, { status: 'points', typed, isChosen: false });
}

/** One step more (1) or less (-1), between none and the most that is allowed. */
export function stepPoints(room: TillRoom, direction: 1 | -1): void {
  const { step, sale } = room.store.getState();
  const quote = shownQuote(sale);
  if (step.status !== 'points' || quote === null) return;
  const { stepPoints: size, maxPoints } = quote.points;
  const points = usablePoints(step.typed, quote) + direction * size;
  choosePoints(room, Math.min(maxPoints, Math.max(0, points)));
}

export function choosePoints(room: TillRoom, points: number): void {
  goTo(room, { status: 'points', typed: String(points), isChosen: true });
}

/** Of what was typed, the points that the sale takes (PL-21). */
export function usablePoints(typed: string, { points }: Quote): number {
  return steppedPoints(Math.min(Number(typed), points.maxPoints), { redeem: points });
}

/** Why the sale takes fewer points than were typed; null where it takes them. */
export function whyFewer(say: Say, typed: string, quote: Quote): string | null {
  const { maxPoints, minPoints, stepPoints: step } = quote.points;
  const points = usablePoints(typed, quote);
  if (points === Number(typed)) return null;
  if (Number(typed) > maxPoints) return say('points.at_most', { points: pts(maxPoints) });
  if (points === 0) return say('points.at_least', { points: pts(minPoints) });
  return say('points.in_steps', { step: pts(step), points: pts(points) });
}

/**
 * Wishes the points that were chosen; they are taken with the receipt and not before. Where the sale takes fewer it says so,
 * and where it takes none they may be typed again.
 */
export function applyPoints(room: TillRoom): void {
  const { step, sale } = room.store.getState();
  const quote = shownQuote(sale);
  if (step.status !== 'points' || quote === null) return;
  const points = usablePoints(step.typed, quote);
  const why = whyFewer(room.say, step.typed, quote);
  if (why !== null && points === 0) {
    announce(room, { tone: 'refuse', title: why });
    return;
  }
  goTo(room, { status: 'sale' });
  wish(room, { points });
  if (why === null) return;
  const typed = pts(Number(step.typed));
  const title = room.say('points.fewer', { points: pts(points), typed });
  announce(room, { tone: 'ask', title, detail: why });
}
