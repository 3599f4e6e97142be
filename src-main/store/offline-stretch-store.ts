import type { Database } from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import {
  addAmounts,
  isNothing,
  mapAmounts,
  noAmounts,
} from '../../src-shared/domain/offline-rights/stretch-amounts.ts';
import { offlineStretchTable } from '../../src-shared/replica/till-tables.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { OfflineStretchStore } from './till-store.ts';

const onlyRow = 1;

/** Keeps what this till has done without head office; it is on the disk with the act that did it. */
export function createOfflineStretchStore(
  db: BetterSQLite3Database & { readonly $client: Database },
): OfflineStretchStore {
  const select = db
    .select()
    .from(offlineStretchTable)
    .where(eq(offlineStretchTable.id, onlyRow))
    .prepare();

  // Every scan asks. What was written inside of a transaction may not come to stay, so it is only remembered after its end.
  let known: ReturnType<OfflineStretchStore['read']> | null = null;

  const read: OfflineStretchStore['read'] = () => {
    if (known !== null) return known;
    const row = readRow();
    if (!db.$client.inTransaction) known = row;
    return row;
  };

  const readRow: OfflineStretchStore['read'] = () => {
    const row = select.get();
    assert(row !== undefined, 'Its migration made the row.');
    const { extendedBy: staffId, extendedAtMs: atMs } = row;
    const extension = staffId === null || atMs === null ? null : { staffId, atMs };
    return { used: mapAmounts((kind) => row[kind]), spendCount: row.spendCount, extension };
  };

  const write = (change: Partial<typeof offlineStretchTable.$inferInsert>): void => {
    known = null;
    const { changes } = db
      .update(offlineStretchTable)
      .set(change)
      .where(eq(offlineStretchTable.id, onlyRow))
      .run();
    assert(changes === 1, 'Its migration made the row.');
  };

  return {
    read,
    add(use) {
      const { used, spendCount } = read();
      const isSpend = use.pointsWorthFen > 0;
      write({ ...addAmounts(used, use), spendCount: spendCount + (isSpend ? 1 : 0) });
    },
    extend: ({ staffId, atMs }) => write({ extendedBy: staffId, extendedAtMs: atMs }),
    end() {
      const { used, extension } = read();
      // After every pull of a quiet till, and nothing to write.
      if (isNothing(used) && extension === null) return;
      write({ ...noAmounts, spendCount: 0, extendedBy: null, extendedAtMs: null });
    },
  };
}
