import { shareGifts } from '../../src-shared/domain/sink/share-gifts.ts';
import {
  addAllotments,
  insertDelivery,
  listGiftStock,
  listWorkingTerminals,
} from '../store/gift-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';

/**
 * Takes a delivery of gifts and gives it to the tills of the store, shared or all to one (a service desk). A till hands over
 * its own only. Safe to repeat under the same deliveryId.
 */
export function addGiftStockHandler(office: OfficeServices) {
  return adminCalls.giftStock.add.handler(async ({ input, errors }) => {
    const { deliveryId, storeId, sku, quantity } = input;
    const terminalId = input.terminalId ?? null;
    const delivery = {
      deliveryId,
      storeId,
      sku,
      quantity,
      terminalId,
      createdAtMs: office.nowMs(),
    };
    const status = await office.store.database.transaction(async (transaction) => {
      const there = await insertDelivery(transaction, delivery);
      if (there !== null) {
        const isSame =
          there.storeId === storeId &&
          there.sku === sku &&
          there.quantity === quantity &&
          there.terminalId === terminalId;
        if (!isSame) throw errors.id_reused({ message: 'This deliveryId is another delivery’s.' });
        return 'already_added' as const;
      }
      const working = await listWorkingTerminals(transaction, storeId);
      const chosen = terminalId === null ? working : working.filter((id) => id === terminalId);
      if (chosen.length === 0) {
        throw errors.not_found({ message: 'There is no working till of that store or id.' });
      }
      await addAllotments(transaction, sku, shareGifts(quantity, chosen));
      return 'added' as const;
    });
    if (status === 'added') {
      office.changes.notify();
      office.log.info({ storeId, sku, quantity }, 'gifts were delivered to a store');
    }
    const gifts = await listGiftStock(office.store.database, storeId);
    return { status, gifts: gifts.filter((gift) => gift.sku === sku) };
  });
}

export function listGiftStockHandler(office: OfficeServices) {
  return adminCalls.giftStock.list.handler(async ({ input }) => {
    const gifts = await listGiftStock(office.store.database, input.storeId);
    return { gifts: [...gifts] };
  });
}
