import { payEntryOf } from '../../src-shared/domain/stored-value/value-balance.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { TillStore } from '../store/till-store.ts';
import type { OfficeInputs } from './office-client.ts';

type Debit = OfficeInputs['authoriseValue']['pendingDebits'][number];

/**
 * What this till has taken of a member's stored value and the office may not have: payments and refunds by the id they were
 * authorised under, and what it has lent to a neighbour of its share (OF-04). A cancelled payment takes nothing.
 */
export function listPendingValueDebits(store: TillStore, memberId: MemberId): Debit[] {
  const appliedSeq = store.member.readAppliedSeq(memberId);
  const pending = store.operation.listOfMemberAfter(memberId, appliedSeq);
  const cancelledIds = new Set(
    pending.flatMap(({ kind, body }) => (kind === 'cancelPayment' ? [body.paymentId] : [])),
  );
  return pending.flatMap(({ operationId, terminalSeq, kind, body }): Debit[] => {
    switch (kind) {
      case 'payValue':
        if (cancelledIds.has(body.paymentId)) return [];
        return [{ id: body.paymentId, terminalSeq, entries: [...body.value] }];
      case 'refundValue':
        return [{ id: body.refundId, terminalSeq, entries: [...body.value] }];
      case 'lendShare': {
        const { valueParts = [] } = body;
        if (valueParts.length === 0) return [];
        return [{ id: operationId, terminalSeq, entries: valueParts.map(payEntryOf) }];
      }
      default:
        return [];
    }
  });
}
