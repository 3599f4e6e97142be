import type { ProgrammeView } from '../../../src-shared/contract/till/programme.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import type { Implementers } from '../implementer.ts';

/** What the screens need of the programme in effect: `current`. */
export function programmeHandlers({ active }: Implementers) {
  return {
    current: active.programme.current.handler(({ context: { till } }) => {
      const programme = till.reference.programmeAt(till.time.now().businessDate);
      return programme === null ? null : programmeView(programme);
    }),
  };
}

function programmeView(programme: Programme): ProgrammeView {
  const { reasons, maxPoints, maxPointsPerDay, approvalAbovePoints } = programme.adjust;
  return {
    version: programme.version,
    name: programme.name,
    tiers: programme.tiers.map(({ code, name }) => ({ code, name })),
    categories: (programme.categories ?? []).map(({ category, name }) => ({ category, name })),
    adjustReasons: reasons.map(({ code, name }) => ({ code, name })),
    adjustLimits: { maxPoints, maxPointsPerDay, approvalAbovePoints },
    notice: programme.privacy.notice,
    noticeVersion: programme.privacy.noticeVersion,
    consentItems: programme.privacy.items.map(({ code, name, required }) => ({
      code,
      name,
      required,
    })),
  };
}
