import { fen, formatYuan } from '../../src-shared/values/fen.ts';
import { formatPoints, points } from '../../src-shared/values/points.ts';

const MS_PER_MINUTE = 60_000;
const MINUTES_PER_HOUR = 60;

/** Fen as "¥1,234.50". */
export function yuan(amountFen: number): string {
  return formatYuan(fen(amountFen));
}

/** Fen with their sign: "+¥20.00", "−¥5.00", "¥0.00". */
export function signedYuan(amountFen: number): string {
  if (amountFen === 0) return yuan(0);
  return amountFen > 0 ? `+${yuan(amountFen)}` : `\u2212${yuan(-amountFen)}`;
}

/** Points as "2,356". */
export function pts(count: number): string {
  return formatPoints(points(count));
}

/** Points with their sign: "+178", "−300", "0". */
export function signedPts(count: number): string {
  if (count === 0) return '0';
  return count > 0 ? `+${pts(count)}` : `\u2212${pts(-count)}`;
}

/** A span in whole minutes, or null from the hour on, when hours say it better. */
export function spanInWords(spanMs: number): {
  readonly unit: 'minutes' | 'hours';
  readonly count: number;
} {
  const minutes = Math.max(0, Math.floor(spanMs / MS_PER_MINUTE));
  if (minutes < 2 * MINUTES_PER_HOUR) return { unit: 'minutes', count: minutes };
  return { unit: 'hours', count: Math.floor(minutes / MINUTES_PER_HOUR) };
}
