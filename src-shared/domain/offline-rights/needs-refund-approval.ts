import { ageBandOf, ageTable } from './age-table.ts';

/**
 * Whether even a refund of a receipt that this till knows needs a manager (OF-02): it has not heard from head office for more
 * than 72 hours, so that the goods may have come back at another till of the store long since. `replicaAgeMs` is the time
 * since the last complete sync, null when there was none; nothing is asked while the line is up.
 */
export function needsRefundApproval(line: {
  readonly isOnline: boolean;
  readonly replicaAgeMs: number | null;
}): boolean {
  if (line.isOnline) return false;
  return ageTable.knownRefunds[ageBandOf(line.replicaAgeMs)] === 'manager';
}
