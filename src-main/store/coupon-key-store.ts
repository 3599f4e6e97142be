import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { couponKeyTable } from '../../src-shared/replica/till-tables.ts';
import type { CouponKeyStore } from './till-store.ts';
import type { Transactions } from './transaction.ts';

/** Keeps the public keys of coupon codes as the office last sent them. */
export function createCouponKeyStore(
  db: BetterSQLite3Database,
  transactions: Transactions,
): CouponKeyStore {
  const list = db.select().from(couponKeyTable).orderBy(couponKeyTable.keyId).prepare();

  return {
    replaceAll: (keys) =>
      transactions.join(() => {
        db.delete(couponKeyTable).run();
        for (const key of keys) db.insert(couponKeyTable).values(key).run();
      }),
    list: () => list.all(),
  };
}
