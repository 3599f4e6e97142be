const keptMax = 64;

/**
 * Numbers that a chip or a stripe of this till's readers held. A number of 8 or 10 digits can be that of goods or a telephone
 * as well, and one of 14 to 19 of anything: once a card's own reader has read it, it is a card, and may be bound to somebody.
 */
export interface ReadCards {
  note(cardNo: string): void;
  has(cardNo: string): boolean;
}

/** Keeps the last ones, in memory only. */
export function createReadCards(): ReadCards {
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
