import { addDays, type BusinessDate } from '../../values/business-date.ts';
import type { Draw, DrawEntry, Winner } from './draw.ts';

/** 规范促销行为暂行规定: a prize of chance is worth at most 50,000 yuan. */
const prizeMaxFen = 5_000_000;
/** Tills may bring receipts so long after their day (OF-02); then the entries are final. */
const lateDays = 7;

/** Why a draw cannot be held as it is written, in words for head office; null when it can. */
export function drawProblem(draw: Draw): string | null {
  const { fromDay, toDay, prizes } = draw;
  if (toDay < fromDay) return 'It ends before it begins.';
  if (prizes.length === 0) return 'There is nothing to win.';
  if (new Set(prizes.map(({ prizeId }) => prizeId)).size < prizes.length) {
    return 'Every prize has an id of its own.';
  }
  const isTooMuch = prizes.some(({ worthFen }) => worthFen > prizeMaxFen);
  return isTooMuch ? 'No prize of chance may be worth more than 50,000 yuan.' : null;
}

/** The first day on which all receipts of a draw can be in, so that it may be drawn. */
export function drawableFromDay({ toDay }: Pick<Draw, 'toDay'>): BusinessDate {
  return addDays(toDay, lateDays + 1);
}

/**
 * Decides who wins (CP-10): entries in the order of their scores, prizes in the order of the draw, and nobody wins twice.
 * Everything depends on the arguments alone, hence anybody can work the winners out again from the published seed. With fewer
 * members than prizes the rest is not given.
 */
export function decideDraw(
  { prizes }: Pick<Draw, 'prizes'>,
  entries: readonly DrawEntry[],
): readonly Winner[] {
  const inOrder = entries.toSorted(
    (a, b) => compare(a.score, b.score) || compare(a.entryKey, b.entryKey),
  );
  const hasWon = new Set<string>();
  const lucky = inOrder.filter(({ memberId }) => {
    const isFirst = !hasWon.has(memberId);
    hasWon.add(memberId);
    return isFirst;
  });
  const given = prizes.flatMap(({ prizeId, quantity }) =>
    Array.from({ length: Math.min(quantity, lucky.length) }, () => prizeId),
  );
  return given.flatMap((prizeId, at) => {
    const entry = lucky[at];
    if (entry === undefined) return [];
    return [{ prizeId, entryKey: entry.entryKey, memberId: entry.memberId }];
  });
}

/** The odds as they are printed: so many prizes among so many entries, and what one of them is worth (CP-10). */
export function oddsLines(
  { name, fromDay, toDay, prizes }: Omit<Draw, 'drawId' | 'storeIds' | 'minAmountFen'>,
  entryCount: number,
): readonly string[] {
  return [
    `${name}（${fromDay} 至 ${toDay}）`,
    ...prizes.map(
      (prize) =>
        `${prize.name} ×${prize.quantity}，价值 ¥${fenText(prize.worthFen)}，` +
        (entryCount === 0 ? '尚无参与小票' : `中奖概率 ${prize.quantity}/${entryCount}`),
    ),
    '每张小票参与一次，每位会员至多中一次',
  ];
}

function fenText(fen: number): string {
  return `${String(fen).padStart(3, '0').slice(0, -2)}.${String(fen).padStart(3, '0').slice(-2)}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
