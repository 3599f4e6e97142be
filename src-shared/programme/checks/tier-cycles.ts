import type { Programme } from '../../domain/programme/programme.ts';
import type { SinkReward } from '../../domain/sink/sink.ts';
import type { Problem } from '../problem.ts';

/**
 * Points must not buy what gives them back (TR-06, TR-08): a tier whose gift pack pays for the tier again goes round for
 * ever, and so does a coupon that gives its price in points. Where several tiers pay for each other in a ring, one of them
 * alone gives at least what it costs, or the ring would run dry: each tier looked at by itself finds every ring.
 */
export function checkTierCycles(programme: Programme): readonly Problem[] {
  const findings: Problem[] = [];
  programme.sinks.forEach(({ points, reward }, index) => {
    const backPoints = pointsBackOf(programme, reward);
    if (backPoints < points) return;
    if (reward.kind === 'tier') {
      const path = ['sinks', index, 'reward', 'tierCode'];
      findings.push({ path, code: 'tier_cycle', data: { points: backPoints } });
    }
    if (reward.kind === 'coupon') {
      const path = ['sinks', index, 'reward', 'templateId'];
      findings.push({ path, code: 'gives_price_back', data: { points: backPoints } });
    }
  });
  return findings;
}

/** The points that what is given for points gives back at once: by a points coupon, or by the gift pack of a tier. */
export function pointsBackOf(programme: Programme, reward: SinkReward): number {
  switch (reward.kind) {
    case 'tier':
      return packPoints(programme, reward.tierCode);
    case 'coupon':
      return couponPoints(programme, reward.templateId);
    case 'gift':
    case 'charity':
      return 0;
  }
}

/** The points of a tier's gift pack, with those of its points coupons (TR-06). */
export function packPoints(programme: Programme, tierCode: string): number {
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
