import { adjustmentContract, adjustmentContractOf } from './till/adjustment.ts';
import { deviceContract } from './till/device.ts';
import { lanScreenContract } from './till/lan.ts';
import { setupContract } from './till/setup.ts';
import {
  memberContract,
  memberContractOf,
  memberScreenContract,
  memberSummarySchema,
} from './till/member.ts';
import { operationContract } from './till/operation.ts';
import { planContract, planContractOf, planScreenContract } from './till/plan.ts';
import { programmeContract } from './till/programme.ts';
import { couponContract } from './till/coupon.ts';
import { quoteContract, quoteContractOf } from './till/quote.ts';
import { receiptContract, receiptContractOf, receiptScreenContract } from './till/receipt.ts';
import {
  redemptionContract,
  redemptionContractOf,
  redemptionScreenContract,
} from './till/redemption.ts';
import { refundContract, refundContractOf } from './till/refund.ts';
import { reviewScreenContract } from './till/review.ts';
import { scanContract, scanContractOf, takeScanContract } from './till/scan.ts';
import { sessionContract } from './till/session.ts';
import {
  storedValueContract,
  storedValueContractOf,
  storedValueScreenContract,
} from './till/stored-value.ts';
import { sinkContract, sinkContractOf, sinkScreenContract } from './till/sink.ts';
import { syncContract, syncScreenContract } from './till/sync.ts';
import { taskContract, taskContractOf } from './till/task.ts';
import { tillEventContract } from './till/till-event.ts';

/**
 * What the cash register may call over HTTP; the paths are part of the promise to other systems. The same calls as those
 * of the screens, but it is always told balances: a register has a token of its own and answers for whom it shows them to.
 */
export const posContract = {
  scan: scanContractOf(memberSummarySchema),
  member: memberContractOf(memberSummarySchema),
  quote: quoteContractOf(memberSummarySchema),
  coupon: couponContract,
  receipt: receiptContractOf(memberSummarySchema),
  redemption: redemptionContractOf(memberSummarySchema),
  refund: refundContractOf(memberSummarySchema),
  adjustment: adjustmentContractOf(memberSummarySchema),
  storedValue: storedValueContractOf(memberSummarySchema),
  plan: planContractOf(memberSummarySchema),
  sink: sinkContractOf(memberSummarySchema),
  task: taskContractOf(memberSummarySchema),
  sync: syncContract,
  operation: operationContract,
};

/** Everything the screens may call, over a MessagePort or a WebSocket. */
export const tillContract = {
  scan: scanContract,
  takeScan: takeScanContract,
  member: { ...memberContract, ...memberScreenContract },
  quote: quoteContract,
  coupon: couponContract,
  receipt: { ...receiptContract, ...receiptScreenContract },
  redemption: { ...redemptionContract, ...redemptionScreenContract },
  refund: refundContract,
  adjustment: adjustmentContract,
  storedValue: { ...storedValueContract, ...storedValueScreenContract },
  plan: { ...planContract, ...planScreenContract },
  sink: { ...sinkContract, ...sinkScreenContract },
  task: taskContract,
  review: reviewScreenContract,
  sync: { ...syncContract, ...syncScreenContract },
  operation: operationContract,
  session: sessionContract,
  programme: programmeContract,
  device: deviceContract,
  lan: lanScreenContract,
  setup: setupContract,
  events: tillEventContract,
};
