import type { BusinessDate } from '../../values/business-date.ts';

/** What can be won. Money in fen. */
export interface Prize {
  readonly prizeId: string;
  readonly name: string;
  readonly quantity: number;
  /** What one is worth: the law bounds it, and it is shown. */
  readonly worthFen: number;
}

/** A prize draw among the receipts of some days (CP-10, R083). */
export interface Draw {
  readonly drawId: string;
  readonly name: string;
  readonly fromDay: BusinessDate;
  readonly toDay: BusinessDate;
  /** [] for all stores. */
  readonly storeIds: readonly string[];
  /** A receipt below this does not take part. */
  readonly minAmountFen: number;
  /** The best first: they are given in this order. */
  readonly prizes: readonly Prize[];
}

/** One receipt that takes part, once ever. */
export interface DrawEntry {
  /** Names the receipt; anybody who knows the entries and the seed finds the same score. */
  readonly entryKey: string;
  readonly memberId: string;
  /** Of the seed and the key, hex: nobody can know it before the seed is told. */
  readonly score: string;
}

export interface Winner {
  readonly prizeId: string;
  readonly entryKey: string;
  readonly memberId: string;
}
