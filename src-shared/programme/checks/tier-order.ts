import type { Programme } from '../../domain/programme/programme.ts';
import { compareRates, rateOne } from '../../domain/points/rate.ts';
import type { Finding } from './finding.ts';

/** Tiers rise (TR-01): a higher one never earns less or pays more than the one below. */
export function checkTierOrder({ tiers }: Programme): readonly Finding[] {
  const findings: Finding[] = [];
  tiers.forEach((each, index) => {
    const below = tiers[index - 1];
    if (below === undefined) return;
    if (compareRates(each.multiplier, below.multiplier) < 0) {
      const message = 'must not be less than that of the tier below';
      findings.push({ path: ['tiers', index, 'multiplier'], message });
    }
    if (compareRates(each.priceShare ?? rateOne, below.priceShare ?? rateOne) > 0) {
      const message = 'must not be more than that of the tier below, which would pay less';
      findings.push({ path: ['tiers', index, 'priceShare'], message });
    }
  });
  return findings;
}
