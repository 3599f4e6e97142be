import {
  addMonths,
  endOfMonth,
  parseBusinessDate,
  type BusinessDate,
} from '../../values/business-date.ts';
import type { Tier } from './tier.ts';

/** How long a gift pack is the one of its tier: as long as a new tier is valid at least (TR-02). */
const packPeriodMonths = 12;

/**
 * The gift pack that goes with reaching a tier on a day, `<tier>:<sinceDay>`; null where the tier has none or the member has
 * had one of its period. The period begins on the day the tier was first reached and not on every day it is reached again:
 * upgrade, refund and upgrade is one period, hence one pack (TR-06).
 */
export function giftPackFor(
  tier: Tier,
  sinceDay: BusinessDate,
  giftPackKeys: readonly string[] | undefined,
): string | null {
  if (tier.giftPack === undefined) return null;
  const key = `${tier.code}:${sinceDay}`;
  return isPackGiven(giftPackKeys ?? [], key) ? null : key;
}

/**
 * Whether one of these gift packs is of the same tier and period as another (TR-06). Both directions count: two tills may
 * have found the same rise on different days, and the later one may have arrived first.
 */
export function isPackGiven(giftPackKeys: readonly string[], giftPackKey: string): boolean {
  return giftPackKeys.some((given) => isSamePeriod(given, giftPackKey));
}

/** The tier a gift pack belongs to. */
export function tierOfPack(giftPackKey: string): string {
  return giftPackKey.slice(0, giftPackKey.lastIndexOf(':'));
}

function isSamePeriod(a: string, b: string): boolean {
  if (a === b) return true;
  if (tierOfPack(a) !== tierOfPack(b)) return false;
  const [first, second] = [dayOfPack(a), dayOfPack(b)].toSorted();
  if (first === undefined || second === undefined || first === '') return false;
  return second <= endOfMonth(addMonths(first as BusinessDate, packPeriodMonths));
}

/** "" for a key that names no day, which is then the same as no other. */
function dayOfPack(giftPackKey: string): string {
  return parseBusinessDate(giftPackKey.slice(giftPackKey.lastIndexOf(':') + 1)) ?? '';
}
