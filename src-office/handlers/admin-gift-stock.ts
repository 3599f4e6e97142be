import { templateOfAllotment } from '../../src-shared/domain/coupon/coupon-allotment.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { shareGifts } from '../../src-shared/domain/sink/share-gifts.ts';
import {
  addAllotments,
  insertDelivery,
  listGiftStock,
  listWorkingTerminals,
} from '../store/gift-store.ts';
import { lockTemplate } from '../store/coupon-store.ts';
import type { Queryable } from '../store/database.ts';
import { adminCalls } from './admin-calls.ts';
import { countTaken } from './issue-coupons.ts';
import type { OfficeServices } from './office-services.ts';

/**
 * Takes a delivery of gifts and gives it to the tills of the store, shared or all to one (a service desk). A till hands over
 * its own only. A share of a template's coupons is named `coupon:<templateId>` and comes out of what is left of them (CP-08).
 * Safe to repeat under the same deliveryId.
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
      const templateId = templateOfAllotment(sku);
      if (templateId !== null) {
        const leftCount = await countLeft(office, transaction, templateId);
        if (leftCount === null) {
          const message = 'No template of today with that id has a totalLimit to be shared out.';
          throw errors.not_found({ message });
        }
        if (quantity > leftCount) {
          const message = `No more than ${String(leftCount)} of these coupons are left.`;
          throw errors.not_accepted({ message });
        }
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

/** How many coupons of a template may still be shared out (CP-08); null where none is of it today, or it has no limit. */
async function countLeft(
  office: OfficeServices,
  transaction: Queryable,
  templateId: string,
): Promise<number | null> {
  const today = businessDateAt(office.nowMs());
  const programme = (await office.programmes(transaction)).onDay(today);
  const template = programme?.coupons.templates.find((each) => each.templateId === templateId);
  const totalLimit = template?.totalLimit ?? null;
  if (template === undefined || totalLimit === null) return null;
  await lockTemplate(transaction, templateId);
  return Math.max(0, totalLimit - (await countTaken(transaction, template)));
}

export function listGiftStockHandler(office: OfficeServices) {
  return adminCalls.giftStock.list.handler(async ({ input }) => {
    const gifts = await listGiftStock(office.store.database, input.storeId);
    return { gifts: [...gifts] };
  });
}
