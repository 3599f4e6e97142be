const keptMax = 64;

/**
 * Numbers of chip cards that a reader of this till has read. A number of 8 or 10 digits can be that of goods or a telephone
 * as well: once a chip reader has read it, it is a card, and may be bound to somebody.
 */
export interface ChipCards {
  note(cardNo: string): void;
  has(cardNo: string): boolean;
}

/** Keeps the last ones, in memory only. */
export function createChipCards(): ChipCards {
  const kept = new Set<string>();
  return {
    note(cardNo) {
      kept.delete(cardNo);
      kept.add(cardNo);
      const [oldest] = kept;
      if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
    },
    has: (cardNo) => kept.has(cardNo),
  };
}
