import type { DraftOf } from '../../../src-shared/domain/operation/operation.ts';
import {
  ownRedemption,
  receiptRecordOf,
} from '../../../src-shared/domain/receipt/decide-receipt.ts';
import type { ReceiptRedemption } from '../../../src-shared/domain/receipt/receipt.ts';
import type { ReceiptPayment } from '../../../src-shared/domain/stored-value/stored-value.ts';
import type { ActiveTill } from '../active-till.ts';
import type { MemberView } from '../find-member.ts';
import { postOperation } from '../post-operation.ts';
import { markGrantUsed } from '../redemption/find-right.ts';
import type { SignedIn } from '../session.ts';
import { closePayments } from '../stored-value/open-payments.ts';
import type { ReceiptRequest } from './receipt-request.ts';
import type { PostedNow } from './told-receipt.ts';

/**
 * Posts a decided receipt with everything it closes: earlier redemptions and payments, and the points that pay in the
 * same act, which are a redemption of their own from now on, so that a refund gives them back (PL-13). Runs
 * inside `store.transaction`.
 */
export function insertReceipt(
  till: ActiveTill,
  session: SignedIn,
  decided: {
    readonly draft: DraftOf<'earn'>;
    readonly view: MemberView;
    readonly request: ReceiptRequest;
    readonly redemptions: readonly ReceiptRedemption[];
    readonly payments: readonly ReceiptPayment[];
  },
): PostedNow {
  const { draft, view, request, redemptions, payments } = decided;
  const { key, programme, moment, hash } = request;
  const { memberId, isElsewhere } = view;
  const elsewhere = isElsewhere === undefined ? {} : { isElsewhere };
  const { operation, state } = postOperation<'earn'>(till, {
    draft,
    view: view.state,
    ...elsewhere,
    session,
    programme,
    moment,
  });
  const { terminalSeq, body } = operation;
  const record = receiptRecordOf(operation, { redemptions, payments });
  till.store.receipt.insert(record, { requestHash: hash, terminalSeq });
  for (const redemption of ownRedemption(operation)) {
    till.store.redemption.insert({
      redemption,
      memberId,
      receiptNo: key.receiptNo,
      businessDate: moment.businessDate,
      right: body.redemption?.right ?? 'floor',
      requestHash: hash,
      terminalSeq,
    });
  }
  if (body.redemption !== undefined) markGrantUsed(till, body.redemption);
  till.store.redemption.closeWithReceipt(
    record.redemptions.map(({ redemptionId }) => redemptionId),
    key,
  );
  closePayments(till, body.paymentIds ?? []);
  return {
    status: 'posted',
    record,
    operation,
    view: { memberId, state, hasPending: true, ...elsewhere },
  };
}
