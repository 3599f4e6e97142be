import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberId } from '../../values/ids.ts';
import type { DraftOf } from '../operation/operation.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptRedemption } from '../receipt/receipt.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { restoreMoves } from './restore-moves.ts';

/**
 * Decides to give back the points of a redemption whose receipt is not posted yet (PL-13): all of them, to the lots they
 * came from, or with the programme's grace days where a lot expired meanwhile. Whether it was cancelled before is the
 * caller's question. A frozen member gets points back too. Refuses with redemption_receipt_posted: then only a refund helps.
 */
export function decideCancel(input: {
  readonly redemption: ReceiptRedemption;
  readonly memberId: MemberId;
  readonly businessDate: BusinessDate;
  readonly programme: Programme;
  readonly receiptPosted: boolean;
}): Refusal | { readonly status: 'decided'; readonly draft: DraftOf<'cancelRedemption'> } {
  const { redemption, memberId, businessDate, programme } = input;
  if (input.receiptPosted) return refuse('redemption_receipt_posted');

  const lots = restoreMoves({
    programme,
    redemptions: [redemption],
    alreadyRestoredPoints: 0,
    points: redemption.points,
    businessDate,
  });
  const entry: PointsEntry = { kind: 'restore', points: redemption.points, ruleId: 'cancel', lots };
  const body = { redemptionId: redemption.redemptionId, entries: [entry] };
  return { status: 'decided', draft: { kind: 'cancelRedemption', body, memberId } };
}
