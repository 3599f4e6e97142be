import type { Programme } from '../../domain/programme/programme.ts';
import type { Problem } from '../problem.ts';

/** Every code names one thing only: a receipt or a ledger entry refers to it for years. */
export function checkRepeated(programme: Programme): readonly Problem[] {
  const { tiers, campaigns, promotions, coupons, plans, sinks, value, adjust, privacy } = programme;
  return [
    ...repeated(programme.categories ?? [], 'category', ['categories']),
    ...repeated(tiers, 'code', ['tiers']),
    ...repeated(campaigns, 'campaignId', ['campaigns']),
    ...repeated(promotions, 'promotionId', ['promotions']),
    ...repeated(coupons.templates, 'templateId', ['coupons', 'templates']),
    ...repeated(plans, 'planId', ['plans']),
    ...repeated(sinks, 'sinkId', ['sinks']),
    ...repeated(programme.tasks ?? [], 'taskId', ['tasks']),
    ...repeated(value?.packages ?? [], 'packageId', ['value', 'packages']),
    ...repeated(value?.profiles ?? [], 'profileId', ['value', 'profiles']),
    ...repeated(adjust.reasons, 'code', ['adjust', 'reasons']),
    ...repeated(privacy.items, 'code', ['privacy', 'items']),
  ];
}

function repeated<Key extends string>(
  items: readonly Readonly<Record<Key, string>>[],
  keyName: Key,
  path: readonly PropertyKey[],
): readonly Problem[] {
  const seen = new Set<string>();
  const findings: Problem[] = [];
  items.forEach((item, index) => {
    const key = item[keyName];
    if (seen.has(key)) {
      const data = { name: key };
      findings.push({ path: [...path, index, keyName], code: 'is_twice', data });
    }
    seen.add(key);
  });
  return findings;
}
