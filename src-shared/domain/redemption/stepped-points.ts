import type { Programme } from '../programme/programme.ts';

/** Rounds points down to what a redemption may be: whole steps, and nothing below the least (PL-21). */
export function steppedPoints(
  points: number,
  { redeem }: { readonly redeem: Pick<Programme['redeem'], 'stepPoints' | 'minPoints'> },
): number {
  const { stepPoints, minPoints } = redeem;
  const stepped = points - (points % stepPoints);
  return stepped < minPoints ? 0 : stepped;
}
