import type { Programme } from '../../domain/programme/programme.ts';
import type { Finding } from './finding.ts';

/**
 * Points must not buy what gives them back (TR-06, TR-08): a tier whose gift pack pays for the tier again goes round for
 * ever, and so does a coupon that gives its price in points. Where several tiers pay for each other in a ring, one of them
 * alone gives at least what it costs, or the ring would run dry: each tier looked at by itself finds every ring.
 */
export function checkTierCycles(programme: Programme): readonly Finding[] {
  const findings: Finding[] = [];
  programme.sinks.forEach(({ points, reward }, index) => {
    if (reward.kind === 'tier') {
      const backPoints = packPoints(programme, reward.tierCode);
      if (backPoints < points) return;
      const message = `is a tier cycle: its gift pack gives ${backPoints} points back, at least what it costs`;
      findings.push({ path: ['sinks', index, 'reward', 'tierCode'], message });
    }
    if (reward.kind === 'coupon') {
      const backPoints = couponPoints(programme, reward.templateId);
      if (backPoints < points) return;
      const message = `gives ${backPoints} points back, at least what it costs`;
      findings.push({ path: ['sinks', index, 'reward', 'templateId'], message });
    }
  });
  return findings;
}

function packPoints(programme: Programme, tierCode: string): number {
  const pack = programme.tiers.find(({ code }) => code === tierCode)?.giftPack;
  if (pack === undefined) return 0;
  return pack.couponTemplateIds.reduce(
    (sum, templateId) => sum + couponPoints(programme, templateId),
    pack.points,
  );
}

function couponPoints(programme: Programme, templateId: string): number {
  const template = programme.coupons.templates.find((each) => each.templateId === templateId);
  return template?.effect.kind === 'bonus_points' ? template.effect.points : 0;
}
