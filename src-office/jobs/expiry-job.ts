import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import { addDays, type BusinessDate, daysBetween } from '../../src-shared/values/business-date.ts';
import type { Job, JobAct, JobContext } from './job.ts';

/**
 * Expires what is left in lots past their day, and tells members of lots that are soon to (PL-20). Only here: a till hides
 * such lots and never writes an expiry. Points that a till is about to redeem under a reservation are left to the next day's
 * run. A notice whose day no run was for is given by the next run while the points are still there: the nearest one, once.
 */
export const expiryJob: Job = {
  name: 'expiry',
  minuteOfDay: 10,
  due: (context) => ({
    kind: 'any',
    of: [
      { kind: 'lots_before', day: context.onDay },
      ...[...toldDays(context)].map((day) => ({ kind: 'lots_on' as const, day })),
    ],
  }),
  decide: (state, context) => {
    const { onDay, atMs } = context;
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
    const told = toldDays(context);
    const notices = state.lots
      .filter(({ expiresOnDay }) => told.has(expiresOnDay))
      .map(({ points, expiresOnDay }) => {
        const detail = { points, expiresOnDay, days: daysBetween(onDay, expiresOnDay) };
        return { kind: 'points_expiring', reference: expiresOnDay, detail };
      });
    return { acts, notices };
  },
};

/**
 * The last days of the points that a run tells of: those for which the day of a notice has come since the run before. A run
 * for every day tells of one day for each notice; the first run of all, of every day within the farthest notice.
 */
function toldDays({ onDay, lastRunOnDay, programme }: JobContext): ReadonlySet<BusinessDate> {
  const told = new Set<BusinessDate>();
  for (const days of programme.earn.expiryNoticeDays) {
    const sinceLast = lastRunOnDay === null ? days : daysBetween(lastRunOnDay, onDay) - 1;
    const missedDays = Math.min(days, sinceLast);
    for (let missed = 0; missed <= missedDays; missed += 1) told.add(addDays(onDay, days - missed));
  }
  return told;
}
