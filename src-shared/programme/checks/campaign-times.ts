import type { Programme } from '../../domain/programme/programme.ts';
import type { Finding } from './finding.ts';

/** Every campaign can run (R063): its hours are some time, and it has no two conditions of one kind that exclude each other. */
export function checkCampaignTimes({ campaigns }: Programme): readonly Finding[] {
  return campaigns.flatMap(({ when }, campaignIndex) => {
    const findings: Finding[] = [];
    const kinds = new Set<string>();
    when.forEach((condition, index) => {
      const path = ['campaigns', campaignIndex, 'when', index];
      if (condition.kind === 'hours' && condition.fromMinute === condition.toMinute) {
        const message = 'must not be fromMinute: the campaign could never run';
        findings.push({ path: [...path, 'toMinute'], message });
      }
      if (kinds.has(condition.kind)) {
        const message = `is there twice: ${condition.kind}; conditions must all hold, so write one`;
        findings.push({ path: [...path, 'kind'], message });
      }
      kinds.add(condition.kind);
    });
    return findings;
  });
}
