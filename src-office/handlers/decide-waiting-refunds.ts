import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import { decideRefund } from '../../src-shared/domain/refund/decide-refund.ts';
import { programmeInEffect } from '../../src-shared/programme/programme-in-effect.ts';
import type { Queryable } from '../store/database.ts';
import { lockWithSurvivors, survivorOf } from '../store/member-store.ts';
import { postToLocked } from '../store/office-operation-store.ts';
import {
  endWaitingRefund,
  lockDecidableRefunds,
  readReceiptHistory,
} from '../store/receipt-history-store.ts';
import { touchReceipts } from '../store/receipt-store.ts';
import { findEarning } from '../store/find-earning.ts';
import type { OfficeServices } from './office-services.ts';
import { readProgrammes } from './publish-programme.ts';

/** A push never waits for more; what is left is decided with the next one. */
const decidedAtOnceMax = 100;

/**
 * Decides refunds that tills took without knowing their receipt (OF-02), once the receipt has come in, whichever came first:
 * by the rule of every refund, as an act of head office on the receipt's own member. Points that are gone become a debt,
 * since nobody was asked. One that cannot be decided, as when more came back than was sold, stays and is logged for a person.
 * Safe to repeat: an act has the id of its refund.
 */
export async function decideWaitingRefunds(office: OfficeServices): Promise<void> {
  await office.store.database.transaction(async (transaction) => {
    const refunds = await lockDecidableRefunds(transaction, decidedAtOnceMax);
    if (refunds.length === 0) return;
    const programmes = await readProgrammes(transaction);
    for (const refund of refunds) {
      const refused = await decideOne(transaction, refund, { office, programmes });
      const { operationId } = refund;
      await endWaitingRefund(transaction, operationId, refused);
      if (refused !== null) office.log.error({ operationId, refused }, 'a refund needs a person');
    }
  });
}

/** null where the refund is decided; otherwise why it is not. */
async function decideOne(
  transaction: Queryable,
  refund: OperationOf<'refund'>,
  {
    office,
    programmes,
  }: { readonly office: OfficeServices; readonly programmes: readonly Programme[] },
): Promise<string | null> {
  const { refundNo, receipt, lines } = refund.body;
  const found = await findEarning(transaction, { ...receipt, memberId: refund.memberId });
  if (found.status === 'not_found') return 'receipt_not_found';
  if (found.status === 'ambiguous') return 'receipt_ambiguous';
  const { earning } = found;
  const locked = await lockWithSurvivors(transaction, [earning.memberId]);
  const member = survivorOf(locked, earning.memberId);
  const programme = programmeInEffect(programmes, refund.businessDate);
  if (member === null || programme === null) return 'member_not_found';
  const { state } = member;
  const memberIds = [earning.memberId, state.memberId];
  const record: ReceiptRecord = await readReceiptHistory(transaction, earning, memberIds);
  const decided = decideRefund({
    programme,
    state,
    record,
    refundNo,
    lines,
    businessDate: refund.businessDate,
    shortPoints: { choice: 'debt' },
  });
  if (decided.status === 'refused') return decided.code;
  const { shortPoints: _shortPoints, ...body } = decided.draft.body;
  const operation: OfficeOperation = {
    operationId: `refund:${refund.operationId}`,
    kind: 'refund',
    body: { ...body, refundOperationId: refund.operationId },
    memberId: state.memberId,
    atMs: office.nowMs(),
    businessDate: refund.businessDate,
    programmeVersion: programme.version,
    actor: 'job:waiting_refunds',
  };
  await postToLocked(transaction, [operation], locked);
  await touchReceipts(transaction, [receipt]);
  return null;
}
