import { purchasesBefore } from '../../../src-shared/domain/campaign/find-not-due.ts';
import { recordBefore } from '../../../src-shared/domain/audit/audit-refund.ts';
import type { KnownToOffice } from '../../../src-shared/domain/audit/known-to-office.ts';
import type { OtherHands } from '../../../src-shared/domain/audit/audit-finding.ts';
import type { Operation } from '../../../src-shared/domain/operation/operation.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { ModelOffice } from './model-office.ts';

/** What head office knows of an operation that has just come, as the real one reads it for its audit. */
export function auditKnown(
  office: ModelOffice,
  operation: Operation,
  today: BusinessDate,
): KnownToOffice {
  const before = purchasesBefore(receiptsOf(office, operation), operation);
  return {
    today,
    state: office.survivor(operation.memberId),
    ...(before === undefined ? {} : { boughtBefore: before }),
    record: recordOf(office, operation),
    cancelled: cancelledBy(office, operation),
    roleOf: () => 'manager',
  };
}

function receiptsOf(office: ModelOffice, { memberId }: Operation) {
  const ids = new Set<string | undefined>([memberId, office.survivor(memberId)?.memberId]);
  return office.facts.flatMap((fact) => {
    if (fact.kind === 'office' || fact.operation.kind !== 'earn') return [];
    const { operationId, atMs, body } = fact.operation;
    if (!ids.has(fact.memberId) && !ids.has(fact.operation.memberId)) return [];
    return [{ operationId, atMs, businessDate: body.receipt.businessDate, entries: body.entries }];
  });
}

function recordOf(office: ModelOffice, { kind, body, operationId }: Operation) {
  const record = kind === 'refund' ? office.findReceipt(body.receipt) : null;
  return record === null ? null : recordBefore(record, operationId);
}

function cancelledBy(office: ModelOffice, { kind, body }: Operation): Operation | null {
  const operations = office.facts.flatMap((fact) =>
    fact.kind === 'office' ? [] : [fact.operation],
  );
  const isIt = (each: Operation): boolean =>
    (kind === 'cancelRedemption' &&
      (each.kind === 'redeem' || each.kind === 'redeemSink') &&
      each.body.redemptionId === body.redemptionId) ||
    (kind === 'cancelPayment' &&
      each.kind === 'payValue' &&
      each.body.paymentId === body.paymentId);
  return operations.find(isIt) ?? null;
}

/** Who else had done something to the member of an operation. */
export function otherHands(
  office: ModelOffice,
  { memberId, installId, terminalSeq }: Operation,
): OtherHands {
  const ids = new Set<string | undefined>([memberId, office.survivor(memberId)?.memberId]);
  const own = office.facts.filter(
    (fact) => ids.has(fact.memberId) || ids.has(fact.operation.memberId),
  );
  const ofTills = own.flatMap((fact) => (fact.kind === 'office' ? [] : [fact.operation]));
  const ofOffice = own.flatMap((fact) => (fact.kind === 'office' ? [fact.operation.kind] : []));
  return {
    hasOthers: ofOffice.length > 0 || ofTills.some((each) => each.installId !== installId),
    hasLater: ofTills.some(
      (each) => each.installId === installId && each.terminalSeq > terminalSeq,
    ),
    hasUnheard:
      ofOffice.some((kind) => ['mergeIn', 'mergeOut', 'unmerge'].includes(kind)) ||
      own.some(({ kind }) => kind === 'noted'),
  };
}
