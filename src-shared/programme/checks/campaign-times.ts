import type { Programme } from '../../domain/programme/programme.ts';
import type { Problem } from '../problem.ts';

/** Every campaign can run (R063): its hours are some time, and it has no two conditions of one kind that exclude each other. */
export function checkCampaignTimes({ campaigns }: Programme): readonly Problem[] {
  return campaigns.flatMap(({ when }, campaignIndex) => {
    const findings: Problem[] = [];
    const kinds = new Set<string>();
    when.forEach((condition, index) => {
      const path = ['campaigns', campaignIndex, 'when', index];
      if (condition.kind === 'hours' && condition.fromMinute === condition.toMinute) {
        findings.push({ path: [...path, 'toMinute'], code: 'campaign_never_runs' });
      }
      if (kinds.has(condition.kind)) {
        const data = { name: condition.kind };
        findings.push({ path: [...path, 'kind'], code: 'condition_twice', data });
      }
      kinds.add(condition.kind);
    });
    return findings;
  });
}
