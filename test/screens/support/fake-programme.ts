import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProgrammeView } from '../../../src-shared/contract/till/programme.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';

const file = path.join(import.meta.dirname, '../../../resources/programmes/sample-grocery.json');
const programme = JSON.parse(readFileSync(file, 'utf8')) as Programme;

/** The sample programme as the screens see it, under the version the fake till names. */
export const fakeProgramme: ProgrammeView = {
  version: 1,
  name: programme.name,
  tiers: programme.tiers.map(({ code, name }) => ({ code, name })),
  categories: [...(programme.categories ?? [])],
  adjustReasons: programme.adjust.reasons.map(({ code, name }) => ({ code, name })),
  adjustLimits: {
    maxPoints: programme.adjust.maxPoints,
    maxPointsPerDay: programme.adjust.maxPointsPerDay,
    approvalAbovePoints: programme.adjust.approvalAbovePoints,
  },
  notice: programme.privacy.notice,
  noticeVersion: programme.privacy.noticeVersion,
  consentItems: programme.privacy.items.map(({ code, name, required }) => ({
    code,
    name,
    required,
  })),
};
