import { memberContract, memberScreenContract } from './till/member.ts';
import { operationContract } from './till/operation.ts';
import { programmeContract } from './till/programme.ts';
import { receiptContract, receiptScreenContract } from './till/receipt.ts';
import { redemptionContract, redemptionScreenContract } from './till/redemption.ts';
import { refundContract } from './till/refund.ts';
import { scanContract } from './till/scan.ts';
import { sessionContract } from './till/session.ts';
import { syncContract, syncScreenContract } from './till/sync.ts';
import { tillEventContract } from './till/till-event.ts';

/** What the cash register may call over HTTP; the paths are part of the promise to other systems. */
export const posContract = {
  scan: scanContract,
  member: memberContract,
  receipt: receiptContract,
  redemption: redemptionContract,
  refund: refundContract,
  sync: syncContract,
  operation: operationContract,
};

/** Everything the screens may call, over a MessagePort or a WebSocket. */
export const tillContract = {
  scan: scanContract,
  member: { ...memberContract, ...memberScreenContract },
  receipt: { ...receiptContract, ...receiptScreenContract },
  redemption: { ...redemptionContract, ...redemptionScreenContract },
  refund: refundContract,
  sync: { ...syncContract, ...syncScreenContract },
  operation: operationContract,
  session: sessionContract,
  programme: programmeContract,
  events: tillEventContract,
};
