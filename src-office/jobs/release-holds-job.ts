import { decideRelease } from '../../src-shared/domain/office/decide-release.ts';
import type { Job } from './job.ts';

/** Nobody decides for so long: the points are the member's (FR-23). */
const undecidedMs = 7 * 86_400_000;

/** Gives back what nobody has reviewed in seven days (FR-23). */
export const releaseHoldsJob: Job = {
  name: 'release-holds',
  minuteOfDay: 70,
  due: () => ({ kind: 'state_holds', text: '"holds":[{' }),
  decide: (state, { onDay, atMs, programme }) => ({
    acts: (state.holds ?? [])
      .filter(({ points, sinceMs }) => points > 0 && atMs - sinceMs >= undecidedMs)
      .map((hold) => ({
        kind: 'release' as const,
        body: decideRelease(hold, 'granted', {
          programme,
          businessDate: onDay,
          reason: 'undecided',
        }),
      })),
    notices: [],
  }),
};
