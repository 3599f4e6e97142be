import { floorRate } from '../../values/rounding.ts';

/** A part of the stored value of one contract, in fen, both never below 0. */
export interface ValuePart {
  readonly contractNo: string;
  readonly principalFen: number;
  readonly bonusFen: number;
}

/**
 * What of a member is there for one till: points, and stored value by the contracts it comes from, so that whoever pays from a
 * contract elsewhere leaves it there. No two parts are of one contract, and none is empty.
 */
export interface Holding {
  readonly points: number;
  readonly value: readonly ValuePart[];
}

/** How much of a holding: points, and fen of stored value. */
export interface HoldingAmounts {
  readonly points: number;
  readonly valueFen: number;
}

export const noHolding: Holding = { points: 0, value: [] };

/** Points that come from no holding: none of its stored value. */
export const pointsHolding = (points: number): Holding => ({ points, value: [] });

export function isNothingHeld({ points, value }: Holding): boolean {
  return points === 0 && value.length === 0;
}

export function amountsOf({ points, value }: Holding): HoldingAmounts {
  return { points, valueFen: partsFen(value) };
}

/** What parts come to, principal and bonus together, in fen. */
export function partsFen(value: readonly ValuePart[]): number {
  return value.reduce((sum, { principalFen, bonusFen }) => sum + principalFen + bonusFen, 0);
}

/** Both together. */
export function addHoldings(one: Holding, other: Holding): Holding {
  return joinHoldings(one, other, (a, b) => a + b);
}

/** What is left of a holding once so much is gone: nothing of it falls below 0. */
export function subtractHoldings(from: Holding, taken: Holding): Holding {
  return joinHoldings(from, taken, (a, b) => Math.max(0, a - b));
}

/** The least that has both. */
export function mostOfHoldings(one: Holding, other: Holding): Holding {
  return joinHoldings(one, other, Math.max);
}

/** What both have. */
export function commonHolding(one: Holding, other: Holding): Holding {
  return joinHoldings(one, other, Math.min);
}

/** Whether a holding has all of another one. */
export function hasAll(holding: Holding, other: Holding): boolean {
  return isNothingHeld(subtractHoldings(other, holding));
}

/** So much of a holding, or all of it; stored value of the contracts in their order, paid and given in proportion (SV-02). */
export function takeOfHolding(holding: Holding, { points, valueFen }: HoldingAmounts): Holding {
  return { points: Math.min(holding.points, points), value: takeOfParts(holding.value, valueFen) };
}

/** So much stored value of parts in their order, or all of it: of each principal and bonus in proportion, to a fen (SV-02). */
export function takeOfParts(value: readonly ValuePart[], amountFen: number): readonly ValuePart[] {
  let leftFen = amountFen;
  const taken: ValuePart[] = [];
  for (const { contractNo, principalFen, bonusFen } of value) {
    const partFen = principalFen + bonusFen;
    const takeFen = Math.min(leftFen, partFen);
    if (takeFen <= 0) continue;
    leftFen -= takeFen;
    const paidFen = floorRate(takeFen, { numerator: principalFen, denominator: partFen });
    taken.push({ contractNo, principalFen: paidFen, bonusFen: takeFen - paidFen });
  }
  return taken;
}

function joinHoldings(
  one: Holding,
  other: Holding,
  join: (a: number, b: number) => number,
): Holding {
  const points = join(one.points, other.points);
  if (one.value.length === 0 && other.value.length === 0) return { points, value: [] };
  const contractNos = new Set([...one.value, ...other.value].map(({ contractNo }) => contractNo));
  const value = [...contractNos].flatMap((contractNo): ValuePart[] => {
    const [a, b] = [partOf(one, contractNo), partOf(other, contractNo)];
    const principalFen = join(a.principalFen, b.principalFen);
    const bonusFen = join(a.bonusFen, b.bonusFen);
    return principalFen === 0 && bonusFen === 0 ? [] : [{ contractNo, principalFen, bonusFen }];
  });
  return { points, value };
}

function partOf({ value }: Holding, contractNo: string): ValuePart {
  const found = value.find((part) => part.contractNo === contractNo);
  return found ?? { contractNo, principalFen: 0, bonusFen: 0 };
}
