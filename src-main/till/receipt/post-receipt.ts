import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { receiptContract } from '../../../src-shared/contract/till/receipt.ts';
import type { PointsEntry } from '../../../src-shared/domain/points/points-entry.ts';
import { factsOf } from '../../../src-shared/domain/quote/facts-of.ts';
import {
  decideReceipt,
  receiptRecordOf,
} from '../../../src-shared/domain/receipt/decide-receipt.ts';
import type { ReceiptLine, ReceiptRecord } from '../../../src-shared/domain/receipt/receipt.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { entryReason } from '../../../src-shared/text/entry-reason.ts';
import {
  addDays,
  minuteOfDayAt,
  parseBusinessDate,
} from '../../../src-shared/values/business-date.ts';
import type { StoredReceipt } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { type IdReused, idReused } from '../answer.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { announcePosted, postOperation, requestHash } from '../post-operation.ts';
import { openRedemptions } from '../redemption/open-redemptions.ts';
import type { SignedIn } from '../session.ts';

type Input = InferContractRouterInputs<typeof receiptContract>['post'];
type Output = InferContractRouterOutputs<typeof receiptContract>['post'];

const quantityDecimals = 6;
// A cash register's clock may be a little ahead of ours at midnight.
const daysAheadMax = 1;

/** Earns the points of one receipt, or changes nothing. Safe to repeat: the same receipt earns once, and answers the same. */
export function postReceipt(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Output | Refusal | IdReused {
  const moment = till.reference.now();
  const businessDate = parseBusinessDate(input.businessDate);
  if (businessDate === null || businessDate > addDays(moment.businessDate, daysAheadMax)) {
    return refuse('receipt_date_invalid');
  }
  const programme = till.reference.programmeAt(businessDate);
  if (programme === null) return refuse('receipt_date_invalid');
  const key = { storeId: till.terminal.storeId, businessDate, receiptNo: input.receiptNo };
  const hash = requestHash({ memberId: input.memberId, lines: input.lines });

  const result = till.store.transaction(() => {
    const posted = till.store.receipt.find(key);
    if (posted !== null) return repeated(till, posted, hash);
    const view = readMember(till, input.memberId);
    if (isRefused(view)) return view;
    const unknown = checkKnown(till, session, view, 'earn');
    if (unknown !== null) return unknown;
    const open = openRedemptions(till, { ...input, memberId: view.memberId, businessDate });
    const redemptions = open.map((each) => each.redemption);
    const facts = factsOf({
      programme,
      state: view.state,
      storeId: key.storeId,
      businessDate,
      minuteOfDay: minuteOfDayAt(moment.atMs),
      moment,
      redemptions,
      asked: null,
    });
    const decided = decideReceipt({
      programme,
      state: view.state,
      receipt: key,
      facts,
      lines: input.lines.map(readLine),
      wishes: null,
      redemptions,
      moment,
    });
    if (decided.status === 'refused') return decided;

    // Nothing below may refuse.
    const { draft } = decided;
    const { operation, state } = postOperation<'earn'>(till, {
      draft,
      view: view.state,
      session,
      programme,
      moment,
    });
    const record = receiptRecordOf(operation, { redemptions });
    const { terminalSeq } = operation;
    till.store.receipt.insert(record, { requestHash: hash, terminalSeq });
    till.store.redemption.closeWithReceipt(draft.body.redemptionIds, key);
    const after = { ...view, state, hasPending: true };
    return { status: 'posted', record, operationId: operation.operationId, view: after } as const;
  });
  if (result.status === 'refused' || result.status === 'id_reused') return result;
  if (result.status === 'posted') announcePosted(till, result.view.memberId);
  return told(till, session, result);
}

interface Told {
  readonly status: 'posted' | 'already_posted';
  readonly record: ReceiptRecord;
  readonly operationId: string;
  readonly view: MemberView;
}

function repeated(
  till: ActiveTill,
  posted: StoredReceipt,
  hash: string,
): Told | Refusal | IdReused {
  if (posted.requestHash !== hash) return idReused;
  const view = readMember(till, posted.record.memberId);
  if (isRefused(view)) return view;
  const row = till.store.operation.find(posted.terminalSeq);
  const operationId = row?.operation.operationId ?? '';
  return { status: 'already_posted', record: posted.record, operationId, view };
}

function told(
  till: ActiveTill,
  session: SignedIn,
  { status, record, operationId, view }: Told,
): Output {
  const member = memberSummary(till, view, session);
  // What a debt took of the points is the member's own affair (ID-02).
  const isTold = ({ kind }: PointsEntry) => member.debtPoints !== null || kind !== 'debt_settle';
  return {
    status,
    operationId,
    earnedPoints: earnedPoints(record.entries),
    entries: record.entries.filter(isTold).map(({ kind, points, ruleId }) => {
      const programme = till.reference.programmeOf(record.programmeVersion);
      return {
        kind,
        points,
        ruleId,
        reason: entryReason({ kind, ruleId }, programme, session.language),
      };
    }),
    member,
  };
}

/** What a receipt earned, points still pending or held included. */
export function earnedPoints(entries: readonly PointsEntry[]): number {
  return entries
    .filter(({ kind }) => kind === 'earn' || kind === 'earn_bonus')
    .reduce((sum, entry) => sum + entry.points, 0);
}

/** Weighed goods come as a decimal; it is kept as text, because no float may enter a hash. */
function readLine(line: Input['lines'][number]): ReceiptLine {
  const { lineNo, sku, category, amountFen } = line;
  const quantity = String(Number(line.quantity.toFixed(quantityDecimals)));
  return { lineNo, sku, category, quantity, amountFen };
}
