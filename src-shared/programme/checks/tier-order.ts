import type { Programme } from '../../domain/programme/programme.ts';
import { compareRates, rateOne } from '../../domain/points/rate.ts';
import type { Problem } from '../problem.ts';

/** Tiers rise (TR-01): a higher one never earns less or pays more than the one below. */
export function checkTierOrder({ tiers }: Programme): readonly Problem[] {
  const findings: Problem[] = [];
  tiers.forEach((each, index) => {
    const below = tiers[index - 1];
    if (below === undefined) return;
    if (compareRates(each.multiplier, below.multiplier) < 0) {
      findings.push({ path: ['tiers', index, 'multiplier'], code: 'earns_less_than_below' });
    }
    if (compareRates(each.priceShare ?? rateOne, below.priceShare ?? rateOne) > 0) {
      findings.push({ path: ['tiers', index, 'priceShare'], code: 'pays_more_than_below' });
    }
  });
  return findings;
}
