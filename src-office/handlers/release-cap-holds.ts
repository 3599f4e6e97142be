import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { decideCapReleases } from '../../src-shared/domain/office/decide-cap-holds.ts';
import { decideRelease } from '../../src-shared/domain/office/decide-release.ts';
import type { OfficeOperationOf } from '../../src-shared/domain/office/office-operation.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { addDays, type BusinessDate } from '../../src-shared/values/business-date.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import type { Queryable } from '../store/database.ts';
import {
  daysBefore,
  type EarningRow,
  type MemberDay,
  readDayEarnings,
  readHeldDays,
} from '../store/earning-store.ts';
import { readEverMerged } from '../store/member-past-store.ts';
import { cappedSince, readOwners, toEarnings } from './day-earnings.ts';

/** A merge as its undo leaves both members. */
interface UndoneMerge {
  readonly mergeId: string;
  readonly mergedAtMs: number;
  readonly from: MemberState;
  readonly into: MemberState;
}

/**
 * Decides what waits no more of what the caps held because two members were one, now that they are not (PL-08, PL-19): of what
 * was held since, and nobody has decided, all that each one's own receipts leave below the caps. The members are locked, and
 * the undo is posted, in this transaction.
 */
export async function decideReleasesOf(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  { mergeId, mergedAtMs, from, into }: UndoneMerge,
  act: {
    readonly programme: Programme;
    readonly businessDate: BusinessDate;
    readonly atMs: number;
    readonly reason: string;
  },
): Promise<readonly OfficeOperationOf<'release'>[]> {
  const holding = [from, into].filter(({ holds = [] }) => holds.some(({ points }) => points > 0));
  if (holding.length === 0) return [];
  const ids = (await readEverMerged(transaction, [into.memberId])).get(into.memberId) ?? [];
  const heldDays = await readHeldDays(transaction, ids, mergedAtMs);
  const rows = await readDayEarnings(transaction, daysToRead(ids, heldDays, programmes));
  const capped = cappedSince(rows, mergedAtMs);
  const earnings = toEarnings(rows).map((earning) => ({
    ...earning,
    cappedPoints: capped.get(earning.operationId) ?? 0,
  }));
  const isOwnOf = await readOwners(transaction, rows);
  return holding.flatMap((state) => {
    const theirs = earnings.filter((earning) => isOwnOf(earning, state.memberId));
    const theirRows = rows.filter((row) => isOwnOf(row, state.memberId));
    return heldDays.flatMap((day) => {
      const programme = programmes.onDay(day);
      if (programme === null) return [];
      const ofDay = theirs.filter(({ businessDate }) => businessDate === day);
      const beforePoints = earnedBeforePoints(theirRows, day);
      const releases = decideCapReleases(ofDay, state.holds ?? [], programme, beforePoints);
      return releases.map(({ operationId, hold }): OfficeOperationOf<'release'> => ({
        operationId: `unmerge:${mergeId}:${operationId}`,
        kind: 'release',
        body: decideRelease(hold, 'granted', act),
        memberId: state.memberId,
        atMs: act.atMs,
        businessDate: act.businessDate,
        programmeVersion: act.programme.version,
        actor: 'job:merges',
      }));
    });
  });
}

/** The days of which something is held, and where there is a cap of 30 days those before them. */
function daysToRead(
  memberIds: readonly string[],
  heldDays: readonly BusinessDate[],
  programmes: LoadedProgrammes,
): readonly MemberDay[] {
  const days = new Set<BusinessDate>();
  for (const day of heldDays) {
    const isOf30Days = programmes.onDay(day)?.earn.caps?.pointsPer30Days !== undefined;
    for (let ago = isOf30Days ? daysBefore : 0; ago >= 0; ago -= 1) days.add(addDays(day, 0 - ago));
  }
  return memberIds.flatMap((memberId) =>
    [...days].map((businessDate) => ({ memberId, businessDate })),
  );
}

function earnedBeforePoints(rows: readonly EarningRow[], day: BusinessDate): number {
  const firstDay = addDays(day, 0 - daysBefore);
  return sumPoints(
    rows.filter(
      ({ kind, businessDate }) => kind !== 'hold' && firstDay <= businessDate && businessDate < day,
    ),
  );
}
