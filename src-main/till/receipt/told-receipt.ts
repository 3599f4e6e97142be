import type { InferContractRouterOutputs } from '@orpc/contract';
import type { receiptContract } from '../../../src-shared/contract/till/receipt.ts';
import type { OperationOf } from '../../../src-shared/domain/operation/operation.ts';
import type { PointsEntry } from '../../../src-shared/domain/points/points-entry.ts';
import type { ReceiptRecord } from '../../../src-shared/domain/receipt/receipt.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { entryReason } from '../../../src-shared/text/entry-reason.ts';
import type { StoredReceipt } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { type IdReused, idReused } from '../answer.ts';
import { isRefused, type MemberView, readEarner } from '../find-member.ts';
import { memberSummary } from '../member-summary.ts';
import { toldCoupons, toldLine, toldRise } from '../quote/told-quote.ts';
import type { SignedIn } from '../session.ts';
import { toldToStrangers } from '../told-to-strangers.ts';
import { isRepeat, type ReceiptRequest } from './receipt-request.ts';

type Output = InferContractRouterOutputs<typeof receiptContract>['post'];

/** A receipt that is posted, now or before. */
export interface PostedNow {
  readonly status: 'posted' | 'already_posted';
  readonly record: ReceiptRecord;
  /** null where the operation cannot be read any more. */
  readonly operation: OperationOf<'earn'> | null;
  readonly view: MemberView;
}

/** What was posted under the receipt's number before, or that it was another receipt. */
export function repeated(
  till: ActiveTill,
  posted: StoredReceipt,
  request: ReceiptRequest,
): PostedNow | Refusal | IdReused {
  if (!isRepeat(posted, request)) return idReused;
  const view = readEarner(till, posted.record.memberId);
  if (isRefused(view)) return view;
  const operation = till.store.operation.find(posted.terminalSeq)?.operation;
  return {
    status: 'already_posted',
    record: posted.record,
    operation: operation?.kind === 'earn' ? operation : null,
    view,
  };
}

/** A posted receipt as the contract says it; a repeat gives the same figures. */
export function toldReceipt(
  till: ActiveTill,
  session: SignedIn,
  { status, record, operation, view }: PostedNow,
): Output {
  const member = memberSummary(till, view, session);
  const isKnown = member.debtPoints !== null;
  const decidedBy = till.reference.programmeOf(record.programmeVersion);
  const programme = isKnown || decidedBy === null ? decidedBy : toldToStrangers(decidedBy);
  // What a debt took of the points is the member's own affair (ID-02).
  const isTold = ({ kind }: PointsEntry) => isKnown || kind !== 'debt_settle';
  return {
    status,
    operationId: operation?.operationId ?? '',
    earnedPoints: earnedPoints(record.entries),
    entries: record.entries.filter(isTold).map(({ kind, points, ruleId }) => ({
      kind,
      points,
      ruleId,
      reason: entryReason({ kind, ruleId }, programme, session.language),
    })),
    ...toldBenefits(till, session, { record, operation }),
    member,
  };
}

function toldBenefits(
  till: ActiveTill,
  { language }: SignedIn,
  { record, operation }: Pick<PostedNow, 'record' | 'operation'>,
): Pick<Output, 'benefits'> {
  const { benefits } = record;
  if (benefits === undefined) return {};
  const programme = till.reference.programmeOf(record.programmeVersion);
  const redemption = operation?.body.redemption;
  return {
    benefits: {
      lines: benefits.lines.map(toldLine),
      coupons: toldCoupons(benefits.coupons, programme, language),
      points: redemption?.points ?? 0,
      offsetFen: redemption?.offsetFen ?? 0,
      redemptionId: redemption?.redemptionId ?? null,
      right: redemption?.right ?? null,
      payableFen: benefits.payableFen,
      raisedTo: toldRise(record.tier ?? null, programme, language),
    },
  };
}

/** What a receipt earned, points still pending or held included. */
export function earnedPoints(entries: readonly PointsEntry[]): number {
  return entries
    .filter(({ kind }) => kind === 'earn' || kind === 'earn_bonus')
    .reduce((sum, entry) => sum + entry.points, 0);
}
