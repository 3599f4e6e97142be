import { parseBusinessDate } from '../../src-shared/values/business-date.ts';
import { type LiabilityRow, readLiability } from '../store/liability-store.ts';
import { readConflictCosts } from '../store/case-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';

const columns = [
  'storeId',
  'openingPoints',
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

/** Who bears the coupons that were found used twice from one day to another (CP-09). */
export function couponConflictsHandler(office: OfficeServices) {
  return adminCalls.report.couponConflicts.handler(async ({ input, errors }) => {
    const [fromMs, toMs] = [input.fromDay, input.toDay].map((day) =>
      Date.parse(`${day}T00:00:00+08:00`),
    );
    if (fromMs === undefined || toMs === undefined || Number.isNaN(fromMs + toMs)) {
      throw errors.not_found({ message: 'There is no such day.' });
    }
    const costs = await readConflictCosts(office.store.database, { fromMs, toMs: toMs + dayMs });
    return { costs: [...costs] };
  });
}
