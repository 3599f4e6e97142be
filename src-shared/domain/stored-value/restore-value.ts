import { floorRate, shareByLargestRemainder } from '../../values/rounding.ts';
import { sumOf } from '../../values/sum-of.ts';
import type { ReceiptPayment, ValueEntry } from './stored-value.ts';

/** A line of a receipt as a refund sees it, in fen. */
export interface ReturnedLine {
  /** What was to be paid for the line, in whatever tender. */
  readonly payableFen: number;
  /** The line's amount, of which `returnedFen` is a part. */
  readonly soldFen: number;
  /** All of the line that has come back, this refund included. */
  readonly returnedFen: number;
}

/**
 * How the part of a line's price is rounded that is not paid with points. Up, where the points' part is rounded down, so that no
 * fen is lost between them (PL-13, PL-14). Down is what tills did before: a part could be a fen short until the last one.
 */
export type PartRounding = 'up' | 'down';

/**
 * Gives stored value back for returned goods (PL-14): to the contracts it came from and in the same split, by the lines' share
 * of what was paid, cumulative and rounded down; with everything back it is exactly what was paid. `restored` are the
 * entries of earlier refunds of the receipt. Amounts in fen; [] when nothing is due.
 */
export function restoreValue(refund: {
  readonly payments: readonly Pick<ReceiptPayment, 'entries'>[];
  readonly restored: readonly ValueEntry[];
  readonly lines: readonly ReturnedLine[];
  readonly rounding?: PartRounding | undefined;
  /** Most that this refund gives back; absent: whatever is due. */
  readonly maxFen?: number;
}): readonly ValueEntry[] {
  const open = openParts(refund.payments, refund.restored);
  const openFen = sumOf(open, ({ principalFen, bonusFen }) => principalFen + bonusFen);
  const restoredFen = sumOf(
    refund.restored,
    ({ principalFen, bonusFen }) => principalFen + bonusFen,
  );
  const dueFen = dueOf(openFen + restoredFen, refund) - restoredFen;
  if (dueFen <= 0) return [];
  // By what is still open, so that no part ever gets back more than it gave.
  const shares = shareByLargestRemainder(
    Math.min(dueFen, openFen, refund.maxFen ?? dueFen),
    open.flatMap(({ principalFen, bonusFen }) => [principalFen, bonusFen]),
  );
  return open.flatMap((part, index) => {
    const principalFen = shares[2 * index] ?? 0;
    const bonusFen = shares[2 * index + 1] ?? 0;
    if (principalFen + bonusFen === 0) return [];
    const listFen = floorRate(part.listFen, {
      numerator: principalFen + bonusFen,
      denominator: part.principalFen + part.bonusFen,
    });
    const { contractNo } = part;
    return [{ kind: 'restore', contractNo, principalFen, bonusFen, listFen: 0 - listFen }];
  });
}

/** What movements come to, principal and bonus together, in fen. */
export function sumValueFen(entries: readonly ValueEntry[]): number {
  return sumOf(entries, ({ principalFen, bonusFen }) => principalFen + bonusFen);
}

/** What was to be paid for what has come back, each line's share rounded by itself; all of a line is exactly its own. Fen. */
export function returnedPayableFen(
  lines: readonly ReturnedLine[],
  rounding: PartRounding = 'up',
): number {
  return sumOf(lines, ({ payableFen, returnedFen, soldFen }) => {
    if (soldFen === 0) return 0;
    const share = { numerator: returnedFen, denominator: soldFen };
    return rounding === 'down'
      ? floorRate(payableFen, share)
      : 0 - floorRate(0 - payableFen, share);
  });
}

function dueOf(
  paidFen: number,
  { lines, rounding }: Pick<Parameters<typeof restoreValue>[0], 'lines' | 'rounding'>,
): number {
  if (lines.every(({ soldFen, returnedFen }) => returnedFen >= soldFen)) return paidFen;
  const payableFen = sumOf(lines, (line) => line.payableFen);
  if (payableFen === 0) return 0;
  return floorRate(paidFen, {
    numerator: returnedPayableFen(lines, rounding),
    denominator: payableFen,
  });
}

interface OpenPart {
  readonly contractNo: string;
  readonly principalFen: number;
  readonly bonusFen: number;
  readonly listFen: number;
}

/** What each contract paid and has not got back yet; all positive. */
function openParts(
  payments: readonly Pick<ReceiptPayment, 'entries'>[],
  restored: readonly ValueEntry[],
): readonly OpenPart[] {
  const parts = new Map<string, OpenPart>();
  for (const entry of [...payments.flatMap(({ entries }) => entries), ...restored]) {
    const { contractNo } = entry;
    const before = parts.get(contractNo) ?? { principalFen: 0, bonusFen: 0, listFen: 0 };
    parts.set(contractNo, {
      contractNo,
      principalFen: before.principalFen - entry.principalFen,
      bonusFen: before.bonusFen - entry.bonusFen,
      listFen: before.listFen + entry.listFen,
    });
  }
  return [...parts.values()].filter((part) => part.principalFen + part.bonusFen > 0);
}
