/** What a till may do without head office is counted in (OF-06), in the order in which it is told. */
export const stretchKinds = [
  'pointsWorthFen',
  'valueFen',
  'couponFen',
  'couponCount',
  'adjustedPoints',
  'newMemberCount',
  'topUpFen',
] as const;
export type StretchKind = (typeof stretchKinds)[number];

/** Amounts of one till and one stretch without head office: what was done, or the most that may be (OF-06). */
export type StretchAmounts = Readonly<Record<StretchKind, number>>;

/** What the rules give a till where a programme says nothing else (OF-06). */
export const usualCeiling: StretchAmounts = {
  pointsWorthFen: 50_000,
  valueFen: 30_000,
  couponFen: 60_000,
  couponCount: 40,
  adjustedPoints: 1_000,
  newMemberCount: 60,
  topUpFen: 500_000,
};

export const noAmounts: StretchAmounts = {
  pointsWorthFen: 0,
  valueFen: 0,
  couponFen: 0,
  couponCount: 0,
  adjustedPoints: 0,
  newMemberCount: 0,
  topUpFen: 0,
};

/** Whether nothing of it counts. */
export function isNothing(amounts: StretchAmounts): boolean {
  return stretchKinds.every((kind) => amounts[kind] === 0);
}

/** Both together. */
export function addAmounts(one: StretchAmounts, other: StretchAmounts): StretchAmounts {
  return mapAmounts((kind) => one[kind] + other[kind]);
}

/** One amount of every kind. */
export function mapAmounts(amountOf: (kind: StretchKind) => number): StretchAmounts {
  return {
    pointsWorthFen: amountOf('pointsWorthFen'),
    valueFen: amountOf('valueFen'),
    couponFen: amountOf('couponFen'),
    couponCount: amountOf('couponCount'),
    adjustedPoints: amountOf('adjustedPoints'),
    newMemberCount: amountOf('newMemberCount'),
    topUpFen: amountOf('topUpFen'),
  };
}
