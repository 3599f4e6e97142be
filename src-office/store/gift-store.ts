import { and, asc, eq, sql } from 'drizzle-orm';
import type { Queryable } from './database.ts';
import { raiseListRevision } from './meta-store.ts';
import { giftAllotmentTable, giftDeliveryTable, installTable, terminalTable } from './tables.ts';

export type GiftDelivery = typeof giftDeliveryTable.$inferSelect;

/** Notes a delivery in the transaction given; answers the one of that id that is there already instead. */
export async function insertDelivery(
  queryable: Queryable,
  delivery: GiftDelivery,
): Promise<GiftDelivery | null> {
  const added = await queryable.drizzle
    .insert(giftDeliveryTable)
    .values(delivery)
    .onConflictDoNothing()
    .returning({ deliveryId: giftDeliveryTable.deliveryId });
  if (added.length > 0) return null;
  const there = await queryable.drizzle
    .select()
    .from(giftDeliveryTable)
    .where(eq(giftDeliveryTable.deliveryId, delivery.deliveryId));
  return there[0] ?? null;
}

/** The terminals of a store that work, in a fixed order. */
export async function listWorkingTerminals(
  queryable: Queryable,
  storeId: string,
): Promise<readonly string[]> {
  const rows = await queryable.drizzle
    .select({ terminalId: terminalTable.terminalId })
    .from(terminalTable)
    .innerJoin(installTable, eq(installTable.terminalId, terminalTable.terminalId))
    .where(and(eq(terminalTable.storeId, storeId), eq(terminalTable.status, 'active')))
    .orderBy(asc(terminalTable.terminalId));
  return [...new Set(rows.map(({ terminalId }) => terminalId))];
}

/** Adds gifts to what terminals may hand over, in the transaction given; their tills hear of it with the next feed. */
export async function addAllotments(
  queryable: Queryable,
  sku: string,
  counts: ReadonlyMap<string, number>,
): Promise<void> {
  for (const [terminalId, count] of counts) {
    if (count === 0) continue;
    await queryable.drizzle
      .insert(giftAllotmentTable)
      .values({ terminalId, sku, allottedCount: count })
      .onConflictDoUpdate({
        target: [giftAllotmentTable.terminalId, giftAllotmentTable.sku],
        set: { allottedCount: sql`${giftAllotmentTable.allottedCount} + ${count}` },
      });
    await raiseListRevision(queryable, `gift:${terminalId}`);
  }
}

export function listAllotments(queryable: Queryable, terminalId: string) {
  return queryable.drizzle
    .select()
    .from(giftAllotmentTable)
    .where(eq(giftAllotmentTable.terminalId, terminalId))
    .orderBy(asc(giftAllotmentTable.sku));
}

/** What every terminal may hand over and did, of one store or of all. */
export function listGiftStock(queryable: Queryable, storeId: string | undefined) {
  return queryable.drizzle
    .select({
      storeId: terminalTable.storeId,
      terminalId: terminalTable.terminalId,
      terminalName: terminalTable.terminalName,
      sku: giftAllotmentTable.sku,
      allottedCount: giftAllotmentTable.allottedCount,
      handedCount: giftAllotmentTable.handedCount,
    })
    .from(giftAllotmentTable)
    .innerJoin(terminalTable, eq(terminalTable.terminalId, giftAllotmentTable.terminalId))
    .where(storeId === undefined ? undefined : eq(terminalTable.storeId, storeId))
    .orderBy(
      asc(terminalTable.storeId),
      asc(terminalTable.terminalId),
      asc(giftAllotmentTable.sku),
    );
}

/** Counts gifts that a terminal handed over, each once per mention: its operations arrive once. */
export async function countHandedGifts(
  queryable: Queryable,
  terminalId: string,
  skus: readonly string[],
): Promise<void> {
  for (const sku of skus) {
    await queryable.drizzle
      .insert(giftAllotmentTable)
      .values({ terminalId, sku, allottedCount: 0, handedCount: 1 })
      .onConflictDoUpdate({
        target: [giftAllotmentTable.terminalId, giftAllotmentTable.sku],
        set: { handedCount: sql`${giftAllotmentTable.handedCount} + 1` },
      });
  }
}

/** What was given to terminals of something and they have not handed over yet, as far as their operations have arrived. */
export async function countOutstanding(queryable: Queryable, sku: string): Promise<number> {
  const rows = await queryable.query<{ count: number }>(
    `SELECT coalesce(sum(greatest(0, allotted_count - handed_count)), 0)::int AS count
       FROM gift_allotment WHERE sku = $1`,
    [sku],
  );
  return rows[0]?.count ?? 0;
}
