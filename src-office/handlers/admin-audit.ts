import { listDifferences } from '../store/audit-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';

/** Lists what the office would have decided otherwise than a till did (R102). */
export function listDifferencesHandler(office: OfficeServices) {
  return adminCalls.audit.differences.handler(async ({ input }) => {
    const rows = await listDifferences(office.store.database, input);
    return {
      differences: rows.map((row) => ({
        ...row,
        recorded: JSON.parse(row.recorded) as unknown,
        expected: JSON.parse(row.expected) as unknown,
      })),
    };
  });
}
