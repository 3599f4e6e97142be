import { worstOfflineLoss } from '../../src-shared/domain/offline-rights/offline-loss.ts';
import { pointsWorthFen } from '../../src-shared/domain/offline-rights/stretch-use.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { businessDateAt, parseBusinessDate } from '../../src-shared/values/business-date.ts';
import { type LiabilityRow, readLiability } from '../store/liability-store.ts';
import { readAwaiting, sumAwaitedSpends } from '../store/awaited-store.ts';
import type { Queryable } from '../store/database.ts';
import { silentMs } from '../store/grant-store.ts';
import { listInstalls } from '../store/terminal-store.ts';
import { adminCalls } from './admin-calls.ts';
import { sumConflictCosts } from './conflict-costs.ts';
import type { OfficeServices } from './office-services.ts';

const columns = [
  'storeId',
  'openingPoints',
  'importedPoints',
  'earnedPoints',
  'redeemedPoints',
  'restoredPoints',
  'takenBackPoints',
  'adjustedPoints',
  'expiredPoints',
  'writtenOffPoints',
  'mergedPoints',
  'debtPoints',
  'balancePoints',
  'balanceDebtPoints',
] as const satisfies readonly (keyof LiabilityRow)[];

/** The accounting hand-over of a day, by store (PL-24). */
export function liabilityHandler(office: OfficeServices) {
  return adminCalls.report.liability.handler(async ({ input, errors }) => {
    const date = parseBusinessDate(input.date);
    if (date === null) throw errors.not_found({ message: 'There is no such day.' });
    const stores = await readLiability(office.store.database, date);
    return { date, stores: [...stores] };
  });
}

/** The same as a table for accounting software: comma-separated, one row per store, no personal data. */
export function liabilityCsvHandler(office: OfficeServices) {
  return adminCalls.report.liabilityCsv.handler(async ({ input, errors }) => {
    const date = parseBusinessDate(input.date);
    if (date === null) throw errors.not_found({ message: 'There is no such day.' });
    const stores = await readLiability(office.store.database, date);
    const lines = stores.map((row) => [date, ...columns.map((column) => quoted(row[column]))]);
    const text = [['date', ...columns], ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
    return new File([text], `liability-${date}.csv`, { type: 'text/csv' });
  });
}

/** A store's id may hold anything an id may, which is no comma; quoting costs nothing. */
function quoted(value: string | number): string {
  return typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;
}

const dayMs = 86_400_000;

/** Who bears the coupons that were found used twice from one day to another (CP-09), by what came back of it until now. */
export function couponConflictsHandler(office: OfficeServices) {
  return adminCalls.report.couponConflicts.handler(async ({ input, errors }) => {
    const [fromMs, toMs] = [input.fromDay, input.toDay].map((day) =>
      Date.parse(`${day}T00:00:00+08:00`),
    );
    if (fromMs === undefined || toMs === undefined || Number.isNaN(fromMs + toMs)) {
      throw errors.not_found({ message: 'There is no such day.' });
    }
    const costs = await sumConflictCosts(office.store.database, { fromMs, toMs: toMs + dayMs });
    return { costs: [...costs] };
  });
}

/** The most that tills without head office can cost the chain today, over all that may work (OF-07). */
export function offlineLossHandler(office: OfficeServices) {
  return adminCalls.report.offlineLoss.handler(async ({ errors }) => {
    const { database } = office.store;
    const programmes = await office.programmes(database);
    const programme = programmes.onDay(businessDateAt(office.nowMs()));
    if (programme === null) throw errors.not_found({ message: 'No programme rules today.' });
    const installs = await listInstalls(database);
    // One that was set up anew counts twice until the old one is revoked: its disk may still be somewhere.
    const working = installs.filter(({ status }) => status === 'active');
    const tillCount = working.length;
    const storeCount = new Set(working.map(({ storeId }) => storeId)).size;
    const silentSinceMs = office.nowMs() - silentMs;
    const silentTillCount = working.filter(
      ({ lastSeenAtMs }) => lastSeenAtMs !== null && lastSeenAtMs < silentSinceMs,
    ).length;
    const loss = worstOfflineLoss({ programme, storeCount, tillCount, silentTillCount });
    const restored = await readRestored(database, programme, office.nowMs());
    return { programmeVersion: programme.version, ...loss, restored };
  });
}

async function readRestored(database: Queryable, programme: Programme, nowMs: number) {
  const { sinceMs, tills, givenUpTillCount } = await readAwaiting(database, nowMs);
  if (sinceMs === null) return null;
  const unknownTillsUntilMs = sinceMs + silentMs;
  const isOver = tills.length === 0 && givenUpTillCount === 0 && unknownTillsUntilMs <= nowMs;
  if (isOver) return null;
  const { givenPoints, memberCount } = await sumAwaitedSpends(database);
  const floorFenPerMember = pointsWorthFen(programme.offline.floorPoints, programme);
  const givenFen = pointsWorthFen(givenPoints, programme);
  return {
    atMs: sinceMs,
    awaitedTills: [...tills],
    floorFenPerMember,
    givenFen,
    floorLossFen: Math.max(givenFen, tills.length === 0 ? 0 : memberCount * floorFenPerMember),
    givenUpTillCount,
    unknownTillsUntilMs,
  };
}
