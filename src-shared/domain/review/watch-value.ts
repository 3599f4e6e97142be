import { floorRate } from '../../values/rounding.ts';
import type { MemberState } from '../member/member-state.ts';
import type { Operation } from '../operation/operation.ts';
import type { ValueProfile } from '../stored-value/stored-value.ts';
import type { CaseEvidence, CaseKind } from './review-case.ts';

/** SV-11: money that goes in and out again. */
const refundWithinMs = 72 * 3_600_000;
/** SV-11: so many top-ups on a day, close under a threshold. */
const splitCount = 3;
const nearThreshold = { numerator: 8, denominator: 10 };

export interface WatchedValue {
  readonly kind: Extract<CaseKind, 'top_up_refunded' | 'top_ups_split'>;
  readonly evidence: CaseEvidence;
}

/**
 * What an operation that was just posted shows of the patterns that head office watches for laundering (SV-11), null where
 * nothing: a contract given back within 72 hours of its top-up, and a third top-up of a day whose sum stays within a fifth
 * below a threshold of the law (document, no cash, balance). Both are lawful: a person looks, and nothing is stopped. `state`
 * is the member's after it. Amounts in fen.
 */
export function watchValue(
  operation: Operation,
  { value }: Pick<MemberState, 'value'>,
  profile: ValueProfile | null,
): WatchedValue | null {
  const { operationId, storeId, businessDate } = operation;
  const where = { operationId, storeId, businessDate };
  if (operation.kind === 'refundValue') {
    const { contractNo, refundFen } = operation.body;
    const sold = value?.entries.find(
      (entry) => entry.kind === 'top_up' && entry.contractNo === contractNo,
    );
    if (sold === undefined || operation.atMs - sold.atMs >= refundWithinMs) return null;
    return {
      kind: 'top_up_refunded',
      evidence: { ...where, contractNo, refundFen, toppedUpAtMs: sold.atMs },
    };
  }
  if (operation.kind !== 'topUp' || profile === null) return null;
  const ofDay = (value?.contracts ?? []).filter(({ onDay }) => onDay === businessDate);
  if (ofDay.length < splitCount) return null;
  const dayFen = ofDay.reduce((sum, { paidFen }) => sum + paidFen, 0);
  const thresholdFen = [profile.identityFromFen, profile.noCashFromFen, profile.maxBalanceFen].find(
    (fen) => dayFen < fen && dayFen >= floorRate(fen, nearThreshold),
  );
  if (thresholdFen === undefined) return null;
  return {
    kind: 'top_ups_split',
    evidence: { ...where, topUpCount: ofDay.length, dayFen, thresholdFen },
  };
}
