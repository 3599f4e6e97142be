import { addMonths } from '../../src-shared/values/business-date.ts';
import type { Job } from './job.ts';

/** Owed for so long without having grown, a debt is given up (OF-09). */
const oldMonths = 12;
/** Below this a debt is not worth a word to the member (OF-09). */
const smallPoints = 100;

/**
 * Gives up debts that nobody will settle (OF-09): small ones, and those that have not grown for a year. They are never
 * billed. A debt of a day ago may yet be settled by what tills are about to send, so that one is left to the next day.
 */
export const writeOffDebtsJob: Job = {
  name: 'write-off-debts',
  minuteOfDay: 100,
  due: () => ({ kind: 'state_lacks', text: '"debtPoints":0,' }),
  decide: (state, { onDay }) => {
    const { debtPoints } = state;
    if (debtPoints <= 0) return { acts: [], notices: [] };
    const grew = state.entries.findLast((entry) => (entry.debtPoints ?? 0) > 0);
    // The entry that made it may be listed no more: then its age is at least that of the oldest one listed.
    const since = grew ?? state.entries[0];
    const isOld = since === undefined || since.businessDate <= addMonths(onDay, -oldMonths);
    const isSmall = debtPoints < smallPoints && (since === undefined || since.businessDate < onDay);
    if (!isOld && !isSmall) return { acts: [], notices: [] };
    const entry = { kind: 'write_off' as const, points: debtPoints, ruleId: 'debt', lots: [] };
    const reason = isSmall ? 'small' : 'old';
    return { acts: [{ kind: 'writeOff', body: { reason, entries: [entry] } }], notices: [] };
  },
};
