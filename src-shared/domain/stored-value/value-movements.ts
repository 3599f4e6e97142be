import { referenceOf } from '../operation/apply-operation.ts';
import { partsOf, type Operation } from '../operation/operation.ts';
import type { ExplainedValueEntry } from './stored-value.ts';

/** The kinds of operations that move stored value. */
export const valueOperationKinds = [
  'topUp',
  'payValue',
  'cancelPayment',
  'refundValue',
  'refund',
] as const;

/** The movements of stored value an operation carries, as a statement lists them (art. 25); [] for those that move none. */
export function valueMovementsOf(
  operation: Operation,
): readonly (ExplainedValueEntry & { readonly operationId: string })[] {
  if (operation.kind === 'enrol') return [];
  const { operationId, businessDate, atMs, storeId } = operation;
  const reference = referenceOf(operation);
  return partsOf(operation).value.map((entry) => ({
    ...entry,
    operationId,
    businessDate,
    atMs,
    storeId,
    reference,
  }));
}
