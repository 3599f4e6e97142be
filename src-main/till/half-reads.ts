import { isInStoreEan13 } from '../../src-shared/values/ean13.ts';
import type { MemberStore } from '../store/till-store.ts';

/** So long after the one half of a number comes the other, where something tore it in two. */
const otherHalfMs = 5_000;
const DIGITS = /^\d{6,12}$/;

/** Tells halves of the chain's own numbers from numbers of other makers; in memory only. */
export interface HalfReads {
  /**
   * Whether a number that nobody has is half of one that somebody has or could have: the beginning of a number known here, or
   * what follows the number asked for just before and with it makes one of the in-store range with its check digit (ID-01).
   */
  isHalf(cardNo: string): boolean;
}

/** `monotonicMs` is a clock that nobody sets. */
export function createHalfReads(member: MemberStore, monotonicMs: () => number): HalfReads {
  let before = { digits: '', atMs: -Infinity };
  return {
    isHalf(cardNo) {
      const { digits, atMs } = before;
      const nowMs = monotonicMs();
      before = { digits: cardNo, atMs: nowMs };
      if (!DIGITS.test(cardNo)) return false;
      const isOtherHalf = nowMs - atMs <= otherHalfMs && isInStoreEan13(digits + cardNo);
      return isOtherHalf || member.beginsInStoreCard(cardNo);
    },
  };
}
