import type { Router } from '@orpc/server';
import type { tillContract } from '../../src-shared/contract/till-contract.ts';
import type { TillState } from './active-till.ts';
import type { Announcer } from './announcer.ts';
import { adjustmentHandlers } from './handlers/adjustment.ts';
import type { Devices } from './device/devices.ts';
import { deviceHandlers } from './handlers/device.ts';
import { eventsHandler } from './handlers/events.ts';
import { lanHandlers } from './handlers/lan.ts';
import { memberHandlers } from './handlers/member.ts';
import { operationHandlers } from './handlers/operation.ts';
import { planHandlers } from './handlers/plan.ts';
import { programmeHandlers } from './handlers/programme.ts';
import { couponHandlers } from './handlers/coupon.ts';
import { quoteHandlers } from './handlers/quote.ts';
import { receiptHandlers } from './handlers/receipt.ts';
import { redemptionHandlers } from './handlers/redemption.ts';
import { refundHandlers } from './handlers/refund.ts';
import { reviewHandlers } from './handlers/review.ts';
import { scanHandler, takeScanHandler } from './handlers/scan.ts';
import { sessionHandlers } from './handlers/session.ts';
import { storedValueHandlers } from './handlers/stored-value.ts';
import { setupHandlers } from './handlers/setup.ts';
import { sinkHandlers } from './handlers/sink.ts';
import { taskHandlers } from './handlers/task.ts';
import { syncHandlers } from './handlers/sync.ts';
import { implementers } from './implementer.ts';
import type { ReaderScans } from './reader-scans.ts';
import type { TillContext } from './session.ts';
import type { Setup } from './setup/setup.ts';

/** Named here, since what the compiler infers has grown too long to be written down. */
export type TillRouter = Router<typeof tillContract, TillContext>;

/** Everything the till answers, by noun; each in `handlers/<noun>.ts`. */
export function tillRouter(
  readState: () => TillState,
  announcer: Announcer,
  devices: Devices,
  setup: Setup,
  readerScans: ReaderScans,
): TillRouter {
  const who = implementers(readState, () => setup.step() !== 'done');
  return who.open.router({
    scan: scanHandler(who, devices),
    takeScan: takeScanHandler(who, devices),
    member: memberHandlers(who),
    quote: quoteHandlers(who),
    coupon: couponHandlers(who),
    receipt: receiptHandlers(who),
    redemption: redemptionHandlers(who),
    refund: refundHandlers(who),
    adjustment: adjustmentHandlers(who),
    storedValue: storedValueHandlers(who),
    plan: planHandlers(who),
    sink: sinkHandlers(who),
    task: taskHandlers(who),
    review: reviewHandlers(who),
    sync: syncHandlers(who),
    operation: operationHandlers(who),
    session: sessionHandlers(who),
    programme: programmeHandlers(who),
    device: deviceHandlers(who, devices),
    lan: lanHandlers(who, readState),
    setup: setupHandlers(who, setup, { devices, readerScans }),
    events: eventsHandler(who, announcer, devices),
  });
}
