import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';

/** Longer than a coupon lives that was issued the day before a change of key. */
const overlapMs = 400 * 86_400_000;

/** Changes the key that signs coupon codes; tills have the new one already, and get the one after it (CP-06). */
export function rotateCouponKeyHandler(office: OfficeServices) {
  return adminCalls.coupon.rotateKey.handler(({ input }) => {
    const nowMs = office.nowMs();
    office.couponKeys.rotate({ nowMs, overlapMs: input.stolen ? 0 : overlapMs });
    const keyIds = office.couponKeys.publicKeys(nowMs).map(({ keyId }) => keyId);
    office.changes.notify();
    office.log.info({ keyIds, stolen: input.stolen }, 'the key of coupon codes was changed');
    return { keyIds };
  });
}
