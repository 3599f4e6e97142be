import { eq, lt, and, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { installTable } from '../../src-shared/replica/till-tables.ts';
import { assert } from '../../src-shared/values/assert.ts';
import { MEMBER_COUNTER_MAX } from '../../src-shared/values/member-no.ts';
import type { Install, InstallStore } from './till-store.ts';

const onlyRow = 1;

type InstallRow = typeof installTable.$inferSelect;

/** Keeps who this till is; a second `create` and changes before the first are bugs and throw. */
export function createInstallStore(db: BetterSQLite3Database): InstallStore {
  const isOnlyRow = eq(installTable.id, onlyRow);
  const read = db.select().from(installTable).where(isOnlyRow).prepare();
  const takeMemberCounter = db
    .update(installTable)
    .set({ memberCounter: sql`${installTable.memberCounter} + 1` })
    .where(and(isOnlyRow, lt(installTable.memberCounter, MEMBER_COUNTER_MAX)))
    .returning({ counter: installTable.memberCounter })
    .prepare();
  const takeReceiptCounter = db
    .update(installTable)
    .set({ receiptCounter: sql`${installTable.receiptCounter} + 1` })
    .where(isOnlyRow)
    .returning({ counter: installTable.receiptCounter })
    .prepare();

  function update(change: Partial<InstallRow>): void {
    const { changes } = db.update(installTable).set(change).where(isOnlyRow).run();
    assert(changes === 1, 'There is an install before it is changed.');
  }

  return {
    read() {
      const row = read.get();
      return row === undefined ? null : toInstall(row);
    },
    create: ({ installId, publicKey, privateKey }) => {
      db.insert(installTable).values({ id: onlyRow, installId, publicKey, privateKey }).run();
    },
    activate: (activated) => update({ ...activated, revoked: false }),
    revoke: () => update({ revoked: true }),
    lose: (lostAs) => update({ lostAs }),
    takeMemberCounter: () => takeMemberCounter.get()?.counter ?? null,
    takeReceiptCounter() {
      const taken = takeReceiptCounter.get();
      assert(taken !== undefined, 'There is an install before it counts receipts.');
      return taken.counter;
    },
  };
}

function toInstall(row: InstallRow): Install {
  const { installId, publicKey, privateKey, revoked, lostAs } = row;
  return { installId, publicKey, privateKey, activated: activatedOf(row), revoked, lostAs };
}

function activatedOf(row: InstallRow): Install['activated'] {
  const { terminalId, terminalName, storeId, storeName, installNo } = row;
  const { terminalToken, officeKey, officeUrl } = row;
  // They are null together; the table checks it.
  if (terminalId === null || terminalName === null || storeId === null || storeName === null) {
    return null;
  }
  if (installNo === null || terminalToken === null || officeKey === null || officeUrl === null) {
    return null;
  }
  return {
    terminalId,
    terminalName,
    storeId,
    storeName,
    installNo,
    terminalToken,
    officeKey,
    officeUrl,
  };
}
