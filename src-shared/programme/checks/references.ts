import type { Programme } from '../../domain/programme/programme.ts';
import type { Problem } from '../problem.ts';

/** What one rule says of another must be there: a tier, a plan, a coupon template or a profile of stored value. */
export function checkReferences(programme: Programme): readonly Problem[] {
  const findings: Problem[] = [];
  const known = {
    tier: new Set(programme.tiers.map(({ code }) => code)),
    plan: new Set(programme.plans.map(({ planId }) => planId)),
    template: new Set(programme.coupons.templates.map(({ templateId }) => templateId)),
    profile: new Set(programme.value?.profiles.map(({ profileId }) => profileId)),
  };
  const refer = (kind: keyof typeof known, id: string, path: readonly PropertyKey[]): void => {
    if (!known[kind].has(id)) findings.push({ path, code: `no_${kind}`, data: { name: id } });
  };
  const referAll = (
    kind: keyof typeof known,
    ids: readonly string[] | undefined,
    path: readonly PropertyKey[],
  ): void => ids?.forEach((id, index) => refer(kind, id, [...path, index]));

  programme.tiers.forEach(({ giftPack }, index) => {
    const path = ['tiers', index, 'giftPack', 'couponTemplateIds'];
    referAll('template', giftPack?.couponTemplateIds, path);
  });
  programme.coupons.templates.forEach(({ tierOffFen }, index) => {
    const tierCodes = tierOffFen?.map(({ tierCode }) => tierCode);
    referAll('tier', tierCodes, ['coupons', 'templates', index, 'tierOffFen']);
  });
  programme.campaigns.forEach(({ audience }, index) => {
    referAll('tier', audience?.tierCodes, ['campaigns', index, 'audience', 'tierCodes']);
    referAll('plan', audience?.planIds, ['campaigns', index, 'audience', 'planIds']);
  });
  programme.memberPrices.forEach(({ tierCodes, planIds }, index) => {
    referAll('tier', tierCodes, ['memberPrices', index, 'tierCodes']);
    referAll('plan', planIds, ['memberPrices', index, 'planIds']);
  });
  programme.sinks.forEach(({ reward }, index) => {
    const path = ['sinks', index, 'reward'];
    if (reward.kind === 'coupon') refer('template', reward.templateId, [...path, 'templateId']);
    if (reward.kind === 'tier') refer('tier', reward.tierCode, [...path, 'tierCode']);
  });
  if (programme.value !== null) {
    const { defaultProfileId, profileIdByStore } = programme.value;
    refer('profile', defaultProfileId, ['value', 'defaultProfileId']);
    for (const [storeId, profileId] of Object.entries(profileIdByStore)) {
      refer('profile', profileId, ['value', 'profileIdByStore', storeId]);
    }
  }
  return findings;
}
