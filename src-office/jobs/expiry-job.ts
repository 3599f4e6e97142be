import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import type { Job, JobAct } from './job.ts';

/**
 * Expires what is left in lots past their day, and tells members of lots that are soon to (PL-20). Only here: a till hides
 * such lots and never writes an expiry. Points that a till is about to redeem under a reservation are left to the next day's
 * run.
 */
export const expiryJob: Job = {
  name: 'expiry',
  minuteOfDay: 10,
  due: ({ onDay, programme }) => ({
    kind: 'any',
    of: [
      { kind: 'lots_before', day: onDay },
      ...programme.earn.expiryNoticeDays.map((days) => ({
        kind: 'lots_on' as const,
        day: addDays(onDay, days),
      })),
    ],
  }),
  decide: (state, { onDay, atMs, programme }) => {
    const expired = state.lots.filter(({ expiresOnDay }) => expiresOnDay < onDay);
    const isAboutToSpend = state.reservations.some(({ expiresAtMs }) => expiresAtMs > atMs);
    const acts: JobAct[] = [];
    if (expired.length > 0 && !isAboutToSpend) {
      const entry = {
        kind: 'expire' as const,
        points: -sumPoints(expired),
        ruleId: 'expiry',
        lots: expired.map(({ expiresOnDay, points }) => ({ expiresOnDay, points })),
      };
      acts.push({ kind: 'expire', body: { onDay, entries: [entry] } });
    }
    const notices = programme.earn.expiryNoticeDays.flatMap((days) => {
      const expiresOnDay = addDays(onDay, days);
      const lot = state.lots.find((each) => each.expiresOnDay === expiresOnDay);
      if (lot === undefined) return [];
      const detail = { points: lot.points, expiresOnDay, days };
      return [{ kind: 'points_expiring', reference: expiresOnDay, detail }];
    });
    return { acts, notices };
  },
};
