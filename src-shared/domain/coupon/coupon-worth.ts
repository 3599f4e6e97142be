import { floorRate } from '../../values/rounding.ts';
import { floorExtra } from '../points/rate.ts';
import { coversGoods } from '../price/covers-goods.ts';
import type { Rate } from '../programme/programme.ts';
import type { CouponTemplate, MemberCoupon, WhyNot } from './coupon.ts';

/** A line as coupons see it: priced, promotions taken off, coupons not yet (CP-02). */
export interface CouponLine {
  readonly lineNo: number;
  readonly sku: string;
  readonly category: string;
  /** A decimal as text with at most 6 places. */
  readonly quantity: string;
  /** What the line costs after member price and promotion. */
  readonly priceFen: number;
}

/** What one coupon is worth on a receipt if it were the only one. */
export interface CouponWorth {
  /** Which lines it takes money off, by index in ascending order; all it covers for points. */
  readonly lineIndexes: readonly number[];
  /** What these lines cost together. */
  readonly coveredFen: number;
  readonly offFen: number;
  /** What it is worth in points; of a multiplier at `earnRate`, before tiers and campaigns. */
  readonly points: number;
  readonly multiplier: Rate | null;
}

const scaledOne = 1_000_000;
const decimalPlaces = 6;

/**
 * What a coupon does on these lines by itself, or why it does nothing. Thresholds are tested on what the covered goods cost
 * after member price and promotion and before any coupon (CP-02); the goods of an add-on and the gift of a buy-and-get do
 * not count towards their own condition. Money off is never more than what the goods cost. A percentage rounds down once
 * (PL-06). One unit of a line is its price divided by its quantity, rounded down; of less than one unit, all of it. Of
 * several lines with the article the one with the dearest unit is taken, then the lowest line number.
 */
export function couponWorth(
  coupon: Pick<MemberCoupon, 'offFen'>,
  template: Pick<CouponTemplate, 'effect' | 'scope'>,
  lines: readonly CouponLine[],
  earnRate: Rate,
): CouponWorth | WhyNot {
  const { effect } = template;
  const covered = coveredLines(template, lines);
  const coveredFen = sumFen(covered, lines);
  switch (effect.kind) {
    case 'threshold_off':
    case 'cash': {
      const thresholdFen = effect.kind === 'cash' ? 0 : effect.thresholdFen;
      const offFen = Math.min(coupon.offFen ?? effect.offFen, coveredFen);
      return (
        missing(covered, coveredFen, thresholdFen) ??
        moneyWorth({ lineIndexes: covered, coveredFen, offFen })
      );
    }
    case 'percent': {
      const { payShare, thresholdFen, maxOffFen } = effect;
      const offShare = {
        numerator: payShare.denominator - payShare.numerator,
        denominator: payShare.denominator,
      };
      const offFen = Math.min(floorRate(coveredFen, offShare), maxOffFen);
      return (
        missing(covered, coveredFen, thresholdFen) ??
        moneyWorth({ lineIndexes: covered, coveredFen, offFen })
      );
    }
    case 'item': {
      const unit = dearestUnit(covered, lines, effect.sku);
      return unit === null ? { code: 'no_goods' } : moneyWorth(unitWorth(unit, unit.unitFen));
    }
    case 'buy_gift': {
      const unit = dearestUnit(allLines(lines), lines, effect.giftSku);
      if (covered.length === 0) return { code: 'no_goods' };
      const countsItself = unit !== null && covered.includes(unit.lineIndex);
      const bought = scaledUnits(covered, lines) - (countsItself ? scaledOne : 0);
      const missingScaled = effect.buyQuantity * scaledOne - bought;
      if (missingScaled > 0)
        return { code: 'missing_units', missingUnits: Math.ceil(missingScaled / scaledOne) };
      return unit === null ? { code: 'no_goods' } : moneyWorth(unitWorth(unit, unit.unitFen));
    }
    case 'add_on': {
      const unit = dearestUnit(allLines(lines), lines, effect.sku);
      if (unit === null) return { code: 'no_goods' };
      const countsItself = covered.includes(unit.lineIndex);
      const countedFen = coveredFen - (countsItself ? unit.unitFen : 0);
      return (
        missing(covered, countedFen, effect.thresholdFen) ??
        moneyWorth(unitWorth(unit, Math.max(0, unit.unitFen - effect.payFen)))
      );
    }
    case 'bonus_points': {
      const { points, thresholdFen } = effect;
      return (
        missing(covered, coveredFen, thresholdFen) ?? {
          lineIndexes: covered,
          coveredFen,
          offFen: 0,
          points,
          multiplier: null,
        }
      );
    }
    case 'multiplier': {
      const { multiplier } = effect;
      const points = floorExtra(floorRate(coveredFen, earnRate), multiplier);
      if (coveredFen === 0) return { code: 'no_goods' };
      return points === 0
        ? { code: 'better_chosen' }
        : { lineIndexes: covered, coveredFen, offFen: 0, points, multiplier };
    }
  }
}

interface Unit {
  readonly lineIndex: number;
  readonly lineFen: number;
  readonly unitFen: number;
}

function allLines(lines: readonly CouponLine[]): readonly number[] {
  return lines.map((_, index) => index);
}

function coveredLines(
  { scope }: Pick<CouponTemplate, 'scope'>,
  lines: readonly CouponLine[],
): readonly number[] {
  return allLines(lines).filter((index) => {
    const line = lines[index];
    return line !== undefined && coversGoods(scope, line);
  });
}

function sumFen(indexes: readonly number[], lines: readonly CouponLine[]): number {
  return indexes.reduce((sum, index) => sum + (lines[index]?.priceFen ?? 0), 0);
}

function missing(
  covered: readonly number[],
  countedFen: number,
  thresholdFen: number,
): WhyNot | null {
  if (covered.length === 0) return { code: 'no_goods' };
  return countedFen >= thresholdFen
    ? null
    : { code: 'missing_fen', missingFen: thresholdFen - countedFen };
}

/** Goods that cost nothing already leave a coupon nothing to do. */
function moneyWorth(
  worth: Pick<CouponWorth, 'lineIndexes' | 'coveredFen' | 'offFen'>,
): CouponWorth | WhyNot {
  if (worth.coveredFen === 0) return { code: 'no_goods' };
  return worth.offFen === 0 ? { code: 'better_chosen' } : { ...worth, points: 0, multiplier: null };
}

function unitWorth(
  { lineIndex, lineFen }: Unit,
  offFen: number,
): Pick<CouponWorth, 'lineIndexes' | 'coveredFen' | 'offFen'> {
  return { lineIndexes: [lineIndex], coveredFen: lineFen, offFen };
}

function dearestUnit(
  indexes: readonly number[],
  lines: readonly CouponLine[],
  sku: string,
): Unit | null {
  let dearest: Unit | null = null;
  for (const lineIndex of indexes) {
    const line = lines[lineIndex];
    if (line?.sku !== sku) continue;
    const unitFen = unitPriceFen(line);
    if (dearest === null || unitFen > dearest.unitFen)
      dearest = { lineIndex, lineFen: line.priceFen, unitFen };
  }
  return dearest;
}

function unitPriceFen({ priceFen, quantity }: CouponLine): number {
  const scaled = scaledQuantity(quantity);
  return scaled <= scaledOne
    ? priceFen
    : floorRate(priceFen, { numerator: scaledOne, denominator: scaled });
}

function scaledUnits(indexes: readonly number[], lines: readonly CouponLine[]): number {
  return indexes.reduce((sum, index) => sum + scaledQuantity(lines[index]?.quantity ?? '0'), 0);
}

/** A quantity in millionths; a receipt has at most a million units (checked where it comes in). */
function scaledQuantity(quantity: string): number {
  const [whole = '0', places = ''] = quantity.split('.');
  return Number(whole + places.slice(0, decimalPlaces).padEnd(decimalPlaces, '0'));
}
