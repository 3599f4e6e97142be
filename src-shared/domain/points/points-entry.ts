import type { BusinessDate } from '../../values/business-date.ts';

/**
 * The kinds of ledger entries (PL-01). `debt`, `debt_settle`, `hold` and `release` only re-label: their points are 0.
 * `opening` is the balance a member brought along when the chain's old list was imported.
 */
export const entryKinds = [
  'opening',
  'earn',
  'earn_bonus',
  'redeem',
  'restore',
  'takeback',
  'adjust',
  'debt',
  'debt_settle',
  'hold',
  'release',
  'expire',
  'write_off',
  'merge_out',
  'merge_in',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** How many points of an entry touch the lot that expires on a day. Always positive; the entry's kind gives the side. */
export interface LotMove {
  readonly expiresOnDay: BusinessDate;
  readonly points: number;
  /** Of a credit: from when on they can be spent (PL-09); absent means at once. */
  readonly usableFromDay?: BusinessDate;
}

/**
 * One decided entry: it travels in the operation, and both ends only post it (architecture, point 2).
 * `points` is signed. `lots` sum to |points|, except where a debit was decided short of lots (the rest becomes debt)
 * and for `debt_settle`, whose lots are what leaves them.
 */
export interface PointsEntry {
  readonly kind: EntryKind;
  readonly points: number;
  /**
   * `base`, `tier:<code>`, `plan:<id>`, `campaign:<id>`, `coupon:<template>`, `redeem`, `sink:<id>`, `cancel`, `refund`,
   * `refund:<choice>`, `refund:twice`, `refund:refused`, `void`, `adjust:<reason>`, `debt`, `cap`, `expiry`, `merge`, `import`.
   */
  readonly ruleId: string;
  readonly lots: readonly LotMove[];
  /** Of `hold`, `release` and `write_off`: which hold it is about (PL-08); absent means the oldest. */
  readonly holdId?: string;
}

/** An entry as the member state remembers it: enough to explain a balance at the counter. */
export interface ExplainedEntry {
  readonly kind: EntryKind;
  readonly points: number;
  /** Change of the member's debt by this entry; absent when 0. */
  readonly debtPoints?: number;
  /** Change of the points held for review by this entry; absent when 0. */
  readonly heldPoints?: number;
  readonly ruleId: string;
  readonly programmeVersion: number;
  readonly businessDate: BusinessDate;
  readonly atMs: number;
  /** Receipt, redemption, refund number or reason it belongs to. */
  readonly reference: string;
}

/** Points that expire on one day. Lots are merged by that day so that a member's state stays small (PL-02). */
export interface Lot {
  readonly expiresOnDay: BusinessDate;
  readonly points: number;
}
